"""Guess from its letters whether a name of unrecorded role is a given name or a family name."""

from __future__ import annotations

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression


def recorded(known: dict[str, dict[str, int]]) -> tuple[list[str], np.ndarray]:
    """Return the single-word names recorded in one role only, and 1 for given, 0 for family."""
    names = [
        name for name, kinds in known.items() if ("given" in kinds) != ("family" in kinds) and " " not in name
    ]
    return names, np.array([int("given" in known[name]) for name in names])


def fit(names: list[str], labels: np.ndarray) -> tuple[HashingVectorizer, LogisticRegression]:
    """Learn the role from runs of one to five letters, word ends marked."""
    letters = HashingVectorizer(analyzer="char_wb", ngram_range=(1, 5), n_features=1 << 17)
    return letters, LogisticRegression(C=4.0, max_iter=500).fit(letters.transform(names), labels)


def guess_given(known: dict[str, dict[str, int]]) -> dict[str, float]:
    """Return the probability of being a given name, for each person's name of unrecorded role."""
    letters, model = fit(*recorded(known))
    names = [
        name for name, kinds in known.items() if "person" in kinds and not {"given", "family"} & kinds.keys()
    ]
    return dict(zip(names, model.predict_proba(letters.transform(names))[:, 1].tolist(), strict=True))
