"""The page: it loads nothing, shows what files say as text, says why, and can be read without its script."""

from __future__ import annotations

import re
import time
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from importlib.resources import files as resources

import pytest
from report_samples import HOSTILE, RUN, Page, finding, hostile, sample, text_of, thousand

from normalize.findings import numbered
from normalize.reported import FileReport
from normalize.reports.rows import files_of, groups_of

# Elements that could load, embed or send something.
LOADING = {"img", "iframe", "frame", "object", "embed", "base", "video", "audio", "source", "applet", "area"}


def unlikely() -> FileReport:
    """Return a file with one finding, which is unlikely, and in a quotation."""
    told = finding("he saw «Linde» there", "Lunde", 3, held="not likely enough", path="b.txt")
    return FileReport("b.txt", 9, numbered([replace(told, probability=0.1, severity="info", quoted=True)]))


@pytest.mark.parametrize(
    "files",
    [sample(), [*sample(), unlikely()], hostile(), thousand(), []],
    ids=["sample", "unlikely", "hostile", "many", "none"],
)
def test_the_page_loads_nothing_and_runs_only_its_own_script(files: list[FileReport]) -> None:
    page = Page(text_of("html", files))
    tags = Counter(tag for tag, _ in page.elements)
    assert page.open == []
    assert (tags["script"], tags["style"]) == (int(bool(files)), 1)
    assert not LOADING & set(tags)
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    targets = page.attributes("href")
    assert targets[0] == "data:,"
    assert {target.removeprefix("#") for target in targets[1:]} <= set(ids)
    assert all(target.startswith("#") for target in targets[1:])
    assert set(page.attributes("aria-labelledby")) <= set(ids)
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")}
    assert not names & {"src", "style", "action", "formaction", "srcset", "srcdoc", "ping"}
    own = page.texts["style"][0] + "".join(page.texts.get("script", []))
    assert not re.search(r"url\(|http|@import|innerHTML|eval\(|fetch\(|XMLHttp|document\.write", own)


def test_the_policy_names_the_hashes_of_what_the_page_runs() -> None:
    page = Page(text_of("html", sample()))
    (policy,) = [attributes["content"] for _, attributes in page.elements if "http-equiv" in attributes]
    style, script = (
        b64encode(sha256(page.texts[tag][0].encode()).digest()).decode() for tag in ("style", "script")
    )
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        "img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def test_the_page_shows_what_files_say_as_text() -> None:
    page = Page(text_of("html", hostile()))
    assert page.texts["del"] == [HOSTILE]
    assert page.texts["ins"] == ["O’Brien & “Sons” | x"]
    assert page.texts["h1"] == ["Names to correct"]
    totals = "1 to correct, 0 to review in 1 file (3 words); 1 file could not be read"
    assert page.texts["title"] == [f"Names: {totals}"]
    assert "<img src=x onerror=alert(1)>" in "".join(page.texts["p"])


@pytest.mark.parametrize(
    "odd", ['" onclick="alert(1)', "'><script>alert(1)</script>", "{{ 7 * 7 }}", "--></style>"]
)
def test_no_text_leaves_its_place(odd: str) -> None:
    told = replace(finding(f"a «{odd}» b", odd, 1, held=odd, path=odd, entity=odd), reason=odd)
    page = Page(text_of("html", [FileReport(odd, 3, numbered([told])), FileReport(odd, error=odd, hint=odd)]))
    assert page.open == []
    assert Counter(tag for tag, _ in page.elements)["script"] == 1
    assert (page.texts["del"], page.texts["ins"], page.texts["option"][-1]) == ([odd], [odd], odd)


def test_no_text_turns_its_line_around() -> None:
    odd = "a\u202eb\u0000c\u2066"
    told = replace(sample()[0].findings[0], reason=odd, entity_name=odd, replacement=odd, path=odd, held=odd)
    shown = text_of("html", [FileReport(odd, 3, (told,)), FileReport(odd, error=odd, hint=odd)])
    assert not {"\u202e", "\u0000", "\u2066"} & set(shown)


def test_the_page_says_why_and_why_not() -> None:
    page = Page(text_of("html", sample()))
    everything = " ".join(text for texts in page.texts.values() for text in texts)
    wanted = (
        "sounds the same", "for want of context", "Left for review:", "Torra", "common word", "+3.21",
        "-1.10", "almost certain", "0.98", "likely", "0.62", "gazetteer.yaml: 4,210 entities",
        "2026-11-21T23:45:00Z", "could not be read: not UTF-8: byte 0xff at 12",
    )  # fmt: skip
    assert [words for words in wanted if words not in everything] == []
    assert "Gone" not in everything


def test_names_come_by_number_with_what_they_were_found_as_and_where() -> None:
    page = Page(text_of("html", sample()))
    names = [name for name in page.texts["bdi"] if name in ("Mara Lunde", "Torvik")]
    assert names == ["Mara Lunde", "Torvik", "Mara Lunde", "Mara Lunde", "Mara Lunde", "Torvik", "Torvik"]
    assert [" ".join(text.split()) for text in page.texts["p"] if text.startswith("found as")] == [
        "found as · 2 to correct", "found as · 1 to review"
    ]  # fmt: skip
    widths = [attributes["width"] for tag, attributes in page.elements if tag == "rect"]
    assert widths == ["100.00%", "50.00%"]


def test_every_control_and_table_has_a_name() -> None:
    page = Page(text_of("html", [*sample(), unlikely()]))
    labelled = {attributes["for"] for tag, attributes in page.elements if tag == "label"}
    controls = {attributes["id"] for tag, attributes in page.elements if tag in ("input", "select")}
    assert controls == labelled
    assert all(page.texts["button"])
    assert all(page.texts["caption"])
    assert len(page.texts["caption"]) == len(page.texts["table"])
    assert dict(page.elements)["html"]["lang"] == "en"
    (live,) = [attributes for _, attributes in page.elements if attributes.get("role") == "status"]
    assert live["aria-live"] == "polite"


def test_every_finding_is_there_without_the_script() -> None:
    page = Page(text_of("html", [*sample(), unlikely()]))
    assert Counter(tag for tag, _ in page.elements)["del"] == 4
    assert page.texts["del"] == ["Mara Linde", "Mara Linde", "Tora", "Linde"]
    links = [target for target in page.attributes("href") if target.startswith("#f")]
    assert links == ["#f0", "#f1", "#f2", "#f3"]
    hidden = [
        attributes.get("id") or attributes.get("class")
        for _, attributes in page.elements
        if "hidden" in attributes
    ]
    assert hidden == ["controls", "by-file", "by-file", "none"]  # fmt: skip


def test_what_is_unlikely_comes_last_and_folded() -> None:
    shown = text_of("html", [unlikely(), *sample()])
    fold = shown.index('<details class="listing" id="unlikely"><summary>')
    assert shown.index("Mara Linde") < fold < shown.index("<del>Linde</del>")
    assert "very unlikely, <" in shown[fold:]
    assert '<span class="quoted">in a quotation</span>' in shown[fold:]
    assert "Unlikely" not in text_of("html", sample())


def test_corrections_come_first_in_a_name_then_the_most_probable() -> None:
    told = [
        finding("«Lind» a", "Lunde", 1, held="near"),
        replace(finding("«Lynde» a", "Lunde", 2, held="near"), probability=0.9),
        finding("«Linde» b", "Lunde", 3),
    ]
    (file,) = files_of([FileReport("a.txt", 3, numbered(told))], RUN)
    (group,) = groups_of(file.rows)
    assert [row.surface for row in group.rows] == ["Linde", "Lynde", "Lind"]
    assert [row.surface for row in file.rows] == ["Lind", "Lynde", "Linde"]
    assert group.states == (("correct", 1), ("review", 2))


def test_the_page_of_a_fix_lists_what_was_written() -> None:
    page = Page(text_of("html", [replace(sample()[0], written="clean/a.txt")], replace(RUN, command="fix")))
    assert page.texts["h1"] == ["Names corrected"]
    assert "Files written" in page.texts["h2"]
    assert "clean/a.txt" in page.texts["bdi"]


def test_a_clean_run_has_a_page_too() -> None:
    page = Page(text_of("html", [FileReport("a.txt", 9)]))
    assert "Nothing to correct, nothing to review." in page.texts["p"]
    assert not {"h2", "form", "dialog", "script"} & set(page.texts)


def test_1500_findings_are_a_page_in_less_than_a_second() -> None:
    many = [*thousand(), *(replace(file, path=f"more/{file.path}") for file in thousand()[:10])]
    text_of("html", sample())
    start = time.process_time()
    assert text_of("html", many).count("<del>") == 1500
    assert time.process_time() - start < 1


def colours(theme: int) -> dict[str, str]:
    """Return the colours of the page by name: of the light, dark or printed theme (0, 1, 2)."""
    style = resources("normalize.reports").joinpath("html_report.css").read_text("utf-8")
    root = re.findall(r":root \{([^}]*)\}", style)[theme if theme < 2 else -1]
    return {
        name: code * 2 if len(code) == 3 else code for name, code in re.findall(r"--([\w-]+): #(\w+)", root)
    }


def luminance(code: str) -> float:
    """Return the relative luminance of a colour. Source: WCAG 2.2, "relative luminance"."""
    parts = [int(code[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", range(3), ids=["light", "dark", "print"])
def test_colours_are_told_apart_by_weak_eyes(theme: int) -> None:
    named = colours(theme)

    def contrast(one: str, other: str) -> float:
        low, high = sorted((luminance(named[one]), luminance(named[other])))
        return (high + 0.05) / (low + 0.05)

    text = [
        (ink, paper)
        for ink in ("ink", "muted", "accent", "del", "ins", "review-ink")
        for paper in ("paper", "card")
    ] + [("del", "del-paper"), ("ins", "ins-paper")]
    marks = [
        (mark, paper) for mark in ("correct", "review", "unlikely", "del") for paper in ("paper", "card")
    ]
    assert [(pair, contrast(*pair)) for pair in text if contrast(*pair) < 4.5] == []
    assert [(pair, contrast(*pair)) for pair in marks if contrast(*pair) < 3] == []
