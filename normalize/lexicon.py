"""Whether a word is right as written: somebody's or somewhere's real name, or ordinary English.

Two read-only tries, memory-mapped, made by `training/background`: exact membership, so that a
garbled spelling is known only if it also is a real name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import marisa_trie

from normalize.keys import fold_letters
from normalize.tokens import is_capitalised

DATA = Path(__file__).parent / "data"

# What divides the words of a name: white space, hyphens, dashes, full stops, commas, slashes.
DIVIDERS = re.compile(r"[\s\-‐‑–—.,/_]+")

# The possessive of a word: 's after any letter, a lone apostrophe after an s.
POSSESSIVE = re.compile(r"(?:['’‘`´ʼ]s|(?<=s)['’‘`´ʼ])$", re.IGNORECASE)

# Flag bits beside a word's share. Source: `pack_word` in training/background/build.py.
LISTED, DEMONYM, DICTIONARY = 0x10, 0x20, 0x40

# A word is ordinary from this Zipf frequency on (3.0 is once in a million words) ...
ORDINARY_ZIPF = 2.0
# ... if at least this share of its uses inside a sentence are in lower case.
# Source for both: the trials in training/background/README.md; the result hardly moves around them.
ORDINARY_SHARE = 0.5


# Words whose entries stay in memory: every word of a name is asked for some twenty times. A guess; 3 MB.
WORDS_KEPT = 1 << 13


@dataclass(frozen=True, slots=True)
class NameUse:
    """How common a spelling is as a name.

    Attributes:
        given: As a given name, 0 (unknown) to 15: one level more for each doubling of the people who
            bear it in Wikidata labels. Where no source records the role, it is guessed from the letters.
        family: As a family name, on the same scale; doubtful names have both levels.
        place: As a place: 1 below 1,000 people, one more for each doubling; countries 15; parts of
            longer place names ("Dhabi") 1.
    """

    given: int
    family: int
    place: int

    @property
    def known(self) -> bool:
        """Whether it is anybody's or anywhere's name."""
        return bool(self.given or self.family or self.place)


UNKNOWN = NameUse(0, 0, 0)


@cache
def unpack_name(packed: bytes) -> NameUse:
    """Return the levels in a name's two bytes: given and family in the first, place in the second."""
    return NameUse(packed[0] >> 4, packed[0] & 15, packed[1])


def fold_name(text: str) -> str:
    """Return the key of a name: its words as letters a to z, joined by one space.

    >>> fold_name("Łódź"), fold_name("al-Balah"), fold_name("O’Brien"), fold_name(" Suda  Bay ")
    ('lodz', 'al balah', 'obrien', 'suda bay')
    """
    if text.isalpha():
        return fold_letters(text)
    words = (fold_letters(word) for word in DIVIDERS.split(text))
    return " ".join(word for word in words if word)


def bare(word: str) -> str:
    """Return a word in lower case, without its possessive ending.

    >>> bare("Russia’s"), bare("Germans'"), bare("O'Brien")
    ('russia', 'germans', "o'brien")
    """
    if word.isalpha():
        return word.lower()
    return POSSESSIVE.sub("", word).replace("’", "'").lower()


class Lexicon:
    """Names and words known to be right as written. Look-ups take about a microsecond."""

    __slots__ = ("_entry", "_names", "_words", "is_ordinary", "names", "zipf")

    def __init__(self, names: Path, words: Path) -> None:
        """Map the two tries; nothing is read until it is asked for."""
        self._names = marisa_trie.BytesTrie().mmap(str(names))
        self._words = marisa_trie.BytesTrie().mmap(str(words))
        self._entry = lru_cache(WORDS_KEPT)(self._find_entry)
        self.names = lru_cache(WORDS_KEPT)(self._find_names)
        self.zipf = lru_cache(WORDS_KEPT)(self._find_zipf)
        self.is_ordinary = lru_cache(WORDS_KEPT)(self._find_ordinary)

    def _find_names(self, text: str) -> NameUse:
        """Return how common a token, or a place of up to four words, is as a name.

        Case, marks and a possessive ending do not matter; hyphens count as spaces.
        """
        if text.isalpha():
            found = self._names.get(fold_letters(text))
        else:
            found = self._names.get(fold_name(POSSESSIVE.sub("", text))) or self._names.get(fold_name(text))
        return unpack_name(found[0]) if found else UNKNOWN

    def _find_entry(self, word: str) -> tuple[int, int]:
        """Return a word's Zipf frequency in tenths, and its share in tenths with flags."""
        key = bare(word)
        found = self._words.get(key) if key.isprintable() else None  # the trie chokes on NUL
        return (found[0][0], found[0][1]) if found else (0, 0)

    def _find_zipf(self, word: str) -> float:
        """Return the Zipf frequency of a word in English, 0.0 (unknown) to 8.0."""
        return self._entry(word)[0] / 10

    def lower_share(self, word: str) -> float:
        """Return how often a word is in lower case inside a sentence, 0.0 to 1.0; 0.0 if unknown."""
        return (self._entry(word)[1] & 15) / 10

    def is_demonym(self, word: str) -> bool:
        """Whether a word names a people, nationality or faith: "Russian", "Russians", "Scot's"."""
        return bool(self._entry(word)[1] & DEMONYM)

    def _find_ordinary(self, word: str) -> bool:
        """Whether a word is ordinary vocabulary: "water", "Minister", "March", "Russian", "Kremlin-backed".

        Listed words (demonyms, months, weekdays, offices, bodies) are, and those that the spelling
        dictionary has in lower case only; others by frequency and case. A name that is also a word
        (Rice, Price) is ordinary too: ask `names` as well.
        """
        zipf, share = self._entry(word)
        if share & (LISTED | DEMONYM | DICTIONARY):
            return True
        if not zipf and "-" in word:
            return all(part and self.is_ordinary(part) for part in word.split("-"))
        return zipf >= ORDINARY_ZIPF * 10 and (share & 15) >= ORDINARY_SHARE * 10

    def is_strange(self, word: str) -> bool:
        """Whether a word of a run looks like another word of a name: "Rutte", but not "Minister" or "J"."""
        return len(word) > 1 and is_capitalised(word) and not self.is_ordinary(word)


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon that comes with the package, opened once."""
    return Lexicon(DATA / "names.marisa", DATA / "words.marisa")
