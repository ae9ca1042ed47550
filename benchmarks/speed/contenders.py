"""Who takes part: what is started for each, and over how much of a set."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.texts import ARTICLE, BIG, CLEAN, LOWER, SETS, WMT


@dataclass(frozen=True, slots=True)
class Task:
    """What a contender is to read, and with what.

    Attributes:
        paths: The files, in order, all that are in `folder`.
        folder: Of the files.
        gazetteer: The names; `shipped` says that it is the one of this package.
        lists: Where `codespell.txt` and `typos.toml` lie, made of these names.
        peers: The interpreter with the peers' packages.
    """

    paths: Sequence[Path]
    folder: Path
    gazetteer: Path
    shipped: bool
    lists: Path
    peers: str


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to look names in files up.

    Attributes:
        title: What the tables call it.
        command: What is started. It exits with one of `codes`.
        sets: Those it runs over.
        most: Bytes of a set it is given in one round, for time is short; None for all.
        rounds: The most rounds it takes part in, likewise; who has one does not warm up either.
        splits: Whether it says how much of its time was for reading, after it was ready (`worker.py`).
        packages: Distributions of the peers' environment whose versions are printed.
    """

    title: str
    command: Callable[[Task], list[str]]
    sets: tuple[str, ...] = SETS
    codes: tuple[int, ...] = (0,)
    most: int | None = None
    rounds: int | None = None
    splits: bool = False
    packages: tuple[str, ...] = ()


def ours(task: Task) -> list[str]:
    """`normalize check` of a folder, or of the file if it is one."""
    names = [] if task.shipped else ["--no-default-gazetteer", "--gazetteer", str(task.gazetteer)]
    options = ["--isolated", "--format", "jsonl", "--no-progress", "--fail-on", "never", *names]
    where = task.paths[0] if len(task.paths) == 1 else task.folder
    return [sys.executable, "-m", "normalize", "check", *options, str(where)]


def worker(key: str) -> Callable[[Task], list[str]]:
    """A reader of `worker.py`, in the interpreter that has what it needs."""

    def command(task: Task) -> list[str]:
        python = sys.executable if key.startswith("ours") or key == "ner" else task.peers
        names = "" if task.shipped and python == sys.executable else str(task.gazetteer)
        return [python, "-m", "benchmarks.speed.worker", key, names, *map(str, task.paths)]

    return command


def codespell(task: Task) -> list[str]:
    """With our list and without its own; nothing is written."""
    program = str(Path(task.peers).parent / "codespell")
    return [program, "-D", str(task.lists / "codespell.txt"), "-q", "31", str(task.folder)]


def typos(task: Task) -> list[str]:
    """With our list beside its own, on one thread."""
    program = str(Path(task.peers).parent / "typos")
    options = ["--isolated", "--no-ignore", "--no-check-filenames", "-j", "1", "--format", "brief"]
    return [program, "--config", str(task.lists / "typos.toml"), *options, str(task.folder)]


# Sets that are short and read by everybody from a cold start; and those in which there are names to find.
COLD, NAMED = (ARTICLE, LOWER), (ARTICLE, CLEAN, WMT, BIG)

OURS, LIBRARY, NER, PAIR, PASS = "ours", "ours-library", "ner", "ner-rapidfuzz", "pass"
SPACZZ, CODESPELL, TYPOS = "spaczz", "codespell", "typos"

CONTENDERS = {
    OURS: Contender("**ours**, `normalize check`", ours),
    PASS: Contender("`python -c pass`", lambda task: [sys.executable, "-c", "pass"], COLD),
    LIBRARY: Contender("**ours**, as a library", worker(LIBRARY), (CLEAN, WMT), splits=True),
    NER: Contender("NER alone (our pipeline, `nlp.pipe`)", worker(NER), (CLEAN, WMT), splits=True),
    PAIR: Contender(
        "spaCy NER + rapidfuzz `ratio`", worker(PAIR), most=400_000, splits=True,
        packages=("spacy", "rapidfuzz"),
    ),
    # Source for its part: some three seconds for a kilobyte with 4,000 entities.
    SPACZZ: Contender(
        "spaczz `FuzzyMatcher`", worker(SPACZZ), NAMED, most=2_500, rounds=3, splits=True,
        packages=("spaczz",),
    ),
    CODESPELL: Contender(
        "codespell, list of single edits", codespell, NAMED, (0, 65), rounds=2, packages=("codespell",)
    ),
    # It reads its list anew each time: a million words, 5 GB, half a minute; once has to do.
    TYPOS: Contender(
        "typos, list of single edits", typos, NAMED, (0, 2), rounds=1, packages=("typos",)
    ),
}  # fmt: skip
