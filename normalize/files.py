"""Bytes in; bytes out, so that a file holds its old bytes or its new ones, whenever we are stopped."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from normalize.errors import ReadError, WriteError
from normalize.leftovers import (
    BACKUP,
    OPENING,
    TEMPORARY,
    Journal,
    beside,
    is_at,
    lock,
    overwrite,
    packed,
    settle,
    stale,
)

# In bytes. A guess: a hundred times the largest of 200 news pages (0.4 MB), ten seconds to take apart.
MAX_SIZE = 50_000_000

# In seconds: how long to wait between attempts while another run writes the same file. A guess.
PATIENCE = (0.01, 0.05, 0.2, 0.5)

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
    errno.EFBIG: ("larger than a file may be here", "see `ulimit -f`; the file is as it was"),
}

# What may be read though it is no file: standard input, what `<(command)` stands for, and nothing.
STREAMS = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/", "/dev/null")


def read_bytes(path: Path, max_size: int = MAX_SIZE) -> bytes:
    """Return the bytes of a file, at most `max_size`.

    Raises:
        ReadError: It is missing, a folder, not permitted, or larger; or a pipe, a socket or a device, which
            might keep us waiting for ever.
    """
    try:
        if is_stream(path) and not str(path).startswith(STREAMS):
            raise ReadError(f"{path}: no file, but {_kind(path)}", hint="send what it gives to `-`")
        with path.open("rb") as file:
            data = file.read(max_size + 1)
    except OSError as error:
        raise ReadError(*told(path, error)) from error
    if len(data) > max_size:
        raise ReadError(f"{path}: larger than {max_size:,} bytes", hint="raise --max-file-size")
    return data


def write_atomically(path: Path, data: bytes, expected: bytes | None = None) -> None:
    """Put bytes into a file so that it holds either the old ones or the new, whatever happens.

    Links are followed. Mode, owner, group and extended attributes (access lists among them) stay. A file with
    several hard links, or with an owner that we may not give to another, is written in place, with a backup
    beside it until that is done, and restored if it fails. A device or a pipe is written to.

    Args:
        path: The file; its folder must exist.
        data: What it shall hold.
        expected: What it held when it was read; None if it need not exist.

    Raises:
        WriteError: It has changed since, is being written by another run, or cannot be written; the file is
            as it was.
    """
    target = Path(os.path.realpath(path))
    try:
        if is_stream(path):
            path.write_bytes(data)
            return
        if expected is not None and not target.exists():
            raise WriteError(f"{path}: removed since it was read")
        with temporary(target) as file:
            before = _unchanged(path, target, expected)
            if before and (before.st_nlink > 1 or not _takes_over(file, target, before)):
                _write_in_place(target, data, file)
            else:
                _put(file, data)
                _refuse_if(before is not None and _differs(target, before), path)
                take_place(file, target)
    except OSError as error:
        raise WriteError(*told(path, error)) from error


@contextlib.contextmanager
def temporary(target: Path) -> Iterator[BinaryIO]:
    """Give a new file beside a file, locked; it is gone afterwards, unless it took a place of its own.

    Raises:
        WriteError: Another run is writing the file.
    """
    path = beside(target, TEMPORARY)
    file = _claimed(path, target)
    try:
        yield file
    finally:
        is_left = not file.closed and is_at(path, file)
        _close_where_that_is_needed(file)
        if is_left:
            path.unlink(missing_ok=True)
        file.close()


def take_place(file: BinaryIO, target: Path) -> None:
    """Put the temporary file of a file, all of it written, in that file's place, for good."""
    path = beside(target, TEMPORARY)
    _close_where_that_is_needed(file)
    path.replace(target)
    sync(target.parent)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file that takes the place of another, links followed, who may read it kept, when all is written.

    Raises:
        OSError: It cannot be written; what was there is as it was.
        WriteError: Another run is writing it.
    """
    target = Path(os.path.realpath(path))
    with temporary(target) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
        if target.exists():
            beside(target, TEMPORARY).chmod(stat.S_IMODE(target.stat().st_mode))
        take_place(file, target)


def is_stream(path: Path) -> bool:
    """Return whether a path is a device, a pipe or a socket, which is written to and never replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()


def told(path: Path, error: OSError) -> tuple[str, str]:
    """Return what an error of the system says of a path, and the way out."""
    fact, hint = FACTS.get(error.errno or 0, (error.strerror or str(error), ""))
    return f"{path}: {fact}", hint


def sync(folder: Path) -> None:
    """Bring to the disk which files a folder holds, where folders can be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _close_where_that_is_needed(file: BinaryIO) -> None:
    """Close a file that is to be renamed or removed, on a system that cannot do it to an open one."""
    if os.name == "nt":
        file.close()


def _kind(path: Path) -> str:
    mode = path.stat().st_mode
    return "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"


def _claimed(path: Path, target: Path) -> BinaryIO:
    """Create a file that nobody else writes; one that a killed run left in its place is removed."""
    mode = 0o600 if target.exists() else 0o666
    for wait in (*PATIENCE, 0.0):
        with stale(path) as left:
            if left:
                path.unlink()
        with contextlib.suppress(FileExistsError):
            file = os.fdopen(os.open(path, OPENING | os.O_CREAT | os.O_EXCL, mode), "r+b")
            if lock(file, otherwise=True) and is_at(path, file):
                return file
            file.close()
        time.sleep(wait)
    raise WriteError(f"{target}: another run is writing it", hint=f"wait; or delete {path} if there is none")


def _unchanged(path: Path, target: Path, expected: bytes | None) -> os.stat_result | None:
    """Return the state of a file that may be written, and holds what it held; None if there is none."""
    settle(beside(target, BACKUP))
    before = target.stat() if target.exists() else None
    _refuse_if(expected is not None and (before is None or target.read_bytes() != expected), path)
    if before and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "read-only")
    return before


def _differs(target: Path, before: os.stat_result) -> bool:
    """Return whether a file was written to, replaced or removed since its state was taken."""
    try:
        now = target.stat()
    except OSError:
        return True
    return (now.st_ino, now.st_size, now.st_mtime_ns) != (before.st_ino, before.st_size, before.st_mtime_ns)


def _refuse_if(changed: bool, path: Path) -> None:
    if changed:
        raise WriteError(f"{path}: changed since it was read", hint="run again")


def _takes_over(file: BinaryIO, target: Path, before: os.stat_result) -> bool:
    """Give a file what the one that it replaces has besides its bytes; return whether we may.

    That is owner, group, extended attributes and mode. An attribute that the system keeps for itself is left.
    """
    handle = file.fileno()
    if hasattr(os, "fchown"):
        with contextlib.suppress(OSError):
            os.fchown(handle, before.st_uid, before.st_gid)
        now = os.fstat(handle)
        if (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
            return False
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(target):
                with contextlib.suppress(OSError):
                    os.setxattr(handle, name, os.getxattr(target, name))
    beside(target, TEMPORARY).chmod(stat.S_IMODE(before.st_mode))
    return True


def _write_in_place(target: Path, data: bytes, file: BinaryIO) -> None:
    """Overwrite a file, with a backup beside it that is whole before that begins."""
    old = target.read_bytes()
    _put(file, packed(Journal(target.name, old, data)))
    backup = beside(target, BACKUP)
    beside(target, TEMPORARY).rename(backup)
    sync(target.parent)
    try:
        overwrite(target, data)
    except BaseException as error:
        _restore(target, old, backup, error)
        raise
    _drop(backup)


def _restore(target: Path, old: bytes, backup: Path, error: BaseException) -> None:
    try:
        overwrite(target, old)
    except OSError:
        fact = f"{target}: cut short, and cannot be put back now"
        raise WriteError(fact, hint=f"`normalize fix` puts it back, by {backup}: keep that") from error
    _drop(backup)


def _drop(backup: Path) -> None:
    backup.unlink()
    sync(backup.parent)


def _put(file: BinaryIO, data: bytes) -> None:
    file.write(data)
    file.flush()
    os.fsync(file.fileno())
