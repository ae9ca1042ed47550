"""Something slow to build → the same from a text in the cache directory, keyed by what made it.

Never pickle: a cache that others can write to must not run code.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from normalize import __version__

# How many files of one kind stay. A guess: more than a desk has gazetteers.
KEPT = 16

# Bytes of the line that begins a file: eight hexadecimal digits of CRC-32.
SUM = 9

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
    path = directory / f"{key}.txt"
    found = _read(path)
    if found is not None:
        try:
            return load(_checked(found))
        except ValueError:
            warn(f"{path}: the cache is damaged; building it anew")
    text = build()
    try:
        _write(path, text)
        _prune(path)
    except OSError as error:
        warn(f"{directory}: cannot keep a cache there ({error.strerror or error}); going on without")
    return load(text)


def _read(path: Path) -> bytes | None:
    """Return the cached file; None when there is none."""
    try:
        return path.read_bytes()
    except OSError:  # what keeps us from reading will keep us from writing, and is told then
        return None


def _checked(found: bytes) -> str:
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


def _write(path: Path, text: str) -> None:
    """Write the text under its sum, so that damage is seen, in one step."""
    import tempfile

    body = text.encode("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_sum(body) + body)
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _prune(path: Path) -> None:
    """Delete the oldest files of the same kind beyond `KEPT`; another process may do so too."""
    kind = path.name.partition("-")[0]
    files = [(file.stat().st_mtime, file) for file in path.parent.glob(f"{kind}-*") if file.exists()]
    for _, file in sorted(files, reverse=True)[KEPT:]:
        with contextlib.suppress(FileNotFoundError):
            file.unlink()
