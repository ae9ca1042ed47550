"""A table of one's own, with the keys of a gazetteer as its columns → entities.

`name` must be there, and `type` unless all are of one. Lists are separated by `|`. `native_uk` has the name
in Ukrainian; `country` (an ISO code) and `population` are there to choose by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from normalize.errors import ReadError, SettingsError
from normalize.importers import Imported, Unusable, Wishes
from normalize.importers.countries import COUNTRIES
from normalize.importers.making import number_of, slug, usable, writable
from normalize.importers.reading import items, opened, table
from normalize.importers.wikidata_csv import LABEL, native_names
from normalize.model import ENTITY_TYPES, Entity

COLUMNS = (
    "id", "type", "name", "aliases", "variants", "avoid", "context", "in", "not", "protect", "source",
    "country", "population",
)  # fmt: skip


def entities(source: Path, wishes: Wishes) -> Iterator[Imported]:
    """Yield one entity for each row."""
    with opened(source) as file:
        is_held = False
        for line, row in table(source, file):
            if not is_held:
                _hold(source, row, wishes)
                is_held = True
            code = row.get("country", "").upper()
            if wishes.admits(code, number_of(row.get("population", ""))):
                yield _entity(row, wishes, f"line {line}", _provenance(source, line, wishes))


def _provenance(source: Path, line: int, wishes: Wishes) -> str:
    licence = f" ({wishes.licence})" if wishes.licence else ""
    return f"{source.name}, line {line}{licence}"


def _hold(source: Path, row: Mapping[str, str], wishes: Wishes) -> None:
    """Refuse a table with columns nobody knows, or without those that are needed."""
    unknown = [column for column in row if column not in COLUMNS and not LABEL.match(column)]
    if unknown:
        hint = f"the columns are {', '.join(COLUMNS)}, and native_xx for language xx"
        raise ReadError(f"{source}: unknown column `{unknown[0]}`", hint)
    if "name" not in row:
        raise ReadError(f"{source}: has no column `name`", f"its columns are {', '.join(row)}")
    if wishes.type is None and "type" not in row:
        raise SettingsError(f"{source}: does not say what its rows are", "give --type person, place or org")
    for wished, column in ((wishes.countries, "country"), (wishes.min_population, "population")):
        if wished and column not in row:
            fact = f"has no column `{column}`, by which you wish to choose"
            raise SettingsError(f"{source}: {fact}", "add it, or leave the option out")


def _entity(row: Mapping[str, str], wishes: Wishes, place: str, provenance: str) -> Imported:
    name = next(iter(usable([row.get("name", "")])), "")
    id_ = row.get("id") or slug(name)
    if not name or not id_:
        return Unusable(place, f"the name {row.get('name', '')!r} has no letter from a to z")
    if id_ != "".join(id_.split()) or not id_.isprintable():
        return Unusable(place, f"the id {id_!r} has a space in it")
    kind = next((one for one in ENTITY_TYPES if one == row.get("type")), wishes.type)
    if kind is None or (row.get("type") and row["type"] != kind):
        return Unusable(place, f"the type {row.get('type', '')!r} is not person, place or org")
    return _with_lists(Entity(id_, kind, name, source=row.get("source") or provenance), row)


def _with_lists(entity: Entity, row: Mapping[str, str]) -> Entity:
    """Return an entity with what a row's other columns say; a form counts where it is named first."""
    aliases = usable(items(row.get("aliases", "")), [entity.name])
    avoid = usable(items(row.get("avoid", "")), [entity.name, *aliases])
    variants = usable(items(row.get("variants", "")), [entity.name, *aliases, *avoid])
    country = COUNTRIES.get(row.get("country", "").upper())
    within = items(row.get("in", "")) or ([country] if country and entity.type == "place" else [])
    return replace(
        entity,
        aliases=aliases,
        variants=variants,
        avoid=avoid,
        context=writable(items(row.get("context", ""))),
        within=tuple(within),
        native=native_names([row]),
        unlike=usable(items(row.get("not", ""))),
        protect=writable(items(row.get("protect", ""))),
    )
