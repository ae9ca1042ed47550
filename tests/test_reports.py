"""Reports at a terminal, and all of them: what people read, to the letter."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from report_samples import RUN, finding, hostile, sample, text_of, thousand

from normalize.errors import SettingsError
from normalize.findings import numbered
from normalize.reported import FileReport
from normalize.reports import REPORTS, SUFFIXES, format_for_suffix, report


def test_text_shows_place_line_reason_and_groups_repeats() -> None:
    assert text_of("text", sample()) == (
        "a.txt:1:12  misspelt  Mara Linde → Mara Lunde  0.98  ×2\n"
        "    desk chief Mara Linde said\n"
        "               ^^^^^^^^^^\n"
        "    sounds the same\n"
        "    also at 4:4\n"
        "a.txt:5:6  misspelt  Tora → Torvik  0.62\n"
        "    near Tora\n"
        "         ^^^^\n"
        "    sounds the same\n"
        "    or: Torra (0.30)\n"
        "    left for review: for want of context\n"
        "\n"
        "c.txt: error: not UTF-8: byte 0xff at 12\n"
        "    hint: name it with --encoding\n"
        "\n"
        "2 to correct, 1 to review in 3 files (1,234 words); 1 file with errors\n"
    )


def test_the_caret_stands_under_the_name_after_wide_characters() -> None:
    only = replace(sample()[0], findings=sample()[0].findings[1:2])
    assert "    東京 Mara Linde, again\n         ^^^^^^^^^^\n" in text_of("text", [only])


def test_verbose_text_adds_the_evidence_and_quiet_leaves_out_the_reason() -> None:
    verbose = text_of("text", sample(), replace(RUN, detail="verbose"))
    assert "     +3.21  Linde sounds like Lunde\n     -1.10  linde is a common word\n" in verbose
    assert text_of("text", sample(), replace(RUN, detail="quiet")).startswith(
        "a.txt:1:12  misspelt  Mara Linde → Mara Lunde  0.98  ×2\n    also at 4:4\na.txt:5:6  "
    )


def test_colour_adds_escape_codes_and_nothing_else() -> None:
    coloured = text_of("text", sample(), replace(RUN, colour=True))
    assert "\x1b[31mMara Linde\x1b[0m → \x1b[32mMara Lunde\x1b[0m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == text_of("text", sample())


def test_many_places_of_one_name_are_counted_after_the_first_few() -> None:
    found = numbered(finding("«Linde» said", "Lunde", line) for line in range(1, 21))
    shown = text_of("text", [FileReport("a.txt", 40, found)])
    assert "    also at 2:1, 3:1, 4:1, 5:1, 6:1, 7:1, 8:1, 9:1 and 11 more places\n" in shown


def test_a_long_line_is_cut_between_words() -> None:
    long = finding(f"{'abcdef ' * 9}«Linde»{' ghijkl' * 9}", "Lunde", 1)
    cut = replace(long, before=long.before[-60:], after=long.after[:60])
    shown = text_of("text", [FileReport("a.txt", 40, numbered([cut]))])
    assert "    … abcdef abcdef abcdef abcdef abcdef Linde ghijkl ghijkl ghijkl ghijkl ghijkl …\n" in shown


def test_fix_says_what_was_written() -> None:
    files = [replace(sample()[0], written="clean/a.txt")]
    shown = text_of("text", files, replace(RUN, command="fix"))
    assert shown.endswith("\nwrote clean/a.txt\n2 corrected, 1 to review in 1 file (1,200 words)\n")


def test_concise_is_one_line_each() -> None:
    assert text_of("concise", sample()) == (
        "a.txt:1:12: misspelt Mara Linde → Mara Lunde (0.98) [fix]\n"
        "a.txt:4:4: misspelt Mara Linde → Mara Lunde (0.98) [fix]\n"
        "a.txt:5:6: misspelt Tora → Torvik (0.62) [review]\n"
        "c.txt: error: not UTF-8: byte 0xff at 12\n"
    )


def test_hidden_characters_are_spelt_out() -> None:
    soft = finding("«Wer\u00adnh\u043ef»", "Wernhof", 1, "hidden-characters")
    plain = finding("«Ры\u00adбаков»", "Rybakov", 2)
    shown = text_of("concise", [FileReport("a.txt", 2, numbered([soft, plain]))])
    assert "Wer‹U+00AD›nh‹U+043E›f → Wernhof" in shown
    assert "Ры‹U+00AD›баков → Rybakov" in shown


def test_a_finding_without_replacement_shows_the_name_alone() -> None:
    alone = finding("«Anna» and Ana", "", 1, "inconsistent", held="two spellings")
    files = [FileReport("a.txt", 3, numbered([alone]))]
    assert text_of("concise", files) == "a.txt:1:1: inconsistent Anna (0.62) [review]\n"
    assert "→" not in text_of("text", files) + text_of("md", files)
    assert "<ins>" not in text_of("html", files)


@pytest.mark.parametrize("name", ["text", "concise"])
def test_no_file_can_steer_the_terminal(name: str) -> None:
    assert not {"\x1b", "\r", "\u202e", "\udcff"} & set(text_of(name, hostile()))


@pytest.mark.parametrize("name", REPORTS)
def test_the_same_findings_make_the_same_report(name: str) -> None:
    for files in (sample(), hostile(), thousand()):
        assert text_of(name, files) == text_of(name, files)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_can_be_written_as_utf_8(name: str) -> None:
    for files in (sample(), hostile(), []):
        text_of(name, files).encode()


def test_formats_go_by_suffix() -> None:
    assert set(SUFFIXES.values()) <= set(REPORTS)
    paths = ("out/x.html", "x.MD", "x.csv", "x.json", "x.jsonl")
    assert [format_for_suffix(path) for path in paths] == [
        "html", "md", "csv", "json", "jsonl"
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["changes.xlsx", "changes", ".html"])
def test_an_unknown_suffix_is_refused_with_the_known_ones(path: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(path)) as caught:
        format_for_suffix(path)
    assert ".html" in caught.value.hint


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="'xml'") as caught:
        report("xml", [], RUN)
    assert "concise" in caught.value.hint


def test_concise_imports_neither_jinja_nor_rich() -> None:
    code = (
        "import sys; from normalize.reports import RunInfo, report; "
        "list(report('concise', [], RunInfo('1'))); "
        "print(sorted({'jinja2', 'rich', 'spacy', 'jsonschema'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
