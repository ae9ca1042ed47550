"""Spark: its output is that of the local batch, row by row; also after a worker died or a job was resumed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from normalize.errors import ReadError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("pyspark")
if not shutil.which("java"):
    pytest.skip("Spark needs Java", allow_module_level=True)

from clusters import NAMES, ROOT, ROWS, WISHED, articles, by_id, local, surroundings, written  # noqa: E402 - needs pyarrow

from normalize.adapters.spark import corrected  # noqa: E402

GUIDE = ROOT / "docs" / "clusters.md"
EXAMPLE = ROOT / "docs" / "examples" / "spark_corpus.py"

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings(tmp_path_factory.getbasetemp() / "cache").items():
            patch.setenv(name, value)
        session = (
            SparkSession.builder.master("local[2,3]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", "16")
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture
def frame(spark: Any, tmp_path: Path) -> Any:
    """The articles in four partitions."""
    pq.write_table(articles(), tmp_path / "in.parquet")
    return spark.read.parquet(str(tmp_path / "in.parquet")).repartitionByRange(4, "id")


def test_rows_are_those_of_the_local_batch(frame: Any) -> None:
    done = corrected(frame, "body", WISHED)
    assert done.columns == [*frame.columns, "corrected", "edits", "review", "error"]
    rows = by_id(done.toArrow().to_pylist())
    assert rows == local(articles())
    assert "Jana Nováková, opened the school in Horní Lhota" in rows[0]["corrected"]
    assert [row["id"] for row in rows if row["error"]] == [99]


def test_a_row_stays_in_its_partition_in_its_order(frame: Any) -> None:
    ids = [
        row.id for row in corrected(frame.sortWithinPartitions("id"), "body", WISHED).select("id").collect()
    ]
    assert ids == list(range(ROWS))


def test_the_schema_stands_before_anything_runs(spark: Any) -> None:
    from pyspark.sql.types import StringType, StructField, StructType

    kept = StructField("body", StringType(), nullable=False, metadata={"language": "en"})
    done = corrected(spark.createDataFrame([], StructType([kept])), "body", WISHED)
    assert done.schema["body"] == kept
    assert done.schema["edits"].dataType.simpleString() == (
        "array<struct<start:int,end:int,surface:string,replacement:string,rule:string,entity:string,"
        "probability:double,reason:string>>"
    )
    with pytest.raises(ReadError, match="holds array<struct<"):
        corrected(done.selectExpr("edits AS found"), "found", WISHED)
    with pytest.raises(ReadError, match="no column 'text'"):
        corrected(done, "text", WISHED)
    with pytest.raises(ReadError, match="has a column 'corrected' already"):
        corrected(done, "body", WISHED)


def test_the_example_of_the_documentation_runs(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "articles").mkdir()
    pq.write_table(articles().slice(0, 12), tmp_path / "articles" / "1.parquet")
    shutil.copy(NAMES, tmp_path)
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"^```python\n(from pathlib.*?)^```", GUIDE.read_text("utf-8"), re.M | re.S)
    placed = re.sub(r'parquet\("(.+?)"\)', rf'parquet("{tmp_path}/\1")', code)  # Spark has its own folder
    exec(placed, {})
    rows = by_id(spark.read.parquet(str(tmp_path / "corrected-by-our-names")).toArrow().to_pylist())
    assert [row["corrected"] for row in rows] == [row["corrected"] for row in local(articles().slice(0, 12))]
    assert spark.read.parquet(str(tmp_path / "corrected")).count() == 12


@dataclass(frozen=True)
class Deadly:
    """A frame whose first worker to come to its second batch kills itself, once.

    Attributes:
        frame: Does the work.
        marker: Appears when it has happened.
    """

    frame: Any
    marker: Path

    def __getattr__(self, name: str) -> Any:
        return getattr(self.frame, name)

    def mapInArrow(self, work: Callable[[Any], Any], schema: Any) -> Any:  # noqa: N802 - Spark's name
        return self.frame.mapInArrow(partial(dying_once, work=work, marker=self.marker), schema)


def dying_once(batches: Any, work: Callable[[Any], Any], marker: Path) -> Iterator[Any]:
    for number, batch in enumerate(work(batches)):
        if number and not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        yield batch


def test_a_worker_that_is_killed_costs_its_task_another_try_and_no_row(frame: Any, tmp_path: Path) -> None:
    marker = tmp_path / "killed"
    rows = by_id(corrected(Deadly(frame, marker), "body", WISHED).toArrow().to_pylist())
    assert marker.exists()
    assert rows == local(articles())


def test_a_job_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    table, share = articles(), ROWS // 4
    for part in range(4):
        pq.write_table(table.slice(part * share, share), source / f"{part}.parquet")
    first = started(source, target)
    assert first.stdout is not None
    assert first.stdout.readline().endswith("part=0: done\n")
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    before = written(target / "part=0")
    (target / "part=1" / "_SUCCESS").unlink(missing_ok=True)
    pq.write_table(table, source / "0-came-later.parquet")

    second = started(source, target)
    said, _ = second.communicate(timeout=300)
    assert second.returncode == 0
    assert len(said.splitlines()) == 4
    assert written(target / "part=0") == before
    rows = by_id(pq.read_table(target, partitioning=None).to_pylist())
    assert rows == local(table)


def started(source: Path, target: Path) -> subprocess.Popen[str]:
    """Start the example of the documentation, in a process group of its own, a file to a part."""
    options = ["--text-field", "body", "--gazetteer", NAMES, "--model", "none", "--files-per-part", "1"]
    wanted = (
        "ui.enabled=false",
        "sql.session.timeZone=UTC",
        "sql.parquet.outputTimestampType=TIMESTAMP_MICROS",
    )
    conf = " ".join(f"--conf spark.{one}" for one in wanted)
    environment = {"PYSPARK_SUBMIT_ARGS": f"--master local[2,3] {conf} pyspark-shell"}
    environment |= surroundings(target.parent / "cache")
    return subprocess.Popen(
        [sys.executable, EXAMPLE, source, target, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        cwd=target.parent,
        env=os.environ | environment,
    )
