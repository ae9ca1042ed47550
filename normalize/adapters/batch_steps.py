"""The files of a corpus → its chunks in order, each with what is added to its rows.

What an earlier run has kept is not done again. Chunks are read as workers ask for more, so that few are in
memory, however many files there are.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from normalize.adapters.chunks import Chunk
from normalize.adapters.corpus import Row, Text, done
from normalize.adapters.corpus_files import Part
from normalize.adapters.deciding import opened
from normalize.adapters.journals import Identity, Journal, identity
from normalize.adapters.pool import Batching, Crew, Lost
from normalize.adapters.resuming import Finished, Keeping
from normalize.errors import ReadError
from normalize.files import told
from normalize.settings import Settings

# Texts of so many code points go to a worker together, and so many such batches may be ahead. Guesses: a
# second of work each, and a megabyte or two in memory.
LIMIT, AHEAD = 50_000, 8

Workers = Crew[Text, Row, None]


@dataclass(frozen=True, slots=True)
class Begun:
    """A file of a corpus that was begun.

    Attributes:
        number: From zero.
        part: Which.
        about: By what we know it again; None for a stream.
        journal: Where it is kept what is done of it; None if nothing is kept.
        finished: What is told of it if an earlier run has finished it.
    """

    number: int
    part: Part
    about: Identity | None = None
    journal: Journal | None = None
    finished: Finished | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A chunk of a file that was begun.

    Attributes:
        begun: The file.
        chunk: Its next rows.
        rows: What is added to them; empty until that is known.
        was_kept: Whether an earlier run has done them.
        fault: Why the file cannot be read further, in the last step of such a file.
    """

    begun: Begun
    chunk: Chunk
    rows: tuple[Row, ...] = ()
    was_kept: bool = False
    fault: ReadError | None = None

    @property
    def texts(self) -> list[Text]:
        """What is decided on."""
        return [item.text for item in self.chunk.items]


def recipe(settings: Settings) -> tuple[partial[Row], None]:
    """Return what a worker does with each text, for `pool.crew`.

    Raises:
        NormalizeError: As `deciding.opened` does.
    """
    return partial(done, decide=opened(settings)), None


def steps(parts: Iterable[Part], field: str, keeping: Keeping) -> Iterator[Step]:
    """Yield the chunks of files, with what an earlier run has kept; at least one step for each file."""
    for number, part in enumerate(parts):
        begun = Begun(number, part)
        try:
            begun = _begun(begun, keeping)
            if begun.finished:
                yield Step(begun, Chunk(()), was_kept=True)
                continue
            for chunk in part.format.chunks(part.source, field):
                step = Step(begun, chunk)
                kept = begun.journal.kept(step.texts) if begun.journal else None
                yield step if kept is None else replace(step, rows=tuple(kept), was_kept=True)
        except ReadError as error:
            yield Step(begun, Chunk(()), was_kept=True, fault=error)


def _begun(begun: Begun, keeping: Keeping) -> Begun:
    """Return a file with what an earlier run has kept of it.

    Raises:
        ReadError: It cannot be read.
    """
    part = begun.part
    if not keeping.folder:
        return begun
    try:
        about = identity(Path(part.source))
    except OSError as error:
        raise ReadError(*told(Path(part.source), error)) from error
    finished = keeping.finished(part.name, about, Path(part.target))
    return replace(begun, about=about, journal=keeping.journal(part.name, about), finished=finished)


def decided(all_steps: Iterable[Step], workers: Workers) -> Iterator[Step]:
    """Yield the same steps with what is added to their rows.

    A step that was kept, or has no rows, is one text that is none to the workers, so that it waits its turn.
    """
    waiting: deque[Step] = deque()

    def texts() -> Iterator[Text]:
        for step in all_steps:
            waiting.append(step)
            yield from (None,) if step.was_kept or not step.chunk.items else step.texts

    rows = map(_row, workers.in_order(texts(), Batching(_size, LIMIT, AHEAD)))
    for first in rows:
        step = waiting.popleft()
        if step.was_kept or not step.chunk.items:
            yield step
        else:
            rest = itertools.islice(rows, len(step.chunk.items) - 1)
            yield replace(step, rows=(first, *rest))


def _row(row: Row | Lost[Text]) -> Row:
    return Row(None, error=f"a process died of it, twice: {row.fact}") if isinstance(row, Lost) else row


def _size(text: Text) -> int:
    return len(text) + 1 if isinstance(text, str) else 1
