"""A candidate → whether it is worth weighing, by what is known at once."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from normalize.index import Near
from normalize.keys import fold_letters
from normalize.lexicon import Lexicon
from normalize.model import Candidate

# What speaks for a candidate at first sight, in log-odds: its score, its likeness in letters, exact words
# beside it, words changed, a space lost or gained, the first letter kept; and the sum from which it is
# weighed. Source: logistic regression on the candidates of eval/wmt_dev.jsonl; the bar keeps 96 % of those
# that mend an error, all but a few of those that would be told, and a quarter of all.
PROMISE = (5.8, 9.0, 4.0, 1.7, 1.3, 0.8)
LEAST_PROMISE = 10.2

# What near words beside it may add to the promise of a word. Source: a guess; the weight of a word changed,
# and a little for its likeness.
COMPANY = 2.0


# What a likeness in letters, in their order, in sound, in consonants, the first letter kept, the letters of
# the one and of the other word, and a word that stands alone tell of whether `least_score` is reached.
# Source: logistic regression on 20,126 pairs of eval/wmt_dev.jsonl; the bar keeps 99.9 % of those that
# reach it, and half of all.
SUFFICES = (20.4, 9.4, 6.2, 3.1, 2.1, -1.28, 0.79, -4.5)
SUFFICIENT = 15.5

# What the best and the second-best likeness of a word, its frequency, that of its lower case, how common a
# name it is, its being listed, standing alone and its letters tell of whether a candidate of it comes to be
# told. Source: logistic regression on 5,200 words of eval/wmt_dev.jsonl and clean_dev.jsonl; the bar keeps
# 99.5 % of those of which something is told, all that are corrected, and 57 % of all.
HOPE = (3.26, 0.67, -0.68, -0.11, 0.05, -0.3, 0.64, -0.27)
LEAST_HOPE = 5.42


def is_promising(candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether a candidate is worth weighing: a quarter of them is, by what is known at once."""
    pairs = candidate.changed
    surface = "".join(fold_letters(pair.surface) for pair in pairs)
    right = "".join(fold_letters(pair.right) for pair in pairs)
    vouched = sum(
        pair.surface == pair.right and not lexicon.is_ordinary(pair.surface) for pair in candidate.pairs
    )
    has_gap = any(" " in pair.surface or " " in pair.right for pair in pairs)
    told = (
        candidate.score,
        OSA.normalized_similarity(surface, right),
        vouched,
        len(pairs),
        has_gap,
        surface[:1] == right[:1],
    )
    return sum(weight * number for weight, number in zip(PROMISE, told, strict=True)) >= LEAST_PROMISE


def least_score(letters: str, right: str, *, is_alone: bool) -> float:
    """Return the score that a word needs, to be a candidate with no exact word of the name beside it."""
    alike, first = OSA.normalized_similarity(letters, right), letters[:1] == right[:1]
    promise = PROMISE[1] * alike + PROMISE[3] + PROMISE[5] * first + (0.0 if is_alone else COMPANY)
    return (LEAST_PROMISE - promise) / PROMISE[0]


def may_suffice(letters: str, near: Near, *, is_alone: bool) -> bool:
    """Whether a word may reach its `least_score`, by its likenesses, before the channel is asked."""
    told = (
        near.in_letters,
        near.in_order,
        near.in_sound,
        near.in_skeleton,
        letters[:1] == near.letters[:1],
        len(letters),
        len(near.letters),
        is_alone,
    )
    return sum(weight * number for weight, number in zip(SUFFICES, told, strict=True)) >= SUFFICIENT


def is_hopeful(word: str, near: Sequence[Near], lexicon: Lexicon, *, is_listed: bool, is_alone: bool) -> bool:
    """Whether any candidate of a word may come to be told, with no exact word of the name beside it.

    Args:
        word: As it stands in the text.
        near: The name words that are most like it, at least one.
        lexicon: What is right as written.
        is_listed: Whether the word is part of a listed name.
        is_alone: Whether it is a run by itself.
    """
    uses, zipf = lexicon.names(word), lexicon.zipf(word)
    told = (
        near[0].likeness,
        near[1].likeness if len(near) > 1 else 0.0,
        zipf,
        zipf * lexicon.lower_share(word),
        max(uses.given, uses.family, uses.place),
        is_listed,
        is_alone,
        min(len(word), 7),
    )
    return sum(weight * number for weight, number in zip(HOPE, told, strict=True)) >= LEAST_HOPE
