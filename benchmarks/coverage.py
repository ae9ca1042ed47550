"""How many of the people and places that anybody would expect the shipped gazetteer has.

    nice python benchmarks/coverage.py [../shared/eval/wmt_dev.jsonl] [../shared/data] [--missing]

Read are the human references of WMT news tests (491 articles from nine languages, 2021 and 2022), which
nobody chose for us. Counted are those who stand in them and in lists that do not know the gazetteer:
countries of CLDR; capitals of GeoNames; oblasts and cities above 50,000 people of Ukraine in GeoNames, in the
spellings of GeoNames and of the Cabinet's romanisation; and `coverage_people.tsv`, heads of state and
government and ministers of the G20. Each counts once, and is covered if one of its names is a form of the
gazetteer. Figures are in `coverage.md`.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from normalize.gazetteer import load_gazetteer
from normalize.keys import match_key

PEOPLE = Path(__file__).parent / "coverage_people.tsv"

# Territories of CLDR that are no countries: continents, groupings, and codes kept for private use.
NO_COUNTRY = re.compile(r"^(\d{3}|EU|EZ|UN|QO|X[AB]|ZZ)$")

# People, from whom a country's capital counts: below are islands whose Hamilton, Stanley and Douglas are,
# in these articles, people and other towns.
MANY = 100_000

# People, from whom a city of Ukraine is large.
LARGE = 50_000

# Kinds of unit in KATOTTG: regions, the two cities with their standing, cities.
# Source: the classifier's own note on categories (O, K, M).
KATOTTG_KINDS = frozenset("OKM")


def countries(data: Path) -> Iterator[str]:
    """Yield every country and territory in English, as CLDR prints it."""
    territories = _json(data / "names/cldr_territories/territories.json.xz")["en"]
    for code, name in territories.items():
        if not NO_COUNTRY.match(code):
            yield name.split(" (")[0]


def capitals(data: Path) -> Iterator[str]:
    """Yield the capitals of all countries above `MANY` people, as GeoNames prints them."""
    for row in _json(data / "names/geonames/countries.json.xz").values():
        if row["population"] > MANY:
            yield row["capital"]


def ukraine(data: Path) -> Iterator[str]:
    """Yield the oblasts of Ukraine and its cities above `LARGE`, as GeoNames and KATOTTG print them."""
    for unit in _json(data / "names/geonames/admin1.json.xz"):
        if unit["code"].startswith("UA."):
            yield re.sub(r" (Oblast’?'?|Misto|City)$", "", unit["name"])
    cities = {
        other
        for row in _table(data / "names/geonames/cities500.tsv.xz")
        if row["country"] == "UA" and int(row["population"] or 0) >= LARGE
        for other in (row["name"], *row["alternatenames"].split("|"))
    }
    yield from (row["name_kmu2010"] for row in _katottg(data) if row["name_uk"] in cities)
    for row in _table(data / "names/geonames/cities500.tsv.xz"):
        if row["country"] == "UA" and int(row["population"] or 0) >= LARGE:
            yield row["name"]


def people(path: Path = PEOPLE) -> Iterator[tuple[str, ...]]:
    """Yield the names of each: in full, and the short form that means nobody else."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield tuple(line.split("\t"))


def standing(everybody: Iterable[tuple[str, ...]], text: str) -> list[tuple[str, ...]]:
    """Return those of whom a name stands in a text, in its own capitals: one for each key, sorted."""
    by_key: dict[str, tuple[str, ...]] = {}
    for names in everybody:
        if any(len(name) > 2 and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) for name in names):
            by_key.setdefault(match_key(names[0]), names)
    return sorted(by_key.values())


def references(path: Path) -> str:
    """Return the different human references of a file of labelled copy, joined."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return "\n\n".join(sorted({row["reference"] for row in rows}))


def _katottg(data: Path) -> Iterator[dict[str, str]]:
    units = _table(data / "names/katottg_ua/katottg.tsv.xz")
    return (row for row in units if row["category"] in KATOTTG_KINDS)


def _json(path: Path) -> Any:
    return json.loads(lzma.decompress(path.read_bytes()))


def _table(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def main() -> None:
    """Print a line for each kind: how many names stand in the references, and how many are covered."""
    parser = argparse.ArgumentParser()
    parser.add_argument("eval", type=Path, nargs="?", default=Path("../shared/eval/wmt_dev.jsonl"))
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--missing", action="store_true", help="list what is not covered")
    wishes = parser.parse_args()
    forms = {
        match_key(form) for entity in load_gazetteer([]).entities for form in (*entity.forms, *entity.avoid)
    }
    text = references(wishes.eval)
    kinds: dict[str, Iterable[tuple[str, ...]]] = {
        "countries": zip(countries(wishes.data)),
        "capitals": zip(capitals(wishes.data)),
        "oblasts and large cities of Ukraine": zip(ukraine(wishes.data)),
        "people in office": people(),
    }
    total = covered = 0
    for kind, everybody in kinds.items():
        there = standing(everybody, text)
        missing = [names[0] for names in there if forms.isdisjoint(map(match_key, names))]
        total, covered = total + len(there), covered + len(there) - len(missing)
        print(f"{kind}\t{len(there) - len(missing)} of {len(there)}")
        if wishes.missing and missing:
            print("\tmissing: " + ", ".join(missing))
    print(f"all\t{covered} of {total}\t{covered / total:.1%}")


if __name__ == "__main__":
    main()
