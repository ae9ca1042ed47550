"""A file whose name ends in `.gz` or `.zst` → what is in it, and what is written to it compressed."""

from __future__ import annotations

import contextlib
import gzip
import importlib
import sys
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from normalize.errors import ReadError, SettingsError

GZIP, ZSTANDARD = ".gz", ".zst"


def bare(name: str) -> str:
    """Return a name without the ending that says that it is compressed.

    >>> bare("a.jsonl.gz"), bare("a.csv")
    ('a.jsonl', 'a.csv')
    """
    return name.removesuffix(GZIP).removesuffix(ZSTANDARD)


def lines_in(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield the lines of a file, line ends included.

    Args:
        file: Open for reading.
        name: Says how it is compressed.

    Raises:
        ReadError: It is not whole.
        SettingsError: What reads Zstandard is not installed.
    """
    if name.endswith(GZIP):
        errors: tuple[type[Exception], ...] = (EOFError, zlib.error, gzip.BadGzipFile)
        opened, packing = cast(BinaryIO, gzip.GzipFile(fileobj=file)), "gzip"
    elif name.endswith(ZSTANDARD):
        errors, opened, packing = (EOFError, _zstd().ZstdError), _zstd().ZstdFile(file), "Zstandard"
    else:
        yield from file
        return
    try:
        with opened:
            yield from opened
    except errors as error:
        raise ReadError(f"{name}: not a whole {packing} file ({error})", hint="is it cut off?") from error


@contextlib.contextmanager
def packed(file: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """Give a file that compresses into another, if that is what its name says; no time stamp in it.

    Raises:
        SettingsError: What writes Zstandard is not installed.
    """
    if name.endswith(GZIP):
        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as opened:
            yield cast(BinaryIO, opened)
    elif name.endswith(ZSTANDARD):
        with _zstd().ZstdFile(file, "w") as opened:
            yield opened
    else:
        yield file


def _zstd() -> Any:
    """Return Python's module for Zstandard, or for a Python that has none yet what was taken from it."""
    try:
        return importlib.import_module(
            "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
        )
    except ImportError as error:
        hint = "pip install 'entity-normalize[zstd]'"
        raise SettingsError("files called .zst need backports.zstd, which is not installed", hint) from error
