"""Count what became of the segments of right names, and keep the rules that say most."""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

from pairs import Garble

from normalize.channel import LONGEST, ChannelEdit, Table

Aligned = tuple[Garble, Sequence[ChannelEdit]]
"""A pair, and its cheapest way letter by letter."""

SAVING = 0.1
"""Nats by which a rule must beat the rules it is made of. A guess."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The weight with which segments stood in right names, and with which they became what.

    Attributes:
        seen: By right segment, whatever became of it.
        turned: By right and garbled segment, where they differ.
    """

    seen: Mapping[str, float]
    turned: Mapping[tuple[str, str], float]


def count_segments(pairs: Iterable[Aligned]) -> Counts:
    """Count the segments of right names and their turns."""
    seen: defaultdict[str, float] = defaultdict(float)
    turned: defaultdict[tuple[str, str], float] = defaultdict(float)
    for pair, way in pairs:
        for segment in segments_of(pair.right):
            seen[segment] += pair.weight
        for turn in turns(way):
            turned[turn] += pair.weight
    return Counts(seen, turned)


def segments_of(name: str) -> Iterator[str]:
    """Yield every segment of a name, with the edges it touches; the empty one at each place."""
    marked = f"^{name}$"
    for start in range(len(marked)):
        if start:
            yield ""
        for end in range(start + 1, len(marked) + 1):
            segment = marked[start:end]
            if len(segment.strip("^$")) > LONGEST:
                break
            if not _is_whole_word(segment):
                yield segment


def turns(way: Sequence[ChannelEdit]) -> Iterator[tuple[str, str]]:
    """Yield what became of what: each run of edits, alone and with unchanged neighbours or edges."""
    cells = [("^", "^"), *((edit.right, edit.garbled) for edit in way), ("$", "$")]
    differs = [right != garbled for right, garbled in cells] + [False]
    for start in range(len(cells)):
        if differs[start] and differs[start - 1]:
            continue
        right = garbled = ""
        for end in range(start, len(cells)):
            right, garbled = right + cells[end][0], garbled + cells[end][1]
            if max(len(side.strip("^$")) for side in (right, garbled)) > LONGEST:
                break
            cuts_a_run = differs[end] and differs[end + 1]
            if right != garbled and not cuts_a_run and not _is_whole_word(right):
                yield right, garbled


def _is_whole_word(segment: str) -> bool:
    return segment.startswith("^") and segment.endswith("$")


def rule_table(counts: Counts, unseen: float, least: float, size: int) -> Table:
    """Return the `size` rules that save most, as costs in nats.

    Args:
        counts: What was learnt from.
        unseen: Cost of an edit that no rule knows.
        least: Weight below which a turn is noise.
        size: How many rules to keep.
    """
    rules: dict[str, dict[str, float]] = {}
    table = Table(unseen, identity_costs(counts), rules)
    savings: list[tuple[float, str, str]] = []
    frequent = [(turn, weight) for turn, weight in counts.turned.items() if weight >= least]
    for (right, garbled), weight in sorted(
        frequent, key=lambda item: (len("".join(item[0])), -item[1], item[0])
    ):
        cost = -math.log(weight / (counts.seen[right] + 1))
        saved = composed(right, garbled, table) - cost
        if saved > SAVING:
            rules.setdefault(right, {})[garbled] = round(cost, 2)
            savings.append((-saved * weight, right, garbled))
    kept: dict[str, dict[str, float]] = {}
    for _, right, garbled in sorted(savings)[:size]:
        kept.setdefault(right, {})[garbled] = rules[right][garbled]
    return Table(unseen, table.identities, kept)


def identity_costs(counts: Counts) -> dict[str, float]:
    """Return what it costs to write each letter as itself: it was not changed."""
    changed: defaultdict[str, float] = defaultdict(float)
    for (right, _), weight in counts.turned.items():
        if len(right) == 1:
            changed[right] += weight
    return {
        letter: round(-math.log1p(-changed[letter] / (counts.seen[letter] + 1)), 2)
        for letter in ascii_lowercase
    }


def composed(right: str, garbled: str, table: Table) -> float:
    """Return the least cost of a turn by the rules there are, in nats; edges cannot change."""
    costs = {(0, 0): 0.0}
    cells = [(row, column) for row in range(len(right) + 1) for column in range(len(garbled) + 1)]
    for row, column in cells[1:]:
        costs[row, column] = min(
            cost + _part(right[first:row], garbled[start:column], table)
            for (first, start), cost in costs.items()
            if first <= row and start <= column
        )
    return costs[len(right), len(garbled)]


def _part(right: str, garbled: str, table: Table) -> float:
    """Return the cost of one step: a rule, a letter as itself, or a letter changed without a rule."""
    ruled = table.rules.get(right, {}).get(garbled, math.inf)
    if len(right) > 1 or len(garbled) > 1:
        return ruled
    if right == garbled:
        return table.identities.get(right, 0.0)
    return ruled if {right, garbled} & {"^", "$"} else min(ruled, table.unseen)


def save(table: Table, about: str, path: Path) -> None:
    """Write a table, sorted, one right segment a line."""
    lines = ",\n".join(
        f"{json.dumps(right)}:{json.dumps(dict(sorted(turned.items())), separators=(',', ':'))}"
        for right, turned in sorted(table.rules.items())
    )
    head = json.dumps({"about": about, "unseen": table.unseen, "identities": table.identities})
    path.write_text(f'{head[:-1]}, "rules": {{\n{lines}\n}}}}\n', "utf-8")
