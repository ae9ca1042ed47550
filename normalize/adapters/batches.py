"""A corpus, a file or a folder of files → another with its texts corrected, and a summary."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

from normalize.adapters.batch_errors import Errors
from normalize.adapters.batch_progress import Progress, progressing
from normalize.adapters.batch_report import Summary, refuse_report, report
from normalize.adapters.batch_steps import Step, decided, recipe, steps
from normalize.adapters.corpus import Unfit
from normalize.adapters.corpus_files import Part, parts
from normalize.adapters.deciding import settings_key
from normalize.adapters.file_writes import make_folder
from normalize.adapters.line_files import STDIO, whole
from normalize.adapters.pool import crew
from normalize.adapters.pool_size import checked_jobs, jobs_of
from normalize.adapters.resuming import Finished, Keeping, keeping
from normalize.adapters.streams import quiet_when_closed, say
from normalize.errors import ReadError, WriteError
from normalize.files import write_atomically
from normalize.reports.wording import plural
from normalize.settings import Settings


class LossError(WriteError):
    """A corpus that would be replaced by its result, with rows that cannot be written again."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a user can wish of a run.

    Attributes:
        field: Where the text is.
        jobs: Processes that work: a number, or `auto`.
        resume: Whether to go on where an earlier run was stopped.
        report: Where a report goes, .json or .txt; None for none.
        progress: Whether to show how far we are, on a terminal.
    """

    field: str = "text"
    jobs: str = "1"
    resume: bool = True
    report: Path | None = None
    progress: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """What goes along with a run.

    Attributes:
        field: Where the text is.
        parts: The files of the corpus.
        is_folder: Whether it is a folder of them.
        keeping: Where it is kept what is done.
        errors: Told of rows that could not be done.
        progress: Told how far we are.
        summary: What became of the corpus so far.
    """

    field: str
    parts: list[Part]
    is_folder: bool
    keeping: Keeping
    errors: Errors
    progress: Progress
    summary: Summary


def run_batch(source: str, target: str, settings: Settings, wish: Wish) -> int:
    """Correct each text of a corpus; return 2 if one could not be done, else 0.

    Raises:
        ReadError: The corpus is one file, and cannot be read.
        WriteError: The result cannot be written, or would replace a corpus with rows that cannot be written
            again. Then it is as it was.
        NormalizeError: Nothing can be done: a gazetteer has faults.
    """
    if wish.report:
        refuse_report(wish.report)
    began, todo = time.monotonic(), parts(source, target)
    jobs = jobs_of(checked_jobs(wish.jobs), sum(part.size for part in todo))
    key = partial(settings_key, settings, wish.field)
    is_folder = source != STDIO and Path(source).is_dir()
    result = target if is_folder else todo[0].target
    kept_for = Path(result) if all(part.is_kept for part in todo) else None
    with (
        quiet_when_closed(),
        crew(partial(recipe, settings), jobs) as workers,
        keeping(kept_for, key, say, resume=wish.resume) as kept,
        Errors(result if kept_for else "") as errors,
        progressing(shown=wish.progress) as progress,
    ):
        workers.facts()
        run = Run(wish.field, todo, is_folder, kept, errors, progress, Summary(todo[0].format.WORD))
        done = decided(steps(todo, wish.field, kept), workers)
        for _, of_part in itertools.groupby(done, attrgetter("begun.number")):
            _correct(run, of_part)
    run.summary.seconds = time.monotonic() - began
    say(f"{run.summary}")
    if wish.report:
        write_atomically(wish.report, report(wish.report, run.summary))
    return 2 if run.summary.errors or run.summary.files_unread else 0


def _correct(run: Run, of_part: Iterator[Step]) -> None:
    """Write one file of a corpus, or tell why it cannot be read; if there is no other, that is an error."""
    first = next(of_part)
    part, finished = first.begun.part, first.begun.finished
    try:
        if finished:
            for entry in finished.errors:
                run.errors.add(part.source, part.format.WORD, entry)
        else:
            finished = _written(run, first, of_part)
    except ReadError as error:
        if not run.is_folder:
            raise
        say(f"error: {error}")
        finished = Finished({"files_unread": 1})
    run.summary.add(finished.counts)


def _written(run: Run, first: Step, of_part: Iterator[Step]) -> Finished:
    """Write one file; return what is told of it. What was kept goes when it is written, or is of no more use.

    Raises:
        ReadError: It cannot be read to its end.
        LossError: It would replace its corpus, and lose rows.
        WriteError: It cannot be written.
    """
    begun, is_over = first.begun, False
    try:
        finished = _write(run, first, of_part)
        is_over = True
        if begun.about and run.is_folder:
            run.keeping.finish(begun.part.name, begun.about, Path(begun.part.target), finished)
        return finished
    except (ReadError, LossError):
        is_over = True
        raise
    finally:
        if begun.journal:
            begun.journal.close(remove=is_over)


def _write(run: Run, first: Step, of_part: Iterator[Step]) -> Finished:
    """Write the rows of one file as they come, and keep those that were not kept."""
    if first.fault:
        raise first.fault
    part, finished = first.begun.part, Finished({})
    made = Summary()
    if run.is_folder:
        make_folder(Path(part.target).absolute().parent)
    with whole(part.target) as file, part.format.writing(part.source, run.field, file) as write:
        for step in itertools.chain([first], of_part):
            if step.fault:
                raise step.fault
            if step.begun.journal and not step.was_kept and step.rows:
                step.begun.journal.add(step.texts, step.rows)
            write(step.chunk, step.rows)
            made.count(step.chunk, step.rows)
            for entry in _errors(step):
                run.errors.add(part.source, part.format.WORD, entry)
                finished.errors.extend([entry] if run.is_folder else [])
            run.progress((step.begun.number + step.chunk.place) / len(run.parts), len(step.rows))
        if made.left_out and _is_one_file(part):
            lost = plural(made.left_out, part.format.WORD)
            fact = f"{part.target}: is the corpus itself, and {lost} would be lost"
            raise LossError(fact, hint="mend them, or name another file for the result")
    return replace(finished, counts=made.counts())


def _errors(step: Step) -> Iterator[dict[str, Any]]:
    """Yield what is told of the rows of a step that could not be done."""
    for item, row in zip(step.chunk.items, step.rows, strict=True):
        if row.error:
            hint = {"hint": item.text.hint} if isinstance(item.text, Unfit) and item.text.hint else {}
            yield {"file": step.begun.part.name, "row": item.number, "error": row.error, **hint}


def _is_one_file(part: Part) -> bool:
    source, target = Path(part.source), Path(part.target)
    return source.is_file() and target.is_file() and target.samefile(source)
