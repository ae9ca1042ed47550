"""Files to read → findings on standard output, reports in files, and the exit code."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from normalize import __version__
from normalize.adapters.check_files import Checked, Normalizers, Opened, check_or_tell
from normalize.adapters.file_jobs import Course, Outcome, at_work, outcomes
from normalize.adapters.idle_entries import idle_entries
from normalize.adapters.inputs import Input
from normalize.adapters.left_out import prepare, today
from normalize.adapters.notes import Notes, noted
from normalize.adapters.pool import Crew
from normalize.adapters.step_summary import append_summary
from normalize.adapters.streams import counted, emit, emit_bytes, say
from normalize.api import NO_MODEL
from normalize.errors import WriteError
from normalize.files import write_atomically
from normalize.reported import FileReport
from normalize.reports import RunInfo, rendered, report
from normalize.shipped import files as package_files

Command = Literal["check", "fix"]

# Severities, and what `fail_on` may say besides, least first.
GRAVITY = ("info", "warning", "error", "never")

# Formats that are read by line: what went wrong is told on standard error alone.
LINES = ("text", "concise", "diff")

# Formats that link to the project's pages, and the package whose `[project.urls]` names these.
LINKED = frozenset({"sarif", "rdjsonl"})
PACKAGE = "entity-normalize"

NOTHING, FOUND, FAILED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Show:
    """What is told, where and how.

    Attributes:
        format: Of standard output: a key of `REPORTS`.
        reports: Files to write reports to: of each, its format, a key of `REPORTS` or `BINARY`, and its path.
        detail: quiet says nothing when nothing is found.
        colour: Whether standard output is coloured.
        progress: Whether a person at a terminal sees how far we are.
    """

    format: str = "text"
    reports: tuple[tuple[str, Path], ...] = ()
    detail: Literal["quiet", "normal", "verbose"] = "normal"
    colour: bool = False
    progress: bool = True


def run(command: Command, files: Sequence[Input | FileReport], course: Course, show: Show) -> int:
    """Check files, tell of them, and return the exit code.

    If we are stopped on the way, what was done until then is told first.

    Args:
        command: As reports name it; `fix` fails, too, if a file changes.
        files: In the order of the report; those that cannot be read are reports already.
        course: What is done with them.
        show: How it is told.

    Raises:
        GazetteerError: A gazetteer has faults; nothing is read.
        SettingsError: A baseline or an ignore file has, or git does not know what was changed.
        ModelError: The spaCy pipeline is not installed.
    """
    reports: list[FileReport] = []
    with at_work(files, course) as workers:
        opened = opened_by(workers, files)
        try:
            with closing(counted(outcomes(files, workers), len(files), shown=show.progress)) as done:
                for outcome in done:
                    reports.append(outcome.report)
                    course.notes.add(outcome.noted)
        except BaseException:
            reports += [outcome.report for outcome in workers.stop()]
            say(f"stopped after {len(reports)} of {len(files)} files")
            if reports:
                tell(command, reports, opened, replace(show, reports=()))
            raise
    idle = idle_entries(files, reports, today())
    files, reports = [*files, *(file for file, _ in idle)], [*reports, *(report for _, report in idle)]
    code = exit_code(command, files, reports)
    return code if tell(command, reports, opened, show) else FAILED


def run_stdin(file: Input, show: Show, notes: Notes) -> int:
    """Write standard input, corrected, to standard output, and tell of the changes on standard error.

    Args:
        file: Standard input.
        show: How it is told.
        notes: Told what a person should know of it.
    """
    normalizers = prepared([file], warn=say)
    made: list[Checked] = []

    def keep(checked: Checked) -> FileReport:
        emit_bytes(checked.corrected())
        made.append(checked)
        notes.add(noted(checked, notes.wanted))
        return checked.report

    reports = [check_or_tell(file, normalizers, keep)]
    if made and show.detail != "quiet":
        info = run_info("fix", normalizers.opened(), replace(show, colour=False))
        say("".join(report(show.format, reports, info)).rstrip("\n"))
    _tell_errors(reports)
    code = exit_code("fix", [file], reports)
    return code if _write_reports("fix", reports, normalizers.opened(), show) else FAILED


def read_only(files: Sequence[Input | FileReport], jobs: int, *, progress: bool) -> list[FileReport]:
    """Return the reports of some files, and of ignore files; only what is wrong with them is told."""
    with at_work(files, Course(jobs=jobs)) as workers:
        opened_by(workers, files)
        done = counted(outcomes(files, workers), len(files), shown=progress)
        reports = [outcome.report for outcome in done]
    _tell_errors(reports)
    return [*reports, *(report for _, report in idle_entries(files, reports, today()))]


def opened_by(workers: Crew[Input, Outcome, Opened], files: Sequence[Input | FileReport]) -> Opened:
    """Return what was opened for some files: what is wrong with it stops us before anything is read.

    Raises:
        NormalizeError: As `checker` and `left_out.prepare`.
    """
    opened = workers.facts()
    for warning in opened.warnings:
        say(warning)
    for file in files:
        if isinstance(file, Input):
            prepare(file)
    return opened


def prepared(files: Sequence[Input | FileReport], warn: Callable[[str], None]) -> Normalizers:
    """Return the normalizers of some files, made: a faulty gazetteer stops us before anything is read."""
    normalizers = Normalizers(warn)
    for file in files:
        if isinstance(file, Input):
            normalizers.of(file.settings)
            prepare(file)
    return normalizers


def tell(command: Command, reports: Sequence[FileReport], opened: Opened, show: Show) -> bool:
    """Write standard output and reports, tell what went wrong; return whether all reports were written."""
    has_news = any(one.findings or one.written for one in reports)
    if show.format not in LINES:
        emit(report(show.format, reports, run_info(command, opened, show)))
    elif has_news or show.detail != "quiet":
        info = replace(run_info(command, opened, show), tells_errors=False)
        emit(report(show.format, reports, info))
    _tell_errors(reports)
    is_summarised = _summarised(reports, run_info(command, opened, show), show)
    return _write_reports(command, reports, opened, show) and is_summarised


def _summarised(reports: Sequence[FileReport], info: RunInfo, show: Show) -> bool:
    """Append to the summary of a GitHub step what annotations leave out; return whether that was possible.

    Source: GitHub documentation, "Workflow commands", for GITHUB_STEP_SUMMARY.
    """
    summary = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if show.format != "github" or not summary:
        return True
    try:
        append_summary(Path(summary), report("md", reports, info))
    except WriteError as error:
        say(f"error: {error}")
        return False
    return True


def _tell_errors(reports: Sequence[FileReport]) -> None:
    for one in reports:
        if one.error:
            say(f"error: {one.path}: {one.error}" + (f"\n  hint: {one.hint}" if one.hint else ""))


def _write_reports(command: Command, reports: Sequence[FileReport], opened: Opened, show: Show) -> bool:
    """Write each report; what cannot be written is told, and the others are written all the same."""
    info = replace(run_info(command, opened, show), colour=False)
    written = True
    for name, path in show.reports:
        data = rendered(name, reports, info)
        try:
            write_atomically(path, data)
        except WriteError as error:
            say(f"error: {error}")
            written = False
    return written


def exit_code(command: Command, files: Sequence[Input | FileReport], reports: Sequence[FileReport]) -> int:
    """Return 2 if a file could not be read or written, 1 if something was found or changed, else 0."""
    if any(one.error for one in reports):
        return FAILED
    pairs = ((file, one) for file, one in zip(files, reports, strict=True) if isinstance(file, Input))
    return FOUND if any(_is_found(command, file, one) for file, one in pairs) else NOTHING


def _is_found(command: Command, file: Input, made: FileReport) -> bool:
    """Return whether a file has findings as grave as its settings fail on, or, for fix, changes."""
    bar = file.settings.fail_on
    is_changed = command == "fix" and made.source != made.corrected and bar != "never"
    return is_changed or any(GRAVITY.index(one.severity) >= GRAVITY.index(bar) for one in made.findings)


def run_info(command: Command, opened: Opened, show: Show) -> RunInfo:
    """Return how the run was made, for its reports."""
    links = project_links() if LINKED & {show.format, *(name for name, _ in show.reports)} else {}
    return RunInfo(
        version=__version__,
        command=command,
        gazetteers=opened.gazetteers,
        entities=opened.entities,
        model=", ".join(sorted({model_name(model) for model in opened.models} - {""})),
        started=_now(),
        colour=show.colour,
        detail=show.detail,
        homepage=links.get("homepage", ""),
        manual=links.get("rules", ""),
    )


def project_links() -> dict[str, str]:
    """Return the web addresses that the installed package names, by what they are for, in lower case."""
    from importlib.metadata import PackageNotFoundError, metadata

    with suppress(PackageNotFoundError):
        named = (one.partition(", ") for one in metadata(PACKAGE).get_all("Project-URL") or ())
        return {label.lower(): url for label, _, url in named}
    return {}


def model_name(model: str) -> str:
    """Return what a report calls a model: for the shipped one its name and version, for none nothing."""
    if model:
        return "" if model == NO_MODEL else model
    with suppress(OSError):
        meta = json.loads((package_files("normalize") / "data" / "ner" / "meta.json").read_text("utf-8"))
        return f"{meta['name']} {meta['version']}"
    return ""


def _now() -> str:
    """Return the time in ISO 8601, UTC. Source: reproducible-builds.org for SOURCE_DATE_EPOCH."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
