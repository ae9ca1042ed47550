"""What all parts of the comparison speak of: names that are listed, edits with a score, and peers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

# Word parts shorter than this make no candidate by themselves. Source: the plain trial in `eval/README.md`.
SHORTEST = 3
WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of text and what a peer would put there.

    Attributes:
        start: First code point; `end` is one past the last.
        end: See `start`.
        replacement: What comes in its place.
        score: How sure the peer is, on its own scale; higher is surer.
    """

    start: int
    end: int
    replacement: str
    score: float


@dataclass(frozen=True)
class Listed:
    """A gazetteer as the peers see it: spellings, nothing else.

    Attributes:
        path: The file it was read from.
        forms: Names and aliases, sorted; these may be put into a text.
        right: What may stand in a text besides the forms: forms that are right but not house style.
        people: The words of persons' forms, sorted: who is told of with a surname only is found by these.
    """

    path: Path
    forms: tuple[str, ...]
    right: tuple[str, ...]
    people: tuple[str, ...]

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """Everything a surface form is compared with, sorted: the forms, and the words of persons' forms."""
        return tuple(sorted({*self.forms, *self.people}))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of all forms, sorted; those with a capital and of `SHORTEST` letters or more."""
        return tuple(sorted({word for form in self.forms for word in name_words(form)}))

    @cached_property
    def keys(self) -> frozenset[str]:
        """What is right as it stands, case aside: forms, and their words."""
        return frozenset(one.casefold() for one in (*self.forms, *self.right, *self.words, *self.people))


@dataclass(frozen=True, slots=True)
class Peer:
    """One way to correct names.

    Attributes:
        title: What the table calls it.
        packages: Distributions whose versions are printed.
        thresholds: Those that are tried, ascending: the first lets the most through.
        prepare: Gazetteer → what `predict` needs of it; models are opened here.
        predict: Text, what was prepared, threshold → edits that score at least that, without overlaps.
            What it finds at one threshold is what it finds at a lower one, less those that score too low.
        predict_all: Instead of `predict`, for tools that are started once for all texts.
    """

    title: str
    packages: tuple[str, ...]
    thresholds: tuple[float, ...]
    prepare: Callable[[Listed], Any]
    predict: Callable[[str, Any, float], list[Edit]] | None = None
    predict_all: Callable[[Sequence[str], Any, float], list[list[Edit]]] | None = None


def name_words(form: str) -> list[str]:
    """Return the words of a form that begin with a capital and are not too short.

    >>> name_words("Abdel Fattah el-Sisi"), name_words("Ho Chi Minh City")
    (['Abdel', 'Fattah'], ['Chi', 'Minh', 'City'])
    """
    return [word for word in WORD.findall(form) if word[0].isupper() and len(word) >= SHORTEST]


def read_gazetteer(path: Path) -> Listed:
    """Read names and aliases; of the other fields only `avoid` counts, as right forms."""
    rows = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    entities = rows["entities"] if isinstance(rows, dict) else rows
    forms: set[str] = set()
    right: set[str] = set()
    people: set[str] = set()
    for entity in entities:
        own = [entity["name"], *(entity.get("aliases") or [])]
        forms.update(own)
        right.update(entity.get("avoid") or [])
        if entity["type"] == "person":
            people.update(word for form in own for word in name_words(form))
    return Listed(path, tuple(sorted(forms)), tuple(sorted(right - forms)), tuple(sorted(people)))


def settle(text: str, found: Iterable[Edit], listed: Listed) -> list[Edit]:
    """Return what remains of all that a peer found: surest first, without overlaps, none on right forms.

    Among equal scores the longer stretch wins, then the earlier.
    """
    kept: list[Edit] = []
    for edit in sorted(found, key=lambda one: (-one.score, one.start - one.end, one.start, one.replacement)):
        surface = text[edit.start : edit.end]
        if surface == edit.replacement or surface.casefold() in listed.keys:
            continue
        if all(edit.end <= other.start or other.end <= edit.start for other in kept):
            kept.append(edit)
    return sorted(kept, key=lambda one: one.start)
