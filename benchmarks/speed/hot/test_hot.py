"""pytest-benchmark over the hot functions: `python -m benchmarks.speed.hot`, or pytest on this file.

Articles are those of `seeds/`; garbled names are made of the shipped gazetteer's, by a rule. Not in the gate.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

import normalize
from normalize.channel import load_channel
from normalize.findings import file_report
from normalize.formats import parse
from normalize.gazetteer import load_gazetteer
from normalize.index import AliasIndex
from normalize.keys import fold_letters, match_key
from normalize.model import Correction, Document
from normalize.reports import rendered
from normalize.reports.run import RunInfo
from normalize.rewrite import rewrite
from normalize.tokens import words

pytest.importorskip("pytest_benchmark")

ROOT = Path(__file__).parents[3]
# Which letters are garbled into which. Source: a made-up rule, so that no garbled name is of labelled copy.
GARBLES = str.maketrans("aeioulr", "eioaerl")
# Garbled words that are looked up in one go, and sentences of the garbled article. Guesses: a long article.
LOOKED_UP, SENTENCES = 40, 30

# What pytest-benchmark's fixture is; it has no types of its own.
Benchmark = Any


def garbled(name: str) -> str:
    """Return a name with the vowels and liquids of its last word exchanged.

    >>> garbled("Ioana Popescu")
    'Ioana Papiscu'
    """
    before, space, last = name.rpartition(" ")
    return before + space + last[:2].translate(GARBLES).capitalize() + last[2:4].translate(GARBLES) + last[4:]


@pytest.fixture(scope="module")
def articles() -> list[str]:
    """The five articles of `seeds/`."""
    return [path.read_bytes().decode() for path in sorted((ROOT / "seeds").glob("*.txt"))]


@pytest.fixture(scope="module")
def people() -> list[str]:
    """Names of two words, a few from every part of the alphabet."""
    every = [
        one.name for one in load_gazetteer(()).entities if one.type == "person" and one.name.count(" ") == 1
    ]
    return every[:: len(every) // SENTENCES]


@pytest.fixture(scope="module")
def garbled_article(people: list[str]) -> str:
    """A garbled name in every paragraph."""
    return "\n\n".join(f"The minister said that {garbled(name)} would come on Friday." for name in people)


@pytest.fixture(scope="module")
def normalizer() -> normalize.Normalizer:
    made = normalize.load()
    made("NATO chief Mark Latte")  # everything is open
    return made


@pytest.fixture(scope="module")
def fresh(articles: list[str]) -> Iterator[str]:
    """An article, each time with another number at the end of each line: nothing of it is remembered."""
    return (articles[1].replace("\n", f" {number}\n") for number in count())


def test_reference(benchmark: Benchmark, articles: list[str]) -> None:
    """A piece of work that has nothing to do with us: the others are told as so many times of it."""
    kept = benchmark(lambda: json.loads(json.dumps([sorted(text.split()) for text in articles])))
    assert len(kept) == len(articles)


def test_parse_an_article(benchmark: Benchmark, articles: list[str]) -> None:
    assert benchmark(parse, articles[1], "one").segments


def test_words_of_an_article(benchmark: Benchmark, articles: list[str]) -> None:
    assert len(benchmark(lambda: list(words(articles[1])))) > 300


def test_keys_of_names(benchmark: Benchmark, people: list[str]) -> None:
    """Each time of others: those of names that recur are remembered."""
    ends = map(lettered, count())

    def keys() -> list[tuple[str, str]]:
        end = next(ends)
        return [(match_key(name + end), fold_letters(name + end)) for name in people]

    assert all(key and letters for key, letters in benchmark(keys))


def lettered(number: int) -> str:
    """Return a number in letters.

    >>> lettered(907)
    'jah'
    """
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def test_open_the_gazetteer(benchmark: Benchmark) -> None:
    """From the compiled file: the first round may compile it."""
    assert benchmark(load_gazetteer, ()).entities


def test_plain_mentions_of_an_article(
    benchmark: Benchmark, normalizer: normalize.Normalizer, articles: list[str]
) -> None:
    """The screen: capitals and listed forms, for every segment of every document."""
    assert benchmark(normalizer.finder.plain, parse(articles[1], "one"))


def test_look_up_garbled_words(benchmark: Benchmark, people: list[str]) -> None:
    """In a new index each time, for what was looked up is remembered; what it opens lazily is open."""
    entities = load_gazetteer(()).entities
    channel = load_channel()
    wanted = list(islice((fold_letters(garbled(name).split()[-1]) for name in people), LOOKED_UP))

    def ready() -> tuple[tuple[AliasIndex], dict[str, object]]:
        index = AliasIndex(entities, channel)
        index.look_up(["zzyzx"])
        return (index,), {}

    benchmark.pedantic(lambda index: index.look_up(wanted), setup=ready, rounds=10)
    index = ready()[0][0]
    index.look_up(wanted)
    assert any(index.near(word) for word in wanted)


def test_cost_of_spellings(benchmark: Benchmark, people: list[str]) -> None:
    """What garbled names cost by the sound channel, each time others."""
    channel, ends = load_channel(), map(lettered, count())

    def costs() -> list[float]:
        end = next(ends)
        return [channel.cost(fold_letters(garbled(name) + end), fold_letters(name)) for name in people]

    assert all(cost > 0 for cost in benchmark(costs))


def test_a_clean_article(
    benchmark: Benchmark, normalizer: normalize.Normalizer, fresh: Iterator[str]
) -> None:
    """Everything, on an article of the seeds."""
    assert benchmark(lambda: normalizer(next(fresh))).decisions


def test_a_garbled_article(
    benchmark: Benchmark, normalizer: normalize.Normalizer, garbled_article: str
) -> None:
    """Everything, where every paragraph has a garbled name; each time other paragraphs, for NER."""
    texts = (garbled_article.replace("Friday", f"Friday at {hour}") for hour in count())
    assert len(benchmark(lambda: normalizer(next(texts))).decisions) >= SENTENCES


def test_ner_of_an_article(
    benchmark: Benchmark, normalizer: normalize.Normalizer, fresh: Iterator[str]
) -> None:
    """NER alone, on an article."""

    def tagged() -> list[Any]:
        return normalizer.finder.tagger.spans(
            [segment.text for segment in parse(next(fresh), "one").segments]
        )

    assert any(benchmark(tagged))


def test_rewrite_an_article(benchmark: Benchmark, garbled_article: str, people: list[str]) -> None:
    """Thirty corrections, spliced into the source."""
    document = parse(garbled_article, "one")
    corrections = corrections_of(document, people)
    assert people[0] in benchmark(rewrite, document, corrections)


def corrections_of(document: Document, people: list[str]) -> list[Correction]:
    """Return the corrections that put the names right."""
    found = []
    for number, (segment, name) in enumerate(zip(document.segments, people, strict=False)):
        wrong = garbled(name)
        start = segment.text.index(wrong)
        found.append(Correction(number, start, start + len(wrong), name))
    return found


def test_report_as_json(benchmark: Benchmark, normalizer: normalize.Normalizer, garbled_article: str) -> None:
    reports = [file_report(normalizer(garbled_article), "one.txt")]
    assert b"one.txt" in benchmark(rendered, "json", reports, RunInfo("0"))
