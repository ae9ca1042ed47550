"""How a right name becomes a garbled one: the cost, in nats, of writing this for that.

A segment edit distance over folded letters: up to three letters of the right name turn into up to
three of the garbled one, in view of the word's edges. What each turn costs was learnt from names
that share one spelling in a foreign script (`training/channel`). It is directed: `l` for `r` need
not cost what `r` for `l` does.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import takewhile
from math import inf

LONGEST = 3
"""Letters in the longest segment. Source: training/channel/README.md."""

FORMS_KEPT = 64
"""Garbled forms whose moves stay in memory, at 75 KB each: callers take them one by one. A guess."""

PAIRS_KEPT = 1 << 15  # Pairs whose cost or edits stay in memory: names recur. A guess.

NAMES_KEPT = 1 << 12
"""Right names whose segments stay in memory, at 2 KB each. A guess."""

Move = tuple[int, int, float]
"""One way to come by `garbled[start:end]`: start, end, cost in nats."""

Segments = tuple[tuple[tuple[int, str], ...], ...]
"""For each number of letters read, the segments that end there: where each starts, and itself."""


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


@dataclass(frozen=True, slots=True)
class _Moves:
    """What may happen on the way to one garbled form.

    Attributes:
        turned: Right segment to its moves.
        added: Moves that use no right letter, by where they end.
    """

    turned: Mapping[str, tuple[Move, ...]]
    added: tuple[Move, ...]


class Channel:
    """The learnt distance from right names to garbled ones. Both come folded to a-z."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._origins = _origins(table)
        self._known = table.rules.keys() | table.identities.keys()
        self._drops = {
            letter: table.rules.get(letter, {}).get("", table.unseen) for letter in table.identities
        }
        self._moves = lru_cache(FORMS_KEPT)(self._find_moves)
        self._segments = lru_cache(NAMES_KEPT)(self._find_segments)
        self._costs = lru_cache(PAIRS_KEPT)(self._find_cost)
        self._edits = lru_cache(PAIRS_KEPT)(self._find_edits)

    def cost(self, garbled: str, right: str, limit: float = inf) -> float:
        """Return what it costs, in nats, to write `right` as `garbled`; `inf` if over `limit`."""
        return self._costs(garbled, right, limit)

    def _find_cost(self, garbled: str, right: str, limit: float) -> float:
        cost = self._rows(garbled, right, limit)[-1][-1]
        return cost if cost <= limit else inf

    def edits(self, garbled: str, right: str) -> tuple[ChannelEdit, ...]:
        """Return the cheapest way's edits, left to right; letters written as themselves left out.

        Letters dropped or added side by side are one edit.
        """
        return self._edits(garbled, right)

    def _find_edits(self, garbled: str, right: str) -> tuple[ChannelEdit, ...]:
        return tuple(edit for edit in _joined(self.path(garbled, right)) if edit.garbled != edit.right)

    def path(self, garbled: str, right: str) -> tuple[ChannelEdit, ...]:
        """Return the cheapest way whole, left to right: its costs add up to `cost`."""
        rows = self._rows(garbled, right, inf)
        row, column = len(right), len(garbled)
        path: list[ChannelEdit] = []
        while row or column:
            first, start, cost = next(
                (first, start, cost)
                for first, (start, end, cost) in self._into(row, garbled, right)
                if end == column and rows[first][start] + cost == rows[row][column]
            )
            edges = first == start == 0, row == len(right) and column == len(garbled)
            path.append(ChannelEdit(garbled[start:column], right[first:row], cost, *edges))
            row, column = first, start
        return tuple(reversed(path))

    def _rows(self, garbled: str, right: str, limit: float) -> list[list[float]]:
        """Return the costs of each start of `garbled`, one row per start of `right`, from none on.

        Gives up, with `inf`, once nothing within `limit` is left.
        """
        moves = self._moves(garbled)
        rows: list[list[float]] = []
        row = [0.0] + [inf] * len(garbled)
        for read, segments in enumerate(self._segments(right)):
            if read:
                drop = self._drops[right[read - 1]]
                row = [cost + drop for cost in row]
            rows.append(row)
            for first, segment in segments:
                if ways := moves.turned.get(segment):
                    _lower(row, rows[first], ways)
            _lower(row, row, moves.added)
            if min(row) > limit and all(min(other) > limit for other in rows[-LONGEST:]):
                return [[inf]]
        _lower(row, row, moves.turned.get("$", ()))
        return rows

    def _into(self, row: int, garbled: str, right: str) -> Iterator[tuple[int, Move]]:
        """Yield every move that ends at a row, after the row it starts from."""
        moves = self._moves(garbled)
        for first, segment in (*self._segments(right)[row], *([(row, "$")] if row == len(right) else [])):
            yield from ((first, move) for move in moves.turned.get(segment, ()))
        yield from ((row, move) for move in moves.added)
        if row:
            drop = self._drops[right[row - 1]]
            yield from ((row - 1, (place, place, drop)) for place in range(len(garbled) + 1))

    def _find_moves(self, garbled: str) -> _Moves:
        """Return the moves that lead to a form."""
        turned: defaultdict[str, list[Move]] = defaultdict(list)
        for segment, start, end in _places(garbled):
            for right, cost in self._origins.get(segment, ()):
                turned[right].append((start, end, cost))
        added = sorted(turned.pop("", []), key=lambda move: (move[1], move[0], move[2]))
        return _Moves({right: tuple(moves) for right, moves in turned.items()}, tuple(added))

    def _find_segments(self, right: str) -> Segments:
        """Return the segments of a right name that the table knows, by where they end."""
        return tuple(
            tuple(found for found in _ending(right, end) if found[1] in self._known)
            for end in range(len(right) + 1)
        )


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


def _lower(row: list[float], old: list[float], moves: Iterable[Move]) -> None:
    """Lower the costs in `row` to what the moves reach from `old`."""
    for start, end, cost in moves:
        reached = old[start] + cost
        if reached < row[end]:
            row[end] = reached


def _ending(right: str, end: int) -> Iterator[tuple[int, str]]:
    """Yield the segments of `right` that end at `end`, after their start; those at an edge marked, too."""
    for first in range(max(end - LONGEST, 0), end):
        yield first, right[first:end]
        if first == 0:
            yield first, "^" + right[:end]
        if end == len(right):
            yield first, right[first:] + "$"
    if end == 0:
        yield 0, "^"


def _origins(table: Table) -> Mapping[str, Iterable[tuple[str, float]]]:
    """Return garbled segments to the right segments they may come from, and the costs.

    Single letters may come from nothing and from each other without a rule. Single letters that
    are dropped are left out: `_rows` sees to them.
    """
    origins: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for garbled, identity in table.identities.items():
        origins[garbled] = dict.fromkeys(("", *table.identities), table.unseen)
        origins[garbled][garbled] = identity
    for right, turned in table.rules.items():
        for garbled, cost in turned.items():
            if garbled or len(right) > 1:
                origins[garbled][right] = min(cost, origins[garbled].get(right, inf))
    return {garbled: tuple(costs.items()) for garbled, costs in origins.items()}


def _places(garbled: str) -> Iterator[tuple[str, int, int]]:
    """Yield each segment of a form, with and without the edges it touches, and where it stands."""
    size = len(garbled)
    for start in range(size + 1):
        for end in range(start, min(start + LONGEST, size) + 1):
            segment = garbled[start:end]
            yield segment, start, end
            if start == 0:
                yield "^" + segment, start, end
            if end == size:
                yield segment + "$", start, end


@cache
def load_channel() -> Channel:
    """Return the shipped channel, read once."""
    text = files("normalize").joinpath("data", "channel.json").read_text("utf-8")
    table = json.loads(text)
    return Channel(Table(table["unseen"], table["identities"], table["rules"]))


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
