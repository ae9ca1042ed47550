"""Fuzzes every reader and loader, one after the other, in one process at a time.

    nice python -m benchmarks.fuzz --minutes 30 [--target NAME ...] [--corpus ARCHIVE] [--work FOLDER]

Every reader gets an equal share of the time, and every loader half of that. What was learnt, the corpus, is
kept in the work folder and used by the next run; so are inputs that broke a promise, the smallest of each
kind with its traceback, in `FOLDER/broken/TARGET/`. The exit code is 1 if this run found any. Needs Unix, and
atheris 3 of PyPI (`pip install atheris`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fuzz.seeds import ROOT, seeds
from benchmarks.fuzz.targets import LOADERS, TARGETS
from benchmarks.fuzz.tokens import dictionary

# In seconds, what a target takes at least: below that, it reads its corpus and no more. A guess.
LEAST = 5

PROGRESS = re.compile(r"#(\d+)\s+\w+.* cov: (\d+) ft: (\d+) corp: (\d+)/")
SPEED = re.compile(r"stat::average_exec_per_sec:\s+(\d+)")


@dataclass(frozen=True, slots=True)
class Run:
    """What a target came to.

    Attributes:
        target: Its name.
        executions: How many inputs were tried; `a_second` how many in a second.
        edges: How many branches of instrumented code were reached.
        corpus: How many inputs were kept as each reached something new.
        outcomes: How many inputs were refused, read, corrected, held, stretched, broken.
        broken: The kinds of break.
        is_whole: Whether the process ended as it should.
    """

    target: str
    executions: int
    a_second: int
    edges: int
    corpus: int
    outcomes: dict[str, int]
    broken: tuple[str, ...]
    is_whole: bool


def run(target: str, seconds: int, work: Path, archive: Path | None, seed: int) -> Run:
    """Run one target for some seconds of the clock."""
    corpus, broken = work / "corpus" / target, work / "broken" / target
    for folder in (corpus, broken):
        folder.mkdir(parents=True, exist_ok=True)
    (broken / "tally.json").unlink(missing_ok=True)
    for data in seeds(target, archive):
        (corpus / f"seed-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)
    words, log = work / f"{target}.dict", work / f"{target}.log"
    words.write_text(dictionary(target), encoding="utf-8")
    asked = [target, str(seconds), str(corpus), str(words), str(broken), str(seed)]
    with log.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.fuzz.running", *asked],
            cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    return _told(target, log.read_text("utf-8", "replace"), broken / "tally.json", done.returncode == 0)


def _told(target: str, log: str, tally: Path, is_whole: bool) -> Run:
    last = [(0, 0, 0, 0), *(tuple(map(int, found)) for found in PROGRESS.findall(log))][-1]
    speed = SPEED.search(log)
    told = json.loads(tally.read_text()) if tally.exists() else {"outcomes": {}, "broken": []}
    return Run(
        target, last[0], int(speed[1]) if speed else 0, last[1], last[3],
        told["outcomes"], tuple(told["broken"]), is_whole,
    )  # fmt: skip


def line(one: Run) -> str:
    """Return a row of the table of `benchmarks/fuzz.md`."""
    became = ", ".join(f"{count:,} {name}" for name, count in sorted(one.outcomes.items()))
    end = ", ".join(one.broken) if one.broken else "" if one.is_whole else "ENDED EARLY: see its log"
    figures = (one.executions, one.a_second, one.edges, one.corpus)
    return " | ".join([f"| {one.target}", *(f"{figure:,}" for figure in figures), became, f"{end} |"])


def main() -> int:
    """Run the fuzzer as the command line says."""
    parser = argparse.ArgumentParser(description="Fuzzes every reader and loader.")
    parser.add_argument("--minutes", type=float, default=30.0, help="in all, of the clock")
    parser.add_argument(
        "--target", action="append", choices=sorted(TARGETS), help="only these; may be repeated"
    )
    parser.add_argument("--corpus", type=Path, help="tar archive of real files to begin with")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "normalize-fuzz")
    parser.add_argument("--seed", type=int, default=0, help="of the run; 0 for another each time")
    asked = parser.parse_args()
    targets = asked.target or list(TARGETS)
    began, runs = time.monotonic(), []
    print(
        "| Target | Inputs | A second | Edges | Corpus | Of which | Broken |\n|---|---|---|---|---|---|---|"
    )
    for number, target in enumerate(targets):
        left = asked.minutes * 60 - (time.monotonic() - began)
        shares = [1 if one in LOADERS else 2 for one in targets[number:]]
        seconds = max(LEAST, round(left * shares[0] / sum(shares)))
        runs.append(run(target, seconds, asked.work.resolve(), asked.corpus, asked.seed))
        print(line(runs[-1]), flush=True)
    spent = (time.monotonic() - began) / 60
    total = sum(one.executions for one in runs)
    print(
        f"\n{total:,} inputs in {spent:.1f} minutes; {sum(len(one.broken) for one in runs)} kinds of break."
    )
    return 1 if any(one.broken or not one.is_whole for one in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
