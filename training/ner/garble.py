"""Right names → wrong ones, to learn from: the training side's garbler.

The test side has another one (`garble_for_tests.py`) that shares no code and no table with this.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

# Syllables for invented names: consonant groups and vowels that occur in romanised names of many languages.
ONSET_LIST = "b br ch d dr f g gr h j k kh kr l m n p pr r s sh st t tr v vl y z zh"
ONSETS = ONSET_LIST.split()
VOWEL_LIST = "a e i o u a e i o ai ei au ya ie ou"
VOWELS = VOWEL_LIST.split()
ENDINGS = [
    "",
    "",
    "n",
    "r",
    "s",
    "k",
    "l",
    "m",
    "ev",
    "ko",
    "sky",
    "ic",
    "an",
    "in",
    "ov",
    "son",
    "ez",
    "ian",
    "dze",
]
PLACE_ENDINGS = [
    "",
    "",
    "n",
    "r",
    "grad",
    "ka",
    "sk",
    "burg",
    "ville",
    "abad",
    "stan",
    "ia",
    "o",
    "pol",
    "ton",
    "i",
]


@dataclass(frozen=True, slots=True)
class Sources:
    """What garbled names are made from.

    Attributes:
        rules: For each run of letters (^ and $ are word edges) what it is confused with, and how often.
            Source: the project's confusion table, learnt from CC0 transliteration pairs.
        names: Real names: "first", "last" and "places".
        words: Common English words, lower case.
        held_out: Lower-case words that must neither be garbled nor come out: names of tests.
    """

    rules: Mapping[str, list[tuple[str, float]]]
    names: Mapping[str, list[str]]
    words: list[str]
    held_out: frozenset[str]


def load_sources(confusions: Path, names: Path, words: list[str], held_out: frozenset[str]) -> Sources:
    """Read the confusion table (JSON: from, to, cost, count, total) and the names (JSON)."""
    rules: dict[str, list[tuple[str, float]]] = {}
    for before, after, _, count, total in json.loads(confusions.read_text("utf-8"))["rules"]:
        rules.setdefault(before, []).append((after, (count / total) ** 0.7))
    lists = json.loads(names.read_text("utf-8"))
    kept = {kind: [name for name in lists[kind] if name.lower() not in held_out] for kind in lists}
    return Sources(rules, kept, [word for word in words if word not in held_out], held_out)


def confused(word: str, sources: Sources, rng: random.Random) -> str:
    """Apply one to three rules of the confusion table to a word, likelier rules more often."""
    letters = f"^{word.lower()}$"
    for _ in range(rng.choice((1, 1, 2, 2, 3)) if len(word) > 4 else 1):
        sites: list[tuple[int, int, str]] = []
        weights: list[float] = []
        for start in range(len(letters)):
            for end in range(start, min(start + 4, len(letters)) + 1):
                for after, weight in (
                    sources.rules.get(letters[start:end], ()) if start or end > start else ()
                ):
                    sites.append((start, end, after))
                    weights.append(weight)
        if sites:
            start, end, after = rng.choices(sites, weights)[0]
            letters = letters[:start] + after + letters[end:]
    return letters.replace("^", "").replace("$", "")


def edited(word: str, _: Sources, rng: random.Random) -> str:
    """Drop, double, swap or change one or two letters."""
    letters = list(word)
    for _time in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(letters))
        kind = rng.randrange(4)
        if kind == 0 and len(letters) > 3:
            del letters[at]
        elif kind == 1:
            letters.insert(at, letters[at])
        elif kind == 2 and at:
            letters[at - 1], letters[at] = letters[at], letters[at - 1]
        else:
            letters[at] = rng.choice("aeioubcdfgklmnprstvz")
    return "".join(letters)


def resyllabled(word: str, _: Sources, rng: random.Random) -> str:
    """Drop a syllable, or swap two that stand side by side."""
    parts = re.findall(r"[^aeiouy]*[aeiouy]+(?:[^aeiouy]+$)?", word.lower()) or [word]
    at = rng.randrange(len(parts))
    if len(parts) > 2 and rng.random() < 0.6:
        del parts[at]
    elif len(parts) > 1:
        at = max(at, 1)
        parts[at - 1], parts[at] = parts[at], parts[at - 1]
    return "".join(parts)


def invented(sources: Sources, rng: random.Random, *, is_place: bool) -> str:
    """Make up a name of one to three syllables and an ending."""
    body = "".join(rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(rng.choice((1, 2, 2, 3))))
    return (body + rng.choice(PLACE_ENDINGS if is_place else ENDINGS)).capitalize()


def ordinary(sources: Sources, rng: random.Random) -> str:
    """Pick a common English word, with a capital."""
    return rng.choice(sources.words).capitalize()


def cased(word: str, like: str) -> str:
    """Return a word with the capitals of another: all, the first letter, or none."""
    if len(like) > 1 and like.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def garbled_word(word: str, sources: Sources, rng: random.Random) -> str:
    """Return a word misspelt in one of three ways; as it was if it is short or held out, before or after."""
    if len(word) < 3 or word.lower() in sources.held_out or not word.isalpha():
        return word
    ways: list[Callable[[str, Sources, random.Random], str]] = [confused, edited, resyllabled]
    way = rng.choices(ways, (60, 25, 15))[0]
    made = cased(way(word, sources, rng), word)
    return made if len(made) > 1 and made.lower() not in sources.held_out else word


def garbled(surface: str, sources: Sources, rng: random.Random) -> str:
    """Return a name with one or more of its words misspelt; the last word most often."""
    words = re.split(r"(\W+)", surface)
    long = [at for at, word in enumerate(words) if len(word) > 2 and word[0].isupper()]
    if not long:
        return surface
    picked = set(long) if rng.random() < 0.3 else {long[-1] if rng.random() < 0.65 else rng.choice(long)}
    return "".join(garbled_word(w, sources, rng) if at in picked else w for at, w in enumerate(words))


def swapped(surface: str, label: str, sources: Sources, rng: random.Random) -> str:
    """Return another name in place of one: a real one, an invented one, or an ordinary word."""
    words = surface.split()
    is_place = label == "PLACE"
    kind = rng.choices(("real", "invented", "ordinary"), (42, 20, 38))[0]
    if kind == "invented":
        last = invented(sources, rng, is_place=is_place)
    elif kind == "ordinary":
        last = ordinary(sources, rng)
    else:
        alone = "first" if len(words) == 1 and rng.random() < 0.3 else "last"
        last = rng.choice(sources.names["places" if is_place else alone])
    if is_place or len(words) == 1 or last.lower() in sources.held_out:
        return last if last.lower() not in sources.held_out else surface
    first = words[0] if kind == "ordinary" or rng.random() < 0.4 else rng.choice(sources.names["first"])
    return f"{first} {last}"
