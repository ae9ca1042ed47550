"""Findings for a person at a terminal, each with its place, its line of text and the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from normalize.reported import FileReport, Finding
from normalize.reports.run import RunInfo
from normalize.reports.tallies import is_unwritten, totals
from normalize.reports.wording import (
    after_of,
    alternatives_of,
    before_of,
    change,
    harmless,
    is_minor,
    is_unlikely,
    plural,
    range_of,
    shown_path,
    shown_surface,
)

# Code points of text on either side of a name; with the name, a line of about 100 columns. Source: a choice.
SIDE = 40

# Places of a repeated finding that are named one by one. Source: a choice; they fit on a line.
PLACES = 8

INDENT = "    "

# Select Graphic Rendition codes. Source: ECMA-48, 8.3.117.
STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}


@dataclass(frozen=True, slots=True)
class Block:
    """Equal findings of one file, in text order: the same form, replacement, and reason to hold it."""

    file: FileReport
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield corrections file by file, what is to review, most probable first, and what else there is.

    The same surface form with the same replacement is shown once in a file, with its other places. Minor
    findings are counted in one line, unless the run is verbose.
    """
    blocks = [block for file in files for block in _blocks(file)]
    corrections = [block for block in blocks if block.first.is_fixable]
    reviews = sorted((block for block in blocks if _is_told(block, run)), key=_weight)
    for _, made in groupby(corrections, key=lambda block: id(block.file)):
        yield from _file(list(made), run)
    if corrections and reviews:
        yield f"{paint('To review, most probable first', 'bold', run)}\n\n"
    yield from (_lines(_block(block, run)) for block in reviews)
    yield "\n" if reviews else ""
    yield from _end(files, blocks, run)


def _file(made: Sequence[Block], run: RunInfo) -> Iterator[str]:
    """Yield the corrections of one file, and that they could not be written if so."""
    file = made[0].file
    yield from (_lines(_block(block, run)) for block in made)
    if is_unwritten(file):
        yield f"{shown_path(file.path)}: {paint('not written', 'red', run)}: {harmless(file.error)}\n"
    yield "\n"


def _is_told(block: Block, run: RunInfo) -> bool:
    """Return whether a block is to review, and shown."""
    return not block.first.is_fixable and (run.detail == "verbose" or not is_minor(block.first))


def _weight(block: Block) -> float:
    return -max(finding.probability for finding in block.findings)


def _end(files: Sequence[FileReport], blocks: Sequence[Block], run: RunInfo) -> Iterator[str]:
    """Yield the files with errors, those that were written, what was left out, and the totals."""
    wrong = [file for file in files if file.error and run.tells_errors]
    yield from (_lines(_error(file, run)) for file in wrong)
    yield "\n" if wrong else ""
    yield from (f"wrote {shown_path(file.written)}\n" for file in files if file.written)
    minor = [one for block in blocks for one in block.findings if is_minor(one)]
    if minor and run.detail != "verbose":
        yield f"{paint(_not_shown(minor), 'dim', run)}\n"
    yield f"{paint(totals(files, run), 'bold', run)}\n"


def _not_shown(minor: Sequence[Finding]) -> str:
    """Return how many findings of which sort are not shown, and how to see them."""
    sorts = Counter("unlikely" if is_unlikely(one) else one.rule for one in minor)
    commonest = sorted(sorts.items(), key=lambda sort: (-sort[1], sort[0]))
    listed = ", ".join(f"{number:,} {name}" for name, number in commonest)
    return f"not shown: {listed}; --verbose shows {'it' if len(minor) == 1 else 'them'}"


def paint(text: str, style: str, run: RunInfo) -> str:
    """Return a text in a style of `STYLES`; as it is when the run has no colour."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if run.colour else text


def _error(file: FileReport, run: RunInfo) -> Iterator[str]:
    yield f"{shown_path(file.path)}: {paint('error', 'red', run)}: {harmless(file.error)}"
    if file.hint:
        yield f"{INDENT}hint: {harmless(file.hint)}"


def _blocks(file: FileReport) -> list[Block]:
    """Return a file's findings with equals put together, in the order of the first of each."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in file.findings:
        equal = (
            one.rule, one.verdict, one.entity_id, one.surface, one.replacement, one.held, is_minor(one)
        )  # fmt: skip
        groups.setdefault(equal, []).append(one)
    return [Block(file, tuple(group)) for group in groups.values()]


def _block(block: Block, run: RunInfo) -> Iterator[str]:
    first, findings = block.first, block.findings
    place = f"{shown_path(first.path)}:{first.place.line}:{first.place.column}"
    parts = [paint(place, "bold", run), first.rule, _change(first, run), range_of(findings)]
    yield "  ".join(parts + [f"×{len(findings)}"] * (len(findings) > 1))
    if run.detail != "quiet":
        yield from (f"{INDENT}{line}" for line in (*_excerpt(first, run), *_reasons(first, run)))
    if len(findings) > 1:
        yield f"{INDENT}also at {_places(findings[1:])}"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


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
    from rich.cells import cell_len

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


def _places(findings: Sequence[Finding]) -> str:
    named = ", ".join(f"{one.place.line}:{one.place.column}" for one in findings[:PLACES])
    rest = len(findings) - PLACES
    return f"{named} and {plural(rest, 'more place')}" if rest > 0 else named
