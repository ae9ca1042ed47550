"""Runs → medians, and ratios of runs of the same round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10
from statistics import median

from benchmarks.speed.contenders import CONTENDERS, LIBRARY, NER, OURS, PAIR, PASS, SPACZZ
from benchmarks.speed.rounds import Run
from benchmarks.speed.texts import ARTICLE, BIG, CLEAN, TITLES, WMT

# A set → its runs.
Runs = dict[str, list[Run]]
Measure = Callable[[Run, int], float]


@dataclass(frozen=True, slots=True)
class Spread:
    """A ratio of paired runs: the median of all rounds, the least and the most of them."""

    median: float
    least: float
    most: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Bar:
    """What was asked, and what came out.

    Attributes:
        asked: In words.
        least: The figure must be this or more; None if `most` counts.
        most: The figure must be this or less.
        figure: What was measured; None if it was not.
        unit: Written after it.
    """

    asked: str
    least: float | None
    most: float | None
    figure: float | None
    unit: str = "×"

    @property
    def is_met(self) -> bool | None:
        """Whether it came out as asked; None if it was not measured."""
        if self.figure is None:
            return None
        return (self.least is None or self.figure >= self.least) and (
            self.most is None or self.figure <= self.most
        )


def cpu(run: Run, size: int) -> float:
    """Return the processor time for `size` bytes, in seconds: getting ready once, and reading by the byte.

    Where a run read less, and does not say how long it took to get ready, all of it counts by the byte.

    >>> cpu(Run("spaczz", 0, 1_000, cpu_s=5.0, wall_s=5.0, peak_mb=90.0, run_cpu_s=3.0), 2_000)
    8.0
    """
    return _scaled(run.cpu_s, run.run_cpu_s, size / run.size)


def wall(run: Run, size: int) -> float:
    """Return the time on the wall likewise."""
    return _scaled(run.wall_s, run.run_wall_s, size / run.size)


def _scaled(whole: float, reading: float | None, times: float) -> float:
    return whole * times if reading is None else whole - reading + reading * times


def memory(run: Run, size: int) -> float:
    """Return the most memory held, in megabytes; it is not scaled."""
    return run.peak_mb


def reading(run: Run, size: int) -> float:
    """Return the processor time for `size` bytes after it was ready, in seconds."""
    return (run.cpu_s if run.run_cpu_s is None else run.run_cpu_s) * size / run.size


def of(runs: Iterable[Run], contender: str) -> list[Run]:
    """Return the runs of a contender that went well, by round."""
    return [run for run in runs if run.contender == contender and not run.error]


def size_of(runs: Sequence[Run], number: int = 0) -> int:
    """Return the bytes of the whole set, in one round: what the greatest part of the contenders read."""
    return max((run.size for run in runs if run.number == number), default=0)


def typical(runs: Sequence[Run], contender: str, measure: Measure) -> float | None:
    """Return the median of what a contender took for the whole set; None if it did not run."""
    found = [measure(run, size_of(runs, run.number)) for run in of(runs, contender)]
    return median(found) if found else None


def ratio(runs: Sequence[Run], over: str, under: str, measure: Measure = cpu) -> Spread | None:
    """Return how many times as much one contender takes as another, round by round; None without rounds."""
    below = {run.number: run for run in of(runs, under)}
    pairs = [(run, below[run.number]) for run in of(runs, over) if run.number in below]
    found = [
        measure(one, size) / measure(other, size)
        for one, other in pairs
        if (size := size_of(runs, one.number)) and measure(other, size)
    ]
    return Spread(median(found), min(found), max(found), len(found)) if found else None


def speed(runs: Sequence[Run], contender: str) -> float | None:
    """Return how many megabytes (10**6 bytes) are read in a second of processor time, start included."""
    took = typical(runs, contender, cpu)
    return size_of(runs) / 1e6 / took if took else None


def bars(runs: Runs) -> list[Bar]:
    """Return what issue 6 asks, and issue 4 of throughput, beside what came out."""

    def times(name: str, over: str, under: str, measure: Measure = cpu) -> float | None:
        found = ratio(runs.get(name, ()), over, under, measure)
        return found.median if found else None

    quick = _least(runs, (cpu, wall))
    small = _least({name: of_the_whole(some) for name, some in runs.items()}, (memory,))
    alone = (
        Bar(f"{TITLES[name]}: NER alone at least half of ours", 0.5, None, times(name, NER, LIBRARY, reading))
        for name in (CLEAN, WMT)
    )
    return [
        Bar("one clean article, cold: at most 3 times `python -c pass`", None, 3, times(ARTICLE, OURS, PASS)),
        Bar("clean copy, one core: at least 1 MB/s", 1, None, speed(runs.get(CLEAN, ()), OURS), " MB/s"),
        Bar("one large file, one core: at least 1 MB/s", 1, None, speed(runs.get(BIG, ()), OURS), " MB/s"),
        Bar("clean copy: 20 times faster than spaCy NER + rapidfuzz", 20, None, times(CLEAN, PAIR, OURS)),
        Bar("machine-translated copy: 3 times faster than it", 3, None, times(WMT, PAIR, OURS)),
        Bar("never slower than spaczz: the least of its times, by ours", 1, None, quick),
        Bar("never larger than spaczz: the least of its memory, by ours", 1, None, small),
        *alone,
    ]


def _least(runs: Runs, measures: Sequence[Measure]) -> float | None:
    found = [ratio(some, SPACZZ, OURS, measure) for some in runs.values() for measure in measures]
    return min((one.median for one in found if one), default=None)


def of_the_whole(runs: Sequence[Run]) -> list[Run]:
    """Return the runs over all of a set: memory for less does not compare."""
    return [run for run in runs if run.size == size_of(runs, run.number)]


def titles(runs: Sequence[Run]) -> dict[str, str]:
    """Return the contenders of a set, in the order of the tables, by key."""
    there = {run.contender for run in runs}
    return {key: one.title for key, one in CONTENDERS.items() if key in there}


def number(figure: float | None) -> str:
    """Return a figure with two digits that tell something, or all of a large one.

    >>> number(0.00123), number(0.5), number(1.26), number(21.4), number(5012.2), number(None)
    ('.0012', '.50', '1.3', '21', '5,012', '–')
    """
    if figure is None:
        return "–"
    if figure >= 9.95 or figure <= 0:
        return f"{figure:,.0f}"
    places = 1 - floor(log10(figure * 1.005))
    return f"{figure:.{places}f}".removeprefix("0").removesuffix(".0")
