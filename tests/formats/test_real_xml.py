"""Real XLIFF, TMX and NewsML: read, left alone, corrected, and read again by another parser.

Skipped where the shared test data is absent. Nearly all of the bilingual files translate from English; they
are read as they are, and once more as if their languages were the other way round, so that there is text.
"""

from __future__ import annotations

import random
import re
from html import unescape

import pytest
from lxml import etree
from real_files import REAL, members, some_corrections

from normalize import formats
from normalize.errors import ReadError
from normalize.formats.encodings import decode
from normalize.formats.xml_reading import REFERENCE, Element, Text, Tree, tree
from normalize.model import Correction, Document
from normalize.rewrite import is_faithful, rewrite

SUFFIXES = (".xlf", ".xliff", ".tmx", ".xml")
LONG = re.compile(r"[^\W\d_]{5,}")
SAID = re.compile(
    r"""\b(?P<key>trgLang|target-language|srcLang|source-language|srclang|xml:lang|lang)=(['"]).*?\2"""
)

pytestmark = REAL

MALFORMED = {
    "omegat--file-XLIFFFilter-invalid-content.xlf": "line 7, column 25: not well-formed (invalid token)",
    "xliff22--Good-pgs_plural.xlf": "line 20, column 5: mismatched tag",
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(members(*SUFFIXES))


@pytest.fixture(scope="module")
def sources(files: dict[str, bytes]) -> dict[str, str]:
    """The files as text, those that are malformed left out."""
    return {
        name: decode(data, name, declares=True)[0] for name, data in files.items() if name not in MALFORMED
    }


@pytest.fixture(scope="module")
def documents(sources: dict[str, str]) -> list[Document]:
    """The files as if they were translated into English."""
    turned = {name: SAID.sub(_turned, source) for name, source in sources.items()}
    return [formats.parse(text, name, format=formats.format_of(name)) for name, text in turned.items()]


def _turned(match: re.Match[str]) -> str:
    is_source = match["key"] in ("srcLang", "source-language", "srclang")
    said = "xx" if is_source else "en"
    return f'{match["key"]}="{said}"'


def test_all_come_back_the_same_but_those_that_are_malformed(files: dict[str, bytes]) -> None:
    assert len(files) == 792
    refused = {}
    for name, data in files.items():
        try:
            document = formats.read(data, name)
        except ReadError as error:
            refused[name] = error.message.removeprefix(f"{name}: is malformed: ")
            continue
        assert formats.write(document, document.source) == data, name
        assert document.segments == () or name.endswith((".xml", ".xlf", ".xliff", ".tmx"))
    assert refused == MALFORMED


def test_another_parser_refuses_the_same(files: dict[str, bytes]) -> None:
    for name in MALFORMED:
        with pytest.raises(etree.XMLSyntaxError):
            etree.fromstring(files[name])


def test_every_text_is_where_it_stands(sources: dict[str, str]) -> None:
    """The text that we decode from the source is what lxml says it is, in every element of every file."""
    texts = 0
    for name, source in sources.items():
        file = tree(source)
        found = list(_texts(file, file.root))
        root = judged(source)
        assert "".join(found) == "".join(root.xpath("//text()")), name
        texts += len(found)
    assert texts > 70_000


def _texts(file: Tree, element: Element) -> list[str]:
    found: list[str] = []
    for child in element.children:
        if isinstance(child, Text):
            stretch = re.sub("\r\n?", "\n", file.source[child.start : child.end])
            decoded = REFERENCE.sub(lambda match: file.decode(match[0]), stretch)
            found.append(stretch if child.is_cdata else decoded)
        else:
            found += _texts(file, child)
    return found


def judged(source: str) -> etree._Element:
    """Return the root of a file as lxml reads it, whatever it says that it is encoded in."""
    declared = re.match(r"\ufeff?\s*<\?xml[^>]*\?>", source)
    text = source[declared.end() :] if declared else source.removeprefix("\ufeff")
    return etree.fromstring(text.lstrip().encode(), etree.XMLParser(no_network=True, recover=True))


def test_pieces_are_slices_in_order(documents: list[Document]) -> None:
    assert sum(len(document.segments) for document in documents) > 8_000
    for document in documents:
        for segment in document.segments:
            last = 0
            for piece in segment.pieces:
                assert last <= piece.start < piece.end <= len(document.source), document.name
                assert not piece.is_literal or document.source[piece.start : piece.end] == piece.text
                last = piece.end


def test_corrections_come_out_as_intended(documents: list[Document]) -> None:
    chance, made = random.Random(5), 0
    for document in documents:
        corrections = some_corrections(document, chance)
        again = formats.reread(document, rewrite(document, corrections))
        assert is_faithful(document, again, corrections), document.name
        made += len(corrections)
    assert made > 4_000


def test_another_parser_sees_the_corrected_word_and_no_other(documents: list[Document]) -> None:
    made = 0
    for document in documents:
        before = judged(document.source)
        text = "".join(before.xpath("//text()"))
        for one in words_that_stand_once(document, text)[:4]:
            surface = document.segments[one.segment].text[one.start : one.end]
            after = judged(rewrite(document, [one]))
            seen = unescape(document.segments[one.segment].escape(one.replacement))
            assert "".join(after.xpath("//text()")) == text.replace(surface, seen), document.name
            assert markup(before) == markup(after), document.name
            made += 1
    assert made > 900


def words_that_stand_once(document: Document, text: str) -> list[Correction]:
    return [
        Correction(number, match.start(), match.end(), f"{match[0][:2]}q&{match[0][3:]}ff")
        for number, segment in enumerate(document.segments)
        for match in LONG.finditer(segment.text)
        if text.count(match[0]) == 1 and segment.escape("&") != "&"
    ]


def markup(root: etree._Element) -> list[tuple[object, list[tuple[str, str]]]]:
    return [(node.tag, sorted(node.attrib.items())) for node in root.iter()]
