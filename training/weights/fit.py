"""Rows of labelled copy → the weights that the package ships, and how well they do on documents unseen.

    python training/weights/fit.py --gold ../shared/eval/wmt_dev.jsonl \\
        --gazetteer ../shared/eval/wmt_gazetteer.yaml --rows wmt.jsonl --clean clean.jsonl \\
        --out normalize/data/weights.json

Five folds by source text: every document is judged by weights that saw no translation of it. The
shipped weights are fitted to all rows.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from hashlib import md5
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.ensemble import HistGradientBoostingClassifier

from normalize.rewrite import Edit
from normalize.scoring import score

FOLDS = 5

# Small trees, many, each told little. Source: a guess; of the few others that were tried (6 and 8 leaves, 30
# candidates a leaf, 300 trees, monotone) none did better on documents or languages unseen.
TREES = {
    "max_iter": 200, "max_leaf_nodes": 12, "learning_rate": 0.06, "min_samples_leaf": 15,
    "l2_regularization": 2.0, "max_features": 0.5, "random_state": 0,
}  # fmt: skip

# What a candidate on clean copy counts, beside one on machine-translated copy. The machine-translated set has
# one error in 165 words, clean copy included; with this share, one in some 330.
# Source: a guess about what desks see.
CLEAN_SHARE = 0.3

# What no labelled copy shows, since its gazetteer has names only: log-odds for each unit.
# Source: training/weights/context.py, with the document's share halved and given to what stands near: a text
# about a subject holds the context of every look-alike of its names, too. What is absent counts three times
# what was measured, since a wrong correction is worse than a miss. Both steps are guesses.
LINEAR = {
    "context_near": 1.2, "context_document": 0.5, "context_absent": -1.5, "within_near": 0.5,
    "within_document": 0.6,
}  # fmt: skip

# Log-odds from which listed forms start. Source: a guess; listed forms are documented, not inferred.
LISTED = {"variant": 4.0, "avoid": 5.0, "hidden": 6.0, "conflict": -5.5}


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def fold_of(row: dict[str, Any]) -> int:
    """Return the fold in which a row is unseen, 0 to FOLDS - 1."""
    return int(md5(row["group"].encode()).hexdigest()[:8], 16) % FOLDS


def matrix(rows: list[dict[str, Any]], names: list[str]) -> np.ndarray:
    """Return the numbers that the trees ask for: one row a candidate, one column a name."""
    return np.array([[row["features"][name] for name in names] for row in rows], dtype=np.float64)


def fit(
    rows: list[dict[str, Any]], clean: list[dict[str, Any]], names: list[str]
) -> HistGradientBoostingClassifier:
    """Return trees fitted to rows of garbled and of clean copy."""
    every = [*rows, *clean]
    labels = np.array([row["right"] for row in every])
    share = np.array([1.0] * len(rows) + [CLEAN_SHARE] * len(clean))
    return HistGradientBoostingClassifier(**TREES).fit(matrix(every, names), labels, sample_weight=share)


def chosen(rows: list[dict[str, Any]], odds: np.ndarray, bar: float) -> dict[str, list[Edit]]:
    """Return the edits that a bar lets through: document by document, most probable first, no overlaps."""
    edits: dict[str, list[Edit]] = defaultdict(list)
    for place in np.argsort(-odds, kind="stable"):
        row = rows[place]
        if odds[place] < bar:
            break
        if all(row["end"] <= edit.start or edit.end <= row["start"] for edit in edits[row["id"]]):
            edits[row["id"]].append(Edit(row["start"], row["end"], row["form"]))
    return edits


def export(model: HistGradientBoostingClassifier, names: list[str]) -> dict[str, Any]:
    """Return the trees as plain numbers, with the mean of its leaves at every inner node."""
    return {
        "features": names,
        "prior": round(float(model._baseline_prediction.ravel()[0]), 5),
        "trees": [_rows_of(stage[0].nodes) for stage in model._predictors],
        "linear": LINEAR,
        "listed": LISTED,
    }


def _rows_of(nodes: np.ndarray) -> list[list[float]]:
    values = [0.0] * len(nodes)
    for place in reversed(range(len(nodes))):
        node = nodes[place]
        if node["is_leaf"]:
            values[place] = float(node["value"])
        else:
            left, right = nodes[node["left"]], nodes[node["right"]]
            total = left["count"] + right["count"]
            values[place] = (
                values[node["left"]] * left["count"] + values[node["right"]] * right["count"]
            ) / total
    return [
        [-1 if node["is_leaf"] else int(node["feature_idx"]) for node in nodes],
        [0.0 if node["is_leaf"] else round(float(node["num_threshold"]), 5) for node in nodes],
        [0 if node["is_leaf"] else int(node["left"]) for node in nodes],
        [0 if node["is_leaf"] else int(node["right"]) for node in nodes],
        [round(value, 5) for value in values],
    ]


def calibration(labels: np.ndarray, odds: np.ndarray, bins: int = 10) -> float:
    """Return the expected calibration error over candidates with a probability of at least 0.1."""
    said, was = odds[odds >= 0.1], labels[odds >= 0.1]
    edges = np.minimum((said * bins).astype(int), bins - 1)
    parts = [(edges == one) for one in range(bins)]
    return float(sum(abs(said[part].mean() - was[part].mean()) * part.mean() for part in parts if part.any()))


def main() -> None:
    """Fit, report on unseen folds, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--gold", "--gazetteer", "--rows", "--clean", "--out"):
        parser.add_argument(name, type=Path, required=True)
    wishes = parser.parse_args()
    gold = [json.loads(line) for line in wishes.gold.read_text(encoding="utf-8").splitlines()]
    listed = yaml.load(wishes.gazetteer.read_bytes(), Loader=yaml.CSafeLoader)
    forms = {entry["id"]: [entry["name"], *entry.get("aliases", [])] for entry in listed}
    rows, clean = read_rows(wishes.rows), read_rows(wishes.clean)
    names = sorted(set(rows[0]["features"]) - set(LINEAR))
    odds, clean_odds = np.zeros(len(rows)), np.zeros(len(clean))
    for fold in range(FOLDS):
        model = fit(*([row for row in part if fold_of(row) != fold] for part in (rows, clean)), names)
        for part, said in ((rows, odds), (clean, clean_odds)):
            unseen = [place for place, row in enumerate(part) if fold_of(row) == fold]
            if unseen:
                said[unseen] = model.predict_proba(matrix([part[place] for place in unseen], names))[:, 1]
    print("bar   precision recall  false/10k clean words  clean set: candidates through")
    for bar in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        figures = score(gold, forms, chosen(rows, odds, bar))
        through = len(
            {(clean[place]["id"], clean[place]["start"]) for place in np.flatnonzero(clean_odds >= bar)}
        )
        print(
            f"{bar:.2f}  {figures.precision:.3f}     {figures.recall:.3f}   "
            f"{figures.false_per_10k_negative:.2f}                   {through}"
        )
    labels = np.array([row["right"] for row in rows])
    print(f"calibration error (candidates at 0.1 or more): {calibration(labels, odds):.3f}")
    wishes.out.write_text(json.dumps(export(fit(rows, clean, names), names)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
