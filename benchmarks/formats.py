"""Reads every real file and writes it back: how many come back byte for byte, which cannot be read, how fast.

    nice python benchmarks/formats.py [../shared/data/formats/formats.tar.xz] > formats.md

By format: files; of these, those that come back identical, and those that cannot be read; segments and words
of the text that is read (of bilingual files that is the side in English: most of these translate into other
languages, and have none); their size, and how much of it is read, and written back, in a second of one core's
time. Then each file that cannot be read, with the fact and the way out that a user is told.
What was found is in `formats.md`.
"""

from __future__ import annotations

import argparse
import sys
import tarfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from normalize import formats
from normalize.errors import ReadError

ARCHIVE = Path("../shared/data/formats/formats.tar.xz")
HEAD = (
    "| Format | Files | Identical | Unreadable | Segments | Words | MB | MB read a second | written |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file.

    Attributes:
        size: In bytes.
        fact: Why it cannot be read, and `hint` the way out; empty if it can.
        is_identical: Whether what was written is what was read.
        seconds: Of processor time, to read it; `writing` to write it.
    """

    name: str
    format: str
    size: int
    seconds: float
    fact: str = ""
    hint: str = ""
    is_identical: bool = False
    writing: float = 0.0
    segments: int = 0
    words: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path, nargs="?", default=ARCHIVE)
    outcomes = [outcome(name, data) for name, data in members(parser.parse_args().archive)]
    print("\n".join(told(outcomes)))
    return 0 if all(one.is_identical or one.fact for one in outcomes) else 1


def members(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name, without its folder, and the bytes of each file of an archive."""
    with tarfile.open(archive) as opened:
        for member in opened:
            if file := opened.extractfile(member) if member.isfile() else None:
                yield PurePath(member.name).name, file.read()


def outcome(name: str, data: bytes) -> Outcome:
    """Read a file, and write it back."""
    chosen, start = formats.format_of(name), time.process_time()
    try:
        document = formats.read(data, name)
    except ReadError as error:
        seconds = time.process_time() - start
        return Outcome(name, chosen, len(data), seconds, error.message.removeprefix(f"{name}: "), error.hint)
    read = time.process_time()
    is_identical = formats.write(document, document.source) == data
    texts = [segment.text for segment in document.segments]
    return Outcome(
        name, chosen, len(data), read - start, is_identical=is_identical, writing=time.process_time() - read,
        segments=len(texts), words=sum(len(text.split()) for text in texts),
    )  # fmt: skip


def told(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yield the lines of the report, in Markdown."""
    by_format: dict[str, list[Outcome]] = {}
    for one in sorted(outcomes, key=lambda one: (one.format, one.name)):
        by_format.setdefault(one.format, []).append(one)
    every = [one for group in by_format.values() for one in group]
    yield HEAD
    yield from (row(name, group) for name, group in by_format.items())
    yield row("**all**", every)
    for one in every:
        if not (one.fact or one.is_identical):
            yield f"\nNOT IDENTICAL: {one.name}"
    yield "\n| Unreadable | Why | What is advised |\n|---|---|---|"
    for one in every:
        if one.fact:
            yield f"| `{one.name}` | {one.fact} | {one.hint} |".replace("\\", "\\\\")


def row(name: str, group: list[Outcome]) -> str:
    read = [one for one in group if not one.fact]
    size = sum(one.size for one in read) / 1e6
    reading, writing = (sum(getattr(one, field) for one in read) for field in ("seconds", "writing"))
    figures = (
        f"{len(group):,}", f"{sum(one.is_identical for one in group):,}", f"{len(group) - len(read):,}",
        f"{sum(one.segments for one in read):,}", f"{sum(one.words for one in read):,}",
        f"{size:.2f}", f"{size / max(reading, 1e-6):.1f}", f"{size / max(writing, 1e-6):.0f}",
    )  # fmt: skip
    return f"| {name} | {' | '.join(figures)} |"


if __name__ == "__main__":
    sys.exit(main())
