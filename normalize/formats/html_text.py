"""HTML → segments: the text of each block, with its inline elements joined, and some attributes.

Read: text, `<title>`, and the attributes alt, title and aria-label, each of them a segment. Not
read: scripts and the like, comments, code, preformatted text, what says translate="no", and every
other attribute. White space and indentation inside a text stay in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from html.entities import html5
from html.parser import HTMLParser
from itertools import pairwise
from typing import Literal

from normalize.formats.masks import without_masked
from normalize.formats.pieces import has_words, split, split_at_breaks, trimmed
from normalize.model import Escape, Piece, Segment
from normalize.offsets import BOM, PLACEHOLDER, Stretch

# Elements that start and end a run of text; all others stand within one.
# Source: WHATWG HTML Standard, section 15.3, those displayed otherwise than inline; and controls.
BLOCKS = frozenset(
    {
        "address", "article", "aside", "audio", "blockquote", "body", "button", "canvas", "caption", "center",
        "col", "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
        "hgroup",
        "hr", "html", "input", "legend", "li", "link", "main", "menu", "meta", "nav", "noframes", "object",
        "ol", "optgroup", "option", "p", "pre", "search", "section", "select", "summary", "svg", "table",
        "tbody", "td", "textarea", "tfoot", "th", "thead", "title", "tr", "ul", "video",
    }
)  # fmt: skip

# Elements whose text no one reads as prose. For some nothing is shown; a placeholder stands for the others.
CODE = frozenset({"code", "kbd", "samp", "var"})
SILENT = frozenset({"iframe", "noembed", "noscript", "script", "style", "template", "textarea", "xmp"})
UNREAD = CODE | SILENT | {"math", "pre"}

# Unread elements that pages forget to close, and that cannot outlast a block.
SHORT = CODE | frozenset({"a", "abbr", "b", "bdi", "cite", "em", "i", "p", "q", "small", "span", "strong"})

# Source: WHATWG HTML Standard, section 13.1.2, void elements.
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)

# What html.parser would show as text, or trip over: comments, declarations, and bodies that are
# not markup. Source: WHATWG HTML Standard, section 13.2.5, tokenization.
HIDDEN_ANYWHERE = r"<!--(?:-?>|.*?(?:--!?>|\Z))|<!\[CDATA\[.*?(?:\]\]>|\Z)|<[!?][^>]*(?:>|\Z)"
OPENING = (
    r"<(?P<tag>iframe|noembed|noscript|script|style|template|textarea|xmp)\b"
    r"""(?>[^>"']|"[^"]*"|'[^']*')*+"""
)
BODY = r">(?P<body>.*?)(?=</(?P=tag)\b|\Z)"
HIDDEN = re.compile(f"{HIDDEN_ANYWHERE}|{OPENING}{BODY}", re.DOTALL | re.IGNORECASE)
# In XHTML, `<script src="…"/>` has no body.
HIDDEN_XHTML = re.compile(f"{HIDDEN_ANYWHERE}|{OPENING}(?<!/){BODY}", re.DOTALL | re.IGNORECASE)
# In code points: where the root element of a page starts at the latest. A guess.
XHTML_WITHIN = 2000
XHTML = re.compile(r"\ufeff?\s*<\?xml\b|<html\b[^>]*\bxmlns\b", re.IGNORECASE)

# Names that are known without a semicolon, too; longest first.
# Source: WHATWG HTML Standard, section 13.5, by way of html.entities.
LEGACY = "|".join(sorted((name for name in html5 if not name.endswith(";")), key=len, reverse=True))
REFERENCE = re.compile(
    rf"&(?:\#[0-9]{{1,8}};?|\#[xX][0-9a-fA-F]{{1,7}};?|[A-Za-z][A-Za-z0-9]{{1,31}};|{LEGACY})"
)
# In an attribute, `&copy` without a semicolon may be part of an address.
ATTRIBUTE_REFERENCE = re.compile(r"&(?:\#[0-9]{1,8}|\#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|[^\s"'>][^\s>]*)""")
READ_ATTRIBUTES = ("alt", "title", "aria-label")
UNTRANSLATED = re.compile(r"""\stranslate\s*=\s*["']?\s*no\b""", re.IGNORECASE)


Kind = Literal["open", "close", "empty", "text", "hole", "other"]


@dataclass(frozen=True, slots=True)
class Markup:
    """A stretch of a page: a tag, a run of text, an unread element (hole), or something else.

    `empty` is a tag that closes itself: `<br/>`.
    """

    start: int
    kind: Kind
    tag: str = ""
    end: int = 0


def escape_text(text: str) -> str:
    """Return text as it stands between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_double(text: str) -> str:
    """Return text as it stands in an attribute in double quotes."""
    return escape_text(text).replace('"', "&quot;")


def escape_single(text: str) -> str:
    """Return text as it stands in an attribute in single quotes."""
    return escape_text(text).replace("'", "&#39;")


def segments(source: str) -> tuple[Segment, ...]:
    """Return what a person reads of a page, in source order."""
    pattern = HIDDEN_XHTML if XHTML.search(source, 0, XHTML_WITHIN) else HIDDEN
    hidden = [match.span("body") if match["tag"] else match.span() for match in pattern.finditer(source)]
    visible = list(_visible(source, _markup(source, hidden)))
    runs = (trimmed(run) for run in split_at_breaks(_flow(source, visible, hidden)))
    texts = [_segment(run, escape_text) for run in runs if has_words(run)]
    found = [*texts, *_attributes(source, visible)]
    return tuple(sorted(found, key=lambda segment: segment.pieces[0].start))


class _Reader(HTMLParser):
    """Notes where each tag and each run of text starts."""

    def __init__(self, starts: Sequence[int]) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Markup] = []
        self._starts = starts

    def _note(self, kind: Kind, tag: str = "") -> None:
        line, column = self.getpos()
        self.found.append(Markup(self._starts[line - 1] + column, kind, tag))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note("open", tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note("empty", tag)

    def handle_endtag(self, tag: str) -> None:
        self._note("close", tag)

    def handle_data(self, data: str) -> None:
        self._note("text")

    def handle_comment(self, data: str) -> None:
        self._note("other")


def _markup(source: str, hidden: Sequence[Stretch]) -> list[Markup]:
    """Return the tags and runs of text of a page, in order, each up to the next."""
    parts, last = [], 0
    for start, end in hidden:
        parts += [source[last:start], " " * (end - start)]
        last = end
    # An ampersand makes html.parser stop and wait; references are found in the source itself.
    shown = "".join([*parts, source[last:]]).replace("&", "+")
    # Nor is what no ">" follows a tag; html.parser would look for its end from every "<" anew.
    tail = shown.rfind(">") + 1
    shown = shown[:tail] + shown[tail:].replace("<", "+")
    reader = _Reader((0, *(match.end() for match in re.finditer("\n", shown))))
    reader.feed(shown)
    reader.close()
    ended = [*reader.found, Markup(len(source), "other")]
    return [replace(one, end=following.start) for one, following in pairwise(ended)]


def _visible(source: str, markup: Sequence[Markup]) -> Iterator[Markup]:
    """Yield the markup, with every element that is not read as one hole."""
    hole, depth = None, 0
    for one in markup:
        if hole:
            depth += (one.tag == hole.tag) * ({"open": 1, "close": -1}.get(one.kind, 0))
            outlasted = hole.tag in SHORT and one.tag in BLOCKS
            if depth > 0 and not outlasted:
                continue
            yield replace(hole, end=one.start)
            hole = None
        if one.kind == "open" and _is_unread(source, one):
            hole, depth = replace(one, kind="hole"), 1
        else:
            yield one


def _is_unread(source: str, one: Markup) -> bool:
    if one.tag in UNREAD:
        return True
    if one.tag in VOID or one.tag in ("html", "body"):  # said of a whole page, it is for browsers
        return False
    return bool(UNTRANSLATED.search(source, one.start, one.end))


def _flow(source: str, markup: Sequence[Markup], hidden: Sequence[Stretch]) -> Iterator[Piece | None]:
    """Yield the text of a page in pieces, and None at the borders of blocks."""
    for one in markup:
        if one.kind == "text":
            for start, end in _shown(one.start, one.end, hidden):
                start += source.startswith(BOM) and start == 0
                yield from split(source, start, end, REFERENCE, unescape)
        elif one.tag in BLOCKS:
            yield None
        elif one.tag == "br" and one.kind != "close":
            yield Piece("\n", one.start, one.end)
        elif one.kind == "hole" and one.tag not in SILENT:
            yield Piece(PLACEHOLDER, one.start, one.end)


def _shown(start: int, end: int, hidden: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield what is left of a stretch without what is hidden."""
    turn = max(bisect_right(hidden, (start, start)) - 1, 0)
    for left, right in hidden[turn:]:
        if left >= end:
            break
        if right <= start:
            continue
        if start < left:
            yield start, left
        start = max(start, right)
    if start < end:
        yield start, end


def _attributes(source: str, markup: Sequence[Markup]) -> Iterator[Segment]:
    for one in markup:
        if one.kind not in ("open", "empty") or UNTRANSLATED.search(source, one.start, one.end):
            continue
        for match in ATTRIBUTE.finditer(source, one.start + 1 + len(one.tag), one.end):
            if match[1].lower() not in READ_ATTRIBUTES or match.lastindex == 1:
                continue
            start, end = match.span(match.lastindex or 0)
            pieces = trimmed(tuple(split(source, start, end, ATTRIBUTE_REFERENCE, unescape)))
            if has_words(pieces):
                yield _segment(pieces, escape_double if match.lastindex == 2 else escape_single)


def _segment(pieces: Sequence[Piece], escape: Escape) -> Segment:
    return Segment(without_masked(pieces), escape)
