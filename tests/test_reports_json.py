"""JSON and JSON Lines: what the schema says, and nothing more."""

from __future__ import annotations

import json
from collections import Counter
from importlib.resources import files as resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from report_samples import hostile, sample, text_of, thousand

from normalize.reported import FileReport

SCHEMA = json.loads(resources("normalize.data").joinpath("findings.schema.json").read_text("utf-8"))


def strict(schema: Any) -> Any:
    """Return the schema with unknown keys forbidden wherever keys are listed."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: strict(part) for key, part in schema.items()}
    return {**inner, "additionalProperties": False} if "properties" in schema else inner


@pytest.mark.parametrize(
    "files", [sample(), hostile(), thousand(), []], ids=["sample", "hostile", "many", "none"]
)
def test_json_is_what_the_schema_says_and_nothing_more(files: list[FileReport]) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    document = json.loads(text_of("json", files))
    Draft202012Validator(strict(SCHEMA)).validate(document)
    assert len(document["files"]) == len(files)


@pytest.mark.parametrize("files", [sample(), hostile(), []], ids=["sample", "hostile", "none"])
def test_json_lines_are_what_the_schema_says(files: list[FileReport]) -> None:
    lines = [json.loads(line) for line in text_of("jsonl", files).splitlines()]
    validator = Draft202012Validator({**SCHEMA, "$ref": "#/$defs/line", "required": [], "properties": {}})
    for line in lines:
        validator.validate(line)
    assert lines[-1]["type"] == "summary"
    findings = sum(len(file.findings) for file in files)
    errors = sum(1 for file in files if file.error)
    assert Counter(line["type"] for line in lines[:-1]) == Counter(finding=findings, error=errors)


def test_json_carries_everything() -> None:
    document = json.loads(text_of("json", sample()))
    first, clean, broken = document["files"]
    assert document["counts"] == {"corrected": 2, "review": 1, "files": 3, "errors": 1, "words": 1234} | {
        "ignored": 0, "accepted": 0, "unchanged": 0
    }  # fmt: skip
    assert (document["gazetteer"], document["schema_version"]) == (
        {"files": ["gazetteer.yaml"], "entities": 4210},
        1,
    )
    assert (first["status"], first["changed"], first["error"]) == ("result", True, None)
    assert (clean["findings"], clean["changed"]) == ([], False)
    assert (broken["status"], broken["error"]["hint"]) == ("error", "name it with --encoding")
    fingerprint = sample()[0].findings[2].fingerprint
    assert first["findings"][2] == {
        "path": "a.txt",
        "rule": "misspelt",
        "severity": "warning",
        "verdict": "review",
        "fixable": False,
        "probability": 0.62,
        "entity": {"id": "torvik", "type": "person", "name": "Torvik"},
        "surface": "Tora",
        "replacement": "Torvik",
        "alternatives": [
            {"entity_id": "torra", "replacement": "Torra", "probability": 0.3},
            {"entity_id": "gone", "replacement": "Gone", "probability": 0.001},
        ],
        "witnesses": [
            {"name": "sound", "words": "Linde sounds like Lunde", "weight": 3.21},
            {"name": "common", "words": "linde is a common word", "weight": -1.1},
        ],
        "reason": "sounds the same",
        "quoted": False,
        "held": "for want of context",
        "fingerprint": fingerprint,
        "place": {
            "start": 5, "end": 9, "line": 5, "column": 6, "end_line": 5, "end_column": 10,
            "column_utf16": 6, "end_column_utf16": 10, "byte_start": 5, "byte_end": 9,
        },
        "before": "near ",
        "after": "",
    }  # fmt: skip


def test_json_reads_well_and_ends_with_a_line_end() -> None:
    assert text_of("json", []) == (
        "{\n"
        '  "schema_version": 1,\n'
        '  "tool": "normalize",\n'
        '  "version": "0.1.0",\n'
        '  "command": "check",\n'
        '  "started": "2026-11-21T23:45:00Z",\n'
        '  "gazetteer": {\n'
        '    "files": [\n'
        '      "gazetteer.yaml"\n'
        "    ],\n"
        '    "entities": 4210\n'
        "  },\n"
        '  "model": "en_names 1.0",\n'
        '  "files": [],\n'
        '  "counts": {"corrected": 0, "review": 0, "files": 0, "errors": 0, "words": 0, '
        '"ignored": 0, "accepted": 0, "unchanged": 0}\n'
        "}\n"
    )
