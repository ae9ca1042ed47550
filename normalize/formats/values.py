"""The text of one value of a structured file: HTML where it looks like it, else paragraphs.

The outer format yields the pieces of the value; what is found in them is in the file's own offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.entities import html5

from normalize.formats import html_text
from normalize.formats.masks import without_masked
from normalize.formats.nested import nested
from normalize.formats.pieces import between, has_words, trimmed, window
from normalize.formats.plain_text import ABBREVIATION_END, BULLET, SENTENCE_END
from normalize.model import Escape, Piece, Segment
from normalize.offsets import LINE_END, Stretch, text_starts

# Elements that prose is marked up with; `<path>` or `<Name>` in a text is none.
# Source: WHATWG HTML Standard, section 4; those that content systems write.
ELEMENTS = (
    "a|abbr|article|aside|b|big|blockquote|body|br|caption|center|cite|code|dd|div|dl|dt|em|figcaption|figure|"
    "font|footer|h[1-6]|head|header|hr|html|i|iframe|img|ins|li|main|mark|nav|ol|p|picture|pre|q|s|script|"
    "section|small|span|strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|time|title|tr|u|ul|video"
)
TAG = re.compile(rf"</?(?:{ELEMENTS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
REFERENCE = re.compile(r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")

LINE_BREAKS = re.compile(r"(?:\r\n|\n|\r)\s*")


def is_html(text: str) -> bool:
    """Return whether a text looks like HTML: it has a tag of prose, or a character reference.

    >>> [is_html(text) for text in ("Caf&eacute;", "a<br/>b", "AT&T; <path>")]
    [True, True, False]
    """
    if "<" in text and TAG.search(text):
        return True
    return "&" in text and any(one[0][1] == "#" or one[0][1:] in html5 for one in REFERENCE.finditer(text))


def value_segments(
    pieces: Sequence[Piece], escape: Escape, *, markup: bool = False, translated_from: str = ""
) -> Iterator[Segment]:
    """Yield what a person reads of one value.

    Args:
        pieces: Of the value, in source order.
        escape: Of the outer format.
        markup: Whether the file says that the value is HTML; else it is looked at.
        translated_from: What the value was translated from, if the file says it.
    """
    text = "".join(piece.text for piece in pieces)
    if markup or is_html(text):
        yield from nested(pieces, html_text.segments, escape, translated_from)
        return
    for run in _paragraphs(pieces, text):
        if has_words(run):
            yield Segment(without_masked(run), escape, translated_from)


def _paragraphs(pieces: Sequence[Piece], text: str) -> Iterator[tuple[Piece, ...]]:
    borders = list(_borders(text))
    if not borders:
        yield tuple(pieces) if text == text.strip() else trimmed(pieces)
        return
    starts, last = text_starts(Segment(tuple(pieces), str)), 0
    for left, right in [*borders, (len(text), len(text))]:
        if last < left:
            near, offset = window(pieces, starts, last, left)
            yield trimmed(tuple(between(near, last - offset, left - offset)))
        last = right


def _borders(text: str) -> Iterator[Stretch]:
    """Yield the line breaks that end a paragraph: blank lines, and those after a sentence or before a bullet.

    Any other line break may stand within a sentence, and within a name. Which do is told by what
    stands right beside the break and not by the lengths of lines, which corrections change.
    """
    for match in LINE_BREAKS.finditer(text):
        start, end = match.span()
        before = text[max(0, start - 20) : start]
        if (
            len(LINE_END.findall(match[0])) > 1
            or (SENTENCE_END.search(before) and not ABBREVIATION_END.search(before[-8:]))
            or BULLET.match(text, end)
        ):
            yield start, end


def spot(source: str, offset: int) -> str:
    """Return where a code point of a source stands, as messages say it."""
    ends = [match.end() for match in LINE_END.finditer(source, 0, offset)]
    return f"line {len(ends) + 1}, column {offset - (ends[-1] if ends else 0) + 1}"
