"""Real Markdown posts and news pages: read, left alone, corrected, read again.

Skipped where the shared test data is absent. Every Markdown file and page is read and written;
corrections are made in every tenth, and some files are put to another parser, so that all stays
at about 20 seconds of CPU time.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from real_files import REAL, members, read_all, some_corrections

from normalize import formats
from normalize.formats import html_text
from normalize.formats.front_matter import front_matter
from normalize.formats.masks import masked
from normalize.model import Correction, Document
from normalize.rewrite import is_faithful, rewrite

LONG = re.compile(r"[^\W\d_]{5,}")

pytestmark = REAL


@pytest.fixture(scope="module")
def documents() -> list[tuple[bytes, Document]]:
    """The files that can be read, with their bytes; the rest must say why not."""
    found, faults = read_all(members(".md", ".markdown", ".html"))
    assert all("not UTF-8: byte 0x" in fault.message for fault in faults.values())
    return found


def test_nearly_all_can_be_read_and_come_back_the_same(documents: list[tuple[bytes, Document]]) -> None:
    assert len(documents) == 577, "of 580: three pages mix two encodings, or declare none"
    for data, document in documents:
        assert formats.write(document, document.source) == data, document.name


def test_their_pieces_are_slices_in_order(documents: list[tuple[bytes, Document]]) -> None:
    for _, document in documents:
        for segment in document.segments:
            last = 0
            for piece in segment.pieces:
                assert last <= piece.start < piece.end <= len(document.source), document.name
                assert piece.text
                if piece.is_literal:
                    assert document.source[piece.start : piece.end] == piece.text, document.name
                last = piece.end


def test_corrections_come_out_as_intended(documents: list[tuple[bytes, Document]]) -> None:
    chance, made = random.Random(8), 0
    for _, document in documents[::10]:
        corrections = some_corrections(document, chance)
        corrected = formats.write(document, rewrite(document, corrections))
        again = formats.read(corrected, document.name, encoding=document.encoding)
        assert is_faithful(document, again, corrections), document.name
        made += len(corrections)
    assert made > 900


def test_another_parser_reads_the_same_words_of_a_page(documents: list[tuple[bytes, Document]]) -> None:
    lxml = pytest.importorskip("lxml.html")
    pages = [document for _, document in documents if document.format == "html"][::5]
    for page in pages:
        texts = [segment.text for segment in page.segments if segment.escape is html_text.escape_text]
        root = lxml.document_fromstring(re.sub(r"^\ufeff?\s*<\?xml[^>]*>", "", page.source))
        seen = "".join(shown_by(root))
        for start, end in reversed(list(masked(seen))):
            seen = f"{seen[:start]} {seen[end:]}"
        assert sorted(LONG.findall(" ".join(texts))) == sorted(LONG.findall(seen)), page.name


def shown_by(element: Any) -> Iterator[str]:
    """Yield the text of an lxml element, with line ends around blocks, without what is not read."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag and tag not in html_text.UNREAD and (tag in ("html", "body") or element.get("translate") != "no"):
        border = "\n" if tag in html_text.BLOCKS or tag == "br" else ""
        yield border + (element.text or "")
        for child in element:
            yield from shown_by(child)
            yield child.tail or ""
        yield border


def test_another_parser_sees_the_corrected_word_and_no_other(documents: list[tuple[bytes, Document]]) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    render = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"]).render
    posts = [document for _, document in documents if document.format == "markdown"][::12]
    made = 0
    for post in posts:
        _, start = front_matter(post.source, 0)
        before = render(post.source[start:])
        once = [
            Correction(number, match.start(), match.end(), f"{match[0][:2]}q{match[0][3:]}ff")
            for number, segment in enumerate(post.segments)
            for match in LONG.finditer(segment.text)
            if segment.pieces[0].start >= start and before.count(match[0]) == 1 and match[0].isascii()
        ]
        for one in once[:3]:
            surface = post.segments[one.segment].text[one.start : one.end]
            after = render(rewrite(post, [one])[start:])
            assert after == before.replace(surface, one.replacement), post.name
            made += 1
    assert made > 60
