"""CSV and TSV: which columns are read, what stands in them, and what must stay."""

from __future__ import annotations

import csv
import io
import pickle

import pytest
from test_format_cases import Corrector, see_case, texts

from normalize import formats
from normalize.errors import ReadError
from normalize.formats.table_text import escape_backslash, escape_quoted
from normalize.model import Correction
from normalize.rewrite import is_faithful, rewrite, unfaithful


def of_columns(source: str, *fields: str, name: str = "a.csv") -> list[str]:
    return [segment.text for segment in formats.read(source.encode(), name, fields=fields).segments]


@pytest.mark.parametrize("path", ["table_text/before.csv", "table_text/before.tsv"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_becomes_what_it_must(path: str, newline: str, mark: str, corrections: Corrector) -> None:
    see_case(path, corrections, newline, mark)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_first_row_tells_the_delimiter(delimiter: str) -> None:
    row = delimiter.join(["{}", "{}", "{}"])
    source = row.format("id", '"title, or; not"', "title") + "\n" + row.format("1", "x", "Hartwik") + "\n"
    assert of_columns(source) == ["Hartwik"]


def test_excel_says_the_delimiter_in_a_row_of_its_own() -> None:
    assert of_columns("\ufeffsep=;\r\nid;title, short\r\n1;Hartwik\r\n", "title, short") == ["Hartwik"]


def test_columns_go_by_name_or_number() -> None:
    source = "id,title,who,story.lead\n1,Anna,Emanuel,Hartwik\n"
    assert of_columns(source) == ["Anna", "Hartwik"]
    assert of_columns(source, "who") == ["Emanuel"]
    assert of_columns(source, "story.lead", "who") == ["Emanuel", "Hartwik"]
    assert of_columns(source, "3", "4") == ["Emanuel", "Hartwik"]
    assert of_columns(source, "Who") == []
    assert of_columns(source, "9", "0", "-1") == []


def test_without_names_nothing_is_read_unless_columns_are_given() -> None:
    source = "1,Emanuel\n2,Hartwik\n"
    assert of_columns(source) == []
    assert of_columns(source, "2") == ["Emanuel", "Hartwik"]


def test_rows_need_not_be_of_one_length() -> None:
    assert of_columns('id,title\n\n1\n"",""\n2,Hartwik,x,y\n\r\n3,"Emanuel"') == ["Hartwik", "Emanuel"]


def test_a_name_may_go_over_the_end_of_a_line_in_a_cell() -> None:
    assert of_columns('id,text\n1,"He saw Emanuel\nHartwik.\nThen he left."\n') == [
        "He saw Emanuel\nHartwik.",
        "Then he left.",
    ]


@pytest.mark.parametrize(
    ("source", "fact"),
    [
        ('title\n"Hart\nwik', "line 2, column 1: a quote that is never closed"),
        ('title\na\n"Hart"wik,b\n', "line 3, column 7: 'w' after the closing quote of a cell"),
        ('title,"say "no""\nHart\n', "line 1, column 13: 'n' after the closing quote of a cell"),
    ],
)
def test_quotes_that_do_not_close_are_named(source: str, fact: str) -> None:
    with pytest.raises(ReadError, match=fact):
        formats.read(source.encode(), "a.csv")


def test_in_tabs_a_stray_quote_is_a_letter() -> None:
    assert texts('title\ttext\n"Hart" wik\t"x\n', "a.tsv") == ['"Hart" wik', '"x']
    assert texts('title\ttext\n"Hart""wik\n"\tx\n', "a.tab") == ['Hart"wik', "x"]


def test_a_backslash_is_an_escape_only_if_all_are() -> None:
    assert texts('title\tid\n"a" b\\tHartwik\\\\\t\\N\n', "a.tsv") == ['"a" b\tHartwik\\']
    assert texts('title\tid\n"a" b\\tHartwik\t\\x\n', "a.tsv") == ['"a" b\\tHartwik']


def test_what_is_put_in_is_escaped() -> None:
    assert escape_quoted('say "no", he') == 'say ""no"", he'
    assert escape_backslash("a\tb\\\n") == "a\\tb\\\\\\n"


@pytest.mark.parametrize("replacement", ["Wik, D.C.", '"Wik" Hart', "Wik\nHart"])
def test_what_cannot_stand_in_a_cell_without_quotes_is_found_to_be_harm(replacement: str) -> None:
    document = formats.parse('id,title,x\n1,Hartwik,y\n2,Emanuel,z\n3,"Hartwik",', "a.csv", format="csv")
    corrections = [
        Correction(0, 0, 7, replacement),
        Correction(1, 0, 7, "Emmanuel"),
        Correction(2, 0, 7, replacement),
    ]
    corrected = rewrite(document, corrections)
    assert unfaithful(document, formats.reread(document, corrected), corrections) == (0,)
    rows = list(csv.reader(io.StringIO(corrected, newline="")))
    assert [len(row) for row in rows] == [3, 3, 3, 3]
    assert [row[1] for row in rows[2:]] == ["Emmanuel", replacement]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('title,body\n"Hartwik",<p>Emanuel</p>\n', "a.csv"),
        ('title\tbody\n"x" y\\t\tz\n', "a.tsv"),
        ('{"title": "Hartwik", "body": "<p>Emanuel</p>"}', "a.json"),
        ('msgid "a"\nmsgstr "<p>Emanuel</p>"', "a.po"),
    ],
)
def test_documents_go_to_other_processes(source: str, name: str) -> None:
    document = formats.read(source.encode(), name)
    assert document.segments
    assert pickle.loads(pickle.dumps(document)) == document


def test_in_quotes_anything_can_be_put() -> None:
    document = formats.parse('title,x\n"Hartwik",y\n', "a.csv", format="csv")
    corrections = [Correction(0, 0, 7, 'Wik, "D.C."')]
    source = rewrite(document, corrections)
    assert list(csv.reader(io.StringIO(source)))[1] == ['Wik, "D.C."', "y"]
    assert is_faithful(document, formats.reread(document, source), corrections)
