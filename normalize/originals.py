"""What a segment was translated from → how its words read, and the names in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from normalize.gazetteer_native import UNSPACED
from normalize.hearing import sounding
from normalize.index import AliasIndex
from normalize.keys import match_key
from normalize.model import Document, Entity
from normalize.patterns import later
from normalize.readings import Reading, readings

WORD = later(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")

# Letters that an inflected name keeps at least. A guess.
SHORTEST = 4

# Letters that an inflected name may end otherwise in, have more, and have less. Source: the endings of
# Russian, Ukrainian, Polish and Czech nouns have up to three (-ого, -ами, -ovi), or none (Сум, of Суми).
ENDING = 2
LONGER, SHORTER = 3, 1


@dataclass(frozen=True, slots=True, eq=False)
class Original:
    """A source segment, equal to itself alone.

    Attributes:
        said: What names may be heard in.
        named: Id of each entity whose native name stands there → the name as it stands.
        sounding: Ids of entities whose names are heard there.
    """

    said: tuple[Reading, ...]
    named: Mapping[str, str]
    sounding: frozenset[str]

    @property
    def is_latin(self) -> bool:
        """Whether it is in Latin letters throughout."""
        return all(one.script == "latin" for one in self.said)

    @property
    def meant(self) -> Collection[str]:
        """Ids of the entities that the segment may be about."""
        return self.sounding.union(self.named)


def originals(document: Document, index: AliasIndex) -> dict[int, Original]:
    """Return what the segments of a document were translated from, by number, as far as the file says it."""
    return {
        number: hear(segment.translated_from, index)
        for number, segment in enumerate(document.segments)
        if segment.translated_from
    }


def hear(text: str, index: AliasIndex) -> Original:
    """Return what a source segment says: how it reads, and the names in it."""
    said = readings(text)
    named: dict[str, str] = {}
    for entity, shown in _named(text, index):
        named[entity] = max(shown, named.get(entity, ""), key=len)
    return Original(said, named, sounding(said, index))


def _named(text: str, index: AliasIndex) -> Iterator[tuple[str, str]]:
    """Yield the entities whose native names stand in a text, by id, each with the name; of several names that
    a stretch may be a form of, the nearest."""
    from rapidfuzz.distance import Prefix

    natives = native_names(index)
    words = [(word, match_key(word)) for word in WORD.findall(text)]
    for place, (word, key) in enumerate(words):
        near: list[tuple[int, str, str]] = []
        for parts, entity in () if word[0].islower() else natives.spaced.get(key[:SHORTEST], ()):
            stretch = words[place : place + len(parts)]
            keys = [one for _, one in stretch]
            if len(stretch) == len(parts) and all(map(_is_form, keys, parts)):
                shared = sum(map(Prefix.similarity, keys, parts))
                near.append((shared, entity.id, " ".join(one for one, _ in stretch)))
        most = max((shared for shared, _, _ in near), default=0)
        yield from ((entity, shown) for shared, entity, shown in near if shared == most)
        for start in range(len(key) - 1 if UNSPACED.search(word) else 0):
            for name, shown, entity in natives.unspaced.get(key[start : start + 2], ()):
                if key.startswith(name, start):
                    yield entity.id, shown


def _is_form(word: str, name: str) -> bool:
    """Whether a word is a name, or an inflected form of it."""
    stem = name if len(name) <= SHORTEST else name[: max(SHORTEST, len(name) - ENDING)]
    sizes = range(len(name) - SHORTER, len(name) + LONGER + 1)
    return word == name or (len(word) in sizes and len(name) >= SHORTEST and word.startswith(stem))


@dataclass(frozen=True, slots=True)
class NativeNames:
    """The native names of a gazetteer.

    Attributes:
        spaced: First letters of a name → the keys of its words, and whose it is.
        unspaced: First two characters of a name → its key, the name as listed, and whose it is.
    """

    spaced: Mapping[str, Sequence[tuple[tuple[str, ...], Entity]]]
    unspaced: Mapping[str, Sequence[tuple[str, str, Entity]]]


@lru_cache(maxsize=4)
def native_names(index: AliasIndex) -> NativeNames:
    """Return the native names of a gazetteer, of people also the last word, as they are named again."""
    spaced: dict[str, list[tuple[tuple[str, ...], Entity]]] = defaultdict(list)
    unspaced: dict[str, list[tuple[str, str, Entity]]] = defaultdict(list)
    for entity in index.tables.native():
        written = dict.fromkeys(tuple(WORD.findall(name)) for _, name in entity.native)
        lasts = dict.fromkeys(name[-1:] for name in written if entity.type == "person" and len(name) > 1)
        for name in {**written, **lasts}:
            parts = tuple(map(match_key, name))
            if UNSPACED.search("".join(name)):
                unspaced["".join(parts)[:2]].append(("".join(parts), "".join(name), entity))
            elif parts and len(parts[0]) > 1:
                spaced[parts[0][:SHORTEST]].append((parts, entity))
    return NativeNames(spaced, unspaced)
