"""How the cost of a corpus grows on Spark, by documents, names and workers; beside one plain process.

    nice python benchmarks/clusters.py ../shared/eval/clean_dev.jsonl [--documents 1000 4000 16000]
        [--workers 1 2] [--gazetteer NAMES] [--model none] [--whole] [--beside 4000]

Documents are the paragraphs of a JSON Lines file's texts (`--whole`: the texts), in order, again from the
first when they are used up. Every row of the table is a job from Parquet to Parquet on `local[WORKERS]`; all
jobs of one number of workers share a session, whose first job, of 50 documents, is told apart: it opens the
gazetteer and the model. CPU is that of all processes of the session, from /proc (Linux); a worker's memory
its resident peak, mapped files among it. What at most `--beside` documents cost is told as a multiple of what
the same rows cost in one process without Spark, `corrected_batches` alone, run just before.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from normalize.adapters.record_batches import corrected_batches
from normalize.settings import Settings, with_values

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
FIRST = 50  # documents of the job that opens everything
SHARE = 250  # documents to a record batch, and to the row groups that Spark shares out


@dataclass(frozen=True)
class Cost:
    """What some work took, in seconds."""

    wall: float
    cpu: float


def main() -> None:
    """Run each number of workers in a process of its own, and tell what it took."""
    wished = _wished()
    if wished.inside:
        inside(wished)
        return
    heads = "workers", "documents", "words", "wall s", "CPU s", "words per CPU s", "CPU, Spark : plain"
    print("|", " | ".join((*heads, "MB a worker")), "|")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for workers in wished.workers:
        again = [sys.executable, __file__, *sys.argv[1:], "--inside", str(workers)]
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        surroundings = {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "PYTHONPATH": path}
        subprocess.run(again, check=True, env=os.environ | surroundings, stderr=subprocess.DEVNULL)


def inside(wished: argparse.Namespace) -> None:
    """Print a row for each job of one number of workers."""
    from pyspark.sql import SparkSession

    settings = settings_of(wished)
    texts = list(islice(cycle(documents(wished.corpus, wished.whole)), max(wished.documents)))
    alone = {
        count: plain_cpu(texts[:count], settings)
        for count in (FIRST, *wished.documents)
        if count <= wished.beside
    }
    builder = SparkSession.builder.master(f"local[{wished.inside}]").config("spark.ui.enabled", "false")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder, "first")
        opening = measured(lambda: job(session, texts[:FIRST], settings, first, wished.inside))
        tell(wished.inside, f"first {FIRST}", "", opening, "", "")
        for count in wished.documents:
            part, words = texts[:count], sum(len(text.split()) for text in texts[:count])
            target = Path(folder, str(count))
            spark = measured(lambda: job(session, part, settings, target, wished.inside))  # noqa: B023
            ratio = f"{spark.cpu / alone[count]:.2f}" if count in alone else ""
            tell(wished.inside, f"{count:,}", f"{words:,}", spark, f"{words / spark.cpu:,.0f}", ratio)
    session.stop()


def tell(workers: int, documents: str, words: str, cost: Cost, rate: str, ratio: str) -> None:
    """Print a row of the table."""
    times = f"{cost.wall:.1f} | {cost.cpu:.1f}"
    print(f"| {workers} | {documents} | {words} | {times} | {rate} | {ratio} | {memory():,.0f} |", flush=True)


def settings_of(wished: argparse.Namespace) -> Settings:
    """Return the settings of all jobs."""
    values: dict[str, Any] = {"model": wished.model}
    if wished.gazetteer:
        values |= {"gazetteers": (wished.gazetteer.absolute(),), "default_gazetteer": False}
    return with_values(Settings(), values)


def documents(corpus: Path, whole: bool) -> list[str]:
    """Return the texts of a JSON Lines file, or their paragraphs."""
    texts = [json.loads(line)["text"] for line in corpus.read_text("utf-8").splitlines()]
    if whole:
        return texts
    return [paragraph for text in texts for paragraph in text.split("\n") if paragraph.strip()]


def table(texts: list[str]) -> pa.Table:
    """Return a corpus: ids and texts."""
    return pa.table({"id": range(len(texts)), "text": texts})


def job(session: Any, texts: list[str], settings: Settings, folder: Path, workers: int) -> None:
    """Correct a corpus on Spark, from Parquet to Parquet."""
    from normalize.adapters.spark import corrected

    folder.mkdir()
    pq.write_table(table(texts), folder / "in.parquet", row_group_size=SHARE)
    frame = session.read.parquet(str(folder / "in.parquet")).repartition(4 * workers)
    corrected(frame, "text", settings).write.parquet(str(folder / "out"))
    assert session.read.parquet(str(folder / "out")).count() == len(texts)


def plain_cpu(texts: list[str], settings: Settings) -> float:
    """Return the CPU seconds that a corpus takes in this process."""
    start = time.process_time()
    for _ in corrected_batches(table(texts).to_batches(max_chunksize=SHARE), "text", settings):
        pass
    return time.process_time() - start


def measured(work: Callable[[], object]) -> Cost:
    """Return what some work took, in this process and in those below it."""
    wall, cpu = time.perf_counter(), spent()
    work()
    return Cost(time.perf_counter() - wall, spent() - cpu)


def spent() -> float:
    """Return the CPU seconds of this process and all below it, those that ended among them."""
    parents = {}
    ticks = {}
    for pid, fields in processes():
        parents[pid], ticks[pid] = int(fields[1]), sum(map(int, fields[11:15]))
    return sum(ticks[pid] for pid in ticks if is_below(pid, parents)) / TICKS


def memory() -> float:
    """Return the greatest resident peak of Spark's Python workers, in MB."""
    parents = {pid: int(fields[1]) for pid, fields in processes()}
    peaks = [0.0]
    for pid in filter(lambda pid: is_below(pid, parents), parents):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if b"pyspark.daemon" in Path(f"/proc/{pid}/cmdline").read_bytes():
                status = Path(f"/proc/{pid}/status").read_text()
                peaks.append(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
    return max(peaks)


def processes() -> Iterator[tuple[int, list[str]]]:
    """Yield each process and the fields of its status, from the third on. Source: proc(5)."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield int(path.parent.name), path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue


def is_below(pid: int, parents: dict[int, int]) -> bool:
    """Return whether a process is this one, or begun by it."""
    while pid in parents and pid != os.getpid():
        pid = parents[pid]
    return pid == os.getpid()


def _wished() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--documents", type=int, nargs="+", default=[1000, 4000, 16000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--gazetteer", type=Path)
    parser.add_argument("--model", default="")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--beside", type=int, default=4000)
    parser.add_argument("--inside", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
