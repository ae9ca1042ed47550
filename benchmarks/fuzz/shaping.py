"""Changes that reach further than those of bytes: text stays text, and archives are changed from within."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from random import Random

# Changes some bytes, to at most so many of them.
Mutate = Callable[[bytes, int], bytes]

# What share of the changes is to the archive itself, what share may leave what is no UTF-8, and what share is
# to the shape of a text: content only, or whole elements. Guesses.
OUTSIDE = 0.15
UNREADABLE = 0.15
WITHIN, WHOLE = 0.35, 0.15

# What stands between marks; the marks; whole elements, strings and lines, in any of the formats.
CONTENT = re.compile(rb">([^<>]+)<|\"((?:[^\"\\\n]|\\.)*)\"")
MARKS = re.compile(rb"[<>&\"\\]")
ELEMENT = re.compile(
    rb"<(\w[\w:-]*)[^<>]*>(?:[^<]|<(?!\1\b))*?</\1>|<[^<>]+/>|\"(?:[^\"\\\n]|\\.)*\"|[^\n]+\n"
)


def respelt(data: bytes, most: int, seed: int, mutate: Mutate) -> bytes:
    """Return a text changed; mostly without what is no UTF-8 after it, which all but few readers refuse."""
    random = Random(seed)
    drawn = random.random()
    if drawn < WITHIN:
        changed = _content_changed(data, random, mutate)
    elif drawn < WITHIN + WHOLE:
        changed = _elements_moved(data, random)
    else:
        changed = bytes(mutate(data, most))
    if random.random() >= UNREADABLE:
        changed = changed.decode("utf-8", "ignore").encode() or changed
    return changed[:most]


def _content_changed(data: bytes, random: Random, mutate: Mutate) -> bytes:
    """Return a text in which the content of one element or string is other content."""
    spans = [match.span(match.lastindex or 0) for match in CONTENT.finditer(data)]
    if not spans:
        return bytes(mutate(data, len(data) + 64))
    start, end = random.choice(spans)
    content = MARKS.sub(b"", bytes(mutate(data[start:end] or b" ", end - start + 64)))
    return data[:start] + content + data[end:]


def _elements_moved(data: bytes, random: Random) -> bytes:
    """Return a text in which one element, string or line stands for or beside another, or is left out."""
    spans = [match.span() for match in ELEMENT.finditer(data)] or [(0, len(data))]
    (start, end), (left, right) = random.choice(spans), random.choice(spans)
    moved = random.choice([data[start:end], data[start:end], b""])
    return data[:left] + moved + data[random.choice([left, right]) :]


def reshaped(data: bytes, most: int, seed: int, mutate: Mutate) -> bytes:
    """Return an archive with one of its parts changed; what is no archive is changed as it is."""
    random = Random(seed)
    parts = _parts(data)
    if not parts or random.random() < OUTSIDE:
        return mutate(data, most)
    texts = [name for name in parts if name.endswith((".xml", ".rels"))]
    name = random.choice(texts if texts and random.random() < 0.95 else list(parts))
    most_of_part = max(len(parts[name]), 4096) + 512
    parts[name] = respelt(parts[name], most_of_part, random.getrandbits(32), mutate)
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
