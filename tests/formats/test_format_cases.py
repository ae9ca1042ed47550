"""Files, and what they must become, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from normalize import formats
from normalize.errors import ReadError, WriteError
from normalize.model import Correction, Document
from normalize.offsets import PLACEHOLDER, place, source_range
from normalize.rewrite import is_faithful, rewrite

HERE = Path(__file__).parent
Corrector = Callable[[Document], list[Correction]]


def fixed(data: bytes, name: str, corrections: Corrector, **options: str) -> bytes:
    """Return a file with its wrong words corrected, checked on the way."""
    document = formats.read(data, name, **options)
    assert formats.write(document, document.source) == data
    found = corrections(document)
    source = rewrite(document, found)
    assert is_faithful(document, formats.parse(source, name, format=document.format), found)
    result = formats.write(document, source)
    again = formats.read(result, name, **options)
    assert is_faithful(document, again, found)
    assert rewrite(again, corrections(again)) == again.source, "correcting twice is correcting once"
    return result


def texts(source: str, name: str) -> list[str]:
    return [segment.text for segment in formats.read(source.encode(), name).segments]


def see_case(path: str, corrections: Corrector, newline: str, mark: str = "", codec: str = "utf-8") -> None:
    """See that a file `before` becomes the one beside it `after`, also with other line ends or a mark."""

    def variant(path: Path) -> bytes:
        return (mark + path.read_text("utf-8").replace("\n", newline)).encode(codec)

    before = HERE / path
    after = before.with_name(before.name.replace("before", "after"))
    assert fixed(variant(before), before.name, corrections) == variant(after)


@pytest.mark.parametrize(
    "path", ["plain_text/before.txt", "markdown_text/before.md", "html_text/before.html"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_becomes_what_it_must(path: str, newline: str, mark: str, corrections: Corrector) -> None:
    see_case(path, corrections, newline, mark)


@pytest.mark.parametrize("ending", ["\r", "\r\n", ""])
@pytest.mark.parametrize("suffix", ["txt", "md", "html"])
def test_line_ends_and_a_missing_last_newline_stay(ending: str, suffix: str, corrections: Corrector) -> None:
    before = f"Here is Hartwik.{ending}{ending}There is Hartwik"
    assert fixed(before.encode(), f"a.{suffix}", corrections).decode() == before.replace("wik", "wig")


@pytest.mark.parametrize(
    ("name", "data", "options", "after"),
    [
        ("a.txt", "\ufeffHartwik".encode("utf-16-le"), {}, "\ufeffHartwig".encode("utf-16-le")),
        ("a.txt", "\ufeffHartwik".encode("utf-16-be"), {}, "\ufeffHartwig".encode("utf-16-be")),
        ("a.txt", "\ufeffHartwik".encode("utf-32-le"), {}, "\ufeffHartwig".encode("utf-32-le")),
        ("a.txt", "Hartwik".encode("utf-16-le"), {"encoding": "utf-16"}, "Hartwig".encode("utf-16-le")),
        ("a.md", "café Hartwik".encode("cp1252"), {"encoding": "cp1252"}, "café Hartwig".encode("cp1252")),
        (
            "a.txt",
            "首相 Hartwik".encode("shift_jis"),
            {"encoding": "shift_jis"},
            "首相 Hartwig".encode("cp932"),
        ),
        ("a.txt", "Ho\u0308lle Hartwik".encode(), {}, "Ho\u0308lle Hartwig".encode()),
        ("a.txt", "Wien: Dvorzak".encode("iso8859-2"), {}, "Wien: Dvořák".encode()),
    ],
)
def test_the_encoding_stays(
    name: str, data: bytes, options: dict[str, str], after: bytes, corrections: Corrector
) -> None:
    assert fixed(data, name, corrections, **options) == after


DECLARED = [
    '<meta charset="iso-8859-1"><p>café {}',
    "<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'><p>café {}",
    '<?xml version="1.0" encoding="windows-1252"?><html><body><p>café {}</p></body></html>',
]


@pytest.mark.parametrize("page", DECLARED)
def test_html_gets_references_for_what_its_encoding_cannot_hold(page: str, corrections: Corrector) -> None:
    after = fixed(page.format("Dvorzak").encode("cp1252"), "a.html", corrections)
    assert after == page.format("Dvo&#345;ák").encode("cp1252")


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_text_is_not_written_where_its_encoding_cannot_hold_a_letter(
    name: str, corrections: Corrector
) -> None:
    document = formats.read("café Dvorzak".encode("cp1252"), name, encoding="cp1252")
    with pytest.raises(WriteError, match=r"'ř' \(U\+0159\) cannot be written in cp1252") as error:
        formats.write(document, rewrite(document, corrections(document)))
    assert "UTF-8" in error.value.hint


def test_what_is_put_in_is_escaped(corrections: Corrector) -> None:
    page = fixed(b"<p title='Obrien' aria-label=\"Obrien\">Obrien</p>", "a.html", corrections)
    text = "O'Brien &amp; &lt;Co&gt;"
    single = text.replace("'", "&#39;")
    assert page.decode() == f"<p title='{single}' aria-label=\"{text}\">{text}</p>"
    assert fixed(b"Obrien", "a.md", corrections) == b"O'Brien & \\<Co\\>"
    assert fixed(b"Obrien", "a.txt", corrections) == b"O'Brien & <Co>"
    front = fixed(b"---\ntitle: 'Obrien'\ndescription: \"Obrien\"\n---\n", "a.md", corrections)
    assert front == b"---\ntitle: 'O''Brien & <Co>'\ndescription: \"O'Brien & <Co>\"\n---\n"


UNREADABLE = [
    (b"\x89PNG\r\n\x1a\n", "is binary: a PNG image"),
    (b"PK\x03\x04", "is binary: a ZIP archive"),
    (b"%PDF-1.7", "is binary: a PDF"),
    (b"abc\0def", "is binary: a NUL byte at offset 3"),
    (b"caf\xe9 noir", "not UTF-8: byte 0xE9 at offset 3"),
    (b"\xff\xfea", "not UTF-16-LE: byte 0x61 at offset 2"),
]


@pytest.mark.parametrize(("data", "fact"), UNREADABLE)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_what_cannot_be_read_is_named(data: bytes, fact: str, name: str) -> None:
    with pytest.raises(ReadError, match=fact) as error:
        formats.read(data, name)
    assert error.value.message.startswith(name)
    assert error.value.hint


def test_an_undecodable_file_comes_with_a_suggestion() -> None:
    german = "Der Präsident und die Außenministerin fuhren über Köln nach Straßburg. " * 5
    with pytest.raises(ReadError, match="--encoding cp1252"):
        formats.read(german.encode("cp1252"), "a.txt")


def test_a_damaged_file_is_not_called_something_else() -> None:
    polish = ("Prezydent odwiedził Łódź i Gdańsk. " * 20).encode()
    with pytest.raises(ReadError, match="not UTF-8: byte 0xC5 at offset") as error:
        formats.read(polish + b"papieros\xc5... \xf3\n", "a.txt")
    assert error.value.hint == "it is UTF-8 that is damaged in 2 places: mend it there, or exclude the file"


def test_no_encoding_is_suggested_that_cannot_read_all_of_the_file() -> None:
    data = ("über " * 40).encode("cp1252") + b"x" * 40_000 + b"\x81"
    with pytest.raises(ReadError) as error:
        formats.read(data, "a.txt")
    assert "cp1252" not in error.value.hint


def test_bytes_that_would_not_come_back_the_same_are_refused() -> None:
    two_ways = b"\x87\x90 \x81\xe0"  # both are U+2252 in cp932
    with pytest.raises(ReadError, match="not come back the same from cp932"):
        formats.read(two_ways, "a.txt", encoding="cp932")


@pytest.mark.parametrize("options", [{"encoding": "klingon"}, {"encoding": "base64"}, {"format": "papyrus"}])
def test_unknown_encodings_and_formats_are_named(options: dict[str, str]) -> None:
    with pytest.raises(ReadError, match="unknown"):
        formats.read(b"a", "a.txt", **options)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a"])
@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b" \r\n\t"])
def test_an_empty_file_has_no_segments(name: str, data: bytes) -> None:
    document = formats.read(data, name)
    assert document.segments == ()
    assert formats.write(document, document.source) == data


def test_the_format_goes_by_the_suffix() -> None:
    names = ["a.TXT", "b.md", "c.MDX", "d.htm", "e.xhtml", "f", "g.unknown"]
    assert [formats.format_of(name) for name in names] == [
        "text", "markdown", "markdown", "html", "html", "text", "text",
    ]  # fmt: skip


def test_a_place_is_found_through_markup_and_encoding(corrections: Corrector) -> None:
    data = "\ufeff<p>Müller 😀\r\n<i>Hart</i>wik</p>".encode("utf-16-le")
    document = formats.read(data, "a.html")
    (one,) = corrections(document)
    start, end = source_range(document.segments[one.segment], one.start, one.end)
    found = place(document, start, end)
    assert document.source[start:end] == "Hart</i>wik"
    assert (found.line, found.column, found.column_utf16, found.end_column) == (2, 4, 4, 15)
    assert data[found.byte_start : found.byte_end].decode("utf-16-le") == "Hart</i>wik"


SPLITS: list[tuple[str, str, Sequence[str]]] = [
    ("wrapped lines run on", "a.txt", ["x" * 70 + "\n" + "y" * 65 + "\nend"]),
    ("sentences, one per line, do not", "a.txt", ["He came to " + "x" * 50 + ".", "Then left."]),
    ("names, one per line, do not", "a.txt", ["Mark", "John", "Anna"]),
    ("nor do long lines", "a.txt", ["x" * 140, "y" * 140]),
    ("nor a line that ends early", "a.txt", ["A heading", "x" * 70, "y" * 70]),
]


@pytest.mark.parametrize(("label", "name", "lines"), SPLITS, ids=[label for label, _, _ in SPLITS])
def test_where_plain_text_is_split(label: str, name: str, lines: Sequence[str]) -> None:
    assert texts("\n".join(lines), name) == list(lines)


def test_a_placeholder_stands_for_what_is_no_text() -> None:
    assert texts("See https://a.org/b, or `x`.", "a.md") == [f"See {PLACEHOLDER}, or {PLACEHOLDER}."]
    assert texts("<p>See <code>x</code>y</p>", "a.html") == [f"See {PLACEHOLDER}y"]


def test_a_script_that_closes_itself_hides_nothing_in_xhtml() -> None:
    page = '<script src="a.js"/><p>Hartwik</p><script>x</script></html>'
    assert texts(f'<html xmlns="http://www.w3.org/1999/xhtml">{page}', "a.xhtml") == ["Hartwik"]
    assert texts("<script src='a.js'></script><p>Hartwik</p><script>x", "a.html") == ["Hartwik"]


def test_front_matter_that_cannot_be_mapped_is_left_unread() -> None:
    assert texts("---\ntitle: &anchor Hartwik\nsummary: [Hartwik]\n---\nBody", "a.md") == ["Body"]
    assert texts("---\ntitle: 'a\n---\nBody", "a.md") == ["Body"]
    assert texts('+++\ntitle = "Hart\\u0077ik"\n[extra]\nsummary = "no"\n+++\nBody', "a.md") == [
        "Hartwik",
        "Body",
    ]


def test_markdown_nested_too_deeply_is_an_error_of_the_file() -> None:
    with pytest.raises(ReadError, match="nested too deeply"):
        formats.read(b">" * 2000 + b"a", "a.md")
