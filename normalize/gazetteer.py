"""Gazetteer files → one `Gazetteer`, checked; the second time from the cache."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from normalize.cache import cached, content_key, user_cache_dir
from normalize.errors import Fault, GazetteerError
from normalize.gazetteer_include import MENTION, Find, Source, included, parts, read_gazetteer
from normalize.gazetteer_packed import packed, unpacked
from normalize.model import Entity

if TYPE_CHECKING:
    from normalize.gazetteer_checks import Listing
    from normalize.gazetteer_schema import Checked
    from normalize.gazetteer_yaml import Tree

# Of the texts in the cache. Add one when they, or what is checked before they are written, change.
FORMAT = 4

PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Our curated lists, joined.

    Attributes:
        entities: Sorted by id, no two with the same.
        leave: Names that are none of our business, sorted.
        by_id: The same entities by id.
    """

    entities: tuple[Entity, ...]
    leave: tuple[str, ...] = ()
    by_id: Mapping[str, Entity] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.entities, key=lambda entity: entity.id))
        object.__setattr__(self, "entities", ordered)
        object.__setattr__(self, "by_id", MappingProxyType({entity.id: entity for entity in ordered}))

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[tuple[Entity, ...], tuple[str, ...]]]:
        return (type(self), (self.entities, self.leave))


def default_path() -> Path:
    """Return the gazetteer shipped in the package, or in a checkout the one beside it."""
    shipped = PACKAGE / "data" / "gazetteer.yaml"
    return shipped if shipped.exists() else PACKAGE.parent / "gazetteer.yaml"


def load_gazetteer(
    paths: Sequence[Path] = (),
    *,
    use_default: bool = True,
    cache_dir: Path | None = None,
    warn: Callable[[str], None] = lambda message: None,
) -> Gazetteer:
    """Load the default gazetteer and then others, of which a later one wins by entry id.

    Args:
        paths: In the order in which they count.
        use_default: Whether the default gazetteer is loaded before them.
        cache_dir: Where compiled gazetteers are kept; None for the user's cache directory.
        warn: Told, in one line, when the cache is of no use.

    Raises:
        ReadError: A file is not there or may not be read.
        GazetteerError: The files have faults: all of them, in the order of the files.
    """
    directory = cache_dir or user_cache_dir()

    def find(name: str, data: bytes) -> Sequence[str]:
        """Return what a file includes; from the cache, so that no YAML is read on the way to it."""
        if not MENTION.search(data):
            return ()
        key = content_key("include", FORMAT, Path(name).suffix.encode(), data)
        return cached(key, lambda: "\n".join(included(name, data)), _lines, directory, warn)

    def build() -> str:
        gazetteer = compile_files(files)
        return packed(gazetteer.entities, gazetteer.leave)

    files = read_files(paths, use_default=use_default, find=find)
    key = content_key("gazetteer", FORMAT, *(data for _, data in files))
    with _no_collection():
        entities, leave = cached(key, build, unpacked, directory, warn)
        return Gazetteer(tuple(entities), leave)


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from walking over thousands of new values, none of which is garbage.

    Source: a twentieth to a tenth of the time of a cached load of 3,588 entries (median of 30).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_files(paths: Sequence[Path], *, use_default: bool, find: Find = included) -> list[Source]:
    """Return name and content of every file of every gazetteer, the default one first.

    Args:
        paths: Gazetteers, in the order in which they count; each is followed by what it includes.
        use_default: Whether the default gazetteer comes before them.
        find: What a file includes.

    Raises:
        ReadError: A gazetteer is not there, or a file may not be read.
    """
    every = [default_path(), *paths] if use_default else paths
    return [source for path in every for source in read_gazetteer(path, find)]


def compile_files(files: Sequence[Source]) -> Gazetteer:
    """Check the contents of gazetteer files, and join them.

    Raises:
        GazetteerError: With every fault of every file.
    """
    checked, _, faults = check_files(files)
    if faults:
        raise GazetteerError(faults)
    joined = {entity.id: entity for file in checked for entity in file.entries if entity is not None}
    leave = sorted({name for file in checked for name in file.leave})
    return Gazetteer(tuple(joined.values()), tuple(leave))


def check_files(
    files: Sequence[Source],
) -> tuple[list[Checked], list[Listing], tuple[Fault, ...]]:
    """Return what the files say, which entries count, and every fault: files in order, then places."""
    from normalize.gazetteer_checks import listings, own_faults, place_faults, shared_faults
    from normalize.gazetteer_schema import check_values
    from normalize.gazetteer_yaml import read_bytes

    trees = [read_bytes(data, name) for name, data in files]
    together = parts(trees)
    checked = [check_values(tree) for tree in trees]
    entries: list[Listing] = []
    faults = [*together.faults, *chain.from_iterable(map(_faults_of, trees, checked))]
    for group in together.groups:
        own = [
            entry for at in group for entry in listings(trees[at], checked[at].base, checked[at].values, at)
        ]
        faults += own_faults(own)
        ids = {entry.id for entry in own}
        entries = [*(entry for entry in entries if entry.id not in ids), *own]
    is_whole = together.is_whole and all(tree.is_whole for tree in trees)
    faults += chain(shared_faults(entries), place_faults(entries) if is_whole else ())
    return checked, entries, _in_order(faults, [name for name, _ in files])


def _faults_of(tree: Tree, file: Checked) -> Iterator[Fault]:
    """Yield the faults of a file's YAML, and those of its values that stand elsewhere."""
    spots = {(fault.line, fault.column) for fault in tree.faults}
    yield from tree.faults
    yield from (fault for fault in file.faults if (fault.line, fault.column) not in spots)


def _in_order(faults: Sequence[Fault], names: Sequence[str]) -> tuple[Fault, ...]:
    """Return the faults once each, sorted by place."""
    rank = {name: number for number, name in enumerate(names)}
    unique = dict.fromkeys(faults)
    return tuple(
        sorted(unique, key=lambda fault: (rank[fault.path], fault.line, fault.column, fault.message))
    )
