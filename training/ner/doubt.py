"""Machine-made labels and an earlier model → the same labels, unknown where the model sees another name.

GMB's labels were made by machine and mended in part. Where a first model, trained on all corpora, sees a name
they have not, or another one, one of the two is wrong and nobody can say which. So such stretches become
`UNKNOWN`: nothing is learnt from them, neither that they are names nor that they are not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import spacy
from passages import UNKNOWN, Passage, Span, Story, tidy


def doubted(stories: Iterable[Story], model: Path) -> list[Story]:
    """Return stories in which what a model sees as another name is `UNKNOWN`."""
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
    """Return a passage where what a model alone sees, and the spans it cuts, are `UNKNOWN`; overlaps as one.

    A labelled name of which the model sees nothing stays: rare names are what there is to learn.
    """
    guesses = set(predicted) - set(passage.spans)
    cut = {s for s in passage.spans if any(s.start < g.end and g.start < s.end for g in guesses)}
    unknown: list[Span] = []
    for span in sorted(guesses | cut, key=lambda span: (span.start, span.end, span.label)):
        if unknown and span.start < unknown[-1].end:
            unknown[-1] = replace(unknown[-1], end=max(unknown[-1].end, span.end))
        else:
            unknown.append(Span(span.start, span.end, UNKNOWN))
    return Passage(passage.text, tidy([*(s for s in passage.spans if s not in cut), *unknown]))
