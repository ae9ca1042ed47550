"""Findings as SARIF 2.1.0, for code scanning and editors.

Source: OASIS Standard "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; the numbers of
sections below are its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from normalize.reported import Edit, FileReport, Finding, Fix, Severity
from normalize.reports.located import (
    address,
    fixes_of,
    has_lines,
    is_whole,
    line_column,
    lines_around,
    sentence,
    trouble,
    whole,
)
from normalize.reports.rules import EXPLAINED, NUMBERS, Explained
from normalize.reports.run import RunInfo

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}

# What relative addresses are relative to: where we were called. Source: the name that Microsoft's tools use.
BASE = "SRCROOT"

# Name and version of how fingerprints are made. Source: 3.27.17, "a versioned hierarchical string".
FINGERPRINT = "normalizeFinding/v1"

# Code points of source shown on either side of a name. Source: a choice, so that one line of HTML is not all.
CONTEXT = 120

# Decimal places of probabilities. Source: as in JSON reports.
PLACES = 4

# Source: 3.9, the only form of date and time; in UTC.
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

# What would be a link or a placeholder in a message. Source: 3.11.5, 3.11.6.
SPECIAL = {"{": "{{", "}": "}}", "](": "\\]("}


UNREADABLE = {
    "id": "unreadable",
    "name": "UnreadableFile",
    "shortDescription": {"text": "A file could not be read or written."},
    "fullDescription": {"text": "A file could not be read or written; findings in it may be missing."},
    "help": {"text": "The message says what is wrong with it, and the way out."},
}


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield one log with one run; results in the order of the files, one to a piece."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(files, run)]}
    head, _, tail = json.dumps(log, indent=2, ensure_ascii=False).partition('"results": []')
    yield f'{head}"results": ['
    results = ((number, finding) for number, file in enumerate(files) for finding in file.findings)
    first = True
    for number, finding in results:
        result = json.dumps(_result(finding, files[number], number), indent=2, ensure_ascii=False)
        margin = "\n" + " " * 8
        yield f"{'' if first else ','}{margin}{result.replace(chr(10), margin)}"
        first = False
    yield f"{']' if first else chr(10) + ' ' * 6 + ']'}{tail}\n"


def _run(files: Sequence[FileReport], run: RunInfo) -> dict[str, Any]:
    """Return the run without its results."""
    link = {"informationUri": run.homepage} if run.homepage else {}
    base = "The folder in which normalize was run; in a checkout, its root."
    return {
        "tool": {
            "driver": {
                "name": "normalize",
                "semanticVersion": run.version,
                **link,
                "shortDescription": _text("Finds names of people and places that translation garbled."),
                "rules": [_rule(rule, run) for rule in EXPLAINED],
                "notifications": [UNREADABLE],
                "language": "en",
            }
        },
        "automationDetails": {"id": "normalize/"},
        "originalUriBaseIds": {BASE: {"description": _text(base)}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "invocations": [_invocation(files, run)],
        "artifacts": [
            {"location": _location(file, number), "roles": ["analysisTarget"]}
            for number, file in enumerate(files)
        ],
        "results": [],
    }


def _rule(rule: Explained, run: RunInfo) -> dict[str, Any]:
    link = rule.link(run)
    return {
        "id": rule.rule,
        "name": rule.name,
        "shortDescription": _text(rule.brief),
        "fullDescription": _text(rule.full.replace("`", "")),
        "help": {"text": rule.help_text, "markdown": rule.help},
        **({"helpUri": link} if link else {}),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": ["names", "spelling"]},
    }


def _invocation(files: Sequence[FileReport], run: RunInfo) -> dict[str, Any]:
    failed = [(number, file) for number, file in enumerate(files) if file.error]
    return {
        "executionSuccessful": not failed,
        **({"startTimeUtc": run.started} if TIME.fullmatch(run.started) else {}),
        "toolExecutionNotifications": [
            {
                "descriptor": {"id": "unreadable", "index": 0},
                "level": "error",
                "message": _text(f"{trouble(file).rstrip('.')}."),
                "locations": [{"physicalLocation": {"artifactLocation": _location(file, number)}}],
            }
            for number, file in failed
        ],
    }


def _location(file: FileReport, number: int) -> dict[str, Any]:
    uri = address(file.path)
    base = {} if uri.startswith("file:") else {"uriBaseId": BASE}
    return {"uri": uri, **base, "index": number}


def _result(finding: Finding, file: FileReport, number: int) -> dict[str, Any]:
    where: dict[str, Any] = {"artifactLocation": _location(file, number)}
    if has_lines(file):
        where |= _regions(file, finding)
    fixes = [_fix(fix, finding, file, number) for fix in fixes_of(file, finding)]
    known = {"ruleIndex": NUMBERS[finding.rule]} if finding.rule in NUMBERS else {}
    return {
        "ruleId": finding.rule,
        **known,
        "level": LEVELS[finding.severity],
        "message": _text(f"{sentence(finding).rstrip('.')}."),
        "locations": [{"physicalLocation": where}],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "rank": round(100 * finding.probability, PLACES - 2),
        **({"fixes": fixes} if fixes else {}),
        "properties": _properties(finding),
    }


def _properties(finding: Finding) -> dict[str, Any]:
    return {
        "probability": round(finding.probability, PLACES),
        "verdict": str(finding.verdict),
        "entity": {"id": finding.entity_id, "type": finding.entity_type, "name": finding.entity_name},
        "surface": finding.surface,
        "replacement": finding.replacement,
        "quoted": finding.quoted,
        "held": finding.held,
    }


def _regions(file: FileReport, finding: Finding) -> dict[str, Any]:
    """Return where a name stands, and its lines, cut at some code points on either side, if there is more."""
    place = finding.place
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    if not file.source[place.start : place.end]:
        return {"region": region}
    low, high = lines_around(file, place.start, place.end)
    low, high = max(low, place.start - CONTEXT), min(high, place.end + CONTEXT)
    around = {"contextRegion": _shown(file, _region(file, low, high), low, high)}
    is_wider = low < place.start or place.end < high
    return {"region": _shown(file, region, place.start, place.end), **(around if is_wider else {})}


def _shown(file: FileReport, region: dict[str, int], start: int, end: int) -> dict[str, Any]:
    return {**region, "snippet": {"text": file.source[start:end]}}


def _region(file: FileReport, start: int, end: int) -> dict[str, int]:
    """Return a stretch of source: lines and columns from one, in code points, the end exclusive."""
    (line, column), (end_line, end_column) = (line_column(file, at) for at in (start, end))
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _fix(fix: Fix, finding: Finding, file: FileReport, number: int) -> dict[str, Any]:
    """Return a fix: one replacement of the name or, if markup stands in it, one of each changed stretch."""
    edits = (whole(file, finding, fix),) if is_whole(file, finding) else fix.edits
    return {
        "description": _text(f"{fix.replacement} ({fix.probability:.2f})."),
        "artifactChanges": [
            {
                "artifactLocation": _location(file, number),
                "replacements": [_replacement(file, edit) for edit in edits],
            }
        ],
    }


def _replacement(file: FileReport, edit: Edit) -> dict[str, Any]:
    return {"deletedRegion": _region(file, edit.start, edit.end), "insertedContent": {"text": edit.new}}


def _text(text: str) -> dict[str, str]:
    """Return a message that is shown as it is: nothing in it is a link or a placeholder.

    >>> _text("[x](http://x.test) {0}")
    {'text': '[x\\\\](http://x.test) {{0}}'}
    """
    for special, plain in SPECIAL.items():
        text = text.replace(special, plain)
    return {"text": text}
