"""A CSV corpus: results in further cells, and every byte of the row before them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
from pathlib import Path

import pytest
from batch_making import NAMES, OPTIONS, RIGHT, TEXT, put_in
from hypothesis import given
from hypothesis import strategies as st

from normalize import cli
from normalize.adapters.corpus import ADDED, Row
from normalize.adapters.csv_corpus import chunks, writing


@pytest.fixture(autouse=True)
def _surroundings(own_folder: Path) -> None:
    shutil.copy(NAMES, own_folder)


def rows(path: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Path(path).read_text("utf-8-sig")), delimiter=delimiter))


def test_results_come_in_further_cells() -> None:
    Path("in.csv").write_text(f'id,text,note\n7,"{TEXT}",x\n8,fine,\n', "utf-8")
    assert cli.code(["batch", "in.csv", "out.csv", *OPTIONS]) == 0
    first, second = rows("out.csv")
    assert list(first) == ["id", "text", "note", *ADDED]
    assert (first["id"], first["corrected"], first["error"]) == ("7", RIGHT, "")
    assert put_in(TEXT, json.loads(first["edits"])) == RIGHT
    assert (second["corrected"], second["edits"], second["review"]) == ("fine", "[]", "[]")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("before", ["", "\ufeff", "\ufeffsep={}\r\n", "\r\n"])
def test_every_byte_of_a_row_is_kept(before: str, delimiter: str, end: str) -> None:
    text = f'"say ""{TEXT}"", {delimiter} or{end}not"'
    source = [["n", "text", '"a ""b"""'], ["1.50", text, "  x "], ['"2"', "", "'"]]
    lines = [delimiter.join(cells) for cells in source]
    Path("in.csv").write_bytes((before.format(delimiter) + end.join(lines)).encode("utf-8"))
    assert cli.code(["batch", "in.csv", "out.csv", *OPTIONS]) == 0
    made = Path("out.csv").read_bytes().decode("utf-8")
    head, first, second = before.format(delimiter) + lines[0], *lines[1:]
    assert made.startswith(delimiter.join([head, *ADDED]) + end + first + delimiter)
    assert made.endswith(f"{end}{second}{delimiter}{delimiter}[]{delimiter}[]{delimiter}")


def test_bytes_that_are_no_utf_8_are_kept_and_cost_a_row_only_in_the_text() -> None:
    Path("in.csv").write_bytes(b"note,text\ncaf\xe9,Jana Novacova\n,caf\xe9\n")
    assert cli.code(["batch", "in.csv", "out.csv", *OPTIONS]) == 2
    _, first, second = Path("out.csv").read_bytes().splitlines()
    assert first.startswith("caf\udce9,Jana Novacova,Jana Nováková,".encode("utf-8", "surrogateescape"))
    assert second == b",caf\xe9,,[],[],not UTF-8: byte 0xE9 in the text"


def test_a_quoted_header_after_a_byte_order_mark_is_read() -> None:
    Path("in.csv").write_text('\ufeff"text","n"\nx,1\n', "utf-8")
    assert cli.code(["batch", "in.csv", "out.csv", *OPTIONS]) == 0
    assert Path("out.csv").read_text("utf-8").startswith('\ufeff"text","n",corrected,')


def test_a_table_without_rows_gets_its_header() -> None:
    Path("in.csv").write_bytes(b"n,text")
    assert cli.code(["batch", "in.csv", "out.csv", *OPTIONS]) == 0
    assert Path("out.csv").read_bytes() == b"n,text,corrected,edits,review,error"


@pytest.mark.parametrize(
    ("source", "fact"),
    [
        ("", "no column 'text'"),
        ("n,body\n", "no column 'text'"),
        ("text,text\n", "several columns 'text'"),
        ("text,edits\n", "has a column 'edits' already"),
        ('text\n"open\nx\n', "line 3: unexpected end of data"),
        ('text\n"open"x\n', "line 2: ',' expected after '\"'"),
    ],
)
def test_tables_that_cannot_be_done_are_refused(
    source: str, fact: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("in.csv").write_text(source, "utf-8")
    assert cli.code(["batch", "in.csv", "out.csv", *OPTIONS]) == 2
    assert fact in capsys.readouterr().err
    assert not Path("out.csv").exists()


def test_compressed_tables_are_read_and_written() -> None:
    Path("in.tsv.gz").write_bytes(gzip.compress(f"text\tn\n{TEXT}\t1\n".encode()))
    assert cli.code(["batch", "in.tsv.gz", "out.tsv", *OPTIONS]) == 0
    assert rows("out.tsv", "\t")[0]["corrected"] == RIGHT


CELL = st.text(st.sampled_from("ab,;\t\"'\n\r é\u2028😀"), max_size=6)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_a_table_by_anyone_is_read_as_they_wrote_it(table: list[tuple[str, str]], delimiter: str) -> None:
    out = io.StringIO(newline="")
    written = csv.writer(out, delimiter=delimiter)
    written.writerows([("id", "text"), *table])
    path = Path("in.csv")
    path.write_bytes(out.getvalue().encode("utf-8"))
    (chunk,) = chunks("in.csv", "text")
    assert [item.text for item in chunk.items] == [text for _, text in table]
    made = io.BytesIO()
    with writing("in.csv", "text", made) as write:
        write(chunk, [Row(f"{text}!") for _, text in table])
    again = list(csv.reader(io.StringIO(made.getvalue().decode("utf-8"), newline=""), delimiter=delimiter))
    assert again[1:] == [[one, text, f"{text}!", "[]", "[]", ""] for one, text in table]
