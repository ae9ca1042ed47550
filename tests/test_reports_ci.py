"""Reports for CI desks: GitHub, GitLab, JUnit and reviewdog, as these read them."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from junitparser import Error, Failure, JUnitXml
from lxml import etree
from real_reports import SOURCES, told
from report_samples import RUN, finding, hostile, sample, text_of, thousand

from normalize import cli
from normalize.adapters.step_summary import CUT, append_summary
from normalize.errors import SettingsError, WriteError
from normalize.findings import numbered
from normalize.reported import FileReport
from normalize.reports import wished

HERE = Path(__file__).resolve().parent
OPTIONS = ["--gazetteer", str(HERE / "cli" / "names.yaml"), "--no-default-gazetteer", "--model", "none"]

# How the runner of GitHub Actions reads a line.
# Source: github.com/actions/runner, ActionCommand.cs, `TryParseV2`.
COMMAND = re.compile(r"::(?P<level>error|warning|notice) (?P<properties>.*?)::(?P<message>.*)\n")
CODES = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def unescaped(text: str) -> str:
    return re.sub("%(?:0D|0A|3A|2C|25)", lambda code: CODES[code[0]], text)


def annotations(files: list[FileReport]) -> list[dict[str, str]]:
    """Return what GitHub would make of the lines that are commands."""
    made = []
    for line in text_of("github", files).splitlines(keepends=True):
        if read := COMMAND.fullmatch(line):
            pairs = (pair.partition("=") for pair in read["properties"].split(","))
            told_of = {key: unescaped(value) for key, _, value in pairs}
            made.append({**told_of, "level": read["level"], "message": unescaped(read["message"])})
    return made


def test_an_annotation_says_where_what_and_why() -> None:
    broken, first, second, last = annotations(sample())
    assert first == {
        "level": "error", "file": "a.txt", "line": "1", "endLine": "1", "col": "12", "endColumn": "22",
        "title": "misspelt: Mara Linde → Mara Lunde",
        "message": "Mara Linde → Mara Lunde (0.98): sounds the same",
    }  # fmt: skip
    assert broken == {
        "level": "error", "file": "c.txt", "title": "cannot be read or written",
        "message": "not UTF-8: byte 0xff at 12 (name it with --encoding)",
    }  # fmt: skip
    assert (second["line"], last["level"]) == ("4", "warning")
    assert last["message"].endswith("left for review: for want of context")


def test_nothing_from_a_file_is_a_command_or_a_property() -> None:
    sly = numbered([finding("«a%0A::error::b,line=9::\nc»", "x:y,z=1", 1, path="d,line=2:e%.txt")])
    lines = text_of("github", [*hostile(), FileReport("x", findings=sly)]).splitlines()
    assert len(lines) == 3
    assert all(COMMAND.fullmatch(f"{line}\n") for line in lines)
    read = annotations([FileReport("x", findings=sly)])[0]
    assert (read["file"], read["line"]) == ("d,line=2:e%.txt", "1")
    assert read["title"] == "misspelt: a%0A::error::b,line=9:: c → x:y,z=1"


def test_the_ten_most_certain_of_each_level_are_shown_and_the_others_counted() -> None:
    many = [replace(file, findings=varied(file)) for file in thousand()]
    shown = annotations(many)
    assert [one["level"] for one in shown] == ["error"] * 10 + ["warning"] * 10
    probable = sorted(one.probability for file in many for one in file.findings if one.severity == "error")
    told_of = [float(re.findall(r"\((0\.\d\d)\)", one["message"])[0]) for one in shown[:10]]
    assert told_of == [round(one, 2) for one in reversed(probable[-10:])]
    assert "190 more of level error: the summary of this step has all\n" in text_of("github", many)
    assert "790 more of level warning: the summary of this step has all\n" in text_of("github", many)


def varied(file: FileReport) -> tuple[Any, ...]:
    """Return findings of which each has another probability, from 0.60 on, by line and file."""
    number = int(re.sub(r"\D", "", file.path))
    return tuple(
        replace(one, probability=0.6 + (one.place.line * 20 + number) / 4000) for one in file.findings
    )


def test_a_name_over_two_lines_has_no_columns_and_one_in_a_package_no_line() -> None:
    wrapped = next(one for one in annotations([told("plain.txt")]) if "Ober" in one["title"])
    assert (wrapped["line"], wrapped["endLine"]) == ("1", "2")
    assert wrapped.keys().isdisjoint({"col", "endColumn"})
    package = replace(told("plain.txt"), source="a\0b", corrected="")
    assert all("line" not in one for one in annotations([package]))


def test_check_appends_all_findings_to_the_summary_of_the_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    Path("a.txt").write_text("The mayor, Jana Novacova, came.\n\n" * 12, "utf-8")
    assert cli.code(["check", "a.txt", "--format", "github", *OPTIONS]) == 1
    out, err = capfd.readouterr()
    assert (out.count("::error file=a.txt,line="), err) == (10, "")
    told_of = summary.read_text("utf-8")
    assert told_of.startswith("# Before\n")
    assert told_of.count("~~Jana Novacova~~ **Jana Nováková**") == 12
    assert cli.code(["check", "a.txt", *OPTIONS]) == 1
    assert summary.read_text("utf-8") == told_of
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    capfd.readouterr()
    assert cli.code(["check", "a.txt", "--format", "github", *OPTIONS]) == 2
    assert f"error: {tmp_path}: the summary cannot be written" in capfd.readouterr().err


def test_a_summary_has_room_for_a_mebibyte(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_bytes(b"x" * 1000)
    append_summary(summary, ["é" * 1000] * 1000)
    data = summary.read_bytes()
    assert 1_040_000 < len(data) <= 1024 * 1024
    assert data.decode().endswith(f"é{CUT}")
    append_summary(summary, ["more"])
    assert len(summary.read_bytes()) <= 1024 * 1024 + len(CUT.encode())
    with pytest.raises(WriteError, match="cannot be written"):
        append_summary(tmp_path, ["a"])


@pytest.mark.parametrize(
    "files",
    [sample(), hostile(), thousand(), [], [told(name) for name in SOURCES]],
    ids=["sample", "hostile", "many", "none", "real"],
)
def test_gitlab_takes_the_array(files: list[FileReport]) -> None:
    entries = json.loads(text_of("gitlab", files))
    findings, errors = [one for file in files for one in file.findings], [one for one in files if one.error]
    assert len(entries) == len(findings) + len(errors)
    for entry in entries:
        assert entry.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"]["lines"]["begin"] >= 1
        assert re.fullmatch("[0-9a-f]{16}", entry["fingerprint"])
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


def test_gitlab_gets_plain_paths_and_fingerprints_of_their_own() -> None:
    twice = [replace(told("plain.txt"), path="./wire/a.txt") for _ in range(2)]
    made = numbered(replace(one, path="./wire/a.txt") for one in twice[0].findings)
    entries = json.loads(text_of("gitlab", [replace(one, findings=made) for one in twice]))
    assert {entry["location"]["path"] for entry in entries} == {"wire/a.txt"}
    assert [entry["fingerprint"] for entry in entries[:3]] == [one.fingerprint for one in made]
    assert len({entry["fingerprint"] for entry in entries}) == 6
    last, broken = json.loads(text_of("gitlab", sample()))[-2:]
    assert (last["severity"], last["check_name"], last["location"]["lines"]["begin"]) == (
        "minor",
        "misspelt",
        5,
    )
    assert (broken["severity"], broken["check_name"], broken["location"]["path"]) == (
        "critical", "unreadable", "c.txt",
    )  # fmt: skip


@pytest.mark.parametrize(
    "files",
    [sample(), hostile(), thousand(), [], [told(name) for name in SOURCES]],
    ids=["sample", "hostile", "many", "none", "real"],
)
def test_junit_is_what_the_schema_says_and_reads_as_intended(files: list[FileReport]) -> None:
    page = text_of("junit", files).encode()
    etree.XMLSchema(file=str(HERE / "schemas" / "junit-10.xsd")).assertValid(etree.fromstring(page))
    (suite,) = JUnitXml.fromroot(etree.fromstring(page))
    assert suite.tests == len(files)
    assert suite.errors == sum(1 for file in files if file.error)
    cases = list(suite)
    for file, case in zip(files, cases, strict=True):
        failures = [one for one in case.result if isinstance(one, Failure)]
        assert any(isinstance(one, Error) for one in case.result) is bool(file.error)
        grave = 0 if file.error else sum(1 for one in file.findings if one.severity != "info")
        assert len(failures) == grave
    failed = sum(1 for case in cases if any(isinstance(one, Failure) for one in case.result))
    assert suite.failures == failed


def test_junit_says_what_is_wrong_and_info_fails_nothing() -> None:
    ours = sample()[0].findings
    mild = replace(sample()[0], findings=(*ours[:1], replace(ours[2], severity="info")))
    (suite,) = JUnitXml.fromstring(text_of("junit", [mild, *sample()[1:]]).encode())
    first, clean, broken = suite
    assert [one.message for one in first.result] == ["1:12: Mara Linde → Mara Lunde"]
    assert first.result[0].text == "a.txt:1:12: misspelt: Mara Linde → Mara Lunde (0.98): sounds the same"
    assert first.system_out == (
        "a.txt:5:6: misspelt: Tora → Torvik (0.62): sounds the same; left for review: for want of context"
    )
    assert (clean.name, clean.result) == ("b.txt", [])
    assert broken.result[0].message == "not UTF-8: byte 0xff at 12 (name it with --encoding)"
    assert suite.timestamp == "2026-11-21T23:45:00"


def test_xml_never_holds_what_it_must_not() -> None:
    odd = numbered([finding("a «b\ufffe\x00]]>&» c", "d", 1)])
    page = text_of("junit", [FileReport("a\x01\udcff<.txt", findings=odd)])
    (case,) = etree.fromstring(page.encode()).iter("testcase")
    assert case.get("name") == "a‹U+0001›\ufffd<.txt"
    assert "b‹U+FFFE›‹U+0000›]]>&" in case[0].text


@pytest.mark.parametrize("name", SOURCES)
def test_a_diagnostic_points_by_bytes_and_its_suggestion_makes_the_correction(name: str) -> None:
    file = told(name)
    data, edits = file.source.encode(), []
    for one, read in zip(file.findings, diagnostics([file]), strict=True):
        start, end = bytes_of(file, read["location"]["range"])
        assert data[start:end].decode() == file.source[one.place.start : one.place.end]
        edits.append(
            (*bytes_of(file, read["suggestions"][0]["range"]), read["suggestions"][0]["text"].encode())
        )
    for start, end, new in sorted(edits, reverse=True):
        data = data[:start] + new + data[end:]
    assert data.decode() == file.corrected


def bytes_of(file: FileReport, stretch: Any) -> tuple[int, int]:
    """Return the bytes that a range means. Lines end as they do for us: at LF, CRLF or CR."""
    lines = io.StringIO(file.source, newline="").readlines()
    starts = [len("".join(lines[:number]).encode()) for number in range(len(lines) + 1)]
    start, end = (
        starts[stretch[side]["line"] - 1] + stretch[side]["column"] - 1 for side in ("start", "end")
    )
    return start, end


def diagnostics(files: list[FileReport], **of_run: str) -> list[Any]:
    return [json.loads(line) for line in text_of("rdjsonl", files, replace(RUN, **of_run)).splitlines()]  # type: ignore[arg-type]


def test_a_diagnostic_says_what_it_is() -> None:
    *_, last, broken = diagnostics(sample(), manual="https://example.org/r", homepage="https://example.org")
    assert (last["severity"], last["code"]) == (
        "WARNING", {"value": "misspelt", "url": "https://example.org/r#misspelt"},
    )  # fmt: skip
    assert last["source"] == {"name": "normalize", "url": "https://example.org"}
    assert last["message"] == "Tora → Torvik (0.62): sounds the same; left for review: for want of context"
    assert broken["location"] == {"path": "c.txt"}
    assert (broken["severity"], broken["code"]) == ("ERROR", {"value": "unreadable"})
    assert diagnostics(sample())[0]["code"] == {"value": "misspelt"}


def test_without_the_source_a_diagnostic_has_lines_alone() -> None:
    bare = replace(told("plain.txt"), source="", corrected="")
    wrapped = diagnostics([bare])[1]
    assert wrapped["location"]["range"] == {"start": {"line": 1}, "end": {"line": 2}}
    assert "suggestions" not in wrapped


def test_a_package_has_no_ranges() -> None:
    package = replace(told("plain.txt"), source=f"{SOURCES['plain.txt']}\0")
    assert all(
        one["location"].keys() == {"path"} and "suggestions" not in one for one in diagnostics([package])
    )


def test_a_report_is_wished_for_by_suffix_or_by_format() -> None:
    assert wished("a/names.sarif") == ("sarif", "a/names.sarif")
    assert wished("names.xml") == ("junit", "names.xml")
    assert wished("junit=out") == ("junit", "out")
    assert wished("a.b=c/d.md") == ("md", "a.b=c/d.md")
    with pytest.raises(SettingsError, match=r"gitlb=x.json: there is no report format 'gitlb'"):
        wished("gitlb=x.json")
    with pytest.raises(SettingsError, match="no file is named"):
        wished("gitlab=")
