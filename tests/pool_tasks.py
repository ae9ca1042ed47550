"""Tasks for tests of the pool, in a module of their own: workers import it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from normalize.adapters.check_files import Checked
from normalize.adapters.file_writes import Write, write_in_place
from normalize.adapters.worker import committing
from normalize.errors import GazetteerError, NormalizeError

Work = Callable[[int], tuple[int, int]]


class OddError(Exception):
    """An exception that cannot be pickled."""

    def __init__(self, one: int, *, two: int) -> None:
        super().__init__(one)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A folder in which every process notes which tasks it begins, one file for each time."""

    folder: Path

    def note(self, task: int) -> int:
        """Note that a task is begun, and return how often it was until now, this time included."""
        (self.folder / f"{task}-{os.getpid()}-{time.monotonic_ns()}").touch()
        return len(list(self.folder.glob(f"{task}-*")))

    def begun(self) -> list[int]:
        """Return the tasks that were begun, as often as they were."""
        return sorted(int(path.name.partition("-")[0]) for path in self.folder.iterdir())


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def squares(ledger: Ledger, *, deadly: tuple[int, ...] = (), once: tuple[int, ...] = ()) -> tuple[Work, str]:
    """A recipe: squares, with who computed them. Some numbers kill, some only the first time."""
    return partial(_square, ledger=ledger, deadly=deadly, once=once), "squares"


def _square(number: int, ledger: Ledger, deadly: tuple[int, ...], once: tuple[int, ...]) -> tuple[int, int]:
    times = ledger.note(number)
    if number in deadly or (number in once and times == 1):
        die()
    return number * number, os.getpid()


def uneven() -> tuple[Callable[[int], int], None]:
    """A recipe: every fourth task takes a while, so that others overtake it."""
    return _uneven, None


def _uneven(number: int) -> int:
    time.sleep(0 if number % 4 else 0.05)
    return number


def failing(kind: str) -> tuple[Callable[[int], int], None]:
    """A recipe: task 3 raises."""
    return partial(_failing, kind=kind), None


def _failing(number: int, kind: str) -> int:
    errors: dict[str, Exception] = {
        "value": ValueError("three"),
        "odd": OddError(3, two=3),
        "ours": NormalizeError("three", "four"),
        "memory": MemoryError(),
    }
    if number == 3:
        raise errors[kind]
    return number


def unsendable() -> tuple[Callable[[int], object], None]:
    """A recipe: what comes of a task cannot be sent."""
    return lambda number: lambda: number, None


def refusing() -> tuple[Work, str]:
    """A recipe that finds a gazetteer faulty."""
    raise GazetteerError(())


def deadly_recipe() -> tuple[Work, str]:
    """A recipe that nobody survives."""
    die()
    raise AssertionError


def writing(folder: Path, *, dies: str) -> tuple[Callable[[int], str], None]:
    """A recipe: each task writes a file; the worker dies, once, before or after that, or never."""
    return partial(_write, folder=folder, dies=dies), None


def _write(number: int, folder: Path, dies: str) -> str:
    done = f"written {number}"
    is_first = not (folder / f"tried-{number}").exists()
    (folder / f"tried-{number}").touch()
    with committing(done):
        if dies == "before" and is_first:
            die()
        with (folder / f"{number}.txt").open("a") as file:
            file.write("once")
        if dies == "after" and is_first:
            die()
    return done


def sleepy(folder: Path) -> tuple[Callable[[int], int], None]:
    """A recipe: task 0 takes for ever, the others no time."""
    return partial(_sleepy, folder=folder), None


def _sleepy(number: int, folder: Path) -> int:
    (folder / str(number)).touch()
    time.sleep(0 if number else 600)
    return number


def poisoned(checked: Checked) -> Write | None:
    """Correct files where they are; one that is called poison kills whoever works on it."""
    if "poison" in checked.input.name:
        die()
    return write_in_place(checked)
