"""Findings as one self-contained page for an editor: it loads nothing, and runs no script but its own."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files as resources

from jinja2 import Environment, StrictUndefined, Template

from normalize.reported import Alternative, FileReport, Finding
from normalize.reports.run import RunInfo, count
from normalize.reports.wording import after_of, alternatives_of, before_of, shown_path, shown_surface, totals

# Names that get a bar. Source: a choice; more would push the findings off the first screen.
BARS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as the page shows it.

    Attributes:
        finding: The finding.
        path: Of its file, as shown.
        before: The text before it, cut between words; `after` likewise.
        surface: With hidden characters spelt out.
        others: Other readings worth showing.
        at: Its number, from zero, file by file in text order.
        file: Number of its file among those with findings, from zero.
    """

    finding: Finding
    path: str
    before: str
    after: str
    surface: str
    others: list[Alternative]
    at: int
    file: int


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one name.

    Attributes:
        name: Canonical name, or the surface form when no entity explains it.
        type: Entity type; empty for no entity.
        rows: In the order of the files.
        forms: Surface forms with their numbers, commonest first.
        corrected: How many are (to be) corrected; the rest are for review.
    """

    name: str
    type: str
    rows: tuple[Row, ...]
    forms: tuple[tuple[str, int], ...]
    corrected: int


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield the page. Names come by number of findings, then by spelling; files in their order."""
    telling = [file for file in files if file.findings]
    found = ((number, finding) for number, file in enumerate(telling) for finding in file.findings)
    rows = [_row(finding, at, number) for at, (number, finding) in enumerate(found)]
    style, script = _part("css"), _part("js")
    yield from _template().generate(
        run=run,
        counts=count(files),
        totals=totals(count(files), run),
        groups=_groups(rows),
        bars=BARS,
        files=[(shown_path(file.path), shown_path(file.written), count([file])) for file in telling],
        written=[(shown_path(file.path), shown_path(file.written)) for file in files if file.written],
        errors=[(shown_path(file.path), file.error, file.hint) for file in files if file.error],
        gazetteers=[shown_path(path) for path in run.gazetteers],
        style=style,
        script=script,
        policy=_policy(style, script),
    )


def _row(finding: Finding, at: int, file: int) -> Row:
    return Row(
        finding=finding,
        path=shown_path(finding.path),
        before=before_of(finding),
        after=after_of(finding),
        surface=shown_surface(finding),
        others=alternatives_of(finding),
        at=at,
        file=file,
    )


def _groups(rows: Iterable[Row]) -> list[Group]:
    named: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        entity = (row.finding.entity_id, row.finding.entity_name or row.surface)
        named.setdefault(entity, []).append(row)
    groups = [_group(name, tuple(members)) for (_, name), members in named.items()]
    return sorted(groups, key=lambda group: (-len(group.rows), group.name))


def _group(name: str, rows: tuple[Row, ...]) -> Group:
    first = rows[0].finding
    forms = Counter(row.surface for row in rows)
    return Group(
        name=name,
        type=first.entity_type if first.entity_id else "",
        rows=rows,
        forms=tuple(sorted(forms.items(), key=lambda form: (-form[1], form[0]))),
        corrected=sum(1 for row in rows if row.finding.is_fixable),
    )


def _policy(style: str, script: str) -> str:
    """Return a Content Security Policy that lets the page's own style and script run, and loads nothing."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    """Return a hash as Content Security Policy Level 3, section 2.3.1, writes it."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _part(suffix: str) -> str:
    return resources("normalize.reports").joinpath(f"html_report.{suffix}").read_text("utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_part("jinja"))
