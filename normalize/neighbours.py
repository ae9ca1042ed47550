"""A word → the name words it may be a garbled form of, nearest first, among a few or among a million."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from normalize.neighbours_all import Everyone
    from normalize.neighbours_rank import Others
    from normalize.neighbours_tables import Parts

# How many name words are kept as what a garbled word may be, best first.
# Source: the right word of 619 garbled ones of eval/wmt_dev.jsonl is among the first 10 for 95.6 %, 20 for
# 97.4 %, 50 for 98.9 % (benchmarks/candidates.py).
KEPT = 50

# What the likenesses of a word's letters, its sounds, its consonants, and its letters in order count.
# Source: a few were tried on the same words; by the channel's cost the first 10 have 94.8 %, 20 97.2 %.
IN_LETTERS, IN_SOUND, IN_SKELETON, IN_ORDER = 1.0, 1.0, 0.5, 1.0

# Name words up to which each is compared with a sought word; beyond, those that share a key with it.
# Source: benchmarks/million_lookup.md: about there the two cost the same (0.60 ms a word with each of 17,875,
# 0.44 by keys among 116,776).
EXHAUSTIVE = 20_000


# Words sought at once from which it is quicker to compare them with all name words than to rule most out.
# Source: benchmarks/million_lookup.py --at-once 1 4 8 20 64: at 8 both take the same.
SEVERAL = 8


class Near(NamedTuple):
    """A name word that a garbled word may stand for.

    Attributes:
        letters: The name word.
        in_letters: How alike the letters of the two are, 0.0 to 1.0; `in_order` likewise without exchanges.
        in_sound: How alike they sound; `in_skeleton` likewise, consonants alone.
    """

    letters: str
    in_letters: float
    in_order: float
    in_sound: float
    in_skeleton: float

    @property
    def likeness(self) -> float:
        """How alike the two are in all, 0.0 to 3.5."""
        shares = (IN_LETTERS, IN_ORDER, IN_SOUND, IN_SKELETON)
        return sum(share * alike for share, alike in zip(shares, self[1:], strict=True))


# A name word of its five attributes: several times as quick as `Near` itself; a word has fifty.
made: Callable[[tuple[str, float, float, float, float]], Near] = partial(tuple.__new__, Near)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The name words nearest to a word, most alike first: few objects and some 2 KB, for many are kept.

    Attributes:
        letters: The name words.
        alike: A row for each likeness, in the order of `Near`.
    """

    letters: tuple[str, ...] = ()
    alike: tuple[array[float], ...] = ()

    def first(self, count: int = KEPT) -> tuple[Near, ...]:
        """Return so many of them, one by one."""
        return tuple(map(made, zip(self.letters[:count], *self.alike, strict=False)))


def single(row: NDArray[np.float32]) -> array[float]:
    """Return likenesses as `Nearest` keeps them."""
    return array("f", row.tobytes())


class Neighbours:
    """Name words, and what is nearest to a word among them. Read-only; opened without reading.

    Args:
        tables: What `neighbours_tables.build` made of the name words: in memory, or mapped from files.
    """

    def __init__(self, tables: Mapping[str, NDArray[Any]]) -> None:
        self._tables = tables

    @cached_property
    def _parts(self) -> Parts:
        from normalize.neighbours_tables import Parts

        return Parts(self._tables)

    @cached_property
    def _everyone(self) -> Everyone:
        from normalize.neighbours_all import Everyone

        return Everyone(self._parts)

    @cached_property
    def _others(self) -> Others:
        from normalize.neighbours_rank import Others

        return Others.all(self._parts)

    def __len__(self) -> int:
        return len(self._tables["marks"])

    def search(self, words: Sequence[str]) -> list[tuple[Near, ...]]:
        """Return what `find` finds, name word by name word."""
        return [one.first() for one in self.find(words)]

    def find(self, words: Sequence[str]) -> list[Nearest]:
        """Return the nearest to each word: best first, ties by letters, without the word, `KEPT` at most.

        Up to `EXHAUSTIVE` name words, exactly those of all; beyond, of those that share a key with it.

        Args:
            words: Letters a to z.
        """
        from normalize.neighbours_tables import forms

        sought = [forms(word) for word in words]
        few = len(self) <= EXHAUSTIVE
        if few and len(self) and len(sought) >= SEVERAL:
            return self._everyone.nearest(sought)
        return [self._nearest(word, few) for word in sought]

    def _nearest(self, word: tuple[str, str, str], few: bool) -> Nearest:
        from normalize.neighbours_rank import Others, nearest

        if few:
            return nearest(word, self._others) if len(self) else Nearest()
        met = self._parts.sharing(word)
        return nearest(word, Others.among(self._parts, met)) if len(met) else Nearest()
