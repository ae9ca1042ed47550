"""Ray: its output is that of the local batch, row by row; also after a worker died, and a job was resumed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
ray = pytest.importorskip("ray")
pytest.importorskip("ray.data")

from clusters import NAMES, ROOT, WISHED, articles, by_id, local, surroundings, written  # noqa: E402 - needs pyarrow

from normalize.adapters.ray import corrected  # noqa: E402

EXAMPLE = ROOT / "docs" / "examples" / "ray_corpus.py"

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module", autouse=True)
def _cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Two workers on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings(tmp_path_factory.getbasetemp() / "cache").items():
            patch.setenv(name, value)
        ray.init(num_cpus=2, include_dashboard=False, object_store_memory=100_000_000, logging_level="ERROR")
        ray.data.DataContext.get_current().enable_progress_bars = False
        yield
        ray.shutdown()


@pytest.fixture
def dataset(tmp_path: Path) -> Any:
    """The articles in four blocks."""
    table = articles()
    (tmp_path / "in").mkdir()
    for part in range(4):
        pq.write_table(table.slice(part * 50, 50), tmp_path / "in" / f"{part}.parquet")
    return ray.data.read_parquet(str(tmp_path / "in"))


def test_rows_are_those_of_the_local_batch(dataset: Any) -> None:
    done = corrected(dataset, "body", WISHED, batch_size=16)
    assert by_id(done.take_all()) == local(articles())
    assert done.schema().names == [*dataset.schema().names, "corrected", "edits", "review", "error"]


@dataclass(frozen=True)
class Deadly:
    """A dataset whose first worker to come to a second batch kills itself, once.

    Attributes:
        dataset: Does the work.
        marker: Appears when it has happened.
    """

    dataset: Any
    marker: Path

    def map_batches(self, work: Callable[..., Any], fn_kwargs: dict[str, Any], **options: Any) -> Any:
        given = {"work": work, "marker": self.marker, "given": fn_kwargs}
        return self.dataset.map_batches(dying_once, fn_kwargs=given, **options)


def dying_once(batch: Any, work: Callable[..., Any], marker: Path, given: dict[str, Any]) -> Any:
    done = work(batch, **given)
    if batch["id"][0].as_py() % 50 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return done


def test_a_worker_that_is_killed_costs_its_task_another_try_and_no_row(dataset: Any, tmp_path: Path) -> None:
    marker = tmp_path / "killed"
    rows = by_id(corrected(Deadly(dataset, marker), "body", WISHED, batch_size=16).take_all())
    assert marker.exists()
    assert rows == local(articles())


def test_a_job_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    table = articles(800)
    for part in range(16):
        pq.write_table(table.slice(part * 50, 50), source / f"{part:02}.parquet")
    first = started(source, target)
    while not noted(tmp_path / "out.done") and first.poll() is None:
        time.sleep(0.01)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    whole = noted(tmp_path / "out.done")
    before = written(target)
    assert whole

    assert started(source, target).wait(timeout=300) == 0
    after = written(target)
    assert len([name for name, at in before.items() if after.get(name) == at]) >= len(whole)
    rows = by_id(pq.read_table(target).to_pylist())
    assert [row["id"] for row in rows] == list(range(800))
    assert rows == local(table)


def started(source: Path, target: Path) -> subprocess.Popen[bytes]:
    """Start the example of the documentation, in a process group of its own."""
    options = ["--text-field", "body", "--gazetteer", NAMES, "--model", "none", "--batch-size", "16"]
    return subprocess.Popen(
        [sys.executable, EXAMPLE, source, target, "--id-column", "id", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=target.parent,
        env=os.environ | surroundings(target.parent / "cache"),
    )


def noted(folder: Path) -> list[str]:
    """Return Ray's notes of rows that are written for good."""
    return [path.name for path in folder.glob("*.parquet") if ".pending." not in path.name]
