"""Promises of reading, rewriting and writing that hold for every file."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from promises import corrector, see_slices_in_order, see_what_was_planned

from normalize import formats
from normalize.errors import ReadError
from normalize.model import Correction, Document
from normalize.offsets import locate, place, source_range
from normalize.rewrite import is_faithful, replaced, rewrite

RIGHT = {"Emanuel": "Emmanuel", "Hartwik": "Hartwig", "Ostrawa": "Ostrava", "Tzakova": "Čakova"}
correct_words = corrector(RIGHT)

NAMES = st.sampled_from(sorted(formats.FORMATS))
LETTERS = "aZé\u0308 \t\n\r.:-_*`#>&;<=/\"'()[]{}|\\!@+~1\x0c\u2028\u00a0\u200b\ufeff\ufffc😀"
MARKUP = st.sampled_from(
    [
        "<b>", "</b>", "<br>", "<p>", "</p>", "<!-- ", " -->", "<code>", "</code>", "<script>",
        "</script>", "<i", "<img alt='", '<a title="', "'>", '">', "&ccedil;", "&amp", "&#", "&#228;",
        "**", "*", "_", "__", "`", "```", "~~~", "# ", "## ", "> ", "- ", "1. ", "    ", "\n", "\n\n",
        "\r\n", "  \n", "\\\n", "\\", "[", "](", ")", "][", "]", "![", "[a]: /b\n", "| ", "|\n|-|\n|",
        "---\n", "+++\n", "title: ", 'title = "', "'", '"', "{{ ", " }}", "{% ", " %}", "<https://",
        "https://a.org/", "@", "#", "<div>", "</div>", "<![CDATA[", "<?", "=====", "\ufeff", "...",
    ]
)  # fmt: skip
WORDS = st.sampled_from([*RIGHT, "Hart", "wik", "and", "Mr.", "—", "“", "10"])
SOURCES = st.one_of(
    st.text(alphabet=LETTERS, max_size=60),
    st.lists(st.one_of(MARKUP, WORDS, st.just(" ")), max_size=30).map("".join),
)
ANY = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def parsed(source: str, name: str) -> Document:
    """Return what a text is in a format; another text is drawn if it is malformed there."""
    try:
        return formats.parse(source, "file", format=name)
    except ReadError:
        reject()


@ANY
@given(st.binary(max_size=200), NAMES, st.sampled_from(["", "cp1252", "utf-16-le", "shift_jis"]))
def test_writing_what_was_read_gives_the_same_bytes(data: bytes, name: str, encoding: str) -> None:
    try:
        document = formats.read(data, "file", format=name, encoding=encoding)
    except ReadError:
        return
    assert formats.write(document, document.source) == data


@ANY
@given(SOURCES, NAMES, st.sampled_from(["utf-8", "utf-16-le", "utf-32-be"]), st.booleans())
def test_text_in_every_encoding_comes_back(source: str, name: str, codec: str, marked: bool) -> None:
    data = ("\ufeff" * marked + source).encode(codec)
    try:
        document = formats.read(data, "file", format=name, encoding=codec)
    except ReadError:
        assume(False)
    assert formats.write(document, document.source) == data


@ANY
@given(SOURCES, NAMES)
def test_pieces_are_slices_of_the_source_in_order(source: str, name: str) -> None:
    see_slices_in_order(parsed(source, name))


@ANY
@given(SOURCES, NAMES)
def test_correcting_nothing_changes_nothing(source: str, name: str) -> None:
    document = parsed(source, name)
    assert rewrite(document, []) == source
    same = [Correction(turn, 0, len(one.text), one.text) for turn, one in enumerate(document.segments)]
    decomposed = any(replaced(one.text, one.text) != one.text for one in document.segments)
    assert decomposed or rewrite(document, same) == source


@ANY
@given(SOURCES, NAMES)
def test_only_what_was_planned_changes_and_it_reads_as_intended(source: str, name: str) -> None:
    document = parsed(source, name)
    corrections = correct_words(document)
    corrected = rewrite(document, corrections)
    again = formats.parse(corrected, "file", format=name)
    assert is_faithful(document, again, corrections)
    if name != "text":
        see_what_was_planned(document, again, corrections)


@ANY
@given(SOURCES, NAMES)
def test_correcting_twice_is_correcting_once(source: str, name: str) -> None:
    once = parsed(source, name)
    again = formats.parse(rewrite(once, correct_words(once)), "file", format=name)
    assert rewrite(again, correct_words(again)) == again.source


@ANY
@given(SOURCES, NAMES, st.data())
def test_what_is_located_shows_the_text(source: str, name: str, data: st.DataObject) -> None:
    document = parsed(source, name)
    assume(document.segments)
    segment = data.draw(st.sampled_from(document.segments))
    start = data.draw(st.integers(0, len(segment.text) - 1))
    end = data.draw(st.integers(start + 1, len(segment.text)))
    stretches = locate(segment, start, end)
    assert source_range(segment, start, end) == (stretches[0][0], stretches[-1][1])
    if all(piece.is_literal for piece in segment.pieces):
        assert "".join(source[left:right] for left, right in stretches) == segment.text[start:end]


@ANY
@given(SOURCES, st.sampled_from(["utf-8", "utf-16-le"]), st.data())
def test_a_place_counts_lines_and_bytes(source: str, codec: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    found = place(Document("file", source, (), encoding=codec), start, end)
    encoded = source.encode(codec)
    assert encoded[found.byte_start : found.byte_end].decode(codec) == source[start:end]
    lines = re.split("\r\n|\r|\n", source[:start].replace("\r\n", "\n"))
    if source[start - 1 : start + 1] != "\r\n":
        assert found.line == len(lines)
        assert found.column == len(lines[-1].removeprefix("\ufeff" if len(lines) == 1 else "")) + 1
