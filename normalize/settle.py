"""Decisions → the same with what their own corrections bring to light: correcting twice is correcting once.

A name that was corrected is evidence for its neighbours: the corrected text, read again, may show more. It is
looked for at once, until nothing new comes to light, and told in the offsets of the document as it was read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from normalize.model import Correction, Decision, Document, Pair, Piece, Token, Verdict
from normalize.rewrite import intended, replaced

Decide = Callable[[Document], tuple[Decision, ...]]

# Rounds after which we stop, whatever comes. Source: no document of eval/wmt_dev.jsonl needs more than two.
ROUNDS = 5


def settle(document: Document, decide: Decide) -> tuple[Decision, ...]:
    """Return the decisions on a document, in text order, with those that follow from its corrections.

    Args:
        document: The document.
        decide: Returns the decisions on it; on it corrected, at least the corrections that were not made yet.
    """
    decisions = decide(document)
    for _ in range(ROUNDS):
        made = corrections(decisions)
        later = decide(as_corrected(document, made)) if made else ()
        moves = _moves(document, made)
        found = [moved for one in later if (moved := _moved_back(moves, one))]
        if not found:
            break
        decisions = _merged(decisions, found)
    return decisions


def corrections(decisions: Iterable[Decision]) -> list[Correction]:
    """Return what is to be written."""
    return [d.correction for d in decisions if d.correction and d.verdict is Verdict.CORRECT]


def as_corrected(document: Document, made: Sequence[Correction]) -> Document:
    """Return a document as a reader sees it with corrections made: for deciding on, not for writing."""
    pairs = zip(document.segments, intended(document, made), strict=True)
    segments = (
        segment if text == segment.text else replace(segment, pieces=(Piece(text, 0, len(text)),))
        for segment, text in pairs
    )
    return replace(document, segments=tuple(segments))


@dataclass(frozen=True, slots=True)
class _Shifts:
    """How far the text of a segment is moved by corrections.

    Attributes:
        written: Stretches of the corrected text that corrections wrote, in order.
        shifts: By how much text after each of them stands further right.
    """

    written: tuple[tuple[int, int], ...]
    shifts: tuple[int, ...]

    def touches(self, start: int, end: int) -> bool:
        """Return whether a stretch of the corrected text has anything in it that was written."""
        at = bisect_right(self.written, start, key=lambda stretch: stretch[1])
        return at < len(self.written) and self.written[at][0] < end

    def back(self, offset: int) -> int:
        """Return where a code point of the corrected text, outside what was written, stood before."""
        at = bisect_right([end for _, end in self.written], offset)
        return offset - (self.shifts[at - 1] if at else 0)


def _moves(document: Document, made: Sequence[Correction]) -> dict[int, _Shifts]:
    """Return how corrections move the text of each segment they are in."""
    by_segment: dict[int, list[Correction]] = defaultdict(list)
    for one in made:
        by_segment[one.segment].append(one)
    return {number: _shifts(document.segments[number].text, found) for number, found in by_segment.items()}


def _shifts(text: str, made: Iterable[Correction]) -> _Shifts:
    """Return how the corrections of one segment move its text."""
    written, shifts, shift = [], [], 0
    for one in sorted(made, key=lambda one: one.start):
        new = replaced(text[one.start : one.end], one.replacement)
        written.append((one.start + shift, one.start + shift + len(new)))
        shift += len(new) - (one.end - one.start)
        shifts.append(shift)
    return _Shifts(tuple(written), tuple(shifts))


def _moved_back(moves: Mapping[int, _Shifts], later: Decision) -> Decision | None:
    """Return a correction of the corrected text in the offsets of the document; None if it is no new one."""
    if not later.correction or later.verdict is not Verdict.CORRECT:
        return None
    later = _trimmed(later)
    correction = later.correction
    assert correction  # what is trimmed stays a correction
    shifts = moves.get(correction.segment, _Shifts((), ()))
    if shifts.touches(correction.start, correction.end):
        return None

    def token(one: Token) -> Token:
        start = shifts.back(one.start)
        return replace(one, start=start, end=start + one.end - one.start)

    off = correction.start - shifts.back(correction.start)
    evidence, mention = later.evidence, later.evidence.mention
    moved = replace(
        mention,
        start=mention.start - off,
        end=mention.end - off,
        tokens=tuple(map(token, mention.tokens)),
        around=tuple(map(token, mention.around)),
    )
    candidates = tuple(
        replace(one, candidate=replace(told, start=told.start - off, end=told.end - off))
        for one in evidence.candidates
        for told in (one.candidate,)
    )
    return replace(
        later,
        evidence=replace(evidence, mention=moved, candidates=candidates),
        correction=replace(correction, start=correction.start - off, end=correction.end - off),
    )


def _trimmed(decision: Decision) -> Decision:
    """Return a decision without the words at its beginning that its correction leaves as they are: these may
    have been written by another one."""
    correction, mention = decision.correction, decision.evidence.mention
    same = 0
    if correction and correction.start == mention.start:
        words = correction.replacement.split(" ")
        pairs = zip(mention.tokens[:-1], words[:-1], strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0].text == pair[1], pairs))
    if not correction or not same:
        return decision
    tokens, new = mention.tokens[same:], " ".join(words[same:])
    start = tokens[0].start
    text = mention.text[start - mention.start :]
    best, *others = decision.evidence.candidates
    part = replace(best.candidate, form=new, start=start, pairs=(Pair(text, new, 0.0),))
    evidence = replace(
        decision.evidence,
        mention=replace(mention, start=start, text=text, tokens=tokens),
        candidates=(replace(best, candidate=part), *others),
    )
    return replace(decision, evidence=evidence, correction=replace(correction, start=start, replacement=new))


def _merged(decisions: Sequence[Decision], found: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return decisions in text order, new ones in place of those whose stretch they share."""
    taken = [_stretch(one) for one in found]
    kept = [one for one in decisions if not any(_share(_stretch(one), other) for other in taken)]
    return tuple(sorted([*kept, *found], key=lambda one: _stretch(one)[:2]))


def _stretch(decision: Decision) -> tuple[int, int, int]:
    """Return the segment, and the stretch of it that a decision is about and may write."""
    mention, correction = decision.evidence.mention, decision.correction or decision.evidence.mention
    return mention.segment, min(mention.start, correction.start), max(mention.end, correction.end)


def _share(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
