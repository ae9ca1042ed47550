"""Measure the shipped lexicon: sizes, times, what it knows of right and of garbled names. See README.md."""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import random
import re
import sys
import time
import timeit
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import name_sources  # noqa: E402  (needs the path above)

from normalize.lexicon import DATA, Lexicon, fold_name, load_lexicon  # noqa: E402

TOKEN = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")


def share(words: Iterable[str], claim: Callable[[str], bool]) -> str:
    """Return the share of words that a claim holds for, and of how many."""
    answers = [claim(word) for word in words]
    return f"{sum(answers) / max(1, len(answers)):.3f} of {len(answers):,}"


def times(lexicon: Lexicon) -> None:
    """Print sizes, the CPU time of opening, and microseconds a look-up."""
    started = time.process_time()
    Lexicon(DATA / "names.marisa", DATA / "words.marisa").names("Linz")
    print(f"opened and asked once: {1e3 * (time.process_time() - started):.2f} ms CPU")
    for call in (
        "names('Linz')",
        "names('Łódź')",
        "names('Suda Bay')",
        "names('Qwxz')",
        "is_ordinary('water')",
        "zipf('Putin')",
    ):
        seconds = timeit.timeit(
            f"lexicon.{call}", number=100_000, globals={"lexicon": lexicon}, timer=time.process_time
        )
        print(f"  {call}: {1e6 * seconds / 100_000:.2f} µs")
    for name in ("names", "words"):
        print(f"  {name}.marisa: {(DATA / f'{name}.marisa').stat().st_size:,} bytes")


def people(data: Path) -> dict[str, set[str]]:
    """Return Latin name tokens of three letters or more, by list."""
    found: dict[str, set[str]] = {"yente given": set(), "yente family": set()}
    with (data / "match" / "yente_negatives_global_10k.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for field, key in (("first_name", "yente given"), ("last_name", "yente family")):
                found[key].update(word for word in row[field].split() if re.match(r"[A-Za-zÀ-ɏ]{3}", word))
    found["congress (a source)"] = {
        word for name, _, _ in name_sources.congress(data / "names") for word in name.split() if len(word) > 2
    }
    cities = sorted({name for name, _, _ in name_sources.towns(data / "names")})
    found["20,000 GeoNames (a source)"] = set(random.Random(1).sample(cities, 20_000))
    return found


def inside(path: Path) -> Iterator[tuple[str, str]]:
    """Yield words inside sentences with their label (PER, LOC, ORG, O) from a UNER file."""
    before = "."
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            fields = line.split("\t")
            word = fields[1] if len(fields) > 2 else "."
            if word.isalpha() and len(word) > 2 and before not in '.:"“‘-(':
                yield word, fields[2].split("-")[-1]
            before = word


def vocabulary(lexicon: Lexicon, ner: Path) -> None:
    """Print how many words in lower case, and how many names, are called ordinary: texts not trained on."""
    for file in ("uner_en_pud/en_pud-ud-test.iob2.xz", "uner_en_ewt/en_ewt-ud-dev.iob2.xz"):
        words = list(inside(ner / file))
        lower = [word for word, _ in words if word.islower()]
        print(f"{file}: lower case ordinary {share(lower, lexicon.is_ordinary)}")
        for label in ("PER", "LOC"):
            names = [word for word, mark in words if mark == label and word.istitle()]
            print(f"  {label}: ordinary {share(names, lexicon.is_ordinary)}, "
                  f"known {share(names, lambda word: lexicon.names(word).known)}")  # fmt: skip
            print(
                "   ", *(f"{word}" for word, _ in Counter(filter(lexicon.is_ordinary, names)).most_common(25))
            )
        print(
            "  not ordinary:",
            *(word for word, _ in Counter(w for w in lower if not lexicon.is_ordinary(w)).most_common(25)),
        )


def capitals(text: str) -> Iterator[str]:
    """Yield capitalised words inside sentences; headlines, initials and words in capitals left out."""
    for sentence in re.split(r"(?<=[.!?])\s+|\n", text):
        words = TOKEN.findall(sentence)
        if len(words) > 4 and sum(word[0].isupper() for word in words) <= 0.7 * len(words):
            yield from (
                word for word in words[1:] if word[0].isupper() and len(word) > 2 and not word.isupper()
            )


def tokens(folder: Path, kind: str) -> tuple[set[str], set[str]]:
    """Return the wrong and the right words of the labelled errors of one kind, those in both left out."""
    documents = (json.loads(line) for line in (folder / "wmt_dev.jsonl").open(encoding="utf-8"))
    spans = [span for document in documents for span in document["spans"] if span["label"] == "error"]
    pairs = [
        (set(span["surface"].split()), set(span["gold"].split())) for span in spans if span["kind"] == kind
    ]
    return {word for wrong, right in pairs for word in wrong - right}, {
        word for wrong, right in pairs for word in right - wrong
    }


def labelled(lexicon: Lexicon, folder: Path) -> None:
    """Print what is known of real garbles and of clean text. For measuring only: nothing of it is kept."""
    for kind in ("PERSON", "PLACE", "ORG"):
        for side, words in zip(("garbled", "right"), tokens(folder, kind), strict=True):
            levels = [max(astuple(lexicon.names(word))) for word in words]
            known = ", ".join(
                f"{low}+ {sum(x >= low for x in levels) / len(levels):.3f}" for low in (1, 2, 3, 5, 8)
            )
            print(f"{kind} {side}: level {known}; ordinary {share(words, lexicon.is_ordinary)}")
    lines = (folder / "clean_dev.jsonl").open(encoding="utf-8")
    words = [word for line in lines for word in capitals(json.loads(line)["text"])]
    names = [lexicon.names(word).known for word in words]
    ordinary = [lexicon.is_ordinary(word) for word in words]
    print(f"clean text, {len(words):,} capitalised words inside sentences", end="")
    for what, answers in (
        ("a name", names),
        ("ordinary", ordinary),
        ("either", list(map(max, names, ordinary))),
    ):
        print(f"; {what} {sum(answers) / len(answers):.3f}", end="")
    print()


def sources(data: Path, folder: Path) -> None:
    """Print what each source knows of garbled and of right names."""
    names = data / "names"
    readers = (
        name_sources.coling, name_sources.rigour, name_sources.popular, name_sources.nicknames,
        name_sources.congress, name_sources.leaders, name_sources.towns, name_sources.ukrainian_villages,
        name_sources.countries, name_sources.factbook_places, name_sources.alternates,
    )  # fmt: skip
    sets = {reader.__name__: set(name_sources.gather([reader(names)])) for reader in readers}
    rest = set().union(*(keys for name, keys in sets.items() if name != "alternates"))
    sets |= {"all but alternates": rest, "alternates, not in the rest": sets["alternates"] - rest}
    for name, keys in sets.items():
        print(f"{name}: {len(keys):,} names", end="")
        for kind in ("PERSON", "PLACE"):
            wrong, right = ([fold_name(word) in keys for word in words] for words in tokens(folder, kind))
            print(
                f"; {kind} garbled {sum(wrong) / len(wrong):.3f} right {sum(right) / len(right):.3f}", end=""
            )
        print()


def main() -> None:
    """Read the arguments and print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--labelled", type=Path, help="folder of the labelled sets, if at hand")
    arguments = parser.parse_args()
    lexicon = load_lexicon()
    times(lexicon)
    for source, words in people(arguments.data).items():
        print(f"{source}: known {share(words, lambda word: lexicon.names(word).known)}")
    vocabulary(lexicon, arguments.data / "ner")
    if arguments.labelled:
        labelled(lexicon, arguments.labelled)
        sources(arguments.data, arguments.labelled)


if __name__ == "__main__":
    main()
