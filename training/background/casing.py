"""Count how English words are cased inside sentences, and guess it for words not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from corpora import Sentence
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

from normalize.lexicon import bare

# Marks after which a capital says nothing: a sentence, a quotation or an item may begin there.
OPENERS = set(".!?:;\"'“”‘’`()[]{}<>*•|/-–—") | {"``", "''", "--", "...", "…"}

# How many sightings the guess for a word weighs beside those counted. A guess.
PRIOR_WEIGHT = 2.0

Levels = dict[str, tuple[int, int, int]]


def is_headline(sentence: Sentence) -> bool:
    """Whether nearly every longer word is capitalised, so that case says nothing."""
    longer = [word for word in sentence[1:] if len(word) > 3 and word.isalpha()]
    return len(longer) > 2 and sum(not word.islower() for word in longer) > 0.7 * len(longer)


def count_case(sentences: Iterable[Sentence]) -> tuple[Counter[str], Counter[str]]:
    """Return how often each bare word is in lower case, and capitalised, inside sentences."""
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for sentence in sentences:
        if is_headline(sentence):
            continue
        for before, word in pairwise(sentence):
            if before in OPENERS or not word[0].isalpha():
                continue
            (lower if word[0].islower() else capital)[bare(word)] += 1
    return lower, capital


def stems(word: str) -> list[str]:
    """Return the words that an English inflection may come from, likeliest first."""
    found = []
    for ending, instead in (
        ("ies", "y"), ("es", ""), ("es", "e"), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"),
        ("ing", ""), ("ing", "e"), ("ly", ""), ("er", ""), ("er", "e"), ("est", ""),
        ("ness", ""), ("less", ""), ("ful", ""), ("able", ""),
    ):  # fmt: skip
        if word.endswith(ending) and len(word) > len(ending) + 2:
            found.append(word[: -len(ending)] + instead)
    return found


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of words before their case is guessed.

    Attributes:
        zipf: Frequency in tenths, 0 to 80.
        levels: Of names: given, family, place.
        seen: How often in lower case and capitalised, inside sentences.
        common: Words that the spelling dictionary has in lower case.
        proper: Words that it has with a capital.
    """

    zipf: dict[str, int]
    levels: Levels
    seen: dict[str, tuple[int, int]]
    common: set[str]
    proper: set[str]


def features(words: list[str], known: Knowledge) -> csr_matrix:
    """Return a row for each word: letters, frequency, name levels, dictionary, and its stem's case."""
    letters = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 4), n_features=1 << 16, norm="l2")
    rows = []
    for word in words:
        given, family, place = known.levels.get(word, (0, 0, 0))
        low, cap = next((known.seen[stem] for stem in stems(word) if stem in known.seen), (0, 0))
        rows.append(
            (
                known.zipf.get(word, 0) / 30, given / 5, family / 5, place / 5,
                float(given == family == place == 0),
                float(word in known.common), float(word in known.proper),
                float(any(stem in known.common for stem in stems(word))),
                low / (low + cap + 1), cap / (low + cap + 1),
            )
        )  # fmt: skip
    return hstack([letters.transform(words), csr_matrix(np.array(rows))]).tocsr()


def examples(seen: dict[str, tuple[int, int]]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return each seen word in lower case and capitalised, weighted by how often (5 together at most)."""
    words, labels, weights = [], [], []
    for word, (low, cap) in seen.items():
        scale = min(5, low + cap) / (low + cap)
        for label, count in ((1, low), (0, cap)):
            if count:
                words.append(word)
                labels.append(label)
                weights.append(count * scale)
    return words, np.array(labels), np.array(weights)


def fit(known: Knowledge) -> LogisticRegression:
    """Learn from the words seen how likely a word is in lower case."""
    words, labels, weights = examples(known.seen)
    return LogisticRegression(C=3.0, max_iter=300).fit(features(words, known), labels, sample_weight=weights)


def guess_share(words: list[str], known: Knowledge) -> np.ndarray:
    """Return the expected share of lower case of each word, from words like it: logistic regression."""
    return fit(known).predict_proba(features(words, known))[:, 1]
