"""A list's file, compressed or not → its lines, one at a time."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import lzma
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from normalize.errors import ReadError

OPENERS = {".gz": gzip.open, ".xz": lzma.open, ".bz2": bz2.open}

# What separates the columns of a table; the one that stands most often in its first line is taken.
SEPARATORS = ",;\t"

# What separates the items of a list in one column. Source: GROUP_CONCAT(…; separator="|") in SPARQL.
ITEMS = "|"


@contextmanager
def opened(source: Path) -> Iterator[IO[str]]:
    """Open a list as UTF-8 text, line ends as they are.

    Raises:
        ReadError: It is not there, may not be read, or is not what its suffix or UTF-8 says.
    """
    try:
        with _bytes(source) as file, io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
            yield text
    except FileNotFoundError:
        raise ReadError(f"{source}: no such file", "check the path") from None
    except UnicodeDecodeError as error:
        raise ReadError(f"{source}: is not UTF-8 text ({error.reason})", "save it as UTF-8") from None
    except (lzma.LZMAError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ReadError(f"{source}: cannot be unpacked ({error})", "fetch it again, whole") from None
    except OSError as error:
        raise ReadError(f"{source}: cannot be read ({error.strerror or error})") from None


@contextmanager
def _bytes(source: Path) -> Iterator[IO[bytes]]:
    if source.suffix.lower() == ".zip":
        with zipfile.ZipFile(source) as archive, archive.open(_largest(archive)) as file:
            yield file
        return
    opener = OPENERS.get(source.suffix.lower())
    with opener(source, "rb") if opener else source.open("rb") as file:  # type: ignore[operator]
        yield file


def _largest(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the largest file of an archive, beside which a readme may lie."""
    return max(archive.infolist(), key=lambda one: (one.file_size, one.filename))


def table(source: Path, file: IO[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the rows of a table with a header: the line of each, from one, and its values by column.

    Raises:
        ReadError: There is no header.
    """
    csv.field_size_limit(sys.maxsize)
    first = file.readline()
    separator = max(SEPARATORS, key=first.count)
    columns = next(csv.reader([first], delimiter=separator), [])
    if not any(column.strip() for column in columns):
        raise ReadError(f"{source}: has no header", "its first line names the columns")
    reader = csv.reader(file, delimiter=separator)
    names = [column.strip().removeprefix("?") for column in columns]
    for values in reader:
        if any(value.strip() for value in values):
            yield reader.line_num + 1, dict(zip(names, (value.strip() for value in values), strict=False))


def items(text: str, separator: str = ITEMS) -> Sequence[str]:
    """Return the items of a list in one column, each once.

    >>> items("Kaldre| I. Kaldre||Kaldre")
    ['Kaldre', 'I. Kaldre']
    """
    parts = (" ".join(part.split()) for part in text.split(separator))
    return list(dict.fromkeys(part for part in parts if part))
