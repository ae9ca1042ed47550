"""IN and OUT of a corpus → which file is made of which, and what format it has."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import cast

from normalize.adapters.chunks import Format
from normalize.adapters.line_files import STDIO
from normalize.adapters.packing import bare
from normalize.errors import ReadError, WriteError
from normalize.files import is_stream

# Suffix → module. Any other name stands for JSON Lines.
JSON_LINES = "normalize.adapters.json_corpus"
FORMATS = {
    ".csv": "normalize.adapters.csv_corpus",
    ".jsonl": JSON_LINES,
    ".ndjson": JSON_LINES,
    ".parquet": "normalize.adapters.parquet_corpus",
    ".tsv": "normalize.adapters.csv_corpus",
}

# In bytes. A guess: whoever sends a corpus through a pipe has much of it.
ENDLESS = 1 << 40

# Names that begin so are no data, in a folder of parts. Source: what Spark and Hive leave out.
NO_PARTS = (".", "_")


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a corpus, and the one that is made of it.

    Attributes:
        source: What is read; `-` for standard input.
        target: What is written; `-` for standard output.
        name: What the file is called within the corpus.
    """

    source: str
    target: str
    name: str

    @property
    def format(self) -> Format:
        """What reads and writes it.

        Raises:
            SettingsError: What it needs is not installed.
        """
        return cast(Format, importlib.import_module(_module(self.source)))

    @property
    def is_kept(self) -> bool:
        """Whether both are files, which can be read and written again."""
        return not any(name == STDIO or is_stream(Path(name)) for name in (self.source, self.target))

    @property
    def size(self) -> int:
        """Of what is read, in bytes; of a stream, which does not say, as much as is worth many processes."""
        try:
            return Path(self.source).stat().st_size if self.is_kept else ENDLESS
        except OSError:
            return 0


def parts(source: str, target: str) -> list[Part]:
    """Return what is to be done, in the order of the names.

    Args:
        source: A file, `-`, or a folder of files in any depth.
        target: The same; for one file also a folder to put it into.

    Raises:
        ReadError: There is no such folder, or no corpus in it.
        WriteError: The result would be of another format than the corpus, or within it.
    """
    if source != STDIO and Path(source).is_dir():
        return _in_folder(Path(source), target)
    if target != STDIO and Path(target).is_dir() and source != STDIO:
        target = str(Path(target) / PurePath(source).name)
    if _module(source) != _module(target):
        fact = f"{target}: would be of another format than {source}"
        raise WriteError(fact, hint="give it the same suffix; .gz and .zst may differ")
    return [Part(source, target, source)]


def _in_folder(folder: Path, target: str) -> list[Part]:
    if target == STDIO or (Path(target).exists() and not Path(target).is_dir()):
        raise WriteError(f"{target}: is no folder, and {folder} is one", hint="name a folder for the results")
    there, result = Path(os.path.realpath(folder)), Path(os.path.realpath(target))
    if result.is_relative_to(there) or there.is_relative_to(result):
        raise WriteError(f"{target}: the results would be among the corpus", hint="name another folder")
    found = [path.relative_to(folder) for path in sorted(_files(folder))]
    if not found:
        raise ReadError(f"{folder}: no corpus in this folder", f"files end in {', '.join(FORMATS)}")
    return [Part(str(folder / path), str(Path(target) / path), path.as_posix()) for path in found]


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that are corpora."""
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(NO_PARTS)]
        yield from (Path(at) / name for name in names if _suffix(name) and not name.startswith(NO_PARTS))


def _suffix(name: str) -> str:
    suffix = PurePath(bare(name)).suffix.lower()
    return suffix if suffix in FORMATS else ""


def _module(name: str) -> str:
    return FORMATS.get(_suffix(name), JSON_LINES)
