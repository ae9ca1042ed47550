"""Text inside text: HTML in a JSON string, Markdown in a column, HTML in CDATA.

The outer format yields the pieces of one value; their joined text is a source in itself, which the inner
format reads. What it finds is carried back to the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from normalize.formats.pieces import between, window
from normalize.model import Escape, Piece, Segment
from normalize.offsets import source_range, text_starts


@dataclass(frozen=True, slots=True)
class Both:
    """What escapes text for an inner format, and the outcome for the outer one."""

    inner: Escape
    outer: Escape

    def __call__(self, text: str) -> str:
        return self.outer(self.inner(text))


def nested(
    outer: Sequence[Piece],
    read: Callable[[str], tuple[Segment, ...]],
    escape: Escape,
    translated_from: str = "",
) -> tuple[Segment, ...]:
    """Return what an inner format reads of a value, in the file's own offsets.

    Args:
        outer: The pieces of one value, in source order; their joined text is what `read` gets.
        read: The inner format's `segments`.
        escape: Of the outer format.
        translated_from: What the value was translated from, if the file says it.
    """
    value = Segment(tuple(outer), escape)
    starts = text_starts(value)
    return tuple(
        Segment(tuple(_carried(value.pieces, starts, one.pieces)), Both(one.escape, escape), translated_from)
        for one in read(value.text)
    )


def _carried(outer: Sequence[Piece], starts: Sequence[int], pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces of a value's text as pieces of the file: a literal one as what it is made of there."""
    for piece in pieces:
        value, offset = window(outer, starts, piece.start, piece.end)
        if piece.is_literal:
            yield from between(value, piece.start - offset, piece.end - offset)
        else:
            yield Piece(piece.text, *source_range(value, piece.start - offset, piece.end - offset))
