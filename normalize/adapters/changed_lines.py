"""What git says was changed since a revision → the lines of a file on which findings are told.

Asks the git that is installed, about the files as they are on disk; never the network.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from normalize.errors import SettingsError
from normalize.reported import Finding

if TYPE_CHECKING:
    import subprocess

# Lines from one, both ends included.
Lines = tuple[int, int]

# A hook that git runs is told which repository it is in, but we ask about each file's own.
# Source: `git rev-parse --local-env-vars`.
LOCAL = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_OBJECT_DIRECTORY", "GIT_DIR", "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
)  # fmt: skip
# Source: git(1): messages in English, no lock is taken, no missing object is fetched, nobody is asked.
OURS = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}

# Whatever is configured, the diff is one we can read, and starts no program but git.
DIFF = (
    "diff", "-M", "--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules",
    "--no-relative", "--src-prefix=a/", "--dst-prefix=b/", "--inter-hunk-context=0",
)  # fmt: skip

HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
# Source: git, quote.c.
LETTERS = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


@dataclass(frozen=True, slots=True)
class Changes:
    """What was changed in a repository.

    Attributes:
        top: Its folder.
        lines: Of each file that was changed in part, by its path from `top`.
        binary: Files that were changed, and of which git knows no lines.
        tracked: Files that git knows at all.
    """

    top: Path
    lines: Mapping[str, tuple[Lines, ...]]
    binary: frozenset[str]
    tracked: frozenset[str]

    def of(self, path: Path) -> tuple[Lines, ...] | None:
        """Return the lines of a file that were changed; None if all count, as in one that is not tracked."""
        inside = path.relative_to(self.top).as_posix()
        return None if inside in self.binary or inside not in self.tracked else self.lines.get(inside, ())


def changed_lines(path: Path, revision: str) -> tuple[Lines, ...] | None:
    """Return the lines of a file that were changed since a revision; None if all count.

    Args:
        path: The file; links are followed.
        revision: A commit as git names it; with `...` at its end, where the current one left it.

    Raises:
        SettingsError: The file is in no repository, or git does not know the revision, or is not there.
    """
    real = Path(os.path.realpath(path))
    top = _top(real.parent)
    if top is None:
        hint = "leave out --changed-lines, or check files of a repository"
        raise SettingsError(f"--changed-lines: {path} is in no git repository", hint)
    return _changes(top, revision).of(real)


def is_changed(finding: Finding, source: str, lines: Sequence[Lines]) -> bool:
    """Return whether a finding stands on one of some lines, as git counts them: ended by LF alone."""
    first = source.count("\n", 0, finding.place.start) + 1
    last = first + source.count("\n", finding.place.start, finding.place.end)
    return any(start <= last and first <= end for start, end in lines)


@lru_cache(maxsize=4096)
def _top(folder: Path) -> Path | None:
    """Return the folder of the repository, or the worktree, that a folder is in."""
    return next((one for one in (folder, *folder.parents) if os.path.exists(one / ".git")), None)  # noqa: PTH110


@lru_cache(maxsize=64)
def _changes(top: Path, revision: str) -> Changes:
    commit = _commit(top, revision)
    return Changes(
        top,
        dict(_hunks(_git(top, *DIFF, "-U0", commit, "--"))),
        frozenset(_binaries(_git(top, *DIFF, "--numstat", "-z", commit, "--"))),
        frozenset(_names(_git(top, "ls-files", "-z", "--cached"))),
    )


def _commit(top: Path, revision: str) -> str:
    """Return the id of the commit that a revision names.

    Raises:
        SettingsError: There is none.
    """
    name = revision.removesuffix("...")
    if not name or name.startswith("-") or ".." in name:
        hint = "name one commit: HEAD, origin/main, or `origin/main...` for where you left it"
        raise SettingsError(f"--changed-lines: {revision!r} is no revision", hint)
    told = _asked(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if told.returncode:
        raise SettingsError(f"--changed-lines: git in {top} knows no {name!r}", _way_to(top, name, told))
    commit = told.stdout.decode().strip()
    if name == revision:
        return commit
    base = _asked(top, "merge-base", commit, "HEAD")
    if base.returncode:
        fact = f"--changed-lines: git in {top} finds no commit that {name!r} and HEAD have in common"
        raise SettingsError(fact, _way_to(top, name, base))
    return base.stdout.decode().strip()


def _way_to(top: Path, name: str, told: subprocess.CompletedProcess[bytes]) -> str:
    """Return the way out when git does not know a commit."""
    if told.stderr.strip():
        return os.fsdecode(told.stderr).strip().splitlines()[0]
    is_shallow = _asked(top, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    if is_shallow:
        return "the clone is shallow: fetch more of it (`git fetch --unshallow`; in CI, a fetch depth of 0)"
    return f"check its name with `git rev-parse {name}`, or fetch it first"


def _git(top: Path, *arguments: str) -> bytes:
    """Return what git says.

    Raises:
        SettingsError: It complains.
    """
    told = _asked(top, *arguments)
    if told.returncode:
        said = os.fsdecode(told.stderr).strip().replace("\n", " ")
        raise SettingsError(f"--changed-lines: git in {top} failed: {said}", "mend that, or leave it out")
    return told.stdout


def _asked(top: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    import subprocess

    around = {name: value for name, value in os.environ.items() if name not in LOCAL}
    command = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=true", *arguments]
    try:
        return subprocess.run(
            command, cwd=top, env=around | OURS, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError as error:
        fact = f"--changed-lines: git cannot be run ({error.strerror or error})"
        raise SettingsError(fact, "install git, or leave it out") from None


def _hunks(diff: bytes) -> Iterator[tuple[str, tuple[Lines, ...]]]:
    """Yield each file of a diff without context, with the lines that are new in it."""
    lines = iter(diff.split(b"\n"))
    name: str | None = None
    new: list[Lines] = []
    for line in lines:
        if line.startswith(b"diff --git "):
            if name is not None:
                yield name, tuple(new)
            name, new = None, []
        elif line.startswith(b"+++ "):
            name = _unquoted(line[4:])
        elif hunk := HUNK.match(line):
            old, first, size = int(hunk[1] or 1), int(hunk[2]), int(hunk[3] or 1)
            for _ in range(old + size):  # a line that was added may look like a head
                if next(lines, b"").startswith(b"\\"):
                    next(lines, b"")
            new += [(first, first + size - 1)] if size else []
    if name is not None:
        yield name, tuple(new)


def _unquoted(name: bytes) -> str | None:
    """Return the path that a head names, odd characters quoted as in C; None for that of a deleted file."""
    if name.startswith(b'"'):
        name = ESCAPE.sub(lambda one: _letter(one[1]), name[1 : name.rindex(b'"')])
    else:
        name = name.removesuffix(b"\t")
    return os.fsdecode(name[2:]) if name.startswith(b"b/") else None


def _letter(escaped: bytes) -> bytes:
    return bytes([int(escaped, 8)]) if len(escaped) == 3 else LETTERS.get(escaped, escaped)


def _binaries(numbers: bytes) -> Iterator[str]:
    """Yield the files of which git counts no lines. A renamed one has its two names after an empty one."""
    parts = iter(numbers.split(b"\0"))
    for part in parts:
        added, _, rest = part.partition(b"\t")
        _, _, name = rest.partition(b"\t")
        if part and not name:
            next(parts, b"")
            name = next(parts, b"")
        if added == b"-":
            yield os.fsdecode(name)


def _names(listed: bytes) -> Iterator[str]:
    return (os.fsdecode(name) for name in listed.split(b"\0") if name)
