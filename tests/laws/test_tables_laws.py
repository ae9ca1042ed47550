"""Promises of reading and correcting CSV and TSV: what is drawn is a table as some program writes it."""

from __future__ import annotations

import csv
import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from promises import corrected, corrector, read_and_written

from normalize import formats
from normalize.errors import ReadError
from normalize.rewrite import is_faithful, rewrite

RIGHT = {"Emanuel": "Emmanuel", "Hartwik": "Hartwig", "Ostrawa": "Ostrava", "Tzakova": "Čakova"}
QUOTING = RIGHT | {"Hartwik": 'Hart"wig", D.C.; x'}
WRONG = re.compile("|".join(RIGHT))

BITS = st.sampled_from(
    [
        *RIGHT, "Hart<b>wik</b>", "Hart", "wik", '"', ",", ";", "é", " ", " ", ". ", "\n", "\r\n", "&amp;",
        '<p class="Hartwik">', " https://a.org/Hartwik ", "- ", "\\n",
    ]
)  # fmt: skip
CELLS = st.lists(BITS, max_size=8).map("".join)
ROWS = st.lists(st.lists(CELLS, max_size=5), max_size=4)
HEADERS = st.lists(
    st.sampled_from(["id", "headline", "Body Text", "body_html", "Hartwik, or; not"]), min_size=2, max_size=5
)
ANY = settings(max_examples=200, deadline=None)


def written(rows: list[list[str]], delimiter: str, newline: str, *, all_quoted: bool = False) -> str:
    file = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    csv.writer(file, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(rows)
    return file.getvalue()


def check(source: str, name: str, right: dict[str, str] = RIGHT, fields: tuple[str, ...] = ()) -> str:
    """Return a table corrected, having seen that all promises are kept."""
    document = read_and_written(source.encode(), name, fields=fields)
    return corrected(document, corrector(right)).source


@ANY
@given(
    st.sampled_from(["", "\ufeff"]), HEADERS, ROWS, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([(), ("1", "3"), ("id",)]),
)  # fmt: skip
def test_only_what_was_planned_changes(
    mark: str, header: list[str], rows: list[list[str]], delimiter: str, newline: str, fields: tuple[str, ...]
) -> None:
    check(mark + written([header, *rows], delimiter, newline), "a.csv", fields=fields)


@ANY
@given(HEADERS, ROWS, st.sampled_from(",;\t"))
def test_another_parser_sees_the_other_cells_unchanged(
    header: list[str], rows: list[list[str]], delimiter: str
) -> None:
    source = written([header, *rows], delimiter, "\n", all_quoted=True)
    after = list(csv.reader(io.StringIO(check(source, "a.csv", QUOTING), newline=""), delimiter=delimiter))
    before = list(csv.reader(io.StringIO(source, newline=""), delimiter=delimiter))
    assert [len(row) for row in after] == [len(row) for row in before]
    for old, new in zip(before[1:], after[1:], strict=True):
        for number, (left, right) in enumerate(zip(old, new, strict=True)):
            name = header[number] if number < len(header) else "id"
            if name not in ("headline", "Body Text", "body_html"):
                assert left == right
            elif not re.search(r"[<&]|https:|_", left) and name != "body_html":
                assert right == WRONG.sub(lambda match: QUOTING[match[0]], left)


@ANY
@given(st.text(alphabet='title\t"\\nx, \nHartwik', max_size=60))
def test_a_table_with_tabs_can_always_be_read(text: str) -> None:
    source = f"title\tid\n{text}"
    document = formats.parse(source, "a.tsv", format="tsv")
    corrections = corrector(RIGHT)(document)
    assert is_faithful(document, formats.reread(document, rewrite(document, corrections)), corrections)


@ANY
@given(
    st.lists(st.lists(st.text(alphabet='ab", \n', max_size=6), min_size=2, max_size=3), max_size=3),
    st.text(max_size=20),
)
def test_cells_are_those_of_python(rows: list[list[str]], tail: str) -> None:
    source = "title,text\n" + written(rows, ",", "\n") + tail.replace("\0", "")
    try:
        document = formats.parse(source, "a.csv", format="csv", fields=("1", "2", "3"))
    except ReadError:
        return
    found = "".join("".join(segment.text.split()) for segment in document.segments)
    cells = [cell for row in csv.reader(io.StringIO(source, newline="")) for cell in row[:3]]
    if not re.search(r"[@#＠＃/_\\.<&:-]", tail) and source.isascii():
        assert found.removeprefix("titletext") == "".join("".join(cell.split()) for cell in cells[2:])
