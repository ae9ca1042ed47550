"""A compiled gazetteer: its tables, in a mapped file or in memory, read where they are asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload

from normalize.cache import Buffer, content_key
from normalize.compiled_file import Sections, Trie
from normalize.compiled_forms import KINDS, Listing, Whole, forms_of, standing_alone, whole
from normalize.model import Entity

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What was read and stays in memory, of each table: entities, forms, what a word leads to. Source: all of the
# shipped gazetteer (3,982 entities) fits; a full table of entities is some 20 MB.
KEPT = 1 << 14

PACKAGE = Path(__file__).resolve().parent

# What decides what tables say beside the gazetteers; in a release its version would do.
CODE = (
    "compiled.py", "compiled_file.py", "compiled_forms.py", "compiled_making.py", "keys.py", "model.py",
    "neighbours_tables.py", "sound.py", "tokens.py",
)  # fmt: skip

# What the arrays that find what is like a word are called in the file, before their own names.
NEAR = "near/"

# The fields of an entity that are lists.
LISTS = ("aliases", "variants", "avoid", "context", "within", "native", "unlike", "protect", "flag", "leave")

Value = TypeVar("Value")
Other = TypeVar("Other")


def made_by() -> str:
    """Return what tells tables of this release and this code from those of others."""
    texts = (file.read_bytes() if (file := PACKAGE / name).exists() else b"" for name in CODE)
    return content_key("tables", 1, *texts)


class Table(Mapping[str, Value]):
    """A mapping whose keys are a trie's; what stands under a key is made when it is asked for.

    Args:
        trie: Its keys, and those of nothing.
        find: What stands under a key, by the key's number; None for nothing.
        size: How many keys there are under which something stands.
    """

    def __init__(self, trie: Trie, find: Callable[[int], Value | None], size: int) -> None:
        self._trie, self._find, self._size = trie, find, size
        self._found = lru_cache(KEPT)(self._look)

    def _look(self, key: str) -> Value | None:
        number = None if "\0" in key else self._trie.get(key)  # a trie reads as far as NUL
        return None if number is None else self._find(number)

    def __getitem__(self, key: str) -> Value:
        found = self._found(key)
        if found is None:
            raise KeyError(key)
        return found

    @overload
    def get(self, key: str, /) -> Value | None: ...
    @overload
    def get(self, key: str, /, default: Value | Other) -> Value | Other: ...
    def get(self, key: str, /, default: Value | Other | None = None) -> Value | Other | None:
        """Return what stands under a key, or else the default."""
        found = self._found(key)
        return default if found is None else found

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._found(key) is not None

    def begins(self, start: str) -> bool:
        """Return whether a key may begin so; False if none does."""
        return next(self._trie.iterkeys(start), None) is not None

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[str]:
        keys = self._trie.iterkeys()
        return (key for key in keys if self._find(self._trie[key]) is not None)


class Row(Sequence[Value]):
    """A sequence whose items are made when they are asked for.

    Args:
        size: How many there are.
        make: The item at a place, from zero; raises IndexError beyond the last.
    """

    def __init__(self, size: int, make: Callable[[int], Value]) -> None:
        self._size, self._make, self._made = size, make, lru_cache(KEPT)(make)

    @overload
    def __getitem__(self, at: int) -> Value: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Value, ...]: ...
    def __getitem__(self, at: int | slice) -> Value | tuple[Value, ...]:
        if isinstance(at, slice):
            return tuple(map(self._made, range(self._size)[at]))
        return self._made(at if at >= 0 else range(self._size)[at])

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Value]:
        return map(self._make, range(self._size))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


class Shared(NamedTuple):
    """A listing under a key that has several, with the number of its entity in `Tables.entities`."""

    number: int
    listing: Listing


class Tables:
    """All that a compiled gazetteer says, by what it is asked.

    Args:
        sections: The file.

    Raises:
        ValueError: The file is not one of a gazetteer.

    Attributes:
        made_by: What `made_by` returned to whoever made it.
        contents: The digests of the gazetteers it was made of, in their order.
        entities: By id. `by_id` has them under their ids.
        leave: Names that are none of our business, as written; `leave_keys` their keys.
        listed: Key → everything listed under it, by entity id.
        longest: Words in the longest listed form; `longest_left` in the longest name to leave.
        first_words: The first word of each key in `listed`.
        wholes: Every correct form of every entity, but those whose words all stand in another form of it.
        by_entity: Entity id → positions of its forms in `wholes`.
        alone: Person's id → the words that the gazetteer lists as standing for the person alone, as letters.
        by_part: Letters of a name word → positions in `wholes` of the forms that contain it.
    """

    def __init__(self, sections: Sections) -> None:
        try:
            self._open(sections)
        except (LookupError, TypeError) as error:
            raise ValueError(f"a table is missing ({error})") from None

    def _open(self, sections: Sections) -> None:
        facts, numbers = sections.facts, sections.numbers
        self._sections = sections
        self._records, self._record_ends = sections.bytes("entities"), numbers("entities.ends")
        self._listings, self._wholes = numbers("listed.values"), numbers("wholes")
        self._whole_ends, self._numbers_of_ids = numbers("wholes.ends"), numbers("ids.numbers")
        self.made_by: str = facts["made_by"]
        self.contents: list[str] = facts["contents"]
        self.longest: int = facts["longest"]
        self.longest_left: int = facts["longest_left"]
        self.first_words, self.leave_keys = sections.trie("first_words"), sections.trie("leave")
        self.entities: Row[Entity] = Row(len(self._record_ends), self._entity)
        self.wholes: Row[Whole] = Row(len(self._wholes) // 2, self._whole)
        ids = sections.trie("ids")
        self.by_id: Table[Entity] = Table(ids, self._by_id, len(self._record_ends))
        self.by_entity: Table[tuple[int, ...]] = Table(ids, self._by_entity, facts["by_entity"])
        self.alone: Table[frozenset[str]] = Table(ids, self._alone, facts["alone"])
        self.listed: Table[tuple[Listing, ...]] = self._several("listed", self._listed)
        self.by_part: Table[tuple[int, ...]] = self._several("by_part", self._numbers("by_part.values"))
        self._parts = sections.trie("by_part")

    @cached_property
    def leave(self) -> tuple[str, ...]:
        return tuple(json.loads(bytes(self._sections.bytes("leave.names"))))

    @cached_property
    def by_skeleton(self) -> Table[tuple[int, ...]]:
        """Skeleton → numbers of the name words that have it, in `by_part`, by their letters."""
        return self._several("by_skeleton", self._numbers("by_skeleton.values"))

    def ids(self) -> Iterator[str]:
        """Yield the ids of all entities, in no order."""
        ids: Iterator[str] = self._sections.trie("ids").iterkeys()
        return ids

    def native(self) -> Iterator[Entity]:
        """Yield the entities that have native names."""
        return map(self.entities.__getitem__, self._sections.numbers("native"))

    def near(self) -> dict[str, NDArray[Any]]:
        """Return what was built to find the name words that are like a word."""
        return self._sections.arrays(NEAR)

    def sounding(self, letters: str) -> tuple[str, ...]:
        """Return the name words of three letters or more that share the skeleton of `letters`, by letters."""
        from normalize.sound import skeleton  # its patterns take longer to compile than all else to open

        return tuple(map(self._parts.restore_key, self.by_skeleton.get(skeleton(letters), ())))

    def shared(self) -> Iterator[list[Shared]]:
        """Yield what is listed under each key under which several forms are."""
        start = 0
        for end in self._sections.numbers("listed.ends"):
            if end - start > 1:
                numbers = self._listings[2 * start : 2 * end : 2].tolist()
                yield list(map(Shared, numbers, self._listed(start, end)))
            start = end

    def _several(self, name: str, make: Callable[[int, int], tuple[Value, ...]]) -> Table[tuple[Value, ...]]:
        """A table under whose keys stand stretches of a list, from one place to another."""
        ends = self._sections.numbers(f"{name}.ends")

        def find(number: int) -> tuple[Value, ...]:
            return make(ends[number - 1] if number else 0, ends[number])

        return Table(self._sections.trie(name), find, len(ends))

    def _numbers(self, name: str) -> Callable[[int, int], tuple[int, ...]]:
        values = self._sections.numbers(name)
        return lambda start, end: tuple(values[start:end].tolist())

    def _listed(self, start: int, end: int) -> tuple[Listing, ...]:
        told = self._listings[2 * start : 2 * end].tolist()
        found = []
        for number, code in zip(told[::2], told[1::2], strict=True):
            entity, kind = self.entities[number], KINDS[code % len(KINDS)]
            found.append(Listing(entity, kind, forms_of(entity, kind)[code // len(KINDS)]))
        return tuple(found)

    def _entity(self, at: int) -> Entity:
        start = self._record_ends[at - 1] if at else 0
        return entity_of(self._records[start : self._record_ends[at]])

    def _whole(self, at: int) -> Whole:
        entity = self.entities[self._wholes[2 * at]]
        return whole(entity, entity.forms[self._wholes[2 * at + 1]])

    def _by_id(self, number: int) -> Entity:
        return self.entities[self._numbers_of_ids[number]]

    def _by_entity(self, number: int) -> tuple[int, ...] | None:
        at = self._numbers_of_ids[number]
        return tuple(range(self._whole_ends[at - 1] if at else 0, self._whole_ends[at])) or None

    def _alone(self, number: int) -> frozenset[str] | None:
        return standing_alone(self._by_id(number)) or None


def read(file: Buffer) -> Tables:
    """Return the tables in a file, all of which is given.

    Raises:
        ValueError: It is not whole, or none of ours.
    """
    return Tables(Sections(file))


def record_of(entity: Entity) -> bytes:
    """Return an entity as it is kept: JSON, with the fields that say something."""
    lists = {name: texts for name in LISTS if (texts := getattr(entity, name))}
    fields = [entity.id, entity.type, entity.name, entity.source, lists]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def entity_of(record: memoryview) -> Entity:
    """Return the entity that was kept so."""
    id_, type_, name, source, lists = json.loads(str(record, "utf-8", "surrogatepass"))
    told = {field: tuple(texts) for field, texts in lists.items()}
    if "native" in told:
        told["native"] = tuple(map(tuple, told["native"]))
    return Entity(id_, type_, name, source=source, **told)
