"""How a right name becomes a garbled one: the cost, in nats, of writing this for that.

A segment edit distance over folded letters: up to three letters of the right name turn into up to
three of the garbled one, in view of the word's edges. What each turn costs was learnt from names
that share one spelling in a foreign script (`training/channel`). It is directed: `l` for `r` need
not cost what `r` for `l` does.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import inf

from normalize.shipped import files

# Letters in the longest segment. Source: training/channel/README.md.
LONGEST = 3

# Garbled forms whose moves stay in memory, at 75 KB each: callers take them one by one; pairs whose cost or
# edits do: names recur; right names whose segments do, at 2 KB each. Guesses.
FORMS_KEPT, PAIRS_KEPT, NAMES_KEPT = 64, 1 << 15, 1 << 13

# One way to come by `garbled[start:end]`: start, end, cost in nats.
Move = tuple[int, int, float]

# What a right segment may be written as, and what each costs in nats.
Turns = tuple[tuple[str, float], ...]

# For each number of letters read, the segments that end there: where each starts, itself, what it costs to
# drop it, and what else may become of it.
Segments = tuple[tuple[tuple[int, str, float, Turns], ...], ...]


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
class _Form:
    """A garbled form, as the ways to it are looked for.

    Attributes:
        letters: For each of its letters, what it costs to come from each right letter.
        places: Its segments, those at an edge marked, to where they stand: start and end.
        added: Moves that use no right letter, by where they end.
        asked: Right segment to the moves by which it becomes a stretch of the form, as far as asked for.
    """

    letters: tuple[Mapping[str, float], ...]
    places: Mapping[str, Sequence[tuple[int, int]]]
    added: tuple[Move, ...]
    asked: dict[str, tuple[Move, ...]] = field(default_factory=dict)

    def moves(self, segment: str, turns: Turns) -> tuple[Move, ...]:
        """Return the moves by which a right segment becomes a stretch of the form; looked for once."""
        if segment not in self.asked:
            ways = ((self.places.get(one, ()), cost) for one, cost in turns)
            self.asked[segment] = tuple((start, end, cost) for found, cost in ways for start, end in found)
        return self.asked[segment]


class Channel:
    """The learnt distance from right names to garbled ones. Both come folded to a-z."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._letters = _letters(table)
        self._turns = _turns(table)
        self._drops = {
            letter: table.rules.get(letter, {}).get("", table.unseen) for letter in table.identities
        }
        self._form = lru_cache(FORMS_KEPT)(self._find_form)
        self._segments = lru_cache(NAMES_KEPT)(self._find_segments)
        self._costs: dict[tuple[str, str], float] = {}
        self._limits: dict[tuple[str, str], float] = {}  # of those that cost more
        self._edits = lru_cache(PAIRS_KEPT)(self._find_edits)

    def cost(self, garbled: str, right: str, limit: float = inf) -> float:
        """Return what it costs, in nats, to write `right` as `garbled`; `inf` if over `limit`."""
        pair = (garbled, right)
        cost = self._costs.get(pair, inf)
        if cost == inf and limit > self._limits.get(pair, -1.0):
            cost = self._rows(garbled, right, limit)[-1][-1]
            if len(self._costs) + len(self._limits) >= PAIRS_KEPT:
                self._costs.clear()
                self._limits.clear()
            known, told = (self._costs, cost) if cost <= limit else (self._limits, limit)
            known[pair] = told
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
        form = self._form(garbled)
        rows: list[list[float]] = []
        row = [0.0] + [inf] * len(garbled)
        for read, segments in enumerate(self._segments(right)):
            if read:
                row = _advanced(row, right[read - 1], self._drops[right[read - 1]], form.letters)
            rows.append(row)
            for first, segment, drop, turns in segments:
                if drop < inf:
                    row[:] = [min(cost, old + drop) for cost, old in zip(row, rows[first], strict=True)]
                if (ways := form.asked.get(segment)) is None:
                    ways = form.moves(segment, turns)
                if ways:
                    _lower(row, rows[first], ways)
            _lower(row, row, form.added)
            if min(row) > limit and all(min(other) > limit for other in rows[-LONGEST:]):
                return [[inf]]
        _lower(row, row, form.moves("$", self._turns.get("$", ())))
        return rows

    def _into(self, row: int, garbled: str, right: str) -> Iterator[tuple[int, Move]]:
        """Yield every move that ends at a row, after the row it starts from."""
        form, places = self._form(garbled), range(len(garbled) + 1)
        at_end = [(row, "$", inf, self._turns.get("$", ()))] if row == len(right) else []
        for first, segment, drop, turns in (*self._segments(right)[row], *at_end):
            yield from ((first, move) for move in form.moves(segment, turns))
            yield from ((first, (place, place, drop)) for place in places if drop < inf)
        yield from ((row, move) for move in form.added)
        if row:
            letter = right[row - 1]
            costs = (origins[letter] for origins in form.letters)
            yield from ((row - 1, (place, place + 1, cost)) for place, cost in enumerate(costs))
            yield from ((row - 1, (place, place, self._drops[letter])) for place in places)

    def _find_form(self, garbled: str) -> _Form:
        """Return a form with all that ways to it are looked for by."""
        places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for segment, start, end in _places(garbled):
            places[segment].append((start, end))
        letters = tuple(self._letters[letter] for letter in garbled)
        added = _Form(letters, places, ()).moves("", self._turns[""])
        return _Form(letters, places, tuple(sorted(added, key=lambda move: (move[1], move[0], move[2]))))

    def _find_segments(self, right: str) -> Segments:
        """Return the segments of a right name that may be written as others, by where they end."""
        rules = self._table.rules
        return tuple(
            tuple(
                (first, part, rules[part].get("", inf) if len(part) > 1 else inf, self._turns[part])
                for first, part in _ending(right, end)
                if part in self._turns
            )
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


def _advanced(
    row: Sequence[float], letter: str, drop: float, origins: Iterable[Mapping[str, float]]
) -> list[float]:
    """Return the costs after one more right letter, if it is dropped or written as one letter."""
    following = [cost + drop for cost in row]
    for place, costs in enumerate(origins, 1):
        reached = row[place - 1] + costs[letter]
        if reached < following[place]:
            following[place] = reached
    return following


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


def _letters(table: Table) -> Mapping[str, Mapping[str, float]]:
    """Return single letters, garbled, to the single letters they may come from, and the costs."""
    letters = {garbled: dict.fromkeys(table.identities, table.unseen) for garbled in table.identities}
    for garbled, identity in table.identities.items():
        letters[garbled][garbled] = identity
    for right in table.rules.keys() & letters.keys():
        for garbled in table.rules[right].keys() & letters.keys():
            letters[garbled][right] = min(table.rules[right][garbled], letters[garbled][right])
    return letters


def _turns(table: Table) -> Mapping[str, Turns]:
    """Return right segments, and nothing, to what they may be written as.

    A single letter may be added without a rule. What is dropped whole, and single letters that become single
    letters, are left out: `_rows` sees to them.
    """
    turns: dict[str, dict[str, float]] = {"": dict.fromkeys(table.identities, table.unseen)}
    for right, rules in table.rules.items():
        turned = turns.setdefault(right, {})
        for garbled, cost in rules.items():
            if garbled and not (right in table.identities and garbled in table.identities):
                turned[garbled] = min(cost, turned.get(garbled, inf))
    return {right: tuple(turned.items()) for right, turned in turns.items() if turned or len(right) > 1}


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
