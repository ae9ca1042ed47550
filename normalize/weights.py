"""The shipped weights: how much each number of a candidate speaks, in log-odds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp


@dataclass(frozen=True, slots=True)
class Weight:
    """One number's say: `weight * (value - usual)`.

    Attributes:
        weight: Log-odds for each unit.
        usual: The value that says nothing: its mean over the candidates that the fit saw.
    """

    weight: float
    usual: float


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model, as plain numbers.

    Attributes:
        prior: Log-odds of a candidate about which everything is usual.
        features: Feature name → its say.
        listed: Log-odds that a listed `variant`, a form to `avoid` and `hidden` characters start from.
    """

    prior: float
    features: Mapping[str, Weight]
    listed: Mapping[str, float]

    def says(self, values: Mapping[str, float]) -> dict[str, float]:
        """Return what each number says, in log-odds."""
        return {
            name: weight.weight * (values[name] - weight.usual) for name, weight in self.features.items()
        }


def probability(log_odds: float) -> float:
    """Return the probability of some log-odds, 0.0 to 1.0.

    >>> probability(0.0), round(probability(3.0), 2)
    (0.5, 0.95)
    """
    return 1.0 / (1.0 + exp(-max(-60.0, min(60.0, log_odds))))


@cache
def load_weights() -> Weights:
    """Return the weights that come with the package. Source: training/weights."""
    text = (files("normalize") / "data" / "weights.json").read_text(encoding="utf-8")
    rows = json.loads(text)
    table = {name: Weight(row["weight"], row["usual"]) for name, row in rows["features"].items()}
    return Weights(rows["prior"], table, rows["listed"])
