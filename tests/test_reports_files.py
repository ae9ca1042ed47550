"""Diffs that apply, Markdown that shows, sheets that are safe."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from report_samples import HOSTILE, RUN, Page, finding, hostile, sample, text_of

from normalize.findings import numbered
from normalize.reported import FileReport
from normalize.reports import RunInfo


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
        "2 to correct, 1 to review in 2 files (1,234 words); 1 file could not be read\n"
        "\n"
        "## Files with errors\n"
        "\n"
        "| File | Error |\n"
        "| --- | --- |\n"
        "| c.txt | could not be read: not UTF-8: byte 0xff at 12 (name it with --encoding) |\n"
        "\n"
        "| Name | Found as | To correct | To review | Files |\n"
        "| --- | --- | ---: | ---: | ---: |\n"
        "| Mara Lunde | Mara Linde ×2 | 2 | 0 | 1 |\n"
        "| Torvik | Tora | 0 | 1 | 1 |\n"
        "\n"
        "| File | To correct | To review |\n"
        "| --- | ---: | ---: |\n"
        "| a.txt | 2 | 1 |\n"
        "| 1 other file | 0 | 0 |\n"
        "\n"
        "## a.txt\n"
        "\n"
        "| Place | Text | Verdict | Probability | Why |\n"
        "| ---: | --- | --- | --- | --- |\n"
        "| 1:12 | desk chief ~~Mara Linde~~ **Mara Lunde** said | to correct | almost certain (0.98) | "
        "misspelt; sounds the same |\n"
        "| 4:4 | 東京 ~~Mara Linde~~ **Mara Lunde**, again | to correct | almost certain (0.98) | "
        "misspelt; sounds the same |\n"
        "| 5:6 | near ~~Tora~~ **Torvik** | to review | likely (0.62) | "
        "misspelt; sounds the same; or: Torra (0.30); for want of context |\n"
        "\n"
        "normalize 0.1.0 check · gazetteer.yaml (4,210 entities) · en\\_names 1.0 · 2026-11-21T23:45:00Z\n"
    )


def doubtful(path: str = "a.txt") -> FileReport:
    """Return a file with one finding, which is unlikely, and in a quotation."""
    told = replace(finding("«Linde»", "Lunde", 3, held="unlikely", path=path), probability=0.1, quoted=True)
    return FileReport(path, 9, numbered([replace(told, severity="info")]))


def test_markdown_folds_what_is_unlikely_at_the_end() -> None:
    shown = text_of("md", [*sample(), doubtful()])
    assert "| a.txt | 2 | 1 | 0 |\n| a.txt | 0 | 0 | 1 |\n" in shown
    fold = shown.index("<details><summary>1 unlikely, for the careful</summary>\n\n| Place |")
    assert shown.index("## a.txt") < fold < shown.index("| a.txt:3:1 | ~~Linde~~ **Lunde** | unlikely |")
    assert (
        "very unlikely (0.10) | misspelt; sounds the same; in a quotation; unlikely |\n\n</details>\n"
        in shown
    )


def test_markdown_fits_on_a_page_of_github_and_counts_what_does_not() -> None:
    found = numbered(finding("«Linde» at the desk", "Lunde", line) for line in range(1, 41))
    many = [FileReport(f"{number:03}.txt", 9, found) for number in range(300)]
    shown = text_of("md", [*many, doubtful("z.txt")])
    assert len(shown.encode()) <= 2**20
    (left,) = re.findall(r"Not shown, for want of room: ([\d,]+) findings, 1 unlikely finding\.", shown)
    findings = len(re.findall(r"^\| \d+:1 \|", shown, re.MULTILINE))
    assert (findings > 5000, findings + int(left.replace(",", ""))) == (True, 12_000)
    assert shown.count("\n| Place |") == shown.count("\n## ")
    assert shown.endswith("2026-11-21T23:45:00Z\n")


@pytest.mark.parametrize(
    "odd", ["@desk", "#12", "GH-7", ":boom:", "www.x.test", "https://x.test", "a@b.test"]
)
def test_github_makes_nothing_of_what_a_file_says(odd: str) -> None:
    shown = text_of("md", [FileReport("a.txt", 3, numbered([finding(f"{odd} «{odd}»", odd, 1)]))])
    assert odd not in shown
    assert shown.count(odd[:1]) >= 3


def test_nothing_in_a_file_acts_as_markdown() -> None:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    rendered = parser.render(text_of("md", hostile()))
    page = Page(rendered.replace("<!-- -->", ""))
    assert {tag for tag, _ in page.elements} == {
        "h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "s", "strong"
    }  # fmt: skip
    assert page.texts["s"] == [HOSTILE]
    assert page.texts["strong"] == ["O’Brien & “Sons” | x"]
    assert len(page.texts["td"]) == 2 + 5 + 3 + 5
    assert not re.search(r"@\w|https?://", text_of("md", hostile()))


def cells(files: list[FileReport], run: RunInfo = RUN) -> list[dict[str, str]]:
    """Return the rows of the sheet as a program reads them, by column."""
    return list(csv.DictReader(io.StringIO(text_of("csv", files, run).removeprefix("\ufeff"), newline="")))


def test_csv_is_a_row_each_for_a_spreadsheet() -> None:
    prints = [one.fingerprint for one in sample()[0].findings]
    seen = "Linde sounds like Lunde (+3.21); linde is a common word (-1.10)"
    assert text_of("csv", sample()) == (
        "\ufefffile,line,column,rule,severity,verdict,surface,replacement,probability,entity_id,entity_type,entity_name,"
        "before,after,reason,held,quoted,alternatives,fingerprint,fate,chance,evidence\r\n"
        "a.txt,1,12,misspelt,error,correct,Mara Linde,Mara Lunde,0.98,mara-lunde,person,Mara Lunde,"
        f"desk chief , said,sounds the same,,no,,{prints[0]},to correct,almost certain,{seen}\r\n"
        "a.txt,4,4,misspelt,error,correct,Mara Linde,Mara Lunde,0.98,mara-lunde,person,Mara Lunde,"
        f'東京 ,", again",sounds the same,,no,,{prints[1]},to correct,almost certain,{seen}\r\n'
        "a.txt,5,6,misspelt,warning,review,Tora,Torvik,0.62,torvik,person,Torvik,near ,,"
        f"sounds the same,for want of context,no,Torra (0.30),{prints[2]},to review,likely,{seen}\r\n"
        "c.txt,,,error,,,,,,,,,,,not UTF-8: byte 0xff at 12 (name it with --encoding),,,,,,,\r\n"
    )


def test_csv_says_what_was_not_written() -> None:
    sealed = replace(sample()[0], error="not permitted")
    made = cells([sealed, doubtful()], replace(RUN, command="fix"))
    assert [(row["rule"], row["fate"]) for row in made] == [
        ("error", ""),
        ("misspelt", "not written"),
        ("misspelt", "not written"),
        ("misspelt", "to review"),
        ("misspelt", "unlikely"),
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(start: str) -> None:
    odd = finding(f"{start}1 «{start}Linde» said", f"{start}1+1", 1)
    (row,) = cells([FileReport("a.txt", 3, numbered([odd]))])
    told = [row[column] for column in ("before", "surface", "replacement")]
    assert not [cell for cell in told if cell.lstrip().startswith(start)]
    assert [cell for cell in told if cell.startswith(("'", "‹U+00", " "))] == told[start.isspace() :]


@pytest.mark.parametrize("cut", [";", "; ", ';"', "\t"])
def test_no_cell_is_a_formula_where_semicolons_cut(cut: str) -> None:
    odd = replace(sample()[0].findings[0], reason=f"so{cut}=1+1", held=f"so{cut}@sum(a)", replacement="x; -2")
    text = text_of("csv", [FileReport("a.txt", 3, (odd,))])
    parts = [part for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for part in row]
    assert len(parts) > 3
    assert not [part for part in parts if part.lstrip(' "\t').startswith(("=", "+", "-", "@"))]


def test_hostile_files_make_rows_of_the_same_length() -> None:
    rows = list(csv.reader(io.StringIO(text_of("csv", hostile()), newline="")))
    assert {len(row) for row in rows} == {22}
    assert len(rows) == 3
