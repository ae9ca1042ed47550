"""Holds every input of a folder to the promises again: to see what broke once, or to measure what is reached.

    python -m benchmarks.fuzz.replay FOLDER
    python -m coverage run --source=normalize -m benchmarks.fuzz.replay FOLDER && python -m coverage report

Nothing is instrumented. The folder holds one of the name of each target, as `WORK/corpus`, `WORK/broken` and
`tests/fuzz_cases` do.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from benchmarks.fuzz.limits import STRETCHED_SECONDS, within
from benchmarks.fuzz.targets import TARGETS

# Of the files beside the inputs: tracebacks and tallies.
TOLD = (".txt", ".json")


def replay(folder: Path) -> int:
    """Run every input of a folder; tell what becomes of those of each target. Return how many broke."""
    broken = 0
    for target in sorted(TARGETS.keys() & {path.name for path in folder.iterdir()}):
        outcomes: Counter[str] = Counter()
        for path in sorted((folder / target).iterdir()):
            if path.suffix in TOLD:
                continue
            try:
                with within(STRETCHED_SECONDS):
                    outcomes[TARGETS[target](path.read_bytes())] += 1
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:
                outcomes["broken"] += 1
                print(f"{path}: {type(error).__name__}: {error}")
        print(f"{target}: {dict(outcomes)}", flush=True)
        broken += outcomes["broken"]
    return broken


if __name__ == "__main__":
    sys.exit(1 if replay(Path(sys.argv[1])) else 0)
