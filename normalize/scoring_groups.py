"""Judged documents → recall and precision by kind of name, language, class of error, as the lines say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from normalize.judging import Judged, Judgement, Labelled, Outcome
from normalize.reports.score_figures import Group
from normalize.rewrite import Edit
from normalize.scoring import COUNTED
from normalize.scoring_found import Found

# Fields of a line, and of a label, by which figures are told where they are there.
OF_LINES = ("lang", "system", "domain", "year")
OF_LABELS = ("kind", "class", "error_class")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A labelled document, what was found in it, and what became of both.

    Attributes:
        document: Labelled.
        found: Those that change something, in any order.
        errors: Its labelled errors, given what was written.
        edits: What was written, each with what it did.
        offered: Of `errors`, in their order: whether what was told could mend it.
    """

    document: Labelled
    found: tuple[Found, ...]
    errors: tuple[Judged, ...]
    edits: tuple[tuple[Edit, Judgement], ...]
    offered: tuple[bool, ...]

    @property
    def is_clean(self) -> bool:
        return not self.document["spans"]


def groups(readings: Iterable[Reading]) -> tuple[Group, ...]:
    """Return the groups that the fields make: field by field, the value with the most errors first."""
    counts: Counter[tuple[Key, str]] = Counter()
    for reading in readings:
        for key, what, number in [*_of_errors(reading), *_of_edits(reading), *_of_words(reading)]:
            counts[key, what] += number
    order = (*OF_LABELS, *OF_LINES)
    made = [_group(key, counts) for key in {key for key, _ in counts}]
    return tuple(sorted(made, key=lambda one: (order.index(one.field), -one.errors, one.value)))


def fields_of(row: Mapping[str, Any], names: Iterable[str]) -> tuple[Key, ...]:
    """Return what a line or a label says of itself; kinds of names in lower case."""
    said = ((name, row.get(name)) for name in names)
    return tuple(
        (name, str(value).lower() if name == "kind" else str(value))
        for name, value in said
        if value not in (None, "") and isinstance(value, str | int)
    )


def _of_errors(reading: Reading) -> Iterator[tuple[Key, str, int]]:
    lines = fields_of(reading.document, OF_LINES)
    for error, is_offered in zip(reading.errors, reading.offered, strict=True):
        for key in (*fields_of(error.span, OF_LABELS), *lines):
            yield key, "errors", 1
            yield key, "mended", error.outcome is Outcome.HIT
            yield key, "offered", is_offered


def _of_edits(reading: Reading) -> Iterator[tuple[Key, str, int]]:
    """Yield the edits that count, by the line's fields and the kind of what they touch or propose."""
    lines = fields_of(reading.document, OF_LINES)
    for edit, judgement in reading.edits:
        if judgement in COUNTED:
            for key in (*_kind(reading, edit), *lines):
                yield key, "counted", 1
                yield key, "correct", judgement is Judgement.CORRECT
                yield key, "clean_false", reading.is_clean


def _kind(reading: Reading, edit: Edit) -> tuple[Key, ...]:
    """Return the kind of the first error that an edit touches, else that of the entity it proposes."""
    for error in reading.errors:
        if edit in error.edits:
            return fields_of(error.span, ["kind"])
    said = next((one.type for one in reading.found if one.edit == edit), "")
    return (("kind", said or "unknown"),)


def _of_words(reading: Reading) -> Iterator[tuple[Key, str, int]]:
    for key in fields_of(reading.document, OF_LINES):
        yield key, "clean_words", len(reading.document["text"].split()) if reading.is_clean else 0


def _group(key: Key, counts: Mapping[tuple[Key, str], int]) -> Group:
    field, value = key
    has_edits, is_of_lines = field == "kind" or field in OF_LINES, field in OF_LINES

    def number(what: str) -> int:
        return int(counts.get((key, what), 0))

    return Group(
        field=field,
        value=value,
        errors=number("errors"),
        mended=number("mended"),
        offered=number("offered"),
        counted=number("counted") if has_edits else None,
        correct=number("correct") if has_edits else None,
        clean_words=number("clean_words") if is_of_lines else None,
        clean_false=number("clean_false") if is_of_lines else None,
    )
