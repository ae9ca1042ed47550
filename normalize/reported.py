"""What reports say of a result: findings with their places, and what became of a file. Values only.

Offsets are code points, half-open, from zero. Lines and columns count from one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from normalize.model import EntityType, Rule, Verdict, Witness

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands in the file.

    Attributes:
        start: First code point in the source, from zero; `end` one past the last.
        line: From one; so are all columns. Lines end at LF, CRLF or CR.
        column: In code points.
        column_utf16: In UTF-16 code units.
        byte_start: In bytes of the encoded file, from zero; `byte_end` one past the last.
    """

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    column_utf16: int
    end_column_utf16: int
    byte_start: int
    byte_end: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another entity a finding may mean, with its probability, 0.0 to 1.0."""

    entity_id: str
    replacement: str
    probability: float


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A stretch of source, and what is put instead."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to mend a finding: what a reader will read, and what that comes to in the file.

    Attributes:
        replacement: What a reader will read instead of the surface form.
        probability: That it is right, 0.0 to 1.0.
        edits: The smallest edits of the source, in order; no markup is in them, and all is escaped.
    """

    replacement: str
    probability: float
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a report: a decision that someone should know of, with its place.

    Attributes:
        path: The file, as the user named it.
        rule: Which rule made it.
        severity: error, warning or info: `findings.SEVERITIES` says which for each rule and verdict.
        verdict: correct or review.
        probability: That the replacement is right, calibrated, 0.0 to 1.0.
        entity_id: Id of the entity, with its type and canonical name beside it.
        surface: As it stands in the text.
        replacement: What is or would be written.
        alternatives: Up to three others, most probable first.
        witnesses: The evidence, strongest first.
        reason: The evidence in one sentence.
        quoted: Whether it stands in a direct quotation.
        held: Why it is not fixed; empty when it is.
        fingerprint: 16 hexadecimal digits that survive moving the line.
        place: Where it stands.
        before: Up to 60 characters of the text before it; `after` likewise.
        fixes: Ways to mend it, best first; empty if none is known, or none that the file can bear.
    """

    path: str
    rule: Rule
    severity: Severity
    verdict: Verdict
    probability: float
    entity_id: str
    entity_type: EntityType
    entity_name: str
    surface: str
    replacement: str
    alternatives: tuple[Alternative, ...]
    witnesses: tuple[Witness, ...]
    reason: str
    quoted: bool
    held: str
    fingerprint: str
    place: Place
    before: str
    after: str
    fixes: tuple[Fix, ...] = ()

    @property
    def is_fixable(self) -> bool:
        return self.verdict is Verdict.CORRECT


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many findings of a file are not told, though their rules are selected.

    Attributes:
        ignored: By a comment in the file, or by the ignore file.
        accepted: By the baseline.
        unchanged: On lines that were not changed.
        entries: Indices of the entries of the ignore file that ignored something.
    """

    ignored: int = 0
    accepted: int = 0
    unchanged: int = 0
    entries: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    Attributes:
        path: As the user named it.
        words: Words read, split at white space.
        findings: In text order.
        error: Why it could not be read or written; empty if it could. `hint` is the way out.
        source: The decoded file as it was read; empty if it could not be read.
        corrected: Its corrected source, as it would be written: with references for letters that its encoding
            cannot hold; the same as `source` when nothing is to correct.
        written: Where a corrected copy or the file itself was written; empty if nowhere.
        left_out: How many findings are not among these, and why.
        encoding: What the file is in: the name of a codec of Python's.
    """

    path: str
    words: int = 0
    findings: tuple[Finding, ...] = ()
    error: str = ""
    hint: str = ""
    source: str = ""
    corrected: str = ""
    written: str = ""
    left_out: LeftOut = LeftOut()
    encoding: str = "utf-8"
