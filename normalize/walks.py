"""Paths that somebody named → the files that they come to: what git ignores and what is excluded left out."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from normalize.errors import ReadError
from normalize.files import told
from normalize.settings_keys import is_glob

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# How the name of a file begins that Word keeps beside a document while it is open.
# Source: Microsoft, "Description of how Word creates temporary files".
LOCK = "~$"


@dataclass(frozen=True, slots=True)
class Walk:
    """What some paths come to.

    Attributes:
        files: In the order of the paths, folders expanded in sorted order, none twice.
        errors: One for each path that is missing and each folder that cannot be read.
    """

    files: tuple[Path, ...]
    errors: tuple[ReadError, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignore:
    """Patterns in the manner of .gitignore, and the folder they are relative to."""

    base: Path
    spec: GitIgnoreSpec

    def verdict(self, path: Path, is_folder: bool) -> bool | None:
        """Return True if a path is ignored, False if it is expressly not, None if nothing is said."""
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
        if not absolute.is_relative_to(self.base):
            return None
        relative = absolute.relative_to(self.base).as_posix()
        return self.spec.check_file(relative + "/" if is_folder else relative).include


def walk(
    paths: Iterable[Path], exclude: Sequence[str], suffixes: Collection[str], base: Path | None = None
) -> Walk:
    """Return the files that paths come to.

    A file that is named is taken whatever its suffix. Of a folder, those with a known suffix are
    taken, without what `.gitignore` files and the clone's `.git/info/exclude` leave out, hidden files and
    folders, locks of Word, and links. A person's own excludes (`core.excludesFile`) do not count: a run is
    the same for all.

    Args:
        paths: Files and folders.
        exclude: Patterns in the manner of .gitignore; they hold for named files too.
        suffixes: In lower case, with their dot.
        base: The folder that `exclude` is relative to; the current one if None.
    """
    excluded = _excluding(exclude, base or Path())
    files: dict[Path, None] = {}
    errors: list[ReadError] = []
    for path in paths:
        if fault := _fault(path):
            errors.append(fault)
        elif _is_ignored(path, path.is_dir(), excluded):
            continue
        elif path.is_dir():
            found = _expand(path, _ignores_above(path), excluded, suffixes, errors)
            files.update(dict.fromkeys(found))
        else:
            files[path] = None
    return Walk(tuple(files), tuple(errors))


def _excluding(patterns: Sequence[str], base: Path) -> Sequence[Ignore]:
    """Return what patterns leave out, relative to a folder; nothing is loaded where there are none."""
    if not patterns:
        return ()
    from pathspec import GitIgnoreSpec

    return [Ignore(Path(os.path.abspath(base)), GitIgnoreSpec.from_lines(patterns))]  # noqa: PTH100


def _fault(path: Path) -> ReadError | None:
    """Return why a path leads nowhere; None if there is something."""
    try:
        path.stat()
    except OSError as error:
        return ReadError(*told(path, error))
    return None


def _expand(
    folder: Path,
    ignores: list[Ignore],
    excluded: Sequence[Ignore],
    suffixes: Collection[str],
    errors: list[ReadError],
) -> Iterator[Path]:
    """Yield the files of a folder in sorted order; what cannot be read is added to `errors`.

    However deep they lie: what is still to do is a list, the next to do at its end.
    """
    waiting = [(folder, True, ignores)]
    while waiting:
        path, is_folder, above = waiting.pop()
        if not is_folder:
            yield path
            continue
        holding = _holding(path, above)
        try:
            entries = sorted(_entries(path, suffixes), reverse=True)
        except OSError as error:
            errors.append(ReadError(*told(path, error)))
            continue
        for name, below in entries:
            if not any(_is_ignored(path / name, below, some) for some in (excluded, holding)):
                waiting.append((path / name, below, holding))


def _entries(folder: Path, suffixes: Collection[str]) -> Iterator[tuple[str, bool]]:
    """Yield the names in a folder that may count, and whether each is a folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", LOCK)) or entry.is_symlink():
                continue
            if entry.is_dir(follow_symlinks=False):
                yield entry.name, True
            elif Path(entry.name).suffix.lower() in suffixes and entry.is_file():
                yield entry.name, False


def _holding(folder: Path, above: list[Ignore]) -> list[Ignore]:
    """Return what is ignored in a folder, nearest first; a repository within another minds only its own."""
    own = [*_ignore_file(folder)]
    return [*own, *_own_excludes(folder)] if _is_repository(folder) else [*own, *above]


def _is_ignored(path: Path, is_folder: bool, ignores: Sequence[Ignore]) -> bool:
    """Return what the first of some ignores that says anything says."""
    verdicts = (ignore.verdict(path, is_folder) for ignore in ignores)
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _ignore_file(folder: Path, file: Path = Path(".gitignore")) -> Iterator[Ignore]:
    """Yield the patterns of a file, relative to a folder, if there is such a file."""
    with contextlib.suppress(OSError):
        text = (folder / file).read_text("utf-8", "surrogateescape")
        from pathspec import GitIgnoreSpec

        lines = filter(is_glob, text.splitlines())  # git passes over patterns that are none, and so do we
        yield Ignore(Path(os.path.abspath(folder)), GitIgnoreSpec.from_lines(lines))  # noqa: PTH100


def _is_repository(folder: Path) -> bool:
    return os.path.exists(folder / ".git")  # noqa: PTH110 - Path.exists raises where one may not enter


def _own_excludes(repository: Path) -> Iterator[Ignore]:
    """Yield what a clone excludes for itself; a worktree has it from the clone that it belongs to.

    Source: gitignore(5), gitrepository-layout(5).
    """
    place = repository / ".git"
    with contextlib.suppress(OSError, ValueError):
        if place.is_file():
            place = repository / place.read_text("utf-8").removeprefix("gitdir:").strip()
            with contextlib.suppress(OSError):
                place = place / (place / "commondir").read_text("utf-8").strip()
        yield from _ignore_file(repository, Path(os.path.abspath(place)) / "info" / "exclude")  # noqa: PTH100


def _ignores_above(folder: Path) -> list[Ignore]:
    """Return the .gitignore files above a folder in its repository, nearest first.

    None if the folder itself is ignored: whoever names it wants what is in it.
    """
    here = Path(os.path.abspath(folder))  # noqa: PTH100
    repository = next((above for above in (here, *here.parents) if _is_repository(above)), here)
    between = [above for above in here.parents if above.is_relative_to(repository)]
    ignores = [ignore for above in between for ignore in _ignore_file(above)]
    ignores += _own_excludes(repository)
    inner = [part for part in (here, *here.parents) if part != repository and part.is_relative_to(repository)]
    return [] if any(_is_ignored(part, True, ignores) for part in inner) else ignores
