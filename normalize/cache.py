"""Something slow to build → the same from a file in the cache directory, keyed by what made it.

Never pickle: a cache that others can write to must not run code.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import mmap
import os
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, TypeVar

from normalize import __version__

# How many files of one kind stay. A guess: more than a desk has gazetteers.
KEPT = 16

# Bytes that the files of one kind may take together. A guess: a dozen gazetteers of a million names.
ROOM = 4 << 30

# Bytes of the line that begins a file: eight hexadecimal digits of CRC-32.
SUM = 9

# Seconds after which it is noted anew that a file is in use. A guess: a day.
NOTED = 86_400

# Who may read and write a file of the cache: whose it is. And one that was asked for: as the process has it.
OURS, ANYBODYS = 0o600, 0o666

Buffer = bytes | mmap.mmap
Warn = Callable[[str], None]
Loaded = TypeVar("Loaded")


def user_cache_dir() -> Path:
    """Return where caches of this user go; not made yet.

    `NORMALIZE_CACHE_DIR` is read here, and not in the CLI, as platformdirs reads `XDG_CACHE_HOME`: it says
    where this machine keeps things, and the library keeps them in the same place.
    """
    if chosen := os.environ.get("NORMALIZE_CACHE_DIR"):
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("normalize", appauthor=False)


def content_key(kind: str, version: int, *contents: bytes) -> str:
    """Return the key of what is built from `contents`, in their order, by this release.

    Args:
        kind: What is built: letters only, begins the file's name.
        version: Of the format of what is built.
    """
    digest = hashlib.sha256(f"{kind} {version} {__version__}".encode())
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    return f"{kind}-{digest.hexdigest()[:32]}"


def cached(
    key: str, build: Callable[[], str], load: Callable[[str], Loaded], directory: Path, warn: Warn
) -> Loaded:
    """Return what `load` makes of the text that `build` returns, or of the same text from the cache.

    Any number of processes may call this at once: files appear whole or not at all. A directory
    that cannot be written and a damaged file cost a warning and the time of `build`.

    Args:
        key: From `content_key`: the file's name without suffix.
        build: Slow.
        load: Fast; raises ValueError for a text that `build` never returned.
        directory: Made if it is not there.
        warn: Told, in one line, why the cache was of no use.
    """

    def write(file: IO[bytes]) -> None:
        body = build().encode("utf-8")
        file.write(_sum(body) + body)

    def read(file: Buffer) -> Loaded:
        return load(_checked(file))

    return cached_map(key, write, read, directory, warn, ".txt")


def cached_map(
    key: str,
    build: Callable[[IO[bytes]], object],
    load: Callable[[Buffer], Loaded],
    directory: Path,
    warn: Warn,
    suffix: str = ".map",
) -> Loaded:
    """Return what `load` makes of the file that `build` writes, opened by a read-only map; as `cached` does.

    Whoever is killed while building leaves a file that nobody reads, and that the next who builds deletes.

    Args:
        key: From `content_key`: the file's name without suffix.
        build: Slow; writes to the file, which it may rewind. Called again where the first file came to grief.
        load: Fast; raises ValueError for a file that `build` never wrote whole.
        directory: Made if it is not there.
        warn: Told, in one line, why the cache was of no use.
        suffix: Of the file's name.
    """
    path = directory / f"{key}{suffix}"
    with contextlib.suppress(
        OSError
    ):  # what keeps us from reading will keep us from writing, and is told then
        try:
            return load(_mapped(path))
        except ValueError:
            warn(f"{path}: the cache is damaged; building it anew")
    try:
        write_whole(path, build)
        _prune(path)
        return load(_mapped(path))
    except OSError as error:
        warn(f"{directory}: cannot keep a cache there ({error.strerror or error}); going on without")
    file = io.BytesIO()
    build(file)
    return load(file.getvalue())


def _mapped(path: Path) -> mmap.mmap:
    """Open a file by a read-only map, and note that it is in use.

    Raises:
        OSError: It is not there, or may not be read.
        ValueError: It is empty.
    """
    with path.open("rb") as file:
        if time.time() - os.fstat(file.fileno()).st_mtime > NOTED:
            with contextlib.suppress(OSError):
                os.utime(path)
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _checked(found: Buffer) -> str:
    """Return the text of a cached file.

    Raises:
        ValueError: It is not what was written.
    """
    body = memoryview(found)[SUM:]
    if found[:SUM] != _sum(body):
        raise ValueError("the sum is another")
    return str(body, "utf-8")


def _sum(body: bytes | memoryview) -> bytes:
    """Return what tells damage by chance. Who may write the cache may write this, too: it is no seal."""
    return b"%08x\n" % zlib.crc32(body)


def write_whole(path: Path, build: Callable[[IO[bytes]], object], mode: int = OURS) -> None:
    """Write a file in one step: it is there whole, on the disk, or not at all.

    Args:
        path: Where to; its folder is made if it is not there.
        build: Writes to the file, which it may rewind and read.
        mode: Who may do what with it, as far as the process lets others do anything.

    Raises:
        OSError: It cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear(path.parent)
    made = path.parent / f".{path.stem}-{_builder(os.getpid())}-{os.urandom(4).hex()}"
    handle = os.open(made, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(handle, "w+b") as file:
            build(file)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            made.unlink()
        raise


def _builder(process: int) -> str:
    """Return what names a process among those of this machine, or container, and all others."""
    try:
        space = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:  # no Linux
        space = 0
    return f"{_machine().replace('-', '_')}_{space}-{process}"


def _machine() -> str:
    """Return the name of this machine, as `socket.gethostname` does, but without a library where it can."""
    if sys.platform != "win32":
        return os.uname().nodename
    import socket

    return socket.gethostname()


def _clear(directory: Path) -> None:
    """Delete what processes of this machine left behind when they were killed while building."""
    for file in directory.glob(".*-*-*-*"):
        *_, machine, process, _ = file.name.split("-")
        is_ours = process.isdecimal() and _builder(int(process)) == f"{machine}-{process}"
        if is_ours and not _is_running(int(process)):
            with contextlib.suppress(OSError):
                file.unlink()


def _is_running(process: int) -> bool:
    """Whether there is such a process; told as true where asking might end it (Windows)."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _prune(path: Path) -> None:
    """Delete the files of the same kind beyond `KEPT` and `ROOM` that were used least of late."""
    kind, room = path.name.partition("-")[0], ROOM
    states: list[tuple[float, int, Path]] = []
    for file in path.parent.glob(f"{kind}-*"):
        with contextlib.suppress(OSError):  # another process deletes, too
            state = file.stat()
            states.append((state.st_mtime, state.st_size, file))
    for place, (_, size, file) in enumerate(sorted(states, reverse=True)):
        room -= size
        if place >= KEPT or (place and room < 0):
            with contextlib.suppress(OSError):
                file.unlink()
