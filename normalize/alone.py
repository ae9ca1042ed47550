"""A candidate → whether its words may stand for the entity by themselves."""

from __future__ import annotations

from normalize.index import AliasIndex
from normalize.keys import fold_letters
from normalize.model import Candidate


def stands_alone(candidate: Candidate, index: AliasIndex) -> bool:
    """Whether the words of a candidate may stand for the entity by themselves.

    A person whose entry lists words that stand alone (a surname) is hardly meant by another word alone, one
    whose entry lists none hardly by the first of several. A gazetteer in which no word stands for a person
    alone says nothing about it.
    """
    is_part = len(candidate.pairs) == 1 and " " not in candidate.form
    if not is_part or candidate.entity.type != "person" or not index.alone:
        return True
    letters, alone = fold_letters(candidate.form), index.alone.get(candidate.entity.id)
    first, *rest = candidate.whole.split()
    return letters in alone if alone else not rest or letters != fold_letters(first)
