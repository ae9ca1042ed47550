"""Labelled copy → how far desks differ from us, and what a calibration from their decisions is worth.

    python training/weights/rows.py ../shared/eval/wmt_dev.jsonl ../shared/eval/wmt_gazetteer.yaml wmt.jsonl
    python training/weights/rows.py ../shared/eval/clean_dev.jsonl ../shared/eval/wmt_gazetteer.yaml \\
        clean.jsonl
    OMP_NUM_THREADS=1 python training/calibration/shifts.py ../shared/eval/wmt_dev.jsonl wmt.jsonl clean.jsonl

A language stands for a desk: weights are fitted to the other languages, and the corrections that they would
show of its copy are accepted or rejected as the labels say.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import log, sqrt
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "weights"))

from fit import LINEAR, matrix, read_rows, said_by
from fit import fit as fitted

from normalize import calibrating
from normalize.calibrating import Seen, fit, quality
from normalize.policy import PRESETS
from normalize.weights import probability

# Halvings of a desk's documents, and decisions that a desk must have for them.
SPLITS, LEAST = 200, 38

# Values of `calibrating.PRIOR_SHIFT` that are tried.
PRIORS = (0.1, 0.2, 0.3, 0.5, 1.0)

Desk = dict[str, list[Seen]]  # document → its decisions


def shown(rows: Sequence[dict[str, Any]], odds: Sequence[float]) -> Desk:
    """Return what a person would be asked about: most probable first, no overlaps, from `review_at`."""
    desk: Desk = defaultdict(list)
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for said, at in sorted(((one, at) for at, one in enumerate(odds)), key=lambda pair: -pair[0]):
        row = rows[at]
        place = (row["start"], row["end"])
        is_free = all(place[1] <= start or end <= place[0] for start, end in taken[row["id"]])
        if is_free and said >= PRESETS["normal"].review_at:
            taken[row["id"]].append(place)
            said = min(max(said, 1e-9), 1 - 1e-9)
            desk[row["group"]].append((log(said / (1 - said)), bool(row["right"])))
    return desk


def own_shift(seen: Sequence[Seen]) -> tuple[float, float]:
    """Return the shift that fits decisions best, without a prior, and its standard error."""
    shift, spread = 0.0, 1.0
    for _ in range(50):
        said = [probability(odds + shift) for odds, _ in seen]
        spread = sum(one * (1 - one) for one in said)
        shift += (sum(outcome for _, outcome in seen) - sum(said)) / spread
    return shift, 1 / sqrt(spread)


def between(shifts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return by how much desks differ from each other, and from us, in log-odds, chance taken off.

    Source: DerSimonian and Laird (1986), "Meta-analysis in clinical trials", for the first.
    """
    weights = [1 / error**2 for _, error in shifts]
    mean = sum(w * one for w, (one, _) in zip(weights, shifts, strict=True)) / sum(weights)
    spread = sum(w * (one - mean) ** 2 for w, (one, _) in zip(weights, shifts, strict=True))
    free = sum(weights) - sum(w * w for w in weights) / sum(weights)
    from_us = sum(w * one**2 for w, (one, _) in zip(weights, shifts, strict=True)) - len(shifts)
    return sqrt(max(0.0, (spread - len(shifts) + 1) / free)), sqrt(max(0.0, from_us / sum(weights)))


def halved(desk: Desk, dice: random.Random) -> tuple[list[Seen], list[Seen]]:
    """Return the decisions of one half of a desk's documents, and those of the other."""
    documents = sorted(desk)
    dice.shuffle(documents)
    half = len(documents) // 2
    first, second = (
        [one for name in part for one in desk[name]] for part in (documents[:half], documents[half:])
    )
    return first, second


def worth(desk: Desk) -> tuple[float, ...]:
    """Return log loss and calibration error of one half: as shipped, by a fit to the other; twice."""
    dice = random.Random(1)
    sums = [0.0] * 4
    for _ in range(SPLITS):
        first, second = halved(desk, dice)
        line = fit(first).calibration
        outcomes = [outcome for _, outcome in second]
        before = quality([probability(odds) for odds, _ in second], outcomes)
        after = quality([probability(odds + line.adds(odds)) for odds, _ in second], outcomes)
        for at, one in enumerate((before.log_loss, after.log_loss, before.error, after.error)):
            sums[at] += one / SPLITS
    return tuple(sums)


def main() -> None:
    """Print the shift of each language, how far they differ, and what a calibration is worth by prior."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("gold", "rows", "clean"):
        parser.add_argument(name, type=Path)
    wishes = parser.parse_args()
    gold = map(json.loads, wishes.gold.read_text(encoding="utf-8").splitlines())
    language = {one["id"]: one["lang"] for one in gold}
    rows, clean = read_rows(wishes.rows), read_rows(wishes.clean)
    names = sorted(set(rows[0]["features"]) - set(LINEAR))
    desks = {}
    for one in sorted(set(language.values())):
        others = [row for row in rows if language[row["id"]] != one]
        own = [row for row in rows if language[row["id"]] == one]
        if own:
            odds = said_by(fitted(others, clean, names), matrix(own, names))
            desks[one] = shown(own, [probability(said) for said in odds])
    tell_shifts(desks)
    tell_worth({name: desk for name, desk in desks.items() if sum(map(len, desk.values())) >= LEAST})


def tell_shifts(desks: Mapping[str, Desk]) -> None:
    """Print what was accepted at each desk, what we said, and how far desks differ."""
    shifts = []
    print("desk  decisions  accepted  said  shift (standard error)")
    for name, desk in desks.items():
        seen = [pair for part in desk.values() for pair in part]
        accepted = sum(outcome for _, outcome in seen) / len(seen)
        said = sum(probability(odds) for odds, _ in seen) / len(seen)
        print(f"{name:<4}  {len(seen):>9}  {accepted:>8.2f}  {said:.2f}", end="")
        if 0.0 < accepted < 1.0:
            shifts.append(own_shift(seen))
            print("  {:+.2f} ({:.2f})".format(*shifts[-1]), end="")
        print()
    print("differ from each other by {:.2f}, from us by {:.2f} log-odds".format(*between(shifts)))


def tell_worth(desks: Mapping[str, Desk]) -> None:
    """Print the log loss and calibration error of half a desk before and after, for several priors."""
    print(f"\nprior  mean change of log loss, of calibration error; log loss of {', '.join(desks)}")
    for prior in PRIORS:
        calibrating.PRIOR_SHIFT = prior
        found = [worth(desk) for desk in desks.values()]
        loss = sum(one[1] - one[0] for one in found) / len(found)
        error = sum(one[3] - one[2] for one in found) / len(found)
        each = ", ".join(f"{one[0]:.3f} → {one[1]:.3f}" for one in found)
        print(f"{prior:.1f}    {loss:+.4f} {error:+.4f}; {each}")


if __name__ == "__main__":
    main()
