"""Rows of labelled copy, and what it was translated from → what a source segment says of a candidate.

    python training/bilingual/fit.py --gold ../shared/eval/wmt_dev.jsonl \\
        --gazetteer ../shared/eval/wmt_gazetteer.yaml --rows wmt.jsonl --clean clean.jsonl

The rows are those of `training/weights/rows.py`. Five folds by source text, as there: the log-odds of every
row are of trees that saw no translation of its text, and so are the factors that are added to them. Prints
precision and recall without the source and with it, and the factors fitted to all rows, for
`normalize/bilingual.py`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.optimize import minimize
from scipy.special import expit

from normalize.bilingual import NOT_THERE, THERE, Echo, echo
from normalize.channel import load_channel
from normalize.index import AliasIndex
from normalize.model import Candidate, Entity, Pair
from normalize.originals import Original, hear
from normalize.scoring import score

sys.path.insert(0, str(Path(__file__).parents[1] / "weights"))
import fit as weights

# Languages whose names are in another script.
OTHER_SCRIPT = ("ja", "ru", "uk", "zh")

# Candidates less likely than this, in log-odds, are never told, whatever the source says.
HOPELESS = -9.0

BARS = (0.5, 0.6, 0.65, 0.7, 0.76, 0.8, 0.85, 0.9)


def heard(row: dict[str, Any], original: Original) -> Echo:
    """Return how the candidate of a row sounds in its source."""
    surface, right = row["surface"].split(), row["form"].split()
    pairs = tuple(map(Pair, surface, right, [0.0] * len(right))) if len(surface) == len(right) else ()
    entity = Entity(row["entity"], "person", row["form"])
    whole = pairs or (Pair(row["surface"], row["form"], 0.0),)
    return echo(Candidate(entity, row["form"], 0, 0, whole, row["form"], 0.0), original)


def numbers(told: Echo) -> list[float]:
    """Return what the factors stand before: CONFIRMED, DENIED, NEARER, LIKE, USUAL."""
    denied = told.surface >= THERE and told.right < NOT_THERE
    return [float(told.is_confirmed), float(denied), told.right - told.surface, told.right, 1.0]


def factors(table: np.ndarray, odds: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the factors that, added to some log-odds, fit labels best; shrunk a little towards none."""

    def loss(wanted: np.ndarray) -> float:
        said = odds + table @ wanted
        return float(np.sum(np.logaddexp(0, said) - labels * said) + 0.5 * np.sum(wanted[:4] ** 2))

    return np.asarray(minimize(loss, np.zeros(table.shape[1])).x)


def main() -> None:
    """Fit and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--gold", "--gazetteer", "--rows", "--clean"):
        parser.add_argument(name, type=Path, required=True)
    wishes = parser.parse_args()
    gold = {one["id"]: one for one in map(json.loads, wishes.gold.read_text("utf-8").splitlines())}
    listed = yaml.load(wishes.gazetteer.read_bytes(), Loader=yaml.CSafeLoader)
    forms = {entry["id"]: [entry["name"], *entry.get("aliases", [])] for entry in listed}
    rows, clean = weights.read_rows(wishes.rows), weights.read_rows(wishes.clean)
    names = sorted(set(rows[0]["features"]) - set(weights.LINEAR))
    labels = np.array([row["right"] for row in rows])
    odds, _ = weights.by_folds(rows, clean, names)
    slope, shift = weights.line(labels, odds)
    odds = np.clip(slope * odds + shift, -12, 8)
    index = AliasIndex((), load_channel())
    told = []
    for row in rows:
        one = gold[row["id"]]
        source = one["source"].split("\n")[one["text"].count("\n", 0, row["start"])]
        told.append(heard(row, hear(source, index)))
    table, folds = np.array([numbers(one) for one in told]), np.array([weights.fold_of(row) for row in rows])
    hopeful, both = odds > HOPELESS, odds.copy()
    for fold in range(weights.FOLDS):
        fitted = factors(*(part[hopeful & (folds != fold)] for part in (table, odds, labels)))
        both[folds == fold] += table[folds == fold] @ fitted
    both = np.where(hopeful, both, odds)
    print("factors:", factors(*(part[hopeful] for part in (table, odds, labels))).round(2))
    sure = [
        {**row, "doubt": row["doubt"] and not one.is_borne_out} for row, one in zip(rows, told, strict=True)
    ]
    for title, some, said in (("without the source", rows, odds), ("with it", sure, both)):
        for script, is_other in (("another script", True), ("Latin script", False)):
            documents = [one for one in gold.values() if (one["lang"] in OTHER_SCRIPT) == is_other]
            ids = {one["id"] for one in documents}
            here = [place for place, row in enumerate(some) if row["id"] in ids]
            print(f"{title}, {script}: bar, precision, recall, false per 10,000 clean words")
            for bar in BARS:
                edits = weights.chosen([some[place] for place in here], expit(said[here]), bar)
                figures = score(documents, forms, edits)
                print(
                    f"{bar:.2f}  {figures.precision:.3f}  {figures.recall:.3f}  "
                    f"{figures.false_per_10k_negative:.2f}"
                )


if __name__ == "__main__":
    main()
