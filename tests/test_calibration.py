"""A calibration is a witness of its own: what is told still adds up to the probability."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import NAMES, normalizer

import normalize
from normalize.adapters.explain import explained_json
from normalize.calibration import AS_SHIPPED, WITNESS, Calibration, load_calibration, uncalibrated
from normalize.errors import SettingsError
from normalize.gazetteer import Gazetteer
from normalize.model import Result, Weighed
from normalize.policy import PRESETS
from normalize.settings import Settings, settings_for, with_values
from normalize.weights import probability

TEXT = (
    "President Trump sent his envoy Steve Witkov to Moscow. The president of Ukraine, Zelenskij, was in Kiev."
)


def under(calibration: Calibration, text: str = TEXT) -> Result:
    policy = replace(PRESETS["normal"], calibration=calibration)
    return normalize.Normalizer(Gazetteer(NAMES), policy, model="none")(text)


def weighed(result: Result, surface: str) -> Weighed:
    found = [one.evidence for one in result.decisions if one.evidence.mention.text == surface]
    return found[0].candidates[0]


@pytest.mark.parametrize("calibration", [Calibration(0.4), Calibration(-1.2, 0.7), Calibration(0.0, 1.5)])
def test_what_is_told_adds_up_to_the_probability(calibration: Calibration) -> None:
    for decision in under(calibration).decisions:
        for one in decision.evidence.candidates:
            total = sum(witness.weight for witness in one.witnesses)
            assert one.probability == pytest.approx(probability(total), abs=1e-12)


def test_the_witnesses_of_explain_add_up_to_its_probability() -> None:
    rows = explained_json(under(Calibration(-0.8, 0.9)))["mentions"]
    candidates = [candidate for row in rows for candidate in row["candidates"]]
    assert any(one["name"] == WITNESS for candidate in candidates for one in candidate["witnesses"])
    for one in candidates:
        total = sum(witness["weight"] for witness in one["witnesses"])
        assert one["probability"] == pytest.approx(probability(total), abs=1e-3)


def test_an_inferred_correction_is_shifted_and_says_so() -> None:
    shipped = weighed(under(AS_SHIPPED), "Steve Witkov")
    calibrated = weighed(under(Calibration(-0.8, 0.9)), "Steve Witkov")
    odds = uncalibrated(shipped.witnesses)
    assert uncalibrated(calibrated.witnesses) == pytest.approx(odds)
    assert calibrated.probability == pytest.approx(probability(0.9 * odds - 0.8))
    told = [one for one in calibrated.witnesses if one.name == WITNESS]
    assert [one.words for one in told] == ["calibration of your desk"]
    assert told[0].weight == pytest.approx(-0.1 * odds - 0.8)
    assert not any(one.name == WITNESS for one in shipped.witnesses)


def test_listed_forms_are_no_guess_and_stay() -> None:
    for surface in ("Zelenskij", "Kiev"):
        assert weighed(under(Calibration(-9.0)), surface) == weighed(under(AS_SHIPPED), surface)


def test_a_calibration_decides_and_is_no_reason() -> None:
    assert "Steve Witkoff" in under(AS_SHIPPED).corrected
    calibrated = under(Calibration(-5.0, 0.2))
    assert "Steve Witkov" in calibrated.corrected
    assert "Zelensky, was in Kyiv" in calibrated.corrected
    told = [one.reason for one in calibrated.decisions if one.evidence.mention.text == "Steve Witkov"]
    assert told
    assert not any("calibration" in reason for reason in told)


def test_a_calibration_keeps_the_order_of_candidates() -> None:
    for shipped, calibrated in zip(
        under(AS_SHIPPED).decisions, under(Calibration(-1.0, 0.5)).decisions, strict=True
    ):
        assert [one.candidate for one in shipped.evidence.candidates] == [
            one.candidate for one in calibrated.evidence.candidates
        ]


def file(folder: Path, **keys: object) -> Path:
    path = folder / "calibration.json"
    path.write_text(json.dumps({"calibration": 1, "shift": -0.5, "slope": 0.9, **keys}), "utf-8")
    return path


def test_the_configuration_names_a_calibration(tmp_path: Path) -> None:
    file(tmp_path)
    (tmp_path / "normalize.toml").write_text('preset = "strict"\ncalibration = "calibration.json"\n', "utf-8")
    settings = settings_for(tmp_path / "a.txt")
    assert settings.policy == replace(PRESETS["strict"], calibration=Calibration(-0.5, 0.9))


def test_another_preset_keeps_the_calibration() -> None:
    settings = Settings(policy=replace(PRESETS["normal"], calibration=Calibration(0.3)))
    assert with_values(settings, {"preset": "strict"}).policy == replace(
        PRESETS["strict"], calibration=Calibration(0.3)
    )


def test_the_library_takes_a_calibration(tmp_path: Path) -> None:
    loaded = normalize.load(calibration=file(tmp_path), preset="strict", model="none")
    assert loaded.policy == replace(PRESETS["strict"], calibration=Calibration(-0.5, 0.9))


@pytest.mark.parametrize(
    ("keys", "fact"),
    [
        ({"calibration": 2}, "another version"),
        ({"shift": "a"}, "`shift` must be a number"),
        ({"slope": None}, "`slope` must be a number"),
        ({"slope": 0}, "`slope` must be above 0.0"),
        ({"slope": -1.0}, "`slope` must be above 0.0"),
        ({"shift": 11}, "within ±10.0"),
        ({"shift": float("nan")}, "`shift` must be a number"),
        ({"shift": True}, "`shift` must be a number"),
    ],
)
def test_a_bad_calibration_is_refused_with_a_way_out(
    tmp_path: Path, keys: dict[str, object], fact: str
) -> None:
    path = file(tmp_path, **keys)
    with pytest.raises(SettingsError, match=fact) as caught:
        load_calibration(path)
    assert caught.value.message.startswith(str(path))
    assert "normalize calibrate" in caught.value.hint


@pytest.mark.parametrize("data", [None, b"\xff\xfe", b"{", b"[1]"])
def test_what_is_no_calibration_file_is_refused(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "calibration.json"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(SettingsError):
        load_calibration(path)


def test_a_missing_calibration_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "normalize.toml").write_text('calibration = "gone.json"\n', "utf-8")
    with pytest.raises(SettingsError, match=r"gone\.json: cannot be read"):
        settings_for(tmp_path / "a.txt")


def test_without_a_calibration_nothing_changes() -> None:
    assert normalizer()(TEXT) == under(AS_SHIPPED)
