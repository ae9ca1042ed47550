"""The shipped weights: how much each number of a candidate speaks, in log-odds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp


@dataclass(frozen=True, slots=True)
class Tree:
    """A decision tree, node by node; node 0 is the root.

    Attributes:
        feature: Position in `Weights.features` of the number that is asked for; -1 at a leaf.
        threshold: Up to it, inclusive, the way goes left.
        left: Next node on the left; `right` likewise.
        value: Log-odds of the candidates of the fit that came through the node.
    """

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """A sum of small trees, fitted to labelled copy, and some plain factors that no labelled copy shows.

    Attributes:
        features: Names of the numbers that the trees ask for.
        trees: In the order of the fit.
        prior: Log-odds of a candidate of which nothing is known: the trees' roots, summed.
        linear: Feature name → log-odds for each unit, beside the trees.
        listed: Log-odds that a listed `variant`, a form to `avoid` and `hidden` characters start from,
            and what a `conflict` takes away.
    """

    features: tuple[str, ...]
    trees: tuple[Tree, ...]
    prior: float
    linear: Mapping[str, float]
    listed: Mapping[str, float]

    def says(self, values: Mapping[str, float]) -> dict[str, float]:
        """Return what each number says, in log-odds; with `prior` they add up to the candidate's.

        A number says, at every node of a tree that asks for it, by how much the answer changed the
        log-odds. Source: Saabas (2014), "Interpreting random forests", the path decomposition.
        """
        row = [values[name] for name in self.features]
        told = [0.0] * len(row)
        for tree in self.trees:
            node = 0
            features, value = tree.feature, tree.value
            while (feature := features[node]) >= 0:
                near = row[feature] <= tree.threshold[node]
                child = tree.left[node] if near else tree.right[node]
                told[feature] += value[child] - value[node]
                node = child
        said = dict(zip(self.features, told, strict=True))
        for name, factor in self.linear.items():
            said[name] = said.get(name, 0.0) + factor * values[name]
        return said


def probability(log_odds: float) -> float:
    """Return the probability of some log-odds, 0.0 to 1.0.

    >>> probability(0.0), round(probability(3.0), 2)
    (0.5, 0.95)
    """
    return 1.0 / (1.0 + exp(-max(-60.0, min(60.0, log_odds))))


def _tree(rows: Sequence[Sequence[float]]) -> Tree:
    feature, threshold, left, right, value = rows
    return Tree(
        tuple(map(int, feature)),
        tuple(threshold),
        tuple(map(int, left)),
        tuple(map(int, right)),
        tuple(value),
    )


@cache
def load_weights() -> Weights:
    """Return the weights that come with the package. Source: training/weights."""
    text = (files("normalize") / "data" / "weights.json").read_text(encoding="utf-8")
    rows = json.loads(text)
    trees = tuple(_tree(tree) for tree in rows["trees"])
    prior = rows["prior"] + sum(tree.value[0] for tree in trees)
    return Weights(tuple(rows["features"]), trees, prior, rows["linear"], rows["listed"])
