"""A result → every mention and candidate with its evidence, and why the verdict is what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from normalize.model import NOTHING, Decision, Result, Verdict, Weighed
from normalize.reports.wording import harmless
from normalize.weights import log_odds

# Decimal places of probabilities and weights, as in the JSON report.
PLACES = 4


def explained(result: Result, correct_at: float) -> Iterator[str]:
    """Yield, for each mention in text order, its verdict, what would have changed it, and its candidates with
    their witnesses.

    Args:
        result: Of any policy.
        correct_at: The probability from which that policy corrects.
    """
    if not result.decisions:
        yield "no names found\n"
    for number, decision in enumerate(result.decisions):
        yield "\n" if number else ""
        yield f"{harmless(decision.evidence.mention.text)}\n"
        yield f"  {decision.verdict}: {harmless(_why(decision))}\n"
        hinge = hinges(decision, correct_at)
        yield f"  {harmless(hinge)}\n" if hinge else ""
        for weighed in decision.evidence.candidates:
            yield from _candidate(weighed)
    if result.corrected != result.document.source:
        yield f"\n{harmless(result.corrected)}\n"


def hinges(decision: Decision, correct_at: float) -> str:
    """Return what would have changed a verdict, in words; empty where there is no candidate.

    Log-odds are of the best candidate. A correction hangs on each witness without which it would fall below
    the bar.
    """
    if not decision.evidence.candidates or not 0 < correct_at < 1:
        return ""
    best = decision.evidence.candidates[0]
    spare = sum(witness.weight for witness in best.witnesses) - log_odds(correct_at)
    if decision.verdict is Verdict.CORRECT:
        needed = [one.words for one in best.witnesses if one.weight > spare and one.words != NOTHING]
        return f"for review without: {'; '.join(needed)}" if needed else "no witness decides it alone"
    if spare < 0:
        return f"{-spare:.2f} log-odds short of being corrected"
    return "sure enough to be corrected but for that" if decision.verdict is Verdict.REVIEW else ""


def explained_json(result: Result) -> dict[str, Any]:
    """Return the same for machines; `start` and `end` in code points of the text."""
    return {
        "text": result.document.source,
        "corrected": result.corrected,
        "mentions": [_mention(result, decision) for decision in result.decisions],
    }


def _why(decision: Decision) -> str:
    return f"{decision.held} ({decision.reason})" if decision.held else decision.reason


def _candidate(weighed: Weighed) -> Iterator[str]:
    candidate = weighed.candidate
    entity = candidate.entity
    owner = f"{entity.name}, {entity.type}, {entity.id}" if entity.id else "not listed"
    listing = f", listed as {candidate.listing}" if candidate.listing else ""
    yield f"  {weighed.probability:.4f}  {harmless(candidate.form)}  ({harmless(owner)}{listing})\n"
    for witness in weighed.witnesses:
        yield f"    {witness.weight:+6.2f}  {harmless(witness.words)}\n"


def _mention(result: Result, decision: Decision) -> dict[str, Any]:
    from normalize.offsets import source_range

    evidence = decision.evidence
    mention = evidence.mention
    start, end = source_range(result.document.segments[mention.segment], mention.start, mention.end)
    return {
        "surface": mention.text,
        "start": start,
        "end": end,
        "type": mention.type,
        "verdict": str(decision.verdict),
        "rule": decision.rule,
        "reason": decision.reason,
        "held": decision.held,
        "quoted": evidence.quoted,
        "candidates": [_candidate_json(weighed) for weighed in evidence.candidates],
    }


def _candidate_json(weighed: Weighed) -> dict[str, Any]:
    candidate = weighed.candidate
    return {
        "entity": {"id": candidate.entity.id, "type": candidate.entity.type, "name": candidate.entity.name},
        "form": candidate.form,
        "listing": candidate.listing,
        "score": round(candidate.score, PLACES),
        "probability": round(weighed.probability, PLACES),
        "witnesses": [
            {"name": one.name, "words": one.words, "weight": round(one.weight, PLACES)}
            for one in weighed.witnesses
        ],
    }
