"""Edits → figures, by the project's own `eval/score.py`, and the threshold that serves a peer best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import yaml

from benchmarks.accuracy.sets import Gold

Edits = Mapping[str, Sequence[Mapping[str, Any]]]

# Below this precision nobody lets a program write into copy. Source: what this comparison was asked for.
PRECISION = 0.95


@dataclass(frozen=True, slots=True)
class Figures:
    """How well some edits did.

    Attributes:
        precision: 0.0 to 1.0; 0.0 without edits, likewise `recall` and `f05`, which counts precision double.
        recall: Errors mended of those labelled.
        f05: The two together.
        correct: Edits that mend an error.
        edits: Edits that count: correct, partial, wrong or false.
        false_clean: False edits per 10,000 words of the documents without errors.
        documents: How many were judged; `words` of them, and `errors` in them.
    """

    precision: float
    recall: float
    f05: float
    correct: int
    edits: int
    false_clean: float
    documents: int
    words: int
    errors: int


class Judge:
    """The scorer, and the gazetteer it looks accepted forms up in."""

    def __init__(self, scorer: Path, gazetteer: Path) -> None:
        spec = spec_from_file_location("eval_score", scorer)
        assert spec
        assert spec.loader
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        self._score: Callable[..., Any] = module.score
        rows = yaml.load(gazetteer.read_bytes(), Loader=yaml.CSafeLoader)
        entities = rows["entities"] if isinstance(rows, dict) else rows
        self._gazetteer = {entity["id"]: entity for entity in entities}

    def figures(self, gold: Sequence[Gold], edits: Edits, threshold: float | None = None) -> Figures:
        """Return the figures of the edits that score at least `threshold`."""
        score, _ = self._score(gold, self._gazetteer, through(edits, threshold))
        counts: dict[str, int] = score["counts"]
        precision, recall = score["precision"], score["recall"]
        judged = sum(counts.get(f"edits_{one}", 0) for one in ("correct", "partial", "wrong", "false"))
        return Figures(
            precision,
            recall,
            round(f05(precision, recall), 4),
            counts.get("edits_correct", 0),
            judged,
            score["false_per_10k_negative"],
            len(gold),
            counts.get("words_neg", 0) + counts.get("words_pos", 0),
            counts.get("spans", 0),
        )


def through(edits: Edits, threshold: float | None) -> dict[str, list[Mapping[str, Any]]]:
    """Return the edits that score at least `threshold`; all without one."""
    return {
        one: [edit for edit in made if threshold is None or edit["score"] >= threshold]
        for one, made in edits.items()
    }


def f05(precision: float, recall: float) -> float:
    """Return the weighted mean of the two in which precision counts double.

    >>> round(f05(0.8, 0.2), 2), f05(0.0, 0.0)
    (0.5, 0.0)
    """
    return 1.25 * precision * recall / (0.25 * precision + recall) if precision + recall else 0.0


def choose(tried: Mapping[float, Figures]) -> tuple[float | None, float]:
    """Return the threshold with the most recall at `PRECISION` or above, if any, and the best by F0.5.

    Of two that are as good, the higher.
    """
    strict = [(one.recall, at) for at, one in tried.items() if one.precision >= PRECISION and one.recall]
    return max(strict)[1] if strict else None, max((one.f05, at) for at, one in tried.items())[1]
