"""A gazetteer → how much of what it holds: by type, country, field, script and source.

python -m normalize.gazetteer_stats > docs/coverage.md
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from normalize.gazetteer import Gazetteer, load_gazetteer
from normalize.gazetteer_text import row
from normalize.importers.countries import COUNTRIES
from normalize.model import Entity

# What places are counted under that are in no country of the gazetteer: seas, continents, alliances.
NOWHERE = "(none)"

# What ends the name of a source: its number, date, licence or page, or the next source.
END_OF_SOURCE = re.compile(r"\s*(?:[\d(;:,]|https?:).*", re.DOTALL)

HEAD = """\
# What the gazetteer covers

Made by `python -m normalize.gazetteer_stats > docs/coverage.md`; a test fails when it is out of date.
The same for any gazetteer: `normalize gazetteer stats`, and `--json` for machines.

"""


@dataclass(frozen=True, slots=True)
class Stats:
    """Numbers of entities, if nothing else is said; tables with the largest number first.

    Attributes:
        entities: All.
        by_type: By person, place and org.
        with_native: With a name in another script.
        with_context: With words that stand near them.
        with_within: With a containing place.
        with_source: With a source.
        by_country: Places by the nearest country or territory that contains them, itself included.
        by_source: By the first source named, without its numbers and licence.
        fields: With anything under a key of the file.
        forms: Numbers of names, of items under each key that lists forms, and of native names.
        native_languages: By language of a native name.
        leave: Names that are none of our business.
    """

    entities: int
    by_type: Mapping[str, int]
    with_native: int
    with_context: int
    with_within: int
    with_source: int
    by_country: Mapping[str, int]
    by_source: Mapping[str, int]
    fields: Mapping[str, int]
    forms: Mapping[str, int]
    native_languages: Mapping[str, int]
    leave: int


def stats(gazetteer: Gazetteer) -> Stats:
    """Count a gazetteer."""
    entities = gazetteer.entities
    fields = _counted(key for entity in entities for key in row(entity))
    return Stats(
        entities=len(entities),
        by_type=_counted(entity.type for entity in entities),
        with_native=fields.get("native", 0),
        with_context=fields.get("context", 0),
        with_within=fields.get("in", 0),
        with_source=fields.get("source", 0),
        by_country=_counted(_country(entity, gazetteer) for entity in entities if entity.type == "place"),
        by_source=_counted(source_of(entity.source) for entity in entities if entity.source),
        fields=fields,
        forms=_forms(entities),
        native_languages=_counted(
            language for entity in entities for language in dict.fromkeys(code for code, _ in entity.native)
        ),
        leave=len(gazetteer.leave),
    )


def _counted(keys: Iterable[str]) -> dict[str, int]:
    """Return how often each key comes, most often first, then by key."""
    return dict(sorted(Counter(keys).items(), key=lambda one: (-one[1], one[0])))


def _forms(entities: Iterable[Entity]) -> dict[str, int]:
    lists: Counter[str] = Counter()
    for entity in entities:
        lists += Counter(
            name=1,
            aliases=len(entity.aliases),
            variants=len(entity.variants),
            avoid=len(entity.avoid),
            native=len(entity.native),
        )
    return dict(lists)


def source_of(source: str) -> str:
    """Return the name of a source without its numbers, licence and address.

    >>> source_of("GeoNames 2624886 (CC BY 4.0); CLDR"), source_of("https://example.org/a")
    ('GeoNames', 'https://example.org/a')
    """
    return END_OF_SOURCE.sub("", source) or source


def _country(place: Entity, gazetteer: Gazetteer) -> str:
    """Return the id of the nearest country around a place; else of the farthest place around it."""
    countries = frozenset(COUNTRIES.values())
    above = list(_chain(place, gazetteer))
    nearest = next((one for one in above if one in countries), "")
    return nearest or (above[-1] if len(above) > 1 else NOWHERE)


def _chain(place: Entity, gazetteer: Gazetteer) -> Iterator[str]:
    """Yield the ids of a place and of those around it, the nearest first, each once."""
    queue = [place.id]
    seen: set[str] = set()
    while queue:
        id_ = queue.pop(0)
        if id_ not in seen and id_ in gazetteer.by_id:
            seen.add(id_)
            yield id_
            queue += gazetteer.by_id[id_].within


def as_json(found: Stats) -> dict[str, Any]:
    """Return the numbers for machines."""
    return asdict(found)


def table(found: Stats, countries: int = 20) -> Iterator[str]:
    """Yield the numbers as lines for a terminal; of the countries, only the first ones."""
    for title, numbers in _sections(found, countries):
        width = max((len(key) for key in numbers), default=0)
        yield f"{title}\n"
        yield from (f"  {key:<{width}}  {number:>7,}\n" for key, number in numbers.items())


def page(found: Stats) -> str:
    """Return the numbers as a page of the documentation."""
    sections = [
        f"## {title}\n\n| | Number |\n|---|---:|\n"
        + "".join(f"| {key} | {number:,} |\n" for key, number in numbers.items())
        for title, numbers in _sections(found, len(found.by_country))
    ]
    return HEAD + "\n".join(sections)


def _sections(found: Stats, countries: int) -> Iterator[tuple[str, Mapping[str, int]]]:
    whole = {"all": found.entities, **found.by_type, "names to leave": found.leave}
    yield "Entities", whole
    yield "With", found.fields
    yield "Forms", found.forms
    yield "Entities with a native name, by language", found.native_languages
    yield "Entities by source", found.by_source
    shown = dict(list(found.by_country.items())[:countries])
    rest = {
        f"({len(found.by_country) - len(shown)} more)": sum(found.by_country.values()) - sum(shown.values())
    }
    yield "Places by country", shown | (rest if len(shown) < len(found.by_country) else {})


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(page(stats(load_gazetteer())))
