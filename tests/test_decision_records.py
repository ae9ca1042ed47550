"""Decisions in files: added in one write, read back as they were, refused with the line that is wrong."""

from __future__ import annotations

import json
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import normalizer

from normalize import __version__
from normalize.calibration import WITNESS, Calibration
from normalize.decisions import Reviewed, append, load_decisions, reviewed
from normalize.errors import ReadError, WriteError
from normalize.findings import findings
from normalize.model import Witness
from normalize.reported import Finding

ONE = Reviewed(
    "rejected", "misspelt", "novak", "Nowák\u2028", "Novák", "inferred", 0.62, 0.4895,
    quoted=True, instead="Nowak", places=3, fingerprint="0123456789abcdef", version="0.1.0",
)  # fmt: skip
MINIMAL = {
    "outcome": "accepted", "rule": "misspelt", "surface": "Nowak", "replacement": "Novák",
    "kind": "inferred", "log_odds": 1,
}  # fmt: skip


def found(text: str) -> list[Finding]:
    return list(findings(normalizer()(text), "a.txt"))


def test_what_was_added_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / ".normalize" / "decisions.jsonl"
    append(path, [ONE])
    append(path, [replace(ONE, fingerprint="f" * 16, surface="\udcff")])
    append(path, [])
    assert load_decisions([path]) == (ONE, replace(ONE, fingerprint="f" * 16, surface="\udcff"))
    assert path.read_bytes().count(b"\n") == 2


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(b'{"outcome": "acc')
    append(path, [ONE])
    assert path.read_bytes().startswith(b'{"outcome": "acc\n{')
    with pytest.raises(ReadError, match=r"decisions\.jsonl:1: not JSON") as caught:
        load_decisions([path])
    assert "half a line" in caught.value.hint


def _append_often(path: Path) -> None:
    for _ in range(100):
        append(path, [replace(ONE, fingerprint="", surface="x" * 500)] * 3)


def test_decisions_of_several_people_do_not_mingle(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    with ProcessPoolExecutor(3) as pool:
        list(pool.map(_append_often, [path] * 3))
    assert len(load_decisions([path])) == 900


def test_the_last_decision_about_a_finding_counts(tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    append(first, [ONE, replace(ONE, fingerprint="f" * 16), replace(ONE, fingerprint="")])
    append(second, [replace(ONE, outcome="accepted"), replace(ONE, fingerprint="")])
    made = load_decisions([first, second])
    assert [(one.fingerprint[:1], one.outcome) for one in made] == [
        ("f", "rejected"), ("", "rejected"), ("0", "accepted"), ("", "rejected"),
    ]  # fmt: skip


def test_another_tool_need_not_say_all_and_may_say_more(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(json.dumps({**MINIMAL, "editor": "jn"}) + "\n\n", "utf-8-sig")
    assert load_decisions([path]) == (
        Reviewed("accepted", "misspelt", "", "Nowak", "Novák", "inferred", 0.0, 1),
    )


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("[]", ":1: not a JSON object"),
        ("{}", ":1: no `outcome`"),
        (json.dumps({**MINIMAL, "outcome": "maybe"}), ":1: `outcome` is 'maybe'"),
        (json.dumps({**MINIMAL, "kind": "variant"}), ":1: `kind` is 'variant'"),
        (json.dumps({**MINIMAL, "log_odds": "1"}), ":1: `log_odds` is '1'"),
        (json.dumps({**MINIMAL, "log_odds": float("inf")}), ":1: `log_odds` is inf"),
        (json.dumps({**MINIMAL, "outcome": []}), r":1: `outcome` is \[\]"),
        (json.dumps({**MINIMAL, "quoted": 1}), ":1: `quoted` is 1"),
        (json.dumps({**MINIMAL, "fingerprint": None}), ":1: `fingerprint` is None"),
    ],
)
def test_a_line_that_is_no_decision_is_an_error_with_its_place(tmp_path: Path, line: str, fact: str) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(ReadError, match=fact):
        load_decisions([path])


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file"):
        load_decisions([tmp_path / "gone.jsonl"])


def test_a_place_that_cannot_be_written_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteError) as caught:
        append(tmp_path / "file" / "decisions.jsonl", [ONE])
    assert "--no-decisions" in caught.value.hint


def test_a_finding_is_recorded_without_the_text_around_it() -> None:
    text = "Sources at the meeting of NATO say that the secretary general, Mark Ruttee, was late."
    finding = found(text)[0]
    made = reviewed(finding, "accepted", __version__)
    assert (made.surface, made.replacement, made.entity_id) == ("Mark Ruttee", "Mark Rutte", "mark-rutte")
    assert (made.kind, made.rule, made.version) == ("inferred", "misspelt", __version__)
    assert made.fingerprint == finding.fingerprint
    written = json.dumps(vars_of(made), ensure_ascii=False)
    assert not any(word in written for word in ("Sources", "meeting", "secretary", "late", "a.txt"))


def vars_of(made: Reviewed) -> dict[str, object]:
    return {name: getattr(made, name) for name in Reviewed.__slots__}


def test_log_odds_are_those_of_the_shipped_weights_whatever_calibration_was_in_force() -> None:
    finding = found("The envoy of President Trump, Steve Witkov, flew to Moscow.")[0]
    shipped = reviewed(finding, "rejected", __version__)
    calibrated = replace(finding, witnesses=(*finding.witnesses, Witness(WITNESS, "", -0.7)))
    assert reviewed(calibrated, "rejected", __version__) == shipped
    assert Calibration(-0.7).adds(shipped.log_odds) == pytest.approx(-0.7)


def test_a_listed_form_is_recorded_as_listed() -> None:
    assert [reviewed(one, "rejected", "").kind for one in found("They met in Kiev.")] == ["listed"]


@pytest.mark.skipif(os.name != "posix", reason="locks files")
def test_whoever_appends_waits_for_another(tmp_path: Path) -> None:
    import fcntl
    import threading

    path = tmp_path / "decisions.jsonl"
    append(path, [ONE])
    with path.open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        waiting = threading.Thread(target=append, args=(path, [ONE]))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
    waiting.join(10)
    assert path.read_bytes().count(b"\n") == 2
