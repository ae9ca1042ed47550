"""The page: it loads nothing, shows what files say as text, and says why."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from report_samples import HOSTILE, RUN, Page, hostile, sample, text_of, thousand

from normalize.reported import FileReport


@pytest.mark.parametrize(
    "files", [sample(), hostile(), thousand(), []], ids=["sample", "hostile", "many", "none"]
)
def test_the_page_loads_nothing_and_runs_only_its_own_script(files: list[FileReport]) -> None:
    page = Page(text_of("html", files))
    assert page.open == []
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert not {"img", "iframe", "object", "embed", "base", "a", "video"} & {tag for tag, _ in page.elements}
    assert page.attributes("href") == ["data:,"]
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in names if name.startswith("on")} | names & {
        "src",
        "style",
        "action",
        "srcset",
    }
    assert "url(" not in page.texts["style"][0] + page.texts["script"][0]
    assert "http" not in page.texts["style"][0] + page.texts["script"][0]


def test_the_policy_names_the_hashes_of_what_the_page_runs() -> None:
    page = Page(text_of("html", sample()))
    (policy,) = [attributes["content"] for _, attributes in page.elements if "http-equiv" in attributes]
    style, script = (
        b64encode(sha256(page.texts[tag][0].encode()).digest()).decode() for tag in ("style", "script")
    )
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_the_page_shows_what_files_say_as_text() -> None:
    page = Page(text_of("html", hostile()))
    assert page.texts["del"] == [HOSTILE]
    assert page.texts["ins"] == ["O’Brien & “Sons” | x"]
    assert page.texts["h1"] == ["Names to correct"]
    totals = "1 to correct, 0 to review in 2 files (3 words); 1 file with errors"
    assert page.texts["title"] == [f"Names: {totals}", (
        "<h1>: 1 to correct, 0 to review")]  # fmt: skip
    assert "<img src=x onerror=alert(1)>" in "".join(page.texts["p"])


def test_the_page_says_why_and_why_not() -> None:
    page = Page(text_of("html", sample()))
    everything = " ".join(text for texts in page.texts.values() for text in texts)
    finding_words = (
        "sounds the same",
        "for want of context",
        "Torra",
        "common word",
        "+3.21",
        "-1.10",
        "0.62",
    )
    run_words = ("gazetteer.yaml: 4,210 entities", "2026-11-21T23:45:00Z", "not UTF-8: byte 0xff at 12")
    assert [words for words in finding_words + run_words if words not in everything] == []
    assert "Gone" not in everything


def test_names_come_by_number_and_every_control_has_a_name() -> None:
    page = Page(text_of("html", sample()))
    assert [name for name in page.texts["bdi"] if name in ("Mara Lunde", "Torvik")] == [
        "Mara Lunde",
        "Torvik",
    ] * 2
    widths = [attributes["width"] for tag, attributes in page.elements if tag == "rect"]
    assert widths == ["100.00%", "0.00%", "0.00%", "50.00%"]
    labelled = {attributes["for"] for tag, attributes in page.elements if tag == "label"}
    assert {attributes["id"] for tag, attributes in page.elements if tag == "input"} == labelled
    assert all(page.texts["button"])
    assert dict(page.elements)["html"]["lang"] == "en"


def test_the_page_of_a_fix_lists_what_was_written() -> None:
    page = Page(text_of("html", [replace(sample()[0], written="clean/a.txt")], replace(RUN, command="fix")))
    assert page.texts["h1"] == ["Names corrected"]
    assert "Files written" in page.texts["h2"]
    assert "clean/a.txt" in page.texts["bdi"]


def test_a_clean_run_has_a_page_too() -> None:
    assert (
        "Nothing to correct, nothing to review." in Page(text_of("html", [FileReport("a.txt", 9)])).texts["p"]
    )
