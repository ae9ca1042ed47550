"""What a write keeps beside a file until it is done, and what becomes of it when a run was killed.

- `.NAME.normalize-tmp` is what the file shall hold. It takes the file's place in one step.
- `.NAME.normalize-bak` is there while a file is overwritten, as one with several hard links must be: its
  name, what it held, and what it shall hold. It is whole as soon as it has that name.

Whoever writes holds a lock on them. A lock ends with its process, however that ends: what is not locked was
left behind. The next run removes it, and puts back a file that was cut short.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from normalize.errors import WriteError

try:
    import fcntl
except ImportError:  # Windows has no such locks, but a file that is open there cannot be removed
    fcntl = None  # type: ignore[assignment]

TEMPORARY, BACKUP = "normalize-tmp", "normalize-bak"
OURS = re.compile(rf"\..+\.({TEMPORARY}|{BACKUP})", re.DOTALL)

# In bytes. Source: NAME_MAX of Linux, macOS and most file systems.
LONGEST_NAME = 255

# In bytes: how much of a file that was cut short is compared at once. Any number will do.
BLOCK = 4096

OPENING = os.O_RDWR | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
LOOKING = OPENING | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Journal:
    """What a backup says: which file, what it held, and what it shall hold."""

    name: str
    old: bytes
    new: bytes


@dataclass(slots=True)
class Recovery:
    """What was done about the leftovers of killed runs.

    Attributes:
        removed: Temporary files, and backups of files that are whole.
        restored: Files that were cut short and hold again what they held.
        faults: What a person must look at.
    """

    removed: list[Path] = field(default_factory=list)
    restored: list[Path] = field(default_factory=list)
    faults: list[WriteError] = field(default_factory=list)


def beside(target: Path, suffix: str) -> Path:
    """Return the path of what we keep beside a file: one for each file and purpose.

    >>> beside(Path("news/a.txt"), BACKUP).as_posix()
    'news/.a.txt.normalize-bak'
    """
    import hashlib

    name = f".{target.name}.{suffix}"
    if len(os.fsencode(name)) > LONGEST_NAME:
        name = f".{target.name[:50]}.{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:16]}.{suffix}"
    return target.with_name(name)


def is_cut_short(target: Path) -> bool:
    """Return whether a file is being overwritten, or was when a run was killed, and may hold a mixture."""
    return os.path.lexists(beside(target, BACKUP))


def packed(journal: Journal) -> bytes:
    """Return a backup."""
    import json

    head = {"file": journal.name, "held": len(journal.old), "shall hold": len(journal.new)}
    return json.dumps(head).encode("ascii") + b"\n" + journal.old + b"\n" + journal.new + b"\n"


def unpacked(data: bytes, path: Path) -> Journal:
    """Return what a backup says.

    Raises:
        WriteError: It is none of ours, or speaks of a file elsewhere.
    """
    import json

    line, _, rest = data.partition(b"\n")
    try:
        head = json.loads(line)
        name, size = str(head["file"]), int(head["held"])
    except (ValueError, KeyError, TypeError):
        raise _strange(path) from None
    journal = Journal(name, rest[:size], rest[size + 1 : -1])
    if name in ("", ".", "..") or Path(name).name != name or packed(journal) != data:
        raise _strange(path)
    return journal


def is_mixture(now: bytes, old: bytes, new: bytes) -> bool:
    """Return whether every byte is the old one or the new one at its place, as in a write cut short.

    >>> is_mixture(b"nelder", b"older", b"new text"), is_mixture(b"edited", b"older", b"new text")
    (False, False)
    >>> is_mixture(b"newer", b"older", b"new text"), is_mixture(b"new te", b"older", b"new text")
    (True, True)
    """
    if not min(len(old), len(new)) <= len(now) <= max(len(old), len(new)):
        return False
    return all(
        _is_mixed(*(content[start : start + BLOCK] for content in (now, old, new)))
        for start in range(0, len(now), BLOCK)
    )


def _is_mixed(now: bytes, old: bytes, new: bytes) -> bool:
    if now in (old, new):
        return True
    return all(byte in (*old[at : at + 1], *new[at : at + 1]) for at, byte in enumerate(now))


def recover(folders: Iterable[Path]) -> Recovery:
    """Remove what killed runs left in some folders, and put back the files that they cut short.

    What a living run holds is left alone, and a folder that cannot be read is passed over.
    """
    recovery = Recovery()
    for folder in dict.fromkeys(folders):
        for path in _leftovers(folder):
            try:
                _settle(path, recovery)
            except WriteError as error:
                recovery.faults.append(error)
            except OSError as error:
                fact = f"{path}: left by a run that was stopped, and not to be removed"
                recovery.faults.append(WriteError(f"{fact} ({error.strerror or error})", hint="remove it"))
    return recovery


def settle(backup: Path) -> None:
    """Put a file back that was cut short, if there is a backup that no living run holds.

    Raises:
        WriteError: It was changed since; it is left as it is.
        OSError: It cannot be written.
    """
    _settle(backup, Recovery())


def _leftovers(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(folder / name for name in os.listdir(folder) if OURS.fullmatch(name))  # noqa: PTH208
    return []


def _settle(path: Path, recovery: Recovery) -> None:
    with stale(path) as file:
        if file is None:
            return
        if path.name.endswith(BACKUP):
            journal = unpacked(file.read(), path)
            target = path.with_name(journal.name)
            if _put_back(target, journal, path):
                recovery.restored.append(target)
        path.unlink()
        recovery.removed.append(path)


def _put_back(target: Path, journal: Journal, backup: Path) -> bool:
    """Make a file whole if it was cut short; return whether it was."""
    if not target.is_file() or target.is_symlink():
        fact = f"{target}: gone since a run was stopped while it wrote it"
        raise WriteError(fact, hint=f"delete {backup}, which has what it held, if you do not need that")
    now = target.read_bytes()
    if now in (journal.old, journal.new):
        return False
    if not is_mixture(now, journal.old, journal.new):
        fact = f"{target}: changed since a run was stopped while it wrote it"
        raise WriteError(fact, hint=f"see that it is whole, then delete {backup}, which has what it held")
    overwrite(target, journal.old)
    return True


def overwrite(path: Path, data: bytes) -> None:
    """Write bytes over those of a file, to the disk. Whoever calls it has made a backup."""
    with path.open("r+b") as file:
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def stale(path: Path) -> Iterator[BinaryIO | None]:
    """Give a file that no living run holds, locked; None if one does, or if there is none any more."""
    try:
        handle = os.open(path, LOOKING)
    except OSError as error:
        if error.errno != errno.ENOENT and (fcntl or error.errno != errno.EACCES):
            raise
        yield None
        return
    with os.fdopen(handle, "r+b") as file:
        yield file if lock(file, otherwise=False) and is_at(path, file) else None


def lock(file: BinaryIO, *, otherwise: bool) -> bool:
    """Lock an open file until it is closed or we end; return False if someone else has.

    Args:
        file: Any.
        otherwise: What to return where the file system has no locks.
    """
    if fcntl is None:
        return True
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return otherwise
    return True


def is_at(path: Path, file: BinaryIO) -> bool:
    """Return whether an open file is the one at a path."""
    with contextlib.suppress(OSError):
        return os.path.samestat(os.fstat(file.fileno()), os.lstat(path))
    return False


def _strange(path: Path) -> WriteError:
    return WriteError(f"{path}: called like a backup of ours, but it is none", hint="rename or delete it")
