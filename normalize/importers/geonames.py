"""GeoNames' lists of places → entities.

Reads the tables of download.geonames.org (`cities500.txt`, `UA.txt`, `allCountries.txt`: 19 columns, no
header), and tables with a header that has `geonameid`, `name`, `country`, `population` and `alternatenames`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from normalize.errors import ReadError, SettingsError
from normalize.importers import Imported, Unusable, Wishes
from normalize.importers.countries import COUNTRIES
from normalize.importers.making import by_script, number_of, slug, usable
from normalize.importers.reading import opened
from normalize.model import Entity

# Source: https://download.geonames.org/export/dump/readme.txt, "The main 'geoname' table".
COLUMNS = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature class",
    "feature code", "country", "cc2", "admin1", "admin2", "admin3", "admin4", "population", "elevation",
    "dem", "timezone", "modification date",
)  # fmt: skip
WANTED = ("geonameid", "name", "country", "population", "alternatenames")

# Source: https://www.geonames.org/about.html; credit is asked for.
LICENCE = "CC BY 4.0"


def entities(source: Path, wishes: Wishes) -> Iterator[Imported]:
    """Yield the places of a list; other names in other scripts become native names."""
    if wishes.type not in (None, "place"):
        raise SettingsError(f"--type {wishes.type}: GeoNames lists places", "leave the option out")
    with opened(source) as file:
        yield from _places(source, file, wishes)


def _places(source: Path, file: IO[str], wishes: Wishes) -> Iterator[Imported]:
    columns: Sequence[str] = COLUMNS
    for number, line in enumerate(file, 1):
        values = line.rstrip("\r\n").split("\t")
        if number == 1 and "geonameid" in values:
            columns = values
        if number == 1:
            _hold(source, columns, values)
        if values == columns or not line.strip():
            continue
        row = dict(zip(columns, values, strict=False))
        place = f"line {number}"
        if len(values) < len(columns) or not row["geonameid"].isdigit():
            yield Unusable(place, "is no row of this table")
        elif wishes.admits(row["country"], number_of(row["population"])):
            yield _place(row, wishes, place)


def _hold(source: Path, columns: Sequence[str], values: Sequence[str]) -> None:
    """Refuse a file that is no table of GeoNames'."""
    if len(values) != len(columns) or any(name not in columns for name in WANTED):
        fact = f"is no list of GeoNames': its first line has {len(values)} columns"
        raise ReadError(f"{source}: {fact}", "a file such as cities500.txt, or with a header as documented")


def _place(row: dict[str, str], wishes: Wishes, place: str) -> Imported:
    name = next(iter(usable([row["name"], row.get("asciiname", "")])), "")
    if not slug(name):
        return Unusable(place, f"{row['name']!r} has no letter from a to z")
    others = row["alternatenames"].split("|" if "|" in row["alternatenames"] else ",")
    country = COUNTRIES.get(row["country"])
    return Entity(
        id=slug(name),
        type="place",
        name=name,
        aliases=usable(others, (name,)) if wishes.alternates else (),
        within=(country,) if country else (),
        native=by_script(others),
        source=f"GeoNames {row['geonameid']} ({LICENCE})",
    )
