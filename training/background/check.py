"""Cross-validate the two guesses of the recipe, five-fold: roles of names, and case of unseen words."""

from __future__ import annotations

import argparse
from pathlib import Path

import build
import casing
import name_sources
import numpy as np
import roles
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold

FOLDS = KFold(5, shuffle=True, random_state=1)


def check_roles(known: dict[str, dict[str, int]]) -> None:
    """Print how well given names are told from family names by their letters."""
    names, labels = roles.recorded(known)
    scores = np.zeros(len(names))
    for train, test in FOLDS.split(names):
        letters, model = roles.fit([names[i] for i in train], labels[train])
        scores[test] = model.predict_proba(letters.transform([names[i] for i in test]))[:, 1]
    auc, right = roc_auc_score(labels, scores), (scores >= 0.5) == labels
    print(f"roles: {len(names):,} names, AUC {auc:.3f}, right {right.mean():.3f}")


def check_casing(known: casing.Knowledge) -> None:
    """Print how well ordinary words are told from names when their own case is hidden."""
    words = sorted(known.seen.keys() & known.zipf.keys())
    scores = np.zeros(len(words))
    for train, test in FOLDS.split(words):
        seen = {words[i]: known.seen[words[i]] for i in train}
        told = casing.Knowledge(known.zipf, known.levels, seen, known.common, known.proper)
        scores[test] = casing.guess_share([words[i] for i in test], told)
    counts = np.array([sum(known.seen[word]) for word in words])
    labels = np.array([known.seen[word][0] / sum(known.seen[word]) for word in words]) >= 0.5
    for low, high in ((1, 1), (2, 5), (6, 10**9)):
        these = (counts >= low) & (counts <= high)
        auc, right = roc_auc_score(labels[these], scores[these]), (scores[these] >= 0.5) == labels[these]
        print(
            f"case, seen {low} to {high} times: {sum(these):,} words, AUC {auc:.3f}, right {right.mean():.3f}"
        )


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data = parser.parse_args().data
    known = name_sources.all_names(data)
    check_roles(known)
    check_casing(build.gather_words(build.name_levels(known), data / "ner")[1])


if __name__ == "__main__":
    main()
