"""A candidate → whether it is none: what is right as it is made, and names that are to be left."""

from __future__ import annotations

from normalize.alone import stands_alone
from normalize.endings import is_derived
from normalize.index import AliasIndex, form_key
from normalize.lexicon import Lexicon
from normalize.model import Candidate, Mention

# Level from which a given name is common: some 120 bearers in Wikidata. Source: on eval/wmt_dev.jsonl it
# costs 0.3 points of the errors that are told.
COMMON_GIVEN = 7


def words_left(mention: Mention, index: AliasIndex) -> frozenset[str]:
    """Keys of the words of a run that are names to leave, or stand in one of several words."""
    keys = [form_key(token.text) for token in mention.around] if index.leave else []
    spans = ((start, start + n) for start in range(len(keys)) for n in range(1, index.longest_left + 1))
    stretches = [keys[start:end] for start, end in spans if end <= len(keys)]
    return frozenset(key for stretch in stretches if " ".join(stretch) in index.leave for key in stretch)


def is_left(candidate: Candidate, left: frozenset[str], index: AliasIndex) -> bool:
    """Whether a candidate would change a word that is to be left, or write a name that is."""
    is_touched = bool(left) and any(
        key in left for pair in candidate.changed for key in form_key(pair.surface).split()
    )
    return is_touched or (bool(index.leave) and form_key(candidate.form) in index.leave)


def is_barred(candidate: Candidate, index: AliasIndex, lexicon: Lexicon) -> bool:
    """Whether a candidate is none.

    Its words are a place's people, its language, its own (`Tasmanian`); or ordinary words that would become
    others (`President`, Presidential); or a common given name that would become another, no more than a part
    of somebody's (`Peter`, Petr).
    """
    changed = candidate.changed
    if all(lexicon.is_demonym(pair.surface) and is_derived(pair.surface, pair.right) for pair in changed):
        return True
    if all(lexicon.is_ordinary(pair.surface) and lexicon.is_ordinary(pair.right) for pair in changed):
        return True
    if len(candidate.pairs) > 1 or " " in candidate.form:
        return False
    surface = candidate.pairs[0].surface
    if candidate.entity.type == "place":
        return lexicon.zipf(surface) > 0 and is_derived(surface, candidate.form)
    return not stands_alone(candidate, index) and lexicon.names(surface).given >= COMMON_GIVEN
