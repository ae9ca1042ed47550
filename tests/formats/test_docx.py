"""Word documents: what is read of them, what becomes of them, and what is refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from docx_making import HEAD, W, body, docx, paragraph, part, run, simple
from test_format_cases import Corrector

from normalize import formats
from normalize.errors import ReadError, WriteError
from normalize.formats import docx_package
from normalize.model import Correction
from normalize.offsets import PLACEHOLDER, place, source_range
from normalize.rewrite import is_faithful, rewrite

CASE = Path(__file__).parent / "docx_text"


def texts(markup: str) -> list[str]:
    return [segment.text for segment in formats.read(simple(markup), "a.docx").segments]


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def fixed(data: bytes, corrections: Corrector) -> bytes:
    """Return a document with its wrong words corrected, checked on the way."""
    document = formats.read(data, "a.docx")
    assert formats.write(document, document.source) == data
    found = corrections(document)
    source = rewrite(document, found)
    result = formats.write(document, source)
    again = formats.read(result, "a.docx")
    assert again.source == source
    assert is_faithful(document, again, found)
    assert rewrite(again, corrections(again)) == again.source, "correcting twice is correcting once"
    return result


def fixed_body(markup: str, corrections: Corrector) -> str:
    """Return the corrected body of a document, without what stands around it."""
    before, after = body("\0").split("\0")
    made = members(fixed(simple(markup), corrections))["word/document.xml"].decode()
    return made.removeprefix(before).removesuffix(after)


def test_a_document_becomes_what_it_must(corrections: Corrector) -> None:
    made = fixed((CASE / "before.docx").read_bytes(), corrections)
    assert made == (CASE / "after.docx").read_bytes()


def test_a_source_is_never_taken_for_plain_text() -> None:
    document = formats.read(simple(paragraph(run("a"))), "a.docx")
    assert document.source == body(paragraph(run("a"))) + "\0"


def test_parts_come_in_the_order_of_reading() -> None:
    parts = {
        "word/comments.xml": part("comments", f"<w:comment>{paragraph(run('comment'))}</w:comment>"),
        "word/header10.xml": part("header", paragraph(run("ten"))),
        "word/header2.xml": part("header", paragraph(run("two"))),
        "word/document.xml": body(paragraph(run("body"))),
        "word/glossary.xml": part("glossaryDocument", paragraph(run("unread"))),
    }
    document = formats.read(docx(parts), "a.docx")
    assert [segment.text for segment in document.segments] == ["body", "two", "ten", "comment"]


FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
CODE = '<w:r><w:instrText> IF "Hartwik" </w:instrText></w:r>'

READ = [
    ("runs are joined", paragraph(run("Hart", "<w:b/>"), "<w:proofErr/>", run("wik")), ["Hartwik"]),
    ("inserted", paragraph(f"<w:ins>{run('a')}</w:ins><w:moveTo>{run('b')}</w:moveTo>"), ["ab"]),
    ("deleted", paragraph(f"<w:del><w:r><w:delText>a</w:delText></w:r></w:del>{run('b')}"), ["b"]),
    ("moved away", paragraph(f"<w:moveFrom>{run('a')}</w:moveFrom>{run('b')}"), ["b"]),
    (
        "a field's code",
        paragraph(FIELD.format("begin"), CODE, FIELD.format("separate"), run("2"), FIELD.format("end")),
        ["2"],
    ),
    (
        "a field in a field's code",
        paragraph(
            FIELD.format("begin"), CODE, FIELD.format("begin"), CODE, FIELD.format("separate"),
            run("hidden"), FIELD.format("end"), FIELD.format("separate"), run("seen"), FIELD.format("end"),
        ),
        ["seen"],
    ),
    ("one that never ends", paragraph(FIELD.format("begin"), CODE, run("a")) + paragraph(run("b")), ["b"]),
    ("controls and links", paragraph(f"<w:sdt><w:sdtContent>{run('a')}</w:sdtContent></w:sdt>"), ["a"]),
    ("tab stops are no tabs", f'<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>{run("a")}</w:p>', ["a"]),
    ("a break", paragraph("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>"), ["a\nb"]),
    ("two breaks", paragraph("<w:r><w:t>a</w:t><w:tab/><w:tab></w:tab><w:t>b</w:t></w:r>"), ["a", "b"]),
    ("symbols", paragraph('<w:r><w:t>a</w:t><w:sym w:char="F0"/><w:t>b</w:t></w:r>'), [f"a{PLACEHOLDER}b"]),
    ("formulas", paragraph(run("a"), "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"), [f"a{PLACEHOLDER}"]),
    ("hyphens", paragraph("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r>"), ["a-b"]),
    ("optional ones", paragraph("<w:r><w:t>a</w:t><w:softHyphen/><w:t>b</w:t></w:r>"), ["ab"]),
    ("references", paragraph(run("&#65;&amp;&#x42;<![CDATA[&amp;]]><!-- c --><?d?>!")), ["A&B&amp;!"]),
    ("space at the ends", paragraph("<w:r><w:t> a </w:t></w:r><w:r><w:t>b</w:t></w:r>"), ["ab"]),
    ("kept space", paragraph(run(" a "), run("b")), ["a b"]),
    ("kept as around it", f'<w:p xml:space="preserve"><w:r><w:t>a </w:t></w:r>{run("b")}</w:p>', ["a b"]),
    ("a symbol's fallback", paragraph(run("a"), f"<mc:Fallback>{run('b')}</mc:Fallback>"), ["a"]),
    (
        "a text box, old and new",
        paragraph(
            run("out"), f"<mc:Choice><w:r>{paragraph(run('new'))}</w:r></mc:Choice>",
            f"<mc:Fallback><w:r>{paragraph(run('old'))}</w:r></mc:Fallback>", run("side"),
        ),
        ["outside", "new", "old"],
    ),
    ("addresses", paragraph(run("See www.hart"), run("wik.org")), [f"See {PLACEHOLDER}"]),
    (
        "what pictures are described by",
        paragraph(run("a"), '<wp:docPr name="n" descr="Hart &amp;"/>', "<wp:docPr title='t' descr='b'/>"),
        ["a", "Hart &", "b"],
    ),
    ("not without words", paragraph(run("a"), '<wp:docPr descr=" &#10;" name=\'descr="no"\'/>'), ["a"]),
    ("nothing", paragraph(run(" ")) + "<w:p/>" + paragraph("<w:r><w:t/></w:r>"), []),
]  # fmt: skip


@pytest.mark.parametrize(("label", "markup", "expected"), READ, ids=[label for label, *_ in READ])
def test_what_is_text(label: str, markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


def test_strict_documents_and_other_prefixes_are_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    for space in (W, strict):
        text = f'<x:document xmlns:x="{space}"><x:p><x:r><x:t>Hartwik</x:t></x:r></x:p></x:document>'
        document = formats.read(docx({"word/document.xml": text}), "a.docx")
        assert [segment.text for segment in document.segments] == ["Hartwik"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '<w:r><w:rPr><w:b/></w:rPr><w:t>Emanuel Hart</w:t></w:r><w:r><w:t a=">">wik</w:t></w:r>',
            '<w:r><w:rPr><w:b/></w:rPr><w:t>Emmanuel Hart</w:t></w:r><w:r><w:t a=">">wig</w:t></w:r>',
        ),
        ("<w:r><w:t>Hartw&#105;k</w:t></w:r>", "<w:r><w:t>Hartw&#105;g</w:t></w:r>"),
        ("<w:r><w:t>Obri<![CDATA[en]]></w:t></w:r>", None),
        ('<wp:docPr descr="Obrien"/>', '<wp:docPr descr="O\'Brien &amp; &lt;Co&gt;"/>'),
        ("<wp:docPr descr='Obrien'/>", "<wp:docPr descr='O&#39;Brien &amp; &lt;Co&gt;'/>"),
    ],
)
def test_names_are_corrected_within_their_runs(
    before: str, after: str | None, corrections: Corrector
) -> None:
    made = fixed_body(paragraph(before), corrections)
    if after:
        assert made == paragraph(after)
    assert "wik" not in made


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("a-b", "a b", "<w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t>", "<w:t>a b</w:t>"),
        ("a-b", "a-xb", "<w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t>",
         "<w:t>a</w:t><w:noBreakHyphen/><w:t>xb</w:t>"),
    ],
)  # fmt: skip
def test_what_is_put_beside_a_hyphen_is_text(old: str, new: str, before: str, after: str) -> None:
    document = formats.read(simple(paragraph(f"<w:r>{before}</w:r>")), "a.docx")
    correction = Correction(0, 0, len(old), new)
    source = rewrite(document, [correction])
    assert after in source
    assert is_faithful(document, formats.reread(document, source), [correction])


def test_what_is_put_for_a_break_comes_to_stand_beside_it_in_a_text() -> None:
    breaks = "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>"
    document = formats.read(simple(paragraph(breaks)), "a.docx")
    correction = Correction(0, 0, 3, "a-b")
    source = rewrite(document, [correction])
    assert breaks.replace(">b<", ">-b<") in source
    assert not is_faithful(document, formats.reread(document, source), [correction])


@pytest.mark.parametrize(
    ("markup", "surface", "new"),
    [
        ("<w:r><w:t>New-</w:t></w:r><w:r><w:t>York</w:t></w:r>", "New-York", "New York"),
        ("<w:r><w:t>a</w:t></w:r><w:r><w:noBreakHyphen/><w:t>b</w:t></w:r>", "a-b", "a b"),
    ],
)
def test_what_word_would_not_show_is_no_faithful_correction(markup: str, surface: str, new: str) -> None:
    document = formats.read(simple(paragraph(markup)), "a.docx")
    correction = Correction(0, 0, len(surface), new)
    again = formats.reread(document, rewrite(document, [correction]))
    assert not is_faithful(document, again, [correction])


def test_a_part_in_utf_16_stays_so(corrections: Corrector) -> None:
    text = body(paragraph(run("Dvorzak"))).replace("UTF-8", "UTF-16")
    for data in (text.encode("utf-16"), text.encode("utf-16-be")):
        made = members(fixed(docx({"word/document.xml": data}), corrections))["word/document.xml"]
        codec = "utf-16" if data[:1] == b"\xff" else "utf-16-be"
        assert made.decode(codec) == text.replace("Dvorzak", "Dvořák")


def test_a_byte_order_mark_stays(corrections: Corrector) -> None:
    text = "\ufeff" + body(paragraph(run("ä Hartwik")))
    made = members(fixed(docx({"word/document.xml": text}), corrections))["word/document.xml"]
    assert made.decode() == text.replace("wik", "wig")


# --- the archive ---


def streamed(files: dict[str, bytes]) -> bytes:
    """Return an archive as a program writes it that cannot go back: sizes come after the data."""

    class OneWay(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += data
            return len(data)

    sink = OneWay()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, data in files.items():
            with archive.open(name, "w", force_zip64=name.endswith("document.xml")) as member:
                member.write(data)
        archive.comment = b"Hartwik"
    return bytes(sink.data)


def test_sizes_after_the_data_and_in_wide_fields_are_kept_right(corrections: Corrector) -> None:
    files = members((CASE / "before.docx").read_bytes())
    data = streamed(files)
    assert b"PK\x07\x08" in data
    made = fixed(data, corrections)
    assert members(made) == members((CASE / "after.docx").read_bytes())
    assert made.endswith(b"Hartwik")
    before, after = zipfile.ZipFile(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(made))
    for old, new in zip(before.infolist(), after.infolist(), strict=True):
        assert (old.filename, old.extra, old.flag_bits) == (new.filename, new.extra, new.flag_bits)


def test_a_wide_end_of_the_directory_is_kept_right(corrections: Corrector) -> None:
    data = simple(paragraph(run("Hartwik")))
    count, size, start = struct.unpack_from("<HLL", data, len(data) - 12)
    wide = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(data) - 22, 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    made = fixed(data[:-22] + wide + locator + end, corrections)
    assert b"Hartwig" in members(made)["word/document.xml"]
    assert made.endswith(end)


def test_what_is_not_changed_keeps_its_bytes(corrections: Corrector) -> None:
    parts = {
        "word/media/image1.png": b"\x89PNG" * 500,
        "word/document.xml": body(paragraph(run("Hartwik"))),
        "word/media/image2.png": zlib.compress(b"x" * 5000),
    }
    data = docx(parts)
    made = fixed(data, corrections)
    before, after = docx_package.opened(data), docx_package.opened(made)
    for old, new in zip(before.members, after.members, strict=True):
        if old.name != "word/document.xml":
            assert data[old.header : old.end] == made[new.header : new.end]
    assert zipfile.ZipFile(io.BytesIO(made)).getinfo("word/document.xml").date_time == (2025, 3, 1, 12, 30, 0)


def test_a_signed_document_is_read_and_not_written(corrections: Corrector) -> None:
    text = body(paragraph(run("Hartwik")))
    data = docx({"word/document.xml": text, "_xmlsignatures/origin.sigs": ""})
    document = formats.read(data, "a.docx")
    assert formats.write(document, document.source) == data
    with pytest.raises(WriteError, match=r"a\.docx: is digitally signed"):
        formats.write(document, rewrite(document, corrections(document)))


def test_other_parts_than_were_read_are_not_written() -> None:
    document = formats.read(simple(paragraph(run("a"))), "a.docx")
    with pytest.raises(WriteError, match="1 parts with text, not 2"):
        formats.write(document, document.source + "<a/>\0")


def patched(data: bytes, at: bytes, skip: int, new: bytes) -> bytes:
    """Return data with some bytes replaced, so many after the last place of a mark."""
    start = data.rindex(at) + skip
    return data[:start] + new + data[start + len(new) :]


GOOD = simple(paragraph(run("a" * 100)))
BOMB = docx({"word/document.xml": body(" " * 20_000_000)})
LARGE = docx({"word/document.xml": body(" " * 40_000_000)}, zipfile.ZIP_STORED)
MALFORMED = [
    ("<w:p>", "part 1, line 2: mismatched tag"),
    ("&eacute;", "part 1, line 2: undefined entity"),
    ("<x:p/>", "part 1, line 2: unbound prefix"),
    ("<w:p>" * 1001 + "</w:p>" * 1001, "nested too deeply"),
]
WITH_TYPE = body("&a;").replace("<w:document", '<!DOCTYPE a [<!ENTITY a "b">]><w:document', 1)
TYPES = '<Types><Override PartName="/{}" ContentType="application/{}.main+xml"/></Types>'
SHEET = TYPES.format("xl/workbook.xml", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
REFUSED = [
    (b"", "is no ZIP archive"),
    (b"Hartwik", "is no ZIP archive"),
    (GOOD[: len(GOOD) // 2], "is no ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old office document, or one with a password"),
    (b"prefix" + GOOD, "damaged ZIP archive: wrong is where its directory is"),
    (patched(GOOD, b"PK\5\6", 10, b"\x09\0"), "damaged ZIP archive: wrong is how many files"),
    (patched(GOOD, b"PK\1\2", 0, b"XX"), "damaged ZIP archive: wrong is its directory"),
    (patched(GOOD, b"PK\1\2", 42, b"\1\0"), "damaged ZIP archive: wrong is where one of its files begins"),
    (patched(GOOD, b"PK\1\2", 20, b"\xff\xff\xff\0"), "ZIP archive: wrong is where one of its files ends"),
    (patched(GOOD, b"PK\1\2", 16, b"\0\0\0\0"), "damaged ZIP archive: wrong is what word/document.xml"),
    (patched(GOOD, b"PK\1\2", 8, b"\1\0"), "word/document.xml in it is encrypted"),
    (patched(GOOD, b"PK\3\4", 8, b"\x0c\0"), "word/document.xml in it is packed by method 12"),
    (BOMB, r"word/document.xml in it unpacks from \d\d,\d+ to 20,\d+,\d+ bytes"),
    (LARGE, r"word/document.xml in it unpacks from 40,\d+,\d+ to 40,\d+,\d+ bytes"),
    (docx({"[Content_Types].xml": SHEET, "xl/workbook.xml": "<a/>"}), "is no Word document"),
    (docx({"word/header1.xml": "<a/>"}), "holds no word/document.xml"),
    (docx({"[Content_Types].xml": "<Types>"}), r"\[Content_Types\].xml in it is damaged"),
    (docx({"[Content_Types].xml": "<!DOCTYPE a><a/>"}), "declares a document type"),
    (docx({"word/document.xml": body("caf\xe9").encode("latin-1")}), "is not UTF-8: byte 0xE9 at offset"),
    (docx({"word/document.xml": body("").replace("UTF-8", "windows-1252")}), "is in windows-1252"),
    (docx({"word/document.xml": body("\0")}), "holds a NUL"),
    (docx({"word/document.xml": WITH_TYPE}), "part 1, line 2: it declares a document type"),
    (docx({"word/document.xml": ""}), "part 1, line 1: no element found"),
    (docx({"word/document.xml": body(""), "word/header1.xml": HEAD}), "part 2, line 2: no element found"),
    *((simple(markup), fact) for markup, fact in MALFORMED),
]  # fmt: skip


@pytest.mark.parametrize(("data", "fact"), REFUSED, ids=[fact[:40] for _, fact in REFUSED])
def test_what_cannot_be_read_is_refused_with_a_way_out(data: bytes, fact: str) -> None:
    with pytest.raises(ReadError, match=fact) as error:
        formats.read(data, "a.docx")
    assert error.value.message.startswith("a.docx: ")
    assert error.value.hint


def test_two_files_of_one_name_are_refused() -> None:
    made = io.BytesIO(GOOD)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("WORD/document.xml", body(paragraph(run("other"))))
    with pytest.raises(ReadError, match=r"two files named word/document\.xml"):
        formats.read(made.getvalue(), "a.docx")


def test_no_zip_archive_is_read_as_text() -> None:
    with pytest.raises(ReadError, match="a ZIP archive"):
        formats.read(GOOD, "a.txt")


def test_documents_with_macros_and_templates_are_read() -> None:
    kinds = ("document.macroEnabled", "template.macroEnabledTemplate")
    types = [TYPES.format("word/document.xml", f"vnd.ms-word.{kind}") for kind in kinds]
    types.append(
        TYPES.format("word/document.xml", "vnd.openxmlformats-officedocument.wordprocessingml.template")
    )
    for listed in types:
        data = docx({"[Content_Types].xml": listed, "word/document.xml": body(paragraph(run("Hartwik")))})
        assert [segment.text for segment in formats.read(data, "a.docm").segments] == ["Hartwik"]


def test_the_commands_read_and_write_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from normalize.cli import app

    monkeypatch.chdir(tmp_path)
    entry = "{id: lunde, name: Mara Lunde, type: person, variants: [Mara Linde], source: made up}"
    Path("names.yaml").write_text(f"- {entry}\n")
    text = body(paragraph(run("Mara Lin", "<w:b/>"), run("de spoke.")))
    Path("a.docx").write_bytes(docx({"word/document.xml": text}))
    options = ["--gazetteer", "names.yaml", "--no-default-gazetteer", "--model", "none"]

    def said(*command: str) -> str:
        return CliRunner().invoke(app, [*command, "a.docx", *options]).output

    assert "Mara Linde → Mara Lunde" in said("check")
    assert said("fix", "--diff") == "# a.docx: changed, but not plain text; `normalize fix` writes it\n"
    assert "wrote a.docx" in said("fix")
    assert members(Path("a.docx").read_bytes())["word/document.xml"].decode() == text.replace("Lin", "Lun")
    assert "0 to correct, 0 to review" in said("check")


def test_a_place_is_a_paragraph_and_a_column_in_its_text() -> None:
    box = f"<w:r>{paragraph(run('😀 box'))}</w:r>"
    document = formats.read(simple(paragraph(run("one"), box, run(" &amp; Hart"), run("wik"))), "a.docx")
    assert [segment.text for segment in document.segments] == ["one & Hartwik", "😀 box"]
    found = [
        place(document, *source_range(document.segments[number], start, end))
        for number, start, end in ((0, 6, 13), (1, 2, 5))
    ]
    assert [(one.line, one.column, one.end_line, one.end_column) for one in found] == [
        (1, 7, 1, 14),
        (2, 3, 2, 6),
    ]
    assert [(one.column_utf16, one.end_column_utf16) for one in found] == [(7, 14), (4, 7)]
