"""XLIFF (1.0 to 2.2) → segments: the English targets, each with the source that it was translated from.

A target is read if its own `xml:lang`, else its file, says that it is English; or says nothing while the
source is not English. Not read: what says translate="no", targets that say state="needs-translation" or
only repeat a source that is not English, `<alt-trans>`, matches, notes, glossaries, ignorable parts, and
every attribute. Codes in a text (`<g>`, `<pc>`, `<bpt>`, `<bx/>`) are to it as tags are to HTML: nothing of
them is seen. A placeholder (`<ph>`, `<x/>`) is something that is no text, unless it says that it is a line
break.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import itemgetter

from normalize.errors import ReadError
from normalize.formats.languages import is_english
from normalize.formats.xml_flow import Role, in_order, is_copy, plain, runs, segments_of, subflows
from normalize.formats.xml_reading import Element, Tree, is_blank, tree
from normalize.model import Piece, Segment
from normalize.offsets import PLACEHOLDER, Stretch

# Elements that hold units. Source: XLIFF 1.2, section 2.2, and XLIFF 2.1, section 4.2.2.
HOLDERS = frozenset({"xliff", "file", "body", "group", "bin-unit", "unit"})

# Source: XLIFF 1.2, section 2.3, inline elements; XLIFF 2.1, sections 4.2.3 and 4.7.2.
CODES = frozenset({"bpt", "ept", "it", "bx", "ex", "sc", "ec", "sm", "em", "cp"})
PLACEHOLDERS = frozenset({"ph", "x"})

# How a placeholder says that it is a line break, by attribute. Source: XLIFF 1.2, section 2.3.1, ctype;
# XLIFF 2.1, section 4.3.1.30, subType; Angular's own files.
BREAKS = {"ctype": ("lb", "x-br"), "subType": ("xlf:lb",), "id": ("LINE_BREAK",), "type": ("lb",)}

# Angular writes the tags of a page as placeholders. Source: angular.dev, guide to translation files.
PAIRED_ID = re.compile(r"(?:START|CLOSE)_")


@dataclass(frozen=True, slots=True)
class Scope:
    """What the elements around say. The languages are tags, empty where nothing says them."""

    source: str = ""
    target: str = ""
    is_translated: bool = True

    def within(self, element: Element) -> Scope:
        said = element.attributes
        return Scope(
            said.get("source-language") or said.get("srcLang") or self.source,
            said.get("target-language") or said.get("trgLang") or self.target,
            {"no": False, "yes": True}.get(said.get("translate", ""), self.is_translated),
        )


def segments(source: str) -> tuple[Segment, ...]:
    """Return what is read of a file, in source order.

    Raises:
        ReadError: It is malformed, nested too deeply, expands too far, or is no XLIFF.
    """
    return () if is_blank(source) else of_tree(tree(source))


def of_tree(file: Tree) -> tuple[Segment, ...]:
    """Return what is read of a file that has been taken apart.

    Raises:
        ReadError: It is no XLIFF.
    """
    if file.root.name != "xliff":
        raise ReadError(f"is no XLIFF: it begins with <{file.root.name}>", "give it the suffix of what it is")
    return in_order(_read(file, file.root, Scope()))


def _read(file: Tree, element: Element, scope: Scope) -> Iterator[Segment]:
    scope = scope.within(element)
    if element.name in ("trans-unit", "segment"):
        yield from _pair(file, element, scope)
    if element.name in HOLDERS:
        for child in element.elements:
            if child.space == element.space:
                yield from _read(file, child, scope)


def _pair(file: Tree, unit: Element, scope: Scope) -> Iterator[Segment]:
    """Yield what is read of the target of a unit or segment."""
    target, source = unit.child("target"), unit.child("source")
    if target is None or not scope.is_translated or target.attributes.get("state") == "needs-translation":
        return
    from_english = is_english((source and source.attributes.get("xml:lang")) or scope.source)
    to_english = is_english(target.attributes.get("xml:lang") or scope.target)
    if to_english is False or (from_english and not to_english):
        return
    shown = list(runs(file, target, role_of))
    original = list(runs(file, source, role_of)) if source else []
    if not from_english and is_copy(shown, original):
        return
    halves = unit.child("seg-source") or source
    whole = plain(original)
    parts = {mid: plain(runs(file, one, role_of)) for mid, one in _marked(halves)} if halves else {}
    marked, holes = list(_marked(target)), list(_protected(target))
    for run in chain(shown, *(runs(file, one, role_of) for one in subflows(target))):
        start = run.pieces[0].start
        turn = bisect_right(marked, start, key=lambda one: one[1].start) - 1
        is_marked = turn >= 0 and start < marked[turn][1].end
        said = parts.get(marked[turn][0], whole) if is_marked else whole
        text = replace(run, pieces=tuple(_without(run.pieces, holes))) if holes else run
        yield from segments_of(text, said)


def role_of(element: Element) -> Role:
    """Return what an element within a source or target is to a reader."""
    said = element.attributes
    if element.name in CODES:
        return "code"
    if element.name in PLACEHOLDERS:
        if any(said.get(name) in values for name, values in BREAKS.items()):
            return "break"
        return "code" if PAIRED_ID.match(said.get("id", "")) else "hole"
    if element.name == "sub":
        return "unread"  # within this text; it is one of its own
    if element.name == "mrk":
        if said.get("mtype") == "seg":
            return "block"
        if said.get("mtype") == "protected" or said.get("translate") == "no":
            return "hole"
    return "inline"


def _marked(element: Element) -> Iterator[tuple[str, Element]]:
    """Yield the segments that are marked within a text, each with its number."""
    for child in element.elements:
        if child.name == "mrk" and child.attributes.get("mtype") == "seg":
            yield child.attributes.get("mid", ""), child
        else:
            yield from _marked(child)


def _without(pieces: Iterable[Piece], holes: Sequence[Stretch]) -> Iterator[Piece]:
    """Yield pieces, with a placeholder for those in each of some stretches of source.

    A stretch may begin within a piece: markers need not respect elements.
    """
    last, reached = -1, 0
    for piece in pieces:
        turn = bisect_right(holes, piece.start, key=itemgetter(0)) - 1
        if turn < 0 or piece.start >= holes[turn][1]:
            yield piece
        elif turn != last:
            start, end = holes[turn]
            yield Piece(PLACEHOLDER, max(start, reached), end)
            last = turn
        reached = piece.end


def _protected(target: Element) -> Iterator[Stretch]:
    """Yield what stands between each `<sm translate="no"/>` and its `<em/>`."""
    started, ended = "", 0
    for one in _markers(target):
        if one.name == "sm" and not started and one.attributes.get("translate") == "no":
            started, ended = one.attributes.get("id", ""), one.end
        elif one.name == "em" and started and one.attributes.get("startRef") == started:
            yield ended, one.start
            started = ""


def _markers(element: Element) -> Iterator[Element]:
    for child in element.elements:
        if child.name in ("sm", "em"):
            yield child
        yield from _markers(child)
