"""The stages, in order."""

from __future__ import annotations

from normalize.decide import decide
from normalize.finders import Finder
from normalize.knowledge import Knowledge
from normalize.model import Document, Result, Verdict
from normalize.policy import Policy
from normalize.resolve import resolve
from normalize.rewrite import rewrite
from normalize.weigh import weigh


def normalize(document: Document, finder: Finder, knowledge: Knowledge, policy: Policy) -> Result:
    """Decide on every name in a document, and apply what was decided."""
    mentions = finder.find(document)
    resolved = [(mention, resolve(mention, knowledge.index, knowledge.lexicon)) for mention in mentions]
    decisions = tuple(decide(evidence, policy) for evidence in weigh(document, resolved, knowledge))
    corrections = [
        decision.correction
        for decision in decisions
        if decision.correction and decision.verdict is Verdict.CORRECT
    ]
    return Result(document, decisions, rewrite(document, corrections))
