"""JSON Lines → chunks, and back with results: a line keeps its bytes, and the results come after its fields.

Blank lines are left out. A line that is an object stays whatever is wrong
with its text; what is none cannot be written again, and is told.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from normalize.adapters.chunks import Chunk, Item, Write, chunked
from normalize.adapters.corpus import LineError, Row, Unfit, row_of, text_of
from normalize.adapters.line_files import Lines

WORD = "line"

LF = b"\n"

# What is added to each line; `error` only to one that could not be done.
ALWAYS = ("corrected", "edits", "review")


def chunks(name: str, field: str) -> Iterator[Chunk]:
    """Yield the lines of a file, or of standard input, in chunks.

    Raises:
        ReadError: It cannot be read.
    """
    with Lines(name) as lines:
        numbered = enumerate(lines, 1)
        items = (item_of(number, data, field) for number, data in numbered if data.strip())
        yield from chunked(items, None, lines.place)


def item_of(number: int, data: bytes, field: str) -> Item:
    """Return a line as a row; its rest is its bytes, if results can be added to it."""
    try:
        row = row_of(data)
    except LineError as error:
        return Item(number, Unfit(error.message, error.hint), None, len(data), False)
    if taken := [name for name in ALWAYS if name in row]:
        hint = "rename it: every field is kept, none is replaced"
        return Item(number, Unfit(f"has a field {taken[0]!r} already", hint), None, len(data), False)
    try:
        return Item(number, text_of(row, field), data, len(data))
    except LineError as error:
        return Item(number, Unfit(error.message, error.hint), data, len(data), "error" not in row)


@contextlib.contextmanager
def writing(name: str, field: str, file: BinaryIO) -> Iterator[Write]:
    """Give what writes lines into a file."""

    def write(chunk: Chunk, rows: Sequence[Row]) -> None:
        for item, row in zip(chunk.items, rows, strict=True):
            if item.is_writable:
                file.write(with_results(item.rest, row))

    yield write


def with_results(data: bytes, row: Row) -> bytes:
    """Return a line with results after its fields; all else in it stays as it is.

    >>> with_results(b'{"n": 1.50, "text": "x"}', Row("x"))
    b'{"n": 1.50, "text": "x", "corrected": "x", "edits": [], "review": []}\\n'
    """
    text = data.rstrip()
    body = text[:-1].rstrip()
    added: dict[str, Any] = {"corrected": row.corrected, "edits": row.edits, "review": row.review}
    if row.error:
        added["error"] = row.error
    results = json.dumps(added, ensure_ascii=False).encode("utf-8")
    comma = b"" if body.endswith(b"{") else b", "
    return body + comma + results[1:] + (data[len(text) :] or LF)
