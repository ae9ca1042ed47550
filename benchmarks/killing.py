"""Kills `normalize fix` at random moments, and looks at what is left: nothing torn, lost or lying about.

    nice python benchmarks/killing.py [--kills 100] [--files 1000] [--seed 1]

A folder of short texts, every fiftieth a page of 200 KB, a fifth with a second hard link (those are written
in place, the others replaced), is corrected by `normalize fix`, which is killed (SIGKILL) at a random moment
between its first write and its last; before every kill the files are as they were again. After each kill

1. every file is there and holds, byte for byte, what it held or what it shall hold; those that are only whole
   again after the next run, by their backup, are counted as *cut short*;
2. the next run ends, every file is corrected, and the folder holds the names that it held before, no others.

What was found is in `killing.md`.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from normalize.cli import code

NAMES = """entities:
- {id: jana-novakova, type: person, name: Jana Nováková, variants: [Jana Novacova]}
"""
OLD = "The mayor, Jana Novacova, opened a school.\n"
NEW = "The mayor, Jana Nováková, opened a school.\n"
TOLD = (
    "kills", "amid writing", "too late", "files beside", "cut short", "lost", "links broken",
    "next runs that failed", "not corrected by the next run", "left by the next run",
)  # fmt: skip
BIG, SIZE = 50, 200_000  # every fiftieth file has so many bytes that nobody reads
LINKED = 5  # every fifth file has a second name


@dataclass(frozen=True, slots=True)
class Folder:
    """The files to correct, by name: what they hold, and what they shall hold."""

    path: Path
    old: dict[str, bytes]
    new: dict[str, bytes]

    def reset(self) -> None:
        """Give every file what it held, in its place, so that links stay links."""
        for name, data in self.old.items():
            if (self.path / name).read_bytes() != data:
                (self.path / name).write_bytes(data)

    def states(self) -> Counter[str]:
        """Return how many files are old, new, neither, or lost."""
        return Counter(self._state(name) for name in self.old)

    def _state(self, name: str) -> str:
        path = self.path / name
        if not path.exists():
            return "lost"
        data = path.read_bytes()
        return "old" if data == self.old[name] else "new" if data == self.new[name] else "torn"

    def others(self) -> list[str]:
        """Return what lies in the folder besides the files."""
        known = {*self.old, *(f"{name}.link" for name in self.old)}
        return sorted(path.name for path in self.path.iterdir() if path.name not in known)


def made(path: Path, count: int) -> Folder:
    """Make the files of a folder."""
    path.mkdir()
    old, new = {}, {}
    for number in range(count):
        tail = b"" if number % BIG else b"<!-- %s -->\n" % (b"x" * SIZE)
        name = f"{number:04}.{'html' if tail else 'txt'}"
        old[name], new[name] = OLD.encode() + tail, NEW.encode() + tail
        (path / name).write_bytes(old[name])
        if number % LINKED == 0:
            (path / f"{name}.link").hardlink_to(path / name)
    return Folder(path, old, new)


def started(folder: Path, names: Path) -> int:
    """Start `normalize fix` in a process of its own, and return its id.

    It is a fork of this one, so that the imports are done once and not two hundred times.
    """
    child = os.fork()
    if child:
        return child
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    os._exit(code(["fix", *options(names), str(folder)]))


def options(names: Path) -> list[str]:
    """Return options with which nothing but this benchmark's own list of names counts."""
    own = ["--isolated", "--gazetteer", str(names), "--no-default-gazetteer", "--model", "none"]
    return [*own, "--format", "concise", "--quiet", "--no-progress"]


def ended(child: int) -> int:
    """Wait for a process, and return its exit code, negative if it was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def writing_phase(folder: Folder, names: Path) -> tuple[float, float]:
    """Return after how many seconds a run writes its first and its last file, by their times."""
    start = time.time()
    ended(started(folder.path, names))
    times = [(folder.path / name).stat().st_mtime for name in folder.old]
    return min(times) - start, max(times) - start


def killed(folder: Folder, names: Path, after: float) -> bool:
    """Start a run and kill it some seconds after its start; return whether it was still going."""
    child = started(folder.path, names)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return ended(child) < 0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--kills", type=int, default=100)
    arguments.add_argument("--files", type=int, default=1000)
    arguments.add_argument("--seed", type=int, default=1)
    wished = arguments.parse_args()
    chance, told = random.Random(wished.seed), Counter[str]()
    with tempfile.TemporaryDirectory() as place:
        names = Path(place) / "names.yaml"
        names.write_text(NAMES, "utf-8")
        folder = made(Path(place) / "news", wished.files)
        code(["check", *options(names), str(folder.path / "0001.txt")])  # all that is needed is imported
        first, last = writing_phase(folder, names)
        print(f"an undisturbed run writes from {first:.2f} s to {last:.2f} s after its start")
        while told["kills"] < wished.kills:
            folder.reset()
            if not killed(folder, names, chance.uniform(first - 0.02, last)):
                told["too late"] += 1
                continue
            told["kills"] += 1
            states = folder.states()
            told["amid writing"] += states["old"] > 0 and states["new"] > 0
            told["cut short"] += states["torn"]
            told["lost"] += states["lost"]
            told["files beside"] += len(folder.others())
            ending = ended(started(folder.path, names))
            after = folder.states()
            told["not corrected by the next run"] += wished.files - after["new"]
            told["left by the next run"] += len(folder.others())
            told["next runs that failed"] += ending not in (0, 1)
            links = sum(
                (folder.path / f"{name}.link").stat().st_nlink != 2 for name in [*folder.old][::LINKED]
            )
            told["links broken"] += links
            print(dict(told), file=sys.stderr, flush=True)
    for what in TOLD:
        print(f"{what:32} {told[what]}")


if __name__ == "__main__":
    main()
