"""A labelled document and edits of it → what each edit did: mended a name, spoilt one, or neither.

A labelled document is a mapping with `text`, `spans` (`start`, `end`, `surface`, `gold`, `kind`, `label`:
error or style, `gazetteer_id`), `ignore` (stretches nobody judged), `lang`, and, if nothing is wrong in it,
`negative` (plain or trap). An edit is right when the text at its place then holds the gold form, or the same
part of another correct form of that entity, nothing else is lost and no name is doubled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any

from normalize.keys import APOSTROPHES, match_key
from normalize.rewrite import Edit

Labelled = Mapping[str, Any]
Forms = Mapping[str, Sequence[str]]
Words = tuple[str, ...]

# What counts as one word: hyphens and apostrophes inside it join. Source: eval/score.py.
WORD = re.compile(r"[^\W_]+(?:['’`\-‐‑][^\W_]+)*(?:['’`]s)?")
POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s$", re.IGNORECASE)

# Words of two forms this alike stand for the same part of a name (Sergey, Sergei). Source: eval/score.py.
SAME_PART = 0.7

# A word outside the labelled stretch that is this like one of the name may go with it. Source: eval/score.py.
PART_OF_NAME = 0.6

# Code points on either side in which a doubled name is looked for. Source: eval/score.py.
NEAR = 40


class Judgement(StrEnum):
    """What an edit did; four of them count for precision. `VOID` changes nothing or does not fit."""

    CORRECT = "correct"
    PARTIAL = "partial"
    WRONG = "wrong"
    FALSE = "false"
    STYLE = "style"
    IGNORED = "ignored"
    COSMETIC = "cosmetic"
    VOID = "void"


class Outcome(StrEnum):
    """What became of a labelled error."""

    HIT = "hit"
    PARTIAL = "partial"
    WRONG = "wrong_spans"
    MISSED = "missed"


ON_ERRORS = {
    Outcome.HIT: Judgement.CORRECT,
    Outcome.PARTIAL: Judgement.PARTIAL,
    Outcome.WRONG: Judgement.WRONG,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled error and what became of it.

    Attributes:
        span: The label.
        outcome: What became of it.
        edits: The edits that touch it, in text order; judged together.
        is_spoilt: Whether the name is there, but something else was lost or it is doubled.
    """

    span: Mapping[str, Any]
    outcome: Outcome
    edits: tuple[Edit, ...]
    is_spoilt: bool = False


def judge(document: Labelled, edit: Edit, forms: Forms) -> Judgement:
    """Return what one edit does, if it is the only one.

    >>> latte = {"start": 5, "end": 10, "surface": "Latte", "gold": "Rutte", "kind": "x", "label": "error"}
    >>> judge({"text": "Mark Latte", "spans": [latte]}, Edit(5, 10, "Rutte"), {})
    <Judgement.CORRECT: 'correct'>

    Args:
        document: Labelled.
        edit: Of the document's text.
        forms: Entity id → its name and aliases.
    """
    edits = usable(document["text"], [edit])
    judged = judge_edits(document, edits, judge_errors(document, edits, forms))
    return judged[0][1] if judged else Judgement.VOID


def judge_errors(document: Labelled, edits: Sequence[Edit], forms: Forms) -> list[Judged]:
    """Return what became of each labelled error of a document, given its `usable` edits."""
    return [judge_error(document["text"], span, edits, forms) for span in labelled(document, "error")]


def judge_edits(
    document: Labelled, edits: Sequence[Edit], errors: Iterable[Judged]
) -> list[tuple[Edit, Judgement]]:
    """Return what each of a document's `usable` edits did, in their order.

    One that touches several errors is correct if it mends one, else what it is to the first.
    """
    made: dict[Edit, Judgement] = {}
    for error in errors:
        for edit in error.edits:
            if error.outcome is Outcome.HIT:
                made[edit] = Judgement.CORRECT
            made.setdefault(edit, ON_ERRORS[error.outcome])
    return [(edit, made.get(edit) or _elsewhere(document, edit)) for edit in edits]


def usable(text: str, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits that fit the text, change it, and overlap none before them; in text order."""
    kept: list[Edit] = []
    last = -1
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        fits = 0 <= edit.start <= edit.end <= len(text) and edit.start >= last
        if fits and text[edit.start : edit.end] != edit.new:
            kept.append(edit)
            last = edit.end
    return tuple(kept)


@lru_cache(maxsize=1 << 14)
def fold(word: str) -> str:
    """Return the letters a to z and digits of a word, without a possessive ending.

    >>> fold("Witkoff’s"), fold("Kramp-Karrenbauer"), fold("Łódź")
    ('witkoff', 'krampkarrenbauer', 'lodz')
    """
    key = match_key(POSSESSIVE.sub("", word.strip()))
    return "".join(letter for letter in key if letter.isascii() and letter.isalnum())


@lru_cache(maxsize=1 << 14)
def words_of(text: str) -> Words:
    """Return the folded words of a text, in order."""
    return tuple(filter(None, map(fold, WORD.findall(text))))


@lru_cache(maxsize=1 << 16)
def likeness(one: str, other: str) -> float:
    """Return how alike two folded words are, 0.0 to 1.0. Source: eval/score.py, by difflib's ratio."""
    return SequenceMatcher(None, one, other).ratio()


@lru_cache(maxsize=1 << 14)
def accepted(gold: str, forms: tuple[str, ...]) -> frozenset[Words]:
    """Return the words that mend an error: the gold form's, a whole form's, or the same part of one."""
    wanted = words_of(gold)
    found = {wanted}
    for form in map(words_of, forms):
        found.add(form)
        if len(wanted) == 1 or len(wanted) < len(form):
            starts = range(len(form) - len(wanted) + 1)
            parts = (form[start : start + len(wanted)] for start in starts)
            found.update(part for part in parts if _is_same_part(part, wanted))
    return frozenset(found - {()})


def _is_same_part(part: Words, wanted: Words) -> bool:
    return all(likeness(one, other) >= SAME_PART for one, other in zip(part, wanted, strict=True))


def overlaps(edit: Edit, span: Mapping[str, Any]) -> bool:
    """Return whether an edit touches a labelled stretch."""
    return bool(edit.start < span["end"] and span["start"] < edit.end)


def labelled(document: Labelled, label: str) -> list[Mapping[str, Any]]:
    """Return the labels of a document of one sort: error or style."""
    return [span for span in document["spans"] if span["label"] == label]


def judge_error(text: str, span: Mapping[str, Any], edits: Sequence[Edit], forms: Forms) -> Judged:
    """Return what became of one labelled error, given `usable` edits of its document."""
    mine = tuple(edit for edit in edits if overlaps(edit, span))
    if not mine:
        return Judged(span, Outcome.MISSED, ())
    own = tuple(forms.get(span.get("gazetteer_id") or "", ()))
    start, end = min(span["start"], mine[0].start), max(span["end"], mine[-1].end)
    written = words_of(as_written(text, mine, start, end))
    right = accepted(span["gold"], own)
    holds = any(_contains(written, form) for form in right)
    names = frozenset(word for form in (*right, *map(words_of, own)) for word in form)
    rest = words_of(text[start : span["start"]]) + words_of(text[span["end"] : end])
    spoils = _loses(written, rest, names) or _doubles(written, text, start, end)
    if holds and not spoils:
        return Judged(span, Outcome.HIT, mine)
    gold, surface = words_of(span["gold"]), words_of(span["surface"])
    is_partial = len(gold) > 1 and any(word in written and word not in surface for word in gold)
    return Judged(span, Outcome.PARTIAL if is_partial else Outcome.WRONG, mine, is_spoilt=holds)


def as_written(text: str, edits: Sequence[Edit], start: int, end: int) -> str:
    """Return what stands in a stretch of text after edits within it, in text order."""
    parts, last = [], start
    for edit in edits:
        parts += [text[last : edit.start], edit.new]
        last = edit.end
    return "".join([*parts, text[last:end]])


def _contains(words: Words, part: Words) -> bool:
    return any(words[at : at + len(part)] == part for at in range(len(words) - len(part) + 1))


def _loses(written: Words, rest: Words, names: frozenset[str]) -> bool:
    """Whether a word beside the error, no part of the name, is gone, or one has come that was not there."""
    lost = (word for word in rest if word not in written and word not in names)
    is_lost = any(all(likeness(word, name) < PART_OF_NAME for name in names) for word in lost)
    return is_lost or any(word not in names and word not in rest for word in written)


def _doubles(written: Words, text: str, start: int, end: int) -> bool:
    """Whether what was written repeats what stands before or after it, or itself: "Mark Mark Rutte"."""
    before = words_of(text[max(0, start - NEAR) : start])[-3:]
    after = words_of(text[end : end + NEAR])[:2]
    if not written:
        return False
    repeats_first = before[-1:] == written[:1] or after[:1] == written[-1:]
    repeats_more = len(written) > 1 and bool(before) and before[-len(written) + 1 :] == written[:-1]
    return repeats_first or repeats_more or any(one == other for one, other in pairwise(written))


def _elsewhere(document: Labelled, edit: Edit) -> Judgement:
    """Return what an edit did that touches no labelled error."""
    if any(overlaps(edit, span) for span in labelled(document, "style")):
        return Judgement.STYLE
    if any(overlaps(edit, stretch) for stretch in document.get("ignore") or ()):
        return Judgement.IGNORED
    if fold(document["text"][edit.start : edit.end]) == fold(edit.new):
        return Judgement.COSMETIC
    return Judgement.FALSE
