"""A source text → its words as letters, as they sound in whatever script, and where a name may end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple

from normalize.keys import fold_letters
from normalize.patterns import later

Script = Literal["latin", "letters", "kana", "han", "kanji"]

_KATAKANA, _HIRAGANA, _HAN = "ァ-ヺーヽヾ", "ぁ-ゖゝゞ", "\u3400-\u9fff\uf900-\ufaff々"
_LETTER = rf"(?:(?![{_KATAKANA}{_HIRAGANA}{_HAN}])[^\W\d_])"
STRETCH = later(
    rf"(?P<kana>[{_KATAKANA}]{{2,}})|(?P<han>[{_HAN}]+)|(?P<letters>{_LETTER}+(?:['’ʼ-]{_LETTER}+)*)"
)
LATIN = later("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
JAPANESE = later(f"[{_KATAKANA}{_HIRAGANA}]")

# Characters of a Han script that a name has at most: eight stand for the longest foreign ones that newspapers
# print without a dot, three or four for others. Guesses.
LONGEST_HAN, LONGEST_KANJI = 6, 4

# Letters that an inflected word may have after the name, and nats for each; nats for whatever follows a name
# in a run of katakana. Guesses.
TAIL, TAIL_COST, MORE_COST = 4, 0.35, 1.4

# Characters of a word, or of a run of katakana, from which on it is no name. A guess: more than any has.
NO_NAME = 60

# Readings of one text at most, so that no segment takes forever: those of some ten pages. A guess.
MOST = 5_000

# Source texts whose readings stay in memory. A guess: those of one document.
TEXTS_KEPT = 256


class Reading(NamedTuple):
    """A word of a source, or what begins at one character of a script without spaces.

    Attributes:
        written: As it stands there.
        script: Of Han characters in a Japanese text `kanji`, of other
            alphabets than the Latin one `letters`.
        letters: How it reads; empty for kanji, which have several readings each.
        ends: Where in `letters` a name may end, what that costs in nats, and how much of `written` it is.
    """

    written: str
    script: Script
    letters: str
    ends: tuple[tuple[int, float, int], ...]


@lru_cache(TEXTS_KEPT)
def readings(text: str) -> tuple[Reading, ...]:
    """Return what a name may stand in, in order, `MOST` at most."""
    is_japanese = bool(JAPANESE.search(text))
    found: list[Reading] = []
    for stretch in STRETCH.finditer(text):
        if len(found) >= MOST:
            break
        written = stretch.group()
        if stretch.lastgroup != "han" and len(written) >= NO_NAME:
            continue
        if stretch.lastgroup == "kana":
            found += _kana(written)
        elif stretch.lastgroup == "han":
            found += _kanji(written) if is_japanese else _han(written)
        else:
            parts = written.split("-")
            found += map(_spaced, dict.fromkeys([written, *parts]))
    return tuple(one for one in found[:MOST] if one.letters or one.script == "kanji")


def _spaced(word: str) -> Reading:
    """A word between spaces, which may be inflected."""
    from anyascii import anyascii

    letters = fold_letters(anyascii(word))
    size = len(letters)
    tails = range(min(TAIL, size - 1) + 1)
    ends = tuple((size - tail, TAIL_COST * tail, len(word)) for tail in tails)
    return Reading(word, "latin" if LATIN.match(word) else "letters", letters, ends)


def _kana(run: str) -> Iterator[Reading]:
    """A run of katakana: mostly a name or a part of one."""
    from jaconv import kata2alphabet

    letters = fold_letters(kata2alphabet(run))
    inner = tuple((end, MORE_COST, len(run)) for end in range(1, len(letters)))
    yield Reading(run, "kana", letters, (*inner, (len(letters), 0.0, len(run))))


def _han(run: str) -> Iterator[Reading]:
    """What begins at each character, in Mandarin; it may end after any."""
    from anyascii import anyascii

    syllables = [fold_letters(anyascii(one)) for one in run]
    for first in range(len(run)):
        some = syllables[first : first + LONGEST_HAN]
        ends = tuple((end, 0.0, size) for size, end in enumerate(accumulate(map(len, some)), 1))
        yield Reading(run[first : first + LONGEST_HAN], "han", "".join(some), ends)


def _kanji(run: str) -> Iterator[Reading]:
    """What begins at each character, to be read by `kanji`."""
    for first in range(len(run)):
        yield Reading(run[first : first + LONGEST_KANJI], "kanji", "", ())
