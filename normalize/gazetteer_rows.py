"""A gazetteer that is a table (CSV, JSON Lines, Parquet) → its entries, checked as they come.

A row is an entry, its columns or keys those of a gazetteer file. In CSV lists are separated by `|`, and
`native_uk` has the name in Ukrainian; Parquet may have real lists. A row without an id has that of its name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from os import SEEK_END
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any

from normalize.errors import Fault, ReadError, SettingsError, WriteError
from normalize.files import replacing
from normalize.gazetteer_schema import check_values
from normalize.gazetteer_sources import form_of
from normalize.gazetteer_text import json_text, row
from normalize.gazetteer_yaml import Loc, Spot, Tree, Value
from normalize.importers.making import slug
from normalize.importers.reading import items, opened, table
from normalize.importers.wikidata_csv import LABEL
from normalize.model import Entity

# Columns whose text is a list, and those that importers choose by, which say nothing here.
LISTS = ("aliases", "variants", "avoid", "context", "in", "not", "protect")
CHOICES = ("country", "population")

# How the name of a table ends to which entries can be added.
LINES = (".jsonl", ".ndjson")

# Rows that are read and checked at once. A guess: some megabytes.
AT_ONCE = 2_000

Row = tuple[int, Value]


class Lines(Mapping[Loc, Spot]):
    """Where the values of rows stand: all of them at the beginning of the row's line."""

    def __init__(self, lines: Sequence[int]) -> None:
        self._lines = lines

    def __getitem__(self, loc: Loc) -> Spot:
        if not loc or not isinstance(loc[0], int):
            raise KeyError(loc)
        return self._lines[loc[0]], 1

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Loc]:
        return ((number,) for number in range(len(self._lines)))


def entries(path: Path) -> Iterator[tuple[int, Entity] | Fault]:
    """Yield the entries of a table, each with its line (in Parquet: its row) from one, and its faults.

    Raises:
        ReadError: It is not there, or no such table.
        SettingsError: It is Parquet, and pyarrow is not installed.
    """
    rows = {"csv": _csv, "jsonl": _json_lines, "parquet": _parquet}[form_of(path)](path)
    while chunk := list(islice(rows, AT_ONCE)):
        unread = [one for one in chunk if isinstance(one, Fault)]
        told = [one for one in chunk if not isinstance(one, Fault)]
        lines = Lines([line for line, _ in told])
        checked = check_values(Tree(str(path), [value for _, value in told], lines, lines, (), is_whole=True))
        yield from sorted((*unread, *checked.faults), key=lambda fault: (fault.line, fault.column))
        for (line, _), entity in zip(told, checked.entries, strict=True):
            if entity is not None:
                yield line, entity


def add_lines(path: Path, entities: Iterable[Entity]) -> None:
    """Add entries to a table in JSON Lines, which is begun if it is not there; all of them or none.

    Args:
        path: The table, not compressed.
        entities: Written as they come.

    Raises:
        SettingsError: It is another kind of table.
        WriteError: It cannot be written.
    """
    if path.suffix.lower() not in LINES:
        raise SettingsError(f"{path}: entries are added to YAML and to JSON Lines", "name a file .jsonl")

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            if path.exists():
                with path.open("rb") as before:
                    copyfileobj(before, file)
                    if before.tell() and _last(before) != b"\n":
                        file.write(b"\n")
            file.writelines(f"{json_text(row(entity))}\n".encode() for entity in entities)
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error.strerror or error})") from None


def _last(file: IO[bytes]) -> bytes:
    file.seek(-1, SEEK_END)
    return file.read()


def _json_lines(path: Path) -> Iterator[Row | Fault]:
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line, parse_int=str, parse_float=str)
            except (ValueError, RecursionError) as error:
                fact, column = getattr(error, "msg", "is nested too deep"), getattr(error, "colno", 1)
                yield Fault(str(path), number, column, f"is no JSON ({fact})", "one entry to a line")
                continue
            yield number, _identified(value) if isinstance(value, dict) else value


def _csv(path: Path) -> Iterator[Row | Fault]:
    with opened(path) as file:
        for line, columns in table(path, file):
            yield line, _entry(columns)


def _parquet(path: Path) -> Iterator[Row | Fault]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        hint = "pip install 'entity-normalize[parquet]'"
        raise SettingsError(f"{path}: reading Parquet needs pyarrow, which is not installed", hint) from None
    try:
        with ParquetFile(path) as file:
            number = 0
            for batch in file.iter_batches(batch_size=AT_ONCE):
                for columns in batch.to_pylist():
                    number += 1
                    yield number, _entry(columns)
    except FileNotFoundError:
        raise ReadError(f"{path}: no such file", "check the path") from None
    except (ArrowException, OSError) as error:
        raise ReadError(f"{path}: is no Parquet that can be read ({error})") from None


def _entry(columns: Mapping[str, Any]) -> dict[str, Value]:
    """Return a row as an entry of a gazetteer file: what says nothing is left out, lists are lists."""
    entry: dict[str, Any] = {}
    native: dict[str, Any] = {}
    for column, value in columns.items():
        if value is None or value in ("", []) or column in CHOICES:
            continue
        if language := LABEL.match(column):
            native[language[1]] = list(items(value)) if isinstance(value, str) else value
        elif column == "native":
            native |= dict(value)
        else:
            entry[column] = list(items(value)) if column in LISTS and isinstance(value, str) else value
    return _identified({**entry, **({"native": native} if native else {})})


def _identified(entry: dict[str, Any]) -> dict[str, Value]:
    """Return an entry with the id of its name, if it has none."""
    name = entry.get("name")
    if "id" in entry or not isinstance(name, str) or not slug(name):
        return entry
    return {"id": slug(name), **entry}
