"""Learn what it costs to write one name for another, from names that share a foreign spelling.

Letters are aligned by expectation and maximisation (the hard kind: each pair's cheapest way, and
costs from the ways), edits side by side are joined into segments, and segments are counted.
"""

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

from normalize.channel import LONGEST, Channel, ChannelEdit, Table
from pairs import SCRIPTS, Garble, garbles, learnt_from, read_forms

VOWELS = "aeiouy"

ROUNDS = 4
"""Of alignment. Source: README.md; costs move by less than 0.05 nats in a fifth."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often segments of right names stood there, and how often they were written as what."""

    seen: Counter[str]
    turned: Counter[tuple[str, str]]


def first_table() -> Table:
    """Return the costs that alignment starts from: a vowel is taken for a vowel first. A guess."""
    rules = {one: {other: 2.0 for other in VOWELS if other != one} for one in VOWELS}
    return Table(4.0, dict.fromkeys(ascii_lowercase, 0.1), rules)


def aligned(table: Table, pairs: Iterable[Garble]) -> Iterator[tuple[Garble, tuple[ChannelEdit, ...]]]:
    """Yield each pair with its cheapest way."""
    channel = Channel(table)
    for pair in pairs:
        yield pair, channel.path(pair.garbled, pair.right)


def letter_table(ways: Iterable[tuple[Garble, tuple[ChannelEdit, ...]]]) -> Table:
    """Return the costs of single letters, as often as the ways took them."""
    seen: Counter[str] = Counter()
    turned: Counter[tuple[str, str]] = Counter()
    for pair, way in ways:
        seen[""] += pair.weight * (len(pair.right) + 1)
        for edit in way:
            seen[edit.right] += pair.weight * (edit.right != "")
            turned[edit.right, edit.garbled] += pair.weight
    costs = {turn: -math.log((count + 0.1) / (seen[turn[0]] + 10)) for turn, count in turned.items()}
    rules: dict[str, dict[str, float]] = {}
    for (right, garbled), cost in costs.items():
        if right != garbled:
            rules.setdefault(right, {})[garbled] = cost
    return Table(9.0, {letter: costs.get((letter, letter), 1.0) for letter in ascii_lowercase}, rules)


def count_segments(ways: Iterable[tuple[Garble, tuple[ChannelEdit, ...]]]) -> Counts:
    """Count the segments of right names, and what edits made of them, with and without neighbours."""
    seen: Counter[str] = Counter()
    turned: Counter[tuple[str, str]] = Counter()
    for pair, way in ways:
        for segment in segments_of(pair.right):
            seen[segment] += pair.weight
        for turn in turns(way):
            turned[turn] += pair.weight
    return Counts(seen, turned)


def segments_of(name: str) -> Iterator[str]:
    """Yield every segment of a name, the empty one between letters, and those with an edge."""
    marked = f"^{name}$"
    for start in range(len(marked)):
        if 0 < start:
            yield ""
        for end in range(start + 1, len(marked) + 1):
            segment = marked[start:end]
            if len(segment.strip("^$")) > LONGEST:
                break
            if not ("^" in segment and "$" in segment):
                yield segment


def turns(way: Sequence[ChannelEdit]) -> Iterator[tuple[str, str]]:
    """Yield what became of what: each run of edits, alone and with unchanged neighbours or edges."""
    cells = [("^", "^"), *((edit.right, edit.garbled) for edit in way), ("$", "$")]
    for start in range(len(cells)):
        right = garbled = ""
        for end in range(start, len(cells)):
            right += cells[end][0]
            garbled += cells[end][1]
            if max(len(side.strip("^$")) for side in (right, garbled)) > LONGEST:
                break
            if right != garbled and not ("^" in right and "$" in right) and _is_whole(cells, start, end):
                yield right, garbled


def _is_whole(cells: Sequence[tuple[str, str]], start: int, end: int) -> bool:
    """Tell whether a stretch cuts no run of edits in two."""
    before = start > 0 and _differs(cells[start - 1]) and _differs(cells[start])
    after = end + 1 < len(cells) and _differs(cells[end]) and _differs(cells[end + 1])
    return not (before or after)


def _differs(cell: tuple[str, str]) -> bool:
    return cell[0] != cell[1]


def rule_table(counts: Counts, unseen: float, least: float, size: int) -> Table:
    """Return the `size` most frequent rules that save something, as costs in nats."""
    changed: Counter[str] = Counter()
    for (right, garbled), count in counts.turned.items():
        if len(right) == 1 and right.isalpha():
            changed[right] += count
    identities = {
        letter: round(-math.log1p(-changed[letter] / (counts.seen[letter] + 1)), 2) for letter in ascii_lowercase
    }
    rules: dict[str, dict[str, float]] = {}
    kept = 0
    for (right, garbled), count in sorted(counts.turned.items(), key=lambda item: (-item[1], item[0])):
        if count < least or kept == size:
            break
        cost = -math.log(count / (counts.seen[right] + 1))
        if cost < unseen:
            rules.setdefault(right, {})[garbled] = round(cost, 2)
            kept += 1
    return Table(unseen, identities, rules)


def save(table: Table, path: Path) -> None:
    """Write a table, sorted, one right segment a line."""
    lines = ",\n".join(
        f"{json.dumps(right)}:{json.dumps(dict(sorted(turned.items())), separators=(',', ':'))}"
        for right, turned in sorted(table.rules.items())
    )
    identities = json.dumps(table.identities, separators=(",", ":"))
    path.write_text(f'{{"unseen":{table.unseen},\n"identities":{identities},\n"rules":{{\n{lines}}}}}\n', "utf-8")


def main() -> None:
    """Learn a table and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument("--names", type=Path, default=Path("../shared/data/names"))
    parser.add_argument("--scripts", nargs="*", default=SCRIPTS)
    parser.add_argument("--unseen", type=float, default=7.0, help="nats for an edit no rule knows")
    parser.add_argument("--least", type=float, default=3.0, help="weight a rule needs")
    parser.add_argument("--rules", type=int, default=4000)
    options = parser.parse_args()
    pairs = [
        pair
        for script in options.scripts
        for pair in garbles(learnt_from(read_forms(options.names, script)).items())
    ]
    table = first_table()
    for _ in range(ROUNDS):
        table = letter_table(aligned(table, pairs))
        print(len(pairs), "pairs; e written a:", round(table.rules["e"]["a"], 3), file=sys.stderr)
    counts = count_segments(aligned(table, pairs))
    save(rule_table(counts, options.unseen, options.least, options.rules), options.output)


if __name__ == "__main__":
    main()
