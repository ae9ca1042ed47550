"""Gazetteer files → one `Gazetteer`, checked; the second time from the cache."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from normalize.cache import ANYBODYS, Warn, cached_map, user_cache_dir, write_whole
from normalize.compiled import Tables, read
from normalize.errors import Fault, GazetteerError, WriteError
from normalize.gazetteer_include import Source, read_gazetteer
from normalize.gazetteer_sources import holding_all, is_streamed, key_of, read_sources, write_sources
from normalize.model import Entity

if TYPE_CHECKING:
    from normalize.gazetteer_checks import Listing
    from normalize.gazetteer_schema import Checked

# Bytes from which on it is told that a table is compiled. A guess: some ten seconds of work
# (benchmarks/million.md: 12.3 s for 55,655 entities).
LARGE = 8 << 20

PACKAGE = Path(__file__).resolve().parent


class Gazetteer:
    """Our curated lists, joined. Read-only.

    Args:
        entities: In any order, no two with the same id.
        leave: Names that are none of our business.

    Attributes:
        entities: Sorted by id; those of a compiled gazetteer are read when they are asked for.
        leave: Sorted.
    """

    def __init__(self, entities: Iterable[Entity], leave: Iterable[str] = ()) -> None:
        self.entities: Sequence[Entity] = tuple(sorted(entities, key=lambda entity: entity.id))
        self.leave = tuple(leave)

    @classmethod
    def over(cls, tables: Tables) -> Gazetteer:
        """Return a compiled gazetteer."""
        gazetteer = cls.__new__(cls)
        gazetteer.entities, gazetteer.leave = tables.entities, tables.leave
        gazetteer.tables = tables
        return gazetteer

    @cached_property
    def tables(self) -> Tables:
        """Compiled: all that is looked up."""
        from normalize.compiled_making import tables_of

        return tables_of(self.entities, self.leave)

    @property
    def by_id(self) -> Mapping[str, Entity]:
        """The entities by id."""
        return self.tables.by_id

    def __eq__(self, other: object) -> bool:
        mine = (tuple(self.entities), self.leave)
        return isinstance(other, Gazetteer) and mine == (tuple(other.entities), other.leave)

    def __hash__(self) -> int:
        return hash((tuple(self.entities), self.leave))

    def __repr__(self) -> str:
        return f"Gazetteer({tuple(self.entities)!r}, {self.leave!r})"

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[tuple[Entity, ...], tuple[str, ...]]]:
        return (type(self), (tuple(self.entities), self.leave))


def together(gazetteers: Sequence[Gazetteer]) -> int:
    """Return how many entities gazetteers list together."""
    if len(gazetteers) == 1:
        return len(gazetteers[0].entities)
    return len({id_ for gazetteer in gazetteers for id_ in gazetteer.tables.ids()})


def default_path() -> Path:
    """Return the gazetteer shipped in the package, or in a checkout the one beside it."""
    shipped = PACKAGE / "data" / "gazetteer.yaml"
    return shipped if shipped.exists() else PACKAGE.parent / "gazetteer.yaml"


def load_gazetteer(
    paths: Sequence[Path] = (),
    *,
    use_default: bool = True,
    cache_dir: Path | None = None,
    warn: Warn = lambda message: None,
) -> Gazetteer:
    """Load the default gazetteer and then others, of which a later one wins by entry id.

    Args:
        paths: In the order in which they count: YAML or JSON files, tables, or compiled gazetteers.
        use_default: Whether the default gazetteer is loaded before them.
        cache_dir: Where compiled gazetteers are kept; None for the user's cache directory.
        warn: Told, in one line, when the cache is of no use, or a large table is compiled.

    Raises:
        ReadError: A file is not there or may not be read.
        GazetteerError: The files have faults: all of them, in the order of the files.
        SettingsError: A file is Parquet, and pyarrow is not installed.
    """
    directory = cache_dir or user_cache_dir()
    sources = read_sources(_every(paths, use_default=use_default), directory, warn)
    if tables := holding_all(sources):
        return Gazetteer.over(tables)

    def build(file: IO[bytes]) -> None:
        streamed = (source.path for source in sources if not source.files)
        if large := [str(path) for path in streamed if path.stat().st_size > LARGE]:
            warn(f"compiling {', '.join(large)}: this takes a while, and only the first time")
        write_sources(sources, file)

    return Gazetteer.over(cached_map(key_of(sources), build, read, directory, warn))


def compile_gazetteer(
    paths: Sequence[Path], out: Path, *, use_default: bool = True, warn: Warn = lambda message: None
) -> Gazetteer:
    """Write gazetteers as one that is compiled, and return it; it is there whole or not at all.

    Raises:
        WriteError: It cannot be written there.
        NormalizeError: As `load_gazetteer`.
    """
    sources = read_sources(_every(paths, use_default=use_default), user_cache_dir(), warn)
    try:
        write_whole(out, partial(write_sources, sources), ANYBODYS)
    except OSError as error:
        raise WriteError(f"{out}: cannot be written ({error.strerror or error})") from None
    return load_gazetteer([out], use_default=False, warn=warn)


def contents_key(
    paths: Sequence[Path],
    *,
    use_default: bool,
    cache_dir: Path | None = None,
    warn: Warn = lambda message: None,
) -> str:
    """Return what changes when anything in some gazetteers does, or the code that compiles them.

    Args:
        paths: As for `load_gazetteer`; `use_default`, `cache_dir` and `warn` likewise.

    Raises:
        ReadError: A file is not there or may not be read.
    """
    return key_of(read_sources(_every(paths, use_default=use_default), cache_dir or user_cache_dir(), warn))


def _every(paths: Sequence[Path], *, use_default: bool) -> Sequence[Path]:
    return [default_path(), *paths] if use_default else paths


def read_files(paths: Sequence[Path], *, use_default: bool) -> list[Source]:
    """Return name and content of every file of every gazetteer, the default one first.

    Tables and compiled gazetteers, which may be large, are left out.

    Args:
        paths: Gazetteers, in the order in which they count; each is followed by what it includes.
        use_default: Whether the default gazetteer comes before them.

    Raises:
        ReadError: A gazetteer is not there, or a file may not be read.
    """
    every = (path for path in _every(paths, use_default=use_default) if not is_streamed(path))
    return [source for path in every for source in read_gazetteer(path)]


def check_streams(paths: Sequence[Path], *, use_default: bool) -> tuple[int, tuple[Fault, ...]]:
    """Check gazetteers of all kinds together, as they are compiled.

    Returns:
        How many entities they list, the default gazetteer's apart, and the first hundred faults.

    Raises:
        ReadError: A gazetteer is not there, or not what its name says.
        SettingsError: One is Parquet, and pyarrow is not installed.
    """
    import tempfile

    sources = read_sources(_every(paths, use_default=use_default), user_cache_dir(), lambda message: None)
    try:
        with tempfile.TemporaryFile() as file:
            number = len(write_sources(sources, file).entities)
    except GazetteerError as error:
        return 0, error.faults
    return number - (len(load_gazetteer().entities) if use_default else 0), ()


def compile_files(files: Sequence[Source]) -> Gazetteer:
    """Check the contents of gazetteer files, and join them.

    Raises:
        GazetteerError: With every fault of every file.
    """
    checked, _, faults = check_files(files)
    if faults:
        raise GazetteerError(faults)
    from normalize.gazetteer_files import joined

    return Gazetteer(*joined(checked))


def check_files(
    files: Sequence[Source],
) -> tuple[list[Checked], list[Listing], tuple[Fault, ...]]:
    """Return what the files say, which entries count, and every fault: files in order, then places."""
    from normalize import gazetteer_files

    return gazetteer_files.check_files(files)
