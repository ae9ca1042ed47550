"""Gazetteers that somebody named → those to check: a part of another stands for the whole that it belongs to.

A part by itself refers to entries that are elsewhere, and what is wrong between two parts shows only in the
whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from normalize.errors import NormalizeError
from normalize.gazetteer_include import included

# How many folders above a part its whole is looked for, in the same repository. A guess.
LEVELS = 3


def roots(paths: Sequence[Path]) -> list[Path]:
    """Return gazetteers, each that another one includes replaced by that one, none twice."""
    known: dict[Path, dict[Path, Path]] = {}
    return list(dict.fromkeys(_root(path, known) for path in paths))


def _root(path: Path, known: dict[Path, dict[Path, Path]]) -> Path:
    """Return the file that includes a file; the file itself if none does.

    Args:
        path: Any.
        known: For each folder that was looked into, the files that are included from there, and by which.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    for folder in _above(absolute):
        if folder not in known:
            known[folder] = dict(_parts(folder))
        if found := known[folder].get(absolute):
            return found if path.is_absolute() else Path(os.path.relpath(found))
    return path


def _above(path: Path) -> Iterator[Path]:
    """Yield the folder of a file and those above it, as far as the repository goes."""
    for folder in path.parents[: LEVELS + 1]:
        yield folder
        if (folder / ".git").exists():
            return


def _parts(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield what is included by files of a folder, each with the file that does."""
    for root in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))):
        try:
            texts = included(str(root), root.read_bytes())
        except (NormalizeError, OSError):
            continue  # another's YAML, or a fault that is told when it is checked itself
        yield from ((Path(os.path.normpath(folder / text)), root) for text in texts)
