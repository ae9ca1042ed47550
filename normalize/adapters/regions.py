"""A document → its source in stretches: what is read, what is skipped, what is quoted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from normalize.model import Document
from normalize.offsets import LINE_END, PLACEHOLDER, is_fixed, locate
from normalize.quotations import quotations

Region = Literal["read", "skipped", "quoted"]

# How stretches are marked where there is no colour. Source: a choice: brackets that no format uses.
MARKS: dict[Region, tuple[str, str]] = {"read": ("", ""), "skipped": ("⟦", "⟧"), "quoted": ("⟪", "⟫")}

# Select Graphic Rendition codes: dim, yellow. Source: ECMA-48, 8.3.117.
STYLES: dict[Region, str] = {"read": "", "skipped": "2", "quoted": "33"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of source, in code points, of one kind."""

    region: Region
    start: int
    end: int


def regions(document: Document) -> tuple[Stretch, ...]:
    """Return stretches that together are the whole source, in order."""
    kinds: list[Region] = ["skipped"] * len(document.source)
    for segment in document.segments:
        for piece in segment.pieces:
            if not is_fixed(piece):
                kinds[piece.start : piece.end] = ["read"] * (piece.end - piece.start)
        for quotation in quotations(segment.text):
            for start, end in locate(segment, *quotation):
                kinds[start:end] = ["quoted" if kind == "read" else kind for kind in kinds[start:end]]
    return tuple(_joined(kinds))


def marked(document: Document, *, colour: bool) -> Iterator[str]:
    """Yield the source with all but what is read between marks, or in colour.

    White space alone is left unmarked: it is skipped between any two paragraphs.
    """
    for stretch in regions(document):
        text = document.source[stretch.start : stretch.end]
        if stretch.region == "read" or not text.strip():
            yield text
        elif colour:
            yield f"\x1b[{STYLES[stretch.region]}m{text}\x1b[0m"
        else:
            before, after = MARKS[stretch.region]
            inner = text.strip()
            yield text.replace(inner, f"{before}{inner}{after}", 1)


def paragraphs(document: Document) -> str:
    """Return what is read of a document, a segment to a line, as places in a package are counted."""
    texts = (segment.text.replace(PLACEHOLDER, " ") for segment in document.segments)
    return "".join(f"{LINE_END.sub(' ', text)}\n" for text in texts)


def _joined(kinds: list[Region]) -> Iterator[Stretch]:
    start = 0
    for region, run in groupby(kinds):
        end = start + sum(1 for _ in run)
        yield Stretch(region, start, end)
        start = end
