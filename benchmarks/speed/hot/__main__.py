"""The hot functions, as so many times a piece of work that has nothing to do with us.

    python -m benchmarks.speed.hot            # measure and compare; exit 1: something got slower
    python -m benchmarks.speed.hot --keep     # measure, and keep

The least processor time of all rounds counts, for it is what other people's work disturbs least. On the same
machine, pytest-benchmark's own options compare two commits more closely:

    python -m pytest benchmarks/speed/hot --benchmark-timer=time.process_time --benchmark-save=before
    python -m pytest benchmarks/speed/hot --benchmark-timer=time.process_time --benchmark-compare \\
        --benchmark-compare-fail=median:20%
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.speed.measured import ENVIRONMENT, ROOT

HERE = Path(__file__).parent
KEPT = HERE / "RATIOS.json"
REFERENCE = "test_reference"
TIMER = ("--benchmark-timer=time.process_time", "--benchmark-disable-gc", "--benchmark-min-rounds=15")
# How many times as slow as kept is told. Source: two runs on a machine in use differ by a third.
SLOWER = 1.5


def wishes() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.hot", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="keep the ratios for later comparison")
    parser.add_argument("--slower", type=float, default=SLOWER, help="how many times as slow fails")
    return parser.parse_args()


def measured() -> dict[str, float]:
    """Return the seconds that each function takes at best."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "told.json"
        options = ["--benchmark-json", str(out), *TIMER, "-p", "no:cacheprovider"]
        command = [sys.executable, "-m", "pytest", str(HERE), *options]
        subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, **ENVIRONMENT})
        told = json.loads(out.read_bytes())
    return {one["name"]: one["stats"]["min"] for one in told["benchmarks"]}


def ratios(seconds: Mapping[str, float]) -> dict[str, float]:
    """Return how many times the reference each function takes.

    >>> ratios({"test_reference": 0.5, "test_one": 1.0})
    {'test_one': 2.0}
    """
    reference = seconds[REFERENCE]
    return {name: round(took / reference, 4) for name, took in sorted(seconds.items()) if name != REFERENCE}


def slower(now: Mapping[str, float], kept: Mapping[str, float], times: float) -> list[str]:
    """Return the functions that take at least so many times what is kept of them.

    >>> slower({"one": 3.0, "two": 1.0, "new": 9.0}, {"one": 1.0, "two": 1.0}, 1.5)
    ['one']
    """
    return [name for name, took in now.items() if name in kept and took >= kept[name] * times]


def main() -> None:
    """Measure, tell, and keep or compare."""
    wish = wishes()
    now = ratios(measured())
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    for name, took in now.items():
        beside = f"{took / kept[name]:6.2f} of what is kept" if name in kept else "    new"
        print(f"{name:40} {took:10.3f}  {beside}")
    if wish.keep:
        KEPT.write_text(json.dumps(now, indent=1) + "\n", "utf-8")
    elif worse := slower(now, kept, wish.slower):
        sys.exit(f"slower than {wish.slower} times what is kept: {', '.join(worse)}")


if __name__ == "__main__":
    main()
