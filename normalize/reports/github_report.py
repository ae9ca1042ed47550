"""Findings as annotations of a GitHub workflow: the most certain of each level; the summary has the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalize.reported import FileReport, Finding, Severity
from normalize.reports.located import has_lines, plain_path, sentence, trouble
from normalize.reports.run import RunInfo
from normalize.reports.wording import change, shown_path

LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}

# Annotations of one level that GitHub keeps of a step. Source: github.com/actions/toolkit/issues/734.
SHOWN = 10

# What ends a message or a property, or stands for a character that does.
# Source: github.com/actions/toolkit, packages/core/src/command.ts, `escapeData` and `escapeProperty`.
IN_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
IN_PROPERTIES = {**IN_DATA, ":": "%3A", ",": "%2C"}


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield workflow commands, level by level: files with errors first, then findings, most probable first.

    Of more than ten of a level, the others are only counted, in a line of the log that is no command.
    """
    for severity, level in LEVELS.items():
        found = [(one, file) for file in files for one in file.findings if one.severity == severity]
        found.sort(key=lambda one: -one[0].probability)
        commands = [_finding(level, *one) for one in found]
        if severity == "error":
            commands[:0] = [_error(file) for file in files if file.error]
        yield from commands[:SHOWN]
        if len(commands) > SHOWN:
            yield f"{len(commands) - SHOWN:,} more of level {level}: the summary of this step has all\n"


def _finding(level: str, finding: Finding, file: FileReport) -> str:
    """Return a command. Columns are given for names within one line alone: GitHub takes no others."""
    place = finding.place
    where = {"line": place.line, "endLine": place.end_line} if has_lines(file) else {}
    if where and place.line == place.end_line:
        where |= {"col": place.column, "endColumn": place.end_column}
    return _command(level, finding.path, where, f"{finding.rule}: {change(finding)}", sentence(finding))


def _error(file: FileReport) -> str:
    return _command("error", file.path, {}, "cannot be read or written", trouble(file))


def _command(level: str, path: str, where: dict[str, int], title: str, message: str) -> str:
    properties = {"file": shown_path(plain_path(path)), **where, "title": title}
    told = ",".join(f"{key}={_escaped(str(value), IN_PROPERTIES)}" for key, value in properties.items())
    return f"::{level} {told}::{_escaped(message, IN_DATA)}\n"


def _escaped(text: str, codes: dict[str, str]) -> str:
    r"""Return text as a workflow command takes it.

    >>> _escaped("50%: a, b\n", IN_PROPERTIES), _escaped("50%: a, b\n", IN_DATA)
    ('50%25%3A a%2C b%0A', '50%25: a, b%0A')
    """
    return "".join(codes.get(letter, letter) for letter in text)
