"""Markdown → segments: paragraphs, headings, list items, table cells, quotations, image texts.

Read across inline markup: `Mac**rom**` is one word. Not read: code, link targets, addresses, tags and
comments, wiki links, shortcodes and expressions in braces, and the text of links that are looked up by
it (`[Latte][]`, `[Latte]`), for another text would point nowhere. HTML blocks are read as HTML.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import unescape

import marko
from marko import block, inline
from marko.element import Element
from marko.ext.gfm import GFM
from marko.ext.gfm.elements import Strikethrough, TableCell

from normalize.formats import html_text
from normalize.formats.front_matter import front_matter
from normalize.formats.masks import without_masked
from normalize.formats.pieces import cut, has_words, split, text_stretches, trimmed
from normalize.model import Piece, Segment
from normalize.offsets import BOM, PLACEHOLDER, Stretch

# What templates put in: Liquid, Hugo shortcodes, MDX and attribute lists. All are text to a Markdown
# parser. Source: the documentation of Jekyll, Hugo, MDX and kramdown. Then what no person reads, and what
# makes marko take a time that grows with its square (20,000 spaces: six seconds): 1,000 spaces in a line,
# pictures in links (`data:`), and 5,000 characters without a space.
TEMPLATE = re.compile(
    r"""
    \{% -? \s* (?P<liquid> highlight | comment | mermaid ) \b .{0,50000}? \{% -? \s* end(?P=liquid) \s* -? %\}
  | \{\{ [<%] \s* (?P<hugo> highlight | mermaid ) \b .{0,50000}? \{\{ [<%] \s* / \s* (?P=hugo) \s* [>%] \}\}
  | \{% (?: (?! %\} | \n\n ) . ){0,2000} %\}
  | \{\{ [<%] (?: (?! \}\} | \n\n ) . ){0,2000} \}\}
  | \{\{ [^{}\n`]{0,500} \}\}
  | \{ [^{}\n`]{1,200} \}
  | (?<=\S) [^\S\n]{1000,}
  | (?<=\(data:) [^\s()]{1000,} | (?<!\S) (?! \S{0,500} \(data: ) \S{5000,}
  | ^import \s [^\n]*? ["'][^"'\n]+["'] ;? $ | ^export \s+ (?: const | default | function | let ) \b [^\n]*
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
FENCE = re.compile(r"[ \t>]*(?:```|~~~)")

# In running text: links by title in wikis and note-taking programs, and marks of footnotes.
LINKED = re.compile(r"!?\[\[[^\[\]\n]{1,300}\]\]|\[\^[^\[\]\s]{1,100}\]:?")

REFERENCE = re.compile(r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|\\\|")
SPECIAL = re.compile(r"[\\`*_\[\]<>~|]|&(?=\#|\w+;)")
SPANS = (inline.Emphasis, inline.StrongEmphasis, Strikethrough)
TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A body of Markdown as the parser is shown it, and the way back to the source.

    Attributes:
        source: The whole file.
        shown: The body, with every line ended by LF and letters in place of templates.
        start: Where the body starts in the source.
        ends: Of the lines that end with CRLF: where they end in `shown`.
        holes: The templates, as stretches of source, in order.
    """

    source: str
    shown: str
    start: int
    ends: tuple[int, ...]
    holes: tuple[Stretch, ...]

    def back(self, span: Stretch) -> Stretch:
        """Return the stretch of source that a stretch of `shown` stands for."""
        start, end = (self.start + offset + bisect_left(self.ends, offset) for offset in span)
        return start, end


def escape(text: str) -> str:
    """Return text as it stands in a Markdown paragraph."""
    return SPECIAL.sub(r"\\\g<0>", text)


def segments(source: str) -> tuple[Segment, ...]:
    """Return what a person reads of a Markdown file, in source order."""
    front, start = front_matter(source, 1 if source.startswith(BOM) else 0)
    reading = _shown(source, start)
    found = [*front, *_of_block(reading, _parser().parse(reading.shown))]
    return tuple(sorted(found, key=lambda segment: segment.pieces[0].start))


@cache
def _parser() -> marko.Markdown:
    return marko.Markdown(extensions=[GFM])


def _shown(source: str, start: int) -> Reading:
    """Return a body as the parser shall see it: it counts CRLF as one character, and knows no templates."""
    body = source[start:]
    ends = tuple(match.start() - turn for turn, match in enumerate(re.finditer("\r\n", body)))
    plain = body.replace("\r\n", "\n").replace("\r", "\n")
    bare = Reading(source, plain, start, ends, ())
    holes = tuple(match.span() for match in TEMPLATE.finditer(plain))
    filled = TEMPLATE.sub(lambda match: "".join(map(_filler, match[0].splitlines(keepends=True))), plain)
    return replace(bare, shown=filled, holes=tuple(map(bare.back, holes)))


def _filler(line: str) -> str:
    """Return letters for a line of a template, but leave fences, so that code stays code."""
    return line if FENCE.match(line) else re.sub(r"[^\n]", "x", line)


def _of_block(reading: Reading, element: Element) -> Iterator[Segment]:
    children = element.children if isinstance(element, block.BlockElement) else ()
    if isinstance(element, block.HTMLBlock):
        yield from _of_html(reading, element)
    elif isinstance(element, block.Paragraph | block.Heading | block.SetextHeading | TableCell):
        yield from _segment(reading, list(_pieces(reading, children)))
        yield from _images(reading, children)
    elif not isinstance(element, block.CodeBlock | block.FencedCode):
        for child in children:
            yield from _of_block(reading, child)


def _of_html(reading: Reading, element: block.HTMLBlock) -> Iterator[Segment]:
    """Yield the segments of an HTML block; none of one whose lines have a prefix, as in a quotation."""
    start, end = element.source_span or (0, 0)
    if not reading.shown[start:end].startswith(element.body):
        return
    for segment in html_text.segments(element.body):
        pieces = [_moved(reading, piece, start) for piece in segment.pieces]
        yield from _segment(reading, pieces, segment)


def _moved(reading: Reading, piece: Piece, by: int) -> Piece:
    start, end = reading.back((piece.start + by, piece.end + by))
    return Piece(reading.source[start:end] if piece.is_literal else piece.text, start, end)


def _segment(reading: Reading, pieces: Sequence[Piece], like: Segment | None = None) -> Iterator[Segment]:
    """Yield the segment of some pieces, without templates and other stretches that are no text."""
    kept = cut(pieces, text_stretches(pieces, reading.holes)) if reading.holes else pieces
    shown = trimmed(without_masked(kept, LINKED))
    if has_words(shown):
        yield Segment(shown, like.escape if like else escape)


def _pieces(reading: Reading, elements: Sequence[Element] | str) -> Iterator[Piece]:
    """Yield the pieces of a run of inline elements."""
    unread: tuple[str, int] | None = None
    for element in elements:
        if not isinstance(element, Element) or not element.source_span:
            continue
        start, end = reading.back(element.source_span)
        if isinstance(element, inline.InlineHTML):
            closes, tag = _tag(reading.source[start:end])
            if unread and closes and tag == unread[0]:
                yield Piece(PLACEHOLDER, unread[1], end)
                unread = None
            elif not unread and not closes and tag in html_text.UNREAD:
                unread = (tag, start)
            elif not unread and tag == "br":
                yield Piece("\n", start, end)
        elif not unread:
            yield from _of_inline(reading, element, start, end)


def _of_inline(reading: Reading, element: Element, start: int, end: int) -> Iterator[Piece]:
    if isinstance(element, SPANS) or (isinstance(element, inline.Link) and _is_free(reading, element)):
        yield from _pieces(reading, element.children)
    elif isinstance(element, inline.LineBreak) and not reading.source.startswith("\\", start):
        yield Piece(reading.source[start:end], start, end)
    elif isinstance(element, inline.LineBreak):
        yield Piece("\n", start, end)
    elif isinstance(element, inline.Literal):
        yield Piece(str(element.children), start, end)
    elif isinstance(element, inline.RawText):
        yield from split(reading.source, start, end, REFERENCE, _decode)
    else:
        yield Piece(PLACEHOLDER, start, end)


def _images(reading: Reading, elements: Sequence[Element] | str) -> Iterator[Segment]:
    for element in elements:
        if isinstance(element, inline.Image) and _is_free(reading, element):
            yield from _segment(reading, list(_pieces(reading, element.children)))
        elif isinstance(element, (*SPANS, inline.Link)):
            yield from _images(reading, element.children)


def _is_free(reading: Reading, element: inline.Link | inline.Image) -> bool:
    """Return whether the text of a link or image may change: whether its target stands apart."""
    start, end = (element.syntax_spans or [(0, 0)])[-1]
    return bool(re.match(r"\]\(|\]\[\s*[^\]\s]", reading.shown[start:end]))


def _tag(markup: str) -> tuple[bool, str]:
    """Return whether a tag closes something, and its name; no name for a comment."""
    match = TAG.match(markup)
    return (bool(match[1]), match[2].lower()) if match else (False, "")


def _decode(reference: str) -> str:
    return reference[1:] if reference.startswith("\\") else unescape(reference)
