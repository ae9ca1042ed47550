"""Making and cutting runs of pieces: what the formats share."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from normalize.model import Piece, Segment
from normalize.offsets import PLACEHOLDER, Stretch, covering, is_fixed, source_range, text_starts


def split(
    source: str, start: int, end: int, pattern: re.Pattern[str], decode: Callable[[str], str]
) -> Iterator[Piece]:
    """Yield the pieces of a stretch of source: atomic where a pattern matches, else literal.

    Args:
        source: Of the whole document.
        start: First code point of the stretch.
        end: One past the last.
        pattern: What stands for other characters: `&ccedil;`, `\\*`.
        decode: What it stands for; nothing special if the same, no text at all if empty.
    """
    last = start
    for match in pattern.finditer(source, start, end):
        text = decode(match[0])
        if text == match[0]:
            continue
        yield from literal(source, last, match.start())
        if text:
            yield Piece(text, match.start(), match.end())
        last = match.end()
    yield from literal(source, last, end)


def literal(source: str, start: int, end: int) -> Iterator[Piece]:
    """Yield a stretch of source as it is, unless it is empty."""
    if start < end:
        yield Piece(source[start:end], start, end)


def cut(pieces: Sequence[Piece], stretches: Iterable[Stretch]) -> tuple[Piece, ...]:
    """Return the pieces with stretches of their joined text replaced by placeholders.

    Args:
        pieces: In source order.
        stretches: Of the joined text, in order, none empty. An atomic piece that one touches is
            cut out whole.
    """
    if not (found := list(stretches)):
        return tuple(pieces)
    starts = text_starts(Segment(tuple(pieces), str))
    kept, last = list[Piece](), 0
    for start, end in found:
        if last < end:
            near, offset = window(pieces, starts, last, end)
            kept += between(near, last - offset, start - offset)
            kept.append(Piece(PLACEHOLDER, *source_range(near, max(last, start) - offset, end - offset)))
            last = end
    rest, offset = window(pieces, starts, last, starts[-1])
    return (*kept, *between(rest, last - offset, starts[-1] - offset))


def window(pieces: Sequence[Piece], starts: Sequence[int], start: int, end: int) -> tuple[Segment, int]:
    """Return the pieces that a stretch of their joined text touches, and where the text of these starts.

    Args:
        pieces: In source order; `starts` is where each starts in their joined text, and its end.
        start: First code point of the stretch in the joined text; `end` one past the last.
    """
    first = bisect_right(starts, start) - 1
    return Segment(tuple(pieces[first : bisect_left(starts, end)]), str), starts[first]


def text_stretches(pieces: Sequence[Piece], holes: Iterable[Stretch]) -> Iterator[Stretch]:
    """Yield the stretches of the pieces' joined text that stand in some stretches of source.

    Args:
        pieces: In source order.
        holes: In source order, none overlapping.
    """
    first, last = (pieces[0].start, pieces[-1].end) if pieces else (0, 0)
    for left, right in holes:
        if left >= last or right <= first:
            continue
        offset, touched = 0, list[int]()
        for piece in pieces:
            low, high = max(left, piece.start), min(right, piece.end)
            if low < high:
                literal = piece.is_literal
                touched.append(offset + (low - piece.start if literal else 0))
                touched.append(offset + (high - piece.start if literal else len(piece.text)))
            offset += len(piece.text)
        if touched:
            yield touched[0], touched[-1]


def between(segment: Segment, start: int, end: int) -> Iterator[Piece]:
    """Yield the pieces of a stretch of text; an atomic one only if it is all within."""
    for piece, low, high in covering(segment, start, end):
        if high - low == len(piece.text):
            yield piece
        elif piece.is_literal:
            yield Piece(piece.text[low:high], piece.start + low, piece.start + high)


def trimmed(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces without the white space at both ends; none if there is nothing else."""
    segment = Segment(tuple(pieces), str)
    start = len(segment.text) - len(segment.text.lstrip())
    return tuple(between(segment, start, max(start, len(segment.text.rstrip()))))


def has_words(pieces: Iterable[Piece]) -> bool:
    """Return whether there is any text, placeholders apart."""
    return any(piece.text.strip() for piece in pieces if not is_fixed(piece))


def split_at_breaks(pieces: Iterable[Piece | None]) -> Iterator[list[Piece]]:
    """Yield the runs between borders (None), and between two line breaks in a row."""
    run: list[Piece] = []
    for piece in pieces:
        if piece is None or (_is_break(piece) and _ends_in_break(run)):
            yield run
            run = []
        else:
            run.append(piece)
    yield run


def _is_break(piece: Piece) -> bool:
    return piece.text == "\n" and is_fixed(piece)


def _ends_in_break(run: Sequence[Piece]) -> bool:
    last = next((piece for piece in reversed(run) if _is_break(piece) or piece.text.strip()), None)
    return last is not None and _is_break(last)
