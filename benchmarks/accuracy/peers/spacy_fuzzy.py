"""spaCy's own fuzzy token matcher: every word of a form within some edits of a word of the text."""

from __future__ import annotations

from dataclasses import dataclass

import spacy
from rapidfuzz.distance import Levenshtein
from spacy.language import Language
from spacy.matcher import Matcher

from benchmarks.accuracy.capitals import free
from benchmarks.accuracy.model import Edit, Listed, Peer, settle

# The most edits a word is allowed; each threshold is 1 less the share of its letters that are edited.
EDITS = 2
# Source: a guess; .70 is spaCy's own `FUZZY`, three edits in ten letters.
THRESHOLDS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.825, 0.85, 0.875, 0.9, 0.925)


@dataclass(frozen=True, slots=True)
class Opened:
    """The tokenizer, the matcher with a pattern for each spelling, and the spellings."""

    pipeline: Language
    matcher: Matcher
    listed: Listed


def prepare(listed: Listed) -> Opened:
    """Make a pattern of every spelling: its words, in title case or capitals, up to `EDITS` away each."""
    pipeline = spacy.blank("en")
    matcher = Matcher(pipeline.vocab)
    for form in listed.targets:
        words = pipeline.make_doc(form)
        matcher.add(form, [[{"IS_LOWER": False, "TEXT": {f"FUZZY{EDITS}": word.text}} for word in words]])
    return Opened(pipeline, matcher, listed)


def predict(text: str, names: Opened, threshold: float) -> list[Edit]:
    """Return the matches, each scored by the edits between it and its spelling."""
    doc = names.pipeline(text)
    found: dict[tuple[int, int], list[str]] = {}
    for label, first, last in names.matcher(doc):
        stretch = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
        found.setdefault(stretch, []).append(names.pipeline.vocab.strings[label])
    edits = [
        Edit(start, end, form, score)
        for start, end in free(text, found, names.listed)
        for form in found[start, end]
        if (score := Levenshtein.normalized_similarity(text[start:end], form)) >= threshold
    ]
    return settle(text, edits, names.listed)


FUZZY = Peer("spaCy `Matcher` with `FUZZY2` words", ("spacy", "rapidfuzz"), THRESHOLDS, prepare, predict)
