"""Findings as diagnostics of reviewdog, one to a line, each with its corrections as suggestions.

Source: github.com/reviewdog/reviewdog, proto/rdf/reviewdog.proto, message `Diagnostic`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from normalize.reported import FileReport, Finding, Severity
from normalize.reports.located import fixes_of, has_lines, line_bytes, plain_path, sentence, trouble, whole
from normalize.reports.rules import EXPLAINED, NUMBERS
from normalize.reports.run import RunInfo

SEVERITIES: dict[Severity, str] = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield JSON Lines in the order of the files: a file's error, then its findings."""
    for file in files:
        if file.error:
            yield _line(_error(file, run))
        for finding in file.findings:
            yield _line(_diagnostic(finding, file, run))


def _diagnostic(finding: Finding, file: FileReport, run: RunInfo) -> dict[str, Any]:
    link = EXPLAINED[NUMBERS[finding.rule]].link(run) if finding.rule in NUMBERS else ""
    place = {"range": _place(file, finding)} if has_lines(file) else {}
    edits = [whole(file, finding, fix) for fix in fixes_of(file, finding)]
    suggestions = [{"range": _range(file, one.start, one.end), "text": one.new} for one in edits]
    return {
        "message": sentence(finding),
        "location": {"path": plain_path(finding.path), **place},
        "severity": SEVERITIES[finding.severity],
        "source": _source(run),
        "code": {"value": finding.rule, **({"url": link} if link else {})},
        **({"suggestions": suggestions} if suggestions else {}),
    }


def _error(file: FileReport, run: RunInfo) -> dict[str, Any]:
    return {
        "message": trouble(file),
        "location": {"path": plain_path(file.path)},
        "severity": "ERROR",
        "source": _source(run),
        "code": {"value": "unreadable"},
    }


def _source(run: RunInfo) -> dict[str, str]:
    return {"name": "normalize", **({"url": run.homepage} if run.homepage else {})}


def _place(file: FileReport, finding: Finding) -> dict[str, dict[str, int]]:
    """Return where a name stands: without its source, of which bytes are counted, the lines alone."""
    place = finding.place
    if not file.source:
        return {"start": {"line": place.line}, "end": {"line": place.end_line}}
    return _range(file, place.start, place.end)


def _range(file: FileReport, start: int, end: int) -> dict[str, dict[str, int]]:
    """Return a range of source: lines and columns from one, columns in bytes of UTF-8, the end exclusive."""
    (line, column), (end_line, end_column) = (line_bytes(file, at) for at in (start, end))
    return {"start": {"line": line, "column": column}, "end": {"line": end_line, "column": end_column}}


def _line(value: dict[str, Any]) -> str:
    return f"{json.dumps(value, ensure_ascii=False)}\n"
