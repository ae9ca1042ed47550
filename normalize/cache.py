"""Something slow to build → the same as JSON from the cache directory, keyed by what made it.

Never pickle: a cache that others can write to must not run code.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from normalize import __version__

# How many files of one kind stay. A guess: more than a desk has gazetteers.
KEPT = 16

Warn = Callable[[str], None]


def user_cache_dir() -> Path:
    """Return where caches of this user go; not made yet."""
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


def cached_json(key: str, build: Callable[[], Any], directory: Path, warn: Warn) -> Any:
    """Return what `build` returns, as JSON turns it, from the cache if it is there.

    Any number of processes may call this at once: files appear whole or not at all. A directory
    that cannot be written and a damaged file cost a warning and the time of `build`.

    Args:
        key: From `content_key`: the file's name without suffix.
        directory: Made if it is not there.
        warn: Told, in one line, why the cache was of no use.
    """
    path = directory / f"{key}.json"
    found = _read(path, warn)
    if found is not None:
        return json.loads(found)
    text = json.dumps(build(), ensure_ascii=False, separators=(",", ":"))
    try:
        _write(path, text)
        _prune(path)
    except OSError as error:
        warn(f"{directory}: cannot keep a cache there ({error.strerror or error}); going on without")
    return json.loads(text)


def _read(path: Path, warn: Warn) -> str | None:
    """Return the cached text; None when there is none or it is not what was written."""
    try:
        digest, _, body = path.read_bytes().partition(b"\n")
    except OSError:  # what keeps us from reading will keep us from writing, and is told then
        return None
    if digest.decode("ascii", "replace") != hashlib.sha256(body).hexdigest():
        warn(f"{path}: the cache is damaged; building it anew")
        return None
    return body.decode("utf-8")


def _write(path: Path, text: str) -> None:
    """Write the text under its digest, so that damage is seen, in one step."""
    body = text.encode("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(body).hexdigest().encode("ascii") + b"\n" + body)
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _prune(path: Path) -> None:
    """Delete the oldest files of the same kind beyond `KEPT`; another process may do so too."""
    kind = path.name.partition("-")[0]
    files = [(file.stat().st_mtime, file) for file in path.parent.glob(f"{kind}-*.json") if file.exists()]
    for _, file in sorted(files, reverse=True)[KEPT:]:
        with contextlib.suppress(FileNotFoundError):
            file.unlink()
