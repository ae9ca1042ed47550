"""A result → every mention and candidate with its evidence, and why the verdict is what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from normalize.model import Decision, Result, Weighed
from normalize.reports.wording import harmless

# Decimal places of probabilities and weights, as in the JSON report.
PLACES = 4


def explained(result: Result) -> Iterator[str]:
    """Yield, for each mention in text order, its verdict, and its candidates with their witnesses."""
    if not result.decisions:
        yield "no names found\n"
    for number, decision in enumerate(result.decisions):
        yield "\n" if number else ""
        yield f"{harmless(decision.evidence.mention.text)}\n"
        yield f"  {decision.verdict}: {harmless(_why(decision))}\n"
        for weighed in decision.evidence.candidates:
            yield from _candidate(weighed)
    if result.corrected != result.document.source:
        yield f"\n{harmless(result.corrected)}\n"


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
