"""One target under libFuzzer (atheris), in a process of its own: `python -m benchmarks.fuzz.running`.

What breaks a promise does not end the run: it is kept, the smallest input for each kind, and the run goes on.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["normalize", "marko", "html", "_markupbase", "yaml", "csv"]):
    from benchmarks.fuzz.limits import (
        SECONDS,
        STRETCHED_SECONDS,
        bound_memory,
        is_to_be_stretched,
        stretched,
        within,
    )
    from benchmarks.fuzz.shaping import reshaped, respelt
    from benchmarks.fuzz.targets import TARGETS

# In bytes: the longest input. Archives need more for the same text.
LONGEST, LONGEST_ARCHIVE = 4_096, 24_000

# In seconds: how often the tally is written, and when libFuzzer gives up on an input that not even the timer
# could stop. Guesses.
TELL_EVERY, HANGS_AFTER = 2.0, 120


@dataclass
class Tally:
    """What became of the inputs so far, and what broke. Changed as the run goes on: it is a counter.

    Attributes:
        folder: Where what broke is kept, a pair of files for each kind.
        outcomes: How many inputs were refused, read, corrected, held; stretched, too, beside the others.
        broken: The length of the smallest input of each kind of break.
        told: When the tally was last written, in seconds.
    """

    folder: Path
    outcomes: Counter[str] = field(default_factory=Counter)
    broken: dict[str, int] = field(default_factory=dict)
    told: float = 0.0

    def keep(self, data: bytes, error: BaseException) -> None:
        """Keep an input that broke a promise, if it is the smallest of its kind."""
        kind = kind_of(error)
        self.outcomes["broken"] += 1
        if len(data) < self.broken.get(kind, len(data) + 1):
            self.broken[kind] = len(data)
            (self.folder / kind).write_bytes(data)
            (self.folder / f"{kind}.txt").write_text("".join(traceback.format_exception(error))[-6000:])
            self.tell()

    def tell(self) -> None:
        """Write the tally where the parent process reads it."""
        self.told = time.monotonic()
        text = json.dumps({"outcomes": self.outcomes, "broken": sorted(self.broken)})
        (self.folder / "tally.json").write_text(text)


def kind_of(error: BaseException) -> str:
    """Return a name for a kind of break: the type of the error, and of where it came from a checksum."""
    frames = [
        f"{Path(frame.filename).name}:{frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "/normalize/" in frame.filename or "/benchmarks/" in frame.filename
    ]
    words = str(error) if type(error).__name__ == "PromiseError" else ""
    # Time runs out anywhere, and recursion ends at any depth: only the first steps say what it is.
    steps = (
        frames[:5] if type(error).__name__ in ("TooSlow", "RecursionError", "MemoryError") else frames[-4:]
    )
    return f"{type(error).__name__}-{hashlib.sha256(repr((words, steps)).encode()).hexdigest()[:8]}"


def harness(target: Callable[[bytes], str], tally: Tally) -> Callable[[bytes], None]:
    """Return what libFuzzer calls with each input."""

    def attempt(data: bytes, seconds: float) -> str:
        try:
            with within(seconds):
                return target(data)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            tally.keep(data, error)
            return "broken"

    def one(data: bytes) -> None:
        outcome = attempt(data, SECONDS)
        tally.outcomes[outcome] += 1
        if outcome != "broken" and is_to_be_stretched(data):
            tally.outcomes["stretched"] += 1
            attempt(stretched(data), STRETCHED_SECONDS)
        if time.monotonic() - tally.told > TELL_EVERY:
            tally.tell()

    return one


def main() -> None:
    """Run a target: its name, seconds, corpus, dictionary, and the folder for what breaks."""
    name, seconds, corpus, dictionary, folder, seed = sys.argv[1:7]
    is_archive = name == "docx"
    flags = [
        sys.argv[0],
        corpus,
        f"-dict={dictionary}",
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST_ARCHIVE if is_archive else LONGEST}",
        f"-timeout={HANGS_AFTER}",
        f"-artifact_prefix={folder}/",
        f"-seed={seed}",
        "-rss_limit_mb=2500",
        "-reload=0",
        "-report_slow_units=100",
        "-print_final_stats=1",
    ]
    bound_memory()
    change = reshaped if is_archive else respelt

    def mutator(data: bytes, most: int, number: int) -> bytes:
        return change(data, most, number, atheris.Mutate)

    atheris.Setup(flags, harness(TARGETS[name], Tally(Path(folder))), custom_mutator=mutator)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
