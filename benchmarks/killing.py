"""Kills `normalize fix` at random moments, and looks at what is left: nothing torn, lost or lying about.

    nice python benchmarks/killing.py [--kills 100] [--files 1000] [--seed 1] [--only-writing]

A folder of short texts, every fiftieth a page of 200 KB, a fifth with a second hard link (those are written
in place, the others replaced), is corrected by `normalize fix`, which is killed (SIGKILL) a random moment,
up to 20 ms, after a random file was written; before every kill the files are as they were again. After each
kill

1. every file is there and holds, byte for byte, what it held or what it shall hold; those that are only whole
   again after the next run, by their backup, are counted as *cut short*;
2. the next run ends, every file is corrected, and the folder holds the names that it held before, no others.

Most of such a run is reading; `--only-writing` kills one that does nothing but write the same files, over and
over, so that nearly every kill comes amid a write, and clears up by `normalize.leftovers.recover`.

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
from normalize.files import write_atomically
from normalize.leftovers import BACKUP, TEMPORARY, recover

NAMES = """entities:
- {id: jana-novakova, type: person, name: Jana Nováková, variants: [Jana Novacova]}
"""
OLD = "The mayor, Jana Novacova, opened a school.\n"
NEW = "The mayor, Jana Nováková, opened a school.\n"
TOLD = (
    "kills", "amid writing", "too late", "temporary files beside", "backups beside", "cut short", "lost",
    "next runs that failed", "left by the next run",
)  # fmt: skip
BIG, SIZE = 50, 200_000  # every fiftieth file has so many bytes that nobody reads
MOMENT = 0.02  # seconds; a file takes some 3 ms
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


def is_going(child: int) -> bool:
    """Return whether a process has not ended yet."""
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def ended(child: int) -> int:
    """Wait for a process, and return its exit code, negative if it was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed(folder: Folder, names: Path, chance: random.Random) -> bool:
    """Start a run, kill it a moment after a random file was written, and return whether it was going."""
    awaited = folder.path / chance.choice([*folder.old])
    before = awaited.stat().st_mtime_ns
    child = started(folder.path, names)
    while awaited.stat().st_mtime_ns == before and is_going(child):
        time.sleep(0.001)
    time.sleep(chance.uniform(0, MOMENT))
    os.kill(child, signal.SIGKILL)
    return ended(child) < 0


def writing(folder: Folder) -> int:
    """Start to write all files back and forth in a process of its own, and return its id."""
    child = os.fork()
    if child:
        return child
    while True:
        for before, after in ((folder.old, folder.new), (folder.new, folder.old)):
            for name in before:
                write_atomically(folder.path / name, after[name], before[name])


def kill_writing(folder: Folder, kills: int, chance: random.Random, told: Counter[str]) -> None:
    """Kill the writing of files at random moments, clear up, and count what is found."""
    while told["kills"] < kills:
        folder.reset()
        child = writing(folder)
        time.sleep(chance.uniform(0, 0.5))
        os.kill(child, signal.SIGKILL)
        ended(child)
        _count(folder, told)
        recovery = recover([folder.path])
        told["put back by the next run"] += len(recovery.restored)
        told["next runs that failed"] += len(recovery.faults) > 0
        told["torn after the next run"] += folder.states()["torn"]
        told["left by the next run"] += len(folder.others())


def _count(folder: Folder, told: Counter[str]) -> None:
    """Count what lies in the folder just after a kill."""
    states = folder.states()
    told["kills"] += 1
    told["amid writing"] += states["old"] > 0 and states["new"] > 0
    told["cut short"] += states["torn"]
    told["lost"] += states["lost"]
    told["temporary files beside"] += sum(TEMPORARY in name for name in folder.others())
    told["backups beside"] += sum(BACKUP in name for name in folder.others())


def kill_runs(folder: Folder, names: Path, kills: int, chance: random.Random, told: Counter[str]) -> None:
    """Kill runs at random moments, each followed by one that is not, and count what is found."""
    while told["kills"] < kills:
        folder.reset()
        if not killed(folder, names, chance):
            told["too late"] += 1
            continue
        _count(folder, told)
        ending = ended(started(folder.path, names))
        states = folder.states()
        told["next runs that failed"] += ending not in (0, 1)
        told["not corrected by the next run"] += len(folder.old) - states["new"]
        told["left by the next run"] += len(folder.others())
        linked = [*folder.old][::LINKED]
        told["links broken"] += sum((folder.path / f"{name}.link").stat().st_nlink != 2 for name in linked)
        print(dict(told), file=sys.stderr, flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--kills", type=int, default=100)
    arguments.add_argument("--files", type=int, default=1000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--only-writing", action="store_true")
    wished = arguments.parse_args()
    chance, told = random.Random(wished.seed), Counter(dict.fromkeys(TOLD, 0))
    with tempfile.TemporaryDirectory() as place:
        names = Path(place) / "names.yaml"
        names.write_text(NAMES, "utf-8")
        folder = made(Path(place) / "news", wished.files)
        if wished.only_writing:
            kill_writing(folder, wished.kills, chance, told)
        else:
            code(["check", *options(names), str(folder.path / "0001.txt")])  # all that is needed is imported
            kill_runs(folder, names, wished.kills, chance, told)
    for what, number in told.items():
        print(f"{what:32} {number}")


if __name__ == "__main__":
    main()
