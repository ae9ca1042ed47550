"""Many small trees → the leaf of each that some numbers lead to, without walking a single one.

How many thresholds of a feature a number is above tells which leaves its answers leave open; all features
leave one leaf of each tree open. Source: Lucchese et al. (2015), "QuickScorer: a fast algorithm to rank
documents with additive ensembles of regression trees".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from normalize.weights import Tree

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Bits = NDArray[np.unsignedinteger]


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees laid out so that all of them are asked at once.

    Attributes:
        grid: The thresholds of all features, each once, in order.
        rows: For each feature and each place in the grid, one after the other: a row of `open`.
        begins: Where those of each feature begin.
        open: A row for each answer to a feature: of each tree the leaves that it leaves open, a bit each.
        first: The number of each tree's first leaf.
        value: Log-odds of each leaf above its tree's root's.
        ways: Gives for each leaf the features that are asked on the way to it, where a shorter way ends in
            zeros, and by how much each answer changes the log-odds; found when first asked for.
    """

    grid: Floats
    rows: Places
    begins: Places
    open: Bits
    first: Places
    value: Floats
    ways: Callable[[], tuple[Places, Floats]]

    def values(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """Return the sum of the trees' values for each row of numbers; there is one at least."""
        leaves = np.array([self._leaves(row) for row in np.asarray(rows)])
        return [float(total) for total in self.value.take(leaves).sum(axis=1)]

    def shares(self, row: Sequence[float]) -> list[float]:
        """Return by how much the answers to each number changed the sum of the trees, for one row."""
        leaves = self._leaves(np.asarray(row))
        asked, changes = (table.take(leaves, axis=0).ravel("F") for table in self.ways())
        shares = np.bincount(asked, changes, minlength=len(row))
        return [float(share) for share in shares.tolist()]

    def _leaves(self, row: Floats) -> Places:
        """Return the leaf of each tree that a row of numbers leads to."""
        answers = self.rows.take(self.begins + self.grid.searchsorted(row))
        leaf = np.bitwise_and.reduce(self.open.take(answers, axis=0), axis=0)
        leaves: Places = self.first + np.bitwise_count(leaf - 1)
        return leaves


@dataclass(frozen=True, slots=True, eq=False)
class _Nodes:
    """All nodes of some trees, in one row.

    Attributes:
        tree: The tree of each.
        feature: As in `Tree`; the others likewise, but that nodes are told by their places in this row, and
            values are those above the root's.
        above: The node that leads to each; a root's is itself.
    """

    tree: Places
    feature: Places
    threshold: Floats
    left: Places
    right: Places
    value: Floats
    above: Places


def planted(trees: Sequence[Tree], width: int) -> Forest:
    """Lay trees out that ask for some of so many numbers."""
    nodes = _in_a_row(trees)
    leaves = np.flatnonzero(nodes.feature < 0)
    first = nodes.tree[leaves].searchsorted(np.arange(len(trees)))
    ways = _ways(nodes, leaves)
    grid, rows, opened = _opened(nodes, _below(nodes, leaves, first, ways), len(trees), width)
    begins, value = np.arange(width) * rows.shape[1], nodes.value[leaves]
    return Forest(grid, rows.ravel(), begins, opened, first, value, cache(partial(_path, nodes, ways)))


def _in_a_row(trees: Sequence[Tree]) -> _Nodes:
    def row(which: str) -> Floats:
        return np.fromiter(chain.from_iterable(getattr(tree, which) for tree in trees), np.float64)

    sizes = [len(tree.feature) for tree in trees]
    tree = np.repeat(np.arange(len(trees)), sizes)
    start = np.searchsorted(tree, tree)
    feature, left, right = (row(which).astype(np.intp) for which in ("feature", "left", "right"))
    left, right, above = left + start, right + start, np.arange(len(tree))
    for child in (left, right):
        above[child[feature >= 0]] = np.flatnonzero(feature >= 0)
    value = row("value")
    return _Nodes(tree, feature, row("threshold"), left, right, value - value[start], above)


def _ways(nodes: _Nodes, leaves: Places) -> list[Places]:
    """Return the leaves, the nodes above them, and so on up to the roots, which stay what they are."""
    ways = [leaves]
    while (nodes.above[ways[-1]] != ways[-1]).any():
        ways.append(nodes.above[ways[-1]])
    return ways


def _below(nodes: _Nodes, leaves: Places, first: Places, ways: Sequence[Places]) -> Bits:
    """Return the leaves below each node, a bit each, the first leaf of its tree the lowest."""
    number = np.arange(len(leaves)) - first[nodes.tree[leaves]]
    kind = np.min_scalar_type((2 << int(number.max(initial=0))) - 1)
    bits = np.left_shift(1, number).astype(kind)
    below = np.zeros(len(nodes.tree), kind)
    for way in ways:
        np.bitwise_or.at(below, way, bits)
    return below


def _opened(nodes: _Nodes, below: Bits, trees: int, width: int) -> tuple[Floats, Places, Bits]:
    """Return `grid`, `rows` and `open` of a forest, given the leaves below each node.

    A test at a threshold leaves open what is not on its left to numbers above it, what is not on its right to
    the others.
    """
    asks = np.flatnonzero(nodes.feature >= 0)
    grid, place = np.unique(nodes.threshold[asks], return_inverse=True)
    tests, test = np.unique(nodes.feature[asks] * len(grid) + place, return_inverse=True)
    features = np.arange(width)[:, None]
    rows = features + tests.searchsorted(features * len(grid) + np.arange(len(grid) + 1))
    whole = below[np.searchsorted(nodes.tree, np.arange(trees))]
    above, upto = (np.tile(whole, (len(tests) + width, 1)) for _ in range(2))
    at = test + nodes.feature[asks]
    np.bitwise_and.at(above, (at + 1, nodes.tree[asks]), ~below[nodes.left[asks]])
    np.bitwise_and.at(upto, (at, nodes.tree[asks]), ~below[nodes.right[asks]])
    for start, last in rows[:, [0, -1]]:
        for table in (above[start : last + 1], upto[start : last + 1][::-1]):
            for before, row in pairwise(table):  # `accumulate` takes three times as long: it goes by column
                row &= before
    return grid, rows, above & upto


def _path(nodes: _Nodes, ways: Sequence[Places]) -> tuple[Places, Floats]:
    """Return what `ways` of a forest gives."""
    level = sum((nodes.above[way] != way).astype(np.intp) for way in ways[:-1])
    asked = np.zeros((len(ways[0]), len(ways) - 1), np.intp)
    changes = np.zeros(asked.shape)
    for step, way in enumerate(ways[:-1]):
        leaf = np.flatnonzero(level > step)
        here, above = way[leaf], nodes.above[way[leaf]]
        asked[leaf, level[leaf] - step - 1] = nodes.feature[above]
        changes[leaf, level[leaf] - step - 1] = nodes.value[here] - nodes.value[above]
    return asked, changes
