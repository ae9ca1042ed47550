"""Text and source: where a stretch of a segment stands in its file, as points, lines and bytes.

All arithmetic between the two is here. Offsets are code points, half-open, from zero.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from normalize.model import Document, Piece, Segment
from normalize.reported import Place

# What stands in a text for a stretch that is source but not text: a URL, a code span. One
# character, so that the words beside it neither fuse nor look like neighbours.
# Source: U+FFFC OBJECT REPLACEMENT CHARACTER, Unicode core specification, section 23.8.
PLACEHOLDER = "\ufffc"
BOM = "\ufeff"

# Source: how editors, git and the Language Server Protocol count lines. U+2028, form feed and
# the like end none.
LINE_END = re.compile(r"\r\n|\n|\r")

Stretch = tuple[int, int]


def is_fixed(piece: Piece) -> bool:
    """Return whether a piece stands for markup and must stay: a masked URL, a `<br>`."""
    return not piece.is_literal and piece.text in (PLACEHOLDER, "\n")


def text_starts(segment: Segment) -> tuple[int, ...]:
    """Return where each piece starts in the segment's text, and the length of the text at the end."""
    return (0, *accumulate(len(piece.text) for piece in segment.pieces))


def covering(segment: Segment, start: int, end: int) -> Iterator[tuple[Piece, int, int]]:
    """Yield the pieces that a stretch of text touches, each with the part of it that is touched.

    The part is counted from the start of the piece's own text.
    """
    starts = text_starts(segment)
    first = max(bisect_right(starts, start) - 1, 0)
    for piece, offset in zip(segment.pieces[first:], starts[first:], strict=False):
        if offset >= end:
            return
        low, high = max(start - offset, 0), min(end - offset, len(piece.text))
        if low < high:
            yield piece, low, high


def locate(segment: Segment, start: int, end: int) -> tuple[Stretch, ...]:
    """Return the stretches of source that show a stretch of text, in order, neighbours joined.

    An atomic piece counts whole, even if only touched. Empty for an empty stretch of text.

    >>> bold = Segment((Piece("Mac", 0, 3), Piece("ron", 6, 9)), str)  # Mac<i>ron</i>
    >>> locate(bold, 1, 5)
    ((1, 3), (6, 8))
    """
    found: list[Stretch] = []
    for piece, low, high in covering(segment, start, end):
        literal = piece.is_literal
        left, right = (piece.start + low, piece.start + high) if literal else (piece.start, piece.end)
        if found and found[-1][1] == left:
            found[-1] = (found[-1][0], right)
        else:
            found.append((left, right))
    return tuple(found)


def source_range(segment: Segment, start: int, end: int) -> Stretch:
    """Return the first and the last point of source that show a stretch of text.

    Markup between the two is included. For an empty stretch: the point where it would stand,
    twice, before the text that follows it.
    """
    if stretches := locate(segment, start, end):
        return stretches[0][0], stretches[-1][1]
    if after := locate(segment, start, start + 1):
        (piece, low, _), *_ = covering(segment, start, start + 1)
        point = after[0][0] if low == 0 or piece.is_literal else piece.end
        return point, point
    point = segment.pieces[-1].end if segment.pieces else 0
    return point, point


def skeleton(document: Document) -> str:
    """Return the source without its text: the markup, in order, byte-order mark included.

    Stretches that `PLACEHOLDER` stands for are part of it. Correcting must not change it.
    """
    pieces = (piece for segment in document.segments for piece in segment.pieces if not is_fixed(piece))
    gaps, last = [], 0
    for piece in sorted(pieces, key=lambda piece: piece.start):
        gaps.append(document.source[last : piece.start])
        last = max(last, piece.end)
    return "".join([*gaps, document.source[last:]])


@dataclass(frozen=True, slots=True)
class LineIndex:
    """Where the lines of a source start, in code points and in bytes of its encoding."""

    source: str
    encoding: str
    starts: tuple[int, ...]
    byte_starts: tuple[int, ...]

    def line_of(self, offset: int) -> int:
        """Return the index of the line, from zero, that holds a code point of the source."""
        return bisect_right(self.starts, offset) - 1

    def byte_of(self, offset: int) -> int:
        """Return the byte of the encoded file at which a code point of the source starts."""
        line = self.line_of(offset)
        return self.byte_starts[line] + self._size(self.starts[line], offset)

    def columns(self, offset: int) -> tuple[int, int]:
        """Return the column in code points and in UTF-16 units, from one.

        A byte-order mark does not count: no editor shows it.
        """
        start = self.starts[self.line_of(offset)]
        return _columns(self.source[start:offset].removeprefix(BOM if start == 0 else ""))

    def _size(self, start: int, end: int) -> int:
        return len(self.source[start:end].encode(self.encoding))


@lru_cache(maxsize=4)
def line_index(source: str, encoding: str) -> LineIndex:
    """Return the index of a source, made once for all the findings of a file."""
    starts = (0, *(match.end() for match in LINE_END.finditer(source)))
    ends = (*starts[1:], len(source))
    sizes = (len(source[start:end].encode(encoding)) for start, end in zip(starts, ends, strict=True))
    return LineIndex(source, encoding, starts, (0, *accumulate(sizes))[:-1])


def place(document: Document, start: int, end: int) -> Place:
    """Return the place of a stretch of source: lines, columns, bytes.

    In a package (`.docx`), whose source no editor sees, a line is a segment: the third with text is line 3,
    and columns count in its text.
    """
    index = line_index(document.source, document.encoding)
    column, column_utf16 = index.columns(start)
    end_column, end_column_utf16 = index.columns(end)
    line, end_line = index.line_of(start) + 1, index.line_of(end) + 1
    if document.package and (number := segment_at(document, start)) is not None:
        segment = document.segments[number]
        line = end_line = number + 1
        (column, column_utf16), (end_column, end_column_utf16) = (
            _columns(segment.text[: text_offset(segment, point)]) for point in (start, end)
        )
    return Place(
        start=start,
        end=end,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        column_utf16=column_utf16,
        end_column_utf16=end_column_utf16,
        byte_start=index.byte_of(start),
        byte_end=index.byte_of(end),
    )


def segment_at(document: Document, point: int) -> int | None:
    """Return the index of the segment that shows a point of the source; None if none does.

    A text box stands within the paragraph that holds it: the innermost is meant.
    """
    last = bisect_right(document.segments, point, key=lambda segment: segment.pieces[0].start)
    for number in range(last - 1, -1, -1):
        if any(piece.start <= point < piece.end for piece in document.segments[number].pieces):
            return number
    return None


def text_offset(segment: Segment, point: int) -> int:
    """Return how much of a segment's text comes before a point of the source, in code points.

    A point within an atomic piece counts as its end.
    """
    before = 0
    for piece in segment.pieces:
        if piece.end <= point:
            before += len(piece.text)
        elif piece.start < point:
            before += point - piece.start if piece.is_literal else len(piece.text)
    return before


def _columns(before: str) -> tuple[int, int]:
    """Return the column after some text of its line, in code points and in UTF-16 units, from one."""
    units = len(before if before.isascii() else before.encode("utf-16-le", "surrogatepass")[::2])
    return len(before) + 1, units + 1
