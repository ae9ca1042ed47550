"""symspellpy with the words of the names and English words: a spelling corrector that knows names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from symspellpy import SymSpell, Verbosity
from wordfreq import iter_wordlist, word_frequency

from benchmarks.accuracy.capitals import free, words_of
from benchmarks.accuracy.model import Edit, Listed, Peer, settle

# symspellpy's own default; three edits turn most short words into others.
EDITS = 2
# Occurrences in a thousand million words that a listed name counts at least.
# Source: a guess; the rank of a word such as "parliament" (zipf 4.5).
NAME_COUNT = 30_000
# English words, most frequent first. Source: memory; beyond these wordfreq holds many misspellings.
WORDS = 100_000
# One less the share of the letters that are edited. Source: steps of .025 are a guess.
THRESHOLDS = tuple(round(0.5 + 0.025 * step, 3) for step in range(18))


@dataclass(frozen=True, slots=True)
class Opened:
    """The corrector, the listed words by their lower-case spelling, and the gazetteer."""

    corrector: SymSpell
    words: dict[str, str]
    listed: Listed


def prepare(listed: Listed) -> Opened:
    """Fill the dictionary."""
    corrector = SymSpell(max_dictionary_edit_distance=EDITS)
    for _, word in zip(range(WORDS), iter_wordlist("en"), strict=False):
        corrector.create_dictionary_entry(word, max(1, round(word_frequency(word, "en") * 1e9)))
    words = {word.casefold(): word for word in listed.words}
    for word in words:
        corrector.create_dictionary_entry(word, NAME_COUNT)
    return Opened(corrector, words, listed)


def predict(text: str, names: Opened, threshold: float) -> list[Edit]:
    """Look every word with a capital up; what becomes an ordinary word is left alone."""

    @cache
    def best(surface: str) -> tuple[str, float] | None:
        found = names.corrector.lookup(surface.casefold(), Verbosity.TOP, max_edit_distance=EDITS)
        if not found or found[0].term not in names.words or not found[0].distance:
            return None
        share = 1 - found[0].distance / max(len(surface), len(found[0].term))
        return names.words[found[0].term], share

    edits = [
        Edit(start, end, *near)
        for start, end in free(text, words_of(text), names.listed)
        if (near := best(text[start:end])) and near[1] >= threshold
    ]
    return settle(text, edits, names.listed)


SYMSPELL = Peer(
    "symspellpy, names + wordfreq's words", ("symspellpy", "wordfreq"), THRESHOLDS, prepare, predict
)
