"""A result, or a line of predictions → what was found in a labelled document, with what else it might be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from normalize.findings import ALTERNATIVES
from normalize.judging import Labelled, usable
from normalize.model import Candidate, Correction, Decision, Document, Result, Verdict, Witness
from normalize.offsets import source_range
from normalize.reports.score_figures import Fate
from normalize.rewrite import Edit, rewrite

FATES: dict[Verdict, Fate] = {Verdict.CORRECT: "correct", Verdict.REVIEW: "review", Verdict.UNKNOWN: "below"}


@dataclass(frozen=True, slots=True)
class Found:
    """One finding, or a candidate too improbable to be one.

    Attributes:
        edit: Of the document's text: the first proposal.
        fate: What becomes of it.
        probability: That the proposal is right; None if nobody says.
        others: Up to three other proposals, most probable first, each where it would be written.
        entity: Id of the entity that is proposed, with its `type`; empty if nobody says.
        reason: What speaks for it, in words; `held` why it is left for review.
        witnesses: Strongest first.
    """

    edit: Edit
    fate: Fate
    probability: float | None = None
    others: tuple[Edit, ...] = ()
    entity: str = ""
    type: str = ""
    reason: str = ""
    held: str = ""
    witnesses: tuple[Witness, ...] = ()

    @property
    def is_told(self) -> bool:
        return self.fate != "below"

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All proposals, the first one first."""
        return (self.edit, *self.others)


def found_in(result: Result, least: float = 0.0) -> tuple[Found, ...]:
    """Return what a result proposes, in text order, with what it weighed and found too improbable to tell.

    Args:
        result: Of any policy.
        least: Candidates below the bar are left out if they are less probable than this, 0.0 to 1.0.
    """
    made = []
    for one in result.decisions:
        candidates = one.evidence.candidates
        is_below = one.verdict is Verdict.UNKNOWN and candidates and candidates[0].probability >= least
        if one.correction or is_below:
            made.append(_found(result.document, one))
    return tuple(made)


def fitting(document: Labelled, found: Iterable[Found]) -> tuple[Found, ...]:
    """Return what was found, without proposals that change nothing or are not in the text."""
    return tuple(one for one in found if usable(document["text"], [one.edit]))


def edits_of(found: Iterable[Found], *fates: Fate) -> list[Edit]:
    """Return the first proposals with one of some fates; without any named, all."""
    return [one.edit for one in found if not fates or one.fate in fates]


def _found(document: Document, decision: Decision) -> Found:
    segment, (best, *others) = decision.evidence.mention.segment, decision.evidence.candidates
    entity = best.candidate.entity
    different = [one for one in others if one.candidate.form != best.candidate.form]
    different.sort(key=lambda one: (-one.probability, one.candidate.entity.id, one.candidate.form))
    return Found(
        edit=_edit(document, segment, best.candidate),
        fate=FATES[decision.verdict],
        probability=best.probability,
        others=tuple(_edit(document, segment, one.candidate) for one in different[:ALTERNATIVES]),
        entity=entity.id,
        type=entity.type,
        reason=decision.reason,
        held=decision.held,
        witnesses=best.witnesses,
    )


def _edit(document: Document, segment: int, candidate: Candidate) -> Edit:
    """Return the edit of the whole stretch of source that a candidate explains."""
    source = document.source
    start, end = source_range(document.segments[segment], candidate.start, candidate.end)
    written = rewrite(document, [Correction(segment, candidate.start, candidate.end, candidate.form)])
    return Edit(start, end, written[start : len(written) - (len(source) - end)])
