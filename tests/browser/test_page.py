"""The report page in a real browser: quiet, alone, quick, and as good with keys, on paper and on a phone."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("fcntl", reason="the browser is told what to do over a pipe, as POSIX has it")

from report_samples import finding, hostile, sample, text_of, thousand

from browser.chromium import Browser, Tab, browser, installed
from normalize.findings import numbered
from normalize.reported import FileReport

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not installed(), reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def tab(running: Browser) -> Tab:
    return running.tab()


def unlikely() -> FileReport:
    told = finding("he saw «Linde» there", "Lunde", 3, held="not likely enough", path="b.txt")
    return FileReport("b.txt", 9, numbered([replace(told, probability=0.1, severity="info", quoted=True)]))


def opened(tab: Tab, folder: Path, files: list[FileReport]) -> Tab:
    page = folder / "page.html"
    page.write_text(text_of("html", files), "utf-8", newline="")
    tab.open(page)
    return tab


def shown(tab: Tab) -> list[str]:
    """Return the wrong forms that are shown, in the order of the page."""
    found = "[...document.querySelectorAll('.finding')].filter((one) => one.checkVisibility())"
    return list(tab.run(f"{found}.map((one) => one.querySelector('del').textContent)"))


def told(tab: Tab) -> str:
    return str(tab.run("document.getElementById('shown').textContent"))


def typed(tab: Tab, text: str) -> None:
    for letter in text:
        tab.press(letter)


FILES = [*sample(), unlikely()]

# Seconds of a processor that opening a page and filtering it may take. Source: a choice.
LONGEST = 1.0


@pytest.mark.parametrize(
    "files", [FILES, hostile(), thousand(), []], ids=["sample", "hostile", "many", "none"]
)
def test_it_asks_for_nothing_and_complains_of_nothing(
    tab: Tab, tmp_path: Path, files: list[FileReport]
) -> None:
    opened(tab, tmp_path, files)
    assert tab.asked() == [(tmp_path / "page.html").as_uri()]
    assert tab.complaints() == []


def test_the_policy_stops_what_is_not_ours(tab: Tab, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    odd = '<img src="http://127.0.0.1:9/x.png"><script>document.title = "taken"</script><p style="color:red">'
    page.write_text(text_of("html", FILES).replace("<main>", f"<main>{odd}"), "utf-8")
    tab.open(page)
    assert tab.run("document.title").startswith("Names: ")
    assert len(tab.complaints()) >= 3


def test_the_filter_finds_names_and_the_counts_follow(tab: Tab, tmp_path: Path) -> None:
    opened(tab, tmp_path, FILES)
    assert told(tab) == "4 findings · 2 to correct · 1 to review · 1 unlikely · 2 names · 2 files"
    assert shown(tab) == ["Mara Linde", "Mara Linde", "Tora"]
    tab.press("/")
    typed(tab, "TÓRVIK")
    assert shown(tab) == ["Tora"]
    assert told(tab) == "1 of 4 findings · 1 to review · 1 name · 1 file"
    tab.press("Escape")
    assert len(shown(tab)) == 3
    tab.press("/")
    typed(tab, "nobody")
    assert (shown(tab), tab.run("document.getElementById('none').checkVisibility()")) == ([], True)
    tab.press("Escape")


@pytest.mark.parametrize(
    ("select", "value", "left"),
    [
        ("state", "review", ["Tora"]),
        ("state", "unlikely", ["Linde"]),
        ("rule", "misspelt", ["Mara Linde", "Mara Linde", "Tora"]),
        ("file", "1", []),
    ],
)
def test_verdict_rule_and_file_can_be_chosen(
    tab: Tab, tmp_path: Path, select: str, value: str, left: list[str]
) -> None:
    opened(tab, tmp_path, FILES)
    tab.run(
        f"{{ const one = document.getElementById('{select}'); one.value = '{value}';"
        " one.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    assert shown(tab) == left


def test_by_file_is_in_text_order_and_back_again(tab: Tab, tmp_path: Path) -> None:
    mixed = [
        finding("«Tora» a", "Torvik", 1, entity="Torvik"),
        finding("«Linde» b", "Lunde", 2),
        finding("«Lindt» c", "Lunde", 3),
    ]
    opened(tab, tmp_path, [FileReport("a.txt", 3, numbered(mixed))])
    assert shown(tab) == ["Linde", "Lindt", "Tora"]
    tab.press("v")
    assert shown(tab) == ["Tora", "Linde", "Lindt"]
    assert tab.run("document.querySelector('[data-order=file]').getAttribute('aria-pressed')") == "true"
    tab.press("v")
    assert shown(tab) == ["Linde", "Lindt", "Tora"]


def test_keys_go_from_finding_to_finding_and_open_evidence(tab: Tab, tmp_path: Path) -> None:
    opened(tab, tmp_path, FILES)
    here = "document.activeElement.id"
    places = []
    for key in "jjjjk":
        tab.press(key)
        places.append(tab.run(here))
    assert places == ["f0", "f1", "f2", "f2", "f1"]
    assert tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    opening = "document.activeElement.querySelector('.evidence').open"
    states = [tab.run(opening)]
    for key in "oe":
        tab.press(key)
        states.append(tab.run(opening))
    assert states == [False, True, False]


def test_the_keys_are_listed_and_can_be_turned_off(tab: Tab, tmp_path: Path) -> None:
    opened(tab, tmp_path, FILES)
    tab.press("?")
    assert tab.run("document.getElementById('help').checkVisibility()") is True
    tab.run("document.getElementById('keys').click()")
    tab.press("Escape")
    tab.press("j")
    assert tab.run("document.activeElement.className") != "finding correct"


def test_a_link_to_a_filtered_finding_shows_it(tab: Tab, tmp_path: Path) -> None:
    opened(tab, tmp_path, FILES)
    tab.press("/")
    typed(tab, "mara")
    tab.run("document.querySelector('a[href=\"#f2\"]').click()")
    assert "Tora" in shown(tab)


PARTS = ("#controls", "#unlikely .finding", ".evidence td")


def seen(tab: Tab) -> list[bool]:
    """Return whether the controls, an unlikely finding and evidence can be seen."""
    return list(tab.run(f"{list(PARTS)}.map((one) => document.querySelector(one).checkVisibility())"))


def test_paper_has_everything_and_no_controls_even_without_scripts(tab: Tab, tmp_path: Path) -> None:
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    opened(tab, tmp_path, FILES)
    assert seen(tab) == [False, False, False]
    tab.call("Emulation.setEmulatedMedia", media="print")
    assert seen(tab) == [False, True, True]
    printed = b64decode(tab.call("Page.printToPDF")["data"])
    assert printed.startswith(b"%PDF-")


def test_printing_opens_all_and_closes_it_again(tab: Tab, tmp_path: Path) -> None:
    opened(tab, tmp_path, FILES)
    assert seen(tab) == [True, False, False]
    tab.run("void dispatchEvent(new Event('beforeprint'))")
    assert seen(tab) == [True, True, True]
    tab.run("void dispatchEvent(new Event('afterprint'))")
    assert seen(tab) == [True, False, False]


@pytest.mark.parametrize("files", [FILES, hostile()], ids=["sample", "hostile"])
def test_a_narrow_screen_needs_no_scrolling_sideways(
    tab: Tab, tmp_path: Path, files: list[FileReport]
) -> None:
    long = replace(files[0].findings[0], surface="Ab" * 300, entity_name="Volo" * 99, path="p/" * 99)
    size = {"width": 320, "height": 700, "deviceScaleFactor": 1, "mobile": False}
    tab.call("Emulation.setDeviceMetricsOverride", **size)
    opened(tab, tmp_path, [*files, FileReport("x" * 300, 3, numbered([long]))])
    assert tab.run("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(251, 250, 247)"), ("dark", "rgb(21, 23, 26)")])
def test_it_follows_the_readers_light_or_dark(tab: Tab, tmp_path: Path, scheme: str, paper: str) -> None:
    tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    opened(tab, tmp_path, FILES)
    assert tab.run("getComputedStyle(document.body).backgroundColor") == paper


def worked(tab: Tab) -> float:
    """Return how long the page was worked on, in seconds of a processor: others may use the machine, too."""
    metrics = tab.call("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def test_a_long_list_opens_and_filters_at_once(tab: Tab, tmp_path: Path) -> None:
    many = [*thousand(), *(replace(file, path=f"more/{file.path}") for file in thousand()[:10])]
    tab.call("Performance.enable", timeDomain="threadTicks")
    opened(tab, tmp_path, many)
    assert tab.run("document.querySelectorAll('.finding').length") == 1500
    opening = worked(tab)
    tab.press("/")
    typed(tab, "word1")
    assert told(tab).startswith("510 of 1,500 findings")
    assert max(opening, worked(tab) - opening) < LONGEST
