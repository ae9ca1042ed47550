"""A path, or `-`, with or without `.gz` → lines in, and bytes out that are there whole or not at all."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from normalize.adapters.streams import standard_input
from normalize.errors import ReadError, WriteError
from normalize.files import FACTS, is_stream, take_place, temporary
from normalize.leftovers import TEMPORARY, beside

STDIO = "-"


def read_lines(name: str) -> Iterator[bytes]:
    """Yield the lines of a file or of standard input, line ends included.

    Raises:
        ReadError: It cannot be read, or is no whole gzip file though it is called `.gz`.
    """
    if name == STDIO:
        yield from standard_input()
        return
    try:
        with open_lines(name) as file:
            yield from file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ReadError(f"{name}: not a whole gzip file ({error})", hint="is it cut off?") from error
    except OSError as error:
        raise ReadError(*_told(name, error)) from error


def open_lines(name: str) -> BinaryIO:
    """Open a file for reading."""
    opened = gzip.open(name, "rb") if name.endswith(".gz") else open(name, "rb")  # noqa: SIM115, PTH123
    return cast(BinaryIO, opened)


@contextlib.contextmanager
def whole_file(name: str) -> Iterator[Callable[[bytes], object]]:
    """Give what writes to a file, which appears, or is replaced, when all is written; else it is as it was.

    Raises:
        WriteError: It cannot be written.
    """
    if name == STDIO:
        sys.stdout.flush()
        yield sys.stdout.buffer.write
        sys.stdout.buffer.flush()
        return
    target = Path(os.path.realpath(name))
    try:
        if is_stream(Path(name)):
            with Path(name).open("wb") as stream, _packed(stream, name) as packed:
                yield packed.write
            return
        with temporary(target) as file:
            with _packed(file, name) as packed:
                yield packed.write
            file.flush()
            os.fsync(file.fileno())
            if target.exists():
                beside(target, TEMPORARY).chmod(target.stat().st_mode & 0o7777)
            take_place(file, target)
    except OSError as error:
        raise WriteError(*_told(name, error)) from error


@contextlib.contextmanager
def _packed(file: BinaryIO, name: str) -> Iterator[io.BufferedIOBase | BinaryIO]:
    """Give a stream that compresses into a file, if that is what its name says; no time stamp in it."""
    if not name.endswith(".gz"):
        yield file
        return
    with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        yield packed


def _told(name: str, error: OSError) -> tuple[str, str]:
    fact, hint = FACTS.get(error.errno or 0, (error.strerror or str(error), ""))
    return f"{name}: {fact}", hint
