"""Annotated text: the values every step of the recipe hands to the next.

A passage is a stretch of running text with the names in it; a story is the passages (here: sentences)
of one document. Spans are half-open ranges of code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LABELS = ("PERSON", "PLACE", "ORG")
UNKNOWN = "?"  # a stretch that may or may not be a name: nothing is learnt from it


@dataclass(frozen=True, slots=True)
class Span:
    """One name.

    Attributes:
        start: First code point, counted from the start of the passage.
        end: One past the last.
        label: One of `LABELS`, or `UNKNOWN`.
    """

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text, and the names in it: in text order, no overlaps."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One document of a corpus.

    Attributes:
        corpus: The corpus' short name, as in `corpora.READERS`.
        id: The document's name in the corpus, or its running number.
        sentences: Its sentences in order; a paragraph where the corpus has no sentences.
    """

    corpus: str
    id: str
    sentences: tuple[Passage, ...]


def tidy(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in text order; of two that overlap, the longer one, then the earlier."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start)):
        if span.start < span.end and all(span.end <= k.start or span.start >= k.end for k in kept):
            kept.append(span)
    return tuple(sorted(kept, key=lambda span: span.start))


def join(passages: Sequence[Passage]) -> Passage:
    """Return passages as one, a space between each."""
    texts: list[str] = []
    spans: list[Span] = []
    at = 0
    for passage in passages:
        texts.append(passage.text)
        spans += [Span(s.start + at, s.end + at, s.label) for s in passage.spans]
        at += len(passage.text) + 1
    return Passage(" ".join(texts), tuple(spans))


def replaced(passage: Passage, news: Sequence[tuple[str, str, str]]) -> Passage:
    """Return a passage with new surface forms.

    Args:
        passage: What to change.
        news: For each span of the passage what stands before it (outside the span), its new surface
            form, and what stands after it (outside the span).
    """
    text = ""
    spans: list[Span] = []
    at = 0
    for span, (before, surface, after) in zip(passage.spans, news, strict=True):
        text += passage.text[at : span.start] + before
        spans.append(Span(len(text), len(text) + len(surface), span.label))
        text += surface + after
        at = span.end
    return Passage(text + passage.text[at:], tuple(spans))


def respaced(text: str, spans: Iterable[Span]) -> Passage:
    """Return text with each run of white space as one space and none at the ends, spans moved along."""
    moved: list[int] = []
    out: list[str] = []
    for char in text:
        moved.append(len(out))
        if not char.isspace():
            out.append(char)
        elif out and out[-1] != " ":
            out.append(" ")
    moved.append(len(out))
    clean = "".join(out)
    fixed = [Span(moved[s.start], moved[s.end], s.label) for s in spans]
    trimmed = [trim(clean, span) for span in fixed]
    return Passage(clean.rstrip(), tidy(trimmed))


def trim(text: str, span: Span) -> Span:
    """Return a span without white space at its ends."""
    surface = text[span.start : span.end]
    left = len(surface) - len(surface.lstrip())
    return Span(span.start + left, span.start + left + len(surface.strip()), span.label)


# No space before closing punctuation and clitics, none after opening punctuation.
# Source: the Penn Treebank tokenisation that the corpora follow.
CLOSING = re.compile(r"""^([,.;:!?%)\]}”…]|'s|'S|’s|n't|N'T|'(?:re|ve|ll|d|m|t))$""")
OPENING = re.compile(r"^[(\[{$£€“‘#]$")


def untokenise(tokens: Sequence[str], tags: Sequence[str | None]) -> Passage:
    """Return running text for corpus tokens, and the names in it.

    Args:
        tokens: The corpus' own tokens.
        tags: For each token None, or "B-LABEL" / "I-LABEL" with a label of `LABELS`.
    """
    text = ""
    starts: list[int] = []
    quotes = 0
    glue = True
    for raw in tokens:
        token = {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"', "-LSB-": "[", "-RSB-": "]"}.get(raw, raw)
        closes = token == '"' and quotes % 2 == 1
        quotes += token == '"'
        if text and not glue and not closes and not CLOSING.match(token):
            text += " "
        starts.append(len(text))
        text += token
        glue = bool(OPENING.match(token)) or (token == '"' and not closes)
    ends = [start + len(text[start:].split(" ")[0]) for start in starts]
    ends = [min(end, nxt) for end, nxt in zip(ends, [*starts[1:], len(text)], strict=True)]
    return Passage(text, tidy(trim(text, span) for span in chunks(starts, ends, tags)))


def chunks(starts: Sequence[int], ends: Sequence[int], tags: Sequence[str | None]) -> list[Span]:
    """Return the spans that B- and I- tags mark; an I- after another label opens a span, too."""
    spans: list[Span] = []
    previous: str | None = None
    for start, end, tag in zip(starts, ends, tags, strict=True):
        if tag is not None:
            label = tag[2:]
            if tag[0] == "I" and previous == label and spans:
                spans[-1] = Span(spans[-1].start, end, label)
            else:
                spans.append(Span(start, end, label))
        previous = tag[2:] if tag else None
    return spans


def aligned(text: str, tokens: list[str], tags: list[str | None]) -> Passage:
    """Return a passage for tokens that occur in this order in `text`."""
    starts, ends, at = [], [], 0
    for token in tokens:
        found = text.find(token, at)
        start = found if found >= 0 else at
        at = start + len(token) if found >= 0 else at
        starts.append(start)
        ends.append(at)
    return respaced(text, tidy(chunks(starts, ends, tags)))
