"""Machine-made labels and an earlier model → the same labels, those unknown where the model disagrees.

GMB's labels were made by machine and mended in part. Where a first model,
trained on all corpora, contradicts them, one of the two is wrong and nobody can say which. So such stretches
become `UNKNOWN`: nothing is learnt from them, neither that they are names nor that they are not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import spacy
from passages import UNKNOWN, Passage, Span, Story, tidy


def doubted(stories: Iterable[Story], model: Path) -> list[Story]:
    """Return stories in which what a model sees otherwise is `UNKNOWN`."""
    nlp = spacy.load(model)
    kept = list(stories)
    docs = nlp.pipe(sentence.text for story in kept for sentence in story.sentences)
    return [
        replace(story, sentences=tuple(compared(s, spans(next(docs))) for s in story.sentences))
        for story in kept
    ]


def spans(doc: spacy.tokens.Doc) -> list[Span]:
    """Return the names a pipeline found."""
    return [Span(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]


def compared(passage: Passage, predicted: Iterable[Span]) -> Passage:
    """Return a passage where spans of one side only are `UNKNOWN`; overlapping ones become one."""
    guesses = set(predicted)
    agreed = set(passage.spans) & guesses
    differing = sorted(
        (set(passage.spans) ^ guesses) - agreed, key=lambda span: (span.start, span.end, span.label)
    )
    unknown: list[Span] = []
    for span in differing:
        if unknown and span.start < unknown[-1].end:
            last = unknown[-1]
            unknown[-1] = replace(last, end=max(last.end, span.end))
        else:
            unknown.append(Span(span.start, span.end, UNKNOWN))
    return Passage(passage.text, tidy([*agreed, *unknown]))
