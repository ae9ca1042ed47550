"""Mentions and their candidates → what the candidates of one mention are weighed against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from normalize.index import AliasIndex
from normalize.keys import fold_letters
from normalize.lexicon import Lexicon
from normalize.model import Candidate, Mention
from normalize.scene import Scene


@dataclass(frozen=True, slots=True)
class Rival:
    """A candidate of a mention, as the others are held against it.

    Attributes:
        candidate: The candidate.
        rights: The words it writes anew, as letters.
        cost: Of these words, in nats.
    """

    candidate: Candidate
    rights: frozenset[str]
    cost: float


@dataclass(frozen=True, slots=True)
class Setting:
    """What the features of one mention's candidates have in common.

    Attributes:
        scene: The document.
        index: The gazetteer's index.
        lexicon: What is right as written.
        text: The segment's text.
        mention: The mention.
        rivals: All candidates of the mention, itself included, as far as they are told apart by.
        links: (entity id, letters of a garbled word) → where in the document, as (segment, start), that
            word stands for the entity with another word of its name beside it.
        kin: Entity id → the different garbled words of the document that are most like its name.
    """

    scene: Scene
    index: AliasIndex
    lexicon: Lexicon
    text: str
    mention: Mention
    rivals: Sequence[Rival]
    links: Mapping[tuple[str, str], frozenset[tuple[int, int]]]
    kin: Mapping[str, frozenset[str]]


def link(
    resolved: Sequence[tuple[Mention, Sequence[Candidate]]],
) -> dict[tuple[str, str], frozenset[tuple[int, int]]]:
    """Where each garbled word of a document stands beside an exact word of the same name."""
    places: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for mention, candidates in resolved:
        for candidate in candidates:
            if any(len(pair.surface) > 2 and pair.surface == pair.right for pair in candidate.pairs):
                for pair in candidate.changed:
                    key = (candidate.entity.id, fold_letters(pair.surface))
                    places[key].add((mention.segment, candidate.start))
    return {key: frozenset(found) for key, found in places.items()}


def kinship(resolved: Sequence[tuple[Mention, Sequence[Candidate]]]) -> dict[str, frozenset[str]]:
    """Entity id → the different garbled words of a document, as letters, that are most like its name."""
    found: dict[str, set[str]] = defaultdict(set)
    for _, candidates in resolved:
        if candidates and not candidates[0].listing:
            first = candidates[0]
            found[first.entity.id].add("".join(fold_letters(pair.surface) for pair in first.changed))
    return {entity: frozenset(letters) for entity, letters in found.items()}


def rival(candidate: Candidate) -> Rival:
    """Return a candidate as the others of its mention are held against it."""
    changed = candidate.changed
    rights = frozenset([fold_letters(pair.right) for pair in changed])
    return Rival(candidate, rights, sum([pair.cost for pair in changed]))
