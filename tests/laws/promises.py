"""What every format promises of reading, rewriting and writing, and words to correct."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from normalize import formats
from normalize.model import Correction, Document
from normalize.offsets import skeleton
from normalize.rewrite import intended, is_faithful, rewrite

Corrector = Callable[[Document], list[Correction]]


def corrector(right: Mapping[str, str]) -> Corrector:
    """Return what makes a correction of each wrong word in a document; `right` is what to put for each."""
    wrong = re.compile("|".join(right))

    def correct_words(document: Document) -> list[Correction]:
        return [
            Correction(number, match.start(), match.end(), right[match[0]])
            for number, segment in enumerate(document.segments)
            for match in wrong.finditer(segment.text)
        ]

    return correct_words


def read_and_written(data: bytes, name: str, **options: Any) -> Document:
    """Return a document, having seen that it is written as it was read."""
    document = formats.read(data, name, **options)
    assert formats.write(document, document.source) == data
    return document


def see_what_was_planned(document: Document, again: Document, corrections: Sequence[Correction]) -> None:
    """See that only what was planned changed, and that it reads as intended."""
    assert skeleton(again) == skeleton(document)
    assert tuple(segment.text for segment in again.segments) == intended(document, corrections)
    assert is_faithful(document, again, corrections)
    assert [segment.translated_from for segment in again.segments] == [
        segment.translated_from for segment in document.segments
    ]


def corrected(document: Document, correct_words: Corrector) -> Document:
    """Return a document corrected and read again, having seen that all promises are kept."""
    corrections = correct_words(document)
    again = formats.reread(document, rewrite(document, corrections))
    see_what_was_planned(document, again, corrections)
    assert rewrite(again, correct_words(again)) == again.source, "correcting twice is correcting once"
    return again


def see_slices_in_order(document: Document) -> None:
    """See that segments have text, and that their pieces are slices of the source, in order."""
    for segment in document.segments:
        assert segment.text.strip()
        last = 0
        for piece in segment.pieces:
            assert piece.text
            assert last <= piece.start < piece.end <= len(document.source)
            assert not piece.is_literal or document.source[piece.start : piece.end] == piece.text
            last = piece.end
    starts = [segment.pieces[0].start for segment in document.segments]
    assert starts == sorted(starts)


def see_no_text_twice(document: Document) -> None:
    """See that no character of the source is text of two segments, or twice of one."""
    pieces = [piece for segment in document.segments for piece in segment.pieces if piece.is_literal]
    read = [at for piece in pieces for at in range(piece.start, piece.end)]
    assert len(read) == len(set(read))
