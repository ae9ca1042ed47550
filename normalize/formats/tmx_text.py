"""TMX (1.1 to 1.4) → segments: the English side of each translation unit, with what it was translated from.

A `<tuv>` is read if its language is English and that of the source is not. The source's language is
`srclang` of the unit, else of the header. Where English is the source, its segments stay as they are; where
that is not said or `*all*`, English is read. What it was translated from is the unit's `<tuv>` in the
source's language, else the first that is not English; a segment that only repeats it stays, too. Not read:
notes, properties, codes, every attribute.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from normalize.errors import ReadError
from normalize.formats.languages import is_english
from normalize.formats.xml_flow import Role, in_order, is_copy, plain, runs, segments_of, subflows
from normalize.formats.xml_reading import Element, Tree, is_blank, tree
from normalize.model import Segment

# Codes of which nothing is seen, and those that stand for something. Source: TMX 1.4b, section 4, content
# markup: halves of pairs, and standalone codes.
CODES = frozenset({"bpt", "ept", "it"})
PLACEHOLDERS = frozenset({"ph", "ut"})


def segments(source: str) -> tuple[Segment, ...]:
    """Return what is read of a file, in source order.

    Raises:
        ReadError: It is malformed, nested too deeply, expands too far, or is no TMX.
    """
    return () if is_blank(source) else of_tree(tree(source))


def of_tree(file: Tree) -> tuple[Segment, ...]:
    """Return what is read of a file that has been taken apart.

    Raises:
        ReadError: It is no TMX.
    """
    if file.root.name != "tmx":
        raise ReadError(f"is no TMX: it begins with <{file.root.name}>", "give it the suffix of what it is")
    header, body = file.root.child("header"), file.root.child("body")
    source_language = header.attributes.get("srclang", "") if header else ""
    units = (unit for unit in body.elements if unit.name == "tu") if body else iter(())
    return in_order(segment for unit in units for segment in _unit(file, unit, source_language))


def role_of(element: Element) -> Role:
    """Return what an element within a segment is to a reader."""
    if element.name in CODES:
        return "code"
    if element.name in PLACEHOLDERS:
        return "break" if element.attributes.get("type") == "lb" else "hole"
    return "unread" if element.name == "sub" else "inline"  # a text of its own


def language_of(variant: Element) -> str:
    """Return the language of a `<tuv>`; early versions say it without a prefix."""
    return variant.attributes.get("xml:lang") or variant.attributes.get("lang") or ""


def _unit(file: Tree, unit: Element, source_language: str) -> Iterator[Segment]:
    said = unit.attributes.get("srclang") or source_language
    if is_english(said):
        return
    variants = [one for one in unit.elements if one.name == "tuv"]
    english = [one for one in variants if is_english(language_of(one))]
    others = [one for one in variants if is_english(language_of(one)) is False]
    if not english:
        return
    original = next((one for one in others if language_of(one).lower() == said.lower()), None)
    original = original or next(iter(others), None)
    source = original.child("seg") if original else None
    source_runs = list(runs(file, source, role_of)) if source else []
    translated_from = plain(source_runs)
    for text in filter(None, (variant.child("seg") for variant in english)):
        shown = list(runs(file, text, role_of))
        if is_copy(shown, source_runs):
            continue
        for run in chain(shown, *(runs(file, one, role_of) for one in subflows(text))):
            yield from segments_of(run, translated_from)
