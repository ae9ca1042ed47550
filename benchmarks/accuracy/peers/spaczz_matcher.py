"""spaczz: fuzzy phrases in a spaCy document."""

from __future__ import annotations

from dataclasses import dataclass

import spacy
from spacy.language import Language
from spaczz.matcher import FuzzyMatcher

from benchmarks.accuracy.capitals import free
from benchmarks.accuracy.model import Edit, Listed, Peer, settle

# From spaczz's own default (`min_r` 75) upwards.
THRESHOLDS = tuple(75 + 2.5 * step for step in range(10))


@dataclass(frozen=True, slots=True)
class Opened:
    """The tokenizer, the matcher with a pattern for each spelling, and the spellings."""

    pipeline: Language
    matcher: FuzzyMatcher
    listed: Listed


def prepare(listed: Listed) -> Opened:
    """Add every spelling. Case counts, or every ordinary word would be near some name."""
    pipeline = spacy.blank("en")
    matcher = FuzzyMatcher(pipeline.vocab, min_r=int(THRESHOLDS[0]), ignore_case=False)
    for form in listed.targets:
        matcher.add(form, [pipeline.make_doc(form)])
    return Opened(pipeline, matcher, listed)


def predict(text: str, names: Opened, threshold: float) -> list[Edit]:
    """Return the matches that begin with a capital, scored by their ratio of 0 to 100."""
    doc = names.pipeline(text)
    found: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for form, first, last, ratio, _ in names.matcher(doc):
        stretch = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
        if ratio >= threshold and doc[first].text[0].isupper():
            found.setdefault(stretch, []).append((form, ratio))
    edits = [
        Edit(start, end, form, float(ratio))
        for start, end in free(text, found, names.listed)
        for form, ratio in found[start, end]
    ]
    return settle(text, edits, names.listed)


SPACZZ = Peer("spaczz `FuzzyMatcher`", ("spaczz", "spacy", "rapidfuzz"), THRESHOLDS, prepare, predict)
