"""Bytes in; bytes out, atomically; and which files a folder holds."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from normalize.errors import ReadError, WriteError

# In bytes. A guess: a hundred times the largest of 200 news pages (0.4 MB), ten seconds to take apart.
MAX_SIZE = 50_000_000

FACTS = {
    errno.ENOENT: ("no such file or folder", "check the path"),
    errno.ENOTDIR: ("no such file or folder", "check the path"),
    errno.ELOOP: ("no such file or folder: its links run in a circle", "check the path"),
    errno.EISDIR: ("is a folder, not a file", "name a file in it"),
    errno.EACCES: ("not permitted", "check its permissions and those of its folder"),
    errno.EPERM: ("not permitted", "check its permissions and those of its folder"),
    errno.EROFS: ("on a read-only file system", "write elsewhere with --out"),
    errno.ENOSPC: ("the disk is full", "make room; the file is as it was"),
    errno.EDQUOT: ("the disk quota is used up", "make room; the file is as it was"),
}


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


def read_bytes(path: Path, max_size: int = MAX_SIZE) -> bytes:
    """Return the bytes of a file, at most `max_size`.

    Raises:
        ReadError: It is missing, a folder, not permitted, or larger.
    """
    try:
        with path.open("rb") as file:
            data = file.read(max_size + 1)
    except OSError as error:
        raise ReadError(*_told(path, error)) from error
    if len(data) > max_size:
        raise ReadError(f"{path}: larger than {max_size:,} bytes", hint="raise --max-file-size")
    return data


def write_atomically(path: Path, data: bytes, expected: bytes | None = None) -> None:
    """Put bytes into a file so that it holds either the old ones or the new, whatever happens.

    Links are followed. Mode and owner stay. A file with several hard links is written in place,
    with a backup beside it until that is done, and restored if it fails. A device or a pipe is
    written to.

    Args:
        path: The file; its folder must exist.
        data: What it shall hold.
        expected: What it held when it was read; None if it need not exist.

    Raises:
        WriteError: It has changed since, or cannot be written; the file is as it was.
    """
    target = Path(os.path.realpath(path))
    try:
        if is_stream(path):
            path.write_bytes(data)
            return
        before = target.stat() if target.exists() else None
        if expected is not None and (before is None or target.read_bytes() != expected):
            raise WriteError(f"{path}: changed since it was read", hint="run again")
        if before and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "read-only")
        if before and before.st_nlink > 1:
            _write_in_place(target, data)
        else:
            _replace(target, data, before)
    except OSError as error:
        raise WriteError(*_told(path, error)) from error


def is_stream(path: Path) -> bool:
    """Return whether a path is a device, a pipe or a socket, which is written to and never replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()


def walk(
    paths: Iterable[Path], exclude: Sequence[str], suffixes: Collection[str], base: Path | None = None
) -> Walk:
    """Return the files that paths come to.

    A file that is named is taken whatever its suffix. Of a folder, those with a known suffix are
    taken, without what `.gitignore` files exclude, hidden files and folders, and links.

    Args:
        paths: Files and folders.
        exclude: Patterns in the manner of .gitignore; they hold for named files too.
        suffixes: In lower case, with their dot.
        base: The folder that `exclude` is relative to; the current one if None.
    """
    excluded = Ignore(Path(os.path.abspath(base or Path())), GitIgnoreSpec.from_lines(exclude))  # noqa: PTH100
    files: dict[Path, None] = {}
    errors: list[ReadError] = []
    for path in paths:
        if fault := _fault(path):
            errors.append(fault)
        elif _is_ignored(path, path.is_dir(), [excluded]):
            continue
        elif path.is_dir():
            found = _expand(path, _ignores_above(path), excluded, suffixes, errors)
            files.update(dict.fromkeys(found))
        else:
            files[path] = None
    return Walk(tuple(files), tuple(errors))


def _fault(path: Path) -> ReadError | None:
    """Return why a path leads nowhere; None if there is something."""
    try:
        path.stat()
    except OSError as error:
        return ReadError(*_told(path, error))
    return None


def _expand(
    folder: Path, ignores: list[Ignore], excluded: Ignore, suffixes: Collection[str], errors: list[ReadError]
) -> Iterator[Path]:
    """Yield the files of a folder in sorted order; what cannot be read is added to `errors`."""
    ignores = [*_ignore_file(folder), *ignores]
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        errors.append(ReadError(*_told(folder, error)))
        return
    for entry in entries:
        path, is_folder = folder / entry.name, entry.is_dir(follow_symlinks=False)
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if not is_folder and (path.suffix.lower() not in suffixes or not entry.is_file()):
            continue
        if _is_ignored(path, is_folder, [excluded]) or _is_ignored(path, is_folder, ignores):
            continue
        if is_folder:
            yield from _expand(path, ignores, excluded, suffixes, errors)
        else:
            yield path


def _is_ignored(path: Path, is_folder: bool, ignores: Sequence[Ignore]) -> bool:
    """Return what the first of some ignores that says anything says."""
    verdicts = (ignore.verdict(path, is_folder) for ignore in ignores)
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _ignore_file(folder: Path) -> Iterator[Ignore]:
    with contextlib.suppress(OSError):
        lines = (folder / ".gitignore").read_text("utf-8", "surrogateescape").splitlines()
        yield Ignore(Path(os.path.abspath(folder)), GitIgnoreSpec.from_lines(lines))  # noqa: PTH100


def _ignores_above(folder: Path) -> list[Ignore]:
    """Return the .gitignore files above a folder in its repository, nearest first.

    None if the folder itself is ignored: whoever names it wants what is in it.
    """
    here = Path(os.path.abspath(folder))  # noqa: PTH100
    repository = next((above for above in (here, *here.parents) if (above / ".git").exists()), here)
    between = [above for above in here.parents if above.is_relative_to(repository)]
    ignores = [ignore for above in between for ignore in _ignore_file(above)]
    inner = [part for part in (here, *here.parents) if part != repository and part.is_relative_to(repository)]
    return [] if any(_is_ignored(part, True, ignores) for part in inner) else ignores


def beside(target: Path, suffix: str) -> Path:
    """Return a new path beside a file, named after it in at most 246 bytes, where 255 may be."""
    return target.with_name(f".{target.name[:58]}.{secrets.token_hex(4)}.{suffix}")


def _replace(target: Path, data: bytes, before: os.stat_result | None) -> None:
    temporary = beside(target, "tmp")
    try:
        _write_new(temporary, data)
        if before:
            _take_over(temporary, before)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _write_in_place(target: Path, data: bytes) -> None:
    backup = beside(target, "bak")
    try:
        _write_new(backup, target.read_bytes())
    except BaseException:
        backup.unlink(missing_ok=True)
        raise
    try:
        _overwrite(target, data)
    except BaseException:
        _overwrite(target, backup.read_bytes())
        backup.unlink()
        raise
    backup.unlink()


def _write_new(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _overwrite(path: Path, data: bytes) -> None:
    with path.open("r+b") as file:
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _take_over(path: Path, before: os.stat_result) -> None:
    """Give a file the owner, if we may, and the mode of the one it replaces."""
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(path, before.st_uid, before.st_gid)
    path.chmod(stat.S_IMODE(before.st_mode))


def _told(path: Path, error: OSError) -> tuple[str, str]:
    fact, hint = FACTS.get(error.errno or 0, (error.strerror or str(error), ""))
    return f"{path}: {fact}", hint
