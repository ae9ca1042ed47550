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
from normalize.findings import numbered, severity
from normalize.model import Rule, Verdict
from normalize.reported import FileReport, Finding, LeftOut
from normalize.reports import BINARY, REPORTS, SUFFIXES, format_for_suffix, report
from normalize.reports.wording import chance


def test_text_shows_place_line_reason_and_groups_repeats() -> None:
    assert text_of("text", sample()) == (
        "a.txt:1:12  misspelt  Mara Linde → Mara Lunde  0.98  ×2\n"
        "    desk chief Mara Linde said\n"
        "               ^^^^^^^^^^\n"
        "    sounds the same\n"
        "    also at 4:4\n"
        "\n"
        "To review, most probable first\n"
        "\n"
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
        "2 to correct, 1 to review in 2 files (1,234 words); 1 file could not be read\n"
    )


def review(text: str, probability: float, line: int, path: str = "a.txt", rule: Rule = "misspelt") -> Finding:
    """Return a finding left for review, of the severity that its probability makes it."""
    made = finding(text, "Lunde", line, rule=rule, held="for want of context", path=path)
    return replace(made, probability=probability, severity=severity(rule, Verdict.REVIEW, probability))


def unsure() -> list[FileReport]:
    """Return two files: a correction in the second, reviews in both, three of them minor."""
    first = [review("«Linda» a", 0.5, 1), review("«Lindt» b", 0.1, 2), review("«Lind» c", 0.2, 3)]
    second = [
        review("«Linder» d", 0.9, 1, "b.txt"),
        finding("«Linde» e", "Lunde", 2, path="b.txt"),
        review("«Lynde» f", 0.8, 3, "b.txt", rule="ambiguous"),
    ]
    return [FileReport(name, 10, numbered(found)) for name, found in (("a.txt", first), ("b.txt", second))]


def test_text_says_corrections_first_then_reviews_by_probability_and_counts_the_rest() -> None:
    shown = text_of("text", unsure(), replace(RUN, detail="quiet"))
    assert shown == (
        "b.txt:2:1  misspelt  Linde → Lunde  0.98\n"
        "\n"
        "To review, most probable first\n"
        "\n"
        "b.txt:1:1  misspelt  Linder → Lunde  0.90\n"
        "a.txt:1:1  misspelt  Linda → Lunde  0.50\n"
        "\n"
        "not shown: 2 unlikely, 1 ambiguous; --verbose shows them\n"
        "1 to correct, 3 to review, 2 unlikely in 2 files (20 words)\n"
    )


def test_verbose_text_shows_what_is_unlikely_last() -> None:
    shown = text_of("text", unsure(), replace(RUN, detail="verbose"))
    assert re.findall(r"^\w.txt:.*", shown, re.MULTILINE) == [
        "b.txt:2:1  misspelt  Linde → Lunde  0.98",
        "b.txt:1:1  misspelt  Linder → Lunde  0.90",
        "b.txt:3:1  ambiguous  Lynde → Lunde  0.80",
        "a.txt:1:1  misspelt  Linda → Lunde  0.50",
        "a.txt:3:1  misspelt  Lind → Lunde  0.20",
        "a.txt:2:1  misspelt  Lindt → Lunde  0.10",
    ]
    assert "not shown" not in shown


def test_house_style_that_could_not_be_written_is_shown_but_in_quotations_counted() -> None:
    held = review("«Linden» a", 0.99, 1, rule="style")
    quoted = replace(review("“«Linden» b”", 0.99, 2, rule="style"), quoted=True)
    shown = text_of("text", [FileReport("a.txt", 3, numbered([held, quoted]))])
    assert re.findall(r"^a.txt:.*", shown, re.MULTILINE) == ["a.txt:1:1  style  Linden → Lunde  0.99"]
    assert "not shown: 1 style; --verbose shows it\n0 to correct, 2 to review" in shown


def test_reviews_alone_need_no_heading() -> None:
    alone = FileReport("a.txt", 3, numbered([review("«Linda» a", 0.5, 1)]))
    assert text_of("text", [alone]).startswith("a.txt:1:1  misspelt  Linda → Lunde  0.50\n")


def locked() -> list[FileReport]:
    """Return a file with two corrections that could not be written, one that was, one never read."""
    sealed = replace(sample()[0], error="not permitted", hint="check its permissions")
    done = FileReport("b.txt", 9, numbered([finding("«Linde»", "Lunde", 1, path="b.txt")]), source="x")
    return [sealed, replace(done, corrected="y", written="b.txt"), FileReport("no.txt", error="not there")]


def test_what_could_not_be_written_is_not_counted_as_made() -> None:
    shown = text_of("text", locked(), replace(RUN, command="fix", detail="quiet"))
    assert "    also at 4:4\na.txt: not written: not permitted\n\nb.txt:1:1  misspelt  Linde → Lunde" in shown
    assert shown.endswith(
        "a.txt: error: not permitted\n"
        "    hint: check its permissions\n"
        "no.txt: error: not there\n"
        "\n"
        "wrote b.txt\n"
        "1 corrected, 1 to review in 2 files (1,209 words); 2 corrections not written; "
        "1 file could not be written; 1 file could not be read\n"
    )


@pytest.mark.parametrize("name", ["md", "html"])
def test_pages_do_not_count_it_either(name: str) -> None:
    shown = text_of(name, locked(), replace(RUN, command="fix"))
    assert "1 corrected, 1 to review in 2 files (1,209 words); 2 corrections not written" in shown
    assert shown.count("not written") > 2


def test_text_leaves_errors_to_standard_error_if_that_has_told_them() -> None:
    run = replace(RUN, command="fix", tells_errors=False)
    for name in ("text", "concise"):
        assert ": error: " not in text_of(name, locked(), run)
    assert "2 corrections not written" in text_of("text", locked(), run)


def test_what_is_left_out_is_counted() -> None:
    some = FileReport("a.txt", 9, left_out=LeftOut(ignored=2, accepted=1200))
    other = FileReport("b.txt", 9, left_out=LeftOut(ignored=1, unchanged=4))
    for name in ("text", "md", "html"):
        assert "left out: 3 ignored, 1,200 in the baseline, 4 on unchanged lines" in text_of(
            name, [some, other]
        )


def test_a_probability_in_words_agrees_with_the_number_beside_it() -> None:
    said = {f"{step / 1000:.2f}": chance(step / 1000) for step in range(1001)}
    assert all(chance(float(number)) == words for number, words in said.items())
    assert [said[number] for number in ("1.00", "0.95", "0.94", "0.55", "0.45", "0.44", "0.05", "0.04")] == [
        "almost certain",
        "almost certain",
        "very likely",
        "likely",
        "about even",
        "unlikely",
        "very unlikely",
        "almost no chance",
    ]


def test_the_caret_stands_under_the_name_after_wide_characters() -> None:
    only = replace(sample()[0], findings=sample()[0].findings[1:2])
    assert "    東京 Mara Linde, again\n         ^^^^^^^^^^\n" in text_of("text", [only])


def test_verbose_text_adds_the_evidence_and_quiet_leaves_out_the_reason() -> None:
    verbose = text_of("text", sample(), replace(RUN, detail="verbose"))
    assert "     +3.21  Linde sounds like Lunde\n     -1.10  linde is a common word\n" in verbose
    assert text_of("text", sample(), replace(RUN, detail="quiet")).startswith(
        "a.txt:1:12  misspelt  Mara Linde → Mara Lunde  0.98  ×2\n    also at 4:4\n\nTo review"
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
    assert set(SUFFIXES.values()) <= {*REPORTS, *BINARY}
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


@pytest.mark.parametrize("name", ["text", "concise", "md", "html", "csv", "github"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_name_over_a_line_end_is_shown_on_one_line(name: str, end: str) -> None:
    split = numbered([finding(f"said «Mara{end}Linde» there", "Mara Lunde", 1)])
    told = "".join(report(name, [FileReport("a.srt", 3, split)], RUN))
    assert "Mara Linde" in told
    assert "U+000" not in told


def test_a_path_over_a_line_end_is_spelt_out() -> None:
    odd = numbered([finding("said «Linde» there", "Lunde", 1, path="a\nb.txt")])
    told = "".join(report("concise", [FileReport("a\nb.txt", 3, odd)], RUN))
    assert told.startswith("a‹U+000A›b.txt:1:")
