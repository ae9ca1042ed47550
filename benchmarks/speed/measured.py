"""A command → what it took: processor time, time on the wall, memory. On Linux."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# The root of the repository: everything is started there, and imports this package from there.
ROOT = Path(__file__).parents[2]
# One thread each, so that processor time compares.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore",
}  # fmt: skip
# Seconds on the wall after which a command is stopped.
PATIENCE = 1800


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and those it waited for took.

    Attributes:
        code: Exit status; negative where a signal ended it.
        cpu_s: Processor time of user and system, in seconds.
        wall_s: From start to end, in seconds.
        peak_mb: The most memory that one of them held, in megabytes (2**20). Not less than this process held
            when it started them.
        said: What it wrote to standard output.
    """

    code: int
    cpu_s: float
    wall_s: float
    peak_mb: float
    said: Path


def measure(command: Sequence[str], said: Path, extra: Mapping[str, str] = {}) -> Usage:
    """Run a command; what it says goes to `said`, what it complains of to a file beside it."""
    environment = {**os.environ, **ENVIRONMENT, **extra}
    start = time.perf_counter()
    with said.open("wb") as out, said.with_suffix(".err").open("wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, cwd=ROOT, env=environment)
        stop = threading.Timer(PATIENCE, process.kill)
        stop.start()
        _, status, used = os.wait4(process.pid, 0)
        stop.cancel()
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return Usage(process.returncode, used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, said)


def complaint(used: Usage) -> str:
    """Return the last line of what a command complained of."""
    lines = used.said.with_suffix(".err").read_text("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else f"exit status {used.code}"
