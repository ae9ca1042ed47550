"""The change to each file as a unified diff that `git apply` and `patch -p1` accept."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from itertools import islice

from normalize.reported import FileReport
from normalize.reports.run import RunInfo
from normalize.reports.wording import harmless, shown_path

# What a `.docx` has between its parts: such a source is no text that a patch could change.
NOT_TEXT = "\0"

# Source: git, quote.c, `cq_lookup`.
ESCAPES = {"\a": r"\a", "\b": r"\b", "\t": r"\t", "\n": r"\n", "\v": r"\v", "\f": r"\f", "\r": r"\r",
           '"': r"\"", "\\": r"\\"}  # fmt: skip


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield a diff for each file that changes. Lines end at LF alone, so that a CR stays where it is.

    What a patch cannot say (an unreadable file, a changed `.docx`) is a line that `git apply` and
    `patch` pass over. A patch is UTF-8, and fits files that are.
    """
    for file in files:
        if file.error and run.tells_errors:
            yield f"# {shown_path(file.path)}: error: {harmless(file.error)}\n"
        elif file.source != file.corrected and NOT_TEXT in file.source:
            yield f"# {shown_path(file.path)}: changed, but not plain text; `normalize fix` writes it\n"
        elif file.source != file.corrected:
            yield from _diff(file)


def _diff(file: FileReport) -> Iterator[str]:
    path = _patch_path(file.path)
    lines = unified_diff(_lines(file.source), _lines(file.corrected))
    yield f"--- {_header(f'a/{path}')}\n+++ {_header(f'b/{path}')}\n"
    for line in islice(lines, 2, None):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    return list(io.StringIO(text, newline="\n"))


def _patch_path(path: str) -> str:
    """Return a path relative to where a patch is applied: an absolute one, to the root of the file system."""
    slashed = path.replace("\\", "/") if path[1:3] == ":\\" else path
    return slashed.removeprefix("./").lstrip("/")


def _header(path: str) -> str:
    """Return a path as git writes it: in C quotes if need be, and before a tab if it has a space.

    >>> _header("a/plain.txt"), _header("a/two words.txt"), _header('a/"odd".txt')
    ('a/plain.txt', 'a/two words.txt\\t', '"a/\\\\"odd\\\\".txt"')
    """
    quoted = "".join(map(_quoted, path))
    if quoted != path:
        return f'"{quoted}"'
    return f"{path}\t" if " " in path else path


def _quoted(letter: str) -> str:
    if letter in ESCAPES:
        return ESCAPES[letter]
    if letter.isascii() and letter.isprintable():
        return letter
    data = letter.encode("utf-8", "surrogateescape")
    return letter if len(data) > 1 else f"\\{data[0]:03o}"
