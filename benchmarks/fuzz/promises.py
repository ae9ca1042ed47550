"""What must hold of any bytes that a format reads; whoever breaks it is a bug.

A file is refused with a `ReadError` or read; written, it is the same bytes; its pieces are slices of it, in
order; corrections touch only what they name; what then reads otherwise than intended is seen by `unfaithful`,
and what is left of the corrections comes out as intended, in the bytes too; correcting twice is correcting
once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import islice, pairwise
from zlib import crc32

from normalize import formats
from normalize.directives import directives
from normalize.errors import ReadError, WriteError
from normalize.model import Correction, Document
from normalize.offsets import is_fixed, locate, place, skeleton
from normalize.rewrite import edits, intended, rewrite, unfaithful

TODAY = date(2026, 11, 22)

# What the user says a file is in, and which fields are text: one of these, by the checksum of the file. Of
# what is UTF-8 the user seldom says something else.
ENCODINGS = ("", "cp1252", "utf-16-le", "shift_jis")
SELDOM = 50
FIELDS = ((), (), ("title", "text"), ("1",), ("body[].value", "a"))

# What every so manieth word becomes, by its checksum: letters, letters few encodings hold, marks that mean
# something to most formats. None contains a word that would be corrected again.
INSTEAD = {0: "Rutte", 1: "Čakova", 2: "O'Neill & Co."}
ONE_IN = 12

# How many are corrected of a file. A guess: as many as an article has wrong names, or more.
MOST = 20

WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,40}(?![^\W\d_])")
RIGHT = frozenset(word for form in INSTEAD.values() for word in WORD.findall(form))


class PromiseError(AssertionError):
    """A promise that was not kept."""


def must(kept: bool, promise: str) -> None:
    """Raise `PromiseError` unless a promise was kept."""
    if not kept:
        raise PromiseError(promise)


def promises(format: str, data: bytes) -> str:
    """Hold a format to its promises; return what became of the file: refused, read, corrected or held.

    Raises:
        PromiseError: One was not kept; any other exception breaks one, too.
    """
    mark = crc32(data)
    encoding = "" if mark % SELDOM and _is_utf8(data) else ENCODINGS[mark % len(ENCODINGS)]
    fields = FIELDS[mark // 7 % len(FIELDS)]
    try:
        document = formats.read(data, "file", format=format, encoding=encoding, fields=fields)
    except ReadError:
        return "refused"
    must(formats.write(document, document.source) == data, "written, it is the same bytes")
    _slices(document)
    _scopes(document)
    corrections = correct_words(document)
    if not corrections:
        return "read"
    fit = _fit(document, corrections)
    _planned(document, fit)
    is_whole = len(fit) == len(corrections) < MOST
    corrected = _comes_out(document, fit, is_whole=is_whole)
    _is_stored(document, corrected, encoding)
    return "corrected" if is_whole else "held"


def correct_words(document: Document) -> list[Correction]:
    """Return corrections of the first `MOST` words of which one in four is chosen, in text order."""
    found = (
        Correction(number, match.start(), match.end(), INSTEAD[chosen])
        for number, segment in enumerate(document.segments)
        for match in WORD.finditer(segment.text)
        if match[0] not in RIGHT and (chosen := crc32(match[0].encode()) % ONE_IN) in INSTEAD
    )
    return list(islice(found, MOST))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _slices(document: Document) -> None:
    """Pieces are slices of the source, in order, and none is told twice."""
    source, taken = document.source, []
    for segment in document.segments:
        must(bool(segment.text.strip()), "a segment has text")
        last = 0
        for piece in segment.pieces:
            must(bool(piece.text), "a piece has text")
            must(last <= piece.start < piece.end <= len(source), "pieces are in order")
            literal = not piece.is_literal or source[piece.start : piece.end] == piece.text
            must(literal, "a literal piece is a slice of the source")
            last = piece.end
        taken += [(piece.start, piece.end) for piece in segment.pieces if not is_fixed(piece)]
    starts = [segment.pieces[0].start for segment in document.segments]
    must(starts == sorted(starts), "segments are in order")
    taken.sort()
    apart = all(one[1] <= other[0] for one, other in pairwise(taken))
    must(apart, "no stretch of the source is text twice")
    must(rewrite(document, []) == source, "no correction changes nothing")


def _scopes(document: Document) -> None:
    for one in directives(document, TODAY):
        start, end = one.scope
        must(0 <= start <= end <= len(document.source), "a directive holds for a stretch of the source")


def _fit(document: Document, corrections: Sequence[Correction]) -> list[Correction]:
    """Return the corrections that the file can bear, as `safeguards.harmless` finds them."""
    fit = [one for one in corrections if _can_be_written(document, one)]
    while fit:
        touched = {one.segment for one in fit}
        try:
            again = formats.reread(document, rewrite(document, fit))
        except ReadError:
            return []
        unfit = set(unfaithful(document, again, fit))
        if not unfit:
            return fit
        fit = [one for one in fit if one.segment not in (unfit & touched or touched)]
    return fit


def _can_be_written(document: Document, correction: Correction) -> bool:
    try:
        formats.encoded(document, correction.replacement)
    except WriteError:
        return False
    return True


def _planned(document: Document, corrections: Sequence[Correction]) -> None:
    """Every edit stands in what a correction names, and nothing else changes."""
    named, made = [], []
    for number in sorted({one.segment for one in corrections}):
        own = [one for one in corrections if one.segment == number]
        segment = document.segments[number]
        named += [stretch for one in own for stretch in locate(segment, one.start, one.end)]
        made += list(edits(segment, own))
        for one in own[:3]:
            for start, end in locate(segment, one.start, one.end):
                place(document, start, end)
    named.sort()
    parts, last, at = [], 0, 0
    for edit in sorted(made, key=lambda edit: (edit.start, edit.end)):
        while at < len(named) and named[at][1] < edit.start:
            at += 1
        inside = at < len(named) and named[at][0] <= edit.start and edit.end <= named[at][1]
        must(inside, "an edit stands in what a correction names")
        parts += [document.source[last : edit.start], edit.new]
        last = edit.end
    spliced = "".join([*parts, document.source[last:]])
    must(spliced == rewrite(document, corrections), "what no edit names stays")


def _comes_out(document: Document, corrections: Sequence[Correction], *, is_whole: bool) -> str:
    """What was corrected reads as intended, and is not corrected again. Return it."""
    corrected = rewrite(document, corrections)
    again = formats.reread(document, corrected)
    if document.format != "text":
        must(skeleton(again) == skeleton(document), "markup stays")
        must(_texts(again) == intended(document, corrections), "it reads as intended")
    if is_whole:
        must(rewrite(again, correct_words(again)) == corrected, "correcting twice is correcting once")
    return corrected


def _is_stored(document: Document, corrected: str, wish: str) -> None:
    """What is written, and read again in the encoding the user said, is what was corrected."""
    data = formats.write(document, corrected)
    if wish.startswith("utf-16") and not document.encoding.startswith("utf-16"):
        return  # it is not what the user said, but only the number of its bytes told so
    stored = formats.read(data, "file", format=document.format, encoding=wish, fields=document.fields)
    if wish and stored.encoding == "utf-8" != document.encoding:
        return  # all that was no UTF-8 stood in what was corrected, and UTF-8 comes before what the user said
    same = _texts(stored) == _texts(formats.reread(document, corrected))
    must(same or document.format == "text", "what is written reads as intended")


def _texts(document: Document) -> tuple[str, ...]:
    return tuple(segment.text for segment in document.segments)
