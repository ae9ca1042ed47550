"""Sentences that entries are held to, and a corpus → what fails, and what a gazetteer newly flags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from normalize.api import Normalizer
from normalize.errors import ReadError
from normalize.files import read_bytes
from normalize.findings import findings
from normalize.formats import SUFFIXES, read
from normalize.gazetteer_schema import check_values
from normalize.gazetteer_yaml import read_bytes as read_tree
from normalize.reported import Finding
from normalize.walks import walk

# What the lists of sentences are called in the file, and whether a finding must come.
LISTS = {"flag": True, "pass": False}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that an entry is held to, and where it stands.

    Attributes:
        path: The gazetteer.
        line: From one, as `column`.
        entity_id: The entry.
        text: The sentence.
        must_flag: Whether a finding of the entry must come of it, or must not.
    """

    path: str
    line: int
    column: int
    entity_id: str
    text: str
    must_flag: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """A sentence that is not kept, and what was found in it instead."""

    sentence: Sentence
    found: tuple[Finding, ...]

    def __str__(self) -> str:
        own = self.sentence
        fact = "brings no finding" if own.must_flag else "brings a finding"
        seen = "; ".join(f"{one.surface} → {one.replacement} ({one.entity_id})" for one in self.found)
        told = f"{own.path}:{own.line}:{own.column}: {fact} of {own.entity_id!r}: {own.text}"
        return f"{told}\n  found: {seen or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that comes or goes with a gazetteer."""

    sign: Literal["+", "-"]
    finding: Finding

    def __str__(self) -> str:
        one = self.finding
        place = f"{one.path}:{one.place.line}:{one.place.column}"
        what = f"{one.surface} → {one.replacement} ({one.entity_id}, {one.verdict}, {one.probability:.2f})"
        return f"{self.sign} {place}: {what}: {one.before}[{one.surface}]{one.after}"


def sentences(files: Iterable[tuple[str, bytes]]) -> Iterator[Sentence]:
    """Yield the sentences of gazetteer files, which have no faults, in their order."""
    for name, data in files:
        tree = read_tree(data, name)
        checked = check_values(tree)
        for number, entity in enumerate(checked.entries):
            said = {} if entity is None else {"flag": entity.flag, "pass": entity.leave}
            for key, texts in said.items():
                for at, text in enumerate(texts):
                    line, column = tree.places[(*checked.base, number, "tests", key, at)]
                    yield Sentence(name, line, column, entity.id if entity else "", text, LISTS[key])


def failures(held: Iterable[Sentence], normalizer: Normalizer) -> Iterator[Failure]:
    """Yield the sentences that are not kept."""
    for sentence in held:
        found = findings(normalizer(sentence.text), sentence.path)
        own = [one for one in found if one.entity_id == sentence.entity_id]
        if bool(own) != sentence.must_flag:
            yield Failure(sentence, tuple(own or found))


def beside(normalizer: Normalizer, other: Normalizer) -> Normalizer:
    """Return `other` with the NER of `normalizer`, so that one pipeline serves both."""
    other.finder = replace(other.finder, tagger=normalizer.finder.tagger)
    return other


def changes(paths: Sequence[Path], before: Normalizer, after: Normalizer) -> Iterator[Change | ReadError]:
    """Yield what two gazetteers make different of a corpus, file by file in text order.

    Args:
        paths: Files and folders.
        before: With the gazetteer as it was.
        after: With the gazetteer as it is to be.
    """
    found = walk(paths, (), SUFFIXES)
    yield from found.errors
    for path in found.files:
        try:
            document = read(read_bytes(path), str(path))
            old, new = (findings(normalizer.on(document), str(path)) for normalizer in (before, after))
        except ReadError as error:
            yield error
            continue
        yield from _different(old, new)


def _different(old: Sequence[Finding], new: Sequence[Finding]) -> list[Change]:
    had, has = {_what(one) for one in old}, {_what(one) for one in new}
    gone = [Change("-", one) for one in old if _what(one) not in has]
    come = [Change("+", one) for one in new if _what(one) not in had]
    return sorted([*gone, *come], key=lambda one: (one.finding.place.start, one.sign != "-"))


def _what(one: Finding) -> tuple[int, int, str, str, str]:
    return (one.place.start, one.place.end, one.replacement, one.entity_id, one.verdict)
