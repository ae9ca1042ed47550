"""The shipped weights: how much each number of a candidate speaks, in log-odds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import exp, log
from operator import itemgetter
from typing import TYPE_CHECKING

from normalize.shipped import files

if TYPE_CHECKING:
    from normalize.weights_forest import Forest


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
        from normalize.weights_forest import planted

        return planted(self.trees, len(self.features))

    def totals(self, rows: Sequence[Mapping[str, Mapping[str, float]]]) -> list[float]:
        """Return the log-odds of some candidates, one each: what `says` and `prior` add up to, at less cost.

        Args:
            rows: A candidate's numbers, in groups, by `features`.
        """
        flat = [_flat(groups) for groups in rows]
        if not flat:
            return []
        told = self._forest.values(list(map(itemgetter(*self.features), flat)))
        linear = [sum(factor * values[name] for name, factor in self.linear.items()) for values in flat]
        return [self.prior + one + other for one, other in zip(told, linear, strict=True)]

    def says(self, groups: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
        """Return what each number says, in log-odds; with `prior` they add up to the candidate's.

        A number says, at every node of a tree that asks for it, by how much the answer changed the
        log-odds. Source: Saabas (2014), "Interpreting random forests", the path decomposition.
        """
        values = _flat(groups)
        told = self._forest.shares(itemgetter(*self.features)(values))
        said = dict(zip(self.features, told, strict=True))
        for name, factor in self.linear.items():
            said[name] = said.get(name, 0.0) + factor * values[name]
        return said


def _flat(groups: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Numbers in groups, as one."""
    flat: dict[str, float] = {}
    for group in groups.values():
        flat.update(group)
    return flat


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


@cache
def load_weights() -> Weights:
    """Return the weights that come with the package. Source: training/weights."""
    text = (files("normalize") / "data" / "weights.json").read_text(encoding="utf-8")
    rows = json.loads(text)
    trees = tuple(Tree(*map(tuple, tree)) for tree in rows["trees"])
    prior = rows["prior"] + sum(tree.value[0] for tree in trees)
    return Weights(tuple(rows["features"]), trees, prior, rows["linear"], rows["listed"])
