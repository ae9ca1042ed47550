"""Standard output and standard error: results go to the one, messages and progress to the other."""

from __future__ import annotations

import contextlib
import io
import os
import sys

TYPE_CHECKING = False  # as in `typing`, which `--version` can do without
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from typing import BinaryIO, TypeVar

    T = TypeVar("T")

# Fewer files are done before anyone could read how far we are. A guess.
WORTH_COUNTING = 5


def prepare() -> None:
    """Make standard output UTF-8, as reports are, line ends left alone; messages never fail to print.

    What whoever started us has closed goes nowhere, and not into the first file that is opened.
    """
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(errors="backslashreplace")


def standard_input() -> BinaryIO:
    """Return standard input.

    Raises:
        ReadError: It is closed.
    """
    if sys.stdin is None:
        from normalize.errors import ReadError

        raise ReadError("standard input: is closed", hint="send the text there, or name a file")
    return sys.stdin.buffer


def emit(pieces: Iterable[str]) -> None:
    """Write results; when whoever reads them has gone, the rest is not written, and that is no error."""
    with quiet_when_closed():
        for piece in pieces:
            sys.stdout.write(piece)
        sys.stdout.flush()


def emit_bytes(data: bytes) -> None:
    """Write a file's bytes as results."""
    with quiet_when_closed():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


@contextlib.contextmanager
def quiet_when_closed() -> Iterator[None]:
    """Let nobody hear of it when standard output is closed by its reader; what follows goes nowhere.

    Raises:
        WriteError: Standard output cannot be written for another reason, a full disk.
    """
    try:
        yield
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        if not isinstance(error, BrokenPipeError):
            from normalize.errors import WriteError

            fact = f"standard output: cannot be written ({error.strerror or error})"
            raise WriteError(fact, hint="make room, or send it elsewhere") from error


def say(message: str) -> None:
    """Tell a person something that is no result; a stream that nobody reads is no error."""
    with contextlib.suppress(BrokenPipeError, ValueError):
        sys.stderr.write(f"{message}\n")
        sys.stderr.flush()


def counted(items: Iterable[T], total: int, *, shown: bool) -> Generator[T, None, None]:
    """Yield items as they are done, and show on a terminal how many are, how fast, and how long it will take.

    Args:
        items: What is worked on.
        total: How many there will be.
        shown: Whether progress is wished for; it is shown only if standard error is a terminal.
    """
    if not shown or total < WORTH_COUNTING or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=total, rate="")
        for done, item in enumerate(items, 1):
            elapsed = progress.tasks[0].elapsed or 0.0
            progress.update(task, completed=done, rate=speed(done, elapsed))
            yield item


def speed(done: int, seconds: float) -> str:
    """Return how fast something goes, as a person reads it; nothing in the first second.

    >>> speed(120, 60.0), speed(1200, 1.5), speed(3, 12.0)
    ('2.0/s', '800/s', '0.2/s')
    """
    if seconds < 1:
        return ""
    rate = done / seconds
    return f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s"


def wants_colour(wish: str) -> bool:
    """Return whether results are coloured: `always`, `never`, or `auto` for a terminal that does not mind.

    Source: no-color.org for NO_COLOR.
    """
    if wish == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wish == "always"
