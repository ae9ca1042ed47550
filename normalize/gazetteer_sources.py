"""Gazetteers of every kind (YAML files, tables, compiled ones) → one compiled gazetteer.

YAML is read whole, and checked by `gazetteer_files`; all else streams, and is checked by `gazetteer_joining`.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from normalize.cache import Warn, cached, content_key
from normalize.compiled import Tables, made_by, read
from normalize.compiled_file import MAGIC, is_ours, whole_of
from normalize.errors import GazetteerError, ReadError
from normalize.gazetteer_include import MENTION, Source, included, read_gazetteer

if TYPE_CHECKING:
    from normalize.gazetteer_joining import Entry
    from normalize.gazetteer_schema import Checked

# What a suffix says of a table, and those that may follow it.
FORMS = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
PACKED = (".gz", ".xz", ".bz2", ".zip")

# Seconds that a file must lie unchanged for its time to vouch for it. Source: FAT counts in twos.
SETTLED = 2

# Of what is made of gazetteers. Add one when what is checked before they are compiled changes.
FORMAT = 5


@dataclass(frozen=True, slots=True)
class Given:
    """A gazetteer as it was given.

    Attributes:
        path: Where it is.
        contents: Digests, in hexadecimal, of its content; of a compiled one, of what it was made of.
        files: Its YAML files, in order; none for another kind.
        tables: If it is compiled.
    """

    path: Path
    contents: tuple[str, ...]
    files: tuple[Source, ...] = ()
    tables: Tables | None = None


def form_of(path: Path) -> str:
    """Return what kind of table a file is by its name; empty for none.

    >>> form_of(Path("names.csv.gz")), form_of(Path("names.parquet")), form_of(Path("names.yaml"))
    ('csv', 'parquet', '')
    """
    inner = unpacked_name(path)
    form = FORMS.get(inner.suffix.lower(), "")
    return "" if form == "parquet" and inner != path else form


def unpacked_name(path: Path) -> Path:
    """Return a path without the suffix that says how a file is compressed."""
    return path.with_suffix("") if path.suffix.lower() in PACKED else path


def read_sources(paths: Sequence[Path], directory: Path, warn: Warn) -> list[Given]:
    """Return gazetteers as they were given, each read as far as it takes to know it again.

    Args:
        paths: Where they are.
        directory: Of the cache, which remembers what files include, and the digests of tables.
        warn: Told, in one line, when the cache is of no use.

    Raises:
        ReadError: One is not there or may not be read; or it is compiled, and damaged.
    """

    def find(name: str, data: bytes) -> Sequence[str]:
        """Return what a file includes; from the cache, so that no YAML is read on the way to it."""
        if not MENTION.search(data):
            return ()
        key = content_key("include", FORMAT, Path(name).suffix.encode(), data)
        return cached(key, lambda: "\n".join(included(name, data)), _lines, directory, warn)

    def given(path: Path) -> Given:
        if tables := _opened(path):
            return Given(path, tuple(tables.contents), tables=tables)
        if form_of(path):
            return Given(path, (_digest(path, directory, warn),))
        files = read_gazetteer(path, find)
        digests = (hashlib.sha256(data).digest() for _, data in files)
        return Given(path, (hashlib.sha256(b"".join(digests)).hexdigest(),), tuple(files))

    return [given(path) for path in paths]


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _opened(path: Path) -> Tables | None:
    """Return the tables of a compiled gazetteer; None for what is none.

    Raises:
        ReadError: It is damaged, or another release compiled it.
    """
    try:
        with path.open("rb") as file:
            if not is_ours(file.read(len(MAGIC))):
                return None
            tables = read(whole_of(file))
            if tables.made_by != made_by():
                raise ValueError("another release wrote it")
            return tables
    except ValueError as error:
        raise ReadError(f"{path}: cannot be used: {error}", "compile the gazetteer anew") from None
    except OSError:  # who reads it as another kind tells of it
        return None


def _digest(path: Path, directory: Path, warn: Warn) -> str:
    """Return the digest of a table, or the one remembered of it if it is unchanged since."""

    def build() -> str:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    try:
        state = path.stat()
        if time.time() - state.st_mtime < SETTLED:
            return build()
        told = (str(path.resolve()), state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
        return cached(content_key("digest", FORMAT, repr(told).encode()), build, str, directory, warn)
    except FileNotFoundError:
        raise ReadError(f"{path}: there is no such gazetteer", "check the path in --gazetteer") from None
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror or error})") from None


def key_of(sources: Sequence[Given]) -> str:
    """Return the key of what is compiled from gazetteers by this code."""
    contents = (digest.encode() for source in sources for digest in source.contents)
    return content_key("gazetteer", FORMAT, made_by().encode(), *contents)


def holding_all(sources: Sequence[Given]) -> Tables | None:
    """Return the compiled gazetteer that comes last and holds all that come before it, if there is one."""
    if not sources or not (tables := sources[-1].tables):
        return None
    before = [digest for source in sources[:-1] for digest in source.contents]
    return tables if tables.contents[: len(before)] == before else None


def is_streamed(path: Path) -> bool:
    """Whether a gazetteer is a table or compiled, and never read whole."""
    return bool(form_of(path) or _opened(path))


def write_sources(sources: Sequence[Given], file: IO[bytes]) -> Tables:
    """Write the tables of gazetteers, of which a later one wins by entry id, and return them.

    Raises:
        GazetteerError: They have faults: all of YAML files, the first hundred of tables.
        ReadError: A table is not what its name says.
        SettingsError: One is Parquet, and pyarrow is not installed.
    """
    from normalize.compiled_making import write_tables
    from normalize.gazetteer_files import check_files, joined
    from normalize.gazetteer_joining import write_joined

    checked, listings, faults = check_files([one for source in sources for one in source.files])
    if faults:
        raise GazetteerError(faults)
    contents = [digest for source in sources for digest in source.contents]
    entities, leave = joined(checked)
    if all(source.files for source in sources):
        return write_tables(entities, leave, file, contents)
    lines = {(listing.path, listing.id): listing.place.line for listing in listings}
    waiting = iter(checked)
    rows = (
        (str(source.path), _rows(source, [next(waiting) for _ in source.files], lines)) for source in sources
    )
    others = {name for source in sources if source.tables for name in source.tables.leave}
    return write_joined(rows, sorted({*leave, *others}), file, contents)


def _rows(source: Given, checked: Sequence[Checked], lines: Mapping[tuple[str, str], int]) -> Iterator[Entry]:
    """Yield the entries of a gazetteer with their lines; those of a compiled one by their numbers."""
    from normalize.gazetteer_rows import entries

    if source.tables:
        yield from enumerate(source.tables.entities, 1)
    elif not source.files:
        yield from entries(source.path)
    for (name, _), file in zip(source.files, checked, strict=True):
        for entity in file.entries:
            if entity is not None:
                yield lines.get((name, entity.id), 1), entity
