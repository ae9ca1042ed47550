"""A Spark data frame → the same with its texts corrected, by the function that a Parquet corpus goes through.

    from normalize.adapters.spark import corrected

    corrected(spark.read.parquet("articles"), "body").write.parquet("corrected")

Workers get the settings, a few hundred bytes, and one compiled gazetteer as a file that they map; the package
with its model is installed there. Source: PySpark 4.3, `DataFrame.mapInArrow`, `SparkSession.addArtifacts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from normalize.adapters.clusters import parcel, unpacked
from normalize.cache import write_whole
from normalize.errors import ReadError
from normalize.settings import PLAIN, Settings

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType


def corrected(frame: DataFrame, field: str = "text", settings: Settings = PLAIN) -> DataFrame:
    """Return a frame with `corrected`, `edits`, `review` and `error` after the columns it has.

    Nothing is computed yet. Rows stay in their partitions, in their order there.

    Args:
        frame: Classic or over Spark Connect.
        field: The column of text; null stays null.
        settings: Gazetteers are read here, on the driver; a model other than the shipped one must be
            installed on every worker.

    Raises:
        ReadError: There is no such column, it holds no text, or a column of ours is there already; or a
            gazetteer is not there.
        GazetteerError: The gazetteers have faults: all of them.
    """
    schema, sent = _schema(frame.schema, field), parcel(settings)
    file = Path(_folder().name, sent.name)
    if not file.exists():
        write_whole(file, lambda out: out.write(sent.content))
    frame.sparkSession.addArtifacts(str(file), file=True)
    work = partial(_corrected, field=field, settings=sent.settings, gazetteer=sent.name)
    return frame.mapInArrow(work, schema)


def _corrected(
    batches: Iterable[pa.RecordBatch], field: str, settings: Settings, gazetteer: str
) -> Iterator[pa.RecordBatch]:
    """Yield the batches of one partition, corrected, on a worker."""
    from pyspark import SparkFiles

    from normalize.adapters.record_batches import corrected_batches

    yield from corrected_batches(batches, field, unpacked(settings, SparkFiles.get(gazetteer)))


@lru_cache(maxsize=1)
def _folder() -> TemporaryDirectory[str]:
    """Return a folder that lasts as long as this process: Spark reads a file when a worker asks for it."""
    return TemporaryDirectory(prefix="normalize-")


def _schema(schema: StructType, field: str) -> StructType:
    """Return a frame's schema with the columns that are added."""
    import pyarrow as pa
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StringType, StructType

    from normalize.adapters.record_batches import added_schema

    names = schema.names
    added = added_schema(pa.schema([(name, pa.string()) for name in names]), field)
    if not isinstance(schema[field].dataType, StringType):
        raise ReadError(f"the column {field!r} holds {schema[field].dataType.simpleString()}, not text")
    return StructType([*schema.fields, *from_arrow_schema(added).fields[len(names) :]])
