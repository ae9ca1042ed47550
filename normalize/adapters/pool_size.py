"""`--jobs` → how many processes work: the number that was named, or as many as have enough to do."""

from __future__ import annotations

import os
from pathlib import Path

from normalize.errors import SettingsError

AUTO = "auto"

# Bytes of text for each worker, below which `auto` begins fewer. Source: benchmarks/jobs.md: twice
# what is checked in the time that a worker costs.
WORTH_A_WORKER = 100_000

# What a container may use of a processor in a period, in microseconds: `max 100000`, `150000 100000`.
# Source: Documentation/admin-guide/cgroup-v2.rst of the Linux kernel, cpu.max.
QUOTA = Path("/sys/fs/cgroup/cpu.max")


def checked_jobs(wish: str) -> str:
    """Return what `--jobs` says, if it says anything that can be done.

    >>> checked_jobs("4"), checked_jobs("auto")
    ('4', 'auto')

    Raises:
        SettingsError: It is neither a number from one nor `auto`.
    """
    is_number = wish.isascii() and wish.isdigit() and len(wish) < 6 and int(wish) > 0
    if not is_number and wish != AUTO:
        raise SettingsError(f"--jobs: {wish!r} is no number of processes", "name one, from 1, or `auto`")
    return wish


def jobs_of(wish: str, size: int) -> int:
    """Return how many processes are wished for, from one.

    Args:
        wish: A number, or `auto`.
        size: How much there is to do, in bytes of text; only `auto` heeds it.
    """
    return min(processors(), max(1, size // WORTH_A_WORKER)) if wish == AUTO else int(wish)


def processors() -> int:
    """Return how many processors this process may use at once, from one."""
    if hasattr(os, "process_cpu_count"):
        count = os.process_cpu_count() or 1
    elif hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count() or 1
    return max(1, min(count, quota() or count))


def quota(path: Path = QUOTA) -> int:
    """Return how many processors a container may use, rounded up; 0 if that is not limited, or not known."""
    try:
        most, period = path.read_text("ascii").split()
        return -(-int(most) // int(period))
    except (OSError, ValueError):
        return 0
