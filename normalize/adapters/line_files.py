"""A path, or `-`, compressed or not → lines in, and bytes out that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from normalize.adapters.packing import lines_in, packed
from normalize.adapters.streams import standard_input
from normalize.errors import ReadError, WriteError
from normalize.files import FACTS, is_stream, replacing

STDIO = "-"


class Lines:
    """The lines of a file or of standard input, line ends included; a context that opens and closes it.

    Raises:
        ReadError: It cannot be read, or is not whole though its name says that it is compressed.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.file: BinaryIO | None = None
        self.size = 0

    def __enter__(self) -> Lines:
        if self.name == STDIO:
            standard_input()
            return self
        try:
            self.file = Path(self.name).open("rb")
            self.size = os.fstat(self.file.fileno()).st_size
        except OSError as error:
            raise ReadError(*_told(self.name, error)) from error
        return self

    def __exit__(self, *_: object) -> None:
        if self.file:
            self.file.close()

    def __iter__(self) -> Iterator[bytes]:
        if not self.file:
            yield from standard_input()
            return
        try:
            yield from lines_in(self.file, self.name)
        except OSError as error:
            raise ReadError(*_told(self.name, error)) from error

    def place(self) -> float:
        """Return how far into the file we have read, 0.0 to 1.0; 0.0 where nobody knows."""
        return self.file.tell() / self.size if self.file and self.size else 0.0


def read_lines(name: str) -> Iterator[bytes]:
    """Yield the lines of a file or of standard input, line ends included.

    Raises:
        ReadError: It cannot be read, or is not whole though its name says that it is compressed.
    """
    with Lines(name) as lines:
        yield from lines


@contextlib.contextmanager
def whole(name: str) -> Iterator[BinaryIO]:
    """Give a file to write, which appears, or is replaced, when all is written; else it is as it was.

    Raises:
        WriteError: It cannot be written.
    """
    if name == STDIO:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        if is_stream(Path(name)):
            with Path(name).open("wb") as stream, packed(stream, name) as file:
                yield file
            return
        with replacing(Path(name)) as kept, packed(kept, name) as file:
            yield file
    except OSError as error:
        raise WriteError(*_told(name, error)) from error


def _told(name: str, error: OSError) -> tuple[str, str]:
    fact, hint = FACTS.get(error.errno or 0, (error.strerror or str(error), ""))
    return f"{name}: {fact}", hint
