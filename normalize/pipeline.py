"""The stages, in order; what comes before the decisions is `reader.py`."""

from __future__ import annotations

from dataclasses import replace

from normalize.decide import decide
from normalize.finders import Finder
from normalize.inconsistent import inconsistent
from normalize.knowledge import Knowledge
from normalize.missing import missing
from normalize.model import Decision, Document, Result
from normalize.policy import Policy
from normalize.reader import Reader
from normalize.rewrite import rewrite
from normalize.settle import corrections, settle
from normalize.weights import log_odds

# Log-odds that a name may lack of the bar for review before NER has spoken; one that lacks more is not told.
# Source: in eval/wmt_dev.jsonl and eval/clean_dev.jsonl 33 of 1,252 findings would lack more, none of them
# right; at 1.0 NER reads twice as much of clean copy (`benchmarks/screen.py`).
LEEWAY = 0.25


def normalize(document: Document, finder: Finder, knowledge: Knowledge, policy: Policy) -> Result:
    """Decide on every name in a document, and apply what was decided."""
    known = replace(knowledge, calibration=policy.calibration)
    least = policy.calibration.before(log_odds(policy.review_at)) - LEEWAY
    reader = Reader(document, finder, known, least)

    def decided(reading: Document) -> tuple[Decision, ...]:
        return tuple(decide(one, policy) for one in reader.evidence(reading))

    settled = settle(document, decided)
    consistent = inconsistent(document, settled, knowledge, policy)
    decisions = missing(document, consistent, knowledge.index, reader.heard)
    return Result(document, decisions, rewrite(document, corrections(decisions)))
