"""The rows of a corpus, so many at a time: what is kept together, and written in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from normalize.adapters.corpus import Row, Text

# How many rows go together, and how many bytes of them. A guess: a few seconds of work, which is what a
# killed run loses, and a message between processes that is worth sending.
ROWS, BYTES = 256, 1_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """One row as it was read.

    Attributes:
        number: From one: of its line, or of its row in a format without lines.
        text: What is decided on; Unfit if there is none to be had.
        rest: What its format writes the results beside; None where that is the batch of the chunk.
        size: In bytes, about; counts toward `BYTES`.
        is_writable: Whether it can be written again with results.
    """

    number: int
    text: Text
    rest: Any = None
    size: int = 0
    is_writable: bool = True


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that go together.

    Attributes:
        items: In order; empty in the only chunk of a corpus without rows.
        place: How far into the file this is, 0.0 to 1.0.
        head: What its format writes before them: the header of a table; empty in all chunks but the first.
        batch: The Arrow record batch that they are; None in other formats.
        closes: Whether a row group ends with them.
    """

    items: tuple[Item, ...]
    place: float = 0.0
    head: Any = None
    batch: Any = None
    closes: bool = True


Write = Callable[[Chunk, Sequence[Row]], None]


class Format(Protocol):
    """A module that reads and writes one format of corpora."""

    # What messages call a row: "line" or "row".
    WORD: str

    def chunks(self, name: str, field: str) -> Iterator[Chunk]:
        """Yield a corpus in chunks, at least one; the same whenever it is read.

        Raises:
            ReadError: It cannot be read.
        """
        ...

    def writing(self, name: str, field: str, file: BinaryIO) -> AbstractContextManager[Write]:
        """Give what writes chunks, in order, with what is added to their rows, into a file.

        Args:
            name: The corpus they are from.
            field: Where its text is.
            file: Open for writing bytes.
        """
        ...


def chunked(items: Iterable[Item], head: Any, place: Callable[[], float]) -> Iterator[Chunk]:
    """Yield rows in chunks of `ROWS` or `BYTES`, whichever comes first; at least one chunk.

    Args:
        items: In order.
        head: For the first chunk.
        place: How far into the file we have read, 0.0 to 1.0.
    """
    waiting: list[Item] = []
    size, is_first = 0, True
    for item in items:
        waiting.append(item)
        size += item.size
        if len(waiting) == ROWS or size >= BYTES:
            yield Chunk(tuple(waiting), place(), head if is_first else None)
            waiting, size, is_first = [], 0, False
    if waiting or is_first:
        yield Chunk(tuple(waiting), place(), head if is_first else None)
