"""Findings → the summary page of a GitHub workflow's step, which shows what annotations have no room for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from normalize.errors import WriteError

# Bytes that GitHub takes for the summary of one step; it refuses all of a longer one.
# Source: GitHub documentation, "Workflow commands": "Job summaries ... a maximum size of 1MiB".
LARGEST = 1024 * 1024

CUT = "\n…the rest is too long for a summary; `--report changes.html` has all.\n"


def append_summary(path: Path, pieces: Iterable[str]) -> None:
    """Append a report in Markdown to the summary of a step, in one write; cut between pieces if too long.

    Args:
        path: What the variable `GITHUB_STEP_SUMMARY` names; other steps of ours may have written there.
        pieces: Of the report, in order, each complete in itself (a heading, a table).

    Raises:
        WriteError: It cannot be written.
    """
    try:
        room = LARGEST - (path.stat().st_size if path.exists() else 0) - len(CUT.encode())
        with path.open("ab") as summary:
            summary.write(fitting(pieces, room))
    except OSError as error:
        fact = f"{path}: the summary cannot be written ({error.strerror or error})"
        raise WriteError(fact, hint="check what GITHUB_STEP_SUMMARY names") from error


def fitting(pieces: Iterable[str], room: int) -> bytes:
    """Return as many pieces as fit into some bytes, and a word on the rest if there is one.

    >>> fitting(["one ", "two"], 7)
    b'one two'
    >>> fitting(["one ", "two"], 6).decode() == f"one {CUT}"
    True
    """
    made = b""
    for piece in pieces:
        data = piece.encode("utf-8", "replace")
        if len(made) + len(data) > room:
            return made + CUT.encode()
        made += data
    return made
