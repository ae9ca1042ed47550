"""Mention → candidates, by spelling and sound alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from math import inf

from normalize.barring import is_barred, is_left, words_left
from normalize.channel import Channel
from normalize.distances import OSA
from normalize.endings import stems
from normalize.hidden import revealed
from normalize.index import NEAR, AliasIndex, Whole, form_key
from normalize.keys import fold_letters
from normalize.lexicon import Lexicon
from normalize.listings import cased, listed_candidates
from normalize.model import Candidate, Mention, Pair, Token
from normalize.promise import CLOSE_LOOK, Sieve, is_hopeful, is_promising, least_score, may_suffice
from normalize.tokens import PARTICLES, is_capitalised

# A neighbour counts as the same entity's name if its cost stays under this many nats a letter.
# Looser than a word on its own would be: the two vouch for each other. Source: a guess, to be measured.
NEIGHBOUR_NEAR = 2.0

# ... and if it shares this much of its letters. Source: a guess.
NEIGHBOUR_ALIKE = 0.35

# Name words that a word is tried as although no exact neighbour vouches for it. Source: `KEPT` in index.py.
ALONE = 20

# A word in which a name lost or gained a space must match this closely. Source: a guess, strict.
JOINED_NEAR = 0.45

# Letters that two words must have for them to be looked up as one. Source: a guess.
SHORTEST_JOINED = 5

# Words that are no part of a name that a translation split. Source: common knowledge of English.
ARTICLES = frozenset("a an the".split())

# What a space lost or gained costs, in nats, beside the letters. Source: a guess.
GAP_COST = 1.0

# A word that lost a space must also share this much of its letters. Source: a guess, strict.
JOINED_ALIKE = 0.75

# Name words taken of those near a stem. Source: a guess: the ending costs, so that only the nearest count.
UNINFLECTED = 5

# Words whose look-up stays in memory, for names recur. A guess; some 3 MB.
WORDS_KEPT = 1 << 13

# Forms looked at for one exact neighbour; beyond it a name part (`Mark`) is too common to lead anywhere.
CROWD = 60


def resolve(
    mention: Mention,
    index: AliasIndex,
    lexicon: Lexicon,
    named: Collection[str] = (),
    sieve: Sieve = CLOSE_LOOK,
) -> tuple[Candidate, ...]:
    """Return what a mention, or a stretch of its run, may be a garbled form of; best score first.

    Only candidates that would change something, and forms that are listed as variants or to avoid.
    No two of one entity and stretch. A word of ordinary vocabulary is looked up only where a
    neighbour is a word of the same name, or where NER takes it for a name.

    Args:
        mention: The mention.
        index: The gazetteer's index.
        lexicon: What is right as written.
        named: Ids of entities that are named in what the text was translated from, which are tried at once.
        sieve: What is asked of a candidate.
    """
    if form_key(mention.text) in index.leave:
        return ()
    if mention.listed:
        return tuple(listed_candidates(mention, index))
    best: dict[tuple[str, int, int], Candidate] = {}
    for candidate in _inferred(mention, index, lexicon, named, sieve):
        key = (candidate.entity.id, candidate.start, candidate.end)
        if key not in best or best[key].score < candidate.score:
            best[key] = candidate
    ranked = sorted(best.values(), key=lambda one: (-one.score, one.entity.id, one.start, one.form))
    return tuple(
        one
        for place, one in enumerate(ranked)
        if (sieve.keeps_best and not place)
        or one.entity.id in named
        or is_promising(one, mention, lexicon, sieve)
    )


def as_name(mention: Mention) -> Mention:
    """Return a mention as if NER took it for a name, so that its ordinary words are looked up, too."""
    return mention if mention.type or mention.listed else replace(mention, type="person")


def _inferred(
    mention: Mention, index: AliasIndex, lexicon: Lexicon, named: Collection[str], sieve: Sieve
) -> Iterator[Candidate]:
    """Candidates of a mention that nobody lists, in no order."""
    left, letters = words_left(mention, index), tuple(fold_letters(token.text) for token in mention.around)
    parts = frozenset(one for one in letters if one in index.by_part)
    for position, token in enumerate(mention.around):
        if mention.start <= token.start < mention.end:
            for candidate in _found(mention, letters, parts, position, index, lexicon, named, sieve):
                if not is_barred(candidate, index, lexicon) and not is_left(candidate, left, index):
                    yield candidate


def _found(
    mention: Mention,
    run: Sequence[str],
    parts: frozenset[str],
    position: int,
    index: AliasIndex,
    lexicon: Lexicon,
    named: Collection[str],
    sieve: Sieve,
) -> Iterator[Candidate]:
    """Candidates that begin from one word of a run, whose words as letters are `run`, of names `parts`."""
    tokens, letters = mention.around, run[position]
    if tokens[position].text.lower() in ARTICLES:
        return
    if len(letters) > 2 and (mention.type or not lexicon.is_ordinary(tokens[position].text)):
        beside = parts.intersection(run[max(0, position - 2) : position + 3]) - {letters}
        alone = _alone(tokens[position].text, len(tokens) == 1, index, lexicon, sieve)
        near, wholes = index.forms_with_any(beside), index.wholes
        for right in _rights(letters, index) if beside else alone:
            for number in index.forms_with(right, beside):
                if right in alone or (number in near and not beside.isdisjoint(wholes[number].letters)):
                    yield from _aligned(mention, run, position, wholes[number], right, index)
    sourced = (number for entity in sorted(named) for number in index.by_entity.get(entity, ()))
    for number in (*_vouched(tokens, run, position, index), *sourced):
        whole = index.wholes[number]
        for right in whole.letters:
            if len(letters) > 1 and right != letters and _cost(letters, right, index) < inf:
                yield from _aligned(mention, run, position, whole, right, index)
    yield from _joined(mention, run, position, index)


def _rights(letters: str, index: AliasIndex) -> tuple[str, ...]:
    """The name words that a word may stand for, those of its stem first."""
    return tuple(dict.fromkeys((*_uninflected(letters, index), *index.near(letters))))


@lru_cache(maxsize=WORDS_KEPT)
def _alone(word: str, is_alone: bool, index: AliasIndex, lexicon: Lexicon, sieve: Sieve) -> tuple[str, ...]:
    """The name words that a word may stand for although no exact word of the name stands beside it."""
    letters = fold_letters(word)
    near, is_listed = index.neighbours(letters, ALONE), letters in index.by_part
    if not near or not is_hopeful(word, near, lexicon, sieve, is_listed=is_listed, is_alone=is_alone):
        return ()
    stems = tuple(_uninflected(letters, index))
    first = near[: max(0, ALONE - len(stems))]
    alike = (one.letters for one in first if may_suffice(word, one, lexicon, sieve, is_alone=is_alone))
    rights = dict.fromkeys((*stems, *alike))
    return tuple(one for one in rights if not _is_far(word, one, index, lexicon, sieve, is_alone=is_alone))


def _is_far(
    word: str, right: str, index: AliasIndex, lexicon: Lexicon, sieve: Sieve, *, is_alone: bool
) -> bool:
    """Whether a word costs too much for its likeness, in the channel."""
    least = least_score(word, right, lexicon, sieve, is_alone=is_alone)
    room = NEAR * (len(right) + 2) * (1 - least)
    return least > 0 and index.channel.cost(fold_letters(word), right, room) == inf


def _uninflected(letters: str, index: AliasIndex) -> Iterator[str]:
    """The name words near a word without a Slavic ending that makes a woman's name or an adjective of it."""
    for stem in stems(letters):
        if stem in index.by_part:
            yield stem
        yield from (right for right in index.near(stem)[:UNINFLECTED] if right != letters)


def sought(mentions: Iterable[Mention]) -> set[str]:
    """The words, as letters, whose near names are asked for hereafter: to be looked up at once."""
    unlisted = (mention for mention in mentions if not mention.listed)
    words = {fold_letters(token.text) for mention in unlisted for token in mention.tokens}
    return {form for word in words if len(word) > 2 for form in (word, *stems(word))}


def _vouched(tokens: Sequence[Token], run: Sequence[str], position: int, index: AliasIndex) -> Iterable[int]:
    """Forms that contain the word before or after this one, exactly as it stands."""
    found: dict[int, None] = {}
    for neighbour in (position - 1, position + 1):
        if 0 <= neighbour < len(tokens) and tokens[neighbour].text.lower() not in PARTICLES:
            numbers = index.by_part.get(run[neighbour], ())
            if len(numbers) <= CROWD:
                found.update(dict.fromkeys(numbers))
    return found


def _cost(letters: str, right: str, index: AliasIndex) -> float:
    """Channel cost of a neighbouring pair, in nats; 0 for the same letters, inf when not near."""
    if letters == right:
        return 0.0
    if len(right) < 2 or len(letters) < 2:
        return 0.5 if letters[:1] == right[:1] and letters else inf
    if OSA.normalized_similarity(letters, right) < NEIGHBOUR_ALIKE:
        return inf
    return index.channel.cost(letters, right, NEIGHBOUR_NEAR * (len(right) + 2))


def _aligned(
    mention: Mention, letters: Sequence[str], position: int, whole: Whole, right: str, index: AliasIndex
) -> Iterator[Candidate]:
    """The candidate in which one word stands for `right`, with every neighbour that fits the form."""
    tokens = mention.around
    if right not in whole.letters:  # a name that lost its space
        cost = index.channel.cost(letters[position], right, JOINED_NEAR * (len(right) + 2))
        if cost < inf and OSA.normalized_similarity(letters[position], right) >= JOINED_ALIKE:
            pair = Pair(tokens[position].text, " ".join(whole.words), cost + GAP_COST)
            yield _candidate(mention, whole, {position: pair})
        return
    used = {whole.letters.index(right)}
    pairs = {position: _pair(tokens[position], whole, whole.letters.index(right), letters[position], index)}
    for step in (-1, 1):
        place = position + step
        while 0 <= place < len(tokens):
            fits = [
                (_cost(letters[place], whole.letters[word], index), word)
                for word in range(len(whole.words))
                if word not in used and letters[place]
            ]
            least, word = min(fits, default=(inf, 0))
            if least == inf:
                break
            used.add(word)
            pairs[place] = _pair(tokens[place], whole, word, letters[place], index)
            place += step
    yield _candidate(mention, whole, pairs)


def _joined(mention: Mention, run: Sequence[str], position: int, index: AliasIndex) -> Iterator[Candidate]:
    """Candidates in which this word and the next are one word of a name, by letters or by sound."""
    tokens = mention.around
    if position + 1 >= len(tokens):
        return
    left, right = tokens[position], tokens[position + 1]
    letters = run[position] + run[position + 1]
    are_names = all(is_capitalised(one.text) and len(one.text) > 1 for one in (left, right))
    if len(letters) < SHORTEST_JOINED or not are_names:
        return
    if left.text.lower() in ARTICLES or any(one in index.by_part for one in run[position : position + 2]):
        return
    for word in index.sounding(letters):
        cost = 0.0 if word == letters else index.channel.cost(letters, word, NEIGHBOUR_NEAR * (len(word) + 2))
        for number in index.forms_with(word) if cost < inf else ():
            if word in index.wholes[number].letters:
                yield _split(mention, position, index.wholes[number], word, cost)


def _split(mention: Mention, position: int, whole: Whole, letters: str, cost: float) -> Candidate:
    """The candidate in which two words of a run are one word of a form."""
    left, right = mention.around[position], mention.around[position + 1]
    offset = mention.around[0].start
    surface = mention.run[left.start - offset : right.end - offset]
    word = whole.words[whole.letters.index(letters)]
    pair = Pair(surface, word, cost + GAP_COST)
    score = max(0.0, 1 - (cost + GAP_COST) / (NEAR * (len(letters) + 2)))
    return Candidate(whole.entity, word, left.start, right.end, (pair,), whole.text, score)


def _pair(token: Token, whole: Whole, word: int, letters: str, index: AliasIndex) -> Pair:
    return _standing_for(token.text, letters, whole.words[word], whole.letters[word], index.channel)


@lru_cache(maxsize=WORDS_KEPT)
def _standing_for(text: str, letters: str, word: str, right: str, channel: Channel) -> Pair:
    if letters == right or len(letters) == 1:
        return Pair(text, revealed(text), 0.0)
    return Pair(text, cased(text, word), channel.cost(letters, right))


def _candidate(mention: Mention, whole: Whole, pairs: dict[int, Pair]) -> Candidate:
    """Put the pairs, by position in the run, into a candidate; `form` keeps what stands between words."""
    places = sorted(pairs)
    tokens, offset = mention.around, mention.around[0].start
    written, cursor = [], tokens[places[0]].start
    for place in places:
        written += [mention.run[cursor - offset : tokens[place].start - offset], pairs[place].right]
        cursor = tokens[place].end
    cost = sum([pair.cost for pair in pairs.values() if pair.surface != pair.right])
    room = NEAR * sum([len(pair.right) + 2 for pair in pairs.values()])
    return Candidate(
        entity=whole.entity,
        form="".join(written),
        start=tokens[places[0]].start,
        end=cursor,
        pairs=tuple([pairs[place] for place in places]),
        whole=whole.text,
        score=max(0.0, 1.0 - cost / room),
    )
