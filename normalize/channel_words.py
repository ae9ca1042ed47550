"""Edits of the channel → words for an editor."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from normalize.channel import ChannelEdit


def describe(edits: Sequence[ChannelEdit], most: int = 3) -> str:
    """Return edits in words for an editor, left to right; "" for none.

    Of more than `most`, the costliest are told.

    >>> describe([ChannelEdit("l", "r", 2.1, at_start=True), ChannelEdit("at", "ut", 2.7)])
    'l for r and a for u'
    >>> describe([ChannelEdit("v", "ff", 2.8), ChannelEdit("e", "", 3.2, at_end=True)])
    'ff written v and final e added'
    """
    costliest = sorted(range(len(edits)), key=lambda place: -edits[place].cost)[:most]
    told = [_words(edits[place]) for place in sorted(costliest)]
    if len(edits) > most:
        told.append("more")
    return " and ".join(part for part in (", ".join(told[:-1]), *told[-1:]) if part)


def _words(edit: ChannelEdit) -> str:
    """Return one edit in words."""
    if edit.right and edit.garbled == 2 * edit.right:
        return f"{edit.right} doubled"
    if edit.garbled and edit.right == 2 * edit.garbled:
        return f"{edit.right} written {edit.garbled}"
    bare = _bare(edit)
    if bare.right and bare.garbled:
        alone = len(bare.right) == len(bare.garbled) == 1
        return f"{bare.garbled} for {bare.right}" if alone else f"{bare.right} written {bare.garbled}"
    where = "final " if bare.at_end else "first " if bare.at_start else ""
    return f"{where}{bare.garbled} added" if bare.garbled else f"{where}{bare.right} dropped"


def _bare(edit: ChannelEdit) -> ChannelEdit:
    """Return an edit without the letters that both sides begin or end with."""
    before = _shared(edit.garbled, edit.right)
    garbled, right = edit.garbled[before:], edit.right[before:]
    after = _shared(garbled[::-1], right[::-1])
    return ChannelEdit(
        garbled[: len(garbled) - after],
        right[: len(right) - after],
        edit.cost,
        at_start=edit.at_start and not before,
        at_end=edit.at_end and not after,
    )


def _shared(one: str, other: str) -> int:
    """Return how many letters two segments both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
