"""Document → mentions: what the gazetteer lists, what NER takes for a name, and every other capital."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from normalize.finders.listed import listed
from normalize.finders.runs import runs
from normalize.finders.spans import NameSpan
from normalize.index import AliasIndex
from normalize.model import Document, Mention, Token
from normalize.offsets import PLACEHOLDER
from normalize.tokens import is_capitalised, tokenised

# Words on each side of a mention that are looked at, of a run of names that does not end: a list, a text
# in capitals. And words of one mention. Source: four times the longest form of the shipped gazetteer.
REACH = 40

# Segments of which it stays in memory where names may stand: they are looked at before NER reads them and
# after. A guess: those of some documents.
SEGMENTS_KEPT = 256


class Tagger(Protocol):
    """Anything that finds names in the paragraphs of one document: NER."""

    def spans(self, texts: Sequence[str]) -> list[list[NameSpan]]: ...


class NoTagger:
    """Finds nothing: for tests, and for runs by capitals and gazetteer alone."""

    def spans(self, texts: Sequence[str]) -> list[list[NameSpan]]:
        return [[] for _ in texts]


@dataclass(frozen=True, slots=True)
class Finder:
    """All finders in one: listed forms first, longest then leftmost; the rest of every run of capitals,
    cut where NER sees a name begin or end.

    Attributes:
        index: The gazetteer's forms.
        tagger: NER.
    """

    index: AliasIndex
    tagger: Tagger

    def find(self, document: Document) -> tuple[Mention, ...]:
        """Return the mentions of a document in text order, none overlapping another; NER reads all of it."""
        texts = [segment.text for segment in document.segments]
        told = zip(range(len(texts)), texts, self.spans(texts), strict=True)
        return tuple(mention for number, text, spans in told for mention in self.cut(number, text, spans))

    def spans(self, texts: Sequence[str]) -> list[list[NameSpan]]:
        """Return the names that NER sees in some segments of a document."""
        return self.tagger.spans(texts) if texts else []

    def cut(self, number: int, text: str, spans: Sequence[NameSpan]) -> tuple[Mention, ...]:
        """Return the mentions of one segment in order, none overlapping another.

        Args:
            number: Of the segment.
            text: Of the segment.
            spans: The names that NER sees in it.
        """
        return tuple(_mentions(number, text, self.index, spans))


@lru_cache(maxsize=SEGMENTS_KEPT)
def _parts(
    text: str, index: AliasIndex
) -> tuple[Mapping[int, tuple[int, str]], Mapping[int, tuple[int, int]]]:
    """Return what the first word of each listed stretch of a segment leads to, its end and its key, and the
    run that each word is in; words by their positions."""
    tokens = tokenised(text)
    stretches = {start: (end, key) for start, end, key in listed(text, tokens, index)}
    return stretches, {position: run for run in runs(text, tokens) for position in range(*run)}


def _mentions(number: int, text: str, index: AliasIndex, spans: Sequence[NameSpan]) -> Iterator[Mention]:
    """Yield the mentions of one segment, in order."""
    tokens = tokenised(text)
    stretches, run_of = _parts(text, index)
    taken = {position for start, (end, _) in stretches.items() for position in range(start, end)}
    position = 0
    while position < len(tokens):
        if position in stretches:
            end, key = stretches[position]
            ids = tuple(sorted({listing.entity.id for listing in index.listed[key]}))
        elif (
            position in run_of
            and is_capitalised(tokens[position].text)
            and not is_cut(text, tokens[position])
        ):
            end, ids = _leftover(tokens, position, run_of[position][1], taken, spans), ()
        else:
            position += 1
            continue
        first, last = run_of.get(position, (position, end))
        around = (max(first, position - REACH), max(min(last, end + REACH), end))
        yield _mention(number, text, tokens, (position, end), around, spans, ids)
        position = end


def is_cut(text: str, word: Token) -> bool:
    """Whether a word is only a part of one: a code that is no text stands inside it.

    >>> is_cut("Brunn\ufffcov said", Token("Brunn", 0, 5)), is_cut("Brunnov\ufffc.", Token("Brunnov", 0, 7))
    (True, False)
    """
    before, after = text[max(0, word.start - 2) : word.start], text[word.end : word.end + 2]
    follows = after[:1] == PLACEHOLDER and after[1:].isalpha()
    return follows or (before[1:] == PLACEHOLDER and before[:1].isalpha())


def _leftover(
    tokens: Sequence[Token], start: int, limit: int, taken: set[int], spans: Sequence[NameSpan]
) -> int:
    """One past the last unlisted word from `start` on that NER sees in the same name, or outside any;
    particles at the end are left out."""
    span = _span_at(tokens[start].start, tokens[start].end, spans)
    end, limit = start + 1, min(limit, start + REACH)
    while end < limit and end not in taken and _span_at(tokens[end].start, tokens[end].end, spans) == span:
        end += 1
    while end - 1 > start and not is_capitalised(tokens[end - 1].text):
        end -= 1
    return end


def _span_at(start: int, end: int, spans: Sequence[NameSpan]) -> NameSpan | None:
    """The first span that shares a code point with a stretch."""
    at = bisect_right(spans, start, key=lambda span: span.end)
    return spans[at] if at < len(spans) and spans[at].start < end else None


def _mention(
    number: int,
    text: str,
    tokens: Sequence[Token],
    own: tuple[int, int],
    run: tuple[int, int],
    spans: Sequence[NameSpan],
    ids: tuple[str, ...],
) -> Mention:
    mine, around = tuple(tokens[slice(*own)]), tuple(tokens[slice(*run)])
    start, end = mine[0].start, mine[-1].end
    span = _span_at(start, end, spans)
    return Mention(
        segment=number,
        start=start,
        end=end,
        text=text[start:end],
        tokens=mine,
        run=text[around[0].start : around[-1].end],
        around=around,
        type=span.type if span else None,
        listed=ids,
    )
