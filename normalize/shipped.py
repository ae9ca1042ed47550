"""The files that come with the package: where they lie on disk."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def files(package: str) -> Path:
    """Return the folder of our package, as `importlib.resources.files` would, which loads 40 modules for it.

    Ours is never run from an archive: its tables are mapped into memory.

    >>> files("normalize").name
    'normalize'
    """
    assert package == PACKAGE.name
    return PACKAGE
