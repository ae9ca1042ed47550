"""Spellings of a document's name words → those that may be one name spelt two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from normalize.knowledge import Knowledge
from normalize.lexicon import Lexicon
from normalize.model import Document
from normalize.spellings import Spelling

# A spelling that is a name this common is right as written. Source: training/inconsistent; from 6 on, near
# names are mostly two people's, below mostly one's.
KNOWN = 6

# How many times as often another spelling must stand to be preferred to a known name. Source: a guess.
TRUST = 3

# Share of letters that two spellings must have in common before the channel is asked. Source: a guess.
COMMON = 0.5

# They are near when the channel's cost is at most this many nats for each letter of the other, two added.
# If both are somebody's or somewhere's name, at most the second. Source: training/inconsistent; above, the
# pairs are mostly two names.
NEAR, NEAR_KNOWN = 0.9, 0.6

# Two spellings that stand this close, in code points, are told apart on purpose: an explanation, a list,
# a family. Source: a guess: about ten words.
TOGETHER = 60

# Share of letters from which two words beside the spellings are one. Source: a guess, between Oleg and Olaf
# (.50) and Sergei and Sergey (.83).
SAME = 0.7

# Endings that make another word of a name: plurals, peoples, places called after people. Source: Quirk et
# al., A Comprehensive Grammar of the English Language, appendix I on suffixation.
DERIVED = tuple(
    "s es ies n ns an ans ian ians ese ish er ers ite ites ism ist ists land burg ville town ton son".split()
)
# What the name itself may end in where such an ending stands.
BARE = frozenset(["", "a", "e", "i", "o", "u", "y", "ia", "ya", "ea"])

# Endings of a man's and of a woman's family name. Source: Chicago Manual of Style 8.13 for Russian;
# Wikipedia, "Czech name", "Icelandic name", "Lithuanian name" for the others.
MEN = tuple("ov ev in yn sky ski skyi skiy skii skij sson as is us".split())
WOMEN = tuple("ova eva ina yna skaya skaia skaja ska sdottir aite yte ute iene".split())


@dataclass(frozen=True, slots=True)
class Alike:
    """Two spellings that may be one name.

    Attributes:
        rarer: The one that is less known, rarer or later.
        other: The other.
        cost: Of writing the other as the rarer one in the channel, in nats.
        nearness: The cost for each letter of the other, two added.
        beside: Letters of a name word that stands beside both; empty if none does.
    """

    rarer: Spelling
    other: Spelling
    cost: float
    nearness: float
    beside: str = ""


def alike(document: Document, found: Sequence[Spelling], knowledge: Knowledge) -> Iterator[Alike]:
    """Yield the pairs that may be one name, each rarer spelling once, with the best of its others."""
    by_letters = {one.letters: one for one in found}
    choices = list(by_letters)
    for rarer in found:
        if rarer.listed or rarer.level >= KNOWN:
            continue
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extract(
            rarer.letters, choices, scorer=OSA.normalized_similarity, score_cutoff=COMMON, limit=None
        )
        others = [by_letters[letters] for letters, _, _ in near if letters != rarer.letters]
        pairs = [
            pair
            for other in others
            if _rank(other) > _rank(rarer) and (pair := _pair(rarer, other, knowledge))
        ]
        kept = [pair for pair in pairs if not _is_two_names(document, pair)]
        if kept:
            yield max(kept, key=lambda pair: _rank(pair.other))


def _rank(spelling: Spelling) -> tuple[bool, int, int, int]:
    """How much speaks for a spelling: listed, often there, the more if a known name, early there."""
    first, often = spelling.words[0], len(spelling.words) * (TRUST if spelling.level else 1)
    return spelling.listed, often, -first.segment, -first.token.start


def _pair(rarer: Spelling, other: Spelling, knowledge: Knowledge) -> Alike | None:
    """Two spellings with what lies between them; None if that is too much."""
    bound = NEAR_KNOWN if rarer.level and other.level else NEAR
    limit = bound * (len(other.letters) + 2)
    cost = knowledge.index.channel.cost(rarer.letters, other.letters, limit)
    if cost > limit:
        return None
    shared = sorted(
        one for one, two in product(rarer.beside, other.beside) if _is_same(one, two, knowledge.lexicon)
    )
    return Alike(rarer, other, cost, cost / (len(other.letters) + 2), shared[0] if shared else "")


def _is_same(one: str, two: str, lexicon: Lexicon) -> bool:
    """Whether two words beside the spellings are one: Maria and Mario, both known, are not."""
    from rapidfuzz.distance import OSA

    if one == two:
        return True
    near = OSA.normalized_similarity(one, two) >= SAME
    return near and not (lexicon.names(one).known and lexicon.names(two).known)


def _is_two_names(document: Document, pair: Alike) -> bool:
    """Whether the two are told apart: other people, other words, an explanation, a word of the text."""
    rarer, other = pair.rarer, pair.other
    return (
        bool(rarer.beside and other.beside and not pair.beside)
        or is_derived(rarer.letters, other.letters)
        or _stand_together(rarer, other)
        or any(_is_word(document, one.text) for one in (rarer, other))
    )


def is_derived(one: str, other: str) -> bool:
    """Whether one of two words is made from the other: a plural, a people, a daughter.

    >>> is_derived("kennedies", "kennedy"), is_derived("china", "chinese"), is_derived("petrov", "petrova")
    (True, True, True)
    >>> is_derived("brankovitz", "brankowitz"), is_derived("wagner", "wagnar")
    (False, False)
    """
    pairs = ((one, other), (other, one))
    return any(_is_made_from(word, name) or _is_woman_of(word, name) for word, name in pairs)


def _is_made_from(word: str, name: str) -> bool:
    """Whether a word is a name, or the name without its last vowels, and an ending."""
    stems = (word.removesuffix(ending) for ending in DERIVED if word.endswith(ending))
    return any(len(stem) > 2 and name.startswith(stem) and name[len(stem) :] in BARE for stem in stems)


def _is_woman_of(word: str, name: str) -> bool:
    """Whether a word has the ending of a woman's family name, and a name that of a man's.

    >>> _is_woman_of("novakova", "novak"), _is_woman_of("novotna", "novotny"), _is_woman_of("berta", "bert")
    (True, True, False)
    """
    if word.endswith(WOMEN) and (name.endswith(MEN) or word.startswith(name)):
        return True
    return word.endswith("a") and name.endswith(("y", "i")) and word[:-1] == name[:-1]


def _stand_together(rarer: Spelling, other: Spelling) -> bool:
    return any(
        one.segment == two.segment
        and max(one.token.start - two.token.end, two.token.start - one.token.end) <= TOGETHER
        for one, two in product(rarer.words, other.words)
    )


def _is_word(document: Document, text: str) -> bool:
    """Whether a word stands in lower case somewhere in a document."""
    lower = text.lower()
    word = re.compile(rf"\b{re.escape(lower)}\b")
    return any(lower in segment.text and word.search(segment.text) for segment in document.segments)
