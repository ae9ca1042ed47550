"""Read every open list of names and say, for each folded name, how common it is as what.

A source yields `(name, kind, level)`: kind is `given`, `family`, `person` (role not recorded) or `place`;
levels are 1 (seen once, or a hamlet) to 15 (very common, or a great city).
"""

from __future__ import annotations

import csv
import json
import lzma
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import wordfreq
import yaml
from spelling import spelled

from normalize.lexicon import fold_name

Named = tuple[str, str, int]

HERE = Path(__file__).parent

# Administrative type words that English drops in speech ("Kharkiv Oblast" is "Kharkiv").
TYPE_WORDS = re.compile(
    r"^(?:Provincia de|Departamento de|Département de(?: la| l')?|Municipio de|Região de|City of|Province of"
    r"|State of|Gobierno de)\s+|\s+(?:Municipality|County|District|Province|Region|Oblast|Oblasti|Raion|Rayon"
    r"|Governorate|Prefecture|Department|Parish|State|Krai|Okrug|Voivodeship|Canton|Township|City|Republic"
    r"|Subdistrict|Sub-District|Division|Regency|Kabupaten|Shi|Gun)$",
    re.IGNORECASE,
)


def open_text(path: Path) -> Any:
    """Open an xz-compressed UTF-8 file for reading, a byte-order mark skipped."""
    return lzma.open(path, "rt", encoding="utf-8-sig", newline="")


def read_json(path: Path) -> Any:
    """Read a JSON document, xz-compressed or plain."""
    with open_text(path) if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        return json.load(file)


def level_of(count: float) -> int:
    """Return the level of a count: 1 for one, one more for each doubling, 15 at most."""
    return max(1, min(15, 1 + int(math.log2(max(count, 1)))))


def coling(names: Path) -> Iterator[Named]:
    """Yield tokens of English Wikidata person labels with how many people bear them (COLING 2018, CC0)."""
    counts: dict[str, int] = defaultdict(int)
    for path in sorted((names / "coling2018").glob("wd_*.tsv.xz")):
        here: dict[str, int] = defaultdict(int)
        with open_text(path) as file:
            for line in file:
                token, _, count = line.rstrip("\n").split("\t")
                here[token] += int(count)
        for token, count in here.items():
            counts[token] = max(counts[token], count)
    for token, count in counts.items():
        yield token, "person", level_of(count)


def rigour(names: Path) -> Iterator[Named]:
    """Yield the spellings of Wikidata's names of people (rigour, MIT); roles and counts unknown."""
    with open_text(names / "rigour_person_names" / "person_names.txt.xz") as file:
        for line in file:
            for form in line.partition("=>")[0].split(","):
                yield form.strip(), "person", 1


def popular(names: Path) -> Iterator[Named]:
    """Yield the most popular names of each country (sigpwned, CC0): at least level 6, 8 for the first ten."""
    folder = names / "popular_names"
    for file_name, kind, order in (
        ("common-forenames-by-country.csv.xz", "given", "Index"),
        ("common-surnames-by-country.csv.xz", "family", "Rank"),
    ):
        with open_text(folder / file_name) as file:
            for row in csv.DictReader(file):
                level = 8 if row[order].isdigit() and int(row[order]) <= 10 else 6
                for name in (row["Romanized Name"], row["Localized Name"]):
                    yield name, kind, level


def faker(ner: Path) -> Iterator[Named]:
    """Yield romanised names of 50 locales (Faker, MIT) and the larger towns (GeoNames, CC BY 4.0)."""
    lists = read_json(ner / "names" / "names.json")
    for key, kind in (("first", "given"), ("last", "family"), ("places", "place")):
        for name in lists[key]:
            yield name, kind, 4


def nicknames(names: Path) -> Iterator[Named]:
    """Yield English given names and their pet forms (carltonnorthern/nicknames, Apache-2.0)."""
    with open_text(names / "nicknames" / "names.csv.xz") as file:
        for row in csv.DictReader(file):
            yield row["name1"], "given", 4
            yield row["name2"], "given", 3


def congress(names: Path) -> Iterator[Named]:
    """Yield names of United States legislators, presidents and vice-presidents (CC0)."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted((names / "congress_legislators").glob("*.yaml.xz")):
        with open_text(path) as file:
            for person in yaml.load(file, Loader=loader):
                name = person["name"]
                for key, kind in (("first", "given"), ("nickname", "given"), ("last", "family")):
                    for part in {name.get(key, ""), *name.get(key, "").split()}:
                        yield part, kind, 5


def leaders(names: Path) -> Iterator[Named]:
    """Yield leaders of the CIA World Factbook (CC0), whose surnames are in capitals."""
    pattern = re.compile(r"((?:[A-ZÀ-Ý][a-zà-ÿ'’-]+\s)+)((?:[A-ZÀ-Ý'’-]{3,}\s?)+)")
    offices = set((HERE / "titles.txt").read_text(encoding="utf-8").split())
    for country in read_json(names / "factbook" / "government_extract.json.xz").values():
        text = re.sub(r"<[^>]+>", " ", json.dumps(country.get("Executive branch", {}), ensure_ascii=False))
        for given, family in pattern.findall(text):
            if given.split()[-1].lower() in offices:
                continue
            yield given.split()[-1], "given", 4
            for part in {family.strip(), *family.split()}:
                yield part, "family", 5


def towns(names: Path) -> Iterator[Named]:
    """Yield GeoNames towns by population, and their first-level units by the sum (CC BY 4.0)."""
    people: dict[str, int] = defaultdict(int)
    with open_text(names / "geonames" / "cities500.tsv.xz") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            population = int(row["population"] or 0)
            people[f"{row['country']}.{row['admin1']}"] += population
            yield row["name"], "place", level_of(population / 500)
    for unit in read_json(names / "geonames" / "admin1.json.xz"):
        yield from both(unit["name"], level_of(people[unit["code"]] / 500))
    for unit in read_json(names / "geonames" / "admin2.json.xz"):
        yield from both(unit["name"], 3)


def alternates(names: Path) -> Iterator[Named]:
    """Yield GeoNames' other names of towns, no language recorded: measured, not used (README.md)."""
    with open_text(names / "geonames" / "cities500.tsv.xz") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            for name in row["alternatenames"].split("|"):
                yield name, "place", 1


def both(name: str, level: int) -> Iterator[Named]:
    """Yield a unit's name with and without its type word."""
    yield name, "place", level
    short = TYPE_WORDS.sub("", name).strip()
    if short != name:
        yield short, "place", level


def ukrainian_villages(names: Path) -> Iterator[Named]:
    """Yield every village of Ukraine, romanised as the Cabinet did in 2010 (KATOTTG, MIT)."""
    with open_text(names / "katottg_ua" / "katottg.tsv.xz") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            yield row["name_kmu2010"], "place", 1


def countries(names: Path) -> Iterator[Named]:
    """Yield English country names (CLDR, Unicode licence; GeoNames, CC BY 4.0) and their capitals."""
    for code, name in read_json(names / "cldr_territories" / "territories.json.xz")["en"].items():
        if code.isalpha():
            yield name.replace("&", "and"), "place", 15
    for country in read_json(names / "geonames" / "countries.json.xz").values():
        yield country["name"], "place", 15
        yield country["capital"], "place", 12


def factbook_places(names: Path) -> Iterator[Named]:
    """Yield first-level units and large cities as the Factbook spells them (CC0)."""
    for country in read_json(names / "factbook" / "government_extract.json.xz").values():
        units = str((country.get("Administrative divisions") or {}).get("text", ""))
        for part in re.split(r"[;,:*()]|<[^>]+>", units):
            if re.fullmatch(r"\s*[A-ZÀ-Ý][^\d.]{2,40}", part):
                yield part, "place", 6
        cities = str((country.get("Major urban areas - population") or {}).get("text", ""))
        for city in re.findall(r"[\d,.]+(?: million)? ([A-Z][^,;(]+)", cities):
            yield city, "place", 9


def geography() -> Iterator[Named]:
    """Yield seas, regions and ranges that lists of towns lack (own list)."""
    for line in (HERE / "geography.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line, "place", 12


def gather(sources: Iterable[Iterator[Named]]) -> dict[str, dict[str, int]]:
    """Fold names of up to four words, and keep the highest level of each kind."""
    known: dict[str, dict[str, int]] = defaultdict(dict)
    for source in sources:
        for name, kind, level in source:
            key = fold_name(name)
            if len(key) < 2 or key.count(" ") > 3:
                continue
            known[key][kind] = max(level, known[key].get(kind, 0))
    return known


def place_parts(known: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Return the parts of longer place names ("Dhabi") that are no names by themselves: places of level 1."""
    parts = {
        part for name, kinds in known.items() if "place" in kinds and " " in name for part in name.split()
    }
    return {part: {"place": 1} for part in sorted(parts) if len(part) > 2 and part not in known}


def is_faint(kinds: dict[str, int]) -> bool:
    """Whether a name rests on one label or one longer name only, too little if it is an English word."""
    return kinds in ({"person": 1}, {"place": 1})


def all_names(root: Path) -> dict[str, dict[str, int]]:
    """Return every folded name of every source with its levels by kind, less faint ones that are words."""
    names, ner = root / "names", root / "ner"
    people = (coling, rigour, popular, nicknames, congress, leaders)
    places = (towns, ukrainian_villages, countries, factbook_places)
    known = gather([*(source(names) for source in (*people, *places)), faker(ner), geography()])
    known |= place_parts(known)
    english = wordfreq.get_frequency_dict("en", wordlist="large").keys()
    faint = {name for name, kinds in known.items() if is_faint(kinds) and name in english}
    common, proper = spelled(faint)
    words = common - proper
    return {name: kinds for name, kinds in known.items() if name not in words}
