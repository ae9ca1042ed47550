"""Parquet → chunks, and back with results in further columns.

Types, metadata, row order, row groups, codecs and what else a writer may choose stay as they are. One row
group is in memory at a time.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from normalize.adapters.chunks import ROWS, Chunk, Item, Write
from normalize.adapters.corpus import ADDED, Row
from normalize.adapters.record_batches import added_schema, texts, with_rows
from normalize.errors import ReadError
from normalize.files import told

import pyarrow as pa  # isort: skip - after the module that says how to install it
import pyarrow.parquet as pq  # isort: skip

WORD = "row"

# Where Spark writes what it takes the columns of a file to be; columns that are not there it does not see.
SPARK = b"org.apache.spark.sql.parquet.row.metadata"

# What Spark calls the types of the columns that we add.
SPARK_TYPES = {pa.int32(): "integer", pa.float64(): "double"}


def chunks(name: str, field: str) -> Iterator[Chunk]:
    """Yield the rows of a file in chunks, none of which goes over the end of a row group.

    Raises:
        ReadError: It cannot be read, is no Parquet, or has no such column.
    """
    with _opened(name) as file:
        _refuse(name, file.schema_arrow, field)
        number, total = 0, file.metadata.num_rows
        for group in range(file.metadata.num_row_groups):
            left = file.metadata.row_group(group).num_rows
            for batch in file.iter_batches(ROWS, row_groups=[group]):
                items = tuple(
                    Item(number + at, text) for at, text in enumerate(texts(batch.column(field)), 1)
                )
                number, left = number + batch.num_rows, left - batch.num_rows
                yield Chunk(items, number / total, batch=batch, closes=not left)
        if not total:
            yield Chunk(())


@contextlib.contextmanager
def writing(name: str, field: str, file: BinaryIO) -> Iterator[Write]:
    """Give what writes record batches into a file, as the corpus they are from was written."""
    with _opened(name) as source:
        schema = added_schema(source.schema_arrow, field)
        schema = schema.with_metadata(_for_spark(schema))
        options = _options(source, schema, field)
    waiting: list[Any] = []
    with pq.ParquetWriter(file, schema, **options) as writer:

        def write(chunk: Chunk, rows: Sequence[Row]) -> None:
            if chunk.batch is None:
                return
            waiting.append(with_rows(chunk.batch, field, rows))
            if chunk.closes:
                table = pa.Table.from_batches(waiting).replace_schema_metadata(schema.metadata)
                waiting.clear()
                writer.write_table(table, row_group_size=table.num_rows)

        yield write


@contextlib.contextmanager
def _opened(name: str) -> Iterator[Any]:
    """Open a Parquet file.

    Raises:
        ReadError: It cannot be read.
    """
    try:
        with pq.ParquetFile(name, pre_buffer=False, buffer_size=1 << 20) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise ReadError(*told(Path(name), error)) from error
        fact = str(error).partition("\n")[0].rstrip(".")
        raise ReadError(f"{name}: not a whole Parquet file ({fact})", hint="is it cut off?") from error


def _refuse(name: str, schema: Any, field: str) -> None:
    try:
        added_schema(schema, field)
    except ReadError as error:
        raise ReadError(f"{name}: {error.message}", error.hint) from None


def _options(source: Any, schema: Any, field: str) -> dict[str, Any]:
    """Return how a file was written, as its first row group tells; a file without any tells nothing.

    Args:
        source: The file.
        schema: What is written: its columns, and ours after them.
        field: The column of text; ours are compressed as it is.
    """
    if not source.metadata.num_row_groups:
        return {}
    group = source.metadata.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    theirs, ours = _paths(schema)[: len(columns)], _paths(schema)[len(columns) :]
    codecs = {path: _codec(column) for path, column in zip(theirs, columns, strict=True)}
    own = dict.fromkeys(ours, codecs[field])
    coded = [path for path, column in zip(theirs, columns, strict=True) if _is_coded(column)]
    return {
        "compression": codecs | own,
        "use_dictionary": [*coded, *ours],
        "write_statistics": any(column.statistics for column in columns),
        "write_page_index": any(column.has_offset_index for column in columns),
        "sorting_columns": group.sorting_columns or None,
        "use_deprecated_int96_timestamps": any(column.physical_type == "INT96" for column in columns),
    }


def _paths(schema: Any) -> list[str]:
    """Return what Parquet calls the columns of a schema, those within lists and structs one by one."""
    empty = pa.BufferOutputStream()
    pq.ParquetWriter(empty, schema).close()
    written = pq.ParquetFile(pa.BufferReader(empty.getvalue())).schema
    return [written.column(number).path for number in range(len(written))]


def _codec(column: Any) -> str:
    return "NONE" if column.compression == "UNCOMPRESSED" else str(column.compression)


def _is_coded(column: Any) -> bool:
    """Return whether a column is written by a dictionary of its values."""
    return any(encoding.endswith("DICTIONARY") for encoding in column.encodings)


def _for_spark(schema: Any) -> dict[bytes, bytes] | None:
    """Return the metadata of a schema; if Spark says there what the columns are, ours are among them."""
    metadata = schema.metadata
    try:
        said = json.loads(metadata[SPARK])
        ours = [schema.field(name) for name in ADDED]
        said["fields"] = [*said["fields"], *(_spark_field(one) for one in ours)]
    except (KeyError, TypeError, ValueError):
        return cast(dict[bytes, bytes] | None, metadata)
    return {**metadata, SPARK: json.dumps(said).encode("utf-8")}


def _spark_field(field: Any) -> dict[str, Any]:
    return {"name": field.name, "type": _spark_type(field.type), "nullable": True, "metadata": {}}


def _spark_type(type_: Any) -> Any:
    if pa.types.is_list(type_):
        return {"type": "array", "elementType": _spark_type(type_.value_type), "containsNull": True}
    if pa.types.is_struct(type_):
        return {"type": "struct", "fields": [_spark_field(type_.field(at)) for at in range(type_.num_fields)]}
    return SPARK_TYPES.get(type_, "string")
