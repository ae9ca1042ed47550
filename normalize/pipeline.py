"""The stages, in order; what comes before the decisions is `reader.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from normalize.decide import decide
from normalize.finders import Finder
from normalize.inconsistent import inconsistent
from normalize.knowledge import Knowledge
from normalize.missing import missing
from normalize.model import Decision, Document, Result
from normalize.originals import Original
from normalize.policy import Policy
from normalize.portions import placed, portions
from normalize.reader import Reader
from normalize.rewrite import rewrite
from normalize.settle import corrections, settle
from normalize.weights import log_odds

# Log-odds that a name may lack of the bar for review before NER has spoken; one that lacks more is not told.
# Source: in eval/wmt_dev.jsonl and eval/clean_dev.jsonl 29 of 1,245 findings would lack more, none of them
# right; at 1.0 NER reads twice as much of clean copy (`benchmarks/screen.py`).
LEEWAY = 0.25


def normalize(document: Document, finder: Finder, knowledge: Knowledge, policy: Policy) -> Result:
    """Decide on every name in a document, and apply what was decided."""
    known = replace(knowledge, calibration=policy.calibration)
    settled: list[Decision] = []
    heard: dict[int, Original] = {}
    for first, portion in portions(document):
        decided, originals = _settled(portion, finder, known, policy)
        settled += [placed(one, first) for one in decided]
        heard |= {first + number: original for number, original in originals.items()}
    consistent = inconsistent(document, settled, knowledge, policy)
    decisions = missing(document, consistent, knowledge.index, heard)
    return Result(document, decisions, rewrite(document, corrections(decisions)))


def _settled(
    portion: Document, finder: Finder, known: Knowledge, policy: Policy
) -> tuple[tuple[Decision, ...], Mapping[int, Original]]:
    """Return the decisions on a portion, and what its segments were translated from, by their numbers."""
    least = policy.calibration.before(log_odds(policy.review_at)) - LEEWAY
    reader = Reader(portion, finder, known, least)

    def decided(reading: Document) -> tuple[Decision, ...]:
        return tuple(decide(one, policy) for one in reader.evidence(reading))

    return settle(portion, decided), reader.heard
