"""A garbled form → what it costs to write the starts of right names as the starts of it: an edit distance.

Names that are near one form begin alike: what a start costs is found once for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

# Letters in the longest segment. Source: training/channel/README.md.
LONGEST = 3

# Starts of right names that stay in memory with a form; ends of right names whose segments do. Guesses.
STARTS_KEPT, ENDS_KEPT = 1 << 10, 1 << 13

# One way to come by `garbled[start:end]`: start, end, cost in nats.
Move = tuple[int, int, float]

# What a right segment may be written as, and what each costs in nats.
Turns = Mapping[str, float]

# The segments of a right name that end at one place: how many letters they have, themselves, what it costs to
# drop them, and what else may become of them.
Segments = tuple[tuple[int, str, float, Turns], ...]


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


class Rules:
    """A table, as forms look things up in it.

    Attributes:
        letters: Single letters, garbled, to the single letters they may come from, and the costs.
        drops: Single letters to what it costs to drop them.
        added: What may be written for nothing.
        at_end: What may be written at the end for nothing.
        ending: The segments of an end of a right name, its edges marked, that may become others.
    """

    def __init__(self, table: Table) -> None:
        self._turns = _turns(table)
        self._dropped = {right: rules[""] for right, rules in table.rules.items() if "" in rules}
        self.letters = _letters(table)
        self.drops = {letter: self._dropped.get(letter, table.unseen) for letter in table.identities}
        self.added, self.at_end = self._turns[""], self._turns.get("$", {})
        self.ending = lru_cache(ENDS_KEPT)(self._find_ending)

    def _find_ending(self, end: str) -> Segments:
        return tuple(
            (letters, segment, self._dropped.get(segment, inf) if len(segment) > 1 else inf, turns)
            for letters, segment in segments(end)
            if (turns := self._turns.get(segment)) is not None
        )


class Form:
    """A garbled form, as the ways to it are looked for.

    Attributes:
        letters: For each of its letters, what it costs to come from each right letter.
        added: Moves that use no right letter, by where they end.
    """

    __slots__ = ("_asked", "_places", "_rows", "_rules", "added", "letters")

    def __init__(self, garbled: str, rules: Rules) -> None:
        self._rules = rules
        self._places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for segment, start, end in _places(garbled):
            self._places[segment].append((start, end))
        self._asked: dict[str, Sequence[Move]] = {}
        self._rows: dict[str, list[float]] = {}
        self.letters = [rules.letters[letter] for letter in garbled]
        added = self.moves("", rules.added)
        self.added = sorted(added, key=lambda move: (move[1], move[0], move[2]))

    def moves(self, segment: str, turns: Turns) -> Sequence[Move]:
        """Return the moves by which a right segment becomes a stretch of the form; looked for once."""
        asked, places = self._asked, self._places
        if segment not in asked:
            asked[segment] = ()
            if not places.keys().isdisjoint(turns):
                found = [one for one in turns if one in places]
                asked[segment] = [(start, end, turns[one]) for one in found for start, end in places[one]]
        return asked[segment]

    def rows(self, right: str) -> list[list[float]]:
        """Return the costs of each start of the form, one row per start of a right name, from none on."""
        known = self._rows
        if len(known) > STARTS_KEPT:
            known.clear()
        rows: list[list[float]] = []
        for size in range(len(right) + 1):
            begun = right[:size]
            row = known.get(begun)
            if row is None:
                row = known[begun] = self._row(begun, rows)
            rows.append(row)
        last = self._lower(list(rows.pop()), rows, right[-LONGEST:] + "$")
        for start, end, cost in self.moves("$", self._rules.at_end):
            last[end] = min(last[end], last[start] + cost)
        return [*rows, last]

    def _row(self, begun: str, rows: Sequence[list[float]]) -> list[float]:
        """Return the costs for a start of a right name, given those for its own starts."""
        if not rows:
            return self._lower([0.0] + [inf] * len(self.letters), rows, "^")
        before, letter = rows[-1], begun[-1]
        drop = self._rules.drops[letter]
        row = [cost + drop for cost in before]
        for place, costs in enumerate(self.letters):
            reached = before[place] + costs[letter]
            if reached < row[place + 1]:
                row[place + 1] = reached
        return self._lower(row, rows, end_of(begun))

    def _lower(self, row: list[float], rows: Sequence[list[float]], end: str) -> list[float]:
        """Lower the costs in a row to what the segments of an end reach from it and from those before it."""
        asked = self._asked
        for letters, segment, drop, turns in self._rules.ending(end):
            ways = asked.get(segment)
            if ways is None:
                ways = self.moves(segment, turns)
            old = rows[-letters] if letters else row
            if drop < inf:
                dropped = [cost + drop for cost in old]
                row[:] = [one if one < cost else cost for one, cost in zip(dropped, row, strict=True)]
            for start, stop, cost in ways:
                reached = old[start] + cost
                if reached < row[stop]:
                    row[stop] = reached
        for start, stop, cost in self.added:
            reached = row[start] + cost
            if reached < row[stop]:
                row[stop] = reached
        return row


def end_of(begun: str) -> str:
    """Return the end of a name's start in which all segments are that end there, the name's start marked."""
    return begun[-LONGEST:] if len(begun) > LONGEST else "^" + begun


def segments(end: str) -> Iterator[tuple[int, str]]:
    """Yield the segments that an end of a name ends in, after the number of their letters.

    >>> list(segments("^ab"))
    [(2, 'ab'), (2, '^ab'), (1, 'b')]
    >>> list(segments("ab$"))
    [(2, 'ab$'), (1, 'b$')]
    """
    begun = end.removeprefix("^")
    letters = len(begun.removesuffix("$"))
    for start in range(letters):
        yield letters - start, begun[start:]
        if not start and begun != end:
            yield letters, end
    if end == "^":
        yield 0, end


def _letters(table: Table) -> Mapping[str, Mapping[str, float]]:
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
    letters, are left out: `Form` sees to them.
    """
    turns: dict[str, dict[str, float]] = {"": dict.fromkeys(table.identities, table.unseen)}
    for right, rules in table.rules.items():
        turned = turns.setdefault(right, {})
        for garbled, cost in rules.items():
            if garbled and not (right in table.identities and garbled in table.identities):
                turned[garbled] = min(cost, turned.get(garbled, inf))
    return {right: turned for right, turned in turns.items() if turned or len(right) > 1}


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
