"""Han characters in Japanese → which name words they can be read as: each has several readings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from normalize.distances import OSA
from normalize.shipped import files

# A consonant at the beginning of a later part of a word → the voiced one that it may turn into (rendaku).
# Source: Vance, The Sounds of Japanese (2008), chapter 7.
VOICED = {"sh": "j", "ch": "j", "ts": "z", "k": "g", "s": "z", "t": "d", "h": "b", "f": "b"}

# How a long vowel is written, and how newspapers write it in names. Source: the Hepburn system.
LONG = (("ou", "o"), ("oo", "o"), ("uu", "u"))

# Ways to read that are followed up at each character, the likest. A guess.
FOLLOWED = 12

# Nats that a letter of difference counts, beside what the channel counts. A guess: a wrong reading is another
# word, not another spelling.
LETTER = 2.0

# Characters that a part is read from, at most, and ways to read it. Guesses.
LONGEST, WAYS = 4, 200


def cost(written: str, right: str) -> tuple[float, int]:
    """Return what it costs, in nats, to read the beginning of some characters as a name word, and how many.

    Args:
        written: Han characters.
        right: The name word, as letters.
    """
    wanted = shortened(right)
    best = (LETTER * len(wanted), 0)
    ways = {""}
    for size, character in enumerate(_spelt_out(written), 1):
        longer = {way + one for way in ways for one in _readings(character, is_first=size == 1)}
        if not longer:
            break
        costs = {way: _letters_off(way, right[: len(way)]) for way in longer}
        ways = set(sorted(longer, key=lambda way: (costs[way], way))[:FOLLOWED])
        off = min(_letters_off(shortened(way), wanted) for way in ways)
        best = min(best, (LETTER * off, size))
    return best


def words(written: str) -> Iterator[tuple[str, int]]:
    """Yield how the first characters can be read, two or more of them, and how many they are."""
    ways = [""]
    for size, character in enumerate(_spelt_out(written[:LONGEST]), 1):
        longer = (way + one for way in ways for one in _readings(character, is_first=size == 1))
        ways = list(dict.fromkeys(longer))[:WAYS]
        if size > 1:
            yield from ((one, size) for way in ways for one in dict.fromkeys((way, shortened(way))))


def shortened(letters: str) -> str:
    """Return letters with long vowels short.

    >>> shortened("kouhei"), shortened("yuuta")
    ('kohei', 'yuta')
    """
    for long, short in LONG:
        letters = letters.replace(long, short)
    return letters


def _spelt_out(written: str) -> str:
    """Write the character again that an iteration mark stands for.

    >>> _spelt_out("佐々木")
    '佐佐木'
    """
    return re.sub("(.)々", r"\1\1", written)


def _letters_off(one: str, other: str) -> int:
    """In how many letters two words differ."""
    return round((1 - OSA.normalized_similarity(one, other)) * max(len(one), len(other)))


@cache
def _readings(character: str, *, is_first: bool) -> tuple[str, ...]:
    """How a character may be read, not distinct; further on, also voiced. The last vowel may go."""
    listed = table().get(character, ())
    plain = (*listed, *(one[:-1] for one in listed if len(one) > 2 and one[-1] in "iu"))
    if is_first:
        return plain
    return (*plain, *(VOICED[start] + one[len(start) :] for one in plain if (start := _start(one))))


def _start(reading: str) -> str:
    return next((start for start in VOICED if reading.startswith(start)), "")


@cache
def table() -> Mapping[str, tuple[str, ...]]:
    """Return the readings of the characters that names are written with, as letters.

    Source: training/bilingual/kanji.py.
    """
    text = files("normalize").joinpath("data", "kanji.txt").read_text("utf-8")
    rows = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {character: tuple(found) for character, *found in rows}
