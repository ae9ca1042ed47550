"""Changes that reach further than those of bytes: text stays text, and archives are changed from within."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from random import Random

# Changes some bytes, to at most so many of them.
Mutate = Callable[[bytes, int], bytes]

# What share of the changes is to the archive itself, and what share may leave what is no UTF-8. Guesses.
OUTSIDE = 0.15
UNREADABLE = 0.15


def respelt(data: bytes, most: int, seed: int, mutate: Mutate) -> bytes:
    """Return a text changed; mostly without what is no UTF-8 after it, which all but few readers refuse."""
    changed = bytes(mutate(data, most))
    if Random(seed).random() < UNREADABLE:
        return changed
    return changed.decode("utf-8", "ignore").encode() or changed


def reshaped(data: bytes, most: int, seed: int, mutate: Mutate) -> bytes:
    """Return an archive with one of its parts changed; what is no archive is changed as it is."""
    random = Random(seed)
    parts = _parts(data)
    if not parts or random.random() < OUTSIDE:
        return mutate(data, most)
    texts = [name for name in parts if name.endswith((".xml", ".rels"))]
    name = random.choice(texts if texts and random.random() < 0.95 else list(parts))
    parts[name] = bytes(mutate(parts[name], max(len(parts[name]), 4096) + 512))
    made = _archive(parts)
    return made if len(made) <= most else data


def _parts(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        KeyError,
    ):
        return {}


def _archive(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 1)
    return made.getvalue()
