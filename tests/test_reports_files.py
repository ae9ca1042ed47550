"""Diffs that apply, Markdown that shows, sheets that are safe."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from report_samples import HOSTILE, Page, finding, hostile, sample, text_of

from normalize.findings import numbered
from normalize.reported import FileReport


def tree(root: Path, sources: dict[str, str]) -> None:
    for name, source in sources.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.encode())


CHANGES = {
    "plain.txt": ("one\nMara Linde\nthree\n", "one\nMara Lunde\nthree\n"),
    "two words/näme.txt": ("Mara Linde\nend\n", "Mara Lunde\nend\n"),
    "crlf.txt": ("one\r\nMara Linde\r\nthree\r\n", "one\r\nMara Lunde\r\nthree\r\n"),
    "cr.txt": ("one\rMara Linde\rthree\r", "one\rMara Lunde\rthree\r"),
    "open.txt": ("one\nMara Linde", "one\nMara Lunde"),
    "mark.txt": ("\ufeffMara Linde 😀\u2028\x0cnext\n", "\ufeffMara Lunde 😀\u2028\x0cnext\n"),
    'odd "name"\t.txt': ("Mara Linde\n", "Mara Lunde\n"),
    "far.txt": ("Linde\n" + "x\n" * 40 + "Linde\nend", "Lunde\n" + "x\n" * 40 + "Lunde\nend"),
}


@pytest.mark.parametrize(
    "command", [["git", "apply"], ["patch", "-p1", "--no-backup-if-mismatch"]], ids=["git", "patch"]
)
def test_a_diff_makes_the_corrected_files(command: list[str], tmp_path: Path) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    tree(tmp_path, {name: source for name, (source, _) in CHANGES.items()})
    files = [
        FileReport(name, source=source, corrected=corrected) for name, (source, corrected) in CHANGES.items()
    ]
    patch = text_of(
        "diff", [FileReport("bad.txt", error="no"), *files, FileReport("same.txt", source="a", corrected="a")]
    )
    subprocess.run(command, input=patch.encode(), cwd=tmp_path, check=True, capture_output=True)
    made = {name: (tmp_path / name).read_bytes().decode() for name in CHANGES}
    assert made == {name: corrected for name, (_, corrected) in CHANGES.items()}


def test_a_diff_reads_as_git_writes_it() -> None:
    source, corrected = CHANGES["open.txt"]
    assert text_of("diff", [FileReport("./two words.txt", source=source, corrected=corrected)]) == (
        "--- a/two words.txt\t\n+++ b/two words.txt\t\n@@ -1,2 +1,2 @@\n one\n"
        "-Mara Linde\n\\ No newline at end of file\n+Mara Lunde\n\\ No newline at end of file\n"
    )


def test_a_diff_does_not_pretend_to_change_what_is_not_text() -> None:
    parts = FileReport("a.docx", source="<w/>\0Linde", corrected="<w/>\0Lunde")
    assert text_of("diff", [parts]) == "# a.docx: changed, but not plain text; `normalize fix` writes it\n"


def test_markdown_is_tables() -> None:
    assert text_of("md", sample()) == (
        "# Names\n"
        "\n"
        "2 to correct, 1 to review in 3 files (1,234 words); 1 file with errors\n"
        "\n"
        "| File | To correct | To review |\n"
        "| --- | ---: | ---: |\n"
        "| a.txt | 2 | 1 |\n"
        "| 1 other file | 0 | 0 |\n"
        "\n"
        "## a.txt\n"
        "\n"
        "| Line | Text | Verdict | Probability | Why |\n"
        "| ---: | --- | --- | ---: | --- |\n"
        "| 1 | desk chief ~~Mara Linde~~ **Mara Lunde** said | to correct | 0.98 | "
        "misspelt; sounds the same |\n"
        "| 4 | 東京 ~~Mara Linde~~ **Mara Lunde**, again | to correct | 0.98 | misspelt; sounds the same |\n"
        "| 5 | near ~~Tora~~ **Torvik** | review | 0.62 | "
        "misspelt; sounds the same; or: Torra (0.30); for want of context |\n"
        "\n"
        "## Errors\n"
        "\n"
        "- c.txt: not UTF-8: byte 0xff at 12 (name it with --encoding)\n"
        "\n"
        "normalize 0.1.0 check · gazetteer.yaml (4,210 entities) · en\\_names 1.0 · 2026-11-21T23:45:00Z\n"
    )


def test_nothing_in_a_file_acts_as_markdown() -> None:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    rendered = parser.render(text_of("md", hostile()))
    page = Page(rendered.replace("<!-- -->", ""))
    assert {tag for tag, _ in page.elements} == {
        "h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "s", "strong", "ul", "li"
    }  # fmt: skip
    assert page.texts["s"] == [HOSTILE]
    assert page.texts["strong"] == ["O’Brien & “Sons” | x"]
    assert len(page.texts["td"]) == 3 + 5
    assert not re.search(r"@\w|https?://", text_of("md", hostile()))


def test_csv_is_a_row_each_for_a_spreadsheet() -> None:
    prints = [one.fingerprint for one in sample()[0].findings]
    assert text_of("csv", sample()) == (
        "\ufefffile,line,column,rule,severity,verdict,surface,replacement,probability,entity_id,entity_type,entity_name,"
        "before,after,reason,held,quoted,alternatives,fingerprint\r\n"
        "a.txt,1,12,misspelt,error,correct,Mara Linde,Mara Lunde,0.98,mara-lunde,person,Mara Lunde,"
        f"desk chief , said,sounds the same,,no,,{prints[0]}\r\n"
        "a.txt,4,4,misspelt,error,correct,Mara Linde,Mara Lunde,0.98,mara-lunde,person,Mara Lunde,"
        f'東京 ,", again",sounds the same,,no,,{prints[1]}\r\n'
        "a.txt,5,6,misspelt,warning,review,Tora,Torvik,0.62,torvik,person,Torvik,near ,,"
        f"sounds the same,for want of context,no,Torra (0.30),{prints[2]}\r\n"
        "c.txt,,,error,,,,,,,,,,,not UTF-8: byte 0xff at 12 (name it with --encoding),,,,\r\n"
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    odd = finding(f"{start}1 «{start}Linde» said", f"{start}1+1", 1)
    (_, row) = csv.reader(io.StringIO(text_of("csv", [FileReport("a.txt", 3, numbered([odd]))]), newline=""))
    cells = [cell for cell in row if cell.strip("'").startswith((start, "‹U+"))]
    assert len(cells) == 3
    assert all(cell.startswith(("'", "‹")) for cell in cells)
