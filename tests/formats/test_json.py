"""JSON and JSON Lines: which strings are read, and what must stay."""

from __future__ import annotations

import json

import pytest
from test_format_cases import Corrector, fixed, see_case, texts

from normalize import formats
from normalize.errors import ReadError
from normalize.formats.json_text import escape_ascii, escape_string
from normalize.formats.named_fields import is_text
from normalize.offsets import PLACEHOLDER


def of_fields(value: object, *fields: str) -> list[str]:
    return [
        segment.text for segment in formats.read(json.dumps(value).encode(), "a.json", fields=fields).segments
    ]


@pytest.mark.parametrize("path", ["json_text/before.json", "jsonl_text/before.jsonl"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_becomes_what_it_must(path: str, newline: str, mark: str, corrections: Corrector) -> None:
    see_case(path, corrections, newline, mark)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_the_encoding_stays(codec: str, corrections: Corrector) -> None:
    before = '\ufeff{"title": "Hartwik 😀"}'.encode(codec)
    assert fixed(before, "a.json", corrections).decode(codec) == '\ufeff{"title": "Hartwig 😀"}'


def test_what_the_encoding_cannot_hold_is_escaped(corrections: Corrector) -> None:
    before = '{"title": "café Dvorzak"}'.encode("cp1252")
    after = fixed(before, "a.json", corrections, encoding="cp1252")
    assert after == '{"title": "café Dvo\\u0159ák"}'.encode("cp1252")
    assert "😀".encode("ascii", "jsonreferences") == b"\\ud83d\\ude00"


def test_a_file_that_keeps_to_ascii_stays_so(corrections: Corrector) -> None:
    kept = fixed(b'{"title": "caf\\u00e9 Dvorzak"}', "a.json", corrections)
    assert kept == b'{"title": "caf\\u00e9 Dvo\\u0159\\u00e1k"}'
    free = fixed(b'{"title": "\\u0022Dvorzak\\n"}', "a.json", corrections)
    assert free == '{"title": "\\u0022Dvořák\\n"}'.encode()


def test_what_is_put_in_is_escaped() -> None:
    for text in ('"\\/\b\f\n\r\t\x00\x1f', "Dvořák 😀 \u2028"):
        assert json.loads(f'"{escape_string(text)}"') == text
        assert json.loads(f'"{escape_ascii(text)}"') == text
        assert escape_ascii(text).isascii()


READ = "headline Title body body_text bodyText body-xhtml BODY description_caption article_title content_html"
UNREAD = (
    "name id url body_id bodyType title_de content_type byline slugline language href headline_url ednote"
)


@pytest.mark.parametrize(("names", "expected"), [(READ, True), (UNREAD, False)])
def test_fields_that_are_usually_text(names: str, expected: bool) -> None:
    assert {name: is_text(name) for name in names.split()} == dict.fromkeys(names.split(), expected)


def test_fields_go_by_name_or_by_the_end_of_their_path() -> None:
    value = {"a": {"lead": "A", "x": [{"lead": "B"}, ["C"]]}, "lead": "D", "title": "E", "b.c": {"y": "F"}}
    assert of_fields(value) == ["A", "B", "D", "E"]
    assert of_fields(value, "lead") == ["A", "B", "D"]
    assert of_fields(value, "a.lead") == ["A"]
    assert of_fields(value, "a.x[].lead", "x") == ["B", "C"]
    assert of_fields(value, "a.*.lead") == ["B"]
    assert of_fields(value, "b.c.y", "title") == ["E", "F"]
    assert of_fields(value, "ead", "Lead", "") == []


def test_an_item_in_another_language_is_left_out() -> None:
    other = {
        "uri": "a",
        "language": "de",
        "headline": "Nein",
        "b": {"uri": "b", "language": "en", "title": "Yes"},
    }
    assert of_fields(other) == ["Yes"]
    assert of_fields(other, "headline") == ["Nein"]
    assert of_fields({"language": "ru", "title": "Translated, says nothing of an item"}) != []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("One.\nTwo\n\nThree", ["One.", "Two", "Three"]),
        ("Emanuel\nHartwik", ["Emanuel\nHartwik"]),
        ("Mr.\r\nHartwik\r\n- Two", ["Mr.\r\nHartwik", "- Two"]),
        ("AT&T <path> a<b", ["AT&T <path> a<b"]),
        ("Caf&eacute; <b>a</b>", ["Café a"]),
        ("see https://example.org/a", [f"see {PLACEHOLDER}"]),
        ("\ud83d half", [f"{PLACEHOLDER} half"]),
        (" \n ", []),
    ],
)
def test_what_is_read_of_a_value(value: str, expected: list[str]) -> None:
    assert of_fields({"text": value}) == expected


@pytest.mark.parametrize(
    ("source", "fact"),
    [
        ('{"a": 1,\n "a": 2}', "line 2, column 2: 'a' for the second time"),
        ('{"a": NaN}', "line 1, column 7: NaN"),
        ('{"a": -Infinity}', "line 1, column 7: Infinity"),
        ('{"a": 1, // no\n}', "line 1, column 10: a comment"),
        ('{"a": [1,\r\n]}', "line 2, column 1: a comma before ]"),
        ('{"a": 1,}', "line 1, column 9: a comma before }"),
        ("{'a': 1}", "line 1, column 2: a string in single quotes"),
        ('{"a": "b\n"}', "line 1, column 9: a line break in a string"),
        ('{"a": "b\\x41"}', r"line 1, column 9: \\x is no escape"),
        ('{"a": "b', "line 1, column 9: ends within a string"),
        ('{"a": [1', "line 1, column 9: ends where a comma or ] should be"),
        ('{"a": [1}', "line 1, column 9: '}' where a comma or ] should be"),
        ('{"a" 1}', "line 1, column 2: '\"' where a name in double quotes, and a colon should be"),
        ('{"a": 01}', "line 1, column 7: '0' where a value should be"),
        ('{"a": 1}\n{"a": 2}', "line 2, column 1: something after the end of the value"),
        ("[" * 501, "line 1, column 501: nested more than 500 levels deep"),
    ],
)
def test_what_is_no_json_is_named(source: str, fact: str) -> None:
    with pytest.raises(ReadError) as error:
        formats.read(source.encode(), "a.json")
    assert fact.replace("\\\\", "\\") in error.value.message
    assert error.value.hint


def test_all_broken_lines_are_named() -> None:
    with pytest.raises(
        ReadError, match=r"a.jsonl: 2 broken lines: line 2, column 7: .*; line 4, column 2: .*"
    ):
        formats.read(b'{"a": 1}\n{"a": }\n{}\n{b}\n', "a.jsonl")
    with pytest.raises(ReadError, match="at least 10 broken lines"):
        formats.read(b"{b}\n" * 20, "a.jsonl")
    with pytest.raises(ReadError, match="line 1, column 8"):
        formats.read(b'{"a": [\n1]}\n', "a.ndjson")


def test_lines_may_be_blank_and_the_last_may_end_without_a_line_end() -> None:
    assert texts('{"title": "A"}\r\n\r\n \n{"title": "B"}', "a.jsonl") == ["A", "B"]
