"""Findings one to a line, for grep, editors and scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalize.reported import FileReport, Finding
from normalize.reports.run import RunInfo
from normalize.reports.wording import change, harmless, shown_path


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield `path:line:col: rule surface → replacement (0.98) [fix]` lines, and one per error."""
    for file in files:
        if file.error and run.tells_errors:
            yield f"{shown_path(file.path)}: error: {harmless(file.error)}\n"
        for finding in file.findings:
            yield f"{_line(finding)}\n"


def _line(finding: Finding) -> str:
    place = f"{shown_path(finding.path)}:{finding.place.line}:{finding.place.column}"
    remedy = "fix" if finding.is_fixable else "review"
    return f"{place}: {finding.rule} {change(finding)} ({finding.probability:.2f}) [{remedy}]"
