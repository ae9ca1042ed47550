"""Findings for machines: one JSON document, or JSON Lines. `data/findings.schema.json` is the contract."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from normalize.reported import FileReport, Finding
from normalize.reports.run import RunInfo, count

# Grows when a key changes its meaning or goes; a new key leaves it as it is.
SCHEMA_VERSION = 1

# Decimal places of probabilities and weights: more would differ between machines. Source: a choice.
PLACES = 4


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield one JSON document, one file to a piece."""
    head = json.dumps(_head(run), indent=2, ensure_ascii=False).removesuffix("\n}")
    yield f'{head},\n  "files": ['
    for number, file in enumerate(files):
        yield f"{',' if number else ''}\n{_indented(_file(file), 4)}"
    yield "\n  ],\n" if files else "],\n"
    counts = json.dumps(asdict(count(files)))
    yield f'  "counts": {counts}\n}}\n'


def report_lines(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield JSON Lines: one per finding, one per file with an error, and the summary last, told by `type`."""
    for file in files:
        if file.error:
            yield _line({"type": "error", "path": _text(file.path), "error": _error(file)})
        for finding in file.findings:
            yield _line({"type": "finding", **_finding(finding)})
    yield _line({"type": "summary", **_head(run), "counts": asdict(count(files))})


def _head(run: RunInfo) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": "normalize",
        "version": run.version,
        "command": run.command,
        "started": run.started,
        "gazetteer": {"files": [_text(path) for path in run.gazetteers], "entities": run.entities},
        "model": run.model,
    }


def _file(file: FileReport) -> dict[str, Any]:
    return {
        "path": _text(file.path),
        "status": "error" if file.error else "result",
        "error": _error(file) if file.error else None,
        "words": file.words,
        "changed": file.source != file.corrected,
        "written": _text(file.written),
        "findings": [_finding(finding) for finding in file.findings],
    }


def _error(file: FileReport) -> dict[str, str]:
    return {"message": _text(file.error), "hint": _text(file.hint)}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "path": _text(finding.path),
        "rule": finding.rule,
        "severity": finding.severity,
        "verdict": str(finding.verdict),
        "fixable": finding.is_fixable,
        "probability": round(finding.probability, PLACES),
        "entity": {"id": finding.entity_id, "type": finding.entity_type, "name": finding.entity_name},
        "surface": finding.surface,
        "replacement": finding.replacement,
        "alternatives": [
            {
                "entity_id": o.entity_id,
                "replacement": o.replacement,
                "probability": round(o.probability, PLACES),
            }
            for o in finding.alternatives
        ],
        "witnesses": [
            {"name": one.name, "words": one.words, "weight": round(one.weight, PLACES)}
            for one in finding.witnesses
        ],
        "reason": finding.reason,
        "quoted": finding.quoted,
        "held": finding.held,
        "fingerprint": finding.fingerprint,
        "place": asdict(finding.place),
        "before": finding.before,
        "after": finding.after,
    }


def _text(text: str) -> str:
    """Return a path or message that UTF-8 can hold: bytes that are not UTF-8 become U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _line(value: dict[str, Any]) -> str:
    return f"{json.dumps(value, ensure_ascii=False)}\n"


def _indented(value: dict[str, Any], width: int) -> str:
    margin = " " * width
    return "\n".join(
        f"{margin}{line}" for line in json.dumps(value, indent=2, ensure_ascii=False).split("\n")
    )
