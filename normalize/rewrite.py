"""Corrections → corrected source, by the smallest edits, spliced once.

Nothing is serialised: every character that no edit names stays as it is in the file.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from normalize.model import Correction, Document, Piece, Segment
from normalize.offsets import is_fixed, skeleton, text_starts
from normalize.reported import Edit as Edit

# What is aligned: white space run by run, so that a line break inside a name stays; a letter with
# the marks that follow it, so that none is left without its letter; everything else by itself.
UNIT = re.compile(r"\s+|[^\W_][\u0300-\u036f]*|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of a segment's text, and what a reader shall see instead.

    Attributes:
        start: First code point in the segment's text.
        end: One past the last; the same as `start` if something is inserted.
        new: What is put there; empty if something is taken out.
        leftward: Whether an insertion belongs to the text before it, not to that after it.
    """

    start: int
    end: int
    new: str
    leftward: bool = False


def rewrite(document: Document, corrections: Sequence[Correction]) -> str:
    """Return the source with all corrections made, markup untouched.

    Raises:
        ValueError: Two corrections overlap or one does not fit its segment: our bug.
    """
    _check(document, corrections)
    by_segment: dict[int, list[Correction]] = defaultdict(list)
    for correction in sorted(corrections, key=lambda one: (one.segment, one.start)):
        by_segment[correction.segment].append(correction)
    made = (edit for number, found in by_segment.items() for edit in edits(document.segments[number], found))
    parts, last = [], 0
    for edit in sorted(made, key=lambda edit: (edit.start, edit.end)):
        parts += [document.source[last : edit.start], edit.new]
        last = edit.end
    return "".join([*parts, document.source[last:]])


def replaced(surface: str, replacement: str) -> str:
    """Return what is really written for a surface form: its own white space and Unicode form kept.

    A line break or no-break space inside the surface form stays where the replacement has a space.
    The replacement is composed (NFC), unless the surface form is decomposed and has marks.

    >>> replaced("Mark\\nLatte", "Mark Rutte")
    'Mark\\nRutte'
    """
    parts, last = [], 0
    for change in changes(surface, replacement):
        parts += [surface[last : change.start], change.new]
        last = change.end
    return "".join([*parts, surface[last:]])


def changes(surface: str, replacement: str) -> tuple[Change, ...]:
    """Return the smallest changes that turn a surface form into its replacement, in text order."""
    from rapidfuzz.distance import Levenshtein

    units, wanted = UNIT.findall(surface), UNIT.findall(_in_form_of(surface, replacement))
    starts = [0]
    for unit in units:
        starts.append(starts[-1] + len(unit))
    found: list[Change] = []
    steps = Levenshtein.opcodes([_compared(unit) for unit in units], [_compared(unit) for unit in wanted])
    for step in steps:
        left, right = step.src_start, step.src_end
        if step.tag == "insert":
            leftward = left == len(units) or (left > 0 and not units[left - 1].isspace())
            new = "".join(wanted[step.dest_start : step.dest_end])
            found.append(Change(starts[left], starts[left], new, leftward))
        elif step.tag != "equal":
            new_units = wanted[step.dest_start : step.dest_end] or [""] * (right - left)
            found += map(Change, starts[left:right], starts[left + 1 : right + 1], new_units)
    return tuple(found)


def intended(document: Document, corrections: Iterable[Correction]) -> tuple[str, ...]:
    """Return the text of each segment as it must read after the corrections."""
    texts = [segment.text for segment in document.segments]
    for correction in sorted(corrections, key=lambda one: (one.segment, one.start), reverse=True):
        text, start, end = texts[correction.segment], correction.start, correction.end
        surface = document.segments[correction.segment].text[start:end]
        texts[correction.segment] = text[:start] + replaced(surface, correction.replacement) + text[end:]
    return tuple(texts)


def unfaithful(document: Document, reread: Document, corrections: Sequence[Correction]) -> tuple[int, ...]:
    """Return the segments whose corrections did not come out as intended; empty if all is well.

    Where segments begin and end in plain text depends on the lengths of lines, which corrections
    change: there, only the texts in their order are compared, not their borders.

    Args:
        document: As it was read.
        reread: The corrected source, read again by the same format.
        corrections: Those that were made.
    """
    wanted, got = intended(document, corrections), tuple(segment.text for segment in reread.segments)
    touched = tuple(sorted({correction.segment for correction in corrections}))
    if skeleton(document).split() != skeleton(reread).split():
        return touched
    if document.format == "text" and _words(wanted) == _words(got):
        return ()
    if len(wanted) != len(got):
        return touched
    wrong = tuple(number for number, text in enumerate(wanted) if text != got[number])
    return wrong if set(wrong) <= set(touched) else touched


def is_faithful(document: Document, reread: Document, corrections: Sequence[Correction]) -> bool:
    """Return whether the corrected source, read again, says exactly what was intended."""
    return not unfaithful(document, reread, corrections)


def _words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in text.split()]


def _compared(unit: str) -> str:
    return " " if unit.isspace() else unit


def _in_form_of(surface: str, replacement: str) -> str:
    composed = unicodedata.normalize("NFC", surface)
    decomposed = composed != surface and unicodedata.normalize("NFD", surface) == surface
    return unicodedata.normalize("NFD" if decomposed else "NFC", replacement)


def _check(document: Document, corrections: Sequence[Correction]) -> None:
    ordered = sorted(corrections, key=lambda one: (one.segment, one.start, one.end))
    for first, second in pairwise(ordered):
        if first.segment == second.segment and second.start < first.end:
            raise ValueError(f"corrections overlap: {first} and {second}")
    for one in ordered:
        if not 0 <= one.start < one.end <= len(document.segments[one.segment].text):
            raise ValueError(f"correction outside its segment: {one}")


def edits(segment: Segment, corrections: Iterable[Correction]) -> Iterator[Edit]:
    """Yield the smallest edits of source that some corrections of a segment, in text order, come to."""
    starts = text_starts(segment)
    by_piece: dict[int, list[Change]] = defaultdict(list)
    for correction in corrections:
        surface = segment.text[correction.start : correction.end]
        for change in changes(surface, correction.replacement):
            start, end = correction.start + change.start, correction.start + change.end
            for number, part in _by_piece(Change(start, end, change.new, change.leftward), starts):
                by_piece[number].append(part)
    for number, parts in by_piece.items():
        yield from _in_piece(segment.pieces[number], parts, segment)


def _by_piece(change: Change, starts: tuple[int, ...]) -> Iterator[tuple[int, Change]]:
    """Yield the parts of a change by piece, each counted from the start of its piece's text.

    What is new goes to the first piece touched; the others only lose theirs.
    """
    near = range(max(bisect_left(starts, change.start) - 1, 0), len(starts) - 1)
    if change.start == change.end:
        for number in near:
            low, high = starts[number], starts[number + 1]
            if low > change.start:
                break
            if low < change.start < high or change.start == (high if change.leftward else low):
                yield number, Change(change.start - low, change.start - low, change.new, change.leftward)
                return
    new = change.new
    for number in near:
        low, high = starts[number], starts[number + 1]
        if low >= change.end:
            return
        left, right = max(low, change.start), min(high, change.end)
        if left < right:
            yield number, Change(left - low, right - low, new)
            new = ""


def _in_piece(piece: Piece, parts: Sequence[Change], segment: Segment) -> Iterator[Edit]:
    """Yield the edits of source for the changes within one piece, in order.

    A literal piece is cut; an atomic one is replaced whole; markup stays, with what is new beside.
    """
    if piece.is_literal:
        for part in parts:
            yield Edit(piece.start + part.start, piece.start + part.end, segment.escape(part.new))
        return
    before = "".join(part.new for part in parts if part.start == part.end == 0)
    after = "".join(part.new for part in parts if part.start == part.end == len(piece.text))
    if before:
        yield Edit(piece.start, piece.start, segment.escape(before))
    inner = [part for part in parts if part.start < part.end or 0 < part.start < len(piece.text)]
    if is_fixed(piece):
        after = "".join(part.new for part in inner) + after
    elif inner:
        yield Edit(piece.start, piece.end, segment.escape(_applied(piece.text, inner)))
    if after:
        yield Edit(piece.end, piece.end, segment.escape(after))


def _applied(text: str, parts: Sequence[Change]) -> str:
    for part in reversed(parts):
        text = text[: part.start] + part.new + text[part.end :]
    return text
