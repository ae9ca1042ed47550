"""A Parquet corpus: results in further columns, all else as it was; the record batches Spark gets, too."""

from __future__ import annotations

import json
import pickle
import re
import shutil
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from batch_making import BUG, NAMES, OPTIONS, RIGHT, TEXT, failing, invented, texts, wished

from normalize import cli
from normalize.adapters import chunks
from normalize.adapters.corpus import ADDED, done
from normalize.errors import ReadError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

from normalize.adapters import parquet_corpus  # noqa: E402 - needs pyarrow
from normalize.adapters.record_batches import (  # noqa: E402
    added_schema,
    corrected,
    corrected_batches,
    text_type,
)

# Whether string_view can be cast and written to Parquet. Source: tried with 17, 20 and 22.
HAS_VIEWS = int(pa.__version__.partition(".")[0]) >= 22

TEXT_TYPES = [
    pa.string(),
    pa.large_string(),
    pytest.param(pa.string_view(), marks=pytest.mark.skipif(not HAS_VIEWS, reason="an older pyarrow")),
    pa.dictionary(pa.int8(), pa.string()),
    pa.dictionary(pa.int32(), pa.large_string()),
]


@pytest.fixture(autouse=True)
def _surroundings(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(NAMES, own_folder)
    monkeypatch.setattr(chunks, "ROWS", 16)
    monkeypatch.setattr(parquet_corpus, "ROWS", 16)


def batch_of(values: list[str | None], type_: Any = None) -> Any:
    """Return a record batch with a text column of some type beside another."""
    plain = pa.array(values, pa.string())
    array = plain.dictionary_encode() if pa.types.is_dictionary(type_ or pa.string()) else plain
    schema = pa.schema([("n", pa.int64()), pa.field("text", type_ or pa.string(), metadata={"a": "b"})])
    columns = [pa.array(range(len(values))), array.cast(type_ or pa.string())]
    return pa.RecordBatch.from_arrays(columns, schema=schema.with_metadata({"k": "v"}))


def broken(type_: Any) -> Any:
    """Return a record batch with a text that is no UTF-8, which nobody has looked at."""
    binary = {"string": pa.binary(), "large_string": pa.large_binary(), "string_view": pa.binary_view()}
    array = pa.array([b"caf\xe9", None, TEXT.encode()], binary[str(type_)]).view(type_)
    return pa.RecordBatch.from_arrays([array], ["text"])


@pytest.mark.parametrize("type_", TEXT_TYPES, ids=str)
def test_every_kind_of_text_column_is_read_and_what_is_corrected_is_of_its_kind(type_: Any) -> None:
    made = corrected(batch_of([TEXT, None, "", TEXT], type_), "text", invented())
    made.validate(full=True)
    assert made.schema == added_schema(batch_of([], type_).schema, "text")
    assert made.schema.field("corrected").type == text_type(made.schema, "text")
    assert (made.schema.metadata, made.schema.field("text").metadata) == ({b"k": b"v"}, {b"a": b"b"})
    assert made.column("corrected").to_pylist() == [RIGHT, None, "", RIGHT]
    assert [len(one) for one in made.column("edits").to_pylist()] == [2, 0, 0, 2]
    assert made.column("error").null_count == 4
    first = made.column("edits")[0].as_py()[0]
    expected = done(TEXT, invented()).edits[0]
    assert first == expected


@pytest.mark.parametrize("type_", TEXT_TYPES[:3], ids=str)
def test_a_text_that_is_no_utf_8_costs_one_row(type_: Any) -> None:
    made = corrected(broken(type_), "text", invented())
    assert made.column("corrected").to_pylist() == [None, None, RIGHT]
    assert made.column("error").to_pylist() == ["not UTF-8: byte 0xE9 at offset 3", None, None]


def test_a_bug_of_ours_costs_one_row_of_a_batch() -> None:
    made = corrected(batch_of([TEXT, BUG, TEXT]), "text", failing)
    assert made.column("corrected").to_pylist() == [RIGHT, None, RIGHT]
    assert "ZeroDivisionError: by zero" in made.column("error").to_pylist()[1]


def test_a_worker_gets_settings_and_opens_them_once() -> None:
    settings = pickle.loads(pickle.dumps(wished()))
    batches = [batch_of(texts(5)), batch_of(texts(9)), batch_of([])]
    made = list(corrected_batches(iter(batches), "text", settings))
    assert [one.num_rows for one in made] == [5, 9, 0]
    assert pa.Table.from_batches(made).column("corrected").to_pylist()[0] == f"0 {RIGHT}"


@pytest.mark.parametrize(
    ("fields", "fact"),
    [
        ([("body", pa.string())], "no column 'text'"),
        ([("text", pa.int64())], "the column 'text' holds int64, not text"),
        ([("text", pa.string()), ("text", pa.string())], "several columns 'text'"),
        ([("text", pa.string()), ("review", pa.string())], "has a column 'review' already"),
    ],
)
def test_columns_that_cannot_be_done_are_refused(fields: Any, fact: str) -> None:
    with pytest.raises(ReadError, match=fact):
        added_schema(pa.schema(fields), "text")


def rich() -> Any:
    """Return a table of many types, in which something is null everywhere."""
    schema = pa.schema(
        [
            pa.field("n", pa.int32(), nullable=False),
            pa.field("text", pa.string(), metadata={"lang": "en"}),
            ("kind", pa.dictionary(pa.int8(), pa.string())),
            ("when", pa.timestamp("ns", "Europe/Prague")),
            ("price", pa.decimal128(9, 2)),
            ("tags", pa.list_(pa.struct([("name", pa.large_string()), ("at", pa.list_(pa.int16()))]))),
            ("map", pa.map_(pa.string(), pa.int64())),
            ("blob", pa.binary()),
            ("small", pa.uint8()),
            ("half", pa.float32()),
            ("day", pa.date32()),
            ("view", pa.string_view() if HAS_VIEWS else pa.string()),
        ],
        metadata={"origin": "made up", "pandas": json.dumps({"index_columns": [], "columns": []})},
    )
    row = {
        "kind": "news", "when": datetime(2024, 3, 31, 1, 30, tzinfo=UTC), "price": Decimal("1.50"),
        "tags": [{"name": "x", "at": [1, None]}, None], "map": [("a", 1)], "blob": b"\0\xff", "small": 255,
        "half": 0.5, "day": datetime(2024, 1, 1, tzinfo=UTC).date(), "view": "v",
    }  # fmt: skip
    rows = [{"n": at, "text": text, **(row if at % 4 else {})} for at, text in enumerate(texts(100))]
    return pa.Table.from_pylist(rows, schema=schema)


def test_all_else_stays_as_it_was() -> None:
    table = rich()
    codecs = {
        "n": "NONE",
        "text": "GZIP",
        "kind": "SNAPPY",
        "when": "BROTLI",
        "tags.list.element.name": "ZSTD",
    }
    pq.write_table(
        table,
        "in.parquet",
        row_group_size=40,
        compression=codecs,
        use_dictionary=["kind", "view"],
        write_page_index=True,
        sorting_columns=[pq.SortingColumn(0)],
    )
    assert cli.code(["batch", "in.parquet", "out.parquet", *OPTIONS]) == 0
    before, after = pq.ParquetFile("in.parquet"), pq.ParquetFile("out.parquet")
    assert after.schema_arrow.names == [*before.schema_arrow.names, *ADDED]
    read = after.read()
    assert read.select(before.schema_arrow.names).equals(before.read(), check_metadata=True)
    assert read.column("corrected").to_pylist() == [done(one, invented()).corrected for one in texts(100)]
    groups = [after.metadata.row_group(number) for number in range(after.metadata.num_row_groups)]
    assert [group.num_rows for group in groups] == [40, 40, 20]
    assert groups[0].sorting_columns == before.metadata.row_group(0).sorting_columns
    old = before.metadata.row_group(0)
    for number in range(old.num_columns):
        one, other = old.column(number), groups[2].column(number)
        assert (one.path_in_schema, one.compression) == (other.path_in_schema, other.compression)
        assert one.has_dictionary_page == other.has_dictionary_page
        assert one.has_offset_index == other.has_offset_index
    added = {groups[0].column(number).compression for number in range(old.num_columns, groups[0].num_columns)}
    assert added == {"GZIP"}


def test_int96_and_spark_columns_stay_and_spark_sees_ours() -> None:
    said = {
        "type": "struct",
        "fields": [{"name": "text", "type": "string", "nullable": True, "metadata": {}}],
    }
    table = pa.table({"text": [TEXT], "when": pa.array([0], pa.timestamp("ns"))})
    table = table.replace_schema_metadata({parquet_corpus.SPARK: json.dumps(said)})
    pq.write_table(table, "in.parquet", use_deprecated_int96_timestamps=True)
    assert cli.code(["batch", "in.parquet", "out.parquet", *OPTIONS]) == 0
    after = pq.ParquetFile("out.parquet")
    assert after.schema.column(1).physical_type == "INT96"
    fields = json.loads(after.schema_arrow.metadata[parquet_corpus.SPARK])["fields"]
    assert [field["name"] for field in fields] == ["text", *ADDED]
    edit = fields[2]["type"]["elementType"]["fields"]
    assert [(field["name"], field["type"]) for field in edit[:3]] == [
        ("start", "integer"), ("end", "integer"), ("surface", "string")
    ]  # fmt: skip


def test_rows_that_cannot_be_done_stay_in_place_and_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    long = "x" * 200_001
    bad = pa.array([TEXT.encode(), b"\xff", long.encode()]).view(pa.string())
    pq.write_table(pa.table({"text": bad, "n": [1, 2, 3]}), "in.parquet")
    assert cli.code(["batch", "in.parquet", "out.parquet", *OPTIONS]) == 2
    made = pq.read_table("out.parquet")
    assert made.column("n").to_pylist() == [1, 2, 3]
    assert made.column("corrected").to_pylist() == [RIGHT, None, None]
    assert "in.parquet: row 2: not UTF-8: byte 0xFF at offset 0" in capsys.readouterr().err
    told = [json.loads(line) for line in Path("out.parquet.errors.jsonl").read_text("utf-8").splitlines()]
    assert [one["row"] for one in told] == [2, 3]
    assert told[1]["error"].startswith("200,001 characters of text without a break")


@pytest.mark.parametrize("rows", [0, 1])
def test_a_corpus_without_rows_gets_its_columns(rows: int) -> None:
    pq.write_table(rich().slice(0, rows), "in.parquet")
    assert cli.code(["batch", "in.parquet", "out.parquet", *OPTIONS]) == 0
    made = pq.read_table("out.parquet")
    assert (made.num_rows, made.schema.names[-4:]) == (rows, list(ADDED))


def test_what_is_no_whole_parquet_file_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    pq.write_table(rich(), "in.parquet")
    Path("cut.parquet").write_bytes(Path("in.parquet").read_bytes()[:-100])
    Path("no.parquet").write_bytes(b"")
    data = bytearray(Path("in.parquet").read_bytes())
    data[4:60] = bytes(56)
    Path("spoilt.parquet").write_bytes(data)
    for name in ("cut", "no", "spoilt", "gone"):
        assert cli.code(["batch", f"{name}.parquet", "out.parquet", *OPTIONS]) == 2
        told = capsys.readouterr().err
        assert f"{name}.parquet: " in told
        assert ("no such file" if name == "gone" else "not a whole Parquet file") in told
    assert not Path("out.parquet").exists()
    assert not list(Path().glob(".*"))


def test_local_results_are_those_of_the_record_batches() -> None:
    pq.write_table(rich(), "in.parquet", row_group_size=33)
    assert cli.code(["batch", "in.parquet", "out.parquet", *OPTIONS]) == 0
    batches = pq.ParquetFile("in.parquet").iter_batches(10)
    other = pa.Table.from_batches([corrected(batch, "text", invented()) for batch in batches])
    for name in ADDED:
        assert pq.read_table("out.parquet").column(name).to_pylist() == other.column(name).to_pylist()


def test_the_example_in_the_documentation_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = Path(__file__).resolve().parents[1] / "docs" / "batch.md"
    (block,) = re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    pq.write_table(pa.table({"text": ["Talks in Kiev."]}), "articles.parquet")
    exec(block, {})
    assert "Talks in Kyiv." in capsys.readouterr().out
