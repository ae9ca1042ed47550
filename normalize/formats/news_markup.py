"""What the elements of XHTML and NITF are to a reader, where they stand within other XML."""

from __future__ import annotations

from collections.abc import Iterator

from normalize.formats.html_text import BLOCKS, CODE, READ_ATTRIBUTES, SILENT, UNREAD
from normalize.formats.languages import is_english
from normalize.formats.xml_flow import Role, attribute, runs, segments_of
from normalize.formats.xml_reading import Element, Tree
from normalize.model import Segment

# Source: NITF 3.6, DTD: what is a block of text, or holds such.
NITF_BLOCKS = frozenset(
    {
        "abstract", "block", "body.content", "body.end", "body.head", "bq", "content", "dateline", "fn",
        "hedline", "hl1", "hl2", "media", "media-caption", "nitf", "nitf-table", "story.date",
    }
)  # fmt: skip

# What is about the text rather than text: ids, codes, rights, and the names of those who wrote it. An
# author is hardly ever one whom the news is about, and a name nobody can check is left as it is.
NITF_UNREAD = frozenset(
    {
        "alt-code", "bibliography", "byline", "copyrite", "credit", "datasource", "distributor", "docdata",
        "iim", "media-metadata", "media-object", "media-producer", "nitf-table-metadata", "note",
        "pubdata", "revision-history", "rights", "series", "tagline", "tobject",
    }
)  # fmt: skip

# How a name sounds: letters that are no spelling.
SOUNDS = frozenset({"pronounce", "rp", "rt"})

# Roots of marked-up text, as it stands within NewsML.
ROOTS = frozenset({"html", "nitf"})
ALL_BLOCKS = BLOCKS | NITF_BLOCKS
ATTRIBUTES = (*READ_ATTRIBUTES, "alternate-text")


def markup(tree: Tree, element: Element) -> Iterator[Segment]:
    """Yield what is read of an element that holds XHTML or NITF, in no order: its texts, then attributes."""
    for run in runs(tree, element, role_of):
        yield from segments_of(run)
    yield from _attributes(tree, element)


def role_of(element: Element) -> Role:
    """Return what an element of XHTML or NITF is to a reader."""
    name, said = element.name, element.attributes
    if name in NITF_UNREAD:
        return "unread"
    if name in SILENT:
        return "code"
    if name == "br":
        return "break"
    is_foreign = is_english(said.get("xml:lang") or said.get("lang")) is False
    if said.get("translate") == "no" or is_foreign or name in CODE or name in SOUNDS:
        return "unread" if name in ALL_BLOCKS else "hole"
    if name in UNREAD:
        return "unread"
    return "block" if name in ALL_BLOCKS else "inline"


def _attributes(tree: Tree, element: Element) -> Iterator[Segment]:
    for child in element.elements:
        role = role_of(child)
        if role in ("inline", "block"):
            for name in ATTRIBUTES:
                if name in child.attributes:
                    yield from attribute(tree, child, name)
            yield from _attributes(tree, child)
