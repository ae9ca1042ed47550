"""How a right name becomes a garbled one: the cost, in nats, of writing this for that.

A segment edit distance over folded letters: up to three letters of the right name turn into up to
three of the garbled one, in view of the word's edges. What each turn costs was learnt from names
that share one spelling in a foreign script (`training/channel`). It is directed: `l` for `r` need
not cost what `r` for `l` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf

from normalize.channel_forms import LONGEST, Form, Move, Rules, Table, end_of
from normalize.shipped import files

__all__ = ["LONGEST", "Channel", "ChannelEdit", "Table", "load_channel"]

# Garbled forms that stay in memory, at 75 KB each: callers take them one by one; pairs whose cost or edits
# do: names recur. Guesses.
FORMS_KEPT, PAIRS_KEPT = 64, 1 << 15


@dataclass(frozen=True, slots=True)
class ChannelEdit:
    """Letters of the right name that were written otherwise.

    Attributes:
        garbled: What was written; empty if letters were dropped.
        right: What should have been; empty if letters were added.
        cost: In nats, 0.0 or more.
        at_start: Both stand at the start of their word.
        at_end: Both stand at the end of their word.
    """

    garbled: str
    right: str
    cost: float
    at_start: bool = False
    at_end: bool = False


class Channel:
    """The learnt distance from right names to garbled ones. Both come folded to a-z."""

    def __init__(self, table: Table) -> None:
        self._rules = Rules(table)
        self._form = lru_cache(FORMS_KEPT)(lambda garbled: Form(garbled, self._rules))
        self._cost = lru_cache(PAIRS_KEPT)(lambda garbled, right: self._form(garbled).rows(right)[-1][-1])
        self._edits = lru_cache(PAIRS_KEPT)(self._find_edits)

    def cost(self, garbled: str, right: str, limit: float = inf) -> float:
        """Return what it costs, in nats, to write `right` as `garbled`; `inf` if over `limit`."""
        cost: float = self._cost(garbled, right)
        return cost if cost <= limit else inf

    def reach(self, garbled: str, right: str) -> Sequence[float]:
        """Return what it costs, in nats, to write `right` as each start of `garbled`, from none of it on."""
        return self._form(garbled).rows(right)[-1]

    def edits(self, garbled: str, right: str) -> tuple[ChannelEdit, ...]:
        """Return the cheapest way's edits, left to right; letters written as themselves left out.

        Letters dropped or added side by side are one edit.
        """
        return self._edits(garbled, right)

    def _find_edits(self, garbled: str, right: str) -> tuple[ChannelEdit, ...]:
        return tuple(edit for edit in _joined(self.path(garbled, right)) if edit.garbled != edit.right)

    def path(self, garbled: str, right: str) -> tuple[ChannelEdit, ...]:
        """Return the cheapest way whole, left to right: its costs add up to `cost`."""
        form = self._form(garbled)
        rows = form.rows(right)
        row, column = len(right), len(garbled)
        path: list[ChannelEdit] = []
        while row or column:
            first, start, cost = next(
                (first, start, cost)
                for first, (start, end, cost) in self._into(row, form, right)
                if end == column and rows[first][start] + cost == rows[row][column]
            )
            edges = first == start == 0, row == len(right) and column == len(garbled)
            path.append(ChannelEdit(garbled[start:column], right[first:row], cost, *edges))
            row, column = first, start
        return tuple(reversed(path))

    def _into(self, row: int, form: Form, right: str) -> Iterator[tuple[int, Move]]:
        """Yield every move that ends at a row, after the row it starts from."""
        rules, places = self._rules, range(len(form.letters) + 1)
        ends = [end_of(right[:row]), *([right[-LONGEST:] + "$"] if row == len(right) else [])]
        found = sorted((one for end in ends for one in rules.ending(end)), key=lambda one: -one[0])
        at_end = [(0, "$", inf, rules.at_end)] if row == len(right) else []
        for letters, segment, drop, turns in (*found, *at_end):
            yield from ((row - letters, move) for move in form.moves(segment, turns))
            yield from ((row - letters, (place, place, drop)) for place in places if drop < inf)
        yield from ((row, move) for move in form.added)
        if row:
            letter = right[row - 1]
            costs = (origins[letter] for origins in form.letters)
            yield from ((row - 1, (place, place + 1, cost)) for place, cost in enumerate(costs))
            yield from ((row - 1, (place, place, rules.drops[letter])) for place in places)


def _joined(path: Iterable[ChannelEdit]) -> list[ChannelEdit]:
    """Return a path with letters that are dropped, or added, one after the other as one step."""
    joined: list[ChannelEdit] = []
    for step in path:
        last = joined[-1] if joined else None
        if last and (last.garbled == step.garbled == "" or last.right == step.right == ""):
            garbled, right = last.garbled + step.garbled, last.right + step.right
            joined[-1] = ChannelEdit(garbled, right, last.cost + step.cost, last.at_start, step.at_end)
        else:
            joined.append(step)
    return joined


@cache
def load_channel() -> Channel:
    """Return the shipped channel, read once."""
    text = files("normalize").joinpath("data", "channel.json").read_text("utf-8")
    table = json.loads(text)
    return Channel(Table(table["unseen"], table["identities"], table["rules"]))
