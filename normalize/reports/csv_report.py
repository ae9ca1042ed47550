"""Findings as a sheet: one row per finding, for Excel, LibreOffice and Numbers.

UTF-8 with a byte-order mark, without which Excel takes it for another encoding; CRLF line ends and quoting as
in RFC 4180. Programs should read JSON instead, or decode this as `utf-8-sig`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from normalize.reported import FileReport, Finding
from normalize.reports.run import RunInfo
from normalize.reports.tallies import fate, state_of
from normalize.reports.wording import (
    after_of,
    alternatives_of,
    before_of,
    chance,
    harmless,
    shown_path,
    shown_surface,
)

COLUMNS = (
    "file", "line", "column", "rule", "severity", "verdict", "surface", "replacement", "probability",
    "entity_id", "entity_type", "entity_name", "before", "after", "reason", "held", "quoted", "alternatives",
    "fingerprint", "fate", "chance", "evidence",
)  # fmt: skip

# Where a formula begins to a spreadsheet: at the start of a cell, and after a semicolon, at which Excel cuts
# lines in much of Europe. Tabs and line ends, which are as bad, are spelt out.
# Source: OWASP, "CSV Injection"; the full-width forms are taken for the same by Excel in Japanese.
FORMULA = re.compile(r"(^ *|;[ \"']*)(?=[=+\-@＝＋－＠])")


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield a header and one row per finding; a file with an error has one of rule `error`."""
    yield "\ufeff" + _row(COLUMNS)
    for file in files:
        if file.error:
            yield _row(_error(file))
        for finding in file.findings:
            yield _row(_finding(finding, file, run))


def _error(file: FileReport) -> tuple[str, ...]:
    row = dict.fromkeys(COLUMNS, "")
    reason = f"{file.error} ({file.hint})" if file.hint else file.error
    return tuple((row | {"file": shown_path(file.path), "rule": "error", "reason": reason}).values())


def _finding(finding: Finding, file: FileReport, run: RunInfo) -> tuple[str, ...]:
    others = (f"{other.replacement} ({other.probability:.2f})" for other in alternatives_of(finding))
    evidence = (f"{one.words} ({one.weight:+.2f})" for one in finding.witnesses)
    return (
        shown_path(finding.path),
        str(finding.place.line),
        str(finding.place.column),
        finding.rule,
        finding.severity,
        str(finding.verdict),
        shown_surface(finding),
        finding.replacement,
        f"{finding.probability:.2f}",
        finding.entity_id,
        finding.entity_type if finding.entity_id else "",
        finding.entity_name,
        before_of(finding),
        after_of(finding),
        finding.reason,
        finding.held,
        "yes" if finding.quoted else "no",
        "; ".join(others),
        finding.fingerprint,
        fate(state_of(finding, file), run),
        chance(finding.probability) if finding.replacement else "",
        "; ".join(evidence),
    )


def _row(cells: Iterable[str]) -> str:
    r"""Return a row as RFC 4180 writes it, every cell safe.

    >>> _row(("=1+1", "one, two", "plain"))
    '\'=1+1,"one, two",plain\r\n'
    """
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow([safe(cell) for cell in cells])
    return line.getvalue()


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula, and that stays one line.

    An apostrophe goes before what looks like a formula.

    >>> safe("@desk"), safe("so; =1+1"), safe("a - b")
    ("'@desk", "so; '=1+1", 'a - b')
    """
    return FORMULA.sub(r"\1'", harmless(cell))
