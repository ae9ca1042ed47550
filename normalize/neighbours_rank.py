"""Name words that may be near a sought one → the nearest, exactly; most others are ruled out by a bound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from normalize.neighbours import IN_LETTERS, IN_ORDER, IN_SKELETON, IN_SOUND, KEPT, Nearest, single
from normalize.neighbours_tables import ALPHABETS, LONGEST, Parts, mark

# Words that are compared in order first: those whose bound is highest. Source: of 300 to 1,500,
# changed by hand, about the quickest at 8,000 name words as at 756,000; they hardly differ.
ROUGH = 400

# Of which so many, more than `KEPT`, are compared in full, so that others are measured against the last kept.
# Source: of 80 to 200, the same.
FIRST = 150

# What a bound may fall short of the likeness it bounds, being added up in another order. Source: float32 has
# 24 bits, which is 2e-7 of 3.5; more, to be safe.
SLACK = np.float32(1e-5)

Floats = NDArray[np.float32]
Places = NDArray[np.integer]
Forms = tuple[str, str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Others:
    """Name words that a word is compared with, one for each place, in the order of their letters.

    Attributes:
        marks: Their marks: a row for each kind.
        sizes: Their lengths, a row for each kind, and their numbers of unmarked letters, likewise.
        weights: A kind and a length → what a letter shared with a word of that length adds, by place.
        text: What they are written like, of a kind, at some places.
    """

    marks: NDArray[np.uint64]
    sizes: NDArray[np.uint8]
    weights: Callable[[int, int], Floats]
    text: Callable[[int, Places], list[bytes]]

    @classmethod
    def among(cls, parts: Parts, at: Places) -> Others:
        """Make them of the name words at some positions, in order."""
        marks, sizes = _columns(parts.marks.take(at, axis=0))
        return cls(
            marks,
            sizes,
            lambda kind, length: _weight(kind, length).take(sizes[kind]),
            lambda kind, places: parts.text(kind, at.take(places), sizes[kind].take(places)),
        )

    @classmethod
    def all(cls, parts: Parts) -> Others:
        """Make them of all name words, so that many words can be compared with them."""
        marks, sizes = map(np.ascontiguousarray, _columns(np.asarray(parts.marks)))
        texts = [
            np.array(parts.text(kind, np.arange(sizes.shape[1]), sizes[kind]), object) for kind in range(3)
        ]
        weights = lru_cache(maxsize=64)(lambda kind, length: _weight(kind, length).take(sizes[kind]))
        return cls(marks, sizes, weights, lambda kind, places: texts[kind].take(places).tolist())


def _columns(rows: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    return rows.T[:3], rows.view(np.uint8).T[24:30]


@lru_cache(maxsize=1 << 10)
def _weight(kind: int, length: int) -> Floats:
    """What a shared letter adds to the likeness of a word of a length with words of each length, at most."""
    lengths = np.arange(LONGEST + 1, dtype=np.float32)
    either = np.float32(1) / np.maximum(np.maximum(lengths, length), 1)
    both = np.float32(2) / np.maximum(lengths + length, 1)
    each = (IN_LETTERS * either + IN_ORDER * both, IN_SOUND * either, IN_SKELETON * either)[kind]
    return each.astype(np.float32)


@lru_cache(maxsize=1 << 8)
def _exchanges(length: int) -> Floats:
    """What unlikeness in order is with exchanges, at least, for a word of a length and words of each length.

    An exchange does what leaving out two letters does: half of the letters left out, of the longer word.
    """
    lengths = np.arange(LONGEST + 1, dtype=np.float32)
    return ((lengths + length) / 2 / np.maximum(np.maximum(lengths, length), 1)).astype(np.float32)


def _bound(word: str, kind: int, others: Others) -> Floats:
    """What one kind of form adds to a word's likeness with others, at most, by place."""
    if not word:
        full = (IN_LETTERS + IN_ORDER, IN_SOUND, IN_SKELETON)[kind]
        return np.where(others.sizes[kind] == 0, np.float32(full), np.float32(0))
    mine, length = mark(word, ALPHABETS[kind]), min(len(word), LONGEST)
    shared = np.bitwise_count(others.marks[kind] & np.uint64(mine))
    if spare := length - mine.bit_count():
        shared += np.minimum(others.sizes[3 + kind], np.uint8(spare))
    most: Floats = others.weights(kind, length) * shared
    return most


def _alike(scorer: Callable[..., float], word: str, others: Sequence[bytes]) -> Floats:
    found: Floats = process.cdist([word], others, scorer=scorer, dtype=np.float32)[0]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """A word among others.

    Attributes:
        word: As it is compared.
        others: What with.
        rest: What sounds and skeletons add to the likeness, at most, by place.
    """

    word: Forms
    others: Others
    rest: Floats

    def most(self, order: Floats, at: Places) -> Floats:
        """Return what the likeness in all is at most, given that in order, for some places."""
        exchanges = _exchanges(min(len(self.word[0]), LONGEST)).take(self.others.sizes[0].take(at))
        most: Floats = IN_ORDER * order + IN_LETTERS * (1 - (1 - order) * exchanges)
        return most + self.rest.take(at) + SLACK

    def in_letters(self, at: Places) -> Floats:
        """Return the likeness of the letters of some."""
        return _alike(OSA.normalized_similarity, self.word[0], self.others.text(0, at))

    def in_full(self, at: Places, letters: Floats, order: Floats) -> NDArray[np.float32]:
        """Return the likenesses of some in the order of `Near`, a row each, and below them that in all."""
        sound = _alike(OSA.normalized_similarity, self.word[1], self.others.text(1, at))
        bones = _alike(OSA.normalized_similarity, self.word[2], self.others.text(2, at))
        whole = IN_LETTERS * letters + IN_ORDER * order + IN_SOUND * sound + IN_SKELETON * bones
        return np.array([letters, order, sound, bones, whole])

    def best(self, at: Places, alike: NDArray[np.float32]) -> Nearest:
        """Return the best of what `in_full` found, without the word itself."""
        whole = alike[-1]
        close = np.flatnonzero(whole >= _nth(whole, KEPT + 1))
        best = close[np.lexsort((at[close], -whole[close]))]
        texts = [text.decode("ascii") for text in self.others.text(0, at[best])]
        kept = [place for place, text in enumerate(texts) if text != self.word[0]][:KEPT]
        rows = map(single, alike[:-1, best[kept]])
        return Nearest(tuple([texts[place] for place in kept]), tuple(rows))

    def nearest(self, limit: Floats) -> Nearest:
        """Return the nearest, given what the likeness of each is at most."""
        at = _top(limit, ROUGH)
        order = _alike(Indel.normalized_similarity, self.word[0], self.others.text(0, at))
        most = self.most(order, at)
        first = _top(most, FIRST)
        done = at.take(first)
        alike = self.in_full(done, self.in_letters(done), order.take(first))
        least = _nth(alike[-1], KEPT + 1)
        most[first] = limit[at] = -1
        more = np.flatnonzero(limit >= least)
        other = _alike(Indel.normalized_similarity, self.word[0], self.others.text(0, more))
        may = np.flatnonzero(np.concatenate([most, self.most(other, more)]) >= least)
        left, also = self._left(
            np.concatenate([at, more]).take(may), np.concatenate([order, other]).take(may), least
        )
        return self.best(np.concatenate([done, left]), np.hstack([alike, also]))

    def _left(self, at: Places, order: Floats, least: np.float32) -> tuple[Places, NDArray[np.float32]]:
        """Compare in full those of some that may be as alike as the least kept yet."""
        letters = self.in_letters(at)
        most = IN_LETTERS * letters + IN_ORDER * order + self.rest.take(at) + SLACK
        may = np.flatnonzero(most >= least)
        at = at.take(may)
        return at, self.in_full(at, letters.take(may), order.take(may))


def _nth(values: Floats, count: int) -> np.float32:
    """The greatest value but so many less one; the least, if there are fewer."""
    nth: np.float32 = np.partition(values, -min(count, len(values)))[-min(count, len(values))]
    return nth


def _top(values: Floats, count: int) -> Places:
    """Places of the greatest values, in no order."""
    return np.argpartition(values, -count)[-count:] if count < len(values) else np.arange(len(values))


def nearest(word: Forms, others: Others) -> Nearest:
    """Return the nearest to a word: best first, ties by letters, without itself, `KEPT` at most.

    Args:
        word: As `neighbours_tables.forms` gives it.
        others: At least one.
    """
    search = _Search(word, others, _bound(word[1], 1, others) + _bound(word[2], 2, others))
    return search.nearest(_bound(word[0], 0, others) + search.rest + SLACK)
