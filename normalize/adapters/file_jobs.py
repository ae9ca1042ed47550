"""Files to check, and to write → what becomes of each, in their order, by as many processes as are wished."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from normalize.adapters.check_files import Normalizers, Opened, check, needs_of, unreadable, unwritten
from normalize.adapters.file_writes import Then, Write, leave
from normalize.adapters.inputs import Input
from normalize.adapters.notes import Noted, Notes, noted
from normalize.adapters.pool import Batching, Crew, Lost, crew
from normalize.adapters.pool_size import AUTO, checked_jobs, jobs_of
from normalize.errors import ReadError, WriteError
from normalize.leftovers import recover
from normalize.reported import FileReport
from normalize.settings import Settings

# Bytes of files that are handed to a worker at once. Source: benchmarks/jobs.md.
BATCH = 16_000

# Bytes that the message about a file counts for beside its content: its name and its settings.
MESSAGE = 500

# Imported once, and shared by all workers.
SHARED = ("normalize.adapters.file_jobs",)


@dataclass(frozen=True, slots=True)
class Course:
    """What is done with files.

    Attributes:
        then: Gives what is to be written of a file that was checked.
        jobs: How many files are worked on at once.
        notes: Told what a person should know of each.
    """

    then: Then = leave
    jobs: int = 1
    notes: Notes = field(default_factory=Notes)


# What is noted of a file that could not be read.
NOTHING = Noted()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Attributes:
        report: What is told of it.
        noted: What a person should know besides.
        digest: SHA-256 of what was written, in hexadecimal; empty if nothing was.
    """

    report: FileReport
    noted: Noted = NOTHING
    digest: str = ""


def at_work(files: Sequence[Input | FileReport], course: Course) -> Crew[Input, Outcome, Opened]:
    """Return who checks files. Its facts are what was opened for that: with them, gazetteers are sound."""
    needs = {needs_of(file.settings): file.settings for file in files if isinstance(file, Input)}
    recipe = partial(checker, tuple(needs.values()), course.then, course.notes.wanted)
    return crew(recipe, min(course.jobs, len(files)), is_settled=is_settled, preload=SHARED)


def outcomes(files: Sequence[Input | FileReport], workers: Crew[Input, Outcome, Opened]) -> Iterator[Outcome]:
    """Yield what becomes of files, in their order; of those that are reports already, these."""
    done = workers.in_order((file for file in files if isinstance(file, Input)), Batching(weight, BATCH))
    for file in files:
        made = Outcome(file) if isinstance(file, FileReport) else next(done)
        yield Outcome(lost(made)) if isinstance(made, Lost) else made


def jobs_for(files: Sequence[Input | FileReport], wish: str) -> int:
    """Return how many files are worked on at once, from one.

    Args:
        files: What there is to do.
        wish: A number, or `auto`: as many as are worth beginning.

    Raises:
        SettingsError: It is neither.
    """
    if checked_jobs(wish) != AUTO:
        return int(wish)
    return jobs_of(AUTO, sum(weight(file) - MESSAGE for file in files if isinstance(file, Input)))


def weight(file: Input) -> int:
    """Return what a file counts for among those that are handed over together, in bytes."""
    try:
        return MESSAGE + (file.path.stat().st_size if file.path else 0)
    except OSError:  # who reads it will tell
        return MESSAGE


def lost(made: Lost[Input]) -> FileReport:
    """Return the report of a file at which its worker died, twice."""
    fact = f"not done: the process that worked on it died, twice: {made.fact}"
    hint = "there may be too little memory for it: try it by itself, or cut it in parts"
    return FileReport(made.task.name, error=fact, hint=hint)


def checker(
    needs: Sequence[Settings], then: Then, wanted: Sequence[str]
) -> tuple[Callable[[Input], Outcome], Opened]:
    """Open what files need, and return what works on one, and what was opened.

    Args:
        needs: Settings of which each needs a normalizer of its own.
        then: Gives what is to be written of a file.
        wanted: Fields that were asked for, for notes.

    Raises:
        ReadError: A gazetteer is not there or may not be read.
        GazetteerError: The gazetteers have faults.
        ModelError: A spaCy pipeline that somebody named is not there.
    """
    warnings: list[str] = []
    normalizers = Normalizers(warnings.append)
    for settings in needs:
        normalizers.of(settings)
    work = partial(_outcome, normalizers=normalizers, then=then, wanted=wanted)
    return work, normalizers.opened(warnings)


def _outcome(file: Input, normalizers: Normalizers, then: Then, wanted: Sequence[str]) -> Outcome:
    try:
        return outcome(file, normalizers, then, wanted)
    except Exception as error:
        error.add_note(f"This happened while {file.name} was worked on.")
        raise


def outcome(file: Input, normalizers: Normalizers, then: Then, wanted: Sequence[str]) -> Outcome:
    """Check a file, write what is to be written of it, and return what became of it.

    Raises:
        ModelError: The spaCy pipeline cannot be used.
        SettingsError: A baseline or an ignore file has faults.
    """
    try:
        checked = check(file, normalizers)
    except ReadError as error:
        return Outcome(unreadable(file, error))
    note = noted(checked, wanted)
    try:
        write = then(checked)
        if write is None:
            return Outcome(lean(checked.report), note)
        report = replace(checked.report, written=str(write.path))
        made = Outcome(lean(report), note, _digest(write.data))
        _commit(made, write)
        return made
    except WriteError as error:
        return Outcome(unwritten(checked, error), note)


def _commit(made: Outcome, write: Write) -> None:
    """Write a file; a worker that dies of it has told before what it was about to do."""
    from normalize.adapters.worker import committing

    with committing(made):
        write.now()


def lean(report: FileReport) -> FileReport:
    """Return a report without the text of its file, if no report shows any of it."""
    has_news = report.findings or report.error or report.source != report.corrected
    return report if has_news else replace(report, source="", corrected="")


def is_settled(file: Input, made: Outcome) -> bool:
    """Return whether a file was written by a process that died; what that began is cleared up."""
    path = Path(made.report.written)
    recover([path.resolve().parent])
    try:
        return _digest(path.read_bytes()) == made.digest
    except OSError:
        return False


def _digest(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()
