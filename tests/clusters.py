"""What tests of Spark and Ray share: articles, what the local batch makes of them, and their surroundings."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from normalize.adapters.record_batches import corrected_batches
from normalize.settings import Settings, with_values

ROOT = Path(__file__).resolve().parents[1]
NAMES = ROOT / "tests" / "cli" / "names.yaml"
ROWS = 200
WISHED = with_values(Settings(), {"gazetteers": (NAMES,), "default_gazetteer": False, "model": "none"})
SENTENCES = (
    "The mayor, Jana Novacova, opened the school in Ober Lhota on Monday.",
    "Nothing happened on Tuesday.",
    "“Novacova will resign”, said Jana Nováková’s brother 🙂 in Horní Lhota.",
    "Ober Lhota, 3.",
)


def articles(rows: int = ROWS) -> Any:
    """Return a table of texts: right, wrong, empty, none, and one that cannot be done."""
    texts: list[str | None] = [f"{SENTENCES[n % 4]} {SENTENCES[n % 3]} ({n})" for n in range(rows)]
    texts[3], texts[50], texts[99] = None, "", "Novacova " * 30_000
    columns = {
        "id": pa.array(range(rows)),
        "body": pa.array(texts),
        "tags": pa.array([[{"k": n}] for n in range(rows)]),
        "at": pa.array([n * 10**9 for n in range(rows)], pa.timestamp("us", "UTC")),
    }
    return pa.table(columns)


def local(table: Any) -> list[dict[str, Any]]:
    """Return the rows as the local batch has them, by id."""
    done = corrected_batches(table.to_batches(max_chunksize=64), "body", WISHED)
    return by_id(row for batch in done for row in batch.to_pylist())


def by_id(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: row["id"])


def surroundings(cache: Path) -> dict[str, str]:
    """Return what Spark's processes need in their environment: this Python, this machine, this checkout."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")])
    return {
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYTHONPATH": path,
        "XDG_CACHE_HOME": str(cache),
    }


def written(folder: Path) -> dict[str, int]:
    """Return when each file of a folder was written."""
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
