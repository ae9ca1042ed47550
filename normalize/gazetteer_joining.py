"""Entries of gazetteers of any size → one compiled gazetteer; they lie in a file meanwhile, and are checked.

In memory is an id with four numbers for each entry, beside what compiling needs.
"""

from __future__ import annotations

import tempfile
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import IO

from normalize.compiled import Shared, Tables, entity_of, record_of
from normalize.compiled_file import whole_of
from normalize.compiled_making import write_tables
from normalize.errors import Fault, GazetteerError
from normalize.keys import match_key
from normalize.model import Entity

# Faults that are told of tables, which may have one in every row. A guess: more than anybody reads.
TOLD = 100

# An entry and the line it is on, or what is wrong with one.
Entry = tuple[int, Entity] | Fault


class Joined:
    """Entries in a file without a name, which goes with the process; by their ids, the last of each.

    Args:
        sources: Names of gazetteers, and their entries, in the order in which they count.

    Attributes:
        wholes: Ids of places that something is in, and the entity of each, if there is one.

    Raises:
        GazetteerError: Entries have faults, or an id is given twice in one gazetteer.
    """

    def __init__(self, sources: Iterable[tuple[str, Iterable[Entry]]]) -> None:
        self._ends, self._lines, self._ranks = array("Q", [0]), array("I"), array("H")
        self._names: list[str] = []
        self._inside = bytearray()
        wholes: set[str] = set()
        rows: dict[str, int] = {}
        with tempfile.TemporaryFile() as file:
            for rank, (name, entries) in enumerate(sources):
                self._names.append(name)
                refuse(self._taken(rank, entries, file, rows, wholes))
            self._records = memoryview(whole_of(file) if rows else b"")
        self._order = array("I", (rows[id_] for id_ in sorted(rows)))
        self.wholes = {id_: self._entity(rows[id_]) if id_ in rows else None for id_ in sorted(wholes)}

    def _taken(
        self,
        rank: int,
        entries: Iterable[Entry],
        file: IO[bytes],
        rows: dict[str, int],
        wholes: set[str],
    ) -> Iterator[Fault]:
        """Take the entries of one source, and yield their faults."""
        for entry in entries:
            if isinstance(entry, Fault):
                yield entry
                continue
            line, entity = entry
            before = rows.get(entity.id)
            if before is not None and self._ranks[before] == rank:
                fact = f"the id {entity.id!r} is given twice, first on line {self._lines[before]}"
                hint = "give one of them another id, or join the two"
                yield Fault(self._names[rank], line, 1, fact, hint)
            rows[entity.id] = len(self._lines)
            self._lines.append(line)
            self._ranks.append(rank)
            self._inside.append(bool(entity.within))
            wholes.update(entity.within)
            self._ends.append(self._ends[-1] + file.write(record_of(entity)))

    def _entity(self, row: int) -> Entity:
        return entity_of(self._records[self._ends[row] : self._ends[row + 1]])

    def __iter__(self) -> Iterator[Entity]:
        """Yield the entities by id."""
        return map(self._entity, self._order)

    def inside(self) -> Iterator[tuple[int, Entity]]:
        """Yield number and entity of everything that is in a place, by id."""
        return ((at, self._entity(row)) for at, row in enumerate(self._order) if self._inside[row])

    def place(self, number: int) -> tuple[int, str, int]:
        """Return where an entity stands, by its number among all: its source, by rank and name, and line."""
        row = self._order[number]
        return self._ranks[row], self._names[self._ranks[row]], self._lines[row]


def refuse(faults: Iterable[Fault]) -> None:
    """Refuse gazetteers that have faults.

    Raises:
        GazetteerError: There are some; the first of them.
    """
    told = tuple(islice(faults, TOLD))
    if told:
        raise GazetteerError(told)


def write_joined(
    sources: Iterable[tuple[str, Iterable[Entry]]],
    leave: Sequence[str],
    file: IO[bytes],
    contents: Sequence[str] = (),
) -> Tables:
    """Write the tables of several gazetteers, checked as gazetteers are, and return them.

    Args:
        sources: Names of gazetteers, and their entries, in the order in which they count.
        leave: Names that are none of our business, sorted.
        file: Open for writing and reading bytes, at its beginning.
        contents: The digests of the gazetteers, in their order.

    Raises:
        GazetteerError: They have faults: the first hundred.
    """
    joined = Joined(sources)
    tables = write_tables(joined, leave, file, contents)
    refuse(shared_faults(tables, joined))
    refuse(place_faults(joined))
    return tables


def shared_faults(tables: Tables, joined: Joined) -> Iterator[Fault]:
    """Yield what is wrong between entities that share a form, as `gazetteer_checks` has it."""
    for listings in tables.shared():
        groups: dict[str, list[Shared]] = defaultdict(list)
        for one in listings:
            groups[match_key(one.listing.form)].append(one)
        for group in groups.values():
            ordered = sorted(group, key=lambda one: joined.place(one.number))
            yield from _undivided([one for one in ordered if one.listing.kind != "variant"], joined)
            yield from _contradicted(ordered, joined)


def _undivided(holders: Sequence[Shared], joined: Joined) -> Iterator[Fault]:
    """Yield a fault for each form of two entities of a type that nothing tells apart."""
    seen: dict[tuple[str, frozenset[str]], Shared] = {}
    for one in holders:
        entity = one.listing.entity
        apart = frozenset(map(match_key, (*entity.context, *entity.within)))
        before = seen.setdefault((entity.type, apart), one)
        if before.number != one.number:
            both = f"{before.listing.entity.id!r} and {entity.id!r}"
            fact = f"{one.listing.form!r} is listed for both {both}, and nothing tells them apart"
            hint = "give one of them `context` or `in`, or delete the form from one"
            yield _fault(one, before, fact, hint, joined)


def _contradicted(holders: Sequence[Shared], joined: Joined) -> Iterator[Fault]:
    """Yield a fault for each variant that is a correct form of another entity."""
    correct = [one for one in holders if one.listing.kind != "variant"]
    for one in holders:
        for other in correct:
            if one.listing.kind == "variant" and other.number != one.number:
                first, last = sorted((one, other), key=lambda holder: joined.place(holder.number))
                whose = f"a variant of {one.listing.entity.id!r}"
                fact = f"{one.listing.form!r} is {whose} and a correct form of {other.listing.entity.id!r}"
                hint = "what is correct somewhere is not wrong: delete the variant"
                yield _fault(last, first, fact, hint, joined)


def _fault(one: Shared, before: Shared, fact: str, hint: str, joined: Joined) -> Fault:
    _, name, line = joined.place(one.number)
    _, other, first = joined.place(before.number)
    where = f"line {first}" if name == other else f"{other}:{first}"
    return Fault(name, line, 1, f"{fact} ({where})", hint)


def place_faults(joined: Joined) -> Iterator[Fault]:
    """Yield what is wrong with `in`: ids nobody has, what is no place, and a circle."""
    places: dict[str, tuple[str, int]] = {}
    for number, entity in joined.inside():
        _, name, line = joined.place(number)
        if entity.id in joined.wholes:
            places[entity.id] = name, line
        for id_ in entity.within:
            whole = joined.wholes[id_]
            if whole is None:
                hint = "add that place, or load the gazetteer it is in"
                yield Fault(name, line, 1, f"no entry has the id {id_!r}", hint)
            elif whole.type != "place":
                hint = "name places in `in`, people and organisations in `context`"
                yield Fault(name, line, 1, f"{id_!r} is no place, and nothing is in that", hint)
    try:
        TopologicalSorter({id_: one.within for id_, one in joined.wholes.items() if one}).prepare()
    except CycleError as error:
        circle = list(error.args[1][:0:-1])
        told = " is in ".join([*circle, circle[0]])
        hint = "a place is in a larger one: delete one `in`"
        yield Fault(*places[circle[-1]], 1, f"a circle of places: {told}", hint)
