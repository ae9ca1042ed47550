"""Names that are none of our business, put into sentences: how many are rewritten, and which.

    nice python benchmarks/untouched.py [../shared/data] [--turn 0] [--kind towns] [--every 1] > rewritten.txt

Three kinds of names, none of them wrong: the words and the full names of the sitting legislators of the
United States, made-up people of many countries, and towns of the world. Each name makes one document of one
sentence, so that no two names speak for each other (the frames that list several names mean them to).
`--turn` chooses with which frame the first name begins; the next name has the next frame, and four turns put
every name into every frame. What was found is in `untouched.md`.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

import normalize

# How many towns are sampled, and these among them whatever the sample is (short, and near other names).
TOWNS = 20_000
ALWAYS = ("Linz", "Lod", "Homs", "Tema", "Arica", "Male", "Nice", "Split", "Cork", "Perm", "Reni", "Mocha")
SEED = 3

FRAMES = {
    "legislator words": (
        "Senator {name} said on Monday that the bill would pass.",
        "{name}, who sits on the foreign affairs committee, told reporters in Washington that aid was late.",
        "The letter to the Pentagon was signed by {name} and two other members of Congress.",
        "The president met {name} at the White House.",
    ),
    "legislators": (
        "Representative {name} said on Monday that the bill would pass.",
        "“We have waited long enough,” {name}, a member of the armed services committee, told CNN.",
        "The letter to the Pentagon was signed by {name}, {next} and {third}.",
        "{name} flew to Kyiv and Warsaw with a delegation of the House of Representatives.",
    ),
    "people": (
        "Foreign Minister {name} said on Monday that talks would go on.",
        "“We are ready,” {name}, an envoy of {country}, told reporters in Geneva.",
        "The delegation was made up of {name}, {next} and {third}.",
        "{name} of the United Nations office in {country} spoke to the president by telephone.",
    ),
    "towns": (
        "The mayor of {name} said that the water was rising.",
        "{name}, a town in {country}, was without power for a second day.",
        "The two sides met in {name} on Monday.",
        "The army of {country} sent troops to {name}, officials said, and the airport was closed.",
    ),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A right name, and its country in English."""

    text: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """One correction of copy in which nothing was wrong."""

    kind: str
    sentence: str
    before: str
    after: str
    entity: str
    rule: str
    reason: str


def legislators(data: Path) -> tuple[Name, ...]:
    """Every sitting member of the Congress of the United States, by full name."""
    names = _congress(data)
    return tuple(Name(name.get("official_full") or f"{name['first']} {name['last']}") for name in names)


def legislator_words(data: Path) -> tuple[Name, ...]:
    """Each word of their first and last names, once, sorted."""
    words = {word for name in _congress(data) for part in ("first", "last") for word in name[part].split()}
    return tuple(Name(word) for word in sorted(words))


def _congress(data: Path) -> list[dict[str, str]]:
    with lzma.open(data / "names/congress_legislators/legislators-current.yaml.xz") as file:
        return [row["name"] for row in yaml.load(file, Loader=yaml.CSafeLoader)]


def people(data: Path) -> tuple[Name, ...]:
    """The 10,000 people that yente made up, in its order; nearly half in other scripts than Latin."""
    with (data / "match/yente_negatives_global_10k.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Name(row["full_name"], row["nationality"]) for row in csv.DictReader(file))


def towns(data: Path) -> tuple[Name, ...]:
    """`TOWNS` places of GeoNames cities500 with different names, sampled by `SEED`, and `ALWAYS`."""
    countries = json.loads(lzma.decompress((data / "names/geonames/countries.json.xz").read_bytes()))
    with lzma.open(data / "names/geonames/cities500.tsv.xz", "rt", encoding="utf-8", newline="") as file:
        rows = sorted(
            csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE), key=lambda row: row["name"]
        )
    by_name = {row["name"]: row for row in sorted(rows, key=lambda row: int(row["population"] or 0))}
    rest = sorted(set(by_name) - set(ALWAYS))
    chosen = [*ALWAYS, *random.Random(SEED).sample(rest, TOWNS - len(ALWAYS))]
    return tuple(Name(name, countries[by_name[name]["country"]]["name"]) for name in chosen)


NAMES: dict[str, Callable[[Path], tuple[Name, ...]]] = {
    "legislator words": legislator_words,
    "legislators": legislators,
    "people": people,
    "towns": towns,
}


def sentences(kind: str, names: Sequence[Name], turn: int = 0) -> Iterator[str]:
    """Yield a sentence for each name; the frames follow each other."""
    frames = FRAMES[kind]
    for number, name in enumerate(names):
        second, third = (names[(number + step) % len(names)].text for step in (1, 2))
        frame = frames[(number + turn) % len(frames)]
        yield frame.format(name=name.text, country=name.country, next=second, third=third)


def rewritings(normalizer: normalize.Normalizer, kind: str, sentence: str) -> Iterator[Rewriting]:
    """Yield what is corrected in a sentence in which every name is right."""
    for decision in normalizer(sentence).decisions:
        correction, rule = decision.correction, decision.rule
        if correction is None or rule is None or decision.verdict is not normalize.Verdict.CORRECT:
            continue
        before, after = sentence[correction.start : correction.end], correction.replacement
        entity = decision.evidence.candidates[0].candidate.entity
        yield Rewriting(kind, sentence, before, after, entity.id, rule, decision.reason)


def measure(normalizer: normalize.Normalizer, kind: str, names: Sequence[Name], turn: int) -> None:
    """Print a line for each name that is rewritten, and the figures to standard error."""
    found = 0
    for sentence in sentences(kind, names, turn):
        for one in rewritings(normalizer, kind, sentence):
            found += 1
            change = f"{one.before} -> {one.after}"
            print(kind, one.rule, change, one.entity, one.reason, sentence, sep="\t", flush=True)
    print(f"{kind}: {len(names)} documents, {found} rewritten", file=sys.stderr)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--turn", type=int, default=0, help="the frame with which the first name begins")
    parser.add_argument("--kind", choices=sorted(NAMES), action="append", help="these kinds only")
    parser.add_argument("--every", type=int, default=1, help="only every n-th name")
    parser.add_argument("--model", default="", help="“none”: without NER")
    wishes = parser.parse_args()
    normalizer = normalize.load(model=wishes.model)
    for kind in wishes.kind or NAMES:
        measure(normalizer, kind, NAMES[kind](wishes.data)[:: wishes.every], wishes.turn)


if __name__ == "__main__":
    main()
