"""This package, as shipped."""

from __future__ import annotations

import normalize
from benchmarks.accuracy.model import Edit, Listed, Peer
from normalize.adapters.corpus import edits


def prepare(listed: Listed) -> normalize.Normalizer:
    """Open the package with this gazetteer and no other."""
    return normalize.load(listed.path, default=False)


def predict(text: str, names: normalize.Normalizer, threshold: float) -> list[Edit]:
    """Return the corrections that would be written; the package's own bar counts, not `threshold`."""
    made = edits(names(text), normalize.Verdict.CORRECT)
    return [Edit(one["start"], one["end"], one["replacement"], 1.0) for one in made]


OURS = Peer("**ours**, as shipped", ("entity-normalize",), (0.0,), prepare, predict)
