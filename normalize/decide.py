"""Evidence → decision: the only place where a verdict is reached."""

from __future__ import annotations

from math import floor

from normalize.calibration import WITNESS
from normalize.hidden import disguise
from normalize.model import NOTHING, Correction, Decision, Evidence, Rule, Verdict, Weighed
from normalize.policy import Policy

# Witnesses that say the same of every candidate: no reason for one.
GENERAL = ("usual", WITNESS)


def decide(evidence: Evidence, policy: Policy) -> Decision:
    """Choose what to do about one mention, given its weighed candidates, best first."""
    if not evidence.candidates:
        if evidence.mention.listed:
            return Decision(evidence, Verdict.KEEP, "spelt as listed")
        return Decision(evidence, Verdict.UNKNOWN, "nothing in the gazetteer is close")
    best, *others = evidence.candidates
    if evidence.protected:
        return Decision(evidence, Verdict.KEEP, f"part of “{evidence.protected}”")
    rule = _rule(evidence, best)
    if rule == "style" and not policy.style:
        return Decision(evidence, Verdict.KEEP, "a correct form; house style is not asked for")
    if best.probability < policy.review_at:
        return Decision(
            evidence, Verdict.UNKNOWN, f"hardly {best.candidate.form}: {_because(best, speaks=False)}"
        )
    correction = Correction(
        evidence.mention.segment, best.candidate.start, best.candidate.end, best.candidate.form
    )
    if held := _held(evidence, best, others, policy):
        close = _rivals(best, others, policy.margin)
        rule = "ambiguous" if close and rule == "misspelt" else rule
        return Decision(evidence, Verdict.REVIEW, _because(best), rule, correction, held)
    return Decision(evidence, Verdict.CORRECT, _because(best), rule, correction)


def _held(evidence: Evidence, best: Weighed, others: list[Weighed], policy: Policy) -> str:
    """Why a person must look first; empty when nothing holds the correction back."""
    if evidence.sic:
        return "[sic] follows"
    if evidence.quoted and policy.quotations == "keep":
        return "in a direct quotation"
    if close := _rivals(best, others, policy.margin):
        return f"or is it {close[0].candidate.form} ({close[0].candidate.entity.name})?"
    if evidence.doubt:
        return evidence.doubt
    if best.probability < policy.correct_at:
        sure = floor(100 * best.probability) / 100  # rounded down, so that it never equals the bar
        return f"not sure enough: {sure:.2f}, and {policy.correct_at:.2f} is asked"
    return ""


def _rivals(best: Weighed, others: list[Weighed], margin: float) -> list[Weighed]:
    """The candidates too close to `best` to rule out: those that would write something else."""
    return [
        other
        for other in others
        if not set(other.candidate.changed) <= set(best.candidate.changed)
        and other.candidate.form.casefold() != best.candidate.form.casefold()
        and other.candidate.entity.id != best.candidate.entity.id
        and best.probability - other.probability < margin
    ]


def _rule(evidence: Evidence, best: Weighed) -> Rule:
    if best.candidate.listing and disguise(evidence.mention.text):
        return "hidden-characters"
    return "style" if best.candidate.listing == "avoid" else "misspelt"


def _because(best: Weighed, *, speaks: bool = True) -> str:
    """The strongest witnesses that speak for a candidate, or against it, in words."""
    said = [
        witness.words
        for witness in best.witnesses
        if (witness.weight > 0) == speaks and witness.name not in GENERAL and witness.words != NOTHING
    ]
    return "; ".join(said[:3]) or "the spelling alone"
