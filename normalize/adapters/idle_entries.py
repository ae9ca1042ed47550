"""Entries of ignore files that ignored nothing in a run, or have expired → a report of each ignore file.

An entry is told to be unused only if all it could speak of was read: a folder was named that holds the
ignore file, or its `files` name single files and all of them were read. A hook that hands over some files
of a repository says nothing about the others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from normalize.adapters.inputs import Input
from normalize.adapters.left_out import finding_of_ignore
from normalize.findings import numbered
from normalize.ignoring import gravity, has_expired
from normalize.model import Document
from normalize.offsets import line_index
from normalize.reported import FileReport, Finding, LeftOut
from normalize.settings import matches

if TYPE_CHECKING:
    from normalize.ignore_file import Entry, IgnoreFile

Pair = tuple[Input, FileReport]

# What makes a path a pattern. Source: gitignore(5).
PATTERN = "*?[!\\"


def idle_entries(
    files: Sequence[Input | FileReport], reports: Sequence[FileReport], today: date
) -> list[Pair]:
    """Return a report of each ignore file that has something to say, and what stands for it among files.

    Args:
        files: Of the run.
        reports: One for each of them.
        today: After which day something has expired.
    """
    pairs = [(file, report) for file, report in zip(files, reports, strict=True) if isinstance(file, Input)]
    made = []
    for path in sorted({file.settings.ignores for file, _ in pairs if file.settings.ignores}):
        governed = [(file, report) for file, report in pairs if file.settings.ignores == path]
        if "unused-ignore" in governed[0][0].settings.rules:
            from normalize.ignore_file import load_ignore_file

            made.append(_report(load_ignore_file(path), governed, today))
    return [(file, report) for file, report in made if report.findings or report.left_out != LeftOut()]


def _report(ignores: IgnoreFile, governed: Sequence[Pair], today: date) -> Pair:
    from normalize.adapters.baselines import accepted_at
    from normalize.adapters.changed_lines import changed_lines, is_changed

    name = _shown(ignores.path)
    settings = replace(governed[0][0].settings)
    file = Input(name, ignores.path, settings, PurePath(ignores.path.name))
    document = Document(name, ignores.source, ())
    findings = numbered(_findings(ignores, document, governed, today))
    accepted = accepted_at(findings, file)
    since = settings.changed_since
    lines = changed_lines(ignores.path, since) if since and findings else None
    stays = tuple(
        one
        for at, one in enumerate(findings)
        if at not in accepted and (lines is None or is_changed(one, ignores.source, lines))
    )
    left_out = LeftOut(accepted=len(accepted), unchanged=len(findings) - len(stays) - len(accepted))
    source = ignores.source
    return file, FileReport(name, 0, stays, source=source, corrected=source, left_out=left_out)


def _findings(
    ignores: IgnoreFile, document: Document, governed: Sequence[Pair], today: date
) -> Iterator[Finding]:
    """Yield what is to tell of the entries of an ignore file, in its order."""
    used = {number for _, report in governed for number in report.left_out.entries}
    for number, entry in enumerate(ignores.entries):
        if has_expired(entry.expires, today):
            if _speaks_of_any(ignores, entry, governed):
                reason = f"it expired on {entry.expires}: delete it, or put the day off"
                yield _finding(document, entry, reason)
        elif number not in used and _is_all_read(ignores, entry, governed):
            yield _finding(
                document, entry, "no finding is about it in all the files that it speaks of", fault=""
            )


def _finding(document: Document, entry: Entry, reason: str, fault: str = "expired") -> Finding:
    start = line_index(document.source, document.encoding).starts[entry.line - 1] + entry.column - 1
    end = document.source.find("\n", start)
    stretch = (start, end if end >= 0 else len(document.source))
    return finding_of_ignore(document, document.name, stretch, reason, gravity(fault))


def _speaks_of_any(ignores: IgnoreFile, entry: Entry, governed: Sequence[Pair]) -> bool:
    root = ignores.path.parent
    return not entry.files or any(matches(entry.files, Path(file.name), root) for file, _ in governed)


def _is_all_read(ignores: IgnoreFile, entry: Entry, governed: Sequence[Pair]) -> bool:
    """Return whether all files that an entry could speak of were read in this run."""
    if any(report.error for _, report in governed):
        return False
    root = ignores.path.parent
    folders = {_absolute(file.folder) for file, _ in governed if file.folder is not None}
    if any(root.is_relative_to(folder) for folder in folders):
        return True
    read = {_absolute(file.path) for file, _ in governed if file.path is not None}
    single = [glob for glob in entry.files if not any(sign in glob for sign in PATTERN)]
    return (
        bool(single)
        and len(single) == len(entry.files)
        and {root / one.lstrip("/") for one in single} <= read
    )


def _shown(path: Path) -> str:
    """Return a path from the current folder, if it is in it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
