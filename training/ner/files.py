"""Corpus files → their lines, blocks of lines and members."""

from __future__ import annotations

import lzma
import tarfile
from collections.abc import Iterator
from pathlib import Path


def lines_of(path: Path, encoding: str = "utf-8") -> list[str]:
    """Return the lines of an xz-compressed file."""
    return lzma.decompress(path.read_bytes()).decode(encoding).split("\n")


def members(path: Path, suffix: str) -> Iterator[tuple[str, str]]:
    """Yield name and text of an archive's files, by name; bad bytes become U+FFFD."""
    with tarfile.open(path) as archive:
        for member in sorted(archive.getmembers(), key=lambda member: member.name):
            file = archive.extractfile(member) if member.isfile() and member.name.endswith(suffix) else None
            if file is not None:
                yield member.name, file.read().decode("utf-8", errors="replace")


def blocks(lines: list[str]) -> Iterator[list[str]]:
    """Yield runs of lines that have no empty line in them."""
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
