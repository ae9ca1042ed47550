"""Gazetteer → look-up of forms by key, and of the words that names are made of by spelling and sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from normalize.channel import Channel
from normalize.compiled import Tables
from normalize.compiled_forms import Listing, Whole, form_key
from normalize.model import Entity
from normalize.neighbours import Near, Nearest, Neighbours

__all__ = ["NEAR", "AliasIndex", "Listing", "Near", "Whole", "form_key"]

# Garbled words whose neighbours stay in memory, at some 2 KB each. Source: of the words of 1,314 texts,
# those of eval/clean_dev.jsonl, 21 % are looked up anew from 8,000 on, 25 % with 4,000.
REMEMBERED = 12_000

# Forms of one name word from which on the word (`John`) is a crowd's and leads to none of them by itself.
# Source: of 5,927 decisions on 200 documents of eval/wmt_dev.jsonl none has another verdict than at 100, 3
# another probability; with 100,000 names an article takes 0.6 of the time (benchmarks/million.md).
CROWDED = 25

# Runs of words whose forms stay in memory. A guess: those of one segment.
RUNS_KEPT = 64

# Nats for each letter of the right word, two added, at which a likeness in sound is none. Source: a guess.
NEAR = 2.8


class AliasIndex:
    """Forms by key, and name words by spelling and sound. Read-only; what is asked for is read then.

    Args:
        entities: In any order; sorted by id here, so that order never matters.
        channel: What a change of spelling costs.
        leave: Names that are none of our business, in any spelling of theirs.

    Attributes:
        tables: The gazetteer, compiled; `Tables` says what the other attributes are.
        leave: The keys of the names to leave.
    """

    def __init__(self, entities: Iterable[Entity], channel: Channel, leave: Iterable[str] = ()) -> None:
        from normalize.compiled_making import tables_of

        self._open(tables_of(entities, leave), channel)

    @classmethod
    def over(cls, tables: Tables, channel: Channel) -> AliasIndex:
        """Return the index of a compiled gazetteer."""
        index = cls.__new__(cls)
        index._open(tables, channel)
        return index

    def _open(self, tables: Tables, channel: Channel) -> None:
        self.tables, self.channel = tables, channel
        self.entities, self.by_id, self.alone = tables.entities, tables.by_id, tables.alone
        self.listed, self.first_words, self.longest = tables.listed, tables.first_words, tables.longest
        self.leave, self.longest_left = tables.leave_keys, tables.longest_left
        self.wholes, self.by_entity, self.by_part = tables.wholes, tables.by_entity, tables.by_part
        self.sounding = tables.sounding
        self._near: dict[str, Nearest] = {}
        self.forms_with_any = lru_cache(RUNS_KEPT)(self._with_any)

    def forms_with(self, letters: str, beside: frozenset[str] = frozenset()) -> Sequence[int]:
        """Return the places in `wholes` of the forms with a name word in them: all, or the few that count.

        Of a crowd (`CROWDED`) those that are this word and no other, and those that have one of `beside` too.

        Args:
            letters: The name word.
            beside: Words that stand beside it in a text, as letters.
        """
        numbers = self.by_part.get(letters, ())
        if len(numbers) <= CROWDED:
            return numbers
        alone = {
            number
            for listing in self.listed.get(letters, ())
            for number in self.by_entity.get(listing.entity.id, ())
            if self.wholes[number].letters == (letters,)
        }
        return sorted(alone | self.forms_with_any(beside).intersection(numbers))

    def _with_any(self, words: frozenset[str]) -> frozenset[int]:
        """Return the places in `wholes` of the forms with any of some name words in them."""
        return frozenset(number for word in words for number in self.by_part.get(word, ()))

    @cached_property
    def _neighbours(self) -> Neighbours:
        return Neighbours(self.tables.near())

    def near(self, letters: str) -> tuple[str, ...]:
        """Return the name words that `letters` may be a garbled form of, most alike first, as letters."""
        return self._nearest(letters).letters

    def neighbours(self, letters: str, count: int) -> tuple[Near, ...]:
        """Return the name words that `letters` may be a garbled form of, most alike first, so many at most.

        The word itself is left out; `neighbours.KEPT` at most. Ties by letters.
        """
        return self._nearest(letters).first(count)

    def _nearest(self, letters: str) -> Nearest:
        found = self._near.get(letters)
        return self.look_up([letters])[letters] if found is None else found

    def look_up(self, words: Iterable[str]) -> Mapping[str, Nearest]:
        """Find what is `near` some words, as letters, all at once: several times quicker than one by one."""
        wanted, near = set(words), self._near
        known = {word: one for word in wanted if (one := near.pop(word, None)) is not None}
        fresh = sorted(wanted - known.keys())
        found = known | dict(zip(fresh, self._neighbours.find(fresh) if fresh else (), strict=True))
        if len(near) + len(found) > REMEMBERED:  # what was asked for first is forgotten first
            near = self._near = dict(list(near.items())[len(near) // 2 :])
        near.update(found)
        return found
