"""A score for machines: one JSON document. `data/score.schema.json` is the contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from normalize.reports.score_figures import Calibration, Group, Mistake, ScoreReport

# Grows when a key changes its meaning or goes; a new key leaves it as it is.
SCHEMA_VERSION = 1

# Decimal places of probabilities and weights, as in the JSON report of findings.
PLACES = 4


def report(made: ScoreReport) -> Iterator[str]:
    """Yield one JSON document, on one line. Its first keys are those of `Score`, as they have always been."""
    value = {
        "schema_version": SCHEMA_VERSION,
        "tool": "normalize",
        **_origin(made),
        **made.score.as_dict(),
        **asdict(made.rates),
        "findings": asdict(made.told),
        "by": _by(made.groups),
        "curve": None if made.curve is None else [asdict(point) for point in made.curve],
        "calibration": _calibration(made.calibration),
        "calibration_all": _calibration(made.calibration_all),
        "mistakes": [_mistake(one) for one in made.mistakes],
    }
    yield json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8") + "\n"


def _origin(made: ScoreReport) -> dict[str, Any]:
    origin = made.origin
    return {
        "version": origin.version,
        "started": origin.started,
        "gold": {"path": origin.gold, "documents": origin.documents, "words": origin.words},
        "predictions": origin.predictions or None,
        "gazetteer": {"files": list(origin.gazetteers), "entities": origin.entities},
        "model": origin.model,
        "policy": {"correct_at": origin.correct_at, "review_at": origin.review_at},
    }


def _by(groups: tuple[Group, ...]) -> dict[str, dict[str, Any]]:
    by: dict[str, dict[str, Any]] = {}
    for one in groups:
        row = {name: value for name, value in asdict(one).items() if name not in ("field", "value")}
        shares = {
            "recall": one.recall,
            "recall_offered": one.recall_offered,
            "precision": one.precision,
            "false_per_100k_negative": one.false_per_100k,
        }
        row |= {name: None if value is None else round(value, PLACES) for name, value in shares.items()}
        by.setdefault(one.field, {})[one.value] = row
    return by


def _calibration(made: Calibration | None) -> dict[str, Any] | None:
    return None if made is None else asdict(made)


def _mistake(one: Mistake) -> dict[str, Any]:
    row = asdict(one)
    row["probability"] = None if one.probability is None else round(one.probability, PLACES)
    row["fields"] = dict(one.fields)
    row["witnesses"] = [
        {"name": each.name, "words": each.words, "weight": round(each.weight, PLACES)}
        for each in one.witnesses
    ]
    return row
