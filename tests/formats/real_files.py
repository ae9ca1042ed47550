"""The real files of the shared test data, and small corrections that are made in them.

Tests that read them are skipped where the data is absent: `pytestmark = REAL`.
"""

from __future__ import annotations

import random
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from normalize import formats
from normalize.errors import ReadError
from normalize.model import Correction, Document

ARCHIVE = Path(__file__).parents[2] / "../shared/data/formats/formats.tar.xz"
REAL = [
    pytest.mark.skipif(not ARCHIVE.exists(), reason="needs ../shared/data/formats"),
    pytest.mark.slow,
]

WORD = re.compile(r"\b[^\W\d_]{3,}(?: [A-Z][^\W\d_]+)*\b")
Garbler = Callable[[str, random.Random], str]


def members(*suffixes: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file with one of some suffixes; no two have the same name."""
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(suffixes) else None
            if file:
                yield Path(member.name).name, file.read()


def read_all(files: Iterable[tuple[str, bytes]]) -> tuple[list[tuple[bytes, Document]], dict[str, ReadError]]:
    """Return the files that can be read, with their bytes, and what is wrong with the others, by name."""
    found: list[tuple[bytes, Document]] = []
    faults: dict[str, ReadError] = {}
    for name, data in files:
        try:
            found.append((data, formats.read(data, name)))
        except ReadError as error:
            faults[name] = error
    return found, faults


def garbled(word: str, chance: random.Random, other: str = "O'Brien-Smith", first: int = 0) -> str:
    """Return a word with a letter changed, added or left out, from the `first` on; or another."""
    at = chance.randrange(first, len(word))
    return chance.choice(
        [f"{word[:at]}q{word[at + 1 :]}", f"{word[:at]}e{word[at:]}", word[:at] + word[at + 1 :], other]
    )


def some_corrections(
    document: Document,
    chance: random.Random,
    garble: Garbler = garbled,
    count: int = 20,
    words: re.Pattern[str] = WORD,
) -> list[Correction]:
    """Return up to `count` small corrections of words anywhere in a document."""
    places = [
        (number, match)
        for number, segment in enumerate(document.segments)
        for match in words.finditer(segment.text)
    ]
    picked = chance.sample(places, min(count, len(places)))
    return [Correction(number, one.start(), one.end(), garble(one[0], chance)) for number, one in picked]
