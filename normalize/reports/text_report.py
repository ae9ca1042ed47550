"""Findings for a person at a terminal: file by file, each with its place, its line of text and the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from normalize.reported import FileReport, Finding
from normalize.reports.run import RunInfo, count
from normalize.reports.wording import (
    after_of,
    alternatives_of,
    before_of,
    change,
    harmless,
    plural,
    range_of,
    shown_path,
    shown_surface,
    totals,
)

# Code points of text on either side of a name; with the name, a line of about 100 columns. Source: a choice.
SIDE = 40

# Places of a repeated finding that are named one by one. Source: a choice; they fit on a line.
PLACES = 8

INDENT = "    "

# Select Graphic Rendition codes. Source: ECMA-48, 8.3.117.
STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield the files that have something to say, in order, then what was written, then the totals.

    The same surface form with the same replacement is shown once in a file, with its other places.
    """
    for file in files:
        if file.error:
            yield "".join(f"{line}\n" for line in _error(file, run))
        for group in _groups(file):
            yield "".join(f"{line}\n" for line in _group(group, run))
        if file.error or file.findings:
            yield "\n"
    written = [file for file in files if file.written]
    yield "".join(f"wrote {shown_path(file.written)}\n" for file in written)
    yield f"{paint(totals(count(files), run), 'bold', run)}\n"


def paint(text: str, style: str, run: RunInfo) -> str:
    """Return a text in a style of `STYLES`; as it is when the run has no colour."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if run.colour else text


def _error(file: FileReport, run: RunInfo) -> Iterator[str]:
    yield f"{shown_path(file.path)}: {paint('error', 'red', run)}: {harmless(file.error)}"
    if file.hint:
        yield f"{INDENT}hint: {harmless(file.hint)}"


def _groups(file: FileReport) -> list[list[Finding]]:
    """Return a file's findings with equals put together, in the order of the first of each."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for one in file.findings:
        equal = (one.rule, one.verdict, one.entity_id, one.surface, one.replacement, one.held)
        groups.setdefault(equal, []).append(one)
    return list(groups.values())


def _group(group: list[Finding], run: RunInfo) -> Iterator[str]:
    first = group[0]
    place = f"{shown_path(first.path)}:{first.place.line}:{first.place.column}"
    parts = [paint(place, "bold", run), first.rule, _change(first, run), range_of(group)]
    yield "  ".join(parts + [f"×{len(group)}"] * (len(group) > 1))
    if run.detail != "quiet":
        yield from (f"{INDENT}{line}" for line in (*_excerpt(first, run), *_reasons(first, run)))
    if len(group) > 1:
        yield f"{INDENT}also at {_places(group[1:])}"


def _change(finding: Finding, run: RunInfo) -> str:
    if not finding.replacement:
        return paint(shown_surface(finding), "red", run)
    surface, replacement = shown_surface(finding), harmless(finding.replacement)
    return (
        f"{paint(surface, 'red', run)} → {paint(replacement, 'green', run)}"
        if run.colour
        else change(finding)
    )


def _excerpt(finding: Finding, run: RunInfo) -> Iterator[str]:
    before, surface = before_of(finding, SIDE), shown_surface(finding)
    yield f"{before}{surface}{after_of(finding, SIDE)}"
    yield f"{' ' * cell_len(before)}{paint('^' * max(1, cell_len(surface)), 'red', run)}"


def _reasons(finding: Finding, run: RunInfo) -> Iterator[str]:
    yield paint(harmless(finding.reason), "dim", run)
    if run.detail == "verbose":
        yield from (f"{one.weight:+6.2f}  {harmless(one.words)}" for one in finding.witnesses)
    if others := alternatives_of(finding):
        listed = ", ".join(f"{harmless(other.replacement)} ({other.probability:.2f})" for other in others)
        yield f"or: {listed}"
    if not finding.is_fixable:
        held = harmless(finding.held) or "a person should look"
        yield paint(f"left for review: {held}", "yellow", run)


def _places(findings: list[Finding]) -> str:
    named = ", ".join(f"{one.place.line}:{one.place.column}" for one in findings[:PLACES])
    rest = len(findings) - PLACES
    return f"{named} and {plural(rest, 'more place')}" if rest > 0 else named
