"""Measures `normalize check --jobs`: N processes against one, over the same folder of articles.

    nice python benchmarks/jobs.py [--files 2000] [--jobs 1 2] [--rounds 1] [--eval ../shared/eval]

The files are the texts of `clean_dev.jsonl`, one to a file, over again if there are more files than texts. In
each round every number of jobs takes its turn; the ratio is that of a round, the figure the median of the
rounds. The gazetteer is compiled before the first. Of each run are told:

- wall: seconds until the command ended;
- CPU: seconds of all its processes; *busiest*: of the one that has most. With a processor for each and
  nothing else to do, the run takes hardly longer. Where others are at work, wall tells little: Linux
  shares processors among sessions first (autogroup, sched(7)), so that two processes get no more than one;
- memory: the largest sum, looked at ten times a second, of what its processes hold (PSS: a page that two
  share counts half for each), in MB;
- the load of the machine, as others' work makes ratios smaller or larger.

Linux only. What was found is in `jobs.md`.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

# Source: prctl(2): orphans of a run become our children, so that we learn what they used.
PR_SET_CHILD_SUBREAPER = 36
TICKS = os.sysconf("SC_CLK_TCK")
EVERY = 0.1  # seconds between looks at memory
OPTIONS = "--isolated --quiet --no-progress --fail-on never".split()
CHECK = [sys.executable, "-m", "normalize", "check", *OPTIONS]
COLUMNS = "jobs   wall s    CPU s   busiest s   memory MB   load"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: seconds, and megabytes."""

    wall: float
    cpu: float
    busiest: float
    memory: float
    load: float


def texts(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def made(folder: Path, count: int, source: Path) -> int:
    """Write the files, and return how many bytes they have together."""
    size = 0
    for number, text in enumerate(islice(cycle(list(texts(source))), count)):
        content = text.encode("utf-8")
        (folder / f"{number:06}.txt").write_bytes(content)
        size += len(content)
    return size


def measured(command: Sequence[str]) -> Run:
    """Run a command in a session of its own until its last process has ended."""
    began, cpu, memory, wall = time.monotonic(), 0.0, 0, 0.0
    each: dict[str, float] = {}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    while True:
        try:
            pid, status, used = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return Run(wall, cpu, max(each.values()), memory / 1e6, os.getloadavg()[0])
        if pid:
            cpu += used.ru_utime + used.ru_stime
            if pid == process.pid:
                wall = time.monotonic() - began
                assert os.waitstatus_to_exitcode(status) in (0, 1), command
            continue
        now = used_by(process.pid)
        each |= {name: seconds for name, (seconds, _) in now.items()}
        memory = max(memory, sum(held for _, held in now.values()))
        time.sleep(EVERY)


def used_by(session: int) -> dict[str, tuple[float, int]]:
    """Return seconds of CPU, and bytes held, of each process of a session."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                rollup = (stat.parent / "smaps_rollup").read_text()
                held = int(rollup.partition("\nPss:")[2].split()[0]) * 1024
                found[stat.parent.name] = ((int(fields[11]) + int(fields[12])) / TICKS, held)
        except (OSError, IndexError):  # it has just ended
            continue
    return found


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="Measure `normalize check --jobs`.")
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--jobs", nargs="+", default=["1", "2"])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--eval", type=Path, default=Path("../shared/eval"))
    wish = parser.parse_args()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        size = made(Path(folder), wish.files, wish.eval / "clean_dev.jsonl")
        print(f"{wish.files:,} files, {size / 1e6:.2f} MB, {os.cpu_count()} processors\n{COLUMNS}")
        measured([*CHECK, f"{folder}/000000.txt"])  # compiles what is compiled once
        rounds = [
            {jobs: told(jobs, [*CHECK, "--jobs", jobs, folder]) for jobs in wish.jobs}
            for _ in range(wish.rounds)
        ]
    for jobs in wish.jobs[1:]:
        compare(rounds, jobs, wish.jobs[0])


def told(jobs: str, command: Sequence[str]) -> Run:
    """Run a command, and print what it took."""
    run = measured(command)
    figures = f"{run.wall:8.1f} {run.cpu:8.1f} {run.busiest:11.1f} {run.memory:11.0f} {run.load:6.1f}"
    print(f"{jobs:>4} {figures}", flush=True)
    return run


def compare(rounds: Sequence[Mapping[str, Run]], jobs: str, first: str) -> None:
    """Print what so many jobs take, as a share of what the first take: the median, and each round."""
    for name in ("wall", "cpu", "busiest", "memory"):
        ratios = [getattr(one[jobs], name) / getattr(one[first], name) for one in rounds]
        each = ", ".join(f"{one:.2f}" for one in ratios)
        print(f"{name}: {jobs} jobs take {statistics.median(ratios):.2f} of what {first} takes ({each})")


if __name__ == "__main__":
    main()
