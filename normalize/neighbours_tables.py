"""Name words → plain arrays in which the nearest of them are found: built once, stored, mapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from normalize.sound import skeleton, sound_form

# What a name word is compared by: its letters, its sounds, the classes of its consonants.
KINDS = ("letters", "sounds", "bones")

# The letters that words of each kind are made of; others count as unmarked. Source: normalize/sound.py.
ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "abdefghiklmnoprstuvzCJSZ", "bgnrst")

# Letters of the runs of sounds that words must share to meet. Source: of 475 garbled words of
# eval/wmt_dev.jsonl whose right word is among the 50 nearest of 756,000, 93 % meet it by runs of 4, 99.6 %
# by these or by the skeleton, also less one consonant where the beginning is the same; 5,300 others too.
RUN = 4

# First sounds that words with a consonant more or less must share. Source: the same; with none it is 48,000.
BEGINNING = 2

# Buckets for each name word: the more, the fewer strangers in one; 4 bytes each. Source: a guess.
BUCKETS = 4

# Words met that are weighed at most, but for those of one key. Source: the right word of 619 is among the
# 50 nearest of 756,000 for 76.7 %, of 3,000 met for 76.9, of 2,000 for 77.2 (benchmarks/million_lookup.md).
MET = 3_000

# Letters of a word that are stored with all others'; longer ones stand apart too. Source: a guess; 3 % are.
WIDTH = 16

_WORD = 64  # Bits of a mark.

# Letters of a word that are counted. Source: the number that a byte holds.
LONGEST = 255

Positions = NDArray[np.integer]


def forms(letters: str) -> tuple[str, str, str]:
    """Return a word as it is compared, one for each of `KINDS`."""
    return letters, sound_form(letters), skeleton(letters)


def keys(sounds: str, bones: str) -> list[int]:
    """Return the numbers by which words find each other: words that share one may be near.

    32 bits each, not distinct.
    """
    whole, bone = f"^{sounds}$".encode(), bones.encode()
    begun = b"%b|" % whole[1 : 1 + BEGINNING]
    texts = [b"#%b" % bone, begun + bone]
    texts += [begun + bone[:at] + bone[at + 1 :] for at in range(len(bone))]
    texts += [whole[at : at + RUN] for at in range(len(whole) - RUN + 1)]
    return [crc32(text) for text in texts]


def mark(word: str, alphabet: str) -> int:
    """Return which letters a word has, and which twice and so on, as a set of 64 bits.

    The letters that two words share are never more than the bits they share and the lesser of the
    numbers of their letters that have no bit.

    >>> mark("aba", "ab") == 0b111
    True
    """
    seen: dict[str, int] = {}
    bits = 0
    for letter in word:
        slot = alphabet.find(letter)
        time = seen[letter] = seen.get(letter, -1) + 1
        bits |= (1 << slot + time * len(alphabet)) & (1 << _WORD) - 1 if slot >= 0 else 0
    return bits


def build(parts: Iterable[str]) -> dict[str, NDArray[Any]]:
    """Return the tables of some name words, of letters a to z, in any order.

    Returns:
        For each kind its words by the order of the letters (`S`), and those that are longer than `WIDTH`
        with their positions; their marks and lengths (`u8`, four to a word); where each bucket of keys
        begins and the last ends (`u4`), and the positions of the words in each (`u4`).
    """
    ordered = sorted(set(parts))
    texts_of = [ordered, [sound_form(part) for part in ordered], [skeleton(part) for part in ordered]]
    tables: dict[str, NDArray[Any]] = {}
    for kind, texts in zip(KINDS, texts_of, strict=True):
        long = [at for at, text in enumerate(texts) if len(text) > WIDTH]
        tables[kind] = np.array(texts, f"S{WIDTH}")
        tables[f"{kind}_long"] = np.array([texts[at] for at in long], "S")
        tables[f"{kind}_long_at"] = np.array(long, np.uint32)
    tables["marks"] = _marks(texts_of)
    tables["bucket_at"], tables["buckets"] = _buckets(*texts_of[1:])
    return tables


def _marks(kinds: Sequence[Sequence[str]]) -> NDArray[np.uint64]:
    """Three marks of each word, and its three lengths and numbers of unmarked letters, a byte each."""
    rows = np.empty((len(kinds[0]), 4), np.uint64)
    sizes = np.zeros((len(rows), 8), np.uint8)
    for kind, (texts, alphabet) in enumerate(zip(kinds, ALPHABETS, strict=True)):
        rows[:, kind] = marks(texts, alphabet)
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        sizes[:, kind] = np.minimum(lengths, LONGEST)
        sizes[:, 3 + kind] = sizes[:, kind] - np.bitwise_count(rows[:, kind])
    rows[:, 3:] = sizes.view(np.uint64)
    return rows


def marks(words: Sequence[str], alphabet: str) -> NDArray[np.uint64]:
    """Return the `mark` of each word, several times as quick as one by one."""
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    slots = np.full(256, _WORD, np.int64)
    slots[np.frombuffer(alphabet.encode(), np.uint8)] = np.arange(len(alphabet))
    letters = slots[np.frombuffer("".join(words).encode(), np.uint8)]
    starts = np.cumsum(lengths) - lengths
    seen = np.zeros((len(words), _WORD + 1), np.uint8)
    found = np.zeros(len(words), np.uint64)
    for nth in range(lengths.max(initial=0)):
        here = np.flatnonzero(lengths > nth)
        slot = letters[starts[here] + nth]
        bit = slot + seen[here, slot].astype(np.int64) * len(alphabet)
        seen[here, slot] += 1
        told = bit < _WORD
        found[here[told]] |= np.uint64(1) << bit[told].astype(np.uint64)
    return found


def _buckets(sounds: Sequence[str], bones: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    count = 1 << max(8, (BUCKETS * len(sounds)).bit_length())
    numbers: list[int] = []

    def flat() -> Iterator[int]:
        for both in zip(sounds, bones, strict=True):
            mine = {key & count - 1 for key in keys(*both)}
            numbers.append(len(mine))
            yield from mine

    found = np.fromiter(flat(), np.uint32)
    owners = np.repeat(np.arange(len(sounds), dtype=np.uint32), numbers)
    order = np.argsort(found, kind="stable")
    starts = np.zeros(count + 1, np.uint32)
    np.cumsum(np.bincount(found, minlength=count), out=starts[1:])
    return starts, owners[order]


class Parts:
    """Name words in tables, by their positions in the order of the letters."""

    def __init__(self, tables: Mapping[str, NDArray[Any]]) -> None:
        plain = {name: np.asarray(table) for name, table in tables.items()}  # `np.memmap` is slow to slice
        self.marks: NDArray[np.uint64] = plain["marks"]
        self._texts = [(plain[kind], plain[f"{kind}_long"], plain[f"{kind}_long_at"]) for kind in KINDS]
        self._bucket_at, self._buckets = plain["bucket_at"], plain["buckets"]
        self._last = len(self._bucket_at) - 2

    def text(self, kind: int, at: Positions, lengths: NDArray[np.uint8]) -> list[bytes]:
        """Return words of a kind at some positions, of some lengths."""
        short, long, long_at = self._texts[kind]
        found: list[bytes] = short.take(at).tolist()
        for place in np.flatnonzero(lengths > WIDTH).tolist():
            found[place] = bytes(long[long_at.searchsorted(at[place])])
        return found

    def sharing(self, word: tuple[str, str, str]) -> Positions:
        """Return the positions of words that share a key with one, and of some that do not, in order.

        Keys that fewest share come first, as long as there are no more than `MET`.
        """
        slots = np.array(list({key & self._last for key in keys(*word[1:])}))
        first, last = self._bucket_at.take(slots).tolist(), self._bucket_at.take(slots + 1).tolist()
        met: list[Positions] = []
        room = MET
        for count, start in sorted((end - start, start) for start, end in zip(first, last, strict=True)):
            if (room := room - count) < 0 and met:
                break
            met.append(self._buckets[start : start + count])
        found = np.concatenate(met)
        found.sort()
        kept = np.empty(len(found), np.bool_)
        kept[:1] = True
        np.not_equal(found[1:], found[:-1], out=kept[1:])
        return found[kept]
