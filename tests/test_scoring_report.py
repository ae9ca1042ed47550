"""What is told of a score: real numbers on small labelled copy, and the forms in which they are told."""

from __future__ import annotations

import json
import random
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import fakes
import jsonschema
import pytest
from report_samples import HOSTILE, Page
from test_scoring import document, labelled, needs_eval, rows, scorer

from normalize import cli
from normalize.adapters.scores import predicted, scored
from normalize.errors import ReadError, SettingsError
from normalize.model import Entity, Verdict, Witness
from normalize.reports import score_text
from normalize.reports.score_figures import Origin, ScoreReport
from normalize.reports.score_formats import format_for, render
from normalize.rewrite import Edit
from normalize.scoring_curves import THRESHOLDS, calibration, curve, verdicts
from normalize.scoring_found import Found, found_in
from normalize.scoring_intervals import rate_interval, share_interval
from normalize.scoring_offers import is_offered
from normalize.scoring_report import report
from normalize.settings import Settings

SCHEMA = json.loads(resources("normalize.data").joinpath("score.schema.json").read_text("utf-8"))
ORIGIN = Origin("0.1.0", "gold.jsonl", 5, 46, "", ("names.yaml",), 2, "en_names 1.0", "2026-11-22", 0.6, 0.4)
FORMS = {"p:novak": ("Jana Nováková", "Nováková"), "l:brod": ("Havlíčkův Brod",)}


def gold() -> list[dict[str, Any]]:
    """Return four errors in three documents, and two clean ones of 15 and 5 words."""
    brod = {"kind": "PLACE", "gazetteer_id": "l:brod", "class": "vowels"}
    whole = document("Mayor Jana Novacova spoke again.", ("Novacova", "Nováková", "error"), id="a", lang="cs")
    half = document(
        "He saw Havlicuv Brot burn.", ("Havlicuv Brot", "Havlíčkův Brod", "error"), id="b", lang="cs"
    )
    half["spans"][0] |= brod
    two = document(
        "Novakowa of Klatno met Novagova.",
        ("Novakowa", "Nováková", "error"), ("Novagova", "Nováková", "error"), id="c", lang="uk",
    )  # fmt: skip
    plain = {"id": "d", "text": "word " * 14 + "Lunde", "spans": [], "negative": "plain", "lang": "cs"}
    trap = {"id": "e", "text": "A trap for Linde here", "spans": [], "negative": "trap", "lang": "uk"}
    return [whole, half, two, plain, trap]


def at(made: dict[str, Any], surface: str, new: str) -> Edit:
    start = made["text"].index(surface)
    return Edit(start, start + len(surface), new)


def found() -> dict[str, list[Found]]:
    """Return findings of every sort, all with a probability."""
    whole, half, two, plain, trap = gold()
    woman, place = {"entity": "p:novak", "type": "person"}, {"entity": "l:brod", "type": "place"}
    return {
        "a": [Found(at(whole, "Novacova", "Nováková"), "correct", 0.95, **woman)],
        "b": [
            Found(at(half, "Havlicuv", "Havlíčkův"), "correct", 0.8, **place),
            Found(at(half, "Brot", "Brod"), "correct", 0.7, **place),
        ],
        "c": [
            Found(
                at(two, "Novakowa", "Novotná"), "review", 0.5, (at(two, "Novakowa", "Nováková"),), held="why"
            ),
            Found(at(two, "Klatno", "Kladno"), "correct", 0.65, entity="l:kladno", type="place"),
            Found(at(two, "Novagova", "Nováková"), "below", 0.3, **woman),
        ],
        "d": [Found(at(plain, "Lunde", "Linde"), "correct", 0.85, witnesses=(Witness("w", "why", 1.25),))],
        "e": [Found(at(trap, "Linde", "Lunde"), "review", 0.45)],
    }


def made() -> ScoreReport:
    return report(gold(), FORMS, found(), ORIGIN)


def test_the_figures_are_what_one_counts_by_hand() -> None:
    score, rates, told = made().score, made().rates, made().told
    # Written: Novacova, both halves of Havlíčkův Brod; Klatno and Lunde are false. Two of four are mended.
    assert (score.precision, score.recall) == (0.6, 0.5)
    assert score.false_per_10k_negative == 500.0
    assert rates.false_per_100k_negative == 5000.0
    assert rates.false_per_100k_negative_plain == round(1e5 / 15, 2)
    assert rates.false_per_100k_negative_trap == 0.0
    # Told besides: Novotná, which is wrong but has the right name beside it, and Linde in the trap.
    assert (told.findings, told.corrections) == (7, 5)
    assert (told.precision, told.recall) == (round(3 / 7, 4), 0.5)
    assert (told.offered, told.recall_offered) == (3, 0.75)
    assert (told.on_clean, told.per_10k_negative) == (2, 1000.0)


def test_groups_are_by_the_fields_that_the_lines_have() -> None:
    groups = {(one.field, one.value): one for one in made().groups}
    assert list(groups) == [
        ("kind", "person"), ("kind", "place"), ("kind", "unknown"), ("class", "vowels"),
        ("lang", "cs"), ("lang", "uk"),
    ]  # fmt: skip
    person, place, czech = groups["kind", "person"], groups["kind", "place"], groups["lang", "cs"]
    assert (person.errors, person.mended, person.offered, person.recall, person.precision) == (
        3,
        1,
        2,
        1 / 3,
        1.0,
    )
    assert (place.errors, place.recall, place.counted, place.correct) == (1, 1.0, 3, 2)
    assert (czech.errors, czech.recall, czech.precision, czech.false_per_100k) == (2, 1.0, 0.75, 1e5 / 15)
    assert (groups["lang", "uk"].precision, groups["lang", "uk"].clean_words) == (0.0, 5)
    assert (groups["kind", "unknown"].counted, groups["kind", "unknown"].recall) == (1, None)
    # Nobody can say of which class a correction is where nothing was wrong.
    assert (groups["class", "vowels"].recall, groups["class", "vowels"].precision) == (1.0, None)


def test_the_curve_is_what_would_be_written_from_each_threshold_on() -> None:
    points = {one.threshold: one for one in made().curve or ()}
    assert tuple(points) == THRESHOLDS
    figures = {
        t: (points[t].correct, points[t].counted, points[t].recall) for t in (0.1, 0.4, 0.6, 0.75, 0.9, 0.96)
    }
    assert figures == {
        0.1: (4, 8, 0.75), 0.4: (3, 7, 0.5), 0.6: (3, 5, 0.5),
        0.75: (1, 3, 0.25), 0.9: (1, 1, 0.25), 0.96: (0, 0, 0.0),
    }  # fmt: skip
    assert points[0.96].precision is None
    assert points[0.4].false_per_100k_negative == 10000.0
    assert points[0.9].false_per_100k_negative == 0.0


def test_half_a_name_is_right_with_the_other_half_if_that_is_as_probable() -> None:
    half = gold()[1]
    first, second = found()["b"]
    assert verdicts(half, [first, second], FORMS) == [(0.8, False), (0.7, True)]
    assert verdicts(half, [second], FORMS) == [(0.7, False)]


def test_style_and_what_nobody_judged_say_nothing_of_probabilities() -> None:
    text = document(
        "Kladna, Klatno and Klodno", ("Kladna", "Kladno", "style"), ignore=[{"start": 8, "end": 14}]
    )
    some = [Found(at(text, surface, "Kladno"), "correct", 0.9) for surface in ("Kladna", "Klatno", "Klodno")]
    assert verdicts(text, some, {}) == [(0.9, False)]


def test_calibration_is_the_mean_distance_over_ten_bins() -> None:
    some = calibration([(0.1, False), (0.19, True), (0.7, True), (0.75, True), (1.0, True), (0.9, False)])
    bins = {one.low: (one.findings, one.right, one.mean) for one in some.bins if one.findings}
    assert bins == {0.1: (2, 1, 0.145), 0.7: (2, 2, 0.725), 0.9: (2, 1, 0.95)}
    assert some.error == round((2 * 0.355 + 2 * 0.275 + 2 * 0.45) / 6, 4)
    assert some.brier == round((0.01 + 0.81**2 + 0.09 + 0.0625 + 0 + 0.81) / 6, 4)
    assert len(some.bins) == 10
    assert calibration([]).error == 0.0


def test_calibration_is_of_what_is_told_and_of_all() -> None:
    told, every = made().calibration, made().calibration_all
    assert told is not None
    assert every is not None
    assert (told.findings, told.right, every.findings, every.right) == (7, 2, 8, 3)


def test_without_probabilities_there_is_no_curve() -> None:
    plain = {key: [Found(one.edit, "correct") for one in some] for key, some in found().items()}
    some = report(gold(), FORMS, plain, ORIGIN)
    assert (some.curve, some.calibration, some.calibration_all) == (None, None, None)
    for name in ("text", "json", "html"):
        assert "".join(render(name, some))
    assert "polyline" not in "".join(render("html", some))


def test_an_error_is_offered_if_one_choice_of_proposals_mends_it() -> None:
    half = gold()[1]
    first, second = half["text"].index("Havlicuv"), half["text"].index("Brot")
    one = Found(Edit(first, first + 8, "Havran"), "review", 0.5, (Edit(first, first + 8, "Havlíčkův"),))
    other = Found(Edit(second, second + 4, "Brest"), "review", 0.4, (Edit(second, second + 4, "Brod"),))
    span = half["spans"][0]
    assert is_offered(half, span, [one, other], FORMS)
    assert not is_offered(half, span, [one], FORMS)
    assert not is_offered(half, span, [], FORMS)


def test_mistakes_come_worst_first() -> None:
    mistakes = made().mistakes
    assert [(one.sort, one.document, one.probability) for one in mistakes] == [
        ("false", "d", 0.85), ("false", "c", 0.65), ("missed", "c", 0.5), ("missed", "c", 0.3),
    ]  # fmt: skip
    worst, _, reviewed, below = mistakes
    assert (worst.is_clean, worst.surface, worst.written, worst.right) == (True, "Lunde", "Linde", "")
    assert worst.before.endswith("word word ")
    assert worst.witnesses == (Witness("w", "why", 1.25),)
    assert (reviewed.proposed, reviewed.right, reviewed.fate, reviewed.is_offered) == (
        "Novotná", "Nováková", "review", True,
    )  # fmt: skip
    assert reviewed.alternatives == ("Nováková",)
    assert (below.fate, below.is_offered, below.written) == ("below", True, "")


def test_a_wrong_correction_says_what_was_right() -> None:
    whole = gold()[0]
    edit = Edit(6, 19, "Jana Novotná")
    (mistake,) = report([whole], FORMS, {"a": [Found(edit, "correct", 0.9)]}, ORIGIN).mistakes
    assert (mistake.sort, mistake.surface, mistake.written, mistake.right) == (
        "wrong", "Jana Novacova", "Jana Novotná", "Jana Nováková",
    )  # fmt: skip


def test_intervals_are_those_of_the_tables() -> None:
    # Exact for a Poisson count of 12: 6.20 to 20.96 (Garwood, 1936); Wilson's as in Newcombe (1998).
    assert rate_interval(12, 100_000) == pytest.approx((6.20, 20.96), abs=0.02)
    assert rate_interval(0, 100_000) == (0.0, 3.69)
    assert share_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.0001)
    assert (share_interval(0, 0), rate_interval(0, 0)) == (None, None)


def test_the_json_keeps_the_keys_of_the_score_and_its_schema() -> None:
    value = json.loads("".join(render("json", made())))
    jsonschema.validate(value, SCHEMA)
    assert value.items() >= made().score.as_dict().items()
    assert value["findings"]["recall_offered"] == 0.75
    assert value["by"]["class"]["vowels"] == {
        "errors": 1, "mended": 1, "offered": 1, "counted": None, "correct": None, "clean_words": None,
        "clean_false": None, "recall": 1.0, "recall_offered": 1.0, "precision": None,
        "false_per_100k_negative": None,
    }  # fmt: skip
    assert set(value) == set(SCHEMA["required"]) == set(SCHEMA["properties"])
    jsonschema.validate(json.loads("".join(render("json", report([], {}, {}, ORIGIN)))), SCHEMA)


def test_the_terminal_shows_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "threshold" not in "".join(render("text", made()))
    monkeypatch.setattr(score_text, "ENOUGH", 1)
    lines = "".join(render("text", made())).splitlines()
    starts = (
        "precision            0.6000  95 % 0.2307 to 0.8824",
        "right name offered   0.7500  3 of 4,",
        "  nothing is wrong             500.00            5000.00  95 %",
        "  person                    3   0.333    0.667        1      1.000",
        "  0.60            0.600   0.500         5000.00",
        "       2  false: nothing was wrong there",
        "       1  missed: the right name below the bar for review",
    )
    assert [start for start in starts if not any(line.startswith(start) for line in lines)] == []


def hostile() -> ScoreReport:
    text = f"\u202e <b>x</b> {HOSTILE} \x1b[31m said"
    one = Found(
        Edit(text.index("=<"), text.index("=<") + len(HOSTILE), "<i>O’Brien</i>"), "correct", 0.9,
        entity="<h1>", reason="<img src=x onerror=alert(1)>",
        witnesses=(Witness("x", "</details><script>", -1.0),),
    )  # fmt: skip
    line = {"id": '"><script>', "text": text, "spans": [], "lang": "<u>"}
    return report([line], {}, {'"><script>': [one]}, ORIGIN)


@pytest.mark.parametrize(
    "some", [made(), hostile(), report([], {}, {}, ORIGIN)], ids=["made", "hostile", "none"]
)
def test_the_page_runs_nothing_and_loads_nothing(some: ScoreReport) -> None:
    page = Page("".join(render("html", some)))
    assert page.open == []
    assert not {"script", "img", "iframe", "a", "use", "image", "h4", "u", "i"} & {
        tag for tag, _ in page.elements
    }
    assert page.attributes("href") == ["data:,"]
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")} | names & {
        "src",
        "style",
        "action",
        "srcset",
    }
    (policy,) = [attributes["content"] for _, attributes in page.elements if "http-equiv" in attributes]
    style = b64encode(sha256(page.texts["style"][0].encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in page.texts["style"][0]


def test_the_page_shows_what_files_say_as_text() -> None:
    page = Page("".join(render("html", hostile())))
    assert page.texts["del"] == [HOSTILE]
    assert page.texts["ins"] == ["<i>O’Brien</i>"]
    assert "\u202e" not in "".join(page.texts["p"])
    assert "</details><script>" in page.texts["td"]


def test_the_page_draws_the_curve_and_the_bins() -> None:
    page = Page("".join(render("html", made())))
    (line,) = [attributes["points"] for tag, attributes in page.elements if tag == "polyline"]
    assert line is not None
    first, *_ = line.split()
    assert first == "254.0,152.0"  # recall 0.75 and precision 0.5, in a square of 280 at (44, 12)
    circles = [attributes for tag, attributes in page.elements if tag == "circle"]
    assert sum(one["class"] == "ece" for one in circles) == 6 + 7
    written = next(one for one in circles if one["class"] == "written")
    assert (written["cx"], written["cy"]) == ("184.0", "124.0")  # recall 0.5, precision 0.6
    assert page.texts["mark"] == ["Novakowa", "Novagova"]
    assert "missed: the right name for review" in page.texts["span"]


def test_a_report_s_suffix_names_its_format() -> None:
    assert format_for(Path("a/Score.HTM")) == "html"
    with pytest.raises(SettingsError, match=r"no report of a score goes by '\.csv'"):
        format_for(Path("score.csv"))


def test_what_is_below_the_bar_is_found_too() -> None:
    entity = Entity("mark-rutte", "person", "Mark Rutte", ("Rutte",), ("Mark Rute",))
    result = fakes.normalizer(entity)("Mark Rute went home.")
    (one,) = found_in(result)
    assert (one.edit, one.fate, one.entity, one.type) == (
        Edit(0, 9, "Mark Rutte"), "correct", "mark-rutte", "person",
    )  # fmt: skip
    passed_over = replace(result.decisions[0], verdict=Verdict.UNKNOWN, rule=None, correction=None)
    unsaid = replace(result, decisions=(passed_over,))
    assert found_in(unsaid) == (replace(one, fate="below"),)
    assert found_in(unsaid, 2.0) == ()
    kept = replace(passed_over, verdict=Verdict.KEEP)
    assert found_in(replace(result, decisions=(kept,))) == ()


def write(path: Path, lines: Sequence[object]) -> str:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return str(path)


def test_predictions_may_have_reviews_and_probabilities(tmp_path: Path) -> None:
    edit = {"start": 6, "end": 14, "replacement": "x", "probability": 0.75, "entity": "p", "reason": "why"}
    name = write(
        tmp_path / "p.jsonl", [{"id": "a", "edits": [edit], "review": [{**edit, "probability": 0.4}]}]
    )
    entity = Entity("p", "person", "X")
    first, second = predicted(name, {"p": entity})["a"]
    assert (first.fate, first.probability, first.type, first.reason) == ("correct", 0.75, "person", "why")
    assert (second.fate, second.probability) == ("review", 0.4)


@pytest.mark.parametrize("wrong", [{"probability": 1.5}, {"probability": "much"}, {"start": None}])
def test_a_prediction_that_is_none_is_told(tmp_path: Path, wrong: dict[str, Any]) -> None:
    edit = {"start": 0, "end": 1, "replacement": "x", **wrong}
    name = write(tmp_path / "p.jsonl", [{"id": "a", "edits": [edit]}])
    with pytest.raises(ReadError, match="the edits of 'a' are none"):
        predicted(name, {})


def test_predictions_are_scored_with_the_types_of_the_gazetteer(tmp_path: Path) -> None:
    names = Path(__file__).parent / "cli" / "names.yaml"
    lines = [{"id": "a", "text": "Mayor Jana Novacova.", "spans": []}]
    edit = {"start": 6, "end": 19, "replacement": "Lhota", "probability": 0.9, "entity": "horni-lhota"}
    some = scored(
        write(tmp_path / "g.jsonl", lines),
        write(tmp_path / "p.jsonl", [{"id": "a", "edits": [edit]}]),
        Settings(gazetteers=(names,), default_gazetteer=False),
    )
    assert [(one.value, one.counted, one.correct) for one in some.groups] == [("place", 1, 0)]
    assert some.rates.false_per_100k_negative == round(1e5 / 3, 2)
    assert (some.origin.entities, some.origin.model) == (2, "")


@pytest.mark.parametrize(
    ("change", "told"),
    [({"spans": [{"start": 0}]}, "a label of 'a' has no 'end'"), ({"text": None}, "'a' has no text")],
)
def test_labelled_copy_that_is_none_is_told(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    name = write(tmp_path / "g.jsonl", [{"id": "a", "text": "x", "spans": [], **change}])
    with pytest.raises(ReadError, match=told):
        scored(name, "", Settings())


def test_the_command_writes_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = document("Mayor Jana Novacova spoke.", ("Novacova", "Nováková", "error"))
    name, names = write(tmp_path / "g.jsonl", [line]), str(Path(__file__).parent / "cli" / "names.yaml")
    page, value = tmp_path / "score.html", tmp_path / "score.json"
    arguments = ["score", name, "--gazetteer", names, "--model", "none", "--isolated"]
    assert cli.code([*arguments, "--report", str(page), "--report", str(value), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads(value.read_text("utf-8"))
    assert (told["precision"], told["recall"], told["findings"]["recall_offered"]) == (1.0, 1.0, 1.0)
    assert "Names scored" in Page(page.read_text("utf-8")).texts["h1"]


@pytest.mark.parametrize("report_file", ["score.csv", "g.json", "nowhere/score.html"])
def test_a_report_that_cannot_be_is_told_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], report_file: str
) -> None:
    name = write(tmp_path / "g.json", ["no document"])
    assert cli.code(["score", name, "--isolated", "--report", str(tmp_path / report_file)]) == 2
    assert report_file in capsys.readouterr().err
    assert Path(name).read_text("utf-8") == '"no document"\n'


@needs_eval
def test_every_point_of_the_curve_is_what_the_labelled_copy_s_own_scorer_says() -> None:
    entries, lines, chance = rows(), labelled("wmt_dev.jsonl")[:200], random.Random(7)
    forms = {key: (row["name"], *(row.get("aliases") or ())) for key, row in entries.items()}
    some: dict[str, list[Found]] = {}
    for line in lines:
        here = [Edit(one["start"], one["end"], one["gold"]) for one in line["spans"] if chance.random() < 0.7]
        here += [
            Edit(at, at + 4, "Nowak") for at in range(0, len(line["text"]), 900) if chance.random() < 0.3
        ]
        some[line["id"]] = [Found(edit, "correct", round(chance.random(), 3)) for edit in here]
    points = {one.threshold: one for one in curve(lines, some, forms)}
    for threshold in (0.1, 0.35, 0.5, 0.8, 0.95):
        edits = {
            key: [
                {"start": one.edit.start, "end": one.edit.end, "replacement": one.edit.new}
                for one in found
                if (one.probability or 0) >= threshold
            ]
            for key, found in some.items()
        }
        expected, _ = scorer().score(lines, entries, edits)
        point = points[threshold]
        assert (point.precision, point.recall) == (expected["precision"], expected["recall"])
        assert point.correct == expected["counts"]["edits_correct"] > 0
        rate = point.false_per_100k_negative / 10
        assert rate == pytest.approx(expected["false_per_10k_negative"], abs=0.006)
