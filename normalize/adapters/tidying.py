"""Folders that `fix` writes to → what killed runs left there is removed, and what they cut short put back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from normalize.adapters.inputs import Input
from normalize.adapters.streams import say
from normalize.leftovers import recover
from normalize.reported import FileReport


def tidy(files: Sequence[Input | FileReport], out: Path | None = None) -> None:
    """Clear the folders where files will be written, and tell which files were put back.

    Args:
        files: What will be read.
        out: Where copies go; None if files are corrected where they are.
    """
    inputs = [file for file in files if isinstance(file, Input) and file.path]
    targets = [out / file.inside if out else Path(os.path.realpath(file.name)) for file in inputs]
    recovery = recover(target.parent for target in targets)
    for path in recovery.restored:
        say(f"{path}: a run was stopped while it wrote it; it holds again what it held before")
    for fault in recovery.faults:
        say(f"error: {fault}")
