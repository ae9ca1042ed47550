"""What a run over a corpus keeps beside its result until it is done: the next goes on where it stopped.

`.OUT.normalize-batch/` holds `manifest.json`, which says by what settings, and of each file of the corpus a
journal of the chunks that are done (`*.rows`), or what is told of it once it is finished (`*.done`). It is
removed when all are.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from normalize.adapters.journals import Identity, Journal, identity, line_of, summed, telling
from normalize.errors import WriteError
from normalize.files import write_atomically
from normalize.leftovers import beside, lock

FOLDER, MANIFEST, LOCK = "normalize-batch", "manifest.json", "lock"
ROWS, DONE = ".rows", ".done"

# Of what is kept. Add one when it changes.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Finished:
    """What is told of a file that was finished: what was counted, and the rows that could not be done."""

    counts: dict[str, int]
    errors: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Keeping:
    """What is kept beside a result; nothing, and nothing is looked for, if `folder` is None.

    Attributes:
        folder: Where; made when there is something to keep.
        key: Of the settings: what was kept by others is of no use.
        warn: Told, in one line, that an earlier run is gone on with, or why not.
        resume: Whether to go on with one.
    """

    folder: Path | None
    key: Callable[[], str]
    warn: Callable[[str], None]
    resume: bool = True
    _lock: BinaryIO | None = None

    def __enter__(self) -> Keeping:
        """Take up what an earlier run has kept, unless it went by other settings.

        Raises:
            WriteError: Another run is at it, or it cannot be written.
        """
        if self.folder and self.folder.is_dir():
            self._claim(self.folder)
            if self.resume and _manifest(self.folder) == self._said():
                self.warn(f"{self._name()}: going on where an earlier run was stopped")
            else:
                anew = "begun with other settings: " if self.resume else ""
                self.warn(f"{self._name()}: {anew}starting anew")
                with telling(self.folder):
                    self._empty(self.folder)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._lock and self.folder:
            is_used = any(file.suffix in (ROWS, DONE) for file in self.folder.iterdir())
            if os.name == "nt":  # where no open file can be removed
                self._lock.close()
            if kind and is_used:
                self.warn(f"{self._name()}: stopped; the same command goes on from here")
            else:
                shutil.rmtree(self.folder, ignore_errors=True)
            self._lock.close()

    def journal(self, name: str, about: Identity) -> Journal:
        """Return where it is kept what is done of a file."""
        return Journal(self._path(name, ROWS), {"file": name, **asdict(about)}, self._begin, self.warn)

    def finished(self, name: str, about: Identity, result: Path) -> Finished | None:
        """Return what was told of a file if it is finished: the same as then, and its result, too."""
        if not self._lock:
            return None
        with contextlib.suppress(OSError):
            said = line_of(self._path(name, DONE).read_bytes())
            if isinstance(said, dict) and said["of"] == [asdict(about), asdict(identity(result))]:
                return Finished(said["counts"], said["errors"])
        return None

    def finish(self, name: str, about: Identity, result: Path, told: Finished) -> None:
        """Keep that a file is finished."""
        self._begin()
        with telling(result):
            said = {"of": [asdict(about), asdict(identity(result))], **asdict(told)}
        write_atomically(self._path(name, DONE), summed(said))

    def _path(self, name: str, suffix: str) -> Path:
        assert self.folder
        return self.folder / f"{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}{suffix}"

    def _begin(self) -> None:
        """Make the folder, if it is not there."""
        if self.folder and not self._lock:
            self.folder.mkdir(exist_ok=True)
            self._claim(self.folder)
            write_atomically(self.folder / MANIFEST, json.dumps(self._said()).encode())

    def _claim(self, folder: Path) -> None:
        with telling(folder):
            self._lock = (folder / LOCK).open("ab")
        if not lock(self._lock, otherwise=True):
            self._lock.close()
            self._lock = None
            raise WriteError(f"{self._name()}: another run is writing it", hint="wait until it is done")

    def _empty(self, folder: Path) -> None:
        for file in folder.iterdir():
            if file.name != LOCK:
                file.unlink()
        write_atomically(folder / MANIFEST, json.dumps(self._said()).encode())

    def _said(self) -> dict[str, Any]:
        return {"version": VERSION, "settings": self.key()}

    def _name(self) -> str:
        assert self.folder
        return self.folder.name.removeprefix(".").removesuffix(f".{FOLDER}")


def keeping(
    target: Path | None, key: Callable[[], str], warn: Callable[[str], None], *, resume: bool
) -> Keeping:
    """Return what is kept beside a result; what an earlier run has kept goes if that is not wished for.

    Args:
        target: The result; None for one that cannot be gone on with, a stream.
        key: Of the settings, see `settings_key`.
        warn: Told what an earlier run was good for.
        resume: Whether to go on with what an earlier run has done.
    """
    return Keeping(beside(target, FOLDER) if target else None, key, warn, resume)


def _manifest(folder: Path) -> Any:
    with contextlib.suppress(OSError, ValueError):
        return json.loads((folder / MANIFEST).read_bytes())
    return None
