"""Findings as Markdown tables, for pull requests, step summaries and mail.

Nothing from a file can act as markup, and what is too long for a page of GitHub is counted, not cut.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normalize.reported import FileReport
from normalize.reports.rows import FileRows, Group, Row, files_of, groups_of
from normalize.reports.run import RunInfo
from normalize.reports.tallies import STATES, fate, is_unread, tally, totals
from normalize.reports.wording import after_of, before_of, harmless, origin, plural, shown_path

# Code points of text on either side of a name. Source: a choice; a table must fit a narrow page.
SIDE = 30

# Wrong forms of a name that are listed. Source: a choice.
FORMS = 6

# Bytes of a page. Source: GitHub Docs, "Workflow commands", step isolation and limits: 1 MiB for each step.
LIMIT = 2**20

# Bytes kept free for the lines that always come. Source: a choice, several times what they take.
RESERVE = 4096

# What means something in Markdown or in a table (`$x$` is a formula to GitHub).
# Source: CommonMark 0.31, 2.4, of which each can be escaped; GitHub Flavored Markdown, 4.10 and 6.9.
MARKUP = re.compile(r"[\\`*_\[\]<>#|~&$]|(?<=www)\.|:(?=//)|^[-+=]")

# What GitHub makes something of after the Markdown is read: @desk, #12, :boom:. An empty comment breaks it.
# Source: GitHub Docs, "Autolinked references and URLs" and "Basic formatting syntax", using emojis.
REFERENCE = re.compile(r"(@|\\#(?=\d)|:(?=[\w+-]*[a-z][\w+-]*:)|\bGH-(?=\d))")


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the page: what stands above its rows and below, the rows, and what a row tells of."""

    head: str
    rows: tuple[str, ...]
    tail: str
    noun: str


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield a heading, the totals, errors, a table by name, one by file, and one for each file with findings.

    What is unlikely comes last, folded. What does not fit on a page of `LIMIT` bytes is counted at its end.
    """
    yield f"# Names\n\n{escaped(totals(files, run))}\n\n"
    yield from _fitting(_tables(files, run), LIMIT - RESERVE)
    yield f"{escaped(origin(run))}\n"


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is; nobody is mentioned and nothing linked.

    >>> escaped("a|b <i> `c` @desk #12")
    'a\\\\|b \\\\<i\\\\> \\\\`c\\\\` @<!-- -->desk \\\\#<!-- -->12'
    """
    return REFERENCE.sub(r"\1<!-- -->", MARKUP.sub(r"\\\g<0>", harmless(text)))


def _fitting(tables: Iterator[Table], room: int) -> Iterator[str]:
    """Yield as many rows of each table as there is room for, in bytes; then how many are left out."""
    unseen: Counter[str] = Counter()
    for table in tables:
        frame, shown = _bytes(table.head + table.tail) + 1, []
        for row in table.rows:
            if frame + _bytes(row) > room:
                break
            room -= _bytes(row)
            shown.append(row)
        if shown:
            room -= frame
            yield f"{table.head}{''.join(shown)}{table.tail}\n"
        unseen[table.noun] += len(table.rows) - len(shown)
    if listed := ", ".join(plural(number, noun) for noun, number in unseen.items() if number):
        yield f"Not shown, for want of room: {listed}. The HTML report has all.\n\n"


def _tables(files: Sequence[FileReport], run: RunInfo) -> Iterator[Table]:
    listed = files_of(files, run)
    rows = [row for file in listed for row in file.rows]
    if errors := tuple(_error(file) for file in files if file.error):
        yield Table(f"## Files with errors\n\n{_header('File', 'Error')}", errors, "", "error")
    if listed:
        yield _by_name(groups_of(row for row in rows if row.state != "unlikely"), run)
        yield _by_file(listed, files, run)
    for file in listed:
        if told := tuple(_finding(row) for row in file.rows if row.state != "unlikely"):
            columns = _header("-Place", "Text", "Verdict", "Probability", "Why")
            yield Table(f"## {escaped(file.path)}\n\n{columns}", told, "", "finding")
    if unlikely := tuple(_finding(row, row.path) for row in rows if row.state == "unlikely"):
        fold = f"<details><summary>{len(unlikely):,} unlikely, for the careful</summary>\n\n"
        columns = _header("Place", "Text", "Verdict", "Probability", "Why")
        yield Table(fold + columns, unlikely, "\n</details>\n", "unlikely finding")


def _by_name(groups: Sequence[Group], run: RunInfo) -> Table:
    columns = _header("Name", "Found as", f"-{fate('correct', run).capitalize()}", "-To review", "-Files")
    return Table(columns, tuple(_name(group) for group in groups), "", "name")


def _name(group: Group) -> str:
    forms = [f"{escaped(form)}{f' ×{number}' if number > 1 else ''}" for form, number in group.forms]
    more = f" and {len(forms) - FORMS:,} more" if len(forms) > FORMS else ""
    made = dict(group.states).get("correct", 0)
    numbers = (made, len(group.rows) - made, len(group.where) + group.more)
    return _cells(escaped(group.name), ", ".join(forms[:FORMS]) + more, *(f"{one:,}" for one in numbers))


def _by_file(listed: Sequence[FileRows], files: Sequence[FileReport], run: RunInfo) -> Table:
    """Return a row for each file with findings, and one for the rest; no column for what nothing has."""
    found = tally(files)
    states = [state for state in STATES if state in ("correct", "review") or found.of(state)]
    rows = [_cells(_path(file), *(f"{file.tally.of(state):,}" for state in states)) for file in listed]
    if clean := sum(1 for file in files if not file.findings and not file.error):
        rows.append(_cells(plural(clean, "other file"), *("0" for _ in states)))
    columns = _header("File", *(f"-{fate(state, run).capitalize()}" for state in states))
    return Table(columns, tuple(rows), "", "file")


def _path(file: FileRows) -> str:
    written = f" → {escaped(file.written)}" if file.written not in ("", file.path) else ""
    return f"{escaped(file.path)}{written}"


def _finding(row: Row, path: str = "") -> str:
    place = f"{escaped(path)}:{row.place}" if path else row.place
    probability = f"{row.chance} ({row.finding.probability:.2f})" if row.chance else ""
    return _cells(place, _text(row), row.fate, probability, _why(row))


def _text(row: Row) -> str:
    before, after = (escaped(side(row.finding, SIDE)) for side in (before_of, after_of))
    new = f" **{escaped(row.replacement)}**" if row.replacement else ""
    return f"{before}~~{escaped(row.surface)}~~{new}{after}".strip()


def _why(row: Row) -> str:
    others = ", ".join(f"{words} ({probability:.2f})" for words, probability in row.others)
    quoted = "in a quotation" if row.finding.quoted and "quotation" not in row.held else ""
    parts = (row.finding.rule, row.reason, quoted, f"or: {others}" if others else "", row.held)
    return escaped("; ".join(part for part in parts if part))


def _error(file: FileReport) -> str:
    undone = "could not be read" if is_unread(file) else "could not be written"
    hint = f" ({file.hint})" if file.hint else ""
    return _cells(escaped(shown_path(file.path)), escaped(f"{undone}: {file.error}{hint}"))


def _header(*names: str) -> str:
    """Return the first two lines of a table; a column whose name begins with a hyphen has numbers."""
    rules = ("---:" if name.startswith("-") else "---" for name in names)
    return _cells(*(name.removeprefix("-") for name in names)) + _cells(*rules)


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def _bytes(text: str) -> int:
    return len(text.encode("utf-8"))
