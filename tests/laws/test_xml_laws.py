"""Promises of the XML formats that hold for every well-formed file; lxml is the judge."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from promises import corrected, read_and_written, see_no_text_twice, see_slices_in_order
from test_formats_laws import correct_words

from normalize import formats
from normalize.formats import xml_reading
from normalize.model import Document
from normalize.offsets import PLACEHOLDER, locate
from normalize.rewrite import rewrite

ANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

DOCTYPE = '<!DOCTYPE {} [<!ENTITY who "Hartwik"><!ENTITY what "<g/>x"><!ENTITY none "">]>'
WORDS = st.sampled_from(
    ["Emanuel", "Hartwik", "Ostrawa", "Tzakova", "Hart", "wik", "and", "—", "é", "😀", "]]"]
)
SPACES = st.sampled_from([" ", "\n", "\r\n", "\r", "\t", "\u00a0", "\u2028", "  \n"])
REFERENCES = st.sampled_from(
    [
        "&amp;",
        "&lt;",
        "&gt;",
        "&quot;",
        "&#119;",
        "&#x77;",
        "&#xa0;",
        "&#10;",
        "&#13;",
        "&who;",
        "&what;",
        "&none;",
    ]
)
ASIDES = st.sampled_from(["<!-- Hartwik & < -->", "<?Hartwik <g>?>", "<![CDATA[]]>"])
CDATA = (
    st.lists(st.one_of(WORDS, SPACES, st.sampled_from(["<b>", "&amp;", "&", "<", ">"])), max_size=5)
    .map("".join)
    .filter(lambda text: "]]>" not in text and not text.endswith("]"))
    .map(lambda text: f"<![CDATA[{text}]]>")
)
HTML = st.sampled_from(
    ["&lt;b&gt;", "&lt;/b&gt;", "&lt;br&gt;", "&lt;p id='Hartwik'&gt;", "&lt;!--", "&amp;ccedil;"]
)
LEAVES = st.one_of(WORDS, SPACES, REFERENCES, ASIDES, CDATA)


def within(tags: Sequence[str], empty: Sequence[str]) -> st.SearchStrategy[str]:
    """Return text with elements in it, however deep, and sometimes with HTML."""
    leaves = st.one_of(LEAVES, st.sampled_from([f"<{tag}/>" for tag in empty]))

    def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        parts = st.lists(inner, max_size=4).map("".join)
        return st.tuples(st.sampled_from(tags), parts).map(
            lambda one: f"<{one[0]}>{one[1]}</{one[0].split(maxsplit=1)[0]}>"
        )

    tree = st.recursive(leaves, around, max_leaves=8)
    return st.lists(st.one_of(tree, tree, tree, HTML), max_size=6).map("".join)


OLD = within(
    [
        "g id='1'",
        "mrk mtype='seg' mid='1'",
        "mrk mtype='protected'",
        "bpt id='1'",
        "ph id='2'",
        "sub",
        "it id='3'",
    ],
    ["x id='4'", "x id='5' ctype='lb'", "bx id='6'", "ex id='6'", "x id='START_BOLD_TEXT'"],
)
NEW = within(
    ["pc id='1'", "mrk id='2' type='term' value='Hartwik'", "mrk id='3' translate='no'"],
    ["ph id='4'", "ph id='5' subType='xlf:lb'", "sm id='6' translate='no'", "em startRef='6'", "cp hex='1'"],
)
MEMORY = within(
    ["hi", "bpt i='1'", "ept i='1'", "ph", "sub", "ut", "it pos='begin'"], ["ph type='lb'", "bpt i='2'"]
)
NEWS = within(
    ["p id='Hartwik'", "b", "div", "person value='Hartwik'", "code", "note", "q xml:lang='cs'", "pre", "hl1"],
    ["br", "img alt='Hart&#119;ik &amp; \"Ostrawa\"'", "hr", "a title=\"Emanuel 'x'\" href='Hartwik'"],
)


def old(target: str) -> str:
    said = "<source>Ostrawa x</source><alt-trans><target>Hartwik</target></alt-trans><note>Hartwik</note>"
    body = f"<body><trans-unit id='Hartwik'>{said}<target state='final'>{target}</target></trans-unit></body>"
    return f"<xliff version='1.2'><file original='Hartwik'>{body}</file></xliff>"


def new(target: str) -> str:
    units = f"<unit id='Hartwik'><segment><source>Hartwik</source><target>{target}</target></segment></unit>"
    space = "xmlns='urn:oasis:names:tc:xliff:document:2.0'"
    return f"<xliff {space} version='2.0' srcLang='cs' trgLang='en'><file id='f'>{units}</file></xliff>"


def memory(text: str) -> str:
    units = f"<tuv xml:lang='cs'><seg>Hartwik</seg></tuv><tuv xml:lang='en'><seg>{text}</seg></tuv>"
    return f"<tmx version='1.4'><header srclang='cs'/><body><tu tuid='Hartwik'>{units}</tu></body></tmx>"


def news(text: str) -> str:
    about = "<contentMeta><subject qcode='x:Hartwik'><name>Hartwik</name></subject></contentMeta>"
    content = f"<contentSet><inlineXML><html><body>{text}</body></html></inlineXML></contentSet>"
    return f"<newsItem guid='Hartwik'>{about}<headline>Hartwik</headline>{content}</newsItem>"


def whole(inside: str, root: str, newline: str, mark: str) -> str:
    return mark + f"<?xml version='1.0'?>\n{DOCTYPE.format(root)}\n{inside}\n".replace("\n", newline)


ENDS = st.sampled_from(["\n", "\r\n", "\r"])
MARKS = st.sampled_from(["", "\ufeff"])
FILES = st.one_of(
    st.tuples(st.just("xliff"), st.builds(whole, OLD.map(old), st.just("xliff"), ENDS, MARKS)),
    st.tuples(st.just("xliff"), st.builds(whole, NEW.map(new), st.just("xliff"), ENDS, MARKS)),
    st.tuples(st.just("tmx"), st.builds(whole, MEMORY.map(memory), st.just("tmx"), ENDS, MARKS)),
    st.tuples(st.just("xml"), st.builds(whole, NEWS.map(news), st.just("newsItem"), ENDS, MARKS)),
)


def parsed(one: tuple[str, str]) -> Document:
    return formats.parse(one[1], "file", format=one[0])


@ANY
@given(FILES, st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
def test_writing_what_was_read_gives_the_same_bytes(one: tuple[str, str], codec: str) -> None:
    name, source = one
    data = ("\ufeff" * (codec != "utf-8" and not source.startswith("\ufeff")) + source).encode(codec)
    document = read_and_written(data, "file", format=name)
    assert document.encoding == codec
    assert rewrite(document, []) == document.source


@ANY
@given(FILES)
def test_pieces_are_slices_of_the_source_in_order_and_no_two_segments_share_any(one: tuple[str, str]) -> None:
    document = parsed(one)
    see_slices_in_order(document)
    see_no_text_twice(document)


@ANY
@given(FILES)
def test_only_what_was_planned_changes_and_it_reads_as_intended(one: tuple[str, str]) -> None:
    corrected(parsed(one), correct_words)


@ANY
@given(FILES)
def test_another_parser_sees_the_same_file_but_for_the_right_letters(one: tuple[str, str]) -> None:
    document = parsed(one)
    before, after = judged(document.source), judged(rewrite(document, correct_words(document)))
    assert [node.tag for node in before.iter()] == [node.tag for node in after.iter()]
    assert shown(before) == turned_back(shown(after))
    for was, now in zip(before.iter(), after.iter(), strict=True):
        assert list(was.attrib) == list(now.attrib)
        assert list(was.attrib.values()) == [turned_back(value) for value in now.attrib.values()]
        changed = {key for key, value in was.attrib.items() if now.attrib[key] != value}
        assert changed <= {"alt", "title"}


def turned_back(text: str) -> str:
    """Return a text with what was mended garbled again: no other text has these letters."""
    pairs = [("wig", "wik"), ("Emmanuel", "Emanuel"), ("Ostrava", "Ostrawa"), ("Čakova", "Tzakova")]
    for right, wrong in pairs:
        text = text.replace(right, wrong)
    return text


def judged(source: str) -> etree._Element:
    """Return the root of a file as lxml reads it, entities written out; markup in one as `PLACEHOLDER`."""
    source = source.replace('"<g/>x"', f'"{PLACEHOLDER}"')
    return etree.fromstring(source.encode(), etree.XMLParser(resolve_entities=True, no_network=True))


def shown(root: etree._Element) -> str:
    """Return all the text of a file, comments apart."""
    return "".join(root.xpath("//text()"))


@ANY
@given(FILES)
def test_every_text_is_what_another_parser_says_it_is(one: tuple[str, str]) -> None:
    tree = xml_reading.tree(one[1])
    seen = "".join(_texts(tree, tree.root))
    assert seen == shown(judged(one[1]))


def _texts(tree: xml_reading.Tree, element: xml_reading.Element) -> list[str]:
    found: list[str] = []
    for child in element.children:
        if isinstance(child, xml_reading.Element):
            found += _texts(tree, child)
        else:
            stretch = re.sub("\r\n?", "\n", tree.source[child.start : child.end])
            decoded = xml_reading.REFERENCE.sub(lambda match: tree.decode(match[0]), stretch)
            found.append(stretch if child.is_cdata else decoded)
    return found


@ANY
@given(FILES, st.data())
def test_what_is_located_shows_the_text(one: tuple[str, str], data: st.DataObject) -> None:
    document = parsed(one)
    for segment in document.segments[:3]:
        start = data.draw(st.integers(0, len(segment.text) - 1))
        end = data.draw(st.integers(start + 1, len(segment.text)))
        if all(piece.is_literal for piece in segment.pieces):
            shown = "".join(document.source[left:right] for left, right in locate(segment, start, end))
            assert shown == segment.text[start:end]


@pytest.mark.parametrize("root", [old, new, memory, news])
def test_the_files_that_are_drawn_have_text(root: object) -> None:
    assert callable(root)
    name = {"old": "xliff", "new": "xliff", "memory": "tmx", "news": "xml"}[root.__name__]
    document = parsed((name, whole(root("Emanuel Hartwik"), "x", "\n", "")))
    assert "Emanuel Hartwik" in [segment.text for segment in document.segments]
