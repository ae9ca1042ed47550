"""Gazetteer → look-up of forms by key, and of the words that names are made of by spelling and sound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from normalize.channel import Channel
from normalize.keys import fold_letters, match_key
from normalize.model import Entity
from normalize.sound import skeleton, sound_form
from normalize.tokens import PARTICLES, words

# How many words are kept by spelling and by sound before the channel ranks them, and how many after.
# Source: of 601 garbled words of eval/wmt_dev.jsonl the right one is kept for 86.9 % with 15 or 25 before,
# 86.4 to 87.0 % with 40; the rest are too far (`NEAR`), and would hardly be corrected.
PREFILTER = 20
KEPT = 10

# Letters of the longest form in capitals that counts as an acronym. Source: a guess (UNESCO, UNICEF).
LONGEST_ACRONYM = 7

# Garbled words whose neighbours stay in memory. Source: a guess; some 20 MB.
REMEMBERED = 20_000

# A word is near when the channel's cost is at most this many nats for each letter of the right word,
# two added. Source: a guess between time and recall of candidates, which rises by 4 points from 1.5 to 2.0.
NEAR = 1.6


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


@dataclass(frozen=True, slots=True)
class Near:
    """A word of the index near a garbled one: its letters, and the channel's cost in nats."""

    letters: str
    cost: float


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
    def _by_skeleton(self) -> dict[str, tuple[int, ...]]:
        table: dict[str, list[int]] = defaultdict(list)
        for position, letters in enumerate(self._parts):
            table[skeleton(letters)].append(position)
        return {key: tuple(positions) for key, positions in table.items()}

    def near(self, letters: str) -> tuple[Near, ...]:
        """Return the name words that `letters` may be a garbled form of, cheapest first.

        The word itself is left out. Nearest by spelling, by sound form and by skeleton, ranked by the
        channel; ties by letters.
        """
        found = self._near.get(letters)
        if found is None:
            if len(self._near) >= REMEMBERED:
                self._near.clear()
            found = self._near[letters] = self._search(letters)
        return found

    def _search(self, letters: str) -> tuple[Near, ...]:
        positions: set[int] = set(self._by_skeleton.get(skeleton(letters), ()))
        for query, choices in ((letters, self._parts), (sound_form(letters), self._sounds)):
            positions |= {
                position
                for _, _, position in process.extract(
                    query, choices, scorer=OSA.normalized_similarity, limit=PREFILTER, score_cutoff=0.3
                )
            }
        rights = [self._parts[position] for position in positions if self._parts[position] != letters]
        costs = ((self.channel.cost(letters, right, NEAR * (len(right) + 2)), right) for right in rights)
        ranked = sorted((cost, right) for cost, right in costs if cost <= NEAR * (len(right) + 2))
        return tuple(Near(right, cost) for cost, right in ranked[:KEPT])
