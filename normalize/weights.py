"""The shipped weights: how much each number of a candidate speaks, in log-odds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from math import exp, log
from typing import TYPE_CHECKING

from normalize.shipped import files

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


# Candidates that go through the trees together: more do not fit the processor's cache. A guess.
AT_ONCE = 64


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
class Forest:
    """Trees laid out for many candidates at once, all nodes in one row; a leaf leads to itself.

    Attributes:
        roots: Where each tree's root is; the others likewise one number for each node.
        depth: Steps that lead from any root to a leaf.
        value: Log-odds of a node above its tree's root's.
    """

    roots: NDArray[np.intp]
    depth: int
    feature: NDArray[np.intp]
    threshold: NDArray[np.float64]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: NDArray[np.float64]

    def values(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """Return the sum of the trees' values for each row of numbers."""
        return [
            value
            for start in range(0, len(rows), AT_ONCE)
            for value in self._some(rows[start : start + AT_ONCE])
        ]

    def _some(self, rows: Sequence[Sequence[float]]) -> list[float]:
        import numpy as np

        table = np.asarray(rows)
        which = np.arange(len(table))[:, None]
        node = np.repeat(self.roots[None, :], len(table), axis=0)
        for _ in range(self.depth):
            goes_left = table[which, self.feature[node]] <= self.threshold[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        return [float(total) for total in self.value[node].sum(axis=1)]

    def shares(self, row: Sequence[float]) -> list[float]:
        """Return by how much the answers to each number changed the sum of the trees, for one row."""
        import numpy as np

        numbers, node = np.asarray(row), self.roots
        asked, changes = [], []
        for _ in range(self.depth):
            feature = self.feature[node]
            goes_left = numbers[feature] <= self.threshold[node]
            following = np.where(goes_left, self.left[node], self.right[node])
            asked.append(feature)
            changes.append(self.value[following] - self.value[node])
            node = following
        if not asked:
            return [0.0] * len(row)
        weights = np.bincount(np.concatenate(asked), np.concatenate(changes), minlength=len(row))
        return [float(weight) for weight in weights]


@dataclass(frozen=True)
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

    @cached_property
    def _forest(self) -> Forest:
        return _planted(self.trees)

    def totals(self, rows: Sequence[Mapping[str, Mapping[str, float]]]) -> list[float]:
        """Return the log-odds of some candidates, one each: what `says` and `prior` add up to, at less cost.

        Args:
            rows: A candidate's numbers, in groups, by `features`.
        """
        flat = [_flat(groups) for groups in rows]
        if not flat:
            return []
        told = self._forest.values([[values[name] for name in self.features] for values in flat])
        linear = [sum(factor * values[name] for name, factor in self.linear.items()) for values in flat]
        return [self.prior + one + other for one, other in zip(told, linear, strict=True)]

    def says(self, groups: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
        """Return what each number says, in log-odds; with `prior` they add up to the candidate's.

        A number says, at every node of a tree that asks for it, by how much the answer changed the
        log-odds. Source: Saabas (2014), "Interpreting random forests", the path decomposition.
        """
        values = _flat(groups)
        told = self._forest.shares([values[name] for name in self.features])
        said = dict(zip(self.features, told, strict=True))
        for name, factor in self.linear.items():
            said[name] = said.get(name, 0.0) + factor * values[name]
        return said


def _planted(trees: Sequence[Tree]) -> Forest:
    """Lay trees out for many candidates at once."""
    import numpy as np

    starts = [0, *accumulate(len(tree.feature) for tree in trees)]
    nodes = [
        (start, tree, node)
        for start, tree in zip(starts, trees, strict=False)
        for node in range(len(tree.feature))
    ]
    inner = [tree.feature[node] >= 0 for _, tree, node in nodes]

    def child(which: str) -> NDArray[np.intp]:
        return np.array(
            [
                start + (getattr(tree, which)[node] if grows else node)
                for (start, tree, node), grows in zip(nodes, inner, strict=True)
            ],
            dtype=np.intp,
        )

    return Forest(
        roots=np.array(starts[:-1], dtype=np.intp),
        depth=max(map(_depth, trees), default=0),
        feature=np.array([max(tree.feature[node], 0) for _, tree, node in nodes], dtype=np.intp),
        threshold=np.array([tree.threshold[node] for _, tree, node in nodes]),
        left=child("left"),
        right=child("right"),
        value=np.array([tree.value[node] - tree.value[0] for _, tree, node in nodes]),
    )


def _depth(tree: Tree, node: int = 0) -> int:
    """Steps from a node of a tree to its farthest leaf."""
    if tree.feature[node] < 0:
        return 0
    return 1 + max(_depth(tree, tree.left[node]), _depth(tree, tree.right[node]))


def _flat(groups: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Numbers in groups, as one."""
    return {name: value for group in groups.values() for name, value in group.items()}


def probability(log_odds: float) -> float:
    """Return the probability of some log-odds, 0.0 to 1.0.

    >>> probability(0.0), round(probability(3.0), 2)
    (0.5, 0.95)
    """
    return 1.0 / (1.0 + exp(-max(-60.0, min(60.0, log_odds))))


def log_odds(chance: float) -> float:
    """Return the log-odds of a probability, held between those of 1 in 10^26 and its counterpart.

    >>> log_odds(0.5), round(log_odds(0.95), 1)
    (0.0, 2.9)
    """
    least = probability(-60.0)
    held = min(max(chance, least), 1.0 - 1e-16)
    return log(held / (1.0 - held))


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
