"""Real JSON, IPTC ninjs above all: read, left alone, corrected, read again; and made into lines and tables.

Skipped where the shared test data is absent.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
from typing import Any

import pytest
from real_files import REAL, members, read_all, some_corrections

from normalize import formats
from normalize.model import Correction, Document
from normalize.rewrite import is_faithful, rewrite

LONG = re.compile(r"\b[A-Za-z]{5,}\b")

pytestmark = REAL

# What is wrong with those that cannot be read; most are so on purpose.
UNREADABLE = {
    "006_bad_genre.json": "line 9, column 20: 'h' where a value should be",
    "009_body_text_with_cr.json": "line 3, column 42: a line break in a string",
    "010_body_must_be_string.json": "line 7, column 9: '\"' where a comma or } should be",
    "011_description_must_be_string.json": "line 7, column 9: '\"' where a comma or } should be",
    "012_location_not_object.json": "line 10, column 5: a comma before ]",
    "d0b843-businesswire-newsml-20130731006140.json": "line 95, column 11: 'broadband' for the second time",
}


@pytest.fixture(scope="module")
def documents() -> list[tuple[bytes, Document]]:
    """All files that can be read, with their bytes; the others say what is wrong with them."""
    found, refused = read_all(members(".json"))
    faults = {name.removeprefix("iptc+newsinjson--"): fault.message for name, fault in refused.items()}
    assert faults.keys() == UNREADABLE.keys()
    assert all(UNREADABLE[name] in fact for name, fact in faults.items())
    return found


def test_nearly_all_can_be_read_and_come_back_the_same(documents: list[tuple[bytes, Document]]) -> None:
    assert len(documents) == 244, "of 250"
    for data, document in documents:
        assert formats.write(document, document.source) == data, document.name
        json.loads(document.source)


def test_corrections_come_out_as_intended(documents: list[tuple[bytes, Document]]) -> None:
    chance, made = random.Random(5), 0
    for _, document in documents[::2]:
        corrections = some_corrections(document, chance)
        corrected = rewrite(document, corrections)
        assert is_faithful(document, formats.reread(document, corrected), corrections), document.name
        made += len(corrections)
    assert made > 800


def strings(value: Any, path: str = "") -> dict[str, Any]:
    """Return every value that is no object or array, by its path."""
    if isinstance(value, dict | list):
        named = value.items() if isinstance(value, dict) else enumerate(value)
        return {key: one for name, part in named for key, one in strings(part, f"{path}/{name}").items()}
    return {path: value}


def changed_words(document: Document) -> list[Correction]:
    return [
        Correction(number, match.start(), match.end(), f"{match[0][:2]}q{match[0][3:]}ff")
        for number, segment in enumerate(document.segments)
        for match in list(LONG.finditer(segment.text))[:1]
    ]


def test_another_parser_sees_the_corrected_strings_and_no_others(
    documents: list[tuple[bytes, Document]],
) -> None:
    made = 0
    for _, document in documents:
        corrections = changed_words(document)
        before = strings(json.loads(document.source))
        after = strings(json.loads(rewrite(document, corrections)))
        assert before.keys() == after.keys(), document.name
        changed = [name for name in before if before[name] != after[name]]
        assert len(changed) <= len(corrections)
        for name in changed:
            new = set(LONG.findall(after[name])) - set(LONG.findall(before[name]))
            assert new <= {one.replacement for one in corrections}, (document.name, name)
            field = [step for step in name.split("/") if not step.isdigit()][-1]
            assert not re.search(r"uri|href|^name$|language|created|type|rel$|role", field.lower()), name
        made += len(changed)
    assert made > 600


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")])
def test_news_in_a_table_is_corrected(
    documents: list[tuple[bytes, Document]], name: str, delimiter: str
) -> None:
    rows = [["uri", "headline", "body_text", "body_xhtml", "byline"]]
    for _, document in documents:
        item = json.loads(document.source)
        if isinstance(item, dict) and any(isinstance(item.get(column), str) for column in rows[0][1:]):
            rows.append([str(item.get(column, "")) for column in rows[0]])
    assert len(rows) > 40
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    document = formats.read(file.getvalue().encode(), name)
    corrections = changed_words(document)
    corrected = rewrite(document, corrections)
    assert is_faithful(document, formats.reread(document, corrected), corrections)
    after = list(csv.reader(io.StringIO(corrected, newline=""), delimiter=delimiter))
    assert [[row[0], row[4]] for row in after] == [[row[0], row[4]] for row in rows]
    assert sum(old != new for old, new in zip(rows, after, strict=True)) > 30


def test_news_in_lines_is_corrected(documents: list[tuple[bytes, Document]]) -> None:
    items = [json.loads(document.source) for _, document in documents]
    source = "".join(json.dumps(item, ensure_ascii=turn % 2 == 0) + "\n" for turn, item in enumerate(items))
    document = formats.read(source.encode(), "a.jsonl")
    assert len(document.segments) == sum(len(one.segments) for _, one in documents)
    corrections = changed_words(document)
    corrected = rewrite(document, corrections)
    assert is_faithful(document, formats.reread(document, corrected), corrections)
    assert [json.loads(line).keys() if line[0] == "{" else [] for line in corrected.splitlines()] == [
        item.keys() if isinstance(item, dict) else [] for item in items
    ]
