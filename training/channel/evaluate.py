"""Rank the right name part for each garbled one, by the channel and by the usual measures.

Prints recall at 1, 5 and 10 and the mean reciprocal rank. For measuring only: nothing is learnt here.
"""

import argparse
import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

import yaml
from pairs import SCRIPTS, garbles, held_out, read_forms
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from normalize.channel import Channel, Table
from normalize.keys import fold_letters

LENGTHS = range(2, 21)
"""Letters of the parts compared: shorter ones say nothing, longer ones are several words run together."""

Distance = Callable[[str, str, float], float]
"""From garbled, right and a limit to a distance, anything over the limit being as good as infinite."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Pairs of garbled and right parts, and the parts to choose the right one from."""

    name: str
    pairs: Sequence[tuple[str, str]]
    choices: Sequence[str]


def translated(evaluation: Path) -> Trial:
    """Return the wrong name parts of real machine translation, against a gazetteer's parts."""
    pairs = set()
    for line in (evaluation / "wmt_dev.jsonl").open(encoding="utf-8"):
        for span in json.loads(line)["spans"]:
            wrong, right = (_parts(span[side]) for side in ("surface", "gold"))
            if span["label"] == "error" and len(wrong) == len(right):
                pairs |= {pair for pair in zip(wrong, right, strict=True) if pair[0] != pair[1]}
    entries = yaml.load((evaluation / "wmt_gazetteer.yaml").read_text("utf-8"), yaml.CSafeLoader)
    names = {name for entry in entries for name in [entry["name"], *entry["aliases"]]}
    parts = {part for name in names for part in _parts(name)} | {right for _, right in pairs}
    return Trial("machine translation", _fit(pairs), sorted(parts))


def withheld(names: Path, size: int, seed: int) -> Trial:
    """Return names that share a foreign form kept out of learning, against names of all kinds."""
    forms = {script: read_forms(names, script) for script in SCRIPTS}
    found = [
        (garble.garbled, garble.right) for script in SCRIPTS for garble in garbles(held_out(forms[script]))
    ]
    draw = random.Random(seed)
    pairs = draw.sample(sorted(set(_fit(found))), size)
    known = sorted({name for script in SCRIPTS for spellings in forms[script].values() for name in spellings})
    return Trial("withheld pairs", pairs, sorted({*draw.sample(known, 8000), *(right for _, right in pairs)}))


def synthetic(names: Path, others: Sequence[str]) -> Trial:
    """Return garbles made by romanising foreign forms, against their truths and other names."""
    rows = json.loads((names / "derived_confusions/synthetic_200_test.json").read_text("utf-8"))
    pairs = [(fold_letters(row["garble"]), fold_letters(row["true"])) for row in rows]
    return Trial("synthetic", _fit(pairs), sorted({*others, *(right for _, right in pairs)}))


def rank(garbled: str, right: str, choices: Iterable[str], distance: Distance) -> float:
    """Return the place of the right part, from 1.0; halfway among equals. The garble is no rival."""
    own = distance(garbled, right, inf)
    nearer = equal = 0
    for choice in choices:
        if choice not in (garbled, right):
            other = distance(garbled, choice, own)
            nearer += other < own
            equal += other == own
    return 1 + nearer + equal / 2


def summary(ranks: Sequence[float]) -> str:
    """Return recall at 1, 5, 10 and the mean reciprocal rank, as cells of a table."""
    shares = [sum(place <= top for place in ranks) / len(ranks) for top in (1, 5, 10)]
    return " | ".join(f"{share:.3f}" for share in [*shares, sum(1 / place for place in ranks) / len(ranks)])


def read_channel(path: Path) -> Channel:
    """Return the channel of a table: one of ours, or one of the reference's."""
    table = json.loads(path.read_text("utf-8"))
    if "unseen" in table:
        return Channel(Table(table["unseen"], table["identities"], table["rules"]))
    rules: dict[str, dict[str, float]] = {}
    for right, garbled, cost, *_ in table["rules"]:
        rules.setdefault(right, {})[garbled] = cost
    identities = {letter: cost for letter, cost in table["id"].items() if letter.isalpha()}
    return Channel(Table(7.0, identities, rules))


def main() -> None:
    """Print a table of every trial and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", nargs="*", type=Path, help="channels to compare")
    parser.add_argument("--names", type=Path, default=Path("../shared/data/names"))
    parser.add_argument("--eval", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--pairs", type=int, default=400, help="withheld pairs to draw")
    parser.add_argument("--only", default="", help="only trials whose name holds this")
    options = parser.parse_args()
    others = withheld(options.names, options.pairs, seed=7)
    trials = [translated(options.eval), others, synthetic(options.names, others.choices)]
    measures: dict[str, Distance] = {
        "rapidfuzz ratio": lambda garbled, right, _: -fuzz.ratio(garbled, right),
        "Jaro-Winkler": lambda garbled, right, _: -JaroWinkler.similarity(garbled, right),
        **{path.stem: read_channel(path).cost for path in options.tables},
    }
    for trial in trials:
        if options.only not in trial.name:
            continue
        print(f"\n{trial.name}: {len(trial.pairs)} pairs, {len(trial.choices)} choices")
        for name, distance in measures.items():
            ranks = [rank(garbled, right, trial.choices, distance) for garbled, right in trial.pairs]
            print(f"| {name} | {summary(ranks)} |", flush=True)


def _parts(name: str) -> list[str]:
    """Return the folded parts of a name; hyphens part, too."""
    return [part for word in name.replace("-", " ").split() if (part := fold_letters(word))]


def _fit(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs of usable length, sorted."""
    return sorted({pair for pair in pairs if all(len(part) in LENGTHS for part in pair)})


if __name__ == "__main__":
    main()
