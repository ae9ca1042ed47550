"""Gazetteer → look-up of forms by key, and of the words that names are made of by spelling and sound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from normalize.channel import Channel
from normalize.keys import fold_letters, match_key
from normalize.model import Entity
from normalize.sound import skeleton, sound_form
from normalize.tokens import PARTICLES, words

# How many name words are kept as what a garbled word may be, best first.
# Source: the right word of 619 garbled ones of eval/wmt_dev.jsonl is among the first 10 for 95.6 %, 20 for
# 97.4 %, 50 for 98.9 % (benchmarks/candidates.py).
KEPT = 50

# What the likenesses of a word's letters, its sounds, its consonants, and its letters in order count.
# Source: a few were tried on the same words; by the channel's cost the first 10 have 94.8 %, 20 97.2 %.
IN_LETTERS, IN_SOUND, IN_SKELETON, IN_ORDER = 1.0, 1.0, 0.5, 1.0

# Garbled words that are looked up at once. Source: a guess; more are hardly quicker.
AT_ONCE = 64

# Forms whose keys stay in memory: names recur. A guess; some 4 MB.
KEYS_KEPT = 1 << 14

# Letters of the longest form in capitals that counts as an acronym. Source: a guess (UNESCO, UNICEF).
LONGEST_ACRONYM = 7

# Garbled words whose neighbours stay in memory. Source: a guess; some 20 MB.
REMEMBERED = 20_000

# Nats for each letter of the right word, two added, at which a likeness in sound is none. Source: a guess.
NEAR = 2.8


@dataclass(frozen=True, slots=True)
class Listing:
    """A form as the gazetteer lists it.

    Attributes:
        entity: The entity.
        kind: "form" (correct), "variant" (wrong) or "avoid" (correct, not house style).
        form: As it is written in the gazetteer.
    """

    entity: Entity
    kind: Literal["form", "variant", "avoid"]
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


def _whole(entity: Entity, text: str) -> Whole:
    parts = tuple(word.text for word in words(text))
    return Whole(entity, text, parts, tuple(fold_letters(part) for part in parts))


def _fullest(entity: Entity) -> list[Whole]:
    """The forms of an entity that say something the others do not, in the order of the gazetteer."""
    wholes = list({form_key(form): _whole(entity, form) for form in reversed(entity.forms)}.values())[::-1]
    return [
        whole
        for whole in wholes
        if not any(
            set(whole.letters) < set(other.letters) and len(whole.letters) < len(other.letters)
            for other in wholes
        )
    ]


class Near(NamedTuple):
    """A name word that a garbled word may stand for.

    Attributes:
        letters: The name word.
        in_letters: How alike the letters of the two are, 0.0 to 1.0; `in_order` likewise without exchanges.
        in_sound: How alike they sound; `in_skeleton` likewise, consonants alone.
    """

    letters: str
    in_letters: float
    in_order: float
    in_sound: float
    in_skeleton: float

    @property
    def likeness(self) -> float:
        """How alike the two are in all, 0.0 to 3.5."""
        shares = (IN_LETTERS, IN_ORDER, IN_SOUND, IN_SKELETON)
        return sum(share * alike for share, alike in zip(shares, self[1:], strict=True))


class AliasIndex:
    """Forms by key, and name words by spelling and sound. Read-only once built.

    Args:
        entities: In any order; sorted by id here, so that order never matters.
        channel: What a change of spelling costs.
        leave: Names that are none of our business, in any spelling of theirs.
    """

    def __init__(self, entities: Iterable[Entity], channel: Channel, leave: Iterable[str] = ()) -> None:
        self.entities = tuple(sorted(entities, key=lambda entity: entity.id))
        self.channel = channel
        self.leave = frozenset(form_key(name) for name in leave)
        self._near: dict[str, tuple[Near, ...]] = {}

    @cached_property
    def by_id(self) -> dict[str, Entity]:
        """Entity id → entity."""
        return {entity.id: entity for entity in self.entities}

    @cached_property
    def listed(self) -> dict[str, tuple[Listing, ...]]:
        """Key → everything listed under it, by entity id."""
        table: dict[str, list[Listing]] = defaultdict(list)
        for entity in self.entities:
            for kind, forms in (
                ("form", entity.forms),
                ("variant", entity.variants),
                ("avoid", entity.avoid),
            ):
                for form in forms:
                    table[form_key(form)].append(Listing(entity, kind, form))  # type: ignore[arg-type]
        table.pop("", None)
        return {key: tuple(listings) for key, listings in table.items()}

    @cached_property
    def longest(self) -> int:
        """Words in the longest listed form."""
        return max((key.count(" ") + 1 for key in self.listed), default=0)

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The first word of each key in `listed`."""
        return frozenset(key.partition(" ")[0] for key in self.listed)

    @cached_property
    def longest_left(self) -> int:
        """Words in the longest name to leave."""
        return max((key.count(" ") + 1 for key in self.leave), default=0)

    @cached_property
    def wholes(self) -> tuple[Whole, ...]:
        """Every correct form of every entity, but those whose words all stand in another form of it."""
        return tuple(whole for entity in self.entities for whole in _fullest(entity))

    @cached_property
    def by_entity(self) -> dict[str, tuple[int, ...]]:
        """Entity id → positions of its forms in `wholes`."""
        table: dict[str, list[int]] = defaultdict(list)
        for position, whole in enumerate(self.wholes):
            table[whole.entity.id].append(position)
        return {entity: tuple(positions) for entity, positions in table.items()}

    @cached_property
    def alone(self) -> dict[str, frozenset[str]]:
        """Person's id → the words that the gazetteer lists as standing for the person alone, as letters."""
        table = {
            entity.id: frozenset(fold_letters(form) for form in entity.forms if len(form.split()) == 1)
            for entity in self.entities
            if entity.type == "person"
        }
        return {entity: letters for entity, letters in table.items() if letters}

    @cached_property
    def by_part(self) -> dict[str, tuple[int, ...]]:
        """Letters of a name word → positions in `wholes` of the forms that contain it.

        Forms of several words are listed under their joined letters too (`uherskehradiste`), for
        names that lost a space.
        """
        table: dict[str, list[int]] = defaultdict(list)
        for position, whole in enumerate(self.wholes):
            for word, letters in zip(whole.words, whole.letters, strict=True):
                if len(letters) > 1 and word.lower() not in PARTICLES and not is_acronym(whole.text):
                    table[letters].append(position)
            if len(whole.letters) == 2:
                table["".join(whole.letters)].append(position)
        return {letters: tuple(dict.fromkeys(positions)) for letters, positions in table.items()}

    @cached_property
    def _parts(self) -> list[str]:
        return sorted(letters for letters in self.by_part if len(letters) > 2)

    @cached_property
    def _sounds(self) -> list[str]:
        return [sound_form(letters) for letters in self._parts]

    @cached_property
    def _skeletons(self) -> list[str]:
        return [skeleton(letters) for letters in self._parts]

    @cached_property
    def _by_skeleton(self) -> dict[str, tuple[str, ...]]:
        table: dict[str, list[str]] = defaultdict(list)
        for letters, key in zip(self._parts, self._skeletons, strict=True):
            table[key].append(letters)
        return {key: tuple(parts) for key, parts in table.items()}

    def near(self, letters: str) -> tuple[str, ...]:
        """Return the name words that `letters` may be a garbled form of, most alike first, as letters."""
        return tuple(one.letters for one in self.neighbours(letters))

    def neighbours(self, letters: str) -> tuple[Near, ...]:
        """Return the name words that `letters` may be a garbled form of, most alike first.

        The word itself is left out; `KEPT` at most. Ties by letters.
        """
        if letters not in self._near:
            self.look_up([letters])
        return self._near[letters]

    def look_up(self, words: Iterable[str]) -> None:
        """Find what is `near` some words, as letters, all at once: several times quicker than one by one."""
        fresh = sorted(set(words) - self._near.keys())
        if len(self._near) + len(fresh) > REMEMBERED:
            self._near.clear()
        for first in range(0, len(fresh), AT_ONCE):
            self._search(fresh[first : first + AT_ONCE])

    def sounding(self, letters: str) -> tuple[str, ...]:
        """Return the name words that share the skeleton of `letters`, itself included."""
        return self._by_skeleton.get(skeleton(letters), ())

    def _search(self, words: Sequence[str]) -> None:
        import numpy as np

        if not self._parts:
            self._near.update(dict.fromkeys(words, ()))
            return
        alike = [
            process.cdist(queries, choices, scorer=scorer.normalized_similarity, dtype=np.float32)
            for scorer, queries, choices in (
                (OSA, words, self._parts),
                (Indel, words, self._parts),
                (OSA, [sound_form(word) for word in words], self._sounds),
                (OSA, [skeleton(word) for word in words], self._skeletons),
            )
        ]
        shares = (IN_LETTERS, IN_ORDER, IN_SOUND, IN_SKELETON)
        table = sum(share * part for share, part in zip(shares, alike, strict=True))
        wanted = min(KEPT + 1, len(self._parts))
        for nth, (word, row) in enumerate(zip(words, np.asarray(table), strict=True)):
            least = np.partition(row, -wanted)[-wanted]
            (close,) = np.nonzero(row >= least)  # sorting a few is ten times quicker than sorting all
            best = close[np.argsort(-row[close], kind="stable")]
            numbers = zip(*(part[nth, best].tolist() for part in alike), strict=True)
            found = (Near(self._parts[at], *told) for at, told in zip(best.tolist(), numbers, strict=True))
            self._near[word] = tuple(one for one in found if one.letters != word)[:KEPT]
