"""Findings → the ways to mend them as edits of the source: for editors, review tools and code scanning."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from normalize.errors import WriteError
from normalize.formats import encoded
from normalize.model import Correction, Document, Segment
from normalize.offsets import source_range, text_starts
from normalize.reported import Edit, FileReport, Finding, Fix
from normalize.rewrite import edits
from normalize.safeguards import HARM


def with_fixes(report: FileReport, document: Document) -> FileReport:
    """Return a report whose findings say how they can be mended, each reading by itself.

    Args:
        report: Of that document, its findings yet without fixes.
        document: As it was read.
    """
    order = sorted(range(len(document.segments)), key=lambda number: _first(document.segments[number]))
    starts = [_first(document.segments[number]) for number in order]
    made = []
    for finding in report.findings:
        near = reversed(order[: bisect_right(starts, finding.place.start)])
        stretch = next(_stretches(document, finding, near), None)
        made.append(replace(finding, fixes=_fixes(document, finding, stretch)) if stretch else finding)
    return replace(report, findings=tuple(made))


def _first(segment: Segment) -> int:
    return segment.pieces[0].start if segment.pieces else -1


def _stretches(document: Document, finding: Finding, numbers: Iterable[int]) -> Iterator[Correction]:
    """Yield where in the text a finding may stand: of some segments, those in which its place shows it."""
    place, size = finding.place, len(finding.surface)
    for number in numbers:
        segment = document.segments[number]
        if not segment.pieces or segment.pieces[-1].end < place.end:
            continue
        for start in _text_offsets(segment, place.start):
            is_it = segment.text[start : start + size] == finding.surface
            if is_it and source_range(segment, start, start + size) == (place.start, place.end):
                yield Correction(number, start, start + size, finding.replacement)


def _text_offsets(segment: Segment, point: int) -> Iterator[int]:
    """Yield the offset in a segment's text that a point of the source shows, if it shows any."""
    for piece, offset in zip(segment.pieces, text_starts(segment), strict=False):
        if piece.start <= point < piece.end:
            yield offset + (point - piece.start if piece.is_literal else 0)


def _fixes(document: Document, finding: Finding, stretch: Correction) -> tuple[Fix, ...]:
    """Return a fix for each reading of a finding, best first; none for one that the file cannot bear."""
    if finding.held == HARM:
        return ()
    readings = {finding.replacement: finding.probability}
    for other in finding.alternatives:
        readings.setdefault(other.replacement, other.probability)
    made = []
    for replacement, probability in readings.items():
        if replacement and (found := _edits(document, replace(stretch, replacement=replacement))):
            made.append(Fix(replacement, probability, found))
    return tuple(made)


def _edits(document: Document, correction: Correction) -> tuple[Edit, ...]:
    """Return the edits that a correction comes to; none if the encoding cannot hold what is new."""
    try:
        made = [
            replace(edit, new=encoded(document, edit.new).decode(document.encoding))
            for edit in sorted(edits(document.segments[correction.segment], [correction]))
        ]
    except WriteError:
        return ()
    return joined(made)


def joined(ordered: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return edits, in order, of which none touches the next.

    >>> joined([Edit(3, 3, "H"), Edit(3, 4, "o"), Edit(6, 7, "a")])
    (Edit(start=3, end=4, new='Ho'), Edit(start=6, end=7, new='a'))
    """
    made: list[Edit] = []
    for edit in ordered:
        if made and made[-1].end == edit.start:
            edit = Edit(made[-1].start, edit.end, made.pop().new + edit.new)
        made.append(edit)
    return tuple(made)
