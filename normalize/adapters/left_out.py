"""A result → what of it is told and written: without what is ignored, accepted, or on unchanged lines.

Ignores are looked up among all findings, so that none seems unused because a rule is not selected; the
counts of what was left out are of what would have been told.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from normalize.adapters.inputs import Input
from normalize.directives import WAYS
from normalize.findings import numbered, told
from normalize.ignoring import Directive, gravity
from normalize.model import Document, Result, Verdict
from normalize.offsets import place
from normalize.reported import FileReport, Finding, LeftOut, Severity
from normalize.safeguards import is_selected, rewritten
from normalize.settings import Settings

if TYPE_CHECKING:
    from normalize.adapters.changed_lines import Lines
    from normalize.ignore_file import IgnoreFile

# Code points of a directive that a finding shows. Source: a choice: a name, a verb, a day.
SHOWN = 80

UNUSED = "nothing here is found that it could ignore"
HELD = "only whoever wrote it knows what it is for"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of a result.

    Attributes:
        result: Without the decisions that were left out.
        prints: The fingerprints of all findings, by rule and place: numbered before any was left out.
        unused: Findings about ignores, in source order.
        left_out: How many findings were left out, and why.
    """

    result: Result
    prints: dict[tuple[str, int, int], str]
    unused: tuple[Finding, ...]
    left_out: LeftOut

    def completed(self, report: FileReport) -> FileReport:
        """Return the report of the result with what it lacks."""
        named = (replace(one, fingerprint=self.prints[_spot(one)]) for one in report.findings)
        return _with(report, [*named, *self.unused], self.left_out)


def decided_anew(before: FileReport, after: FileReport) -> FileReport:
    """Return the report of other decisions about a file, with what was left out before, and about ignores."""
    unused = (one for one in before.findings if one.rule == "unused-ignore")
    return _with(after, [*after.findings, *unused], before.left_out)


def _with(report: FileReport, findings: Iterable[Finding], left_out: LeftOut) -> FileReport:
    every = sorted(findings, key=lambda one: (one.place.start, one.place.end))
    return replace(report, findings=tuple(every), left_out=left_out)


def _spot(finding: Finding) -> tuple[str, int, int]:
    return finding.rule, finding.place.start, finding.place.end


def is_wished(settings: Settings) -> bool:
    """Return whether anything but directives may leave findings out."""
    return bool(settings.ignores or settings.baseline or settings.changed_since)


def kept(result: Result, file: Input, directives: Sequence[Directive], today: date) -> Kept:
    """Return what is left of the result of one file.

    Raises:
        SettingsError: The ignore file or the baseline cannot be read, or git knows no such revision.
    """
    from normalize.adapters.baselines import accepted_at
    from normalize.adapters.changed_lines import is_changed

    settings, document = file.settings, result.document
    every = told(result, file.name)
    entries = _Entries.of(file, today)
    ignored = {at for at, finding in every if _is_ignored(finding, directives, entries)}
    selected = [(at, one) for at, one in every if is_selected(result.decisions[at], settings)]
    unused = [(-1, one) for one in _unused(document, file, directives, [one for _, one in every])]
    left = sorted(
        [(at, one) for at, one in selected if at not in ignored] + unused,
        key=lambda each: (each[1].place.start, each[1].place.end),
    )
    findings = [one for _, one in left]
    accepted = accepted_at(findings, file)
    lines = _lines(file)
    unchanged = {
        number
        for number, one in enumerate(findings)
        if lines is not None and number not in accepted and not is_changed(one, document.source, lines)
    }
    stays = [each for number, each in enumerate(left) if number not in accepted | unchanged]
    remaining = {at for at, _ in stays}
    news = {at for at, _ in every}
    decisions = tuple(one for at, one in enumerate(result.decisions) if at not in news or at in remaining)
    return Kept(
        result if len(decisions) == len(result.decisions) else rewritten(result, decisions),
        {_spot(one): one.fingerprint for _, one in every},
        tuple(one for at, one in stays if at < 0),
        LeftOut(len(selected) - len(left) + len(unused), len(accepted), len(unchanged), entries.used(every)),
    )


@dataclass(frozen=True, slots=True)
class _Entries:
    """The entries of an ignore file that speak of one file, by index; none without an ignore file."""

    ignores: IgnoreFile | None
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, file: Input, today: date) -> _Entries:
        if file.settings.ignores is None:
            return cls(None, ())
        from normalize.ignore_file import load_ignore_file

        ignores = load_ignore_file(file.settings.ignores)
        return cls(ignores, ignores.entries_for(Path(file.name), today))

    def about(self, finding: Finding) -> Iterator[int]:
        """Yield those that ignore a finding."""
        for number in self.numbers:
            if self.ignores and self.ignores.entries[number].is_about(finding):
                yield number

    def used(self, every: Iterable[tuple[int, Finding]]) -> frozenset[int]:
        return frozenset(number for _, finding in every for number in self.about(finding))


def _is_ignored(finding: Finding, directives: Iterable[Directive], entries: _Entries) -> bool:
    return any(one.ignored(finding) for one in directives) or any(True for _ in entries.about(finding))


def _lines(file: Input) -> tuple[Lines, ...] | None:
    """Return the lines on which findings are told; None for all."""
    if not file.settings.changed_since or file.path is None:
        return None
    from normalize.adapters.changed_lines import changed_lines

    return changed_lines(file.path, file.settings.changed_since)


def _unused(
    document: Document, file: Input, directives: Iterable[Directive], every: Sequence[Finding]
) -> tuple[Finding, ...]:
    """Return findings about directives that are malformed, expired, or ignore nothing."""
    if "unused-ignore" not in file.settings.rules:
        return ()
    made = (_about(document, file.name, one, every) for one in directives)
    return numbered(finding for finding in made if finding)


def _about(document: Document, path: str, one: Directive, every: Sequence[Finding]) -> Finding | None:
    if one.fault:
        reason = f"{one.fault}: {one.hint}" if one.hint else one.fault
        return finding_of_ignore(document, path, (one.start, one.end), reason, gravity(one.fault))
    used = {name for finding in every for name in one.ignored(finding)}
    idle = [name for name in one.names or ("",) if name not in used]
    if not idle:
        return None
    named = ", ".join(name for name in idle if name)
    reason = f"no finding is about {named} where it holds" if named else _idle(document, one)
    return finding_of_ignore(document, path, (one.start, one.end), reason, gravity(""))


def _idle(document: Document, one: Directive) -> str:
    """Return why a directive without names ignores nothing; on a line of its own, `ignore` cannot."""
    line = document.source[slice(*one.scope)].strip()
    alone = line == document.source[one.start : one.end]
    return f"{UNUSED}: {WAYS}" if alone else UNUSED


def finding_of_ignore(
    document: Document, path: str, stretch: tuple[int, int], reason: str, severity: Severity
) -> Finding:
    """Return a finding about an ignore, which nothing mends but a person."""
    start, end = stretch
    shown = " ".join(document.source[start:end].split())
    return Finding(
        path=path,
        rule="unused-ignore",
        severity=severity,
        verdict=Verdict.REVIEW,
        probability=1.0,
        entity_id="",
        entity_type="person",
        entity_name="",
        surface=shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…",
        replacement="",
        alternatives=(),
        witnesses=(),
        reason=reason,
        quoted=False,
        held=HELD,
        fingerprint="",
        place=place(document, start, end),
        before="",
        after="",
    )


def today() -> date:
    """Return the day, in UTC. Source: reproducible-builds.org for SOURCE_DATE_EPOCH."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    return datetime.fromtimestamp(seconds, UTC).date()


def prepare(file: Input) -> None:
    """Read what says which findings are left out, so that what is wrong with it stops us before any file.

    Raises:
        SettingsError: The ignore file or the baseline cannot be read, or git does not know what was changed.
    """
    settings = file.settings
    _lines(file)
    if settings.ignores:
        from normalize.ignore_file import load_ignore_file

        load_ignore_file(settings.ignores)
    if settings.baseline:
        from normalize.adapters.baselines import baseline_of

        baseline_of(settings.baseline)
