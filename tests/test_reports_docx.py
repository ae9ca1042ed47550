"""The Word report: what it shows, that changes are tracked, and that independent readers take it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from report_samples import HOSTILE, RUN, finding, hostile, sample, thousand

from normalize import formats
from normalize.errors import SettingsError
from normalize.findings import numbered
from normalize.reported import FileReport
from normalize.reports import BINARY, REPORTS, SUFFIXES, RunInfo, rendered, report, wished

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def made(files: list[FileReport], run: RunInfo = RUN) -> bytes:
    return rendered("docx", files, run)


def parts(data: bytes) -> dict[str, Any]:
    """Return the parts of a document, each read by lxml."""
    etree = pytest.importorskip("lxml.etree")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def lines(data: bytes, *, accepted: bool) -> list[str]:
    """Return the paragraphs of a document as they read when all its changes are accepted, or rejected."""
    shown, hidden = (f"{W}t", f"{W}del") if accepted else (f"{W}delText", f"{W}ins")
    return [
        "".join(
            "\t" if text.tag == f"{W}tab" else text.text or ""
            for text in paragraph.iter(f"{W}t", f"{W}delText", f"{W}tab")
            if text.tag in (f"{W}t", f"{W}tab", shown)
            and not any(above.tag == hidden for above in text.iterancestors())
            and text.getparent().tag == f"{W}r"
        )
        for paragraph in parts(data)["word/document.xml"].iter(f"{W}p")
    ]


def comments(data: bytes) -> list[str]:
    found = parts(data)["word/comments.xml"].iter(f"{W}comment")
    return ["\n".join("".join(line.itertext()) for line in one.iter(f"{W}p")) for one in found]


def test_corrections_are_tracked_changes_and_reviews_have_comments() -> None:
    data = made(sample())
    reasons = "almost certain (0.98); misspelt: sounds the same"
    expected = [
        "Names: correction report",
        "2 to correct, 1 to review in 2 files (1,234 words); 1 file could not be read",
        "normalize 0.1.0 check · gazetteer.yaml (4,210 entities) · en_names 1.0 · 2026-11-21T23:45:00Z",
        "Files with errors",
        "c.txt could not be read: not UTF-8: byte 0xff at 12 (name it with --encoding)",
        "a.txt",
        "1:12\tdesk chief Mara Lunde said",
        reasons,
        "4:4\t東京 Mara Lunde, again",
        reasons,
        "5:6\tnear Tora",
    ]
    assert lines(data, accepted=True) == expected
    rejected = [line.replace("Lunde", "Linde") if "\t" in line else line for line in expected]
    assert lines(data, accepted=False) == rejected
    assert comments(data) == [
        "Tora → Torvik: likely (0.62)\nmisspelt: sounds the same\nor: Torra (0.30)\n"
        "left for review: for want of context"
    ]


def test_changes_say_who_and_when_and_no_number_comes_twice() -> None:
    body = parts(made(thousand()))["word/document.xml"]
    changes = list(body.iter(f"{W}del", f"{W}ins"))
    assert len(changes) == 2 * 200
    assert {one.get(f"{W}author") for one in changes} == {"normalize"}
    assert {one.get(f"{W}date") for one in changes} == {RUN.started}
    marked = [one.get(f"{W}id") for one in body.iter(f"{W}commentReference")]
    noted = [one.get(f"{W}id") for one in parts(made(thousand()))["word/comments.xml"]]
    assert marked == noted
    numbers = [one.get(f"{W}id") for one in changes] + marked
    assert len(set(numbers)) == len(numbers) == 2 * 200 + 800
    for edge in ("Start", "End"):
        assert [one.get(f"{W}id") for one in body.iter(f"{W}commentRange{edge}")] == marked


@pytest.mark.parametrize("started", ["", "this morning", '"><w:p/>'])
def test_a_time_that_word_cannot_read_is_left_out(started: str) -> None:
    read = parts(made(sample(), replace(RUN, started=started)))
    assert all(one.get(f"{W}date") is None for one in read["word/document.xml"].iter(f"{W}del"))
    assert "created" not in "".join(one.tag for one in read["docProps/core.xml"])


def test_nothing_from_a_file_acts_as_markup() -> None:
    data = made(hostile())
    shown = "\n".join(lines(data, accepted=False))
    assert HOSTILE in shown
    assert "‹U+001B›[31m ‹U+202E›" in shown
    odd = FileReport("a", 1, numbered([replace(finding("«x»", "y", 1), reason="\ufffe\x00\ud800]]>&amp;")]))
    assert "misspelt: \ufffd‹U+0000›‹U+D800›]]>&amp;" in "\n".join(lines(made([odd]), accepted=True))


def test_what_could_not_be_written_says_so_and_what_is_unlikely_comes_last() -> None:
    sealed = replace(sample()[0], error="not permitted", hint="check its permissions")
    low = replace(
        finding("near «Lind»", "Lunde", 9, held="odd", path="b.txt"), probability=0.1, severity="info"
    )
    told = lines(
        made([sealed, FileReport("b.txt", 5, numbered([low]))], replace(RUN, command="fix")), accepted=True
    )
    assert "a.txt could not be written: not permitted (check its permissions)" in told
    assert sum("not written: not permitted" in line for line in told) == 2
    assert told[-3:] == [
        "Unlikely, for the careful: 1 finding",
        "b.txt:9:6\tnear Lind",
        "Lind → Lunde: very unlikely (0.10); misspelt: sounds the same; left for review: odd",
    ]
    assert "b.txt" not in told, "a heading with nothing below"


def test_no_findings_are_told_too() -> None:
    assert (
        lines(made([FileReport("a.txt", 7)]), accepted=True)[-1]
        == "Nothing to correct, and nothing to review."
    )


def test_the_same_findings_make_the_same_bytes() -> None:
    assert made(sample()) == made(sample())
    with zipfile.ZipFile(io.BytesIO(made(sample()))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.create_system for info in archive.infolist()} == {0}


def test_every_style_relation_and_part_that_is_named_is_there() -> None:
    read = parts(made([*sample(), *thousand()]))
    styles = {one.get(f"{W}styleId") for one in read["word/styles.xml"].iter(f"{W}style")}
    used = {
        one.get(f"{W}val")
        for name in ("word/document.xml", "word/comments.xml")
        for one in read[name].iter(f"{W}pStyle", f"{W}rStyle")
    }
    assert used <= styles
    listed = {one.get("PartName") for one in read["[Content_Types].xml"]} - {None}
    assert listed == {f"/{name}" for name in read if name.endswith(".xml") and name != "[Content_Types].xml"}
    targets = {one.get("Target") for one in read["word/_rels/document.xml.rels"]}
    assert {f"word/{target}" for target in targets} <= set(read)


def test_python_docx_opens_it() -> None:
    docx = pytest.importorskip("docx")
    read = docx.Document(io.BytesIO(made(sample())))
    assert read.paragraphs[0].style.name == "Title"
    assert [one.text for one in read.paragraphs if one.style.name == "Heading 1"] == [
        "Files with errors",
        "a.txt",
    ]
    assert [(one.author, one.text.partition("\n")[0]) for one in read.comments] == [
        ("normalize", "Tora → Torvik: likely (0.62)")
    ]
    assert read.core_properties.title == "Names: correction report"


def test_our_own_reader_opens_it() -> None:
    document = formats.read(made(sample()), "changes.docx")
    assert "near Tora" in "\n".join(segment.text for segment in document.segments)


def test_it_is_a_format_for_files_alone() -> None:
    assert wished("changes.docx") == ("docx", "changes.docx")
    assert wished("docx=changes") == ("docx", "changes")
    assert set(SUFFIXES.values()) <= {*REPORTS, *BINARY}
    assert not set(REPORTS) & set(BINARY)
    with pytest.raises(SettingsError, match="no report format 'docx'"):
        report("docx", [], RUN)


def test_text_reports_are_rendered_as_utf_8() -> None:
    assert rendered("csv", sample(), RUN) == "".join(report("csv", sample(), RUN)).encode()
    assert rendered("docx", [], RUN).startswith(b"PK\x03\x04")


def test_the_command_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from normalize.cli import app

    monkeypatch.chdir(tmp_path)
    Path("names.yaml").write_text(
        "- {id: lunde, name: Mara Lunde, type: person, variants: [Mara Linde], source: x}\n"
    )
    Path("a.txt").write_text("Chief Mara Linde said.\n")
    options = ["--gazetteer", "names.yaml", "--no-default-gazetteer", "--model", "none"]
    CliRunner().invoke(app, ["check", "a.txt", *options, "--report", "changes.docx"])
    assert "Chief Mara Lunde said." in lines(Path("changes.docx").read_bytes(), accepted=True)[-2]
