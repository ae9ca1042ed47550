"""Document and its mentions → what every candidate in it is weighed against, gathered once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from normalize.index import AliasIndex
from normalize.keys import match_key
from normalize.model import Document, Entity, EntityType, Mention, Token
from normalize.tokens import PARTICLES, is_capitalised, tokenised, words

# Words that tell what kind of name stands beside them.
# Source: common knowledge of news English; offices as in AP and Reuters copy, kinds of place as the
# feature classes of GeoNames.
BEFORE_PERSON = frozenset(
    """
    mr mrs ms miss dr sir lord lady dame president premier chancellor minister secretary chief envoy
    spokesman spokeswoman spokesperson governor mayor general colonel captain lieutenant major admiral
    commander marshal senator congressman congresswoman representative ambassador judge justice
    prosecutor king queen prince princess pope bishop patriarch coach striker midfielder defender
    goalkeeper professor director chairman chairwoman ceo leader adviser advisor deputy journalist
    reporter actor actress singer writer lawyer analyst expert activist driver skier wrestler player
    champion dissident oligarch alhaji sheikh imam named
    """.split()
)
AFTER_PERSON = frozenset(
    """
    said says told tells added noted explained stressed wrote tweeted argued claimed announced confirmed
    stated believes insisted warned admitted recalled emphasized emphasised replied asked himself
    herself
    """.split()
)
BEFORE_PLACE = frozenset(
    """
    town city village settlement region province district county prefecture municipality island port
    state capital suburb oblast republic near outskirts airport river lake mount in at towns villages
    cities settlements from to toward towards around outside
    """.split()
)
AFTER_PLACE = frozenset(
    """
    region oblast district province county city town village prefecture municipality airport river lake
    island islands peninsula bay strait sea republic township raion street square governorate krai
    hromada
    """.split()
)
BEFORE_ORG = frozenset("company club group firm party channel newspaper agency team".split())
AFTER_ORG = frozenset(
    """
    group company corporation corp inc ltd bank party university institute ministry agency club fc team
    """.split()
)

# How far context words may stand and still count as near, in words. Source: presidio uses 5 before;
# news puts an office before and a country after the name, so more. A guess.
NEAR_WORDS = 12


@dataclass(frozen=True, slots=True)
class Scene:
    """What a document says apart from the mention in question.

    Attributes:
        tokens: Words of each segment.
        counts: How often each key stands there with a capital.
        lower: Keys that stand there in lower case.
        present: Entity id → how many mentions are one of its correct forms.
        keys: Keys of each segment's words, in order.
        starts: Where each segment's words begin; `ends` likewise. For looking around a stretch.
        capitals: Share of capitalised words in each segment, particles left out; 0.0 to 1.0.
        everywhere: All keys of the document, one string with spaces around, for phrases.
        vocabulary: The words of `everywhere`: most phrases are not there at the first look.
    """

    tokens: tuple[tuple[Token, ...], ...]
    counts: Counter[str]
    lower: frozenset[str]
    present: Counter[str]
    keys: tuple[tuple[str, ...], ...] = field(repr=False)
    starts: tuple[tuple[int, ...], ...] = field(repr=False)
    ends: tuple[tuple[int, ...], ...] = field(repr=False)
    capitals: tuple[float, ...] = field(repr=False)
    everywhere: str = field(repr=False)
    vocabulary: frozenset[str] = field(repr=False)
    _anywhere: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, repr=False)

    def anywhere(self, phrases: tuple[str, ...]) -> tuple[str, ...]:
        """The phrases that stand anywhere in the document; looked for once."""
        found = self._anywhere.get(phrases)
        if found is None:
            found = self._anywhere[phrases] = tuple(one for one in phrases if self._has(phrase_key(one)))
        return found

    def _has(self, key: str) -> bool:
        """Whether a phrase stands anywhere; the whole text is searched only if all its words stand there."""
        parts = key.split(" ")
        is_there = self.vocabulary.issuperset(parts) and key != ""
        return is_there and (len(parts) == 1 or f" {key} " in self.everywhere)


def set_scene(document: Document, mentions: Sequence[Mention]) -> Scene:
    """Gather what the weighing needs to know of a document."""
    tokens = tuple(tokenised(segment.text) for segment in document.segments)
    keys = tuple(tuple(match_key(token.text) for token in line) for line in tokens)
    capital = [
        key
        for line, line_keys in zip(tokens, keys, strict=True)
        for token, key in zip(line, line_keys, strict=True)
        if is_capitalised(token.text)
    ]
    lower = frozenset(
        key
        for line, line_keys in zip(tokens, keys, strict=True)
        for token, key in zip(line, line_keys, strict=True)
        if token.text[:1].islower()
    )
    present = Counter(entity for mention in mentions for entity in mention.listed)
    flat = " ".join(key for line in keys for key in (*line, "|"))
    return Scene(
        tokens=tokens,
        counts=Counter(capital),
        lower=lower,
        present=present,
        keys=keys,
        starts=tuple(tuple(token.start for token in line) for line in tokens),
        ends=tuple(tuple(token.end for token in line) for line in tokens),
        capitals=tuple(map(_capitals, tokens)),
        everywhere=f" {flat} ",
        vocabulary=frozenset(flat.split(" ")),
    )


def _capitals(line: Sequence[Token]) -> float:
    """Share of capitalised words in a segment, particles left out; 0.0 to 1.0."""
    long = [token.text for token in line if token.text.lower() not in PARTICLES]
    return sum(map(is_capitalised, long)) / len(long) if long else 0.0


def _beside(scene: Scene, segment: int, start: int, end: int) -> tuple[int, int]:
    """How many words of a segment end before a stretch, and the position of the first after it."""
    return bisect_right(scene.ends[segment], start), bisect_left(scene.starts[segment], end)


@lru_cache(maxsize=1 << 14)
def phrase_key(phrase: str) -> str:
    """Key of a context word or phrase, as it is looked for."""
    return " ".join(match_key(word.text) for word in words(phrase))


def window(scene: Scene, segment: int, start: int, end: int, reach: int = NEAR_WORDS) -> str:
    """Keys of the words around a stretch of a segment, the stretch left out, with spaces around."""
    keys = scene.keys[segment]
    before, after = _beside(scene, segment, start, end)
    return " ".join(["", *keys[max(0, before - reach) : before], "|", *keys[after : after + reach], ""])


def cues(scene: Scene, segment: int, start: int, end: int) -> frozenset[EntityType]:
    """The kinds of entity that the words directly beside a stretch call for."""
    keys = scene.keys[segment]
    left, right = _beside(scene, segment, start, end)
    before, after = keys[max(0, left - 2) : left], keys[right] if right < len(keys) else ""
    last = before[-1] if before else ""
    found: set[EntityType] = set()
    if last in BEFORE_PERSON or after in AFTER_PERSON:
        found.add("person")
    if after in AFTER_PLACE or last in BEFORE_PLACE or (last == "of" and before[0] in BEFORE_PLACE):
        found.add("place")
    if after in AFTER_ORG or last in BEFORE_ORG:
        found.add("org")
    return frozenset(found)


def heard(phrases: Sequence[str], text: str) -> tuple[str, ...]:
    """The phrases whose words stand in a row in a text of keys."""
    return tuple(phrase for phrase in phrases if (key := phrase_key(phrase)) and f" {key} " in text)


def containing(entity: Entity, index: AliasIndex) -> tuple[str, ...]:
    """Every form of the places that contain an entity."""
    return tuple(form for other in entity.within if (place := index.by_id.get(other)) for form in place.forms)
