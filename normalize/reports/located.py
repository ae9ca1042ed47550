"""Where findings stand and what is said of them, for programs: paths, addresses, one line of words."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import quote

from normalize.offsets import BOM, line_index
from normalize.reported import Edit, FileReport, Finding, Fix
from normalize.reports.wording import WORTH_SHOWING, change, harmless

# What a `.docx` has between its parts: such a source has no lines that anybody could look up.
NO_LINES = "\0"


def plain_path(path: str) -> str:
    """Return a path with slashes, without `./`; bytes that are not UTF-8 as U+FFFD.

    >>> plain_path("./wire//a.txt")
    'wire/a.txt'
    """
    return PurePath(path).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def address(path: str) -> str:
    """Return a path as a URI: relative as a relative reference, absolute as `file:`, percent-encoded.

    A colon is encoded, too, or what stands before it would be a scheme.

    >>> address("./wire/a b#1.txt"), address("/tmp/ä.txt"), address("1:2.txt")
    ('wire/a%20b%231.txt', 'file:///tmp/%C3%A4.txt', '1%3A2.txt')

    Source: RFC 3986, 4.2; RFC 8089.
    """
    plain = PurePath(path)
    encoded = quote(plain.as_posix().encode("utf-8", "surrogateescape"))
    if not plain.is_absolute():
        return encoded
    return f"file://{encoded}" if encoded.startswith("/") else plain.as_uri()


def has_lines(file: FileReport) -> bool:
    """Return whether a file is text that has lines and columns; a `.docx` has none."""
    return NO_LINES not in file.source


def fixes_of(file: FileReport, finding: Finding) -> list[Fix]:
    """Return the ways to mend a finding that are worth showing, best first.

    None where nobody can point at what is replaced, and none for a file that was corrected in place: it
    is no longer what the findings were made of.
    """
    is_mended = bool(file.written) and plain_path(file.written) == plain_path(file.path)
    if not file.source or not has_lines(file) or is_mended:
        return []
    worth = [other for other in finding.fixes[1:] if other.probability >= WORTH_SHOWING]
    return [*finding.fixes[:1], *worth]


def is_whole(file: FileReport, finding: Finding) -> bool:
    """Return whether a name stands in the source letter by letter, nothing between."""
    return file.source[finding.place.start : finding.place.end] == finding.surface


def whole(file: FileReport, finding: Finding, fix: Fix) -> Edit:
    """Return one edit for the whole stretch of source that shows a name, markup within it put back."""
    start, end = finding.place.start, finding.place.end
    parts, last = [], start
    for edit in fix.edits:
        parts += [file.source[last : edit.start], edit.new]
        last = edit.end
    return Edit(start, max(end, last), "".join([*parts, file.source[last:end]]))


def line_column(file: FileReport, offset: int) -> tuple[int, int]:
    """Return the line and the column, from one, of a point of the source; the column in code points."""
    index = line_index(file.source, "utf-8")
    return index.line_of(offset) + 1, index.columns(offset)[0]


def lines_around(file: FileReport, start: int, end: int) -> tuple[int, int]:
    """Return the source from the beginning of the line of one point to the end of the line of another.

    The byte-order mark and the line end are left out.
    """
    index = line_index(file.source, "utf-8")
    low, last = index.starts[index.line_of(start)], index.line_of(end)
    high = index.starts[last + 1] if last + 1 < len(index.starts) else len(file.source)
    text = file.source[low:high]
    return low + text.startswith(BOM), low + len(text.rstrip("\r\n"))


def line_bytes(file: FileReport, offset: int) -> tuple[int, int]:
    """Return the line and the column, from one, of a point of the source; the column in bytes of UTF-8.

    A byte-order mark counts: it is there, in bytes.
    """
    index = line_index(file.source, "utf-8")
    line = index.line_of(offset)
    return line + 1, index.byte_of(offset) - index.byte_starts[line] + 1


def sentence(finding: Finding) -> str:
    """Return what is said of a finding, in one line: the change, how probable, why, and why it is held."""
    number = f" ({finding.probability:.2f})" if finding.replacement else ""
    parts = [finding.reason, f"left for review: {finding.held}" if finding.held else ""]
    why = "; ".join(harmless(part) for part in parts if part)
    return f"{change(finding)}{number}: {why}" if why else f"{change(finding)}{number}"


def trouble(file: FileReport) -> str:
    """Return what went wrong with a file, and the way out, in one line."""
    return harmless(f"{file.error} ({file.hint})" if file.hint else file.error)
