"""An entity's forms, as they are looked up: their keys, their words, and which of them say something new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from normalize.keys import fold_letters, match_key
from normalize.model import Entity
from normalize.tokens import PARTICLES, words

Kind = Literal["form", "variant", "avoid"]
KINDS: tuple[Kind, ...] = ("form", "variant", "avoid")

# Forms whose keys stay in memory: names recur. A guess; some 4 MB.
KEYS_KEPT = 1 << 14

# Letters of the longest form in capitals that counts as an acronym. Source: a guess (UNESCO, UNICEF).
LONGEST_ACRONYM = 7


@dataclass(frozen=True, slots=True)
class Listing:
    """A form as the gazetteer lists it.

    Attributes:
        entity: The entity.
        kind: "form" (correct), "variant" (wrong) or "avoid" (correct, not house style).
        form: As it is written in the gazetteer.
    """

    entity: Entity
    kind: Kind
    form: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A correct form, word by word.

    Attributes:
        entity: Whose form it is.
        text: The form.
        words: Its words as written.
        letters: The same, folded to a-z, one for each word.
    """

    entity: Entity
    text: str
    words: tuple[str, ...]
    letters: tuple[str, ...]


@lru_cache(maxsize=KEYS_KEPT)
def form_key(text: str) -> str:
    """Key of a form as the finder sees it: the keys of its words, joined by one space.

    >>> form_key("Deir al-Balah"), form_key("U.S.")
    ('deir al balah', 'u s')
    """
    return " ".join(match_key(word.text) for word in words(text))


def is_acronym(form: str) -> bool:
    """Whether a form is spelt letter by letter, so that no garbled spelling of it sounds like it.

    >>> is_acronym("TASS"), is_acronym("U.S."), is_acronym("Tass"), is_acronym("CHEN CHAO")
    (True, True, False, False)
    """
    return form.isupper() and " " not in form and len(form) <= LONGEST_ACRONYM


def forms_of(entity: Entity, kind: Kind) -> tuple[str, ...]:
    """Return the forms of an entity that are listed as one kind, in the order of the gazetteer."""
    return {"form": entity.forms, "variant": entity.variants, "avoid": entity.avoid}[kind]


def whole(entity: Entity, text: str) -> Whole:
    """Return a form of an entity, word by word."""
    parts = tuple(word.text for word in words(text))
    return Whole(entity, text, parts, tuple(fold_letters(part) for part in parts))


def fullest(entity: Entity) -> list[tuple[int, Whole]]:
    """Return the forms of an entity that say something the others do not, each with its position in `forms`.

    Of forms with one key the first counts, at the place of the last.
    """
    numbered = {
        form_key(form): (number, whole(entity, form)) for number, form in reversed([*enumerate(entity.forms)])
    }
    wholes = list(numbered.values())[::-1]
    if len(wholes) == 1:
        return wholes
    sets = [set(one.letters) for _, one in wholes]
    return [
        (number, one)
        for (number, one), mine in zip(wholes, sets, strict=True)
        if not any(
            mine < theirs and len(one.letters) < len(other.letters)
            for (_, other), theirs in zip(wholes, sets, strict=True)
        )
    ]


def parts_of(one: Whole) -> Iterator[str]:
    """Yield the name words of a form under which it is found, as letters; some of them twice.

    Forms of two words are found under their joined letters too (`uherskehradiste`), for names that lost a
    space. Particles and acronyms are no name words.
    """
    if not is_acronym(one.text):
        for word, letters in zip(one.words, one.letters, strict=True):
            if len(letters) > 1 and word.lower() not in PARTICLES:
                yield letters
    if len(one.letters) == 2:
        yield "".join(one.letters)


def standing_alone(entity: Entity) -> frozenset[str]:
    """Return the words, as letters, that are listed as standing for a person alone; none of others."""
    if entity.type != "person":
        return frozenset()
    return frozenset(fold_letters(form) for form in entity.forms if len(form.split()) == 1)
