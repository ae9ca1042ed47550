"""A text of a corpus → what is added to its row: the corrected text, the edits, what is for review, an error.

A row that cannot be done says why, and no other row suffers by it.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from normalize.errors import NormalizeError, ReadError
from normalize.formats import parse
from normalize.model import Decision, Document, Result, Verdict
from normalize.offsets import source_range
from normalize.rewrite import rewrite

# What is added to a row; a corpus that has one of these already is not done.
ADDED = ("corrected", "edits", "review", "error")

# Decimal places of probabilities, as in the JSON report.
PLACES = 4

# What a text is called while it is decided on; messages about a row leave it out.
NAME = "text"

Decide = Callable[[Document], Result]


class LineError(NormalizeError):
    """A line of a corpus that cannot be done."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """What stands where a text should: why it cannot be read, and the way out."""

    error: str
    hint: str = ""


Text = str | Unfit | None


@dataclass(frozen=True, slots=True)
class Row:
    """What is added to one row of a corpus.

    Attributes:
        corrected: The text with the edits made; None where there is no text, or it could not be done.
        edits: What was written, in text order; see `edits`.
        review: The same of what a person should look at; none of it is in `corrected`.
        error: Why the row could not be done; empty if it is.
    """

    corrected: str | None
    edits: tuple[dict[str, Any], ...] = ()
    review: tuple[dict[str, Any], ...] = ()
    error: str = ""


def done(text: Text, decide: Decide) -> Row:
    """Return what is added to the row of a text.

    Whatever goes wrong with it is its own affair: one text among a billion that we fail at, by a bug of ours,
    must not cost the others. This is the one place where we catch what we did not foresee.

    Args:
        text: Plain text; None for a row without.
        decide: Decides on a document.

    Raises:
        NormalizeError: None of the texts can be done: the model that somebody named is not there.
    """
    if text is None:
        return Row(None)
    if isinstance(text, Unfit):
        return Row(None, error=text.error)
    try:
        result = decide(parse(text, NAME))
        return Row(result.corrected, edits(result, Verdict.CORRECT), edits(result, Verdict.REVIEW))
    except ReadError as error:
        return Row(None, error=error.message.removeprefix(f"{NAME}: "))
    except NormalizeError:
        raise
    except Exception as error:
        return Row(None, error=_printable(f"our bug, {_place(error)}: {type(error).__name__}: {error}"))


def edits(result: Result, verdict: Verdict) -> tuple[dict[str, Any], ...]:
    """Return the edits of one verdict, in text order; those to correct, put in, give the corrected text.

    `start` and `end` are code points of the source; `replacement` is written there in place of `surface`.
    """
    return tuple(
        _edit(result.document, one) for one in result.decisions if one.verdict is verdict and one.correction
    )


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
    if odd := half(text):
        raise LineError(f"the field {field!r} holds half a character (U+{ord(odd):04X})")
    return text


def half(text: str) -> str:
    """Return the first half of a character, as UTF-16 has them, that stands in a text; empty if none does.

    >>> half("caf\\udce9"), half("café 😀")
    ('\\udce9', '')
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        return text[error.start]
    return ""


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


def _place(error: Exception) -> str:
    """Return where in our code something went wrong: a file and a line."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    return f"{PurePath(at.filename).name}:{at.lineno}"


def _printable(text: str) -> str:
    """Return a text in one line that UTF-8 can hold."""
    return " ".join(text.encode("utf-8", "backslashreplace").decode("utf-8").split())
