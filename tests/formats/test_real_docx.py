"""Real Word documents: read, left alone, corrected, and read again by python-docx and lxml.

Skipped where the shared test data is absent.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from functools import partial
from typing import Any

import pytest
from real_files import REAL, garbled, members, read_all, some_corrections

from normalize import formats
from normalize.formats.docx_package import opened
from normalize.formats.masks import masked
from normalize.model import Correction, Document
from normalize.rewrite import is_faithful, rewrite

LONG = re.compile(r"[^\W\d_]{5,}")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT_PART = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")

pytestmark = REAL


@pytest.fixture(scope="module")
def documents() -> list[tuple[bytes, Document]]:
    found, faults = read_all(members(".docx"))
    assert not faults
    return found


def test_all_can_be_read_and_come_back_the_same(documents: list[tuple[bytes, Document]]) -> None:
    assert len(documents) == 47, "of 47"
    assert sum(len(document.segments) for _, document in documents) == 252
    for data, document in documents:
        assert formats.write(document, document.source) == data, document.name


def test_corrections_come_out_as_intended_and_nothing_else_changes(
    documents: list[tuple[bytes, Document]],
) -> None:
    chance, made = random.Random(8), 0
    garble = partial(garbled, other="O'Brien & Ğül")
    for data, document in documents:
        corrections = some_corrections(document, chance, garble)
        corrected = formats.write(document, rewrite(document, corrections))
        again = formats.read(corrected, document.name)
        assert is_faithful(document, again, corrections), document.name
        made += len(corrections)
        with zipfile.ZipFile(io.BytesIO(corrected)) as archive:
            assert archive.testzip() is None
        for old, new in zip(opened(data).members, opened(corrected).members, strict=True):
            if not TEXT_PART.fullmatch(old.name):
                assert data[old.header : old.end] == corrected[new.header : new.end], old.name
    assert made > 250


def test_lxml_sees_the_corrected_word_and_no_other(documents: list[tuple[bytes, Document]]) -> None:
    made = 0
    for data, document in documents:
        before = seen_by_lxml(data)
        for one in clear_corrections(document, "\n".join(before)):
            surface = document.segments[one.segment].text[one.start : one.end]
            after = seen_by_lxml(formats.write(document, rewrite(document, [one])))
            assert after == [text.replace(surface, one.replacement) for text in before], document.name
            made += 1
    assert made >= 91


def test_python_docx_sees_the_corrected_word_and_no_other(documents: list[tuple[bytes, Document]]) -> None:
    pytest.importorskip("docx")
    made = 0
    for data, document in documents:
        before = seen_by_python_docx(data)
        for one in clear_corrections(document, before):
            surface = document.segments[one.segment].text[one.start : one.end]
            after = seen_by_python_docx(formats.write(document, rewrite(document, [one])))
            assert after == before.replace(surface, one.replacement), document.name
            made += 1
    assert made >= 87


def test_lxml_reads_the_same_words(documents: list[tuple[bytes, Document]]) -> None:
    for data, document in documents:
        seen = "\n".join(seen_by_lxml(data))
        for start, end in reversed(list(masked(seen))):
            seen = f"{seen[:start]} {seen[end:]}"
        ours = " ".join(segment.text for segment in document.segments)
        assert sorted(LONG.findall(ours)) == sorted(LONG.findall(seen)), document.name


def seen_by_lxml(data: bytes) -> list[str]:
    """Return the text of each paragraph of each part that holds text, tabs and breaks included."""
    etree = pytest.importorskip("lxml.etree")
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in sorted(filter(TEXT_PART.fullmatch, archive.namelist())):
            for paragraph in etree.fromstring(archive.read(name)).iter(f"{W}p"):
                found.append("".join(shown(element) for element in paragraph.iter(f"{W}r")))
    return found


def shown(run: Any) -> str:
    """Return what a run shows."""
    marks = {f"{W}tab": "\t", f"{W}br": "\n"}
    return "".join(one.text or "" if one.tag == f"{W}t" else marks.get(one.tag, "") for one in run)


def seen_by_python_docx(data: bytes) -> str:
    """Return the text of body, tables, headers and footers, each once."""
    import docx

    document = docx.Document(io.BytesIO(data))
    kinds = [f"{turn}{kind}" for turn in ("", "even_page_", "first_page_") for kind in ("header", "footer")]
    blocks = [document, *(getattr(part, kind) for part in document.sections for kind in kinds)]
    blocks = [one for one in blocks if one is document or not one.is_linked_to_previous]
    texts = []
    for block in blocks:
        texts += [paragraph.text for paragraph in block.paragraphs]
        texts += [cell.text for table in block.tables for row in table.rows for cell in row.cells]
    return "\n".join(texts)


def clear_corrections(document: Document, seen: str) -> list[Correction]:
    """Return up to six corrections of words that a judge sees once."""
    once = [
        Correction(number, match.start(), match.end(), f"{match[0][:2]}q{match[0][3:]}ff")
        for number, segment in enumerate(document.segments)
        for match in LONG.finditer(segment.text)
        if len(re.findall(match[0], seen)) == 1
    ]
    return once[:6]
