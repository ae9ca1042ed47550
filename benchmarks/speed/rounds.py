"""Contenders over a set, round by round: everybody once in each, so that what slows the machine slows all."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.contenders import CONTENDERS, Task
from benchmarks.speed.measured import complaint, measure
from benchmarks.speed.texts import Copy, part


@dataclass(frozen=True, slots=True)
class Run:
    """One contender in one round.

    Attributes:
        contender: Its key.
        number: The round, from 0; in each the same files.
        size: Bytes it read.
        cpu_s: Processor time of the whole process, in seconds; `wall_s` time on the wall.
        peak_mb: The most memory it held, in megabytes.
        run_cpu_s: What of `cpu_s` was for reading, after it was ready; None where it does not say.
        run_wall_s: Likewise of `wall_s`.
        error: What went wrong; empty if nothing did.
    """

    contender: str
    number: int
    size: int
    cpu_s: float
    wall_s: float
    peak_mb: float
    run_cpu_s: float | None = None
    run_wall_s: float | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the contenders meet on.

    Attributes:
        gazetteer: The names, for those who are told; `shipped` says that they are those of this package.
        lists: Folder of the lists made of them.
        peers: The interpreter with the peers' packages.
        work: A folder for what is written on the way; caches are in there, too.
    """

    gazetteer: Path
    shipped: bool
    lists: Path
    peers: str
    work: Path


def shares(copies: Sequence[Copy], keys: Sequence[str], folder: Path) -> dict[str, Sequence[Copy]]:
    """Return what each contender is given: the whole, or a part written for it."""
    return {
        key: copies
        if (most := CONTENDERS[key].most) is None or all(one.size <= most for one in copies)
        else [part(one, most, folder / f"{key}-{number}") for number, one in enumerate(copies)]
        for key in keys
    }


def one_run(key: str, number: int, copy: Copy, ground: Ground) -> Run:
    """Start a contender over a set and wait for it."""
    contender = CONTENDERS[key]
    task = Task(copy.paths, copy.folder, ground.gazetteer, ground.shipped, ground.lists, ground.peers)
    used = measure(
        contender.command(task),
        ground.work / f"{key}.said",
        {"NORMALIZE_CACHE_DIR": str(ground.work / "cache")},
    )
    if used.code not in contender.codes:
        return Run(key, number, copy.size, used.cpu_s, used.wall_s, used.peak_mb, error=complaint(used))
    split = json.loads(used.said.read_bytes()) if contender.splits else {}
    return Run(
        key, number, copy.size, used.cpu_s, used.wall_s, used.peak_mb,
        split.get("run_cpu_s"), split.get("run_wall_s"),
    )  # fmt: skip


def all_runs(given: Mapping[str, Sequence[Copy]], warmer: Copy, rounds: int, ground: Ground) -> Iterator[Run]:
    """Yield the runs of all rounds. A contender that fails takes no further part.

    Everybody reads something once beforehand, out of time: caches are filled, files in memory. Every second
    round is in the opposite order.

    Args:
        given: Contender → the copies that take turns from round to round.
        warmer: What is read beforehand.
        rounds: How many there are for those without a limit of their own.
        ground: What they meet on.
    """
    warm = (one_run(key, -1, warmer, ground) for key in given if CONTENDERS[key].rounds != 1)
    failed = {run.contender: run for run in warm if run.error}
    yield from failed.values()
    for number in range(rounds):
        for key in list(given)[:: -1 if number % 2 else 1]:
            if key in failed or number >= (CONTENDERS[key].rounds or rounds):
                continue
            run = one_run(key, number, given[key][number % len(given[key])], ground)
            told = run.error or f"{run.cpu_s:.2f} s for {run.size:,} bytes, {run.peak_mb:.0f} MB"
            print(f"  round {number + 1}: {key}: {told}", file=sys.stderr, flush=True)
            if run.error:
                failed[key] = run
            yield run
