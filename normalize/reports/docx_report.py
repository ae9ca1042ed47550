"""Findings as a Word document: corrections are tracked changes, what is left to a person has a comment.

The document stands by itself: who accepts or rejects a change in it changes the report, not the file.

Source: ISO/IEC 29500-1, 17.13.4 (comments) and 17.13.5 (revisions); 29500-2 for the package.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from normalize.reported import FileReport
from normalize.reports.docx_frame import (
    CONTENT_TYPES,
    PAGE,
    PROPERTY_SPACES,
    RELATIONS,
    ROOT_RELATIONS,
    SETTINGS,
    SPACE,
    STYLES,
)
from normalize.reports.rows import FileRows, Row, files_of
from normalize.reports.run import RunInfo
from normalize.reports.tallies import is_unread, totals
from normalize.reports.wording import harmless, origin, plural, shown_path

TITLE = "Names: correction report"
AUTHOR = "normalize"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# What no XML may hold. Source: XML 1.0, 2.2.
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# What `w:date` may be. Source: XML Schema 1.1, part 2, 3.3.7, as RFC 3339 narrows it.
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")

# Of every part, so that equal findings make equal bytes. Source: APPNOTE.TXT, 4.4.6: the first there is.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def report(files: Sequence[FileReport], run: RunInfo) -> bytes:
    """Return the document: the totals, files with errors, then each file's findings in text order.

    What is unlikely comes last, without comments.
    """
    listed = files_of(files, run)
    blocks = [*_summary(files, run), *_errors(files)]
    for file in listed:
        blocks += _file(file, run)
    blocks += _unlikely([row for file in listed for row in file.rows if row.state == "unlikely"])
    reviews = [row for file in listed for row in file.rows if row.state == "review"]
    comments = "".join(_comment(row, run) for row in reviews)
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELATIONS,
        "docProps/core.xml": _properties(run),
        "word/document.xml": f"<w:document {SPACE}><w:body>{''.join(blocks)}{PAGE}</w:body></w:document>",
        "word/_rels/document.xml.rels": RELATIONS,
        "word/styles.xml": STYLES,
        "word/settings.xml": SETTINGS,
        "word/comments.xml": f"<w:comments {SPACE}>{comments}</w:comments>",
    }
    return _zipped(parts)


def _summary(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    yield _paragraph("Title", _run(TITLE))
    yield _paragraph("", _run(totals(files, run)))
    yield _paragraph("Facts", _run(harmless(origin(run))))
    if not any(file.findings for file in files):
        yield _paragraph("", _run("Nothing to correct, and nothing to review."))


def _errors(files: Iterable[FileReport]) -> Iterator[str]:
    wrong = [file for file in files if file.error]
    if wrong:
        yield _paragraph("Heading1", _run("Files with errors"))
    for file in wrong:
        undone = "could not be read" if is_unread(file) else "could not be written"
        hint = f" ({harmless(file.hint)})" if file.hint else ""
        yield _paragraph("", _run(f"{shown_path(file.path)} {undone}: {harmless(file.error)}{hint}"))


def _file(file: FileRows, run: RunInfo) -> Iterator[str]:
    """Yield what is told of a file; nothing if all of it is unlikely."""
    rows = [row for row in file.rows if row.state != "unlikely"]
    if not rows:
        return
    yield _paragraph("Heading1", _run(file.path))
    if file.written not in ("", file.path):
        yield _paragraph("Facts", _run(f"corrected copy: {file.written}"))
    for row in rows:
        middle = _noted(row) if row.state == "review" else _revised(row, run)
        yield _paragraph("Finding", _place(row.place) + _run(row.before) + middle + _run(row.after))
        if row.state != "review":
            yield _paragraph("Reason", _run("; ".join(_reasons(row))))


def _unlikely(rows: Sequence[Row]) -> Iterator[str]:
    if rows:
        yield _paragraph("Heading1", _run(f"Unlikely, for the careful: {plural(len(rows), 'finding')}"))
    for row in rows:
        middle = _run(row.surface, "Review")
        place = _place(f"{row.path}:{row.place}")
        yield _paragraph("Finding", place + _run(row.before) + middle + _run(row.after))
        yield _paragraph("Reason", _run("; ".join(_reasons(row))))


def _revised(row: Row, run: RunInfo) -> str:
    """Return a surface form as deleted, and its replacement as inserted."""
    gone, new = _signed(3 * row.at, run), _signed(3 * row.at + 1, run)
    deleted, inserted = _run(row.surface, element="w:delText"), _run(row.replacement)
    return f"<w:del {gone}>{deleted}</w:del><w:ins {new}>{inserted}</w:ins>"


def _noted(row: Row) -> str:
    """Return a surface form with the mark of its comment."""
    mark = f'w:id="{3 * row.at + 2}"'
    return (
        f"<w:commentRangeStart {mark}/>{_run(row.surface, 'Review')}<w:commentRangeEnd {mark}/>"
        f'<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference {mark}/></w:r>'
    )


def _comment(row: Row, run: RunInfo) -> str:
    lines = "".join(_paragraph("CommentText", _run(line)) for line in _reasons(row))
    return f'<w:comment {_signed(3 * row.at + 2, run)} w:initials="n">{lines}</w:comment>'


def _reasons(row: Row) -> Iterator[str]:
    """Yield what to write, unless that is seen, and how likely it is, why, what else, and why it is left."""
    if row.chance:
        change = "" if row.state in ("correct", "unwritten") else f"{row.surface} → {row.replacement}: "
        yield f"{change}{row.chance} ({row.finding.probability:.2f})"
    yield f"{row.finding.rule}: {row.reason}"
    if row.finding.quoted:
        yield "in a quotation"
    if row.others:
        yield "or: " + ", ".join(f"{words} ({probability:.2f})" for words, probability in row.others)
    if row.held:
        yield f"{'not written' if row.state == 'unwritten' else 'left for review'}: {row.held}"


def _paragraph(style: str, runs: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style or "Normal"}"/></w:pPr>{runs}</w:p>'


def _place(place: str) -> str:
    return f"{_run(place, 'Place')}<w:r><w:tab/></w:r>"


def _run(text: str, style: str = "", element: str = "w:t") -> str:
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    shown = f'<{element} xml:space="preserve">{_escaped(text)}</{element}>'
    return f"<w:r>{properties}{shown}</w:r>" if text else ""


def _escaped(text: str) -> str:
    return escape(ILLEGAL.sub("\ufffd", text))


def _signed(number: int, run: RunInfo) -> str:
    """Return the attributes of a change or comment: its number, unique in the document, who and when."""
    when = f" w:date={quoteattr(run.started)}" if INSTANT.fullmatch(run.started) else ""
    return f'w:id="{number}" w:author="{AUTHOR}"{when}'


def _properties(run: RunInfo) -> str:
    made = f'<dcterms:created xsi:type="dcterms:W3CDTF">{run.started}</dcterms:created>'
    return (
        f"<cp:coreProperties {PROPERTY_SPACES}>"
        f"<dc:title>{TITLE}</dc:title><dc:creator>{AUTHOR} {_escaped(run.version)}</dc:creator>"
        f"{made if INSTANT.fullmatch(run.started) else ''}</cp:coreProperties>"
    )


def _zipped(parts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, FIRST_DAY)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(info, (HEAD + text).encode())
    return made.getvalue()
