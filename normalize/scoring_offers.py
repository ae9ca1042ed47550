"""A labelled error and what was found there → whether a person who reads the findings could mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from normalize.judging import Forms, Labelled, Outcome, judge_error, overlaps, usable
from normalize.rewrite import Edit
from normalize.scoring_found import Found

# Findings on one error of which every choice is tried; with more, each is tried alone. A guess: a name has
# rarely more than three garbled words.
TOGETHER = 3


def touching(span: Mapping[str, Any], found: Iterable[Found]) -> list[Found]:
    """Return what was found of which a proposal touches a label."""
    return [one for one in found if any(overlaps(edit, span) for edit in one.edits)]


def is_offered(document: Labelled, span: Mapping[str, Any], found: Iterable[Found], forms: Forms) -> bool:
    """Return whether one choice of proposals, at most one of each finding, mends an error."""
    here = touching(span, found)
    choices: Iterable[tuple[Edit | None, ...]] = (
        product(*[(None, *one.edits) for one in here])
        if len(here) <= TOGETHER
        else ((edit,) for one in here for edit in one.edits)
    )
    return any(_mends(document, span, [edit for edit in choice if edit], forms) for choice in choices)


def _mends(document: Labelled, span: Mapping[str, Any], edits: list[Edit], forms: Forms) -> bool:
    text = document["text"]
    return judge_error(text, span, usable(text, edits), forms).outcome is Outcome.HIT
