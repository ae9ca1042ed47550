"""Files that were checked → notes: in which of them nothing is text, and which fields none of them has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from normalize.adapters.check_files import Checked
from normalize.adapters.file_writes import Then, Write
from normalize.errors import ReadError
from normalize.formats import FIELDED, parse
from normalize.model import Document
from normalize.reports.wording import harmless, plural, shown_path

# Files that are named one by one; the rest are counted. A guess: half a screen.
SHOWN = 10

# What a file whose format is not among these holds that is no text: code, markup, addresses.
NOTHING = "nothing in it is text that people read"
WHY = {
    "json": "none of its fields is text; name them with --fields",
    "jsonl": "none of its fields is text; name them with --fields",
    "csv": "none of its columns is text; name them with --fields",
    "tsv": "none of its columns is text; name them with --fields",
    "po": "nothing in it is translated",
    "xliff": "nothing in it is translated",
    "tmx": "nothing in it is a translation into English",
    "xml": "no element in it is one that holds text, as far as we know",
}


@dataclass(frozen=True, slots=True)
class Noted:
    """What a person should know of one file.

    Attributes:
        is_fielded: Whether it is of a format with fields.
        found: Those of the fields that were asked for which it has.
        said: A note, if nothing in it was read; else empty.
    """

    is_fielded: bool = False
    found: frozenset[str] = frozenset()
    said: str = ""


@dataclass
class Notes:
    """What a person should know of files in which nothing was read, gathered as they go by.

    Attributes:
        wanted: The fields that were asked for, for this run alone.
        said: A note for each file, in order.
        found: Those fields that some file has.
        is_fielded: Whether any file was of a format with fields.
    """

    wanted: tuple[str, ...] = ()
    said: list[str] = field(default_factory=list)
    found: set[str] = field(default_factory=set)
    is_fielded: bool = False

    def after(self, then: Then) -> Then:
        """Return what is done with a file that was checked, which is noted first."""

        def noting(checked: Checked) -> Write | None:
            self.add(noted(checked, self.wanted))
            return then(checked)

        return noting

    def add(self, noted: Noted) -> None:
        """Add what was noted of a file."""
        self.is_fielded = self.is_fielded or noted.is_fielded
        self.found |= noted.found
        self.said += [noted.said] if noted.said else []

    def all(self) -> list[str]:
        """Return the notes, one to a line."""
        said, more = self.said[:SHOWN], len(self.said) - SHOWN
        if more > 0:
            said.append(f"note: nothing is text in {plural(more, 'more file')}")
        lacking = [one for one in self.wanted if one not in self.found]
        if lacking and self.is_fielded:
            said.append(f"note: --fields: no file has {harmless(', '.join(lacking))}")
        return said


def noted(checked: Checked, wanted: Sequence[str]) -> Noted:
    """Return what a person should know of a file that was checked.

    Args:
        checked: The file.
        wanted: The fields that were asked for.
    """
    document = checked.result.document
    is_named = checked.input.path is not None and checked.input.folder is None
    is_empty = not document.segments and bool(document.source.strip())
    said = f"note: {shown_path(checked.input.name)}: {why(document)}" if is_named and is_empty else ""
    return Noted(document.format in FIELDED, frozenset(having(document, wanted)), said)


def why(document: Document) -> str:
    """Return why nothing in a document is text."""
    if document.format in FIELDED and document.fields:
        return f"it has no text in {harmless(', '.join(document.fields))}: see --fields"
    return WHY.get(document.format, NOTHING)


def having(document: Document, fields: Sequence[str]) -> set[str]:
    """Return those of some fields in which a document has text; none in a format without fields."""
    if document.format not in FIELDED:
        return set()
    return {one for one in fields if _has(document, one)}


def _has(document: Document, one: str) -> bool:
    if document.fields == (one,):
        return bool(document.segments)
    try:
        return bool(parse(document.source, document.name, format=document.format, fields=(one,)).segments)
    except ReadError:
        return False
