"""The stages, in order."""

from __future__ import annotations

from dataclasses import replace

from normalize.decide import decide
from normalize.finders import Finder
from normalize.inconsistent import inconsistent
from normalize.knowledge import Knowledge
from normalize.model import Candidate, Decision, Document, Mention, Result
from normalize.policy import Policy
from normalize.resolve import resolve, sought
from normalize.rewrite import rewrite
from normalize.settle import corrections, settle
from normalize.weigh import weigh


def normalize(document: Document, finder: Finder, knowledge: Knowledge, policy: Policy) -> Result:
    """Decide on every name in a document, and apply what was decided."""

    candidates: dict[Mention, tuple[Candidate, ...]] = {}  # of one document, read twice when it was corrected
    known = replace(knowledge, calibration=policy.calibration)

    def decided(reading: Document) -> tuple[Decision, ...]:
        mentions = finder.find(reading)
        knowledge.index.look_up(sought(mentions, knowledge.lexicon))
        for mention in mentions:
            if mention not in candidates:
                candidates[mention] = resolve(mention, knowledge.index, knowledge.lexicon)
        resolved = [(mention, candidates[mention]) for mention in mentions]
        return tuple(decide(evidence, policy) for evidence in weigh(reading, resolved, known))

    settled = settle(document, decided)
    decisions = inconsistent(document, settled, knowledge, policy)
    return Result(document, decisions, rewrite(document, corrections(decisions)))
