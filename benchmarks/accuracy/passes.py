"""The passes of a peer: the development half for its thresholds, then the reported half and clean copy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.accuracy.judge import Figures, Judge, choose
from benchmarks.accuracy.peers import OURS
from benchmarks.accuracy.sets import Gold

# The root of the repository: workers start there, and import this package.
ROOT = Path(__file__).parents[2]
# One thread each, so that processor time compares.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
DEVELOPMENT, REPORTED, CLEAN = "development", "reported", "clean"
# A worker that does not look at its clock is stopped after this many seconds on the wall.
PATIENCE = 900


@dataclass(frozen=True, slots=True)
class Course:
    """What every peer is sent over.

    Attributes:
        sets: Pass → documents.
        gazetteers: Pass → names.
        judge: For labelled copy; nothing is looked up in it for clean copy.
        python: The interpreter with the peers' packages.
        work: Where what peers found is kept, a file for each peer and pass.
        seconds: Processor time for one pass.
    """

    sets: Mapping[str, Sequence[Gold]]
    gazetteers: Mapping[str, Path]
    judge: Judge
    python: str
    work: Path
    seconds: float


def kept(course: Course, key: str, over: str) -> Path:
    """Return where the outcome of a pass lies."""
    return course.work / f"{key}.{over}.json"


def outcome(course: Course, key: str, over: str) -> dict[str, Any] | None:
    """Return the outcome of a pass, or None if there was none."""
    path = kept(course, key, over)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def run(course: Course, key: str, over: str, threshold: float | None) -> dict[str, Any]:
    """Send a peer over a set, in a process of its own."""
    out = kept(course, key, over)
    documents = [{"id": one["id"], "text": one["text"]} for one in course.sets[over]]
    job = {
        "peer": key, "gazetteer": str(course.gazetteers[over].resolve()), "threshold": threshold,
        "seconds": course.seconds, "documents": documents, "out": str(out.resolve()),
    }  # fmt: skip
    command = [sys.executable if key == OURS else course.python, "-m", "benchmarks.accuracy.worker"]
    error = ""
    out.unlink(missing_ok=True)
    try:
        done = subprocess.run(
            command, input=json.dumps(job).encode(), cwd=ROOT, env={**os.environ, **ENVIRONMENT},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=PATIENCE, check=False,
        )  # fmt: skip
        error = done.stderr.decode(errors="replace").strip()[-200:]
    except subprocess.TimeoutExpired:
        error = f"stopped after {PATIENCE} seconds"
    if not out.exists():
        out.write_text(json.dumps({"error": error}), encoding="utf-8")
    return outcome(course, key, over) or {}


def judged(course: Course, over: str, edits: Mapping[str, Any], threshold: float | None = None) -> Figures:
    """Return the figures of a pass, on the documents that it came to."""
    gold = [one for one in course.sets[over] if one["id"] in edits]
    return course.judge.figures(gold, edits, threshold)


def tried(course: Course, key: str) -> dict[float, Figures]:
    """Return the figures of a peer on the development half, by threshold."""
    found = outcome(course, key, DEVELOPMENT)
    if not found or "error" in found:
        return {}
    return {at: judged(course, DEVELOPMENT, found["edits"], at) for at in found["thresholds"]}


def all_passes(course: Course, key: str) -> None:
    """Run the passes of one peer; the first that fails is the last."""
    lowest = None
    for over in (DEVELOPMENT, REPORTED, CLEAN):
        if over == DEVELOPMENT and key == OURS:
            continue
        found = run(course, key, over, lowest)
        told = found.get("error") or f"{len(found['edits'])} documents, {found['run_s']} s"
        print(f"{key}: {over}: {told}", file=sys.stderr, flush=True)
        if "error" in found:
            return
        if over == DEVELOPMENT:
            lowest = min(at for at in choose(tried(course, key)) if at is not None)
