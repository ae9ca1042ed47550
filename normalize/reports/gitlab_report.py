"""Findings as a Code Quality report of GitLab: one JSON array.

Source: GitLab documentation, "Code Quality report format" (a part of the Code Climate specification).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from normalize.reported import FileReport, Finding, Severity
from normalize.reports.located import has_lines, plain_path, sentence, trouble
from normalize.reports.run import RunInfo

# Source: the five of GitLab are info, minor, major, critical, blocker; which is which is a choice.
SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "info": "info"}
UNREADABLE = "critical"


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield an array, one entry to a piece: a file's error, then its findings."""
    separator = "["
    for entry in _unique(_entries(files)):
        yield f"{separator}\n  {json.dumps(entry, ensure_ascii=False)}"
        separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"


def _entries(files: Iterable[FileReport]) -> Iterator[dict[str, Any]]:
    for file in files:
        if file.error:
            told = _digest("unreadable", plain_path(file.path))
            yield _entry(trouble(file), "unreadable", told, UNREADABLE, file.path, 1)
        for one in file.findings:
            yield _finding(one, has_lines(file))


def _finding(finding: Finding, has_lines: bool) -> dict[str, Any]:
    line = finding.place.line if has_lines else 1
    level = SEVERITIES[finding.severity]
    return _entry(sentence(finding), finding.rule, finding.fingerprint, level, finding.path, line)


def _entry(text: str, name: str, fingerprint: str, severity: str, path: str, line: int) -> dict[str, Any]:
    return {
        "description": text,
        "check_name": name,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": plain_path(path), "lines": {"begin": line}},
    }


def _unique(entries: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield entries of which no two have one fingerprint: GitLab would show one of them."""
    seen: Counter[str] = Counter()
    for entry in entries:
        fingerprint = entry["fingerprint"]
        if number := seen[fingerprint]:
            entry = {**entry, "fingerprint": _digest(fingerprint, str(number))}
        seen[fingerprint] += 1
        yield entry


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]
