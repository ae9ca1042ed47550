"""A result → what of it may be reported and written: the rules asked for, and no harm to the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from normalize.errors import ReadError, WriteError
from normalize.formats import encoded, reread
from normalize.model import Correction, Decision, Document, Result, Verdict
from normalize.rewrite import rewrite, unfaithful
from normalize.settings import Settings

HARM = "with it, the file would not read as it should"

# In code points: text without a break. Measured: 300,000 take 1.2 GB and half a minute with the shipped
# model, and spaCy itself refuses 1,000,000.
MAX_SEGMENT = 200_000


def refuse_endless(document: Document) -> None:
    """Refuse a document that has more text without a break than we can take in at once.

    Raises:
        ReadError: It has.
    """
    for segment in document.segments:
        if len(segment.text) > MAX_SEGMENT:
            line = document.source.count("\n", 0, segment.pieces[0].start) + 1
            fact = f"{len(segment.text):,} characters of text without a break, from line {line}"
            hint = f"break it into paragraphs: {MAX_SEGMENT:,} at once are the most"
            raise ReadError(f"{document.name}: {fact}", hint=hint)


def selected(result: Result, settings: Settings) -> Result:
    """Return a result without the findings that the settings leave out; these are not written either."""

    kept = tuple(decision for decision in result.decisions if is_selected(decision, settings))
    return result if len(kept) == len(result.decisions) else rewritten(result, kept)


def is_selected(decision: Decision, settings: Settings) -> bool:
    """Return whether a decision is none that the settings leave out."""
    return decision.rule is None or (
        decision.rule in settings.rules and _probability(decision) >= settings.min_confidence
    )


def harmless(result: Result) -> Result:
    """Return a result in which what the file cannot bear is left for review.

    That is what its encoding cannot hold, and what would make the corrected file, read again, say
    something else than was intended.
    """
    if result.corrected == result.document.source:
        return result
    result = _held(result, lambda decision: _unencodable(decision, result.document))
    while segments := _unfaithful(result):
        result = _held(result, partial(_harm, segments))
    return result


def _unencodable(decision: Decision, document: Document) -> str:
    """Return why what is to be written cannot be; empty if it can."""
    try:
        encoded(document, decision.correction.replacement if decision.correction else "")
    except WriteError as error:
        return error.message.removeprefix(f"{document.name}: ")
    return ""


def _unfaithful(result: Result) -> set[int]:
    """Return segments with corrections that, written and read again, do not come out as intended.

    If it is in others that something comes out wrong, those are all segments with corrections.
    """
    document, corrections = result.document, _corrections(result.decisions)
    touched = {correction.segment for correction in corrections}
    if not corrections:
        return set()
    try:
        again = reread(document, result.corrected)
    except ReadError:
        return touched
    unfit = set(unfaithful(document, again, corrections))
    return unfit & touched or (touched if unfit else set())


def _held(result: Result, why: Callable[[Decision], str]) -> Result:
    """Return a result with those corrections left for review of which `why` says why."""

    def after(decision: Decision) -> Decision:
        reason = why(decision) if decision.verdict is Verdict.CORRECT else ""
        return replace(decision, verdict=Verdict.REVIEW, held=reason) if reason else decision

    changed = tuple(after(decision) for decision in result.decisions)
    return result if changed == result.decisions else rewritten(result, changed)


def _corrections(decisions: Iterable[Decision]) -> list[Correction]:
    return [d.correction for d in decisions if d.correction and d.verdict is Verdict.CORRECT]


def rewritten(result: Result, decisions: tuple[Decision, ...]) -> Result:
    """Return a result with other decisions about its document."""
    return Result(result.document, decisions, rewrite(result.document, _corrections(decisions)))


def _harm(segments: set[int], decision: Decision) -> str:
    return HARM if decision.evidence.mention.segment in segments else ""


def _probability(decision: Decision) -> float:
    return max((one.probability for one in decision.evidence.candidates[:1]), default=1.0)
