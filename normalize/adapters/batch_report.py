"""What became of a corpus → a line for a person, and a report as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from normalize.adapters.chunks import Chunk
from normalize.adapters.corpus import Row
from normalize.errors import SettingsError
from normalize.reports.wording import plural

# In seconds: of a shorter run nobody asks how fast it was. A guess.
WORTH_TELLING = 10.0


@dataclass(slots=True)
class Summary:
    """What became of a corpus, counted as it goes by.

    Attributes:
        word: What a row is called: line or row.
        documents: Rows that are done.
        changed: Those of them with edits.
        edits: What was written.
        review: What a person should look at.
        errors: Rows that could not be done.
        left_out: Those of them that cannot be written again, and are not in the result.
        files_unread: Files that could not be read to their end.
        words: In the texts, as blanks divide them.
        seconds: That the run took.
    """

    word: str = "line"
    documents: int = 0
    changed: int = 0
    edits: int = 0
    review: int = 0
    errors: int = 0
    left_out: int = 0
    files_unread: int = 0
    words: int = 0
    seconds: float = 0.0

    def count(self, chunk: Chunk, rows: Sequence[Row]) -> None:
        """Count rows that were read, with what became of them."""
        for item, row in zip(chunk.items, rows, strict=True):
            self.documents += not row.error
            self.changed += bool(row.edits)
            self.edits += len(row.edits)
            self.review += len(row.review)
            self.errors += bool(row.error)
            self.left_out += not item.is_writable
            self.words += len(item.text.split()) if isinstance(item.text, str) else 0

    def counts(self) -> dict[str, int]:
        """Return all that is counted, without the time."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.type == "int"}

    def add(self, counts: dict[str, int]) -> None:
        """Add what was counted elsewhere."""
        for name, value in counts.items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.documents / self.seconds if self.seconds else 0.0

    def __str__(self) -> str:
        changed = f"{plural(self.edits, 'edit')} in {self.changed:,} of {plural(self.documents, self.word)}"
        failed = f"; {plural(self.errors, self.word)} not done" if self.errors else ""
        unread = f"; {plural(self.files_unread, 'file')} not read" if self.files_unread else ""
        slow = self.seconds >= WORTH_TELLING
        pace = f"; {self.words:,} words in {self.seconds:,.0f} s, {self.rate:,.0f} {self.word}s a second"
        return f"{changed}, {self.review:,} for review{failed}{unread}{pace if slow else ''}"


def refuse_report(path: Path) -> None:
    """Refuse a report whose name says no format, before anything is done.

    Raises:
        SettingsError: It does not.
    """
    if path.suffix not in (".json", ".txt"):
        raise SettingsError(f"--report: {path} ends in no format", "name a .json or a .txt file")


def report(path: Path, summary: Summary) -> bytes:
    """Return a report in the format that its name says."""
    told = {name: value for name, value in asdict(summary).items() if name != "word"}
    told["seconds"] = round(summary.seconds, 3)
    told["documents_per_second"] = round(summary.rate, 1)
    if path.suffix == ".json":
        return (json.dumps(told, indent=2) + "\n").encode("ascii")
    width = max(map(len, told))
    return "".join(
        f"{name.replace('_', ' '):<{width}}  {value:>14,}\n" for name, value in told.items()
    ).encode("ascii")
