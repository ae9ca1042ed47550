"""Decisions on a document → the words of its names: each spelling, and where it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import or_

from normalize.keys import fold_letters
from normalize.knowledge import Knowledge
from normalize.lexicon import Lexicon
from normalize.model import Decision, Document, EntityType, Mention, Token, Verdict
from normalize.tokens import is_capitalised

# Letters of the shortest spelling that is compared: of those with three, most are near some other.
# Source: product.md, "short names need context".
SHORTEST = 4

# Letters of the shortest neighbour that says who is meant; initials say nothing. Source: `Li`, `Wu`, `Xi`.
SHORTEST_BESIDE = 2

# An ordinary word counts as a given name from a level on, a lower one if rare. Source: Mark and Bill have 11,
# Will 8, Misty 3 (Zipf 3.4); but Lord 6, The 6, Governor 4, Mr 3, all above 4.5.
GIVEN, RARELY_GIVEN, RARE_ZIPF = 8, 3, 4.5

# Capitals inside a word that is a product's name: not in McCain, DeSantis, O'Neill.
PRODUCT = re.compile(r"[a-z]{3}[A-Z]")

# Characters that, directly before or after a word, make it part of a handle, a hashtag, a model number.
BOUND = "@#_/\\0123456789"


@dataclass(frozen=True, slots=True)
class Word:
    """A name word where it stands.

    Attributes:
        segment: Index into `Document.segments`.
        token: The word, its offsets in the segment's text.
        mention: The mention that it is a word of, or that it stands beside.
        beside: Letters of the name words of its run directly before and after it.
        entities: Ids of the entities of which the mention is a listed form.
        type: What NER takes it for.
        kept: Whether the mention was looked at and is right; `told` whether another rule found it.
    """

    segment: int
    token: Token
    mention: Mention
    beside: frozenset[str]
    entities: tuple[str, ...] = ()
    type: EntityType | None = None
    kept: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word of names, as a document spells it.

    Attributes:
        letters: Folded to a-z.
        text: Its commonest way of writing, the first of those.
        words: Where it stands, in text order.
        level: How common it is as a name, 0 (unknown) to 15; see `lexicon.NameUse`.
        listed: Whether it is a word of a form that the gazetteer lists.
    """

    letters: str
    text: str
    words: tuple[Word, ...]
    level: int
    listed: bool

    @property
    def beside(self) -> frozenset[str]:
        """Letters of the name words that stand beside it anywhere."""
        return frozenset(letters for word in self.words for letters in word.beside)

    @property
    def entities(self) -> tuple[str, ...]:
        """Ids of the entities that it stands for in the document."""
        return tuple(sorted({entity for word in self.words for entity in word.entities}))


def spellings(
    document: Document, decisions: Iterable[Decision], knowledge: Knowledge
) -> tuple[Spelling, ...]:
    """Return the words of a document's names, by letters: no short or ordinary ones, none in capitals.

    What another rule found is left out, and so is what the gazetteer says to leave.
    """
    by_letters: dict[str, list[Word]] = defaultdict(list)
    for word in _words(decisions, knowledge):
        if not word.told and not _is_bound(document.segments[word.segment].text, word.token):
            by_letters[fold_letters(word.token.text)].append(word)
    return tuple(
        _spelling(letters, found, knowledge)
        for letters, found in sorted(by_letters.items())
        if len(letters) >= SHORTEST and letters not in knowledge.index.leave
    )


def _words(decisions: Iterable[Decision], knowledge: Knowledge) -> Iterator[Word]:
    """Yield every name word once, in text order, with what was decided on the mention that holds it."""
    found: dict[tuple[int, int], Word] = {}
    for decision in decisions:
        mention = decision.evidence.mention
        named = [_is_name(token.text, knowledge) for token in mention.around]
        given = [_is_given(token.text, knowledge.lexicon) for token in mention.around]
        for place, token in enumerate(mention.around):
            own = mention.start <= token.start < mention.end
            where = mention.segment, token.start
            if named[place] and (own or where not in found):
                beside = _beside(mention.around, [*map(or_, named, given)], place)
                found[where] = _word(decision, token, beside, own=own)
    return (found[where] for where in sorted(found))


def _word(decision: Decision, token: Token, beside: frozenset[str], *, own: bool) -> Word:
    mention = decision.evidence.mention
    if not own:
        return Word(mention.segment, token, mention, beside)
    kept, told = decision.verdict is Verdict.KEEP, decision.rule is not None
    return Word(mention.segment, token, mention, beside, mention.listed, mention.type, kept, told)


def _is_name(text: str, knowledge: Knowledge) -> bool:
    """Whether a word may be part of a name: capitalised, not in capitals, no ordinary word, no product."""
    if not is_capitalised(text) or text.isupper() or PRODUCT.search(text):
        return False
    return not knowledge.lexicon.is_ordinary(text)


def _is_given(text: str, lexicon: Lexicon) -> bool:
    """Whether an ordinary word may be somebody's given name: Will, Grace, but not The or Mr."""
    given = lexicon.names(text).given if is_capitalised(text) else 0
    return given >= GIVEN or (given >= RARELY_GIVEN and lexicon.zipf(text) < RARE_ZIPF)


def _beside(around: Sequence[Token], named: Sequence[bool], place: int) -> frozenset[str]:
    """Letters of the name words directly before and after a word of a run."""
    letters = (
        fold_letters(around[other].text)
        for other in (place - 1, place + 1)
        if 0 <= other < len(around) and named[other]
    )
    return frozenset(one for one in letters if len(one) >= SHORTEST_BESIDE)


def _is_bound(text: str, token: Token) -> bool:
    """Whether a word is part of something that is no name: a handle, a hashtag, a model number."""
    before, after = text[max(0, token.start - 1) : token.start], text[token.end : token.end + 1]
    return bool((before and before in BOUND) or (after and after in BOUND))


def _spelling(letters: str, words: Sequence[Word], knowledge: Knowledge) -> Spelling:
    texts = [word.token.text for word in words]
    text = max(dict.fromkeys(texts), key=texts.count)
    use = knowledge.lexicon.names(text)
    listed = letters in knowledge.index.by_part or any(word.kept or word.entities for word in words)
    return Spelling(letters, text, tuple(words), max(use.given, use.family, use.place), listed)
