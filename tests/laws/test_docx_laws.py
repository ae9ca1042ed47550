"""Promises of reading, rewriting and writing that hold for every Word document."""

from __future__ import annotations

import io
import zipfile

from docx_making import HEAD, SPACES, docx, part
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from promises import corrector, read_and_written, see_no_text_twice, see_slices_in_order, see_what_was_planned

from normalize import formats
from normalize.errors import ReadError
from normalize.formats.docx_package import opened, spliced
from normalize.rewrite import rewrite

RIGHT = {"Emanuel": "Emmanuel", "Hartwik": "Hartwig", "Ostrawa": "Ost&rava", "Dvorzak": "Dvořák"}
correct_words = corrector(RIGHT)
ANY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORDS = st.sampled_from(
    [
        *RIGHT, "Hart", "wik", "Ema", "nuel", "&amp;", "&#72;artwik", "&lt;", "<![CDATA[Hart]]>",
        "<!-- c -->", " ", "\n", "\r\n", "\t", "ä", "😀", "a.org/b", "@Hartwik", "\u00ad", "\ufffc", "<?pi?>",
    ]
)  # fmt: skip
TEXTS = st.builds(
    lambda words, attributes: f"<w:t{attributes}>{''.join(words)}</w:t>",
    st.lists(WORDS, max_size=4),
    st.sampled_from([' xml:space="preserve"', "", " a='>'"]),
)
INSIDE = st.one_of(
    TEXTS,
    TEXTS,
    st.sampled_from(
        [
            "<w:tab/>", "<w:br></w:br>", "<w:noBreakHyphen/>", "<w:softHyphen/>", '<w:sym w:char="F041"/>',
            "<w:t/>", "<w:rPr><w:b/></w:rPr>", "<w:instrText>Hartwik</w:instrText>", "\r\n  ",
            '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="separate"/>',
            '<w:fldChar w:fldCharType="end"/>', "<w:delText>Hartwik</w:delText>",
        ]
    ),
)  # fmt: skip
RUNS = st.lists(INSIDE, max_size=4).map(lambda inside: f"<w:r>{''.join(inside)}</w:r>")
BETWEEN = st.sampled_from(
    [
        "<w:proofErr/>",
        '<w:bookmarkStart w:name="Hartwik"/>',
        "<m:oMath/>",
        "\n",
        "",
        "<wp:docPr descr='Hartwik'/>",
    ]
)
WRAPS = st.sampled_from(["w:ins", "w:del", "w:moveFrom", "w:hyperlink", "w:sdt", "mc:Choice", "mc:Fallback"])


def wrapped(contents: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return runs with something around them, and paragraphs in text boxes."""
    around = st.builds(
        lambda tag, inner: f"<{tag}>{''.join(inner)}</{tag}>", WRAPS, st.lists(contents, max_size=3)
    )
    return around | st.lists(contents, max_size=3).map(
        lambda inner: f"<w:r><w:p>{''.join(inner)}</w:p></w:r>"
    )


FLOWS = st.recursive(RUNS | BETWEEN, wrapped, max_leaves=6)
PARAGRAPHS = st.lists(FLOWS, max_size=5).map(lambda flow: f"<w:p>{''.join(flow)}</w:p>")
BODIES = st.lists(PARAGRAPHS, max_size=4).map("".join)
METHODS = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """Draw a document with a body, a header and comments, in any of the encodings."""
    text = f"{HEAD}<w:document {SPACES}><w:body>{draw(BODIES)}</w:body></w:document>"
    parts = {
        "word/header1.xml": part("header", draw(BODIES)),
        "word/media/image1.png": draw(st.binary(max_size=50)),
        "word/document.xml": text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig"]))),
        "word/comments.xml": part("comments", draw(BODIES)).replace("UTF-8", "UTF-16").encode("utf-16"),
    }
    return docx(parts, draw(METHODS))


@ANY
@given(documents())
def test_only_what_was_planned_changes_and_it_reads_as_intended(data: bytes) -> None:
    document = read_and_written(data, "a.docx")
    corrections = correct_words(document)
    source = rewrite(document, corrections)
    again = formats.read(formats.write(document, source), "a.docx")
    assert again.source == source
    see_what_was_planned(document, again, corrections)
    assert rewrite(again, correct_words(again)) == source, "correcting twice is correcting once"


@ANY
@given(documents())
def test_pieces_are_slices_of_the_source_in_order(data: bytes) -> None:
    document = formats.read(data, "a.docx")
    see_slices_in_order(document)
    see_no_text_twice(document)


NAMES = st.sampled_from(["a.xml", "b/c.png", "ä.bin", "word/x"])


@ANY
@given(st.dictionaries(NAMES, st.binary(max_size=80), min_size=1), st.data(), METHODS, st.binary(max_size=9))
def test_members_are_replaced_and_nothing_else(
    files: dict[str, bytes], data: st.DataObject, method: int, comment: bytes
) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, contents in files.items():
            archive.writestr(name, contents)
        archive.comment = comment.replace(b"PK", b"")
    before = made.getvalue()
    wanted = data.draw(st.dictionaries(st.sampled_from(sorted(files)), st.binary(max_size=200)))
    after = spliced(opened(before), wanted)
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {**files, **wanted}
        assert archive.comment == comment.replace(b"PK", b"")
    back = spliced(opened(after), {name: files[name] for name in wanted})
    assert back == before, "and back again"


@ANY
@given(documents(), st.data())
def test_damaged_documents_are_refused_or_come_back_the_same(data: bytes, draws: st.DataObject) -> None:
    at = draws.draw(st.integers(0, len(data) - 1))
    damaged = data[:at] + draws.draw(st.binary(max_size=8)) + data[at + draws.draw(st.integers(0, 8)) :]
    try:
        document = formats.read(damaged, "a.docx")
    except ReadError:
        return
    assert formats.write(document, document.source) == damaged
