"""CSV and TSV → segments: the cells of those columns that hold text; HTML in them is read as such.

Columns go by the names in the first row: those that `named_fields` knows, or those that the user names, or
their numbers, from one. A table whose first row has none of the names has no segments, unless columns are
given by number. Where tabs delimit and quotes do not enclose cells, a backslash may stand for a tab or a line
end (`\\t`, `\\n`), if it stands before nothing else in the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from normalize.formats.named_fields import Fields, is_markup
from normalize.formats.pieces import literal, split
from normalize.formats.table_rows import Cell, Table, read_table
from normalize.formats.values import value_segments
from normalize.model import Escape, Piece, Segment
from normalize.offsets import PLACEHOLDER

DOUBLED = re.compile('""')

# Source: PostgreSQL manual, COPY, text format; mysqldump --tab writes the same.
BACKSLASH = re.compile(r"\\[tnr\\]")
ALL_ESCAPES = re.compile(r"(?:[^\\]++|\\[tnrN\\])*+")
MEANT = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}
WRITTEN = {meant: written for written, meant in MEANT.items()}


@dataclass(frozen=True, slots=True)
class Bare:
    """What text goes through before it is put into a cell without quotes, where nothing can be escaped.

    What would end the cell, or put it into quotes, must not stand there. A placeholder does, so that the
    table stays whole, and reading it again shows that this one text is not what was intended.
    """

    forbidden: str

    def __call__(self, text: str) -> str:
        return "".join(PLACEHOLDER if one in self.forbidden else one for one in text)


def escape_quoted(text: str) -> str:
    """Return text as it stands in a cell in quotes."""
    return text.replace('"', '""')


def escape_backslash(text: str) -> str:
    """Return text as it stands in a table that writes tabs and line ends as escapes."""
    return "".join(WRITTEN.get(character, character) for character in text)


def segments(source: str, fields: tuple[str, ...] = ()) -> tuple[Segment, ...]:
    """Return what a person reads of a table, in order.

    Raises:
        ReadError: A quoted cell does not end, or goes on after its closing quote.
    """
    table = read_table(source)
    if not table.rows:
        return ()
    escape = _bare_escape(source, table)
    names = ["".join(piece.text for piece in _pieces(source, cell, escape)).strip() for cell in table.rows[0]]
    columns, is_header = _columns(names, fields)
    found: list[Segment] = []
    for row in table.rows[is_header:] if columns else ():
        for number, cell in enumerate(row):
            if number in columns:
                markup = is_header and is_markup(names[number : number + 1])
                pieces, of_cell = _pieces(source, cell, escape), escape_quoted if cell.is_quoted else escape
                found += value_segments(pieces, of_cell, markup=markup)
    return tuple(found)


def _columns(names: Sequence[str], fields: tuple[str, ...]) -> tuple[frozenset[int], bool]:
    """Return the columns to read, from zero, and whether the first row is one of names."""
    by_name = Fields(tuple(one for one in fields if not one.isdecimal()))
    named = frozenset(number for number, name in enumerate(names) if by_name.has([name]))
    numbered = frozenset(int(one) - 1 for one in fields if one.isdecimal())
    return (numbered | named if by_name.wanted or not fields else numbered), bool(named)


def _bare_escape(source: str, table: Table) -> Escape:
    """Return how text is written in a cell without quotes: with backslashes only if the file does so."""
    if not table.has_quotes and "\\" in source and ALL_ESCAPES.fullmatch(source):
        return escape_backslash
    return Bare(f"{table.delimiter}\r\n" + '"' * table.has_quotes)


def _pieces(source: str, cell: Cell, escape: Escape) -> tuple[Piece, ...]:
    """Return the pieces of a cell, in a table that writes cells without quotes with `escape`."""
    if cell.is_quoted:
        return tuple(split(source, cell.start, cell.end, DOUBLED, lambda _: '"'))
    if escape is escape_backslash:
        return tuple(split(source, cell.start, cell.end, BACKSLASH, MEANT.__getitem__))
    return tuple(literal(source, cell.start, cell.end))
