"""Trees laid out for all to be asked at once: the same values as when they are walked."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.weights import Tree, load_weights
from normalize.weights_forest import planted

WIDTH = 3
NUMBERS = st.sampled_from([-1.0, 0.0, 0.25, 0.5, 1.0, 2.0])
ROWS = st.lists(st.tuples(*[NUMBERS] * WIDTH), min_size=1, max_size=5)


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """A tree of up to twelve leaves, grown leaf by leaf, so that its nodes are in no order of theirs."""
    nodes = [[-1, 0.0, 0, 0, draw(NUMBERS)]]
    for _ in range(draw(st.integers(0, 11))):
        leaf = draw(st.sampled_from([at for at, node in enumerate(nodes) if node[0] < 0]))
        sides = [len(nodes), len(nodes) + 1]
        if draw(st.booleans()):
            sides.reverse()
        nodes[leaf] = [draw(st.integers(0, WIDTH - 1)), draw(NUMBERS), *sides, nodes[leaf][4]]
        nodes += [[-1, 0.0, 0, 0, draw(NUMBERS)], [-1, 0.0, 0, 0, draw(NUMBERS)]]
    return Tree(*(tuple(column) for column in zip(*nodes, strict=True)))


def walked(tree: Tree, row: tuple[float, ...]) -> list[tuple[int, float]]:
    """The features that a tree asks for of a row, each with what the answer changes."""
    node, way = 0, []
    while (feature := tree.feature[node]) >= 0:
        below = tree.left[node] if row[feature] <= tree.threshold[node] else tree.right[node]
        way.append((feature, tree.value[below] - tree.value[node]))
        node = below
    return way


@given(st.lists(trees(), max_size=6), ROWS)
def test_values_and_shares_are_those_of_walked_trees(some: list[Tree], rows: list[tuple[float, ...]]) -> None:
    forest = planted(some, WIDTH)
    for row, value in zip(rows, forest.values(rows), strict=True):
        ways = [step for tree in some for step in walked(tree, row)]
        assert isclose(value, sum(change for _, change in ways), abs_tol=1e-9)
        told = [sum(change for feature, change in ways if feature == asked) for asked in range(WIDTH)]
        assert forest.shares(row) == pytest.approx(told)


def test_what_the_shipped_numbers_say_adds_up_to_the_total() -> None:
    weights = load_weights()
    for number in (0.0, 0.5, 3.0):
        groups = {"all": dict.fromkeys([*weights.features, *weights.linear], number)}
        said = weights.says(groups)
        assert isclose(weights.totals([groups])[0], weights.prior + sum(said.values()), abs_tol=1e-9)
