"""Figures → the page that is kept, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.speed.contenders import COLD, CONTENDERS, LIBRARY, NER, OURS
from benchmarks.speed.figures import (
    Bar,
    Runs,
    Spread,
    bars,
    cpu,
    memory,
    number,
    of,
    ratio,
    reading,
    size_of,
    speed,
    titles,
    typical,
    wall,
)
from benchmarks.speed.rounds import Run
from benchmarks.speed.texts import TITLES

HEAD = "| | CPU, times ours | CPU s | MB/s | wall s | MB | memory, times ours | rounds |"
COLD_HEAD = "| | CPU, times ours | CPU s | wall s | MB | memory, times ours | rounds |"


def page(runs: Runs, facts: Mapping[str, Mapping[str, Any]], notes: str) -> str:
    """Return the whole page.

    Args:
        runs: By set.
        facts: By set: `command`, `machine`, `date`, `versions`, `about`.
        notes: What is to be known of all of it, in Markdown.
    """
    versions = {f"{name} {told}" for one in facts.values() for name, told in one["versions"].items()}
    machines = sorted({f"{one['machine']}, {one['date']}" for one in facts.values()})
    paragraphs = [
        "# How long it takes, beside what people would use instead",
        "Ratios are of runs of the same round, in which everybody read the same files, one after the other; "
        "the median of the rounds, and the least and the most of them. More than 1: more than ours takes.",
        "\n".join(f"    {line}" for line in dict.fromkeys(one["command"] for one in facts.values())),
        f"{'; '.join(machines)}. {', '.join(sorted(versions))}.",
        "![Processor time of each contender, set by set](RESULTS.svg)",
        "## What was asked",
        bar_table(bars(runs)),
    ]
    for name, some in runs.items():
        paragraphs += [f"## {TITLES[name].capitalize()}", facts[name]["about"], set_table(name, some)]
        paragraphs += remarks(some)
    return "\n\n".join([*paragraphs, "## Notes", notes.strip()]) + "\n"


def bar_table(asked: Iterable[Bar]) -> str:
    """Return what was asked beside what came out."""
    rows = (
        f"| {bar.asked} | {number(bar.figure)}{bar.unit if bar.figure is not None else ''} | {met(bar)} |"
        for bar in asked
    )
    return "\n".join(("| Asked | Measured | |", "|---|---:|---|", *rows))


def met(bar: Bar) -> str:
    """Return whether a bar was reached, in a word."""
    return "not measured" if bar.is_met is None else "met" if bar.is_met else "**falls short**"


def set_table(name: str, runs: Sequence[Run]) -> str:
    """Return a line for every contender of a set."""
    head = COLD_HEAD if name in COLD else HEAD
    rows = (line(runs, key, title, name in COLD) for key, title in titles(runs).items())
    return "\n".join((head, "|---|" + "---:|" * (head.count("|") - 2), *rows))


def line(runs: Sequence[Run], key: str, title: str, is_cold: bool) -> str:
    """Return the line of one contender; † marks what is reckoned from a part."""
    done = of(runs, key)
    if not done:
        error = next(run.error for run in runs if run.contender == key)
        return f"| {title} | failed: {error} |" + " |" * ((COLD_HEAD if is_cold else HEAD).count("|") - 3)
    part = "†" if done[0].size < size_of(runs, done[0].number) else ""
    rate = [] if is_cold else [number(speed(runs, key))]
    cells = [
        title,
        spread(ratio(runs, key, OURS)) + part,
        number(typical(runs, key, cpu)) + part,
        *rate,
        number(typical(runs, key, wall)) + part,
        number(typical(runs, key, memory)) + part,
        spread(ratio(runs, key, OURS, memory)) + part,
        str(len(done)),
    ]
    return f"| {' | '.join(cells)} |"


def remarks(runs: Sequence[Run]) -> Iterable[str]:
    """Yield what of a set the slow contenders came to, and ours against NER alone."""
    for key in titles(runs):
        done = of(runs, key)
        if done and (size := size_of(runs, done[0].number)) > done[0].size:
            yield (
                f"† {CONTENDERS[key].title}: {done[0].size:,} of {size:,} bytes; times are of the rest in "
                "proportion, memory is of the part."
            )
    if found := ratio(runs, NER, LIBRARY, reading):
        yield (
            f"**Ours against NER alone**, both when they are ready: NER alone takes {spread(found)} of the "
            f"processor time of ours on the same texts (asked: at least .5)."
        )


def spread(found: Spread | None) -> str:
    """Return a ratio with its least and most.

    >>> spread(Spread(21.4, 19.8, 30.2, 3)), spread(Spread(1.0, 1.0, 1.0, 3))
    ('**21** (20–30)', '**1**')
    """
    if found is None:
        return "–"
    least, most = number(found.least), number(found.most)
    return f"**{number(found.median)}**" + (f" ({least}–{most})" if least != most else "")
