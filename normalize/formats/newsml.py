"""NewsML-G2, NewsML 1 and NITF → segments: headlines, descriptions, datelines, and the text itself.

Read: `headline`, `subheadline`, `description`, `dateline`, `title` of an item and their like, and what
`inlineXML`, `inlineData` or `DataContent` hold, if that is XHTML, NITF, HTML or plain text. Not read:
codes and ids, every attribute but those of `news_markup`; names and definitions of concepts (they are a
controlled vocabulary's), concept and knowledge items; slug lines and keywords; notes to editors, credits,
rights, and names of authors; other vocabularies (SportsML); and what says that it is not English.
"""

from __future__ import annotations

from collections.abc import Iterator

from normalize.formats import plain_text
from normalize.formats.languages import is_english
from normalize.formats.nested import nested
from normalize.formats.news_markup import ALL_BLOCKS, ROOTS, markup
from normalize.formats.xml_flow import HTML_TAG, in_order, runs, segments_of
from normalize.formats.xml_reading import Element, Tree
from normalize.model import Segment

# Items and what carries them. Source: NewsML-G2 2.34 and NewsML 1.2 specifications, root elements.
ITEMS = frozenset({"newsItem", "newsMessage", "packageItem", "planningItem", "NewsML"})

# Lines that a reader sees. Source: NewsML-G2 2.34, administrative and descriptive metadata; NewsML 1.2,
# section 5.7, NewsLines.
LINES = frozenset({"dateline", "description", "headline", "subheadline", "title"}) | frozenset(
    {"DateLine", "HeadLine", "NewsLineText", "SubHeadLine"}
)
CONTENT = frozenset({"inlineXML", "inlineData", "DataContent"})

# Metadata whose lines are not about the news, or that say it of something else.
CLOSED = frozenset(
    {
        "assert", "catalog", "catalogItem", "catalogRef", "concept", "conceptItem", "conceptSet", "edNote",
        "knowledgeItem", "rightsInfo", "subject", "Catalog", "NewsEnvelope", "RightsMetadata", "TopicSet",
    }
)  # fmt: skip

# What content says it is, where we can read it. Source: IANA media types; NewsML-G2 2.34, contenttype.
READABLE = ("text/", "application/xhtml", "application/nitf", "application/xml")
CODED = ("text/css", "text/csv", "text/calendar", "text/ecmascript", "text/javascript", "text/vcard")


def segments_of_news(tree: Tree) -> tuple[Segment, ...]:
    """Return what is read of a news item or an article, in source order."""
    if tree.root.name in ITEMS:
        return in_order(_read(tree, tree.root, True))
    return in_order(markup(tree, tree.root)) if _is_ours(tree.root, True) else ()


def _read(tree: Tree, element: Element, english: bool) -> Iterator[Segment]:
    """Yield what is read of an element; `english` is whether those around it say so, or nothing."""
    english = _is_ours(element, english)
    if element.name in CLOSED:
        return
    if element.name in CONTENT:
        yield from _content(tree, element) if english else ()
    elif element.name == "ContentItem" and not _is_readable(element.child("MimeType"), "FormalName"):
        return
    elif element.name in LINES:
        yield from markup(tree, element) if english else ()
    else:
        of_content = _content_is_english(element, english)
        of_lines = of_content if _language_of(element) is None else english
        for child in element.elements:
            is_content = child.name in ("contentSet", "ContentItem")
            yield from _read(tree, child, of_content if is_content else of_lines)


def _language_of(element: Element) -> bool | None:
    """Return whether an element says of itself that it is English; None if it says nothing."""
    said = element.attributes
    return is_english(said.get("xml:lang") or said.get("baselang") or said.get("lang"))


def _is_ours(element: Element, english: bool) -> bool:
    own = _language_of(element)
    return english if own is None else own


def _content_is_english(item: Element, english: bool) -> bool:
    """Return whether the content of an item is, by what its metadata say, in English."""
    described = (one for one in item.elements if one.name in ("contentMeta", "DescriptiveMetadata"))
    tags = [
        one.attributes.get("tag") or one.attributes.get("FormalName")
        for about in described
        for one in about.elements
        if one.name in ("language", "Language")
    ]
    said = [is_english(tag) for tag in tags if tag]
    return any(said) if said else english


def _is_readable(element: Element | None, attribute: str) -> bool:
    """Return whether a media type is one of those that we read, or is not said."""
    said = element.attributes.get(attribute, "").strip().lower() if element else ""
    return not said or (said.startswith(READABLE) and not said.startswith(CODED))


def _content(tree: Tree, element: Element) -> Iterator[Segment]:
    """Yield what is read of inline content, by what it is."""
    if not _is_readable(element, "contenttype") or element.attributes.get("encoding"):
        return
    inner = [child for child in element.elements if child.name in ROOTS or child.name in ALL_BLOCKS]
    if inner:
        yield from (segment for child in inner if _is_ours(child, True) for segment in markup(tree, child))
    elif not any(element.elements):
        for run in runs(tree, element, lambda child: "inline"):
            if HTML_TAG.search(run.text):
                yield from segments_of(run)
            else:
                yield from nested(run.pieces, plain_text.segments, run.escape)
