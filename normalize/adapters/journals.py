"""The chunks of a file that are done → a line each, and back: what a run that is killed leaves to the next.

A line has its sum, so that one cut short is not taken for a whole one. The first says of what file they are.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from normalize.adapters.corpus import Row, Text
from normalize.errors import WriteError
from normalize.files import told

# In bytes: of a file's end, which is where Parquet says what is in it. A guess: no two files differ elsewhere
# alone, and have the same size and the same time.
TAIL = 65_536

# What stands for a row that was left as it is, with nothing to tell.
QUIET = 0

# What stands for a corrected text that is the text.
SAME = 1

# Bytes of the sum that begins a line: eight hexadecimal digits of CRC-32, and a blank.
SUM = 9


@dataclass(frozen=True, slots=True)
class Identity:
    """By what we know a file again: its size in bytes, when it was changed, and the sum of its end."""

    size: int
    mtime: int
    tail: str


def identity(path: Path) -> Identity:
    """Return by what we know a file again.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        about = os.fstat(file.fileno())
        file.seek(max(0, about.st_size - TAIL))
        return Identity(about.st_size, about.st_mtime_ns, hashlib.sha256(file.read()).hexdigest())


@contextlib.contextmanager
def telling(path: Path) -> Iterator[None]:
    """Tell of what cannot be kept; that there is nothing is no such thing.

    Raises:
        WriteError: The system says that it cannot be.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise WriteError(*told(path, error)) from error


@dataclass(slots=True)
class Journal:
    """What is done of one file: first what an earlier run has kept, then what this one adds.

    Attributes:
        path: Where it is kept.
        head: What must stand there for it to count.
        begin: Makes the folder, if it is not there.
        warn: Told that what was kept is of another file.
        file: Open once something is kept, or was.
    """

    path: Path
    head: dict[str, Any]
    begin: Callable[[], None]
    warn: Callable[[str], None]
    file: BinaryIO | None = None
    _is_replayed: bool = False

    def kept(self, texts: Sequence[Text]) -> list[Row] | None:
        """Return what was done of the next chunk; None if that is not known, and from then on.

        Args:
            texts: Of the chunk.
        """
        if self._is_replayed:
            return None
        if self.file is None and not self._found():
            return None
        assert self.file
        at = self.file.tell()
        said = line_of(self.file.readline())
        if isinstance(said, list) and len(said) == len(texts):
            return [_unpacked(one, text) for one, text in zip(said, texts, strict=True)]
        self._is_replayed = True
        self.file.seek(at)
        self.file.truncate()
        return None

    def add(self, texts: Sequence[Text], rows: Sequence[Row]) -> None:
        """Keep what was done of a chunk.

        Raises:
            WriteError: It cannot be written.
        """
        with telling(self.path):
            if self.file is None:
                self.begin()
                self.file = self.path.open("w+b")
                self.file.write(summed(self.head))
                self._is_replayed = True
            self.file.write(summed([_packed(row, text) for row, text in zip(rows, texts, strict=True)]))
            self.file.flush()

    def close(self, *, remove: bool) -> None:
        """Stop keeping; what is kept goes if it is of no more use."""
        if self.file:
            self.file.close()
        if remove:
            with telling(self.path):
                self.path.unlink(missing_ok=True)

    def _found(self) -> bool:
        """Return whether there is something of an earlier run, and open it."""
        self._is_replayed = True
        with contextlib.suppress(FileNotFoundError), telling(self.path):
            file = self.path.open("r+b")
            if line_of(file.readline()) == self.head:
                self.file, self._is_replayed = file, False
                return True
            file.close()
            self.warn(f"{self.head['file']}: changed since it was begun: starting anew")
        return False


def _packed(row: Row, text: Text) -> Any:
    corrected = SAME if row.corrected == text else row.corrected
    if corrected == SAME and not (row.edits or row.review or row.error):
        return QUIET
    return [corrected, row.edits, row.review, row.error]


def _unpacked(said: Any, text: Text) -> Row:
    own = text if isinstance(text, str) else None
    if said == QUIET:
        return Row(own)
    corrected, edits, review, error = said
    return Row(own if corrected == SAME else corrected, tuple(edits), tuple(review), error)


def summed(said: Any) -> bytes:
    """Return a line that holds a value under its sum."""
    data = json.dumps(said, separators=(",", ":")).encode("ascii")
    return b"%08x %s\n" % (zlib.crc32(data), data)


def line_of(data: bytes) -> Any:
    """Return what a line holds; None if it is not whole."""
    body = data[SUM:-1]
    if data.endswith(b"\n") and data[:SUM] == b"%08x " % zlib.crc32(body):
        return json.loads(body)
    return None
