"""Document and its mentions → what every candidate in it is weighed against, gathered once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise

from normalize.index import AliasIndex
from normalize.keys import match_key
from normalize.model import Entity, EntityType, Mention
from normalize.tokens import PARTICLES, is_capitalised, tokenised
from normalize.tokens import words as words_of

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
class Line:
    """The words of a segment, as they are looked for.

    Attributes:
        keys: Keys of the words, in order.
        starts: Where each begins; `ends` likewise. For looking around a stretch.
        named: Keys of those with a capital.
        lower: Keys of those in lower case.
        capitals: Share of capitalised words, particles left out; 0.0 to 1.0.
    """

    keys: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    named: tuple[str, ...]
    lower: tuple[str, ...]
    capitals: float


def line_of(text: str) -> Line:
    """Return the words of a segment, as they are looked for."""
    tokens = tokenised(text)
    written = [token.text for token in tokens]
    keys = tuple(map(match_key, written))
    return Line(
        keys=keys,
        starts=tuple([token.start for token in tokens]),
        ends=tuple([token.end for token in tokens]),
        named=tuple([key for key, word in zip(keys, written, strict=True) if is_capitalised(word)]),
        lower=tuple([key for key, word in zip(keys, written, strict=True) if word[:1].islower()]),
        capitals=_capitals(written),
    )


@dataclass(frozen=True, slots=True)
class Scene:
    """What a document says apart from the mention in question.

    Attributes:
        lines: Words of each segment.
        counts: How often each key stands there with a capital.
        lower: Keys that stand there in lower case.
        present: Entity id → how many mentions are one of its correct forms.
        everywhere: All keys of the document, one string with spaces around, for phrases.
        vocabulary: The words of `everywhere`, and `neighbours` each with the next: most phrases are not there
            at the first look.
    """

    lines: tuple[Line, ...] = field(repr=False)
    counts: Counter[str]
    lower: frozenset[str]
    present: Counter[str]
    everywhere: str = field(repr=False)
    vocabulary: frozenset[str] = field(repr=False)
    neighbours: frozenset[tuple[str, str]] = field(repr=False)
    _anywhere: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, repr=False)

    def anywhere(self, phrases: tuple[str, ...]) -> tuple[str, ...]:
        """The phrases that stand anywhere in the document; looked for once."""
        found = self._anywhere.get(phrases)
        if found is None:
            found = self._anywhere[phrases] = tuple(one for one in phrases if self._has(phrase_key(one)))
        return found

    def _has(self, key: str) -> bool:
        """Whether a phrase stands anywhere; the whole text is searched for one of three words or more only,
        if any two of them stand there side by side."""
        parts = key.split(" ")
        if key == "" or not self.vocabulary.issuperset(parts):
            return False
        is_there = len(parts) == 1 or self.neighbours.issuperset(pairwise(parts))
        return is_there and (len(parts) < 3 or f" {key} " in self.everywhere)


def set_scene(lines: Sequence[Line], mentions: Iterable[Mention]) -> Scene:
    """Gather what the weighing needs to know of a document.

    Args:
        lines: The words of each segment.
        mentions: What may be named rightly in it.
    """
    flat = " ".join(key for line in lines for key in (*line.keys, "|"))
    words = flat.split(" ")
    return Scene(
        lines=tuple(lines),
        counts=Counter(chain.from_iterable(line.named for line in lines)),
        lower=frozenset(chain.from_iterable(line.lower for line in lines)),
        present=Counter(entity for mention in mentions for entity in mention.listed),
        everywhere=f" {flat} ",
        vocabulary=frozenset(words),
        neighbours=frozenset(pairwise(words)),
    )


def _capitals(line: Sequence[str]) -> float:
    """Share of capitalised words in a segment, particles left out; 0.0 to 1.0."""
    long = [word for word in line if word.lower() not in PARTICLES]
    return sum(map(is_capitalised, long)) / len(long) if long else 0.0


def _beside(scene: Scene, segment: int, start: int, end: int) -> tuple[int, int]:
    """How many words of a segment end before a stretch, and the position of the first after it."""
    line = scene.lines[segment]
    return bisect_right(line.ends, start), bisect_left(line.starts, end)


@lru_cache(maxsize=1 << 14)
def phrase_key(phrase: str) -> str:
    """Key of a context word or phrase, as it is looked for."""
    return " ".join(match_key(word.text) for word in words_of(phrase))


def window(scene: Scene, segment: int, start: int, end: int, reach: int = NEAR_WORDS) -> str:
    """Keys of the words around a stretch of a segment, the stretch left out, with spaces around."""
    keys = scene.lines[segment].keys
    before, after = _beside(scene, segment, start, end)
    return " ".join(["", *keys[max(0, before - reach) : before], "|", *keys[after : after + reach], ""])


def cues(scene: Scene, segment: int, start: int, end: int) -> frozenset[EntityType]:
    """The kinds of entity that the words directly beside a stretch call for."""
    keys = scene.lines[segment].keys
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
