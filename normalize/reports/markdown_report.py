"""Findings as Markdown tables, for pull requests and mail. Nothing from a file can act as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalize.reported import FileReport, Finding
from normalize.reports.run import RunInfo, count
from normalize.reports.wording import (
    after_of,
    alternatives_of,
    before_of,
    harmless,
    origin,
    plural,
    shown_path,
    shown_surface,
    totals,
)

# Code points of text on either side of a name. Source: a choice; a table must fit a narrow page.
SIDE = 30

# What means something in Markdown, in a table or to GitHub (`#12` is an issue, `$x$` a formula).
# Source: CommonMark 0.31, 2.4, of which each can be escaped; GitHub Flavored Markdown, 4.10 and 6.9.
MARKUP = re.compile(r"[\\`*_\[\]<>#|~&$]|(?<=www)\.|:(?=//)|^[-+=]")


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield a heading, the totals as a table, a table for each file with findings, and the errors last."""
    yield f"# Names\n\n{escaped(totals(count(files), run))}\n\n"
    if any(file.findings for file in files):
        yield from _summary(files, run)
    for file in files:
        if file.findings:
            yield "".join(f"{line}\n" for line in _file(file, run))
    if any(file.error for file in files):
        yield "## Errors\n\n"
        yield "".join(f"- {_error(file)}\n" for file in files if file.error)
        yield "\n"
    yield f"{escaped(origin(run))}\n"


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is; nobody is mentioned and nothing linked.

    >>> escaped("a|b <i> `c` @desk")
    'a\\\\|b \\\\<i\\\\> \\\\`c\\\\` @<!-- -->desk'
    """
    return MARKUP.sub(r"\\\g<0>", harmless(text)).replace("@", "@<!-- -->")


def _summary(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    yield f"| File | {_fixed(run)} | To review |\n| --- | ---: | ---: |\n"
    for file in files:
        if file.findings:
            counts = count([file])
            written = f" → {_path(file.written)}" if file.written not in ("", file.path) else ""
            yield f"| {_path(file.path)}{written} | {counts.corrected} | {counts.review} |\n"
    if clean := sum(1 for file in files if not file.findings and not file.error):
        yield f"| {plural(clean, 'other file')} | 0 | 0 |\n"
    yield "\n"


def _file(file: FileReport, run: RunInfo) -> Iterator[str]:
    yield f"## {_path(file.path)}\n"
    yield "| Line | Text | Verdict | Probability | Why |"
    yield "| ---: | --- | --- | ---: | --- |"
    for finding in file.findings:
        verdict = _fixed(run).lower() if finding.is_fixable else "review"
        cells = (
            str(finding.place.line), _text(finding), verdict, f"{finding.probability:.2f}", _why(finding)
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"
    yield ""


def _text(finding: Finding) -> str:
    before, after = (escaped(side) for side in (before_of(finding, SIDE), after_of(finding, SIDE)))
    new = f" **{escaped(finding.replacement)}**" if finding.replacement else ""
    return f"{before}~~{escaped(shown_surface(finding))}~~{new}{after}".strip()


def _why(finding: Finding) -> str:
    others = ", ".join(f"{one.replacement} ({one.probability:.2f})" for one in alternatives_of(finding))
    parts = (finding.rule, finding.reason, f"or: {others}" if others else "", finding.held)
    return escaped("; ".join(part for part in parts if part))


def _error(file: FileReport) -> str:
    return f"{_path(file.path)}: {escaped(file.error)}{f' ({escaped(file.hint)})' if file.hint else ''}"


def _fixed(run: RunInfo) -> str:
    return "Corrected" if run.command == "fix" else "To correct"


def _path(path: str) -> str:
    return escaped(shown_path(path))
