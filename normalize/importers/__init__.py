"""Name lists of others → entities: an open family, one module for each form a list has.

A module has `entities(source, wishes) -> Iterator[Entity | Unusable]`, which reads as it goes and keeps
where each name comes from in `Entity.source`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path

from normalize.errors import SettingsError
from normalize.model import Entity, EntityType

IMPORTERS: dict[str, str] = {
    "geonames": "geonames",
    "wikidata-csv": "wikidata_csv",
    "csv": "csv_rows",
    "skos": "skos",
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which names of a list are wanted.

    Attributes:
        type: Of all, or of those whose own type is not told; None for what the list says.
        min_population: Places of fewer people are left out; 0 for none.
        countries: ISO 3166-1 codes in capitals; empty for all.
        licence: Of the list, where its form does not imply it; goes into `source`.
        alternates: Whether other names in Latin letters, of no told language, become aliases (geonames).
    """

    type: EntityType | None = None
    min_population: int = 0
    countries: tuple[str, ...] = ()
    licence: str = ""
    alternates: bool = False

    def admits(self, country: str, population: int) -> bool:
        """Whether a country's code and a number of people are among those wanted."""
        return (not self.countries or country.upper() in self.countries) and population >= self.min_population


@dataclass(frozen=True, slots=True)
class Unusable:
    """A row of which no entity can be made.

    Attributes:
        place: Where it stands: a line, or its id.
        fact: What is wrong with it.
    """

    place: str
    fact: str

    def __str__(self) -> str:
        return f"{self.place}: {self.fact}"


Imported = Entity | Unusable


def entities(importer: str, source: Path, wishes: Wishes) -> Iterator[Imported]:
    """Yield the entities of a list that are wanted, in its order, and what could not be used.

    Args:
        importer: A key of `IMPORTERS`.
        source: The list; also `.gz`, `.xz`, `.bz2` or `.zip`.
        wishes: Which of its names are wanted.

    Raises:
        ReadError: It is not there, or not what the importer reads.
        SettingsError: There is no such importer, or it cannot tell what is wished for.
    """
    if importer not in IMPORTERS:
        known = ", ".join(IMPORTERS)
        raise SettingsError(f"{importer!r} is no form of list that can be imported", f"known are {known}")
    module = import_module(f"{__name__}.{IMPORTERS[importer]}")
    found: Iterator[Imported] = module.entities(source, wishes)
    return found


def limited(found: Iterator[Entity], limit: int | None) -> Iterator[Entity]:
    """Yield at most `limit` entities; all for None."""
    return islice(found, limit)
