"""Mention → candidates, by spelling and sound alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import inf

from rapidfuzz.distance import OSA

from normalize.hidden import disguise, revealed
from normalize.index import NEAR, AliasIndex, Listing, Whole, form_key
from normalize.keys import fold_letters
from normalize.lexicon import Lexicon
from normalize.model import Candidate, Mention, Pair, Token
from normalize.tokens import PARTICLES

# A neighbour counts as the same entity's name if its cost stays under this many nats a letter.
# Looser than a word on its own would be: the two vouch for each other. Source: a guess, to be measured.
NEIGHBOUR_NEAR = 1.0

# A word in which a name lost or gained a space must match this closely. Source: a guess, strict.
JOINED_NEAR = 0.45

# What a space lost or gained costs, in nats, beside the letters. Source: a guess.
GAP_COST = 1.0

# A word that lost a space must also share this much of its letters. Source: a guess, strict.
JOINED_ALIKE = 0.75

# English endings that make a people, a language or an adjective of a place name.
# Source: common knowledge of English (Tasmanian, Viennese, Iraqi, Londoner, Cypriot).
DERIVED = tuple("ian ians an ans n ns ese ish ite ites er ers ic i is iot".split())

# Forms looked at for one exact neighbour; beyond it a name part (`Mark`) is too common to lead anywhere.
CROWD = 60


def resolve(mention: Mention, index: AliasIndex, lexicon: Lexicon) -> tuple[Candidate, ...]:
    """Return what a mention, or a stretch of its run, may be a garbled form of; best score first.

    Only candidates that would change something, and forms that are listed as variants or to avoid.
    No two of one entity and stretch. A word of ordinary vocabulary is looked up only where a
    neighbour is a word of the same name, or where NER takes it for a name.
    """
    if form_key(mention.text) in index.leave:
        return ()
    if mention.listed:
        return tuple(_listed(mention, index))
    left = _left(mention, index)
    best: dict[tuple[str, int, int], Candidate] = {}
    for position, token in enumerate(mention.around):
        if not mention.start <= token.start < mention.end:
            continue
        for candidate in _found(mention, position, index, lexicon):
            if not _may_stand(candidate, index) or _is_left(candidate, left, index):
                continue
            key = (candidate.entity.id, candidate.start, candidate.end)
            if key not in best or best[key].score < candidate.score:
                best[key] = candidate
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.entity.id, one.start, one.form)))


def _left(mention: Mention, index: AliasIndex) -> frozenset[str]:
    """Keys of the words of a run that are names to leave, or stand in one of several words."""
    keys = [form_key(token.text) for token in mention.around] if index.leave else []
    spans = ((start, start + n) for start in range(len(keys)) for n in range(1, index.longest_left + 1))
    stretches = [keys[start:end] for start, end in spans if end <= len(keys)]
    return frozenset(key for stretch in stretches if " ".join(stretch) in index.leave for key in stretch)


def _is_left(candidate: Candidate, left: frozenset[str], index: AliasIndex) -> bool:
    """Whether a candidate would change a word that is to be left, or write a name that is."""
    changed = (pair.surface for pair in candidate.pairs if pair.surface != pair.right)
    is_touched = bool(left) and any(key in left for surface in changed for key in form_key(surface).split())
    return is_touched or (bool(index.leave) and form_key(candidate.form) in index.leave)


def _may_stand(candidate: Candidate, index: AliasIndex) -> bool:
    """Whether the words of a candidate may stand for the entity.

    A person whose entry lists words that stand alone (a surname) is not meant by another word alone, one
    whose entry lists none not by the first of several; and a place not by the name of its people. A
    gazetteer in which no word stands for a person alone says nothing about it.
    """
    if len(candidate.pairs) > 1 or " " in candidate.form:
        return True
    if candidate.entity.type == "place":
        return not is_derived(candidate.pairs[0].surface, candidate.form)
    if candidate.entity.type == "org" or not index.alone:
        return True
    letters, alone = fold_letters(candidate.form), index.alone.get(candidate.entity.id)
    first, *rest = candidate.whole.split()
    return letters in alone if alone else not rest or letters != fold_letters(first)


def is_derived(surface: str, place: str) -> bool:
    """Whether a word is made from a place name by an English ending: its people, its language, its own.

    >>> is_derived("Tasmanian", "Tasmania"), is_derived("Viennese", "Vienna"), is_derived("Sudzh", "Sudzha")
    (True, True, False)
    """
    word, stem = fold_letters(surface), fold_letters(place)
    return not stem.startswith(word) and any(
        word.endswith(ending) and len(word) - len(ending) >= 3 and stem.startswith(word[: -len(ending)])
        and len(stem) - (len(word) - len(ending)) <= 2
        for ending in DERIVED
    )  # fmt: skip


def _listed(mention: Mention, index: AliasIndex) -> Iterator[Candidate]:
    """Candidates for a mention that the gazetteer lists: what is to be rewritten, and hidden characters."""
    listings = index.listed.get(form_key(revealed(mention.text)), ())
    rights = [listing for listing in listings if listing.kind == "form"]
    hidden = disguise(mention.text)
    for listing in rights if hidden else () if rights else listings:
        right = revealed(mention.text) if hidden else cased(mention.text, counterpart(listing))
        pair = Pair(mention.text, right, 0.0)
        yield Candidate(
            listing.entity, right, mention.start, mention.end, (pair,), listing.form, 1.0, listing.kind
        )


def cased(surface: str, right: str) -> str:
    """The right word or words, in capitals where the surface form is.

    >>> cased("KIEV", "Kyiv"), cased("Kiev", "Kyiv"), cased("A", "Al")
    ('KYIV', 'Kyiv', 'Al')
    """
    return right.upper() if surface.isupper() and len(surface) > 1 else right


def counterpart(listing: Listing) -> str:
    """The house form that stands for a variant or a form to avoid: as many words, the most alike.

    `Kiev` is written `Kyiv`, `Volodymyr Zelenskyy` is written `Volodymyr Zelensky`, `Zelenskyy`
    alone stays one word.
    """
    number = len(listing.form.split())
    if number == len(listing.entity.name.split()) == 1:
        return listing.entity.name
    stretches = []
    for form in listing.entity.forms:
        parts = form.split()
        stretches += [
            " ".join(parts[start : start + number]) for start in range(max(1, len(parts) - number + 1))
        ]
    return max(stretches, key=lambda text: OSA.normalized_similarity(text, listing.form))


def _found(mention: Mention, position: int, index: AliasIndex, lexicon: Lexicon) -> Iterator[Candidate]:
    """Candidates that begin from one word of a run."""
    tokens = mention.around
    letters = fold_letters(tokens[position].text)
    if len(letters) > 2 and (mention.type or not lexicon.is_ordinary(tokens[position].text)):
        for near in index.near(letters):
            for number in index.by_part[near.letters]:
                yield from _aligned(mention, position, index.wholes[number], near.letters, index)
    for number in _vouched(tokens, position, index):
        whole = index.wholes[number]
        for right in whole.letters:
            if len(letters) > 1 and right != letters and _cost(letters, right, index) < inf:
                yield from _aligned(mention, position, whole, right, index)
    yield from _joined(mention, position, index)


def _vouched(tokens: Sequence[Token], position: int, index: AliasIndex) -> Iterable[int]:
    """Forms that contain the word before or after this one, exactly as it stands."""
    found: dict[int, None] = {}
    for neighbour in (position - 1, position + 1):
        if 0 <= neighbour < len(tokens) and tokens[neighbour].text.lower() not in PARTICLES:
            numbers = index.by_part.get(fold_letters(tokens[neighbour].text), ())
            if len(numbers) <= CROWD:
                found.update(dict.fromkeys(numbers))
    return found


def _cost(letters: str, right: str, index: AliasIndex) -> float:
    """Channel cost of a neighbouring pair, in nats; 0 for the same letters, inf when not near."""
    if letters == right:
        return 0.0
    if len(right) < 2 or len(letters) < 2:
        return 0.5 if letters[:1] == right[:1] and letters else inf
    return index.channel.cost(letters, right, NEIGHBOUR_NEAR * (len(right) + 2))


def _aligned(
    mention: Mention, position: int, whole: Whole, right: str, index: AliasIndex
) -> Iterator[Candidate]:
    """The candidate in which one word stands for `right`, with every neighbour that fits the form."""
    tokens = mention.around
    letters = [fold_letters(token.text) for token in tokens]
    if right not in whole.letters:  # a name that lost its space
        right_text = " ".join(whole.words)
        cost = index.channel.cost(letters[position], right, JOINED_NEAR * (len(right) + 2))
        if cost < inf and OSA.normalized_similarity(letters[position], right) >= JOINED_ALIKE:
            yield _candidate(
                mention, whole, {position: Pair(tokens[position].text, right_text, cost + GAP_COST)}
            )
        return
    used = {whole.letters.index(right)}
    pairs = {position: _pair(tokens[position], whole, whole.letters.index(right), letters[position], index)}
    for step in (-1, 1):
        place = position + step
        while 0 <= place < len(tokens):
            best = min(
                (
                    (_cost(letters[place], whole.letters[word], index), word)
                    for word in range(len(whole.words))
                    if word not in used and letters[place]
                ),
                default=(inf, 0),
            )
            if best[0] == inf:
                break
            used.add(best[1])
            pairs[place] = _pair(tokens[place], whole, best[1], letters[place], index)
            place += step
    yield _candidate(mention, whole, pairs)


def _joined(mention: Mention, position: int, index: AliasIndex) -> Iterator[Candidate]:
    """Candidates in which this word and the next are one word of a name."""
    tokens = mention.around
    if position + 1 >= len(tokens):
        return
    left, right = tokens[position], tokens[position + 1]
    letters = fold_letters(left.text) + fold_letters(right.text)
    for number in index.by_part.get(letters, ()):
        whole = index.wholes[number]
        if letters in whole.letters:
            yield _split(mention, position, whole, letters)


def _split(mention: Mention, position: int, whole: Whole, letters: str) -> Candidate:
    """The candidate in which two words of a run are one word of a form, letter for letter."""
    left, right = mention.around[position], mention.around[position + 1]
    offset = mention.around[0].start
    surface = mention.run[left.start - offset : right.end - offset]
    word = whole.words[whole.letters.index(letters)]
    pair = Pair(surface, word, GAP_COST)
    score = 1 - GAP_COST / (NEAR * (len(letters) + 2))
    return Candidate(whole.entity, word, left.start, right.end, (pair,), whole.text, score)


def _pair(token: Token, whole: Whole, word: int, letters: str, index: AliasIndex) -> Pair:
    right = whole.words[word]
    if letters == whole.letters[word] or len(letters) == 1:
        return Pair(token.text, token.text, 0.0)
    return Pair(token.text, cased(token.text, right), index.channel.cost(letters, whole.letters[word]))


def _candidate(mention: Mention, whole: Whole, pairs: dict[int, Pair]) -> Candidate:
    """Put the pairs, by position in the run, into a candidate; `form` keeps what stands between words."""
    first, last = min(pairs), max(pairs)
    tokens, offset = mention.around, mention.around[0].start
    written, cursor = [], tokens[first].start
    for place in sorted(pairs):
        written += [mention.run[cursor - offset : tokens[place].start - offset], pairs[place].right]
        cursor = tokens[place].end
    changed = [pair for pair in pairs.values() if pair.surface != pair.right]
    cost = sum(pair.cost for pair in changed)
    room = NEAR * sum(len(pair.right) + 2 for pair in pairs.values())
    return Candidate(
        entity=whole.entity,
        form="".join(written),
        start=tokens[first].start,
        end=tokens[last].end,
        pairs=tuple(pairs[place] for place in sorted(pairs)),
        whole=whole.text,
        score=max(0.0, 1.0 - cost / room),
    )
