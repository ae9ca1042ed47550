"""Judged documents → what went wrong in them, worst first, each with its place and the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from normalize.findings import excerpts
from normalize.judging import Forms, Judged, Judgement, Outcome, as_written
from normalize.reports.score_figures import Mistake
from normalize.rewrite import Edit
from normalize.scoring_found import Found
from normalize.scoring_groups import OF_LABELS, OF_LINES, Reading, fields_of
from normalize.scoring_offers import is_offered, touching

Sort = Literal["false", "wrong", "partial", "missed"]

SORTS: dict[Outcome, Sort] = {
    Outcome.WRONG: "wrong",
    Outcome.PARTIAL: "partial",
    Outcome.MISSED: "missed",
}


# Where nothing was proposed.
NOBODY = Found(Edit(0, 0, ""), "below")


@dataclass(frozen=True, slots=True)
class _Fault:
    """A stretch of text that is wrong afterwards, what was written there, and the findings about it."""

    sort: Sort
    start: int
    end: int
    written: str
    error: Judged | None
    found: tuple[Found, ...]
    is_offered: bool = False


def mistakes(readings: Iterable[Reading], forms: Forms) -> tuple[Mistake, ...]:
    """Return what was wrongly written, most probable first; then, likewise, what was missed."""
    made = [mistake for reading in readings for mistake in (*_false(reading), *_unmended(reading, forms))]
    return tuple(sorted(made, key=_order))


def _order(one: Mistake) -> tuple[bool, float, str, int]:
    unlikely = -1.0 if one.probability is None else one.probability
    return one.sort == "missed", -unlikely, one.document, one.start


def _false(reading: Reading) -> Iterator[Mistake]:
    for edit, judgement in reading.edits:
        if judgement is Judgement.FALSE:
            found = tuple(one for one in reading.found if one.edit == edit)
            yield _mistake(reading, _Fault("false", edit.start, edit.end, edit.new, None, found))


def _unmended(reading: Reading, forms: Forms) -> Iterator[Mistake]:
    text = reading.document["text"]
    for error in reading.errors:
        if error.outcome is Outcome.HIT:
            continue
        here = touching(error.span, reading.found)
        start, end = _stretch(error)
        written = as_written(text, error.edits, start, end) if error.edits else ""
        found = tuple(one for one in here if one.edit in error.edits or not error.edits)
        offered = is_offered(reading.document, error.span, here, forms)
        fault = _Fault(SORTS[error.outcome], start, end, written, error, found, offered)
        yield _mistake(reading, fault)


def _stretch(error: Judged) -> tuple[int, int]:
    """Return the stretch of text that an error and the edits of it take."""
    starts, ends = [edit.start for edit in error.edits], [edit.end for edit in error.edits]
    return min([error.span["start"], *starts]), max([error.span["end"], *ends])


def _mistake(reading: Reading, fault: _Fault) -> Mistake:
    text, start, end, error = reading.document["text"], fault.start, fault.end, fault.error
    before, after = excerpts(text, start, end)
    best = max(fault.found, key=lambda one: (one.is_told, one.probability or 0.0), default=NOBODY)
    said = fields_of(error.span, OF_LABELS) if error else (("kind", best.type),) if best.type else ()
    return Mistake(
        sort=fault.sort,
        document=str(reading.document["id"]),
        is_clean=reading.is_clean,
        start=start,
        end=end,
        before=before,
        surface=text[start:end],
        after=after,
        written=fault.written,
        right=_right(text, (start, end), error) if error else "",
        proposed=best.edit.new,
        fate=best.fate if fault.found else "",
        is_offered=fault.is_offered,
        probability=best.probability,
        entity=best.entity,
        alternatives=tuple(dict.fromkeys(edit.new for edit in best.others)),
        reason=best.reason,
        held=best.held,
        witnesses=best.witnesses,
        fields=(*said, *fields_of(reading.document, OF_LINES)),
    )


def _right(text: str, stretch: tuple[int, int], error: Judged) -> str:
    """Return what should stand in a stretch of text in which an error is."""
    span = error.span
    return as_written(text, [Edit(span["start"], span["end"], span["gold"])], *stretch)
