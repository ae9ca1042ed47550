"""Paths that somebody named → the files to read, each with its settings, in order, none twice."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from normalize.adapters.streams import standard_input as stdin
from normalize.adapters.wishes import Wishes, is_named
from normalize.errors import ReadError
from normalize.files import read_bytes
from normalize.formats import DATA, SUFFIXES, format_of
from normalize.leftovers import is_cut_short
from normalize.reported import FileReport
from normalize.reports.wording import plural
from normalize.settings import Settings
from normalize.walks import LOCK, walk

# What stands for standard input among paths, and what it is called without a name.
STDIN = "-"
NAMELESS = "<stdin>"

# Told of a file that is not read.
PassOver = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read.

    Attributes:
        name: As messages name it.
        path: Where it is; None for standard input.
        settings: What holds for it.
        inside: Where its copy goes in a folder of copies: its place in the folder that was named, or
            its own name.
        folder: The folder that was named, in which it was found; None if it was named itself.
    """

    name: str
    path: Path | None
    settings: Settings
    inside: PurePath
    folder: Path | None = None

    def read(self) -> bytes:
        """Return its bytes; standard input's are read once.

        Raises:
            ReadError: It cannot be read, is too large, or was cut short by a run that was killed.
        """
        limit = self.settings.max_file_size
        if self.path:
            if is_cut_short(Path(os.path.realpath(self.path))):
                fact = f"{self.path}: another run is writing it, or was stopped while it did"
                raise ReadError(fact, hint="`normalize fix` puts it back, or says why it cannot")
            return read_bytes(self.path, limit)
        data = stdin().read(limit + 1)
        if len(data) > limit:
            raise ReadError(f"{self.name}: larger than {limit:,} bytes", hint="raise --max-file-size")
        return data


def inputs(
    paths: Sequence[str], wishes: Wishes, ours: Iterable[Path] = (), pass_over: PassOver = lambda path: None
) -> Iterator[Input | FileReport]:
    """Yield the files that paths come to, and a report of each that cannot be read, in order.

    A folder stands for the files in it with a known suffix, but for data files, unless these are wished for.
    Excludes hold for named files too, unless `force_exclude` is off; locks of Word are never read.

    Args:
        paths: Files and folders.
        wishes: What counts before the files' configuration.
        ours: Files and folders that this run writes: what is there is no input.
        pass_over: Told of each data file that is not read.

    Raises:
        SettingsError: A configuration cannot be read, or says what we do not know.
    """
    seen: set[str] = set()
    outputs = [_absolute(path) for path in ours]
    for named in map(Path, paths):
        for found in _expanded(named, wishes):
            if isinstance(found, FileReport):
                yield found
                continue
            key = str(_absolute(found))
            is_ours = any(_absolute(found).is_relative_to(output) for output in outputs)
            if key in seen or (is_ours and found != named):
                continue
            settings = wishes.settings(found)
            if found != named and not settings.data and format_of(found.name) in DATA:
                pass_over(found)
                continue
            seen.add(key)
            inside = found.relative_to(named) if found != named else PurePath(found.name)
            yield Input(str(found), found, settings, inside, named if found != named else None)


def passed_over(data: Sequence[Path]) -> str:
    """Return what is said of data files that were not read; empty if there are none.

    >>> passed_over([Path("a.json"), Path("b.CSV"), Path("c.json")])
    'note: 3 data files (csv, json) passed over; --data reads them'
    """
    kinds = ", ".join(sorted({path.suffix.lower().removeprefix(".") for path in data}))
    return f"note: {plural(len(data), 'data file')} ({kinds}) passed over; --data reads them" if data else ""


def standard_input(filename: str, wishes: Wishes) -> Input | None:
    """Return standard input, with the settings of the file whose name is given, if one is.

    None if that file is excluded, as it would be if it were named itself.
    """
    path = Path(filename) if filename else Path()
    if filename and wishes.settings(path).force_exclude and _is_excluded(path, wishes):
        return None
    return Input(filename or NAMELESS, None, wishes.settings(path), PurePath(path.name or "stdin"))


def unread(error: ReadError) -> FileReport:
    """Return the report of a path that cannot be read, which is what the message begins with."""
    path, _, fact = error.message.rpartition(": ")
    return FileReport(path, error=fact, hint=error.hint)


def decoded_list(data: bytes) -> str:
    """Return a list of paths as text: in the encoding of paths, or, as PowerShell writes it, with a mark.

    >>> decoded_list("\\ufeffa.txt".encode("utf-16-le")), decoded_list(b"\\xef\\xbb\\xbfb.txt")
    ('a.txt', 'b.txt')
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    return os.fsdecode(data.removeprefix(codecs.BOM_UTF8))


def listed_paths(text: str) -> list[str]:
    """Return the paths of a list: ended by NUL if there is one, else by line ends; blank ones left out.

    >>> listed_paths("a.txt\\n\\nb c.txt\\n")
    ['a.txt', 'b c.txt']
    """
    parts = text.split("\0") if "\0" in text else text.splitlines()
    return [part for part in parts if part.strip()]


def _expanded(named: Path, wishes: Wishes) -> Iterator[Path | FileReport]:
    """Yield the files of one named path that no pattern excludes."""
    if not os.path.exists(named):  # noqa: PTH110 - Path.exists raises where a folder may not be entered
        yield from map(unread, walk([named], (), SUFFIXES).errors)
        return
    settings = wishes.settings(named)
    base = settings.root or wishes.base
    is_exempt = not settings.force_exclude and (named.is_file() or _is_excluded(named, wishes))
    found = walk([named], () if is_exempt else settings.exclude, SUFFIXES, base)
    yield from (
        path
        for path in found.files
        if not path.name.startswith(LOCK) and (is_exempt or not _is_excluded(path, wishes))
    )
    yield from map(unread, found.errors)


def _is_excluded(path: Path, wishes: Wishes) -> bool:
    """Return whether a file's own configuration, or a wish, excludes it."""
    settings = wishes.settings(path)
    return wishes.excludes(path) or is_named(settings.exclude, path, settings.root or wishes.base)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
