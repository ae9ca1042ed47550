"""PO: which strings are read, and what must stay."""

from __future__ import annotations

import polib
import pytest
from test_format_cases import Corrector, fixed, see_case, texts

from normalize import formats
from normalize.errors import ReadError, WriteError
from normalize.formats.po_text import escape_string
from normalize.offsets import PLACEHOLDER
from normalize.rewrite import rewrite


def catalogue(*translations: str, header: str = "") -> str:
    """Return a catalogue of some translations as they stand in its strings, with a header if one is given."""
    start = f'msgid ""\nmsgstr "{header}"\n\n' if header else ""
    return start + "".join(f'msgid "m{turn}"\nmsgstr "{one}"\n\n' for turn, one in enumerate(translations))


def read(*translations: str, header: str = "") -> list[str]:
    return texts(catalogue(*translations, header=header), "a.po")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_becomes_what_it_must(newline: str, mark: str, corrections: Corrector) -> None:
    see_case("po_text/before.po", corrections, newline, mark)


def test_a_translation_knows_what_it_was_translated_from() -> None:
    plural = 'msgid "Je\\"den\\n"\n"dva"\nmsgid_plural "Mnoho"\nmsgstr[0] "One"\nmsgstr[1] "Many"\n'
    source = plural + 'msgid "a"\nmsgstr "b"'
    found = formats.read(source.encode(), "a.po").segments
    assert [(one.text, one.translated_from) for one in found] == [
        ("One", 'Je"den\ndva'),
        ("Many", "Mnoho"),
        ("b", "a"),
    ]


@pytest.mark.parametrize(
    ("tag", "is_read"),
    [("en", True), ("en_GB", True), ("eng", True), ("", True), ("de", False), ("ens", False)],
)
def test_only_english_translations_are_read(tag: str, is_read: bool) -> None:
    found = read("Hartwik", header=f"Project-Id-Version: x\\nLanguage: {tag}\\nX-Generator: y\\n")
    assert found == ["Hartwik"] * is_read


@pytest.mark.parametrize(
    ("string", "text"),
    [
        ("100% sure, %s and %(name)s", f"100% sure, {PLACEHOLDER} and {PLACEHOLDER}"),
        ("x %1$s {0} {name} ${x} {{y}} %1 %-5.2f", " ".join(["x", *[PLACEHOLDER] * 7])),
        ("50% of 20%, 5%.", "50% of 20%, 5%."),
        ("%d%% done", f"{PLACEHOLDER}{PLACEHOLDER} done"),
        ("_File &Edit", "_File &Edit"),
        ("a\\tb\\\"c\\\\d\\'", "a\tb\"c\\d'"),
        ("\\303\\251\\x41 \\q \\377", f"éA {PLACEHOLDER} {PLACEHOLDER}"),
        ("See https://a.org/b\\nnow", f"See {PLACEHOLDER}\nnow"),
    ],
)
def test_escapes_and_placeholders(string: str, text: str) -> None:
    assert read(string) == [text]


def test_bytes_are_in_the_encoding_of_the_file() -> None:
    header = "Content-Type: text/plain; charset=iso-8859-2\\n"
    assert read("\\370", header=header) == ["ř"]


def test_an_empty_key_or_a_domain_changes_nothing() -> None:
    german = catalogue("Hartwik", header="Language: de\\n")
    assert texts(f'{german}msgid ""\nmsgstr ""\ndomain "Hartwik"\n{catalogue("Hartwik")}', "a.po") == []


def test_blank_lines_and_ends_of_sentences_end_a_segment() -> None:
    assert read("One\\ntwo.\\nThree\\n\\nFour\\n") == ["One\ntwo.", "Three", "Four"]


def test_what_is_put_in_is_escaped() -> None:
    text = 'a "b" \\ c\n\t\r'
    entry = polib.pofile(catalogue(escape_string(text)))[0]
    assert entry.msgstr == text


def test_entries_without_blank_lines_and_all_on_one_line_are_read() -> None:
    assert texts('msgid "a" msgstr "b" "c"msgctxt "d"msgid"e"msgstr[ 0 ]"f"#msgid\n', "a.po") == ["bc", "f"]
    assert texts('msgid "a"\nmsgid "b"\nmsgstr "c"', "a.po") == ["c"]


def test_a_template_has_nothing_to_read() -> None:
    assert formats.read(b'msgid "Hartwik"\nmsgstr ""\n', "a.pot").segments == ()


@pytest.mark.parametrize(
    ("source", "fact"),
    [
        ('msgid "a"\nmsgstr "b\n"\n', "line 2, column 8: a string that does not end on its line"),
        ('msgid "a"\nmsgstr "b\\', "line 2, column 8: a string that does not end on its line"),
        ('msgid "a"\n<<<<<<< HEAD\n', "line 2, column 1: '<<<<<<< HEAD' is not PO"),
        ('"a"\n', "line 1, column 1: a string without a keyword before it"),
        ('msgid "a"\nmsgstr\nmsgid "b"\n', "line 2, column 1: msgstr without a string after it"),
        ('\nmsgstr "a"', "line 2, column 1: msgstr without a msgid before it"),
        ('msgid "a"\nmsgstring "b"', "line 2, column 1: 'msgstring \"b\"' is not PO"),
    ],
)
def test_what_is_no_catalogue_is_named(source: str, fact: str) -> None:
    with pytest.raises(ReadError) as error:
        formats.read(source.encode(), "a.po")
    assert fact in error.value.message
    assert error.value.hint


@pytest.mark.parametrize("codec", ["iso-8859-2", "cp1250", "koi8-r", "euc-jp", "utf-8"])
def test_the_declared_encoding_is_kept(codec: str, corrections: Corrector) -> None:
    header = f'msgstr ""\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset={codec}\\n"\n'
    head = f'# {"x" * 5000}\nmsgid ""\n{header}'
    letters = {"koi8-r": "Привет", "euc-jp": "首相"}.get(codec, "Žižka")
    before = (head + catalogue(f"{letters} Hartwik")).encode(codec)
    assert formats.read(before, "a.po").encoding == {"iso-8859-2": "iso8859-2", "euc-jp": "euc_jp"}.get(
        codec, codec
    )
    assert fixed(before, "a.po", corrections) == before.replace(b"wik", b"wig")


def test_an_unknown_encoding_is_named() -> None:
    source = catalogue("café", header="Content-Type: text/plain; charset=klingon\\n")
    with pytest.raises(ReadError, match=r"a\.po: declares the unknown encoding 'klingon'"):
        formats.read(source.encode(), "a.po")
    assert formats.read(source.encode(), "a.po", encoding="utf-8").encoding == "utf-8"
    assert formats.read(source.replace("klingon", "CHARSET").encode(), "a.po").encoding == "utf-8"


def test_what_the_encoding_cannot_hold_is_not_written(corrections: Corrector) -> None:
    source = catalogue("café Dvorzak", header="Content-Type: text/plain; charset=iso-8859-1\\n")
    document = formats.read(source.encode("latin-1"), "a.po")
    with pytest.raises(WriteError, match=r"'ř' \(U\+0159\) cannot be written in iso8859-1"):
        formats.write(document, rewrite(document, corrections(document)))
