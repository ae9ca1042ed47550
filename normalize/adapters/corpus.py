"""JSON Lines in → JSON Lines out: every field kept, and the corrected text with its edits beside it.

One line is in memory at a time. A line that cannot be done is told, with its number; the others are done.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from normalize.errors import NormalizeError, ReadError
from normalize.formats import parse
from normalize.model import Decision, Document, Result, Verdict
from normalize.offsets import source_range
from normalize.rewrite import rewrite

# What is added to a line; a line that has one of these already is not done.
ADDED = ("corrected", "edits", "review")

# Decimal places of probabilities, as in the JSON report.
PLACES = 4

LF = b"\n"


class LineError(NormalizeError):
    """A line of a corpus that cannot be done."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a corpus, done: its number from one, its bytes, and how much was found in it."""

    number: int
    data: bytes
    edits: int
    review: int


def lines(
    source: Iterable[bytes], field: str, normalizer: Callable[[Document], Result]
) -> Iterator[Line | LineError]:
    """Yield each line with its text corrected, or what is wrong with it, in order; blank ones are left out.

    Args:
        source: Lines of UTF-8.
        field: Where the text is; a line whose text is null stays as it is.
        normalizer: Decides on a document.
    """
    for number, data in enumerate(source, 1):
        if not data.strip():
            continue
        try:
            yield _done(number, row_of(data), field, normalizer)
        except LineError as error:
            yield LineError(f"line {number}: {error.message}", error.hint)
        except ReadError as error:
            yield LineError(error.message, error.hint)


def row_of(data: bytes) -> dict[str, Any]:
    """Return the object that a line holds.

    Raises:
        LineError: It is no JSON object in UTF-8.
    """
    try:
        row = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise LineError(f"not UTF-8: byte 0x{data[error.start]:02X} at offset {error.start}") from None
    except json.JSONDecodeError as error:
        raise LineError(f"not JSON: {error.msg} at column {error.colno}", "one object to a line") from None
    except RecursionError:
        raise LineError("nested too deeply") from None
    if not isinstance(row, dict):
        raise LineError(f"a JSON {_kind(row)}, not an object", "one object to a line")
    return row


def text_of(row: dict[str, Any], field: str) -> str | None:
    """Return the text of a line; None if it is null.

    Raises:
        LineError: There is no such field, it holds no text, or half a character.
    """
    if field not in row:
        raise LineError(
            f"no field {field!r}", f"name another with --text-field: {', '.join(row) or 'none here'}"
        )
    text = row[field]
    if text is None:
        return None
    if not isinstance(text, str):
        raise LineError(f"the field {field!r} holds a JSON {_kind(text)}, not text")
    if odd := next((letter for letter in text if "\ud800" <= letter <= "\udfff"), ""):
        raise LineError(f"the field {field!r} holds half a character (U+{ord(odd):04X})")
    return text


def edits(result: Result, verdict: Verdict) -> list[dict[str, Any]]:
    """Return the edits of one verdict, in text order; those to correct, put in, give the corrected text.

    `start` and `end` are code points of the source; `replacement` is written there in place of `surface`.
    """
    return [
        _edit(result.document, one) for one in result.decisions if one.verdict is verdict and one.correction
    ]


def _done(number: int, row: dict[str, Any], field: str, normalizer: Callable[[Document], Result]) -> Line:
    if taken := [name for name in ADDED if name in row]:
        raise LineError(
            f"has a field {taken[0]!r} already", "rename it: every field is kept, none is replaced"
        )
    text = text_of(row, field)
    result = normalizer(parse(text or "", f"line {number}"))
    correct, review = edits(result, Verdict.CORRECT), edits(result, Verdict.REVIEW)
    made = {
        **row,
        "corrected": None if text is None else result.corrected,
        "edits": correct,
        "review": review,
    }
    return Line(number, json_line(made), len(correct), len(review))


def json_line(row: dict[str, Any]) -> bytes:
    """Return a line; if a field of it cannot be UTF-8, as half a character cannot, all in ASCII."""
    try:
        return json.dumps(row, ensure_ascii=False).encode("utf-8") + LF
    except UnicodeEncodeError:
        return json.dumps(row).encode("ascii") + LF


def _edit(document: Document, decision: Decision) -> dict[str, Any]:
    correction, best = decision.correction, decision.evidence.candidates[0]
    assert correction  # `edits` asks for one
    source = document.source
    start, end = source_range(document.segments[correction.segment], correction.start, correction.end)
    written = rewrite(document, [correction])
    return {
        "start": start,
        "end": end,
        "surface": source[start:end],
        "replacement": written[start : len(written) - (len(source) - end)],
        "rule": decision.rule,
        "entity": best.candidate.entity.id,
        "probability": round(best.probability, PLACES),
        "reason": f"{decision.held}; {decision.reason}" if decision.held else decision.reason,
    }


def _kind(value: object) -> str:
    """Return what JSON calls a value."""
    kinds = {dict: "object", list: "array", str: "string", bool: "boolean", int: "number", float: "number"}
    return kinds.get(type(value), "null")
