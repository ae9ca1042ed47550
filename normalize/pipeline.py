"""The stages, in order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from normalize.decide import decide
from normalize.finders import Finder
from normalize.inconsistent import inconsistent
from normalize.knowledge import Knowledge
from normalize.missing import missing
from normalize.model import Candidate, Decision, Document, Evidence, Mention, Result
from normalize.originals import originals
from normalize.policy import Policy
from normalize.resolve import may_matter, resolve, sought
from normalize.rewrite import rewrite
from normalize.settle import corrections, settle
from normalize.weigh import weigh


def normalize(document: Document, finder: Finder, knowledge: Knowledge, policy: Policy) -> Result:
    """Decide on every name in a document, and apply what was decided."""

    # Of one document, which is read twice when it was corrected.
    matters: dict[Mention, bool] = {}
    candidates: dict[Mention, tuple[Candidate, ...]] = {}
    silent: set[tuple[int, str, str]] = set()
    known = replace(knowledge, calibration=policy.calibration)

    heard = originals(document, knowledge.index)

    def named(mention: Mention) -> Collection[str]:
        return heard[mention.segment].named if mention.segment in heard else ()

    def decided(reading: Document) -> tuple[Decision, ...]:
        plain = finder.plain(reading)
        knowledge.index.look_up(sought(plain))
        for mention in plain:
            if mention not in matters:
                matters[mention] = may_matter(mention, knowledge.index, knowledge.lexicon, named(mention))
        tagged = {mention.segment for mention in plain if matters[mention]}
        mentions = finder.find(reading, tagged, plain)
        for mention in mentions:
            if mention not in candidates:
                candidates[mention] = resolve(mention, knowledge.index, knowledge.lexicon, named(mention))
        resolved = [(mention, candidates[mention]) for mention in mentions]
        hopeless = {mention for mention in mentions if _where(mention) in silent}
        evidence = weigh(reading, resolved, known, hopeless, heard)
        silent.update(_silent(evidence))
        return tuple(decide(one, policy) for one in evidence)

    settled = settle(document, decided)
    told = inconsistent(document, settled, knowledge, policy)
    decisions = missing(document, told, knowledge.index, heard)
    return Result(document, decisions, rewrite(document, corrections(decisions)))


def _silent(evidence: Sequence[Evidence]) -> set[tuple[int, str, str]]:
    """Where nothing speaks for any candidate: a correction elsewhere will hardly change that, so that it is
    not weighed again.

    Source: of what has 0.7 % at most (`weigh.HARDLY`), nothing came to the bar by a correction elsewhere in
    half of eval/wmt_dev.jsonl.
    """
    told = {(one.mention.segment, one.mention.run) for one in evidence if one.candidates}
    mentions = (one.mention for one in evidence if not one.candidates)
    return {_where(mention) for mention in mentions if (mention.segment, mention.run) not in told}


def _where(mention: Mention) -> tuple[int, str, str]:
    """A mention by its segment and its words, which stay where a correction before it moves it."""
    return mention.segment, mention.text, mention.run
