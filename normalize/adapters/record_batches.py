"""An Arrow record batch → the same with its texts corrected: the columns of `ADDED` after those it has.

The one function that a Parquet corpus, Spark and Ray share. All other columns, types and metadata stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from normalize.adapters.corpus import ADDED, Decide, Row, Text, Unfit, done
from normalize.adapters.deciding import opened
from normalize.errors import ReadError, SettingsError

if TYPE_CHECKING:
    from normalize.settings import Settings

try:
    import pyarrow as pa
except ImportError as missing:
    hint = "pip install 'entity-normalize[parquet]'"
    raise SettingsError("Parquet and Arrow need pyarrow, which is not installed", hint) from missing

# One edit; offsets are code points of the text, probabilities 0.0 to 1.0.
EDIT = pa.struct(
    [
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("surface", pa.string()),
        ("replacement", pa.string()),
        ("rule", pa.string()),
        ("entity", pa.string()),
        ("probability", pa.float64()),
        ("reason", pa.string()),
    ]
)
EDITS = pa.list_(EDIT)


def added_schema(schema: pa.Schema, field: str) -> pa.Schema:
    """Return a schema with the columns that are added; metadata stays.

    Args:
        schema: Of the batches to come.
        field: The column of text: string, large_string, string_view, or a dictionary of one of them.

    Raises:
        ReadError: There is no such column, it holds no text, or a column of ours is there already.
    """
    text = text_type(schema, field)
    if taken := [name for name in ADDED if name in schema.names]:
        hint = "rename it: every column is kept, none is replaced"
        raise ReadError(f"has a column {taken[0]!r} already", hint)
    for name, type_ in zip(ADDED, (text, EDITS, EDITS, pa.string()), strict=True):
        schema = schema.append(pa.field(name, type_))
    return schema


def text_type(schema: pa.Schema, field: str) -> pa.DataType:
    """Return the type of a column's texts; of a dictionary, that of its values.

    Raises:
        ReadError: There is no such column, or more than one, or it holds no text.
    """
    if schema.names.count(field) != 1:
        many = "several columns" if field in schema.names else "no column"
        hint = f"name another with --text-field: {', '.join(schema.names) or 'none here'}"
        raise ReadError(f"{many} {field!r}", hint)
    type_ = schema.field(field).type
    value = type_.value_type if pa.types.is_dictionary(type_) else type_
    if not (pa.types.is_string(value) or pa.types.is_large_string(value) or pa.types.is_string_view(value)):
        raise ReadError(f"the column {field!r} holds {type_}, not text")
    return value


def corrected(batch: pa.RecordBatch, field: str, decide: Decide) -> pa.RecordBatch:
    """Return a batch with its texts decided on, one at a time: what we add stands in further columns.

    Args:
        batch: Any.
        field: The column of text; null stays null.
        decide: From `opened`, or any that decides on a document.

    Raises:
        ReadError: See `added_schema`.
        ModelError: The spaCy pipeline that somebody named is not there.
    """
    added_schema(batch.schema, field)
    return with_rows(batch, field, [done(text, decide) for text in texts(batch.column(field))])


def corrected_batches(
    batches: Iterable[pa.RecordBatch], field: str, settings: Settings
) -> Iterator[pa.RecordBatch]:
    """Yield each batch corrected by what the settings open, which is opened once in each process.

    Raises:
        NormalizeError: As `opened` and `corrected` do.
    """
    yield from map(partial(corrected, field=field, decide=opened(settings)), batches)


def with_rows(batch: pa.RecordBatch, field: str, rows: Sequence[Row]) -> pa.RecordBatch:
    """Return a batch with what is added to its rows, one for each."""
    schema = added_schema(batch.schema, field)
    added = columns(rows, schema.field("corrected").type)
    return pa.RecordBatch.from_arrays([*batch.columns, *added], schema=schema)


def columns(rows: Sequence[Row], text: pa.DataType) -> list[pa.Array]:
    """Return the columns that are added, in the order of `ADDED`.

    Args:
        rows: One for each row of the batch.
        text: The type of the corrected text.
    """
    return [
        pa.array([row.corrected for row in rows], text),
        pa.array([row.edits for row in rows], EDITS),
        pa.array([row.review for row in rows], EDITS),
        pa.array([row.error or None for row in rows], pa.string()),
    ]


def texts(column: pa.Array) -> list[Text]:
    """Return the texts of a column, None for null; what is no UTF-8, which Arrow does not check, is unfit."""
    plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    try:
        return cast(list[Text], plain.to_pylist())
    except UnicodeDecodeError:
        return [_text(value) for value in plain.cast(_BYTES[str(plain.type)]).to_pylist()]


_BYTES = {"string": pa.binary(), "large_string": pa.large_binary(), "string_view": pa.binary_view()}


def _text(value: bytes | None) -> Text:
    try:
        return None if value is None else value.decode("utf-8")
    except UnicodeDecodeError as error:
        return Unfit(f"not UTF-8: byte 0x{error.object[error.start]:02X} at offset {error.start}")
