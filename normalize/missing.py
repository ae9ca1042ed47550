"""Decisions on a bilingual document → findings of names that the source has and the translation lacks.

A segment lacks a name if the source has the entity's native name and nothing in the translation is a form of
it, like a word of one, or a candidate for it; nor of another entity of that native name. It is for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from normalize.gazetteer_native import UNSPACED
from normalize.index import AliasIndex
from normalize.keys import fold_letters
from normalize.model import (
    Candidate,
    Decision,
    Document,
    Entity,
    Evidence,
    Mention,
    Segment,
    Verdict,
    Weighed,
    Witness,
)
from normalize.originals import Original
from normalize.tokens import is_capitalised, tokenised

# Characters of the shortest native name that counts: shorter ones stand in others, or mean something else.
# Source: a guess; Chinese places and people have two, and two characters occur by chance.
SHORTEST, SHORTEST_UNSPACED = 5, 3

# Likeness from which a word of the translation may be a garbled word of the name, and letters of the shortest
# words that are compared. Source: a guess: half the letters; shorter words are all alike.
ALIKE, SHORTEST_WORD = 0.5, 4

# Why a finding is left to a person.
HELD = "the name may be said otherwise, or not be wanted"

# How sure we are that something is wrong: a name may be said otherwise, "the president". A guess.
CHANCE = 0.5


def missing(
    document: Document, decisions: Sequence[Decision], index: AliasIndex, originals: Mapping[int, Original]
) -> tuple[Decision, ...]:
    """Return the decisions on a document, in text order, with those on names that it lacks.

    Args:
        document: A document, bilingual or not.
        decisions: On its names.
        index: Of the gazetteer.
        originals: What its segments were translated from, by their numbers.
    """
    meant = _meant(decisions)
    found = [
        _decision(number, document.segments[number], native, entities[0])
        for number, original in originals.items()
        if tokenised(document.segments[number].text)
        for native, entities in _lacking(document.segments[number], original, meant[number], index)
    ]
    return tuple(sorted([*decisions, *found], key=_place)) if found else tuple(decisions)


def _meant(decisions: Iterable[Decision]) -> Mapping[int, Collection[str]]:
    """Ids of the entities that something in a segment is, or may be, by the segment's number."""
    meant: dict[int, set[str]] = defaultdict(set)
    for one in decisions:
        meant[one.evidence.mention.segment].update(
            one.evidence.mention.listed, (weighed.candidate.entity.id for weighed in one.evidence.candidates)
        )
    return meant


def _lacking(
    segment: Segment, original: Original, meant: Collection[str], index: AliasIndex
) -> Iterator[tuple[str, list[Entity]]]:
    """Yield the native names of a segment's source that its text lacks, each with whose it is."""
    by_native: dict[str, list[Entity]] = defaultdict(list)
    for entity, native in original.named.items():
        by_native[native].append(index.by_id[entity])
    said = [fold_letters(token.text) for token in tokenised(segment.text) if is_capitalised(token.text)]
    for native, entities in sorted(by_native.items()):
        if len(native) < (SHORTEST_UNSPACED if UNSPACED.search(native) else SHORTEST):
            continue
        if not any(entity.id in meant or _is_said(entity, said) for entity in entities):
            yield native, entities


def _is_said(entity: Entity, said: Sequence[str]) -> bool:
    """Whether any name word of a text is a correct form of an entity, or like a word of one."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    forms = {fold_letters(form) for form in entity.forms}
    words = {fold_letters(word) for form in entity.forms for word in form.split()}
    long = [word for word in words if len(word) >= SHORTEST_WORD]
    alike = process.cdist(long, said, scorer=OSA.normalized_similarity, score_cutoff=ALIKE)
    return bool(alike.any()) or not forms.isdisjoint(said)


def _decision(number: int, segment: Segment, native: str, entity: Entity) -> Decision:
    """A finding about a whole segment, for what is not there has no place of its own."""
    words = tokenised(segment.text)
    start, end = words[0].start, words[-1].end
    text = segment.text[start:end]
    mention = Mention(number, start, end, text, words, text, words)
    reason = f"the source has “{native}”, {entity.name}; the translation does not"
    nothing = Candidate(entity, "", start, end, (), entity.name, 0.0)
    weighed = Weighed(nothing, CHANCE, (Witness("source", reason, 0.0),))
    return Decision(Evidence(mention, (weighed,)), Verdict.REVIEW, reason, "missing", None, HELD)


def _place(decision: Decision) -> tuple[int, int, int]:
    mention = decision.evidence.mention
    return mention.segment, mention.start, mention.end
