"""A candidate → whether it is worth weighing, by what is known at once."""

from __future__ import annotations

from rapidfuzz.distance import OSA

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


def is_far(letters: str, right: str, score: float, *, is_alone: bool) -> bool:
    """Whether a word promises too little for another if no exact word of the name stands beside it."""
    alike, first = OSA.normalized_similarity(letters, right), letters[:1] == right[:1]
    promise = PROMISE[0] * score + PROMISE[1] * alike + PROMISE[3] + PROMISE[5] * first
    return promise + (0.0 if is_alone else COMPANY) < LEAST_PROMISE
