"""A Parquet corpus → the same corrected, on Spark, part by part: run it again, and parts that are done stay.

    spark-submit spark_corpus.py IN OUT --text-field body --gazetteer names.yaml

The first run writes the plan, which files of IN are which part, to OUT/_plan; each part becomes a folder
OUT/part=N, of which Spark says with `_SUCCESS` that it is whole. `spark.read.parquet(OUT)` reads them all.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

from normalize.adapters.spark import corrected
from normalize.errors import NormalizeError
from normalize.settings import Settings, with_values


def main() -> None:
    """Correct every part that is not done."""
    wished = _wished()
    spark = SparkSession.builder.appName("normalize").getOrCreate()
    settings = with_values(
        Settings(),
        {
            "gazetteers": tuple(path.absolute() for path in wished.gazetteer),
            "default_gazetteer": not wished.gazetteer or wished.with_default_gazetteer,
            "preset": wished.preset,
            "model": wished.model,
        },
    )
    for number, files in enumerate(plan(spark, wished.source, wished.target, wished.files_per_part)):
        part = f"{wished.target}/part={number}"
        if not is_there(spark, f"{part}/_SUCCESS"):
            done = corrected(spark.read.parquet(*files), wished.text_field, settings)
            done.write.mode("overwrite").parquet(part)
        print(f"{part}: done", flush=True)


def plan(spark: SparkSession, source: str, target: str, size: int) -> list[list[str]]:
    """Return the files of each part; those of the first run, whatever has come to the corpus since."""
    path = f"{target}/_plan"
    if not is_there(spark, f"{path}/_SUCCESS"):
        files = sorted(spark.read.parquet(source).inputFiles())
        parts = [(start // size, files[start : start + size]) for start in range(0, len(files), size)]
        frame = spark.createDataFrame(
            [(number, json.dumps(names)) for number, names in parts], "n int, files string"
        )
        frame.coalesce(1).write.mode("overwrite").parquet(path)
    return [json.loads(row.files) for row in spark.read.parquet(path).orderBy("n").collect()]


def is_there(spark: SparkSession, path: str) -> bool:
    """Return whether there is a file, on whatever file system Spark can read."""
    try:
        spark.read.text(path).schema  # noqa: B018 - over Spark Connect, asking for the schema looks
    except AnalysisException as error:
        if "PATH_NOT_FOUND" in str(error):
            return False
        raise
    return True


def _wished() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Correct a Parquet corpus on Spark.")
    parser.add_argument("source", metavar="IN")
    parser.add_argument("target", metavar="OUT")
    parser.add_argument("--text-field", default="text")
    parser.add_argument("--gazetteer", type=Path, action="append", default=[])
    parser.add_argument("--with-default-gazetteer", action="store_true")
    parser.add_argument("--preset", default="normal", choices=("strict", "normal", "review"))
    parser.add_argument("--model", default="", help="'none' for none; empty for the shipped one")
    parser.add_argument("--files-per-part", type=int, default=100)
    return parser.parse_args()


if __name__ == "__main__":
    try:
        main()
    except NormalizeError as error:
        sys.exit(f"error: {error}")
