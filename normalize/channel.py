"""How a right name becomes a garbled one: the cost, in nats, of writing this for that.

A segment edit distance over folded letters: up to three letters of the right name turn into up to
three of the garbled one, in view of the word's edges. What each turn costs was learnt from names
that share one spelling in a foreign script (`training/channel`). It is directed: `l` for `r` need
not cost what `r` for `l` does.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import inf
from typing import NamedTuple

LONGEST = 3
"""Letters in the longest segment. Source: training/channel/README.md, "What was tried"."""

FORMS_KEPT = 256
"""Garbled forms whose moves stay in memory. A guess: several articles' worth, some 10 MB."""


class Move(NamedTuple):
    """One way to come by `garbled[start:end]`, and its cost in nats."""

    start: int
    end: int
    cost: float


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


@dataclass(frozen=True, slots=True)
class Table:
    """What each turn costs, in nats.

    Attributes:
        unseen: Of dropping, adding or exchanging a letter where no rule says otherwise.
        identities: Of writing a letter as itself, for a to z.
        rules: Of a right segment (outer key) written as a garbled one (inner key). `^` and `$`
            are the word's edges: a rule has one on both sides or on neither.
    """

    unseen: float
    identities: Mapping[str, float]
    rules: Mapping[str, Mapping[str, float]]


class _Moves(dict[str, tuple[Move, ...]]):
    """Right segments to the moves they allow within one garbled form, worked out when asked for."""

    def __init__(self, garbled: str, table: Table) -> None:
        super().__init__()
        self._garbled = garbled
        self._table = table
        self._places = _places(garbled)
        self.added = tuple(sorted(self._additions(), key=lambda move: (move.end, move.start)))

    def __missing__(self, segment: str) -> tuple[Move, ...]:
        rules = self._table.rules.get(segment, {})
        ruled = rules.keys() & self._places.keys()
        moves = [Move(*place, rules[turn]) for turn in ruled for place in self._places[turn]]
        if len(segment) == 1 and segment.isalpha():
            moves += self._plain(segment)
        self[segment] = result = tuple(sorted(moves))
        return result

    def _plain(self, letter: str) -> Iterator[Move]:
        """Yield the turns that need no rule: a letter into itself, or into any other."""
        for place, other in enumerate(self._garbled):
            same = self._table.identities[letter] if other == letter else self._table.unseen
            yield Move(place, place + 1, same)

    def _additions(self) -> Iterator[Move]:
        """Yield what may be added anywhere: any letter, and the longer runs that have a rule."""
        rules = self._table.rules.get("", {})
        for turn, places in self._places.items():
            if turn in rules or (len(turn) == 1 and turn.isalpha()):
                cost = rules.get(turn, self._table.unseen)
                yield from (Move(*place, cost) for place in places)


class Channel:
    """The learnt distance from right names to garbled ones. Both come folded to a-z."""

    def __init__(self, table: Table) -> None:
        self._drops = {
            letter: table.rules.get(letter, {}).get("", table.unseen) for letter in table.identities
        }
        self._moves = lru_cache(FORMS_KEPT)(lambda garbled: _Moves(garbled, table))

    def cost(self, garbled: str, right: str, limit: float = inf) -> float:
        """Return what it costs, in nats, to write `right` as `garbled`; `inf` if over `limit`."""
        cost = self._rows(garbled, right, limit)[-1][-1]
        return cost if cost <= limit else inf

    def edits(self, garbled: str, right: str) -> tuple[ChannelEdit, ...]:
        """Return the cheapest way's edits, left to right; letters written as themselves left out."""
        return tuple(edit for edit in self.path(garbled, right) if edit.garbled != edit.right)

    def path(self, garbled: str, right: str) -> tuple[ChannelEdit, ...]:
        """Return the cheapest way whole, left to right: its costs add up to `cost`."""
        rows = self._rows(garbled, right, inf)
        row, column = len(right), len(garbled)
        edits: list[ChannelEdit] = []
        while row or column:
            start, move = next(
                (start, move)
                for start, move in self._into(row, garbled, right)
                if move.end == column and rows[start][move.start] + move.cost == rows[row][column]
            )
            at_start = start == move.start == 0
            at_end = row == len(right) and column == len(garbled)
            wrong = garbled[move.start : column]
            edits.append(ChannelEdit(wrong, right[start:row], move.cost, at_start, at_end))
            row, column = start, move.start
        return tuple(reversed(edits))

    def _rows(self, garbled: str, right: str, limit: float) -> list[list[float]]:
        """Return a row for no letters of `right`, then one per letter: costs by letters of `garbled`.

        Ends early, with `inf`, once nothing within `limit` is left.
        """
        moves = self._moves(garbled)
        row = [0.0] + [inf] * len(garbled)
        _relax(row, row, moves["^"])
        _relax(row, row, moves.added)
        rows = [row]
        for position, letter in enumerate(right, 1):
            drop = self._drops[letter]
            row = [cost + drop for cost in row]
            for start, segment in _segments(right, position):
                _relax(row, rows[start], moves[segment])
            _relax(row, row, moves.added)
            rows.append(row)
            if min(row) > limit and all(min(other) > limit for other in rows[-LONGEST:]):
                return [[inf]]
        _relax(row, row, moves["$"])
        return rows

    def _into(self, row: int, garbled: str, right: str) -> Iterator[tuple[int, Move]]:
        """Yield every move that ends at a row, and the row it starts from."""
        moves = self._moves(garbled)
        for start, segment in _segments(right, row):
            yield from ((start, move) for move in moves[segment])
        yield from ((row, move) for move in moves.added)
        if row == 0:
            yield from ((row, move) for move in moves["^"])
        else:
            drop = self._drops[right[row - 1]]
            yield from ((row - 1, Move(place, place, drop)) for place in range(len(garbled) + 1))
        if row == len(right):
            yield from ((row, move) for move in moves["$"])


def _relax(row: list[float], old: list[float], moves: Iterable[Move]) -> None:
    """Lower the costs in `row` to what the moves reach from `old`."""
    for start, end, cost in moves:
        reached = old[start] + cost
        if reached < row[end]:
            row[end] = reached


def _segments(right: str, end: int) -> list[tuple[int, str]]:
    """Return the segments of `right` that end at `end`, and where each starts; edges marked, too."""
    starts = range(end - 1, max(end - LONGEST, 0) - 1, -1)
    found = [(start, right[start:end]) for start in starts]
    if 0 < end <= LONGEST:
        found.append((0, "^" + right[:end]))
    if end == len(right):
        found += [(start, segment + "$") for start, segment in found[: len(starts)]]
    return found


def _places(garbled: str) -> dict[str, list[tuple[int, int]]]:
    """Return each segment of a form, with and without the edges it touches, and where it stands."""
    places: dict[str, list[tuple[int, int]]] = {}
    size = len(garbled)
    for start in range(size + 1):
        for end in range(start, min(start + LONGEST, size) + 1):
            segment = garbled[start:end]
            places.setdefault(segment, []).append((start, end))
            if start == 0:
                places.setdefault("^" + segment, []).append((start, end))
            if end == size:
                places.setdefault(segment + "$", []).append((start, end))
    return places


@cache
def load_channel() -> Channel:
    """Return the shipped channel, read once."""
    text = files("normalize").joinpath("data", "channel.json").read_text("utf-8")
    table = json.loads(text)
    return Channel(Table(table["unseen"], table["identities"], table["rules"]))
