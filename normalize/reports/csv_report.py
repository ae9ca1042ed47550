"""Findings as a sheet: one row per finding, for Excel, LibreOffice and Numbers.

UTF-8 with a byte-order mark, without which Excel takes it for another encoding; CRLF line ends and quoting as
in RFC 4180. Programs should read JSON instead, or decode this as `utf-8-sig`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from normalize.reported import FileReport, Finding
from normalize.reports.run import RunInfo
from normalize.reports.wording import alternatives_of, shown_path, shown_surface

COLUMNS = (
    "file", "line", "column", "rule", "severity", "verdict", "surface", "replacement", "probability",
    "entity_id", "entity_type", "entity_name", "before", "after", "reason", "held", "quoted", "alternatives",
    "fingerprint",
)  # fmt: skip

# A cell that starts like this is a formula to a spreadsheet.
# Source: OWASP, "CSV Injection"; the full-width forms are taken for the same by Excel in Japanese.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield a header and one row per finding; a file with an error has a row of rule `error`."""
    yield "\ufeff" + _row(COLUMNS)
    for file in files:
        if file.error:
            yield _row(_error(file))
        for finding in file.findings:
            yield _row(_finding(finding))


def _error(file: FileReport) -> tuple[str, ...]:
    row = dict.fromkeys(COLUMNS, "")
    reason = f"{file.error} ({file.hint})" if file.hint else file.error
    return tuple((row | {"file": shown_path(file.path), "rule": "error", "reason": reason}).values())


def _finding(finding: Finding) -> tuple[str, ...]:
    others = (f"{other.replacement} ({other.probability:.2f})" for other in alternatives_of(finding))
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
        finding.before,
        finding.after,
        finding.reason,
        finding.held,
        "yes" if finding.quoted else "no",
        "; ".join(others),
        finding.fingerprint,
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
    """Return a cell that no spreadsheet runs as a formula: an apostrophe goes before what looks like one."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
