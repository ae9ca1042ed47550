"""The arithmetic of the comparison. `python -m pytest benchmarks/speed --ignore benchmarks/speed/hot`"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.speed.contenders import CONTENDERS, OURS, PAIR, PASS, SPACZZ
from benchmarks.speed.figures import bars, cpu, memory, ratio, speed, typical
from benchmarks.speed.measured import complaint, measure
from benchmarks.speed.page import line, met, page
from benchmarks.speed.plot import chart, svg
from benchmarks.speed.rounds import Run, shares
from benchmarks.speed.texts import ARTICLE, CLEAN, LARGE, WMT, Copy, large, part, written

FACTS = {"command": "x", "machine": "m", "date": "d", "versions": {}, "about": "All of it."}


def ran(contender: str, number: int, cpu_s: float, size: int = 1_000, reading: float | None = None) -> Run:
    return Run(contender, number, size, cpu_s, cpu_s, 100.0, reading, reading)


def test_a_ratio_is_the_median_of_those_of_the_same_round() -> None:
    runs = [ran(OURS, 0, 1.0), ran(PAIR, 0, 20.0), ran(OURS, 1, 10.0), ran(PAIR, 1, 100.0), ran(PAIR, 2, 1.0)]
    found = ratio(runs, PAIR, OURS)
    assert found is not None
    assert (found.median, found.least, found.most, found.rounds) == (15.0, 10.0, 20.0, 2)


def test_who_read_a_part_is_told_in_proportion_but_for_getting_ready() -> None:
    runs = [ran(OURS, 0, 2.0), ran(SPACZZ, 0, 5.0, size=100, reading=3.0)]
    assert typical(runs, SPACZZ, cpu) == 2.0 + 30.0
    assert typical(runs, SPACZZ, memory) == 100.0
    assert speed(runs, OURS) == 0.0005
    assert "†" in line(runs, SPACZZ, "spaczz", is_cold=False)
    assert "†" not in line(runs, OURS, "ours", is_cold=False)


def test_what_failed_takes_no_part_in_ratios() -> None:
    failed = Run(PAIR, 0, 1_000, 0.1, 0.1, 9.0, error="ImportError: no")
    runs = [ran(OURS, 0, 1.0), failed]
    assert ratio(runs, PAIR, OURS) is None
    assert "failed: ImportError: no" in line(runs, PAIR, "pair", is_cold=False)


def test_the_page_says_what_is_met_and_what_falls_short() -> None:
    runs = {
        ARTICLE: [ran(PASS, 0, 0.01), ran(OURS, 0, 0.02)],
        CLEAN: [ran(OURS, 0, 1.0), ran(PAIR, 0, 10.0)],
    }
    told = {bar.asked: met(bar) for bar in bars(runs)}
    assert told["one clean article, cold: at most 3 times `python -c pass`"] == "met"
    assert told["clean copy: 20 times faster than spaCy NER + rapidfuzz"] == "**falls short**"
    assert told["machine-translated copy: 3 times faster than it"] == "not measured"
    written_page = page(runs, dict.fromkeys(runs, FACTS), "Notes.")
    assert (
        "| clean copy: 20 times faster than spaCy NER + rapidfuzz | 10× | **falls short** |" in written_page
    )


def test_a_part_ends_with_a_document_or_a_line(tmp_path: Path) -> None:
    whole = written(["one\n", "two\n", "three\nfour\n"], tmp_path / "whole")
    assert [path.read_text() for path in part(whole, 9, tmp_path / "some").paths] == ["one\n", "two\n"]
    long = Copy(whole.folder, whole.paths[2:], 11)
    assert [path.read_text() for path in part(long, 8, tmp_path / "cut").paths] == ["three\n"]


def test_only_slow_contenders_get_a_part(tmp_path: Path) -> None:
    copy = written(["x" * 99 + "\n"] * 100, tmp_path / "whole")
    given = shares([copy], [OURS, SPACZZ], tmp_path / "parts")
    assert given[OURS] == [copy]
    assert [one.size for one in given[SPACZZ]] == [CONTENDERS[SPACZZ].most]


def test_the_large_file_has_no_paragraph_twice() -> None:
    made = large(["\n".join(f"{number} is a number." for number in range(60))], 9_000)
    paragraphs = made.splitlines()
    assert 8_900 < len(made.encode()) <= 9_000 < LARGE
    assert len(set(paragraphs)) > 0.9 * len(paragraphs)
    assert made == large(["\n".join(f"{number} is a number." for number in range(60))], 9_000)


def test_a_command_is_measured_with_what_it_waits_for(tmp_path: Path) -> None:
    busy = "import time\nwhile time.process_time() < 0.2: pass"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    used = measure([sys.executable, "-c", child], tmp_path / "busy.said")
    assert used.code == 0
    assert used.cpu_s >= 0.2
    held = measure([sys.executable, "-c", "x = bytearray(90 << 20); print(len(x))"], tmp_path / "held.said")
    assert held.peak_mb > 90
    assert held.said.read_text() == f"{90 << 20}\n"


def test_a_failure_is_told_in_its_own_words(tmp_path: Path) -> None:
    used = measure([sys.executable, "-c", "raise SystemExit('no such list')"], tmp_path / "no.said")
    assert used.code == 1
    assert complaint(used) == "no such list"


def test_the_plot_is_well_formed_and_names_everybody() -> None:
    drawn = svg(
        [
            chart("Clean & cold", " s", {"**ours**, `check`": 0.02, "spaCy < 4": 30.0}, "ours"),
            chart("", "", {}, ""),
        ]
    )
    root = ElementTree.fromstring(drawn)
    texts = {node.text for node in root.iter("{http://www.w3.org/2000/svg}text")}
    widths = [float(node.get("width", 0)) for node in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert {"ours, check", "spaCy < 4", "Clean & cold", ".020 s", "30 s"} <= texts
    assert 0 < widths[0] < widths[1]


def test_every_set_has_ours_and_the_pair() -> None:
    for name in (ARTICLE, CLEAN, WMT):
        assert {OURS, PAIR, SPACZZ} <= {key for key, one in CONTENDERS.items() if name in one.sets}
