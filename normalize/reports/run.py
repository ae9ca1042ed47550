"""What a report says besides its findings: how the run was made, and its totals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from normalize.model import Verdict
from normalize.reported import FileReport


@dataclass(frozen=True, slots=True)
class RunInfo:
    """How the findings came about, and how they should be shown. Given, never looked up: same in, same out.

    Attributes:
        version: Of normalize.
        command: check reports; fix also writes.
        gazetteers: The files, in the order they were given.
        entities: How many they list together.
        model: What finds names: a spaCy pipeline with its version, or empty.
        started: When, in words for a reader and preferably ISO 8601; empty leaves it out.
        colour: Whether text for a terminal may be coloured.
        detail: Of text. quiet leaves out excerpts and reasons; normal counts the minor findings in one line;
            verbose shows them, and every witness.
        tells_errors: Whether text says what went wrong with a file; if not, standard error has said it.
        homepage: Web address of the project; empty if it has none.
        manual: Web address of the page that explains the rules, each under its name; empty if it has none.
    """

    version: str
    command: Literal["check", "fix"] = "check"
    gazetteers: tuple[str, ...] = ()
    entities: int = 0
    model: str = ""
    started: str = ""
    colour: bool = False
    detail: Literal["quiet", "normal", "verbose"] = "normal"
    tells_errors: bool = True
    homepage: str = ""
    manual: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """The totals of a run.

    Attributes:
        corrected: Findings that fix writes.
        review: Findings left to a person.
        files: Files looked at, those with errors included.
        errors: Files that could not be read or written.
        words: Words read, split at white space.
        ignored: Findings not told because a comment or the ignore file says so.
        accepted: Findings not told because the baseline accepts them.
        unchanged: Findings not told because they stand on lines that were not changed.
    """

    corrected: int
    review: int
    files: int
    errors: int
    words: int
    ignored: int
    accepted: int
    unchanged: int


def count(files: Iterable[FileReport]) -> Counts:
    """Return the totals of some files."""
    files = tuple(files)
    verdicts = [finding.verdict for file in files for finding in file.findings]
    corrected = verdicts.count(Verdict.CORRECT)
    return Counts(
        corrected=corrected,
        review=len(verdicts) - corrected,
        files=len(files),
        errors=sum(1 for file in files if file.error),
        words=sum(file.words for file in files),
        ignored=sum(file.left_out.ignored for file in files),
        accepted=sum(file.left_out.accepted for file in files),
        unchanged=sum(file.left_out.unchanged for file in files),
    )
