"""Findings as people read them: rows in groups by name, every text made harmless. Values only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from normalize.reported import FileReport, Finding
from normalize.reports.run import RunInfo
from normalize.reports.tallies import STATES, State, Tally, fate, state_of, tally
from normalize.reports.wording import (
    after_of,
    alternatives_of,
    before_of,
    chance,
    harmless,
    shown_path,
    shown_surface,
)

# Files of a name that are listed one by one. Source: a choice; they fit on two lines.
FILES = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as a page shows it; no text of it can steer a line.

    Attributes:
        finding: For what needs no words: its rule, whether it is quoted.
        state: What became of it; `fate` in words.
        at: Its number, from zero, file by file in text order.
        file: Number of its file among those with findings, from zero; `path` as shown.
        place: Line and column, "3:12".
        before: The text before it, cut between words; `after` likewise.
        surface: With hidden characters spelt out; `replacement` is empty when nobody knows.
        chance: How likely the replacement is right, in words.
        reason: The evidence in one sentence; `held` why it is left for review, empty for a correction.
        others: Other readings, each with its probability, 0.0 to 1.0.
        witnesses: The evidence, each with its log-odds, strongest first.
    """

    finding: Finding
    state: State
    fate: str
    at: int
    file: int
    path: str
    place: str
    before: str
    surface: str
    replacement: str
    after: str
    name: str
    chance: str
    reason: str
    held: str
    others: tuple[tuple[str, float], ...]
    witnesses: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one name: corrections first, then what is to review, most probable first.

    Attributes:
        name: Canonical name, or the surface form when no entity explains it.
        type: Entity type; empty for no entity.
        forms: Surface forms with their numbers, commonest first.
        where: Paths with their numbers, in the order of the files: the first few.
        more: How many files there are besides.
        states: How many rows have which state; those there are, in the order of `STATES`.
    """

    name: str
    type: str
    rows: tuple[Row, ...]
    forms: tuple[tuple[str, int], ...]
    where: tuple[tuple[str, int], ...]
    more: int
    states: tuple[tuple[State, int], ...]


@dataclass(frozen=True, slots=True)
class FileRows:
    """A file with findings: its path and copy as shown, its totals, its rows in text order."""

    number: int
    path: str
    written: str
    tally: Tally
    rows: tuple[Row, ...]


def files_of(files: Iterable[FileReport], run: RunInfo) -> list[FileRows]:
    """Return the files that have findings, in their order, with the rows in text order."""
    made: list[FileRows] = []
    at = 0
    for number, file in enumerate(file for file in files if file.findings):
        rows = tuple(_row(one, file, run, at + index, number) for index, one in enumerate(file.findings))
        made.append(FileRows(number, shown_path(file.path), shown_path(file.written), tally([file]), rows))
        at += len(rows)
    return made


def groups_of(rows: Iterable[Row]) -> list[Group]:
    """Return rows by name: the names with most rows first, then by spelling."""
    named: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        named.setdefault((row.finding.entity_id, row.name), []).append(row)
    groups = [_group(name, members) for (_, name), members in named.items()]
    return sorted(groups, key=lambda group: (-len(group.rows), group.name))


def _row(finding: Finding, file: FileReport, run: RunInfo, at: int, number: int) -> Row:
    state, surface = state_of(finding, file), shown_surface(finding)
    return Row(
        finding=finding,
        state=state,
        fate=fate(state, run),
        at=at,
        file=number,
        path=shown_path(finding.path),
        place=f"{finding.place.line}:{finding.place.column}",
        before=before_of(finding),
        surface=surface,
        replacement=harmless(finding.replacement),
        after=after_of(finding),
        name=harmless(finding.entity_name) or surface,
        chance=chance(finding.probability) if finding.replacement else "",
        reason=harmless(finding.reason),
        held=_held(finding, file, state),
        others=tuple((harmless(one.replacement), one.probability) for one in alternatives_of(finding)),
        witnesses=tuple((one.weight, harmless(one.words)) for one in finding.witnesses),
    )


def _held(finding: Finding, file: FileReport, state: State) -> str:
    """Return why a correction was not made; empty if it was or will be."""
    if state == "unwritten":
        return harmless(file.error)
    return "" if finding.is_fixable else harmless(finding.held) or "a person should look"


def _group(name: str, members: Sequence[Row]) -> Group:
    rows = tuple(sorted(members, key=_weight))
    first = rows[0].finding
    paths = Counter(row.path for row in sorted(rows, key=lambda row: row.at))
    return Group(
        name=name,
        type=first.entity_type if first.entity_id else "",
        rows=rows,
        forms=tuple(_commonest(Counter(row.surface for row in rows))),
        where=tuple(paths.items())[:FILES],
        more=max(0, len(paths) - FILES),
        states=tuple(_states(rows)),
    )


def _weight(row: Row) -> tuple[int, float, int]:
    probability = 0.0 if row.finding.is_fixable else -row.finding.probability
    return STATES.index(row.state), probability, row.at


def _commonest(forms: Counter[str]) -> list[tuple[str, int]]:
    return sorted(forms.items(), key=lambda form: (-form[1], form[0]))


def _states(rows: Iterable[Row]) -> Iterator[tuple[State, int]]:
    counted = Counter(row.state for row in rows)
    yield from ((state, counted[state]) for state in STATES if counted[state])
