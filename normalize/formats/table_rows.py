"""CSV and TSV → rows of cells, each with its stretch of source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from normalize.errors import ReadError
from normalize.formats.values import spot
from normalize.offsets import BOM

# Source: RFC 4180, section 2, and the line ends that Python's csv module takes.
FIRST_ROW = re.compile(r'(?:[^"\r\n]++|"(?:[^"]++|"")*+"?)*+')
IN_QUOTES = re.compile(r'"(?:[^"]++|"")*+"?')
EXCEL = re.compile(r"\ufeff?sep=([,;\t])(?:\r\n|\n|\r)")  # says the delimiter in a row of its own
CELL = r'(?:"((?:[^"]++|"")*+)"|({plain}))({delimiter}|\r\n|\n|\r|\Z)'
PLAIN = r'[^{delimiter}\r\n"][^{delimiter}\r\n]*+|'
BARE = r"[^{delimiter}\r\n]*+"

HINT = "in a cell that begins with a quote, write each quote within it twice, and close it with one"


class Cell(NamedTuple):
    """A cell: its stretch of source, without the quotes if it is quoted."""

    start: int
    end: int
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, blank ones left out.

    Attributes:
        rows: In order; they need not be of one length.
        delimiter: What stands between cells.
        has_quotes: Whether quotes enclose cells; if not, they are letters like any other.
    """

    rows: tuple[tuple[Cell, ...], ...]
    delimiter: str
    has_quotes: bool


def read_table(source: str) -> Table:
    """Return the rows of a table.

    Raises:
        ReadError: A quoted cell does not end, or goes on after its closing quote; never where tabs delimit.
    """
    said = EXCEL.match(source)
    start = said.end() if said else len(source) - len(source.removeprefix(BOM))
    delimiter = said[1] if said else delimiter_of(source)
    try:
        return Table(tuple(_rows(source, start, delimiter, PLAIN)), delimiter, True)
    except ReadError:
        if delimiter != "\t":
            raise
        return Table(tuple(_rows(source, start, delimiter, BARE)), delimiter, False)


def delimiter_of(source: str) -> str:
    """Return what stands between cells: the tab if the first row has one, else what it has more of.

    >>> delimiter_of('a;"b,c,d";e'), delimiter_of("a,b\\tc,d"), delimiter_of("headline")
    (';', '\\t', ',')
    """
    match = FIRST_ROW.match(source.lstrip(BOM + "\r\n"))
    row = IN_QUOTES.sub("", match[0] if match else "")
    if "\t" in row:
        return "\t"
    return ";" if row.count(";") > row.count(",") else ","


def _rows(source: str, at: int, delimiter: str, plain: str) -> Iterator[tuple[Cell, ...]]:
    pattern = re.compile(CELL.format(plain=plain.format(delimiter=delimiter), delimiter=delimiter))
    row: list[Cell] = []
    while at < len(source) or row:
        match = pattern.match(source, at)
        if not match:
            raise _fault(source, at)
        start, end = match.span(2 if match[1] is None else 1)
        row.append(Cell(start, end, match[1] is not None))
        at = match.end()
        if match[3] == delimiter:
            continue
        if len(row) > 1 or row[0].is_quoted or start < end:
            yield tuple(row)
        row = []


def _fault(source: str, at: int) -> ReadError:
    """Return the error for a cell that begins with a quote and does not end with one."""
    inside = IN_QUOTES.match(source, at)
    end = inside.end() if inside else at
    if end >= len(source):
        return ReadError(f"{spot(source, at)}: a quote that is never closed", HINT)
    return ReadError(f"{spot(source, end)}: {source[end]!r} after the closing quote of a cell", HINT)
