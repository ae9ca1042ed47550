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

    What a patch cannot say (an unreadable file, a changed `.docx`, UTF-16) is a line that `git apply` and
    `patch` pass over. What a patch says of a file is in the encoding of that file: its bytes that are no
    UTF-8 come as surrogates, to be written with `surrogateescape`.
    """
    for file in files:
        if file.error and run.tells_errors:
            yield f"# {shown_path(file.path)}: error: {harmless(file.error)}\n"
        elif file.source != file.corrected and (fact := _unfit(file)):
            yield f"# {shown_path(file.path)}: changed, but {fact}; `normalize fix` writes it\n"
        elif file.source != file.corrected:
            yield from _diff(file)


def _unfit(file: FileReport) -> str:
    """Return why no patch can change a file; empty if one can.

    To `git` and `patch`, a line ends with the byte 10, and text has no byte 0.
    """
    if NOT_TEXT in file.source:
        return "not plain text"
    return "" if "a\n".encode(file.encoding) == b"a\n" else f"in {file.encoding.upper()}, as no patch can be"


def _diff(file: FileReport) -> Iterator[str]:
    path = _patch_path(file.path)
    before, after = (_lines(_as_bytes(text, file.encoding)) for text in (file.source, file.corrected))
    yield f"--- {_header(f'a/{path}')}\n+++ {_header(f'b/{path}')}\n"
    for line in islice(unified_diff(before, after), 2, None):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _as_bytes(text: str, encoding: str) -> str:
    """Return a text whose bytes in UTF-8, surrogates for what is none, are those of a text in its encoding.

    >>> _as_bytes("caf\u00e9", "cp1252").encode("utf-8", "surrogateescape")
    b'caf\\xe9'
    """
    return text.encode(encoding, "surrogateescape").decode("utf-8", "surrogateescape")


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
