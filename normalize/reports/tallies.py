"""What became of each finding, and how many there are of each: the totals that people read.

JSON keeps the counts of `run.count`; here a correction that never reached its file is not counted as made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from normalize.reported import FileReport, Finding
from normalize.reports.run import RunInfo
from normalize.reports.wording import is_unlikely, plural

State = Literal["correct", "unwritten", "review", "unlikely"]

# In the order in which people are told of them.
STATES: tuple[State, ...] = ("correct", "unwritten", "review", "unlikely")


@dataclass(frozen=True, slots=True)
class Tally:
    """The totals of some files.

    Attributes:
        correct: Corrections that were made or, when checking, would be.
        unwritten: Corrections of files that could not be written.
        review: Findings left to a person, those in `unlikely` apart.
        unlikely: Findings whose replacement is more likely wrong, for those who look at everything.
        read: Files that were read.
        unread: Files that could not be read; `failed` those that could not be written.
        words: Words read, split at white space.
    """

    correct: int
    unwritten: int
    review: int
    unlikely: int
    read: int
    unread: int
    failed: int
    words: int

    def of(self, state: State) -> int:
        """Return how many findings have a state."""
        return {
            "correct": self.correct,
            "unwritten": self.unwritten,
            "review": self.review,
            "unlikely": self.unlikely,
        }[state]


def tally(files: Iterable[FileReport]) -> Tally:
    """Return the totals of some files."""
    files = tuple(files)
    states = Counter(state_of(finding, file) for file in files for finding in file.findings)
    unread = sum(1 for file in files if is_unread(file))
    return Tally(
        correct=states["correct"],
        unwritten=states["unwritten"],
        review=states["review"],
        unlikely=states["unlikely"],
        read=len(files) - unread,
        unread=unread,
        failed=sum(1 for file in files if file.error) - unread,
        words=sum(file.words for file in files),
    )


def state_of(finding: Finding, file: FileReport) -> State:
    """Return what became of a finding of a file."""
    if finding.is_fixable:
        return "unwritten" if is_unwritten(file) else "correct"
    return "unlikely" if is_unlikely(finding) else "review"


def is_unread(file: FileReport) -> bool:
    """Return whether a file could not be read."""
    return bool(file.error) and not (file.source or file.findings)


def is_unwritten(file: FileReport) -> bool:
    """Return whether a file has corrections that could not be written."""
    return bool(file.error) and file.source != file.corrected and not file.written


def fate(state: State, run: RunInfo) -> str:
    """Return what became of a finding, in words.

    >>> fate("correct", RunInfo("0.1.0")), fate("correct", RunInfo("0.1.0", "fix"))
    ('to correct', 'corrected')
    """
    made = "corrected" if run.command == "fix" else "to correct"
    return {"correct": made, "unwritten": "not written", "review": "to review", "unlikely": "unlikely"}[state]


def totals(files: Sequence[FileReport], run: RunInfo) -> str:
    """Return the totals in one sentence.

    >>> totals([FileReport("a.txt", 1204), FileReport("b.txt", error="not UTF-8")], RunInfo("0.1.0"))
    '0 to correct, 0 to review in 1 file (1,204 words); 1 file could not be read'
    """
    told = tally(files)
    found = f"{told.correct:,} {fate('correct', run)}, {told.review:,} to review"
    unlikely = f", {told.unlikely:,} unlikely" if told.unlikely else ""
    wrong = (
        f"; {plural(told.unwritten, 'correction')} not written" if told.unwritten else "",
        f"; {plural(told.failed, 'file')} could not be written" if told.failed else "",
        f"; {plural(told.unread, 'file')} could not be read" if told.unread else "",
    )
    read = f"{plural(told.read, 'file')} ({plural(told.words, 'word')})"
    absent = f"; {without}" if (without := left_out(files)) else ""
    return f"{found}{unlikely} in {read}{''.join(wrong)}{absent}"


def left_out(files: Iterable[FileReport]) -> str:
    """Return how many findings are not told, and why, in words; empty if all are.

    >>> left_out([FileReport("a.txt")])
    ''
    """
    whys = [file.left_out for file in files]
    numbers = {
        "ignored": sum(one.ignored for one in whys),
        "in the baseline": sum(one.accepted for one in whys),
        "on unchanged lines": sum(one.unchanged for one in whys),
    }
    listed = ", ".join(f"{number:,} {why}" for why, number in numbers.items() if number)
    return f"left out: {listed}" if listed else ""
