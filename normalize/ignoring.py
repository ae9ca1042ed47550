"""What an ignore names, and whether a finding is about it. Values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from normalize.keys import match_key
from normalize.reported import Finding, Severity

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Directive:
    """An ignore that is written in a checked file.

    Attributes:
        start: First code point of the source that it is written in; `end` one past the last.
        names: Surface forms, rules and ids of entities that it ignores; empty for everything.
        scope: The stretch of source that it holds for.
        fault: Why it ignores nothing: it is malformed or expired; empty if neither.
        hint: The way out of the fault.
    """

    start: int
    end: int
    names: tuple[str, ...]
    scope: Stretch
    fault: str = ""
    hint: str = ""

    def ignored(self, finding: Finding) -> tuple[str, ...]:
        """Return those of its names that a finding is about, "" if it ignores everything; empty if none."""
        if self.fault or not _overlap(self.scope, (finding.place.start, finding.place.end)):
            return ()
        return tuple(name for name in self.names if is_about(name, finding)) if self.names else ("",)


def is_about(name: str, finding: Finding) -> bool:
    """Return whether a finding is of a rule or an entity so called, or a name so written."""
    return name in (finding.rule, finding.entity_id) or is_written(name, finding)


def is_written(name: str, finding: Finding) -> bool:
    """Return whether a name, so written but for case and accents, touches what a finding points at.

    "Witkov" is written in "Steve Witkov", and "Steve Witkov" where only the surname is pointed at.
    """
    words = match_key(name).split()
    before, surface, after = (
        match_key(text).split() for text in (finding.before, finding.surface, finding.after)
    )
    text = [*before, *surface, *after]
    first, last = len(before) - len(words) + 1, len(before) + len(surface)
    return bool(words) and any(_stands(words, text, at) for at in range(max(first, 0), last))


def has_expired(until: date | None, today: date) -> bool:
    """Return whether a day has passed; on the day itself an ignore still holds."""
    return until is not None and until < today


def gravity(fault: str) -> Severity:
    """Return how grave a finding about an ignore is: one with a fault is told louder than one unused."""
    return "warning" if fault else "info"


def _stands(words: Sequence[str], text: Sequence[str], at: int) -> bool:
    return list(text[at : at + len(words)]) == list(words)


def _overlap(one: Stretch, other: Stretch) -> bool:
    return one[0] < max(other[1], other[0] + 1) and other[0] < one[1]
