"""How far a run over a corpus is → a bar on a terminal, with the rate and the time that is left."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

from normalize.adapters.streams import speed

# Told how far the whole is, 0.0 to 1.0, and how many rows are done since it was told last.
Progress = Callable[[float, int], None]


@contextlib.contextmanager
def progressing(*, shown: bool) -> Iterator[Progress]:
    """Give what is told how far we are; it shows that on standard error, if that is a terminal.

    Args:
        shown: Whether it is wished for.
    """
    if not shown or not sys.stderr.isatty():
        yield lambda place, rows: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    told = TextColumn("{task.fields[rows]:,} rows {task.fields[rate]}")
    columns = (BarColumn(), TaskProgressColumn(), told, TimeRemainingColumn())
    began = time.monotonic()
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0, rows=0, rate="")

        def show(place: float, rows: int) -> None:
            total = bar.tasks[0].fields["rows"] + rows
            bar.update(task, completed=place, rows=total, rate=speed(total, time.monotonic() - began))

        yield show
