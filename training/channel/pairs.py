"""Pairs of a right name and a garbled one: English names that share one foreign spelling.

Source: the transliteration pairs of Merhav and Ash, "Design Challenges in Named Entity
Transliteration", COLING 2018 (CC0): English token, spaced foreign letters, count.
"""

import lzma
from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import sqrt
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from normalize.keys import fold_letters

SCRIPTS = ("katakana", "korean", "chinese", "russian", "arabic", "hebrew")
"""The tables read. The seventh, `japanese`, repeats `katakana`."""

HELD_OUT = 15
"""Foreign forms kept out of learning, in percent: those of `evaluate.py`."""

ALIKE = 0.6
"""Least agreement of two names' consonants, 0.0 to 1.0, for both to be the same foreign form.
Source: `shared/channel.md`, E1."""

CLASSES = ("bpfvw", "cgkqx", "cjsxz", "dt", "lr", "mn", "ghj", "wh")
"""Consonants that scripts confuse. A letter may be in several."""

KINDRED = {
    letter: frozenset("".join(group for group in CLASSES if letter in group)) for letter in "".join(CLASSES)
}
"""Each consonant, and those it is taken for."""

Forms = Mapping[str, Mapping[str, int]]
"""Foreign form to the English names it spells, and how often each was seen."""


class Garble(NamedTuple):
    """One name written for another, and how much that counts."""

    right: str
    garbled: str
    weight: float


def read_forms(names: Path, script: str) -> dict[str, dict[str, int]]:
    """Return one script's foreign forms with the English names of each, folded to a-z."""
    forms: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with lzma.open(names / "coling2018" / f"wd_{script}.tsv.xz", "rt", encoding="utf-8") as rows:
        for row in rows:
            name, form, count = row.rstrip("\n").split("\t")
            if folded := fold_letters(name):
                forms[form.replace(" ", "")][folded] += int(count)
    return {form: dict(spellings) for form, spellings in forms.items()}


def is_held_out(form: str) -> bool:
    """Tell whether a foreign form is kept out of learning: by its hash, the same on every machine."""
    return crc32(form.encode()) % 100 < HELD_OUT


def held_out(forms: Forms) -> Forms:
    """Return the forms kept out of learning."""
    return {form: spellings for form, spellings in forms.items() if is_held_out(form)}


def learnt_from(forms: Forms) -> Forms:
    """Return the forms that learning sees."""
    return {form: spellings for form, spellings in forms.items() if not is_held_out(form)}


def garbles(forms: Forms) -> Iterator[Garble]:
    """Yield every two names that share a form and sound alike, in both directions.

    A name is written as one of the others the more often, the more often that was seen: the weight
    is the square root of its share among them, midway between all alike and as counted.
    """
    for spellings in forms.values():
        for right in sorted(spellings):
            others = [name for name in sorted(spellings) if name != right and are_alike(right, name)]
            total = sum(spellings[name] for name in others)
            for garbled in others:
                yield Garble(right, garbled, sqrt(spellings[garbled] / total))


def are_alike(one: str, other: str) -> bool:
    """Tell whether two names have enough kindred consonants, in the same order."""
    first, second = ([letter for letter in name if letter in KINDRED] for name in (one, other))
    longest = max(len(first), len(second))
    return longest == 0 or _common(first, second) / longest >= ALIKE


def _common(one: list[str], other: list[str]) -> int:
    """Return the length of the longest subsequence of kindred consonants."""
    row = [0] * (len(other) + 1)
    for item in one:
        previous = 0
        for place, candidate in enumerate(other, 1):
            kept = row[place]
            row[place] = previous + 1 if candidate in KINDRED[item] else max(kept, row[place - 1])
            previous = kept
    return row[-1]
