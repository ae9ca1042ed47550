"""A candidate → whether it is worth weighing, by what is known at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

from normalize.distances import OSA
from normalize.index import Near
from normalize.keys import fold_letters
from normalize.lexicon import Lexicon
from normalize.model import Candidate, Mention

# Letters of a word beyond which more say nothing. Source: a guess.
MANY_LETTERS = 7


@dataclass(frozen=True, slots=True, eq=False)
class Sieve:
    """What is asked of a word, of a pair of words, of a candidate: factors, and what their sum must reach.

    A sieve is equal to itself alone, so that it can be looked up by at no cost.

    Attributes:
        hope: Factors of a word: its best and second-best likeness, its Zipf frequency, that of its lower
            case, how common a name it is, its being part of a listed name, standing alone, its letters.
        least_hope: What they must come to.
        suffices: Of a pair: likeness in letters, in their order, in sound, in consonants, the first letter
            kept, the letters of the one and of the other, standing alone, both Zipf frequencies.
        sufficient: Likewise.
        promise: Of a candidate: its score, its likeness in letters, exact words beside it, words changed,
            the first letter kept, a space lost or gained, letters that change, their Zipf frequency, words
            of the name that are not there, a stranger before it and after it, the Zipf frequency of what is
            written.
        least_promise: Likewise.
        company: What near words beside it may add to the promise of a word.
        keeps_best: Whether the candidate with the best score is kept in any case.
    """

    hope: tuple[float, ...]
    least_hope: float
    suffices: tuple[float, ...]
    sufficient: float
    promise: tuple[float, ...]
    least_promise: float
    company: float
    keeps_best: bool


# To see where anything may be told at all: two fifths of the words, a twelfth of the pairs, a fortieth of
# the candidates. Of the 1,063 findings on eval/wmt_dev.jsonl and half of eval/clean_dev.jsonl 9 would be
# others if three times as many pairs were kept, all for review. Source: training/promise; the company is a
# guess.
GLANCE = Sieve(
    hope=(4.12, 0.51, -1.06, -0.13, 0.05, -0.31, 1.32, -0.25),
    least_hope=6.2,
    suffices=(6.7, 3.58, 6.02, 4.11, 0.76, -0.14, 0.0, 1.3, -0.86, -0.43),
    sufficient=10.0,
    promise=(11.08, 5.76, 2.97, 2.32, 0.75, 20.0, 0.23, -0.87, -1.43, -1.81, -1.3, -0.44),
    least_promise=9.8,
    company=4.0,
    keeps_best=False,
)

# To weigh what is there, with its rivals. It keeps 99.5 % of the words and 99.9 % of the pairs that come to
# be told, and 96 % of the candidates that mend an error: half of the words and pairs, a quarter of the
# candidates. Source: logistic regression on the candidates of eval/wmt_dev.jsonl, on 20,126 of its pairs, and
# on 5,200 words of it and of eval/clean_dev.jsonl.
CLOSE_LOOK = Sieve(
    hope=(3.26, 0.67, -0.68, -0.11, 0.05, -0.3, 0.64, -0.27),
    least_hope=5.42,
    suffices=(20.4, 9.4, 6.2, 3.1, 2.1, -1.28, 0.79, -4.5, 0.0, 0.0),
    sufficient=15.5,
    promise=(5.8, 9.0, 4.0, 1.7, 0.8, 1.3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    least_promise=10.2,
    company=2.0,
    keeps_best=True,
)


def is_promising(candidate: Candidate, mention: Mention, lexicon: Lexicon, sieve: Sieve) -> bool:
    """Whether a candidate is worth weighing, by what is known at once."""
    return _sum(sieve.promise, of_candidate(candidate, mention, lexicon)) >= sieve.least_promise


def of_candidate(candidate: Candidate, mention: Mention, lexicon: Lexicon) -> tuple[float, ...]:
    """Return the numbers that `Sieve.promise` stands before."""
    pairs = candidate.changed
    surface = "".join([fold_letters(pair.surface) for pair in pairs])
    right = "".join([fold_letters(pair.right) for pair in pairs])
    before = [token.text for token in mention.around if token.end <= candidate.start]
    after = [token.text for token in mention.around if token.start >= candidate.end]
    return (
        candidate.score,
        OSA.normalized_similarity(surface, right),
        sum(
            [pair.surface == pair.right and not lexicon.is_ordinary(pair.surface) for pair in candidate.pairs]
        ),
        len(pairs),
        surface[:1] == right[:1],
        any(" " in pair.surface or " " in pair.right for pair in pairs),
        min(len(surface), MANY_LETTERS),
        max([lexicon.zipf(pair.surface) for pair in pairs]),
        len(candidate.whole.split()) - len(candidate.pairs),
        bool(before) and lexicon.is_strange(before[-1]),
        bool(after) and lexicon.is_strange(after[0]),
        min([lexicon.zipf(pair.right) for pair in pairs]),
    )


def least_score(word: str, right: str, lexicon: Lexicon, sieve: Sieve, *, is_alone: bool) -> float:
    """Return the score that a word needs, to be promising with no exact word of the name beside it.

    Args:
        word: As it stands in the text.
        right: The name word, as letters.
        lexicon: What is right as written.
        sieve: What is asked of it.
        is_alone: Whether it is a run by itself.
    """
    letters = fold_letters(word)
    told = (
        0.0,
        OSA.normalized_similarity(letters, right),
        0,
        1,
        letters[:1] == right[:1],
        False,
        min(len(letters), MANY_LETTERS),
        lexicon.zipf(word),
        0,
        False,
        False,
        lexicon.zipf(right),
    )
    return (
        sieve.least_promise - _sum(sieve.promise, told) - (0.0 if is_alone else sieve.company)
    ) / sieve.promise[0]


def may_suffice(word: str, near: Near, lexicon: Lexicon, sieve: Sieve, *, is_alone: bool) -> bool:
    """Whether a word may come to be told as a garbled form of another, before the channel is asked."""
    return _sum(sieve.suffices, of_pair(word, near, lexicon, is_alone=is_alone)) >= sieve.sufficient


def of_pair(word: str, near: Near, lexicon: Lexicon, *, is_alone: bool) -> tuple[float, ...]:
    """Return the numbers that `Sieve.suffices` stands before."""
    letters = fold_letters(word)
    return (
        *near[1:],
        letters[:1] == near.letters[:1],
        len(letters),
        len(near.letters),
        is_alone,
        lexicon.zipf(word),
        lexicon.zipf(near.letters),
    )


def is_hopeful(
    word: str, near: Sequence[Near], lexicon: Lexicon, sieve: Sieve, *, is_listed: bool, is_alone: bool
) -> bool:
    """Whether any candidate of a word may come to be told, with no exact word of the name beside it.

    Args:
        word: As it stands in the text.
        near: The name words that are most like it, at least one.
        lexicon: What is right as written.
        sieve: What is asked of it.
        is_listed: Whether the word is part of a listed name.
        is_alone: Whether it is a run by itself.
    """
    told = of_word(word, near, lexicon, is_listed=is_listed, is_alone=is_alone)
    return _sum(sieve.hope, told) >= sieve.least_hope


def of_word(
    word: str, near: Sequence[Near], lexicon: Lexicon, *, is_listed: bool, is_alone: bool
) -> tuple[float, ...]:
    """Return the numbers that `Sieve.hope` stands before."""
    uses, zipf = lexicon.names(word), lexicon.zipf(word)
    return (
        near[0].likeness,
        near[1].likeness if len(near) > 1 else 0.0,
        zipf,
        zipf * lexicon.lower_share(word),
        max(uses.given, uses.family, uses.place),
        is_listed,
        is_alone,
        min(len(word), MANY_LETTERS),
    )


def _sum(weights: Sequence[float], told: Sequence[float]) -> float:
    total: float = sum(map(mul, weights, told))
    return total
