"""Learn what it costs to write one name for another, from names that share a foreign spelling.

Letters are aligned by expectation and maximisation (the hard kind: each pair's cheapest way by the
costs, then costs by the ways); edits side by side are joined into segments, counted and pruned.
"""

import argparse
import math
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from string import ascii_lowercase

from pairs import SCRIPTS, Garble, garbles, learnt_from, read_forms
from segments import Aligned, count_segments, rule_table, save

from normalize.channel import Channel, Table

VOWELS = "aeiouy"

ROUNDS = 4
"""Of alignment. The fourth moved the cost of `a` for `e` by 0.006 nats, on katakana pairs."""

SAMPLE = 40_000
"""Pairs that the costs of single letters are learnt from."""

ABOUT = (
    "Costs in nats of writing a right segment (outer key) as a garbled one (inner key); ^ and $ are "
    "the word's edges. Made by training/channel/learn.py from the name pairs of COLING 2018 "
    "(Merhav and Ash; CC0)."
)


def first_table() -> Table:
    """Return the costs that alignment starts from: a vowel is taken for a vowel first. A guess."""
    rules = {one: {other: 2.0 for other in VOWELS if other != one} for one in VOWELS}
    return Table(4.0, dict.fromkeys(ascii_lowercase, 0.1), rules)


def aligned(table: Table, pairs: Iterable[Garble]) -> Iterator[Aligned]:
    """Yield each pair with its cheapest way."""
    channel = Channel(table)
    for pair in pairs:
        yield pair, channel.path(pair.garbled, pair.right)


def letter_table(pairs: Iterable[Aligned]) -> Table:
    """Return the costs of single letters, by how often the ways took them."""
    seen: defaultdict[str, float] = defaultdict(float)
    turned: defaultdict[tuple[str, str], float] = defaultdict(float)
    for pair, way in pairs:
        seen[""] += pair.weight * (len(pair.right) + 1)
        for edit in way:
            turned[edit.right, edit.garbled] += pair.weight
            if edit.right:
                seen[edit.right] += pair.weight
    costs = {turn: -math.log((weight + 0.1) / (seen[turn[0]] + 10)) for turn, weight in turned.items()}
    rules: dict[str, dict[str, float]] = {}
    for (right, garbled), cost in costs.items():
        if right != garbled:
            rules.setdefault(right, {})[garbled] = cost
    return Table(9.0, {letter: costs.get((letter, letter), 1.0) for letter in ascii_lowercase}, rules)


def align(pairs: Sequence[Garble]) -> Iterator[Aligned]:
    """Yield each pair with its cheapest way, by costs learnt from a sample of them."""
    sample = random.Random(1).sample(pairs, min(SAMPLE, len(pairs)))
    table = first_table()
    for _ in range(ROUNDS):
        table = letter_table(aligned(table, sample))
    return aligned(table, pairs)


def main() -> None:
    """Learn a table and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path, help="where the table goes")
    parser.add_argument("--names", type=Path, default=Path("../shared/data/names"))
    parser.add_argument("--scripts", nargs="*", default=SCRIPTS, help="foreign scripts to learn from")
    parser.add_argument("--unseen", type=float, default=8.0, help="nats for an edit that no rule knows")
    parser.add_argument("--least", type=float, default=4.0, help="weight a rule needs")
    parser.add_argument("--rules", type=int, default=5000, help="rules to keep")
    options = parser.parse_args()
    pairs = [
        pair for script in options.scripts for pair in garbles(learnt_from(read_forms(options.names, script)))
    ]
    table = rule_table(count_segments(align(pairs)), options.unseen, options.least, options.rules)
    save(table, ABOUT, options.output)
    print(f"{len(pairs)} pairs, {sum(map(len, table.rules.values()))} rules")


if __name__ == "__main__":
    main()
