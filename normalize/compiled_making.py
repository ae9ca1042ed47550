"""Entities → the tables of a compiled gazetteer, written as they come.

What is kept meanwhile is every different key and a few numbers for each form: some 0.6 KB for each entity.
"""

from __future__ import annotations

import io
import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import IO, Any

from normalize.compiled import NEAR, Tables, made_by, record_of
from normalize.compiled_file import Sections, SectionWriter, Trie, whole_of
from normalize.compiled_forms import KINDS, form_key, forms_of, fullest, parts_of, standing_alone
from normalize.model import Entity
from normalize.neighbours_tables import build
from normalize.sound import skeleton


class Postings:
    """Keys, and the numbers that stand under each, in the order in which they were added.

    Args:
        width: How many numbers are added at once.
    """

    def __init__(self, width: int = 1) -> None:
        self.keys: dict[str, int] = {}
        self._width = width
        self._owners, self._values = array("I"), array("I")

    def add(self, key: str, *values: int) -> None:
        """Add numbers under a key."""
        self._owners.append(self.keys.setdefault(key, len(self.keys)))
        self._values.extend(values)

    def write(self, sections: SectionWriter, name: str) -> Trie:
        """Write them as a trie, where what stands under each key ends, by its number there, and all that; and
        forget the keys, which may be a million.

        Returns:
            The trie.
        """
        import numpy as np

        trie = Trie(self.keys)
        numbers = np.fromiter(map(trie.__getitem__, self.keys), np.uint32, len(self.keys))
        owners = numbers[np.frombuffer(self._owners, np.uint32)]
        values = np.frombuffer(self._values, np.uint32).reshape(-1, self._width)
        self.keys.clear()
        sections.trie(name, trie)
        ends = np.cumsum(np.bincount(owners, minlength=len(numbers)))
        sections.numbers(f"{name}.ends", array("I", ends.astype(np.uint32).tobytes()))
        ordered = values[np.argsort(owners, kind="stable")]
        sections.numbers(f"{name}.values", array("I", ordered.tobytes()))
        return trie


class _Forms:
    """What the forms of entities come to, number by number."""

    def __init__(self) -> None:
        self.listed, self.by_part = Postings(width=2), Postings()
        self.wholes, self.whole_ends, self.native = array("I"), array("I"), array("I")
        self.ids: list[str] = []
        self.alone = self.by_entity = 0

    def add(self, entity: Entity) -> None:
        """Add an entity, whose number is that of those before it."""
        number = len(self.ids)
        self.ids.append(entity.id)
        for code, kind in enumerate(KINDS):
            for at, form in enumerate(forms_of(entity, kind)):
                if key := form_key(form):
                    self.listed.add(key, number, at * len(KINDS) + code)
        wholes = fullest(entity)
        for at, one in wholes:
            for letters in dict.fromkeys(parts_of(one)):
                self.by_part.add(letters, len(self.wholes) // 2)
            self.wholes.extend((number, at))
        self.whole_ends.append(len(self.wholes) // 2)
        self.by_entity += bool(wholes)
        self.alone += bool(standing_alone(entity))
        if entity.native:
            self.native.append(number)


def write_tables(
    entities: Iterable[Entity], leave: Sequence[str], file: IO[bytes], contents: Sequence[str] = ()
) -> Tables:
    """Write the tables of a gazetteer, and return them.

    Args:
        entities: By id, no two with the same.
        leave: Names that are none of our business, sorted.
        file: Open for writing and reading bytes, at its beginning; one that can be rewound.
        contents: The digests of the gazetteers it is made of, in their order.
    """
    sections, forms, sizes = SectionWriter(file), _Forms(), array("Q")
    sections.stretch("entities", _records(entities, forms, sizes))
    sections.numbers("entities.ends", array("Q", accumulate(sizes)))
    _write_ids(sections, forms.ids)
    sections.numbers("wholes", forms.wholes)
    sections.numbers("wholes.ends", forms.whole_ends)
    sections.numbers("native", forms.native)
    facts = {"by_entity": forms.by_entity, "alone": forms.alone, "contents": list(contents)}
    facts["made_by"] = made_by()
    facts |= _write_listed(sections, forms.listed) | _write_leave(sections, leave)
    _write_parts(sections, forms.by_part.write(sections, "by_part"))
    sections.finish(facts)
    return Tables(Sections(whole_of(file)))


def _records(entities: Iterable[Entity], forms: _Forms, sizes: array[int]) -> Iterator[bytes]:
    """Yield what is kept of each entity, and note its forms and the record's size in bytes."""
    for entity in entities:
        forms.add(entity)
        record = record_of(entity)
        sizes.append(len(record))
        yield record


def _write_ids(sections: SectionWriter, ids: list[str]) -> None:
    """Write the ids, and the number of each entity by that of its id; and forget them."""
    trie = Trie(ids)
    places = array("I", bytes(4 * len(ids)))
    for number, one in enumerate(ids):
        places[trie[one]] = number
    ids.clear()
    sections.trie("ids", trie)
    sections.numbers("ids.numbers", places)


def _write_listed(sections: SectionWriter, listed: Postings) -> dict[str, Any]:
    longest = max((key.count(" ") + 1 for key in listed.keys), default=0)
    sections.trie("first_words", Trie(dict.fromkeys(key.partition(" ")[0] for key in listed.keys)))
    listed.write(sections, "listed")
    return {"longest": longest}


def _write_parts(sections: SectionWriter, numbers: Trie) -> None:
    """Write the words that names are made of, by sound, and what finds those that are like a word."""
    parts = sorted(letters for letters in numbers.iterkeys() if len(letters) > 2)
    by_skeleton = Postings()
    for letters in parts:
        by_skeleton.add(skeleton(letters), numbers[letters])
    by_skeleton.write(sections, "by_skeleton")
    for name, values in build(parts).items():
        sections.array(f"{NEAR}{name}", values)


def _write_leave(sections: SectionWriter, leave: Sequence[str]) -> dict[str, Any]:
    keys = dict.fromkeys(map(form_key, leave))
    sections.trie("leave", Trie(keys))
    sections.stretch("leave.names", [json.dumps(list(leave)).encode()])
    return {"longest_left": max((key.count(" ") + 1 for key in keys), default=0)}


def tables_of(entities: Iterable[Entity], leave: Iterable[str] = ()) -> Tables:
    """Return the tables of a gazetteer, in memory.

    Args:
        entities: In any order; sorted by id here, so that order never matters.
        leave: Names that are none of our business.
    """
    return write_tables(sorted(entities, key=lambda entity: entity.id), sorted(leave), io.BytesIO())
