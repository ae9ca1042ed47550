"""Several sought words → the nearest to each of a few name words, all of which are compared at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from normalize.neighbours import IN_LETTERS, IN_ORDER, IN_SKELETON, IN_SOUND, KEPT, Nearest, single
from normalize.neighbours_tables import Parts

# Sought words that are compared at once. Source: a guess; more are hardly quicker, and take 320 kB each.
AT_ONCE = 64

Floats = NDArray[np.float32]


class Everyone:
    """All name words, as rapidfuzz compares them."""

    def __init__(self, parts: Parts) -> None:
        lengths = np.asarray(parts.marks).view(np.uint8).T[24:27]
        at = np.arange(len(parts.marks))
        letters, self._sounds, bones = (parts.text(kind, at, lengths[kind]) for kind in range(3))
        self._letters = [word.decode("ascii") for word in letters]
        # Many share a skeleton, which is compared once.
        distinct = {skeleton: place for place, skeleton in enumerate(dict.fromkeys(bones))}
        self._bones = list(distinct)
        self._with = np.array([distinct[skeleton] for skeleton in bones], np.intp)

    def nearest(self, words: Sequence[tuple[str, str, str]]) -> list[Nearest]:
        """Return the nearest to each word: best first, ties by letters, without the word, `KEPT` at most.

        Args:
            words: As `neighbours_tables.forms` gives them.
        """
        batches = (words[first : first + AT_ONCE] for first in range(0, len(words), AT_ONCE))
        return [found for batch in batches for found in self._nearest(batch)]

    def _nearest(self, words: Sequence[tuple[str, str, str]]) -> list[Nearest]:
        letters, sounds, bones = zip(*words, strict=True)
        alike = (
            _alike(OSA.normalized_similarity, letters, self._letters),
            _alike(Indel.normalized_similarity, letters, self._letters),
            _alike(OSA.normalized_similarity, sounds, self._sounds),
            _alike(OSA.normalized_similarity, bones, self._bones),
        )
        return [self._best(word, *rows) for word, *rows in zip(letters, *alike, strict=True)]

    def _best(self, word: str, letters: Floats, order: Floats, sound: Floats, bones: Floats) -> Nearest:
        whole = IN_LETTERS * letters + IN_ORDER * order
        whole += IN_SOUND * sound
        whole += (IN_SKELETON * bones).take(self._with)
        wanted = min(KEPT + 1, len(whole))
        (close,) = np.nonzero(whole >= np.partition(whole, -wanted)[-wanted])  # few are sorted, not all
        ranked = close[np.argsort(-whole[close], kind="stable")].tolist()
        best = [place for place in ranked if self._letters[place] != word][:KEPT]
        alike = letters[best], order[best], sound[best], bones[self._with[best]]
        return Nearest(tuple([self._letters[place] for place in best]), tuple(map(single, alike)))


def _alike(scorer: Callable[..., float], words: Sequence[str], others: Sequence[str | bytes]) -> Floats:
    found: Floats = process.cdist(words, others, scorer=scorer, dtype=np.float32)
    return found
