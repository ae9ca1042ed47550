"""Mentions and their candidates → what the candidates of one mention are weighed against, in its segment and
elsewhere; and of a document that is read again, which segments have something else elsewhere now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from normalize.index import AliasIndex
from normalize.keys import fold_letters, match_key
from normalize.lexicon import Lexicon
from normalize.model import Candidate, Entity, Mention
from normalize.scene import Scene, containing

# Mentions in text order, each with its candidates.
Resolved = Sequence[tuple[Mention, Sequence[Candidate]]]

K = TypeVar("K")
V = TypeVar("V")


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
class Elsewhere:
    """All that the candidates of a document are weighed against, whatever mention they are of.

    Attributes:
        scene: The document.
        links: (entity id, letters of a garbled word) → where in the document, as (segment, start), that
            word stands for the entity with another word of its name beside it.
        kin: Entity id → the different garbled words of the document that are most like its name.
    """

    scene: Scene
    links: Mapping[tuple[str, str], frozenset[tuple[int, int]]]
    kin: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Setting:
    """What the features of one mention's candidates have in common.

    Attributes:
        elsewhere: What those of all mentions have in common.
        index: The gazetteer's index.
        lexicon: What is right as written.
        text: The segment's text.
        mention: The mention.
        rivals: All candidates of the mention, itself included, as far as they are told apart by.
    """

    elsewhere: Elsewhere
    index: AliasIndex
    lexicon: Lexicon
    text: str
    mention: Mention
    rivals: Sequence[Rival]


def elsewhere(scene: Scene, resolved: Resolved) -> Elsewhere:
    """Return what the candidates of a document are weighed against, whatever mention they are of."""
    return Elsewhere(scene, _links(resolved), _kinship(resolved))


def reached(resolved: Resolved, before: Elsewhere, after: Elsewhere, index: AliasIndex) -> set[int]:
    """Return the segments in which a candidate has something else elsewhere than before: its words stand more
    or less often, its entity is named or meant more or less often, or has other context.

    Args:
        resolved: Mentions whose own segments are as they were, each with its candidates, as they were.
        before: What they were weighed against.
        after: What they would be weighed against now.
        index: The gazetteer's index.
    """
    was, now = before.scene, after.scene
    words = _differing(was.counts, now.counts) | (was.lower ^ now.lower)
    entities = _differing(was.present, now.present) | _differing(before.kin, after.kin)
    entities |= {entity for entity, _ in _differing(before.links, after.links)}
    known = {one.entity.id: one.entity for _, candidates in resolved for one in candidates}
    entities |= {
        entity.id for entity in known.values() if _context(entity, was, index) != _context(entity, now, index)
    }

    def is_reached(candidate: Candidate) -> bool:
        return candidate.entity.id in entities or any(
            match_key(word) in words for pair in candidate.changed for word in (pair.surface, pair.right)
        )

    return {mention.segment for mention, candidates in resolved if any(map(is_reached, candidates))}


def _differing(before: Mapping[K, V], after: Mapping[K, V]) -> set[K]:
    """The keys under which two mappings have other values."""
    return {key for key, _ in before.items() ^ after.items()}


def _context(entity: Entity, scene: Scene, index: AliasIndex) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What of an entity's context stands anywhere."""
    return scene.anywhere(entity.context), scene.anywhere(containing(entity, index))


def _links(resolved: Resolved) -> dict[tuple[str, str], frozenset[tuple[int, int]]]:
    """Where each garbled word of a document stands beside an exact word of the same name."""
    places: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for mention, candidates in resolved:
        for candidate in candidates:
            if any(len(pair.surface) > 2 and pair.surface == pair.right for pair in candidate.pairs):
                for pair in candidate.changed:
                    key = (candidate.entity.id, fold_letters(pair.surface))
                    places[key].add((mention.segment, candidate.start))
    return {key: frozenset(found) for key, found in places.items()}


def _kinship(resolved: Resolved) -> dict[str, frozenset[str]]:
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
