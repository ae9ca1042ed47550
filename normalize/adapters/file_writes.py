"""A file that was checked → what is to be written of it: nothing, the file itself, or a copy elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from normalize.adapters.check_files import Checked, unwritten
from normalize.adapters.inputs import Input
from normalize.errors import WriteError
from normalize.files import is_stream, write_atomically
from normalize.reported import FileReport


@dataclass(frozen=True, slots=True)
class Write:
    """A file to be written.

    Attributes:
        path: Where.
        data: What it shall hold.
        expected: What it held when it was read; None if neither it nor its folder need exist.
    """

    path: Path
    data: bytes
    expected: bytes | None = None

    def now(self) -> None:
        """Write it.

        Raises:
            WriteError: It cannot be written, or has changed since it was read.
        """
        if self.expected is None:
            make_folder(self.path.parent)
        write_atomically(self.path, self.data, self.expected)


# What is to be written of a file that was checked, if anything is.
Then: TypeAlias = Callable[[Checked], Write | None]


def written(checked: Checked, then: Then) -> FileReport:
    """Write what is to be written of a file, and return the report of that."""
    try:
        write = then(checked)
        if write is None:
            return checked.report
        write.now()
        return replace(checked.report, written=str(write.path))
    except WriteError as error:
        return unwritten(checked, error)


def leave(checked: Checked) -> None:
    """Write nothing."""


def write_in_place(checked: Checked) -> Write | None:
    """Return a file's corrections, if there are any.

    Raises:
        WriteError: They cannot be written.
    """
    data = checked.corrected()
    if checked.input.path is None or data == checked.data:
        return None
    if is_stream(checked.input.path):
        hint = "send it to `-`, and the corrected text goes to standard output"
        raise WriteError(f"{checked.input.path}: no file, so nothing can be written back", hint=hint)
    return Write(checked.input.path, data, checked.data)


def copier(folder: Path, files: Iterable[Input | FileReport]) -> Then:
    """Return what gives a file's copy, corrected where that is needed, in a folder.

    The copy lies where the file lies in the folder that was named; one that was named itself keeps its name.

    Args:
        folder: Where copies go.
        files: All that will be copied: of two with one place the first has it.
    """
    first: dict[Path, str] = {}
    taken: dict[str, str] = {}
    for file in files:
        if isinstance(file, Input) and not _is_itself(file, folder):
            name = first.setdefault(folder / file.inside, file.name)
            taken |= {file.name: name} if name != file.name else {}
    return partial(_copy, folder=folder, taken=taken)


def _copy(checked: Checked, folder: Path, taken: Mapping[str, str]) -> Write:
    """Return the copy of a file; `taken` has files whose place is that of another's copy, by name."""
    target = folder / checked.input.inside
    if first := taken.get(checked.input.name):
        fact = f"{target}: is the place of the copy of {first}"
        raise WriteError(fact, hint="name the folder above the two, or copy them one by one")
    if _is_itself(checked.input, folder):
        hint = "name another folder, or leave out --out to correct it where it is"
        raise WriteError(f"{target}: would be a copy of itself", hint=hint)
    return Write(target, checked.corrected())


def _is_itself(file: Input, folder: Path) -> bool:
    """Return whether a file's copy would be the file."""
    return file.path is not None and os.path.realpath(folder / file.inside) == os.path.realpath(file.path)


def refuse_folder(folder: Path) -> None:
    """Refuse a folder that cannot be made, or in which nothing can be; it is not made yet.

    Raises:
        WriteError: Something above it, or it, is no folder, or one that we may not write to.
    """
    nearest = next(one for one in (folder.absolute(), *folder.absolute().parents) if os.path.lexists(one))
    is_fit = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    if not is_fit:
        fact = "not permitted" if nearest.is_dir() else f"{nearest} is no folder"
        raise WriteError(f"{folder}: cannot be made ({fact})", hint="name a folder that you may write to")


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, unless they are there.

    Raises:
        WriteError: It cannot be made.
    """
    try:
        for one in (*reversed(folder.parents), folder):  # one by one: `parents=True` recurs, however deep
            if not one.is_dir():
                one.mkdir(exist_ok=True)
    except OSError as error:
        fact = f"{folder}: cannot be made ({error.strerror or error})"
        raise WriteError(fact, hint="name a folder that you may write to") from error
