"""Imported entities and a gazetteer → those that may join it, and a tally of the rest."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, count

from normalize.gazetteer import Gazetteer
from normalize.importers import Imported, Unusable
from normalize.importers.making import free_id, slug
from normalize.keys import match_key
from normalize.model import Entity

# How many examples of each kind are told. A guess: enough to see what it is about.
EXAMPLES = 5

# Ids by which lists know the same place again.
KNOWN_BY = re.compile(r"GeoNames \d+|Wikidata Q\d+")

WRITTEN, THERE, FORM, VARIANT, PLACE, UNUSABLE = (
    "written",
    "there already",
    "forms left out that are another's",
    "left out, since the name is another's variant",
    "containing places left out that nobody lists",
    "could not be used",
)


@dataclass(slots=True)
class Tally:
    """How many there were of each kind, and the first examples."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, example: str = "") -> None:
        self.counts[kind] += 1
        if example and len(self.examples[kind]) < EXAMPLES:
            self.examples[kind].append(example)

    def told(self) -> Iterator[str]:
        """Yield what a person should know, without line ends."""
        for kind in (WRITTEN, THERE, VARIANT, FORM, PLACE, UNUSABLE):
            if self.counts[kind] or kind == WRITTEN:
                yield f"{self.counts[kind]:,} {kind}"
                yield from (f"  {example}" for example in self.examples[kind])


class Sieve:
    """Lets through what a gazetteer does not have yet. Grows by the keys of what it lets through.

    Args:
        gazetteer: What there is already.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.tally = Tally()
        self._types: dict[str, str] = {}
        self._sources: dict[str, str] = {}
        self._correct: dict[str, dict[str, str]] = {}
        self._variants: dict[str, str] = {}
        for entity in gazetteer.entities:
            self._remember(entity)

    def sift(self, found: Iterable[Imported]) -> Iterator[Entity]:
        """Yield the entities that are new, with what collides with others left out of them."""
        for one in found:
            if isinstance(one, Unusable):
                self.tally.add(UNUSABLE, str(one))
            elif not self._is_there(one):
                kept = self._identified(self._without_collisions(one))
                self._remember(kept)
                self.tally.add(WRITTEN)
                yield kept

    def _remember(self, entity: Entity) -> None:
        self._types[entity.id] = entity.type
        for form in (*entity.forms, *entity.avoid):
            self._correct.setdefault(match_key(form), {}).setdefault(entity.type, entity.id)
        for variant in entity.variants:
            self._variants.setdefault(match_key(variant), entity.id)
        for source in _known_by(entity):
            self._sources.setdefault(source, entity.id)

    def _is_there(self, entity: Entity) -> bool:
        """Whether an entity, or its name, is listed; told if so."""
        source = next((self._sources[one] for one in _known_by(entity) if one in self._sources), "")
        key = match_key(entity.name)
        namesake = self._correct.get(key, {}).get(entity.type, "")
        is_given = entity.id != slug(entity.name) and entity.id in self._types
        if there := source or namesake or (entity.id if is_given else ""):
            self.tally.add(THERE, f"{entity.name} ({entity.source}) is {there!r}")
        elif key in self._variants:
            self.tally.add(VARIANT, f"{entity.name} is a variant of {self._variants[key]!r}")
        return bool(there) or key in self._variants

    def _without_collisions(self, entity: Entity) -> Entity:
        own = {match_key(form) for form in (*entity.forms, *entity.avoid)}
        return replace(
            entity,
            aliases=tuple(form for form in entity.aliases if self._is_free(form, entity)),
            avoid=tuple(form for form in entity.avoid if self._is_free(form, entity)),
            variants=tuple(
                form
                for form in entity.variants
                if match_key(form) not in own and self._is_free(form, entity, is_variant=True)
            ),
            unlike=tuple(form for form in entity.unlike if match_key(form) not in own),
            within=tuple(id_ for id_ in entity.within if self._is_place(id_, entity)),
        )

    def _is_free(self, form: str, entity: Entity, *, is_variant: bool = False) -> bool:
        """Whether a form may stand here; told if not. What is correct anywhere is no variant."""
        key = match_key(form)
        holders = self._correct.get(key, {})
        holder = next(iter(holders.values()), "") if is_variant else holders.get(entity.type, "")
        holder = holder or ("" if is_variant else self._variants.get(key, ""))
        if holder:
            self.tally.add(FORM, f"{form} of {entity.name} is {holder!r}")
        return not holder

    def _is_place(self, id_: str, entity: Entity) -> bool:
        is_place = self._types.get(id_) == "place"
        if not is_place:
            self.tally.add(PLACE, f"{id_} of {entity.name}")
        return is_place

    def _identified(self, entity: Entity) -> Entity:
        """Return an entity with an id that is free."""
        if entity.id not in self._types:
            return entity
        last = (_known_by(entity) or [entity.source])[0].split()[-1]
        others = chain(entity.within[:1], [last], map(str, count(2)))
        return replace(entity, id=free_id(entity.name, others, self._types))


def _known_by(entity: Entity) -> list[str]:
    return KNOWN_BY.findall(entity.source)
