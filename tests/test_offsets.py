"""Text and source: the arithmetic between them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from normalize.model import Document, Piece, Segment
from normalize.offsets import (
    PLACEHOLDER,
    is_fixed,
    line_index,
    locate,
    place,
    skeleton,
    source_range,
)

# Fran&ccedil;ois <b>Ma</b>cron
SOURCE = "Fran&ccedil;ois <b>Ma</b>cron"
MIXED = Segment(
    (
        Piece("Fran", 0, 4),
        Piece("ç", 4, 12),
        Piece("ois ", 12, 16),
        Piece("Ma", 19, 21),
        Piece("cron", 25, 29),
    ),
    str,
)


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (0, 8, ["Fran&ccedil;ois"]),
        (4, 5, ["&ccedil;"]),
        (3, 6, ["n&ccedil;o"]),
        (9, 15, ["Ma", "cron"]),
        (10, 12, ["a", "c"]),
        (11, 15, ["cron"]),
    ],
)
def test_a_stretch_of_text_is_found_in_the_source(start: int, end: int, shown: list[str]) -> None:
    stretches = locate(MIXED, start, end)
    assert [SOURCE[left:right] for left, right in stretches] == shown
    assert all(first[1] < second[0] for first, second in pairwise(stretches))
    assert source_range(MIXED, start, end) == (stretches[0][0], stretches[-1][1])


@pytest.mark.parametrize(("point", "at"), [(0, 0), (4, 4), (5, 12), (9, 19), (11, 25), (15, 29)])
def test_an_empty_stretch_stands_before_the_text_that_follows(point: int, at: int) -> None:
    assert locate(MIXED, point, point) == ()
    assert source_range(MIXED, point, point) == (at, at)


def test_a_piece_for_markup_is_fixed_and_a_reference_is_not() -> None:
    assert is_fixed(Piece(PLACEHOLDER, 0, 12))
    assert is_fixed(Piece("\n", 0, 4))
    assert not is_fixed(Piece("\n", 0, 1))
    assert not is_fixed(Piece("ç", 0, 8))


def test_the_skeleton_is_the_source_without_its_text() -> None:
    assert skeleton(Document("a", SOURCE, (MIXED,))) == "<b></b>"
    masked = Segment((Piece("see ", 0, 4), Piece(PLACEHOLDER, 4, 13)), str)
    assert skeleton(Document("a", "see https://a", (masked,))) == "https://a"


TEXT = "one\r\ntwo 😀 ü\rthree\n\nfive"


@pytest.mark.parametrize(
    ("word", "line", "column", "column_utf16"),
    [("one", 1, 1, 1), ("two", 2, 1, 1), ("ü", 2, 7, 8), ("three", 3, 1, 1), ("five", 5, 1, 1)],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-32-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_place_counts_from_one_in_three_units(
    word: str, line: int, column: int, column_utf16: int, encoding: str, mark: str
) -> None:
    document = Document("a", mark + TEXT, (), encoding=encoding)
    start = document.source.index(word)
    found = place(document, start, start + len(word))
    assert (found.line, found.column, found.column_utf16) == (line, column, column_utf16)
    assert (found.end_line, found.end_column) == (line, column + len(word))
    assert document.source.encode(encoding)[found.byte_start : found.byte_end].decode(encoding) == word


def test_other_separators_end_no_line() -> None:
    assert line_index("a\x0bb\x0cc\x85d\u2028e", "utf-8").starts == (0,)


def test_a_place_at_the_very_end_is_on_the_last_line() -> None:
    found = place(Document("a", "one\n", ()), 4, 4)
    assert (found.line, found.column, found.byte_start) == (2, 1, 4)
