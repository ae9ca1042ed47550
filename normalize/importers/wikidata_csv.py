"""A table that query.wikidata.org exports → entities.

Columns: `item` (the address or Q-id) and `itemLabel` must be there. `altLabels` and `context` (separated by
`|`), `label_xx` (the label in language xx, for scripts other than Latin), `country` (an ISO code),
`population` and `type` may be. Consecutive rows of one item are one entity: `ORDER BY ?item`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain, groupby
from pathlib import Path

from normalize.errors import ReadError, SettingsError
from normalize.importers import Imported, Unusable, Wishes
from normalize.importers.countries import COUNTRIES
from normalize.importers.making import number_of, script_code, slug, usable, writable
from normalize.importers.reading import items, opened, table
from normalize.model import ENTITY_TYPES, Entity

Row = Mapping[str, str]

ITEM = re.compile(r"(?:.*/)?(Q\d+)$")
LABEL = re.compile(r"(?:label|native)_([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)$")

# Source: https://www.wikidata.org/wiki/Wikidata:Licensing.
LICENCE = "CC0 1.0"


def entities(source: Path, wishes: Wishes) -> Iterator[Imported]:
    """Yield one entity for each item."""
    with opened(source) as file:
        rows = table(source, file)
        first = next(rows, None)
        if first is None:
            return
        _hold(source, first[1], wishes)
        for item, same in groupby(chain([first], rows), key=lambda row: row[1].get("item", "")):
            mine = list(same)
            found = ITEM.match(item)
            if not found:
                yield Unusable(f"line {mine[0][0]}", f"{item!r} is no item of Wikidata")
                continue
            made = _entity(found[1], [row for _, row in mine], wishes)
            yield from [made] if made else []


def _hold(source: Path, row: Row, wishes: Wishes) -> None:
    """Refuse a table that lacks what must be there, or what a wish needs."""
    for column in ("item", "itemLabel"):
        if column not in row:
            raise ReadError(f"{source}: has no column `{column}`", f"its columns are {', '.join(row)}")
    if wishes.type is None and "type" not in row:
        raise SettingsError(f"{source}: does not say what its items are", "give --type person, place or org")
    for wished, column in ((wishes.countries, "country"), (wishes.min_population, "population")):
        if wished and column not in row:
            fact = f"has no column `{column}`, by which you wish to choose"
            raise SettingsError(f"{source}: {fact}", f"SELECT ?{column} too, or leave the option out")


def _entity(item: str, rows: list[Row], wishes: Wishes) -> Imported | None:
    """Return the entity of one item's rows; None if it is not wanted."""
    first = rows[0]
    code = first.get("country", "").upper()
    if not wishes.admits(code, max(number_of(row.get("population", "")) for row in rows)):
        return None
    names = usable(row["itemLabel"] for row in rows if not ITEM.match(row["itemLabel"]))
    if not names or not slug(names[0]):
        return Unusable(item, "has no label in Latin letters")
    kind = next((one for one in ENTITY_TYPES if one == first.get("type")), wishes.type)
    if kind is None:
        return Unusable(item, f"{first.get('type')!r} is not person, place or org")
    others = [other for row in rows for other in items(row.get("altLabels", ""))]
    country = COUNTRIES.get(code)
    return Entity(
        id=slug(names[0]),
        type=kind,
        name=names[0],
        aliases=usable(others, names[:1]),
        context=writable(one for row in rows for one in items(row.get("context", ""))),
        within=(country,) if country and kind == "place" else (),
        native=native_names(rows),
        source=f"Wikidata {item} ({LICENCE})",
    )


def native_names(rows: list[Row]) -> tuple[tuple[str, str], ...]:
    """Return the names in columns such as `label_uk` that are in other scripts, each once."""
    found = (
        (named[1], name)
        for row in rows
        for column, text in row.items()
        if (named := LABEL.match(column))
        for name in writable(items(text))
        if script_code(name)
    )
    return tuple(dict.fromkeys(found))
