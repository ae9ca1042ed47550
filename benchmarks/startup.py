"""What a cold `normalize check` of one article costs, as a multiple of starting Python and doing nothing.

    python benchmarks/startup.py ../shared/eval/clean_dev.jsonl --every 20

Each text of the JSON Lines is written to a file of its own and checked in a new process: once for the first
time, and once again. CPU is user and system time of the process; each is divided by that of `python -c pass`,
run beside it. The gazetteer and our bytecode are compiled beforehand, as where the package is installed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]

PASS = ["-c", "pass"]

# Runs the command line, and tells as it ends what of the heavy was loaded.
TOLD = """
import atexit, sys
heavy = ("spacy", "numpy")
told = lambda: next((one for one in heavy if one in sys.modules), "none")
atexit.register(lambda: print(told(), file=sys.__stderr__))
from normalize.__main__ import main
main()
"""

KINDS = {"none": "nothing heavy", "numpy": "numpy and rapidfuzz", "spacy": "spaCy as well"}

# What cannot be avoided by importing less of others: what our own modules, written as they are, begin with.
STANDARD = "import re, dataclasses, enum, typing, pathlib, json, contextlib, hashlib, mmap, datetime"


# What a desk has not set: numpy would start fewer threads, and each run compile our code.
UNUSUAL = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PYTHONDONTWRITEBYTECODE")


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU of one process, in milliseconds, and of `python -c pass` beside it."""

    cpu: float
    least: float

    @property
    def times(self) -> float:
        return self.cpu / self.least


def cpu(arguments: Sequence[str], environment: dict[str, str], folder: Path) -> tuple[float, str]:
    """Return the CPU that Python takes for some arguments, in milliseconds, and the end of what it told."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, cwd=folder, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return seconds * 1000, done.stderr.strip().rpartition("\n")[2]


def measured(arguments: Sequence[str], environment: dict[str, str], folder: Path) -> tuple[Cost, str]:
    least, _ = cpu(PASS, environment, folder)
    taken, told = cpu(arguments, environment, folder)
    return Cost(taken, least), told


def articles(path: Path, every: int, folder: Path) -> Iterator[str]:
    """Write each so many-th text to a file of its own, and yield its name."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % every == 0:
                (folder / f"{number}.txt").write_text(json.loads(line)["text"], "utf-8")
                yield f"{number}.txt"


def row(name: str, costs: Sequence[Cost]) -> str:
    """Return a row of the table: how many, median CPU, and median and quartiles of the multiples."""
    times = [cost.times for cost in costs]
    low, _, high = quantiles(times, n=4) if len(times) > 1 else (times[0],) * 3
    taken = median(cost.cpu for cost in costs)
    return f"| {name} | {len(costs)} | {taken:.0f} | {median(times):.1f} | {low:.1f} to {high:.1f} |"


def rows(path: Path, every: int, repeat: int, folder: Path) -> Iterator[str]:
    """Yield the rows of the table."""
    cache = {"NORMALIZE_CACHE_DIR": str(folder / "cache"), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environment = {name: value for name, value in os.environ.items() if name not in UNUSUAL}
    environment |= cache | {"PYTHONPATH": str(ROOT)}
    texts = folder / "texts"
    texts.mkdir()
    names = list(articles(path, every, texts))
    for warm in (["check", names[0]], ["--help"], ["--version"]):
        cpu(["-m", "normalize", *warm], environment, texts)
    for arguments in (["-c", STANDARD], ["-m", "normalize", "--version"], ["-m", "normalize", "--help"]):
        costs = [measured(arguments, environment, texts)[0] for _ in range(repeat)]
        shown = "the standard library that our modules import" if arguments[0] == "-c" else arguments[-1]
        yield row(shown, costs)
    first: dict[str, list[Cost]] = defaultdict(list)
    again: list[Cost] = []
    for name in names[1:]:
        cost, kind = measured(["-c", TOLD, "check", name], environment, texts)
        first[KINDS.get(kind, kind)].append(cost)
        again.append(measured(["-m", "normalize", "check", name], environment, texts)[0])
    for kind in sorted(first, key=lambda kind: median(cost.cpu for cost in first[kind])):
        yield row(f"check, the first time: {kind}", first[kind])
    yield row("check, again: all", again)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, help="JSON Lines with a `text` in each")
    parser.add_argument("--every", type=int, default=20, help="take each so many-th text")
    parser.add_argument("--repeat", type=int, default=9, help="runs of what has no article")
    given = parser.parse_args()
    print("| process | runs | CPU, ms (median) | times `python -c pass` (median) | quartiles |")
    print("| --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for one in rows(given.path, given.every, given.repeat, Path(folder)):
            print(one, flush=True)


if __name__ == "__main__":
    main()
