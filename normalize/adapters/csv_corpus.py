"""CSV → chunks, and back with results: a row keeps its bytes, and the results come in further cells.

In UTF-8, with a header. Commas, semicolons or tabs delimit, whichever the header has; rows end as they end.
Blank lines are left out. A row with more cells than the header cannot be written again, and is told.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from normalize.adapters.chunks import Chunk, Item, Write, chunked
from normalize.adapters.corpus import ADDED, Row, Text, Unfit, half
from normalize.adapters.line_files import Lines
from normalize.errors import ReadError
from normalize.formats.table_rows import EXCEL, delimiter_of
from normalize.offsets import BOM

WORD = "line"

# In code points. A guess: no article is as long, so that a quote was left open. As `settings.LARGEST`.
LONGEST_CELL = 20_000_000

# Each byte that is no UTF-8 is read as half a character, and written back as that byte.
ODD = "surrogateescape"


class Head(NamedTuple):
    """The header of a table, with what stands before it.

    Attributes:
        source: Its characters, without its line end.
        end: Its line end.
        delimiter: What stands between cells.
    """

    source: str
    end: str
    delimiter: str


class Rest(NamedTuple):
    """A row as it stands: its characters, how many cells it lacks, its line end, and the delimiter."""

    source: str
    missing: int
    end: str
    delimiter: str


@dataclass(slots=True)
class Source:
    """Lines on their way into the reader of the csv module, which does not say what it took for a row."""

    lines: Iterator[bytes]
    taken: list[str] = field(default_factory=list)
    number: int = 0

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.number += 1
            self.taken.append(line.decode("utf-8", ODD))
            yield self.taken[-1]

    def row(self) -> tuple[int, str]:
        """Return the first line's number, and the characters, of the row that was read last."""
        first, source = self.number - len(self.taken) + 1, "".join(self.taken)
        self.taken.clear()
        return first, source


def chunks(name: str, field: str) -> Iterator[Chunk]:
    """Yield the rows of a table in chunks, the header as the head of the first.

    Raises:
        ReadError: It cannot be read, has no such column, or has a quote in a wrong place.
    """
    with Lines(name) as lines:
        source = Source(iter(lines))
        before, first = _first_line(source)
        said = EXCEL.match(before)
        delimiter = said[1] if said else delimiter_of(first)
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(_again(first, source), delimiter=delimiter, strict=True)
        try:
            names = next(reader, [])
            _, written = source.row()
            column = _column(name, names, field)
            head = Head(before + written.rstrip("\r\n"), _end(written), delimiter)
            yield from chunked(_items(reader, source, len(names), column, delimiter), head, lines.place)
        except csv.Error as error:
            hint = "write each quote within a cell in quotes twice, and close the cell with one"
            raise ReadError(f"{name}: line {source.number}: {error}", hint) from None


def _first_line(source: Source) -> tuple[str, str]:
    """Return what stands before the header, and the header's first line."""
    lines = iter(source)
    first = next(lines, "")
    before = ""
    while first and (EXCEL.fullmatch(first) or not first.strip("\r\n" + BOM)):
        before, first = before + first, next(lines, "")
    if first.startswith(BOM):
        before, first = before + BOM, first.removeprefix(BOM)
    source.taken[:] = [first]
    return before, first


def _again(first: str, source: Source) -> Iterator[str]:
    if first:
        yield first
        yield from source


def _column(name: str, names: Sequence[str], field: str) -> int:
    """Return where the text is in a row.

    Raises:
        ReadError: There is no such column, or more than one, or a column of ours is there already.
    """
    if names.count(field) != 1:
        many = "several columns" if field in names else "no column"
        hint = f"name another with --text-field: {', '.join(names) or 'none here'}"
        raise ReadError(f"{name}: {many} {field!r}", hint)
    if taken := [one for one in ADDED if one in names]:
        hint = "rename it: every column is kept, none is replaced"
        raise ReadError(f"{name}: has a column {taken[0]!r} already", hint)
    return names.index(field)


def _items(
    reader: Iterator[list[str]], source: Source, width: int, column: int, delimiter: str
) -> Iterator[Item]:
    for cells in reader:
        number, written = source.row()
        if not cells:
            continue
        rest = Rest(written.rstrip("\r\n"), width - len(cells), _end(written), delimiter)
        if len(cells) > width:
            yield Item(
                number, Unfit(f"has {len(cells)} cells, and the header {width}"), None, len(written), False
            )
        else:
            yield Item(number, _text(cells, column), rest, len(written))


def _text(cells: list[str], column: int) -> Text:
    if column >= len(cells):
        return Unfit("ends before the cell with the text")
    text = cells[column]
    if odd := half(text):
        return Unfit(f"not UTF-8: byte 0x{ord(odd) - 0xDC00:02X} in the text")
    return text


def _end(written: str) -> str:
    return written[len(written.rstrip("\r\n")) :]


@contextlib.contextmanager
def writing(name: str, field: str, file: BinaryIO) -> Iterator[Write]:
    """Give what writes rows into a file."""

    def write(chunk: Chunk, rows: Sequence[Row]) -> None:
        if isinstance(chunk.head, Head):
            head = chunk.head
            line = f"{head.source}{head.delimiter}{head.delimiter.join(ADDED)}{head.end}"
            file.write(line.encode("utf-8", ODD))
        for item, row in zip(chunk.items, rows, strict=True):
            if item.is_writable:
                file.write(with_results(item.rest, row).encode("utf-8", ODD))

    yield write


def with_results(rest: Rest, row: Row) -> str:
    """Return a row with results in further cells, edits as JSON; all else in it stays as it is.

    >>> with_results(Rest('1,"x"', 0, "\\n", ","), Row("x, y"))
    '1,"x","x, y",[],[],\\n'
    """
    out = io.StringIO(newline="")
    cells = [
        row.corrected or "",
        json.dumps(row.edits, ensure_ascii=False),
        json.dumps(row.review, ensure_ascii=False),
        row.error,
    ]
    csv.writer(out, delimiter=rest.delimiter).writerow(cells)  # it quotes what it would end a row with
    added = out.getvalue().removesuffix("\r\n")
    return f"{rest.source}{rest.delimiter * (rest.missing + 1)}{added}{rest.end}"
