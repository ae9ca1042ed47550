"""Files to read → findings on standard output, reports in files, and the exit code."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files as package_files
from pathlib import Path
from typing import Literal

from normalize import __version__
from normalize.adapters.check_files import Checked, Normalizers, check_or_tell
from normalize.adapters.idle_entries import idle_entries
from normalize.adapters.inputs import Input
from normalize.adapters.left_out import prepare, today
from normalize.adapters.step_summary import append_summary
from normalize.adapters.streams import counted, emit, emit_bytes, say
from normalize.api import NO_MODEL
from normalize.errors import WriteError
from normalize.files import write_atomically
from normalize.reported import FileReport
from normalize.reports import RunInfo, rendered, report

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


def run(
    command: Command,
    files: Sequence[Input | FileReport],
    then: Callable[[Checked], FileReport],
    show: Show,
) -> int:
    """Check files one after the other, tell of them, and return the exit code.

    If we are stopped on the way, what was done until then is told first.

    Args:
        command: As reports name it; `fix` fails, too, if a file changes.
        files: In the order of the report; those that cannot be read are reports already.
        then: What is done with a file that was checked; it returns the report.
        show: How it is told.

    Raises:
        GazetteerError: A gazetteer has faults; nothing is read.
        SettingsError: A baseline or an ignore file has, or git does not know what was changed.
        ModelError: The spaCy pipeline is not installed.
    """
    normalizers = prepared(files, warn=say)
    reports: list[FileReport] = []
    try:
        for file in counted(files, shown=show.progress):
            reports.append(_checked(file, normalizers, then))
    except BaseException:
        say(f"stopped after {len(reports)} of {len(files)} files")
        if reports:
            tell(command, reports, normalizers, replace(show, reports=()))
        raise
    idle = idle_entries(files, reports, today())
    files, reports = [*files, *(file for file, _ in idle)], [*reports, *(report for _, report in idle)]
    code = exit_code(command, files, reports)
    return code if tell(command, reports, normalizers, show) else FAILED


def run_stdin(file: Input, show: Show, note: Callable[[Checked], None] = lambda checked: None) -> int:
    """Write standard input, corrected, to standard output, and tell of the changes on standard error.

    Args:
        file: Standard input.
        show: How it is told.
        note: Told of what was checked.
    """
    normalizers = prepared([file], warn=say)
    made: list[Checked] = []

    def keep(checked: Checked) -> FileReport:
        emit_bytes(checked.corrected())
        made.append(checked)
        note(checked)
        return checked.report

    reports = [check_or_tell(file, normalizers, keep)]
    if made and show.detail != "quiet":
        info = run_info("fix", normalizers, replace(show, colour=False))
        say("".join(report(show.format, reports, info)).rstrip("\n"))
    _tell_errors(reports)
    code = exit_code("fix", [file], reports)
    return code if _write_reports("fix", reports, normalizers, show) else FAILED


def read_only(files: Sequence[Input | FileReport], *, progress: bool) -> list[FileReport]:
    """Return the reports of some files, and of ignore files; only what is wrong with them is told."""
    normalizers = prepared(files, warn=say)
    reports = [_checked(file, normalizers, lambda one: one.report) for file in counted(files, shown=progress)]
    _tell_errors(reports)
    return [*reports, *(report for _, report in idle_entries(files, reports, today()))]


def prepared(files: Sequence[Input | FileReport], warn: Callable[[str], None]) -> Normalizers:
    """Return the normalizers of some files, made: a faulty gazetteer stops us before anything is read."""
    normalizers = Normalizers(warn)
    for file in files:
        if isinstance(file, Input):
            normalizers.of(file.settings)
            prepare(file)
    return normalizers


def _checked(
    file: Input | FileReport, normalizers: Normalizers, then: Callable[[Checked], FileReport]
) -> FileReport:
    try:
        return check_or_tell(file, normalizers, then)
    except Exception as error:
        name = file.name if isinstance(file, Input) else file.path
        error.add_note(f"This happened while {name} was worked on.")
        raise


def tell(command: Command, reports: Sequence[FileReport], normalizers: Normalizers, show: Show) -> bool:
    """Write standard output and reports, tell what went wrong; return whether all reports were written."""
    has_news = any(one.findings or one.written for one in reports)
    if show.format not in LINES:
        emit(report(show.format, reports, run_info(command, normalizers, show)))
    elif has_news or show.detail != "quiet":
        info = replace(run_info(command, normalizers, show), tells_errors=False)
        emit(report(show.format, reports, info))
    _tell_errors(reports)
    is_summarised = _summarised(reports, run_info(command, normalizers, show), show)
    return _write_reports(command, reports, normalizers, show) and is_summarised


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


def _write_reports(
    command: Command, reports: Sequence[FileReport], normalizers: Normalizers, show: Show
) -> bool:
    """Write each report; what cannot be written is told, and the others are written all the same."""
    info = replace(run_info(command, normalizers, show), colour=False)
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


def run_info(command: Command, normalizers: Normalizers, show: Show) -> RunInfo:
    """Return how the run was made, for its reports."""
    links = project_links() if LINKED & {show.format, *(name for name, _ in show.reports)} else {}
    return RunInfo(
        version=__version__,
        command=command,
        gazetteers=normalizers.gazetteers(),
        entities=normalizers.entities(),
        model=", ".join(sorted({model_name(model) for _, _, model in normalizers.made} - {""})),
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
