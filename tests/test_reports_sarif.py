"""SARIF: valid, pointing where it should, and with fixes that do what they say."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
from dataclasses import replace
from email.message import Message
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from real_reports import SOURCES, told
from report_samples import RUN, finding, hostile, sample, text_of, thousand

from normalize import cli
from normalize.adapters import run_files
from normalize.adapters.check_files import Opened
from normalize.adapters.fixes import with_fixes
from normalize.adapters.run_files import Show
from normalize.findings import SEVERITIES, numbered
from normalize.formats import read
from normalize.model import Rule
from normalize.offsets import BOM, LINE_END
from normalize.reported import Alternative, FileReport
from normalize.reports.rules import EXPLAINED

HERE = Path(__file__).resolve().parent
SCHEMA = json.loads((HERE / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
LINKED = replace(RUN, homepage="https://example.org/", manual="https://example.org/reports.md")


def run_of(files: list[FileReport]) -> Any:
    return json.loads(text_of("sarif", files, LINKED))["runs"][0]


def results_of(file: FileReport) -> list[Any]:
    return list(run_of([file])["results"])


def points(source: str, region: dict[str, int]) -> tuple[int, int]:
    """Return the stretch of a source that a region means: lines, columns in code points, no mark counted."""
    starts = [
        len(BOM) if source.startswith(BOM) else 0,
        *(match.end() for match in LINE_END.finditer(source)),
    ]
    start = starts[region["startLine"] - 1] + region["startColumn"] - 1
    return start, starts[region["endLine"] - 1] + region["endColumn"] - 1


def applied(source: str, fixes: list[Any]) -> str:
    """Return a source with fixes made, as an editor would."""
    edits = [
        (*points(source, one["deletedRegion"]), one["insertedContent"]["text"])
        for fix in fixes
        for change in fix["artifactChanges"]
        for one in change["replacements"]
    ]
    for start, end, new in sorted(edits, reverse=True):
        source = source[:start] + new + source[end:]
    return source


@pytest.mark.parametrize(
    "files",
    [sample(), hostile(), thousand(), [], [told(name) for name in SOURCES]],
    ids=["sample", "hostile", "many", "none", "real"],
)
@pytest.mark.parametrize("run", [RUN, LINKED], ids=["bare", "linked"])
def test_a_log_is_what_the_standard_says(files: list[FileReport], run: Any) -> None:
    log = json.loads(text_of("sarif", files, run))
    Draft202012Validator(SCHEMA, format_checker=FormatChecker()).validate(log)
    assert len(log["runs"][0]["results"]) == sum(len(file.findings) for file in files)
    assert text_of("sarif", files, run) == text_of("sarif", files, run)


@pytest.mark.skipif(not shutil.which("sarif-multitool"), reason="Microsoft's validator is not installed")
def test_microsofts_validator_finds_no_error(tmp_path: Path) -> None:
    log = tmp_path / "a.sarif"
    log.write_text(text_of("sarif", [*sample(), *map(told, SOURCES)], LINKED), "utf-8")
    command = [
        "sarif-multitool",
        "validate",
        str(log),
        "--rule-kind",
        "Sarif;Ghas",
        "--level",
        "Error;Warning",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Analysis completed successfully" in done.stdout
    assert [line for line in done.stdout.splitlines() if ": error " in line or ": warning " in line] == []


@pytest.mark.parametrize("name", SOURCES)
def test_a_region_is_where_the_name_stands(name: str) -> None:
    file = told(name)
    assert file.findings
    for one, result in zip(file.findings, results_of(file), strict=True):
        where = result["locations"][0]["physicalLocation"]
        assert points(file.source, where["region"]) == (one.place.start, one.place.end)
        assert where["region"]["snippet"]["text"] == file.source[one.place.start : one.place.end]
        around = where.get("contextRegion", where["region"])
        low, high = points(file.source, around)
        assert around["snippet"]["text"] == file.source[low:high]
        assert low <= one.place.start < one.place.end <= high
        assert ("contextRegion" in where) is ((low, high) != (one.place.start, one.place.end))


@pytest.mark.parametrize("name", SOURCES)
def test_all_fixes_together_make_the_corrected_file(name: str) -> None:
    file = told(name)
    assert file.corrected != file.source
    fixes = [
        result["fixes"][0] for result in results_of(file) if result["properties"]["verdict"] == "correct"
    ]
    assert applied(file.source, fixes) == file.corrected


WORDS = st.sampled_from(
    [
        "Jana Novacova",
        "Jana\nNovacova",
        "Ober Lhota",
        "Novacova’s",
        "the mayor",
        "😀",
        "\r\n",
        "é",
        "a & b",
        "\n\n",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=12), st.booleans())
def test_fixes_make_the_corrected_file_whatever_stands_in_it(words: list[str], is_marked: bool) -> None:
    file = told("any.txt", ((BOM if is_marked else "") + " ".join(words)).encode())
    fixes = [
        result["fixes"][0] for result in results_of(file) if result["properties"]["verdict"] == "correct"
    ]
    assert applied(file.source, fixes) == file.corrected


def test_a_fix_replaces_the_whole_name_and_deletes_no_markup() -> None:
    (plain, *_), (_, split, *_) = results_of(told("plain.txt")), results_of(told("bold.html"))
    (only,) = plain["fixes"][0]["artifactChanges"][0]["replacements"]
    assert only["insertedContent"]["text"] == "Jana Nováková"
    pieces = split["fixes"][0]["artifactChanges"][0]["replacements"]
    source = SOURCES["bold.html"]
    assert [slice_of(source, one["deletedRegion"]) for one in pieces] == ["a", "c", "a"]
    assert [one["insertedContent"]["text"] for one in pieces] == ["á", "k", "á"]


def slice_of(source: str, region: dict[str, int]) -> str:
    start, end = points(source, region)
    return source[start:end]


def test_each_reading_is_a_fix_of_its_own_best_first() -> None:
    file = with_alternatives(
        "Said Jana Novacova.", [("Jana Norová", 0.3), ("Ivana Nováková", 0.2), ("No", 0.001)]
    )
    (result,) = results_of(file)
    texts = [
        [one["insertedContent"]["text"] for one in fix["artifactChanges"][0]["replacements"]]
        for fix in result["fixes"]
    ]
    assert texts == [["Jana Nováková"], ["Jana Norová"], ["Ivana Nováková"]]
    assert result["fixes"][1]["description"]["text"] == "Jana Norová (0.30)."


def with_alternatives(text: str, others: list[tuple[str, float]]) -> FileReport:
    """Return the report of a text whose only finding has other readings."""
    file, made = told("a.txt", text.encode()), tuple(Alternative(name, name, value) for name, value in others)
    (only,) = file.findings
    return with_fixes(
        replace(file, findings=(replace(only, alternatives=made),)), read(text.encode(), "a.txt")
    )


def test_what_an_encoding_cannot_hold_is_a_reference_or_no_fix() -> None:
    assert [one.fixes for one in told("a.txt", *in_greek("Αθήνα, Ober Lhota")).findings] == [()]
    ((fix,),) = (one.fixes for one in told("a.html", *in_greek("<p>Αθήνα, Ober Lhota</p>")).findings)
    assert "".join(edit.new for edit in fix.edits) == "Horn&#237;"


def in_greek(text: str) -> tuple[bytes, str]:
    return text.encode("cp1253"), "cp1253"


def test_addresses_are_relative_to_a_base_or_absolute() -> None:
    names = ["./wire/ä b#1.txt", "/tmp/a.txt", "1:2.txt", "caf\udce9.txt"]
    files = [
        FileReport(name, findings=numbered([finding("«Linde»", "Lunde", 1, path=name)])) for name in names
    ]
    run = run_of(files)
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"] for one in run["results"]]
    assert [one["uri"] for one in places] == [
        "wire/%C3%A4%20b%231.txt", "file:///tmp/a.txt", "1%3A2.txt", "caf%E9.txt",
    ]  # fmt: skip
    assert [one.get("uriBaseId") for one in places] == ["SRCROOT", None, "SRCROOT", "SRCROOT"]
    assert [one["index"] for one in places] == [0, 1, 2, 3]
    assert [one["location"]["uri"] for one in run["artifacts"]] == [one["uri"] for one in places]
    assert run["originalUriBaseIds"].keys() == {"SRCROOT"}
    assert run["columnKind"] == "unicodeCodePoints"


def test_a_file_that_could_not_be_read_is_told_and_the_run_failed() -> None:
    (invocation,) = run_of(sample())["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["startTimeUtc"] == "2026-11-21T23:45:00Z"
    (told_of,) = invocation["toolExecutionNotifications"]
    assert told_of["level"] == "error"
    assert told_of["message"]["text"] == "not UTF-8: byte 0xff at 12 (name it with --encoding)."
    assert told_of["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "c.txt"
    assert run_of(sample()[:2])["invocations"][0]["executionSuccessful"] is True


def test_a_result_says_how_grave_and_how_sure() -> None:
    first, _, last = run_of(sample())["results"]
    assert (first["level"], last["level"]) == ("error", "warning")
    assert (first["rank"], last["rank"]) == (98.0, 62.0)
    assert last["properties"]["probability"] == 0.62
    assert last["properties"]["held"] == "for want of context"
    assert last["message"]["text"] == (
        "Tora → Torvik (0.62): sounds the same; left for review: for want of context."
    )
    prints = [one["partialFingerprints"]["normalizeFinding/v1"] for one in run_of(sample())["results"]]
    assert prints == [one.fingerprint for one in sample()[0].findings]


def test_rules_are_explained_and_as_grave_as_they_are() -> None:
    assert {one.rule for one in EXPLAINED} == {*get_args(Rule)}
    assert {one.rule: one.severity for one in EXPLAINED} == {
        rule: both[0] for rule, both in SEVERITIES.items()
    }
    run = run_of(sample())
    for number, rule in enumerate(run["tool"]["driver"]["rules"]):
        assert rule["helpUri"] == f"https://example.org/reports.md#{rule['id']}"
        assert rule["help"]["markdown"].replace("`", "") == rule["help"]["text"]
        assert all(one["ruleIndex"] == number for one in run["results"] if one["ruleId"] == rule["id"])
    bare = json.loads(text_of("sarif", sample()))["runs"][0]["tool"]["driver"]
    assert "helpUri" not in bare["rules"][0]
    assert "informationUri" not in bare


def test_the_manual_has_a_place_for_each_rule() -> None:
    manual = (HERE.parent / "docs" / "reports.md").read_text("utf-8")
    assert [one.rule for one in EXPLAINED if f"\n### {one.rule}\n" not in manual] == []


def test_nobody_points_into_a_package_or_a_file_that_is_no_longer_the_same() -> None:
    file = told("plain.txt")
    (first, *_) = results_of(replace(file, source=f"{file.source}\0", corrected=f"{file.corrected}\0"))
    assert first["locations"][0]["physicalLocation"].keys() == {"artifactLocation"}
    assert "fixes" not in first
    assert all("fixes" not in one for one in results_of(replace(file, written="plain.txt")))
    assert all("fixes" in one for one in results_of(replace(file, written="clean/plain.txt")))


def test_without_the_source_a_region_has_no_snippet() -> None:
    file = told("plain.txt")
    (first, *_), (bare, *_) = results_of(file), results_of(replace(file, source="", corrected=""))
    (there,), (here,) = ([one["physicalLocation"] for one in each["locations"]] for each in (first, bare))
    assert here["region"] == {key: value for key, value in there["region"].items() if key != "snippet"}
    assert "contextRegion" not in here
    assert "fixes" not in bare


def test_names_are_no_links_and_no_placeholders() -> None:
    odd = numbered([finding("«[x](http://x.test)»", "{0}", 1)])
    (result,) = results_of(FileReport("a.txt", findings=odd, source="[x](http://x.test)"))
    assert result["message"]["text"].startswith("[x\\](http://x.test) → {{0}} (0.98)")


def test_the_package_says_where_its_pages_are(monkeypatch: pytest.MonkeyPatch) -> None:
    named = Message()
    named["Project-URL"] = "Homepage, https://example.org/"
    named["Project-URL"] = "Rules, https://example.org/reports.md"
    monkeypatch.setattr(importlib.metadata, "metadata", {"entity-normalize": named}.__getitem__)
    assert run_files.project_links() == {"homepage": LINKED.homepage, "rules": LINKED.manual}
    for show in (Show("sarif"), Show(reports=(("rdjsonl", Path("a")),))):
        made = run_files.run_info("check", Opened(), show)
        assert (made.homepage, made.manual) == (LINKED.homepage, LINKED.manual)
    assert run_files.run_info("check", Opened(), Show("json")).manual == ""
    monkeypatch.undo()
    monkeypatch.setattr(run_files, "PACKAGE", "no-such-package-is-installed")
    assert run_files.project_links() == {}


def test_fix_offers_no_fixes_for_what_it_has_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(SOURCES["open end.txt"], "utf-8")
    options = ["--gazetteer", str(HERE / "cli" / "names.yaml"), "--no-default-gazetteer", "--model", "none"]
    assert cli.code(["fix", "./a.txt", *options, "--format", "sarif"]) == 1
    (result,) = json.loads(capfd.readouterr().out)["runs"][0]["results"]
    assert "fixes" not in result
    assert (tmp_path / "a.txt").read_text("utf-8") == told("open end.txt").corrected


def test_check_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(SOURCES["plain.txt"], "utf-8")
    options = ["--gazetteer", str(HERE / "cli" / "names.yaml"), "--no-default-gazetteer", "--model", "none"]
    assert cli.code(["check", ".", *options, "--report", "out.sarif", "--report", "sarif=out.json"]) == 1
    log = json.loads((tmp_path / "out.sarif").read_text("utf-8"))
    assert log == json.loads((tmp_path / "out.json").read_text("utf-8"))
    results = log["runs"][0]["results"]
    assert {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results} == {
        "a.txt"
    }
    assert applied(SOURCES["plain.txt"], [one["fixes"][0] for one in results]) == (
        told("plain.txt").corrected
    )
