"""Corrections become the smallest edits, and markup survives them."""

from __future__ import annotations

import html
import re

import pytest

from normalize.model import Correction, Document, Piece, Segment
from normalize.offsets import PLACEHOLDER
from normalize.rewrite import changes, intended, is_faithful, replaced, rewrite, unfaithful

TOKEN = re.compile(r"(<br>|\{[^}]*\})|<[^>]*>|(&\w+;)|[^<&{]+")


def marked(source: str) -> Document:
    """Return a document of one segment: `<…>` is markup, `&…;` a reference, `{…}` no text."""
    pieces = []
    for match in TOKEN.finditer(source):
        if match[1]:
            pieces.append(Piece("\n" if match[1] == "<br>" else PLACEHOLDER, *match.span()))
        elif match[2]:
            pieces.append(Piece(html.unescape(match[2]), *match.span()))
        elif not match[0].startswith("<"):
            pieces.append(Piece(match[0], *match.span()))
    return Document("a.html", source, (Segment(tuple(pieces), html.escape),), format="html")


def corrected(source: str, surface: str, replacement: str) -> str:
    document = marked(source)
    start = document.segments[0].text.index(surface)
    return rewrite(document, [Correction(0, start, start + len(surface), replacement)])


@pytest.mark.parametrize(
    ("source", "surface", "replacement", "after"),
    [
        ("Emanuel Mac<i>rom</i>", "Emanuel Macrom", "Emmanuel Macron", "Emmanuel Mac<i>ron</i>"),
        ("<b>Latte</b>", "Latte", "Rutte", "<b>Rutte</b>"),
        ("La<b>t</b>te", "Latte", "Rutte", "Ru<b>t</b>te"),
        ("<i>La</i><b>tte</b>", "Latte", "Rutte", "<i>Ru</i><b>tte</b>"),
        ("Fran&ccedil;oi", "Françoi", "François", "Fran&ccedil;ois"),
        ("Fran&ccedil;ois", "François", "Francois", "Francois"),
        ("Fran&ccedil;ois", "François", "Franois", "Franois"),
        ("<b>Mar</b> Rutte", "Mar Rutte", "Mark Rutte", "<b>Mark</b> Rutte"),
        ("Mark <b>utte</b>", "Mark utte", "Mark Rutte", "Mark <b>Rutte</b>"),
        ("<b>utte</b>", "utte", "Rutte", "<b>Rutte</b>"),
        ("x<b>Rutt</b>x", "Rutt", "Rutte", "x<b>Rutte</b>x"),
        ("Mark\n   Latte", "Mark\n   Latte", "Mark Rutte", "Mark\n   Rutte"),
        ("Mark&nbsp;Latte", "Mark\xa0Latte", "Mark Rutte", "Mark&nbsp;Rutte"),
        ("Mark<br>Latte", "Mark\nLatte", "Mark Rutte", "Mark<br>Rutte"),
        ("Latte", "Latte", "R & <Co>", "R &amp; &lt;Co&gt;"),
        ("A<b>B</b>C", "ABC", "D", "D<b></b>"),
        ("Mc <b>Carthy</b>", "Mc Carthy", "McCarthy", "Mc<b>Carthy</b>"),
        ("X &amp; Y", "X & Y", "X & Z", "X &amp; Z"),
    ],
)
def test_markup_survives(source: str, surface: str, replacement: str, after: str) -> None:
    assert corrected(source, surface, replacement) == after


@pytest.mark.parametrize(
    ("source", "surface", "replacement", "after"),
    [
        ("Mc<br>Carthy", "Mc\nCarthy", "McCarthy", "Mc<br>Carthy"),
        ("a {url} b", f"a {PLACEHOLDER} b", "a c b", "a {url}c b"),
    ],
)
def test_markup_that_stands_for_text_is_never_taken_out(
    source: str, surface: str, replacement: str, after: str
) -> None:
    assert corrected(source, surface, replacement) == after
    document = marked(source)
    one = Correction(0, 0, len(surface), replacement)
    assert unfaithful(document, marked(after), [one]) == (0,)


@pytest.mark.parametrize(
    ("surface", "replacement", "written"),
    [
        ("Fro\u0308hlch", "Fröhlich", "Fro\u0308hlich"),
        ("Frohlch", "Fro\u0308hlich", "Fröhlich"),
        ("Fröhlch", "Fro\u0308hlich", "Fröhlich"),
        ("Mark\u2009\nLatte", "Mark Rutte", "Mark\u2009\nRutte"),
        ("Mark Latte", "Rutte", "Rutte"),
        ("", "Rutte", "Rutte"),
    ],
)
def test_white_space_and_unicode_form_are_kept(surface: str, replacement: str, written: str) -> None:
    assert replaced(surface, replacement) == written


def test_no_letter_is_parted_from_its_marks() -> None:
    for change in changes("No\u0308el", "Noe\u0308l"):
        assert not change.new.startswith("\u0308")


def test_what_is_spelt_right_is_not_touched() -> None:
    assert changes("Mark Rutte", "Mark Rutte") == ()
    (only,) = changes("Emanuel Macron", "Emmanuel Macron")
    assert (only.start, only.end, only.new) in {(1, 1, "m"), (2, 2, "m")}


def test_several_corrections_are_spliced_once() -> None:
    document = marked("Latte <b>met</b> Latte &amp; Latte")
    starts = [match.start() for match in re.finditer("Latte", document.segments[0].text)]
    found = [Correction(0, start, start + 5, "Rutte") for start in reversed(starts)]
    assert rewrite(document, found) == "Rutte <b>met</b> Rutte &amp; Rutte"
    assert intended(document, found) == ("Rutte met Rutte & Rutte",)


def test_two_corrections_within_one_reference_are_made_together() -> None:
    document = Document("a.html", "&both;", (Segment((Piece("Latte Latte", 0, 6),), html.escape),), "html")
    found = [Correction(0, 0, 5, "Rutte"), Correction(0, 6, 11, "Rutte")]
    assert rewrite(document, found) == "Rutte Rutte"


def test_overlapping_corrections_are_our_bug() -> None:
    with pytest.raises(ValueError, match="overlap"):
        rewrite(marked("Mark Latte"), [Correction(0, 0, 6, "a"), Correction(0, 5, 10, "b")])


@pytest.mark.parametrize(("start", "end"), [(0, 99), (3, 3), (-1, 2)])
def test_a_correction_outside_its_segment_is_our_bug(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        rewrite(marked("Mark Latte"), [Correction(0, start, end, "a")])


def test_corrections_that_meet_do_not_mix() -> None:
    found = [Correction(0, 0, 2, "xyz"), Correction(0, 2, 4, "uvw")]
    assert rewrite(marked("abcd"), found) == "xyzuvw"


def test_a_faithful_rewrite_reads_as_intended() -> None:
    document, found = marked("Mark <b>Lat</b>te"), [Correction(0, 5, 10, "Rutte")]
    assert is_faithful(document, marked("Mark <b>Rut</b>te"), found)
    assert not is_faithful(document, marked("Mark Rut</b>te"), found)
    assert not is_faithful(document, marked("Mark <b>Rut</b>ta"), found)


def test_in_plain_text_a_moved_border_between_segments_is_faithful() -> None:
    one = Document("a.txt", "Mark\nLatte", (Segment((Piece("Mark\nLatte", 0, 10),), str),))
    two = Segment((Piece("Mark", 0, 4),), str), Segment((Piece("Rutte", 5, 10),), str)
    assert is_faithful(one, Document("a.txt", "Mark\nRutte", two), [Correction(0, 5, 10, "Rutte")])
    assert not is_faithful(one, Document("a.txt", "Mark\nLatte", two), [Correction(0, 5, 10, "Latta")])
