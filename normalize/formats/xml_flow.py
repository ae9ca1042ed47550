"""Elements of XML → the runs of text that people read in them, and the segments these are.

What an element is to a reader (`Role`) is for each format to say. Text that is itself HTML, escaped or in
CDATA, is read as HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from normalize.formats import html_text
from normalize.formats.html_text import escape_double, escape_single, escape_text
from normalize.formats.masks import without_masked
from normalize.formats.nested import nested
from normalize.formats.pieces import has_words, literal, split, split_at_breaks, trimmed
from normalize.formats.xml_reading import ATTRIBUTE, REFERENCE, Element, Text, Tree
from normalize.model import Escape, Piece, Segment
from normalize.offsets import PLACEHOLDER

# inline: its text belongs to the run; block: it is a run, or several; break: a line break; code: nothing is
# seen of it, as of a tag; hole: something is, but no text; unread: a block that is not ours.
Role = Literal["inline", "block", "break", "code", "hole", "unread"]
Roles = Callable[[Element], Role]

# Tags that say that a text is HTML. Source: WHATWG HTML Standard, section 4, those found in running text.
HTML_TAG = re.compile(
    r"</?(?:a|abbr|article|b|blockquote|body|br|caption|center|cite|code|dd|del|div|dl|dt|em|figcaption|figure|"
    r"font|footer|h[1-6]|header|hr|html|i|img|ins|kbd|li|main|mark|ol|p|pre|q|s|section|small|span|strike|"
    r"strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)

# Words of a text that is the same as its source, up to which it may still be a translation: a name, a place.
# A guess.
SAME_WORDS = 3


@dataclass(frozen=True, slots=True)
class Run:
    """Text that is read in one go, and how text is put there."""

    pieces: tuple[Piece, ...]
    escape: Escape

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def escape_cdata(text: str) -> str:
    """Return text as it stands in CDATA: only its end needs care."""
    return text.replace("]]>", "]]]]><![CDATA[>")


def runs(tree: Tree, element: Element, role_of: Roles) -> Iterator[Run]:
    """Yield the runs of text in an element, in source order; none without words.

    Where not every letter can be written as it is, text in CDATA is left out, unless it is HTML: there is
    no reference in CDATA.
    """
    for pieces, escape in _by_escape(_flow(tree, element, role_of)):
        for pieces_between in split_at_breaks(pieces):
            run = Run(trimmed(pieces_between), escape)
            if has_words(run.pieces) and (
                escape is escape_text or tree.holds_all or HTML_TAG.search(run.text)
            ):
                yield run


def segments_of(run: Run, translated_from: str = "") -> Iterator[Segment]:
    """Yield what a run comes to: one segment, or those of the HTML that it is."""
    if HTML_TAG.search(run.text):
        yield from nested(run.pieces, html_text.segments, run.escape, translated_from)
        return
    pieces = without_masked(run.pieces)
    if has_words(pieces):
        yield Segment(pieces, run.escape, translated_from)


def plain(found: Iterable[Run]) -> str:
    """Return the text of some runs as a reader sees it: for comparing, not for changing."""
    return "\n".join(_plain(run.text) for run in found)


def subflows(element: Element) -> Iterator[Element]:
    """Yield the texts within codes: a footnote, the title of an image."""
    for child in element.elements:
        if child.name == "sub":
            yield child
        yield from subflows(child)


def attribute(tree: Tree, element: Element, name: str) -> Iterator[Segment]:
    """Yield the segment that the value of an attribute is, if there is one with words."""
    for match in ATTRIBUTE.finditer(tree.source, element.start, element.inside[0]):
        if match[1] == name:
            start, end = match.span(match.lastindex or 0)
            pieces = without_masked(trimmed(tuple(split(tree.source, start, end, REFERENCE, tree.decode))))
            if has_words(pieces):
                yield Segment(pieces, escape_double if match.lastindex == 2 else escape_single)


def is_copy(found: Iterable[Run], translated_from: Iterable[Run]) -> bool:
    """Return whether a text only repeats what it should be a translation of."""
    words = [word for run in found for word in run.text.split()]
    return len(words) > SAME_WORDS and words == [word for run in translated_from for word in run.text.split()]


def in_order(segments: Iterator[Segment]) -> tuple[Segment, ...]:
    """Return segments in source order."""
    return tuple(sorted(segments, key=lambda segment: segment.pieces[0].start))


def _plain(text: str) -> str:
    if HTML_TAG.search(text):
        text = "\n".join(segment.text for segment in html_text.segments(text))
    return text.replace(PLACEHOLDER, " ")


def _flow(tree: Tree, element: Element, role_of: Roles) -> Iterator[tuple[Piece | None, Escape | None]]:
    """Yield the text of an element in pieces, each with its escape, and None at the borders of blocks.

    What stands for markup has no escape of its own.
    """
    for child in element.children:
        if isinstance(child, Text):
            yield from _text(tree, child)
            continue
        role = role_of(child)
        if role == "inline":
            yield from _flow(tree, child, role_of)
        elif role == "block":
            yield None, None
            yield from _flow(tree, child, role_of)
            yield None, None
        elif role == "unread":
            yield None, None
        elif role != "code":
            yield Piece("\n" if role == "break" else PLACEHOLDER, child.start, child.end), None


def _text(tree: Tree, text: Text) -> Iterator[tuple[Piece, Escape]]:
    if text.is_cdata:
        yield from ((piece, escape_cdata) for piece in literal(tree.source, text.start, text.end))
    else:
        pieces = split(tree.source, text.start, text.end, REFERENCE, tree.decode)
        yield from ((piece, escape_text) for piece in pieces)


def _by_escape(
    flow: Iterator[tuple[Piece | None, Escape | None]],
) -> Iterator[tuple[list[Piece | None], Escape]]:
    """Yield runs of the flow in which text is put in one way: CDATA and the text around it are two."""
    pieces: list[Piece | None] = []
    current: Escape = escape_text
    is_open = True  # whether what came so far may still be put either way
    for piece, escape in flow:
        if escape and escape is not current and not is_open:
            yield pieces, current
            pieces = []
        if escape:
            is_open, current = False, escape
        pieces.append(piece)
    yield pieces, current
