"""Ours with weights that saw the development half only → predictions on the halves that are reported.

    EVAL=../shared/eval
    python training/weights/rows.py $EVAL/wmt_dev.jsonl $EVAL/wmt_gazetteer.yaml wmt.jsonl
    python training/weights/rows.py $EVAL/clean_dev.jsonl $EVAL/wmt_gazetteer.yaml clean.jsonl
    OMP_NUM_THREADS=1 python -m benchmarks.accuracy.unseen $EVAL wmt.jsonl clean.jsonl --out ours.jsonl

The peers' thresholds saw as much. All else is as shipped: the bar, the channel, NER, the second look.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import normalize
from benchmarks.accuracy.passes import ROOT
from benchmarks.accuracy.sets import Gold, halves, read_gold
from normalize.adapters.corpus import edits
from normalize.weights import Tree, Weights


def seen(rows: Path, documents: Sequence[Gold]) -> list[dict[str, Any]]:
    """Return the rows of some documents."""
    ids = {document["id"] for document in documents}
    every = map(json.loads, rows.read_text(encoding="utf-8").splitlines())
    return [row for row in every if row["id"] in ids]


def fitted(rows: list[dict[str, Any]], clean: list[dict[str, Any]]) -> Weights:
    """Fit weights as `training/weights/fit.py` does, and read them as the package does."""
    sys.path.insert(0, str(ROOT / "training/weights"))
    import fit

    names = sorted(set(rows[0]["features"]) - set(fit.LINEAR))
    odds, _ = fit.by_folds(rows, clean, names)
    slope, shift = fit.line(np.array([row["right"] for row in rows]), odds)
    made = fit.export(fit.fit(rows, clean, names), names, slope, shift)
    trees = tuple(Tree(*map(tuple, tree)) for tree in made["trees"])
    prior = made["prior"] + sum(tree.value[0] for tree in trees)
    return Weights(tuple(names), trees, prior, made["linear"], made["listed"])


def predictions(
    documents: Sequence[Gold], gazetteer: Path, weights: Weights, preset: str
) -> Iterator[dict[str, Any]]:
    """Yield a line for each document."""
    normalizer = normalize.load(gazetteer, default=False, preset=preset)
    normalizer.knowledge = replace(normalizer.knowledge, weights=weights)
    for document in documents:
        made = edits(normalizer(document["text"]), normalize.Verdict.CORRECT)
        kept = [{key: edit[key] for key in ("start", "end", "replacement")} for edit in made]
        yield {"id": document["id"], "edits": kept}


def main() -> None:
    """Fit, predict, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("eval", type=Path)
    parser.add_argument("wmt_rows", type=Path)
    parser.add_argument("clean_rows", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--gazetteer", type=Path, default=ROOT / "gazetteer.yaml", help="for clean_dev")
    parser.add_argument("--preset", default="normal")
    wish = parser.parse_args()
    development, reported = halves(read_gold(wish.eval / "wmt_dev.jsonl"))
    clean_development, clean = halves(read_gold(wish.eval / "clean_dev.jsonl"))
    weights = fitted(seen(wish.wmt_rows, development), seen(wish.clean_rows, clean_development))
    with wish.out.open("w", encoding="utf-8") as out:
        for documents, gazetteer in ((reported, wish.eval / "wmt_gazetteer.yaml"), (clean, wish.gazetteer)):
            for row in predictions(documents, gazetteer, weights, wish.preset):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
