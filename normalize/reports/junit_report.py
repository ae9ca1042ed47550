"""Findings as JUnit XML: each file a test, which fails if a name in it is to be corrected or reviewed.

Source: the schema of Jenkins' xUnit plugin, junit-10.xsd, which GitLab and Azure read, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from normalize.reported import FileReport, Finding
from normalize.reports.located import has_lines, plain_path, sentence, trouble
from normalize.reports.run import RunInfo
from normalize.reports.wording import change, revealed

# Source: XML 1.0, 2.2: what no XML may hold, not even as a reference.
FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Date and time at the beginning of a text. Source: ISO 8601, of which the schema takes no zone.
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield one suite, one file to a piece. What is of severity info fails no test: it is output."""
    failed = sum(1 for file in files if not file.error and any(_fails(one) for one in file.findings))
    errors = sum(1 for file in files if file.error)
    counts = f'tests="{len(files)}" failures="{failed}" errors="{errors}"'
    time = TIME.match(run.started)
    stamp = f' timestamp="{time[0]}"' if time else ""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="normalize" {counts}>\n'
    yield f'  <testsuite name="normalize {run.command}" {counts} skipped="0"{stamp}>\n'
    for file in files:
        yield "".join(f"    {line}\n" for line in _case(file))
    yield "  </testsuite>\n</testsuites>\n"


def _case(file: FileReport) -> Iterator[str]:
    """Yield the lines of a test. One with an error has no failures: readers show one or the other."""
    start = f'<testcase name={_attribute(plain_path(file.path))} classname="normalize"'
    told = [one for one in file.findings if file.error or not _fails(one)]
    failures = [] if file.error else [one for one in file.findings if _fails(one)]
    if not (file.error or failures or told):
        yield f"{start}/>"
        return
    yield f"{start}>"
    if file.error:
        yield f'  <error type="unreadable" message={_attribute(trouble(file))}/>'
    for one in failures:
        message = _attribute(f"{_place(one, file)}{change(one)}")
        yield f'  <failure type="{one.rule}" message={message}>{_line(one, file)}</failure>'
    if told:
        yield f"  <system-out>{chr(10).join(_line(one, file) for one in told)}</system-out>"
    yield "</testcase>"


def _fails(finding: Finding) -> bool:
    return finding.severity != "info"


def _line(finding: Finding, file: FileReport) -> str:
    return escape(
        _valid(f"{plain_path(finding.path)}:{_place(finding, file)}{finding.rule}: {sentence(finding)}")
    )


def _place(finding: Finding, file: FileReport) -> str:
    return f"{finding.place.line}:{finding.place.column}: " if has_lines(file) else " "


def _attribute(text: str) -> str:
    return quoteattr(_valid(text))


def _valid(text: str) -> str:
    """Return text without what XML forbids: such characters are spelt out.

    >>> _valid("a\\x00b")
    'a‹U+0000›b'
    """
    return revealed(text, lambda letter: bool(FORBIDDEN.match(letter)))
