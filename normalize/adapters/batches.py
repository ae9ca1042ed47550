"""A corpus file → another with its texts corrected, and a summary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from normalize.adapters.check_files import Normalizers
from normalize.adapters.corpus import Line, LineError, lines
from normalize.adapters.line_files import read_lines, whole_file
from normalize.adapters.streams import quiet_when_closed, say
from normalize.errors import WriteError
from normalize.model import Document, Result
from normalize.pipeline import normalize
from normalize.reports.wording import plural
from normalize.safeguards import refuse_endless, selected
from normalize.settings import Settings

# Faulty lines that are told one by one; the rest are counted. A guess: a screen.
TOLD = 20


@dataclass
class Summary:
    """What became of a corpus, counted as it goes by."""

    lines: int = 0
    changed: int = 0
    edits: int = 0
    review: int = 0
    errors: int = 0

    def add(self, line: Line) -> None:
        """Count a line that is done."""
        self.lines += 1
        self.changed += line.edits > 0
        self.edits += line.edits
        self.review += line.review

    def __str__(self) -> str:
        changed = f"{plural(self.edits, 'edit')} in {self.changed:,} of {plural(self.lines, 'line')}"
        failed = f"; {plural(self.errors, 'line')} not done" if self.errors else ""
        return f"{changed}, {self.review:,} for review{failed}"


def run_batch(source: str, target: str, field: str, settings: Settings) -> int:
    """Correct each line of a corpus; return 2 if a line could not be done, else 0.

    Raises:
        ReadError: The corpus cannot be read.
        WriteError: The result cannot be written, or would replace a corpus with lines that were not done.
            Then there is none.
    """
    decide = decider(settings)
    summary = Summary()
    with quiet_when_closed(), whole_file(target) as write:
        for line in lines(read_lines(source), field, decide):
            if isinstance(line, LineError):
                summary.errors += 1
                _tell(source, line, summary.errors)
            else:
                write(line.data)
                summary.add(line)
        if summary.errors and _is_one_file(source, target):
            fact = f"{target}: is the corpus itself, and {plural(summary.errors, 'line')} would be lost"
            raise WriteError(fact, hint="mend them, or name another file for the result")
    say(f"{summary}")
    return 2 if summary.errors else 0


def _is_one_file(source: str, target: str) -> bool:
    return Path(source).is_file() and Path(target).is_file() and Path(target).samefile(source)


def decider(settings: Settings) -> Callable[[Document], Result]:
    """Return what decides on a document by the settings; it refuses one with too much text without a break.

    Raises:
        GazetteerError: A gazetteer has faults: all of them are in it.
    """
    known = Normalizers(say).of(settings)
    decide = partial(normalize, finder=known.finder, knowledge=known.knowledge, policy=settings.policy)

    def decided(document: Document) -> Result:
        refuse_endless(document)
        return selected(decide(document), settings)

    return decided


def _tell(source: str, error: LineError, number: int) -> None:
    if number <= TOLD:
        say(f"error: {source}: {error}")
    elif number == TOLD + 1:
        say("error: more lines like these are counted, not told")
