"""XLIFF, TMX and other XML: what is read of them, what stays, and what is refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from test_format_cases import Corrector, fixed, see_case, texts

from normalize import formats
from normalize.errors import ReadError
from normalize.formats import xml_reading
from normalize.offsets import PLACEHOLDER
from normalize.rewrite import rewrite

CASES = ["xliff_text/before.xlf", "xliff_text/before_2.xlf", "tmx_text/before.tmx", "xml_text/before.xml"]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_file_becomes_what_it_must(case: str, newline: str, codec: str, corrections: Corrector) -> None:
    see_case(case, corrections, newline, "\ufeff" if codec == "utf-16-be" else "", codec)


def unit(target: str, source: str = "a", languages: str = 'source-language="cs" target-language="en"') -> str:
    """Return an XLIFF of one unit; the target is given with its tags, or is text."""
    shown = target if "<target" in target else f"<target>{target}</target>"
    body = f"<body><trans-unit id='1'><source>{source}</source>{shown}</trans-unit></body>"
    return f"<xliff version='1.2'><file {languages}>{body}</file></xliff>"


def memory(*variants: tuple[str, str], said: str = "cs") -> str:
    """Return a TMX of one unit, by language and text."""
    inside = "".join(f"<tuv xml:lang='{tag}'><seg>{text}</seg></tuv>" for tag, text in variants)
    return f"<tmx version='1.4'><header srclang='{said}'/><body><tu>{inside}</tu></body></tmx>"


def item(content: str, about: str = "", said: str = "") -> str:
    """Return a news item with some content and metadata of it."""
    inside = f"<contentMeta>{about}</contentMeta><contentSet>{content}</contentSet>"
    return f"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' {said}>{inside}</newsItem>"


def sources(source: str, name: str) -> list[str]:
    return [one.translated_from for one in formats.read(source.encode(), name).segments]


LANGUAGES = [
    ('source-language="cs" target-language="en-US"', True),
    ('source-language="cs" target-language="ENG"', True),
    ('source-language="en-US" target-language="en_GB"', True),
    ('source-language="cs"', True),
    ("", True),
    ('source-language="en"', False),
    ('source-language="en" target-language="cs"', False),
    ('source-language="cs" target-language="enm"', False),
]


@pytest.mark.parametrize(("languages", "is_read"), LANGUAGES)
def test_english_targets_are_read(languages: str, is_read: bool) -> None:
    assert texts(unit("Hartwik", languages=languages), "a.xlf") == ["Hartwik"] * is_read


def test_a_target_says_its_own_language() -> None:
    german = unit("<target xml:lang='de'>Hartwik</target>")
    assert texts(german, "a.xlf") == []
    english = unit("<target xml:lang='en'>Hartwik</target>", languages='target-language="de"')
    assert texts(english, "a.xliff") == ["Hartwik"]


def test_a_segment_knows_what_it_was_translated_from() -> None:
    source = "Ho&#345;ejší <g id='1'>Bez</g>děkov<ph id='2'>code</ph>, &lt;b&gt;dnes&lt;/b&gt;"
    assert sources(unit("Hartwik", source), "a.xlf") == ["Hořejší Bezděkov , dnes"]
    assert sources(memory(("cs", "Hartvík"), ("de", "x"), ("en", "Hartwik")), "a.tmx") == ["Hartvík"]
    assert sources(memory(("de", "x"), ("en", "y"), said="*all*"), "a.tmx") == ["x"]
    assert sources(memory(("en", "y")), "a.tmx") == [""]


def test_a_copy_of_the_source_is_no_translation() -> None:
    assert texts(unit("Hartwik je v Praze", "Hartwik  je v Praze"), "a.xlf") == []
    assert texts(unit("Emanuel Hartwik", "Emanuel Hartwik"), "a.xlf") == ["Emanuel Hartwik"]
    assert texts(memory(("cs", "Hartwik je v Praze"), ("en", "Hartwik je v Praze")), "a.tmx") == []


@pytest.mark.parametrize("said", ["en", "EN-us", "eng"])
def test_where_english_is_the_source_a_memory_stays(said: str) -> None:
    assert texts(memory(("en", "Hartwik"), ("cs", "x"), said=said), "a.tmx") == []


def test_angular_writes_tags_as_placeholders() -> None:
    tagged = 'Hart<x id="START_BOLD_TEXT" ctype="x-b"/>wik<x id="CLOSE_BOLD_TEXT" ctype="x-b"/> {}'
    assert texts(unit(tagged.format('<x id="INTERPOLATION"/>')), "a.xlf") == [f"Hartwik {PLACEHOLDER}"]


def test_a_text_within_codes_is_read_once() -> None:
    codes = "a<ph id='1'>x<sub>Hartwik<ph id='2'><sub>Ostrawa</sub></ph></sub></ph>b"
    assert texts(unit(codes), "a.xlf") == [f"a{PLACEHOLDER}b", f"Hartwik{PLACEHOLDER}", "Ostrawa"]


def test_protected_text_may_begin_within_other_protected_text() -> None:
    mark = '<mrk id="3" translate="no">x<sm id="6" translate="no"/></mrk>'
    (segment,) = formats.parse(
        unit(f'Hartwik{mark} y<em startRef="6"/> Obrien'), "a", format="xliff"
    ).segments
    assert segment.text == f"Hartwik{PLACEHOLDER}{PLACEHOLDER} Obrien"
    assert all(one.end <= other.start for one, other in pairwise(segment.pieces))


def test_cdata_and_the_text_beside_it_are_two() -> None:
    assert texts(unit("Hart <![CDATA[wik]]>"), "a.xlf") == ["Hart", "wik"]
    assert texts(unit("<![CDATA[Hart]]><![CDATA[wik]]>"), "a.xlf") == ["Hartwik"]


@pytest.mark.parametrize("name", ["a.xlf", "a.xml"])
def test_the_root_says_what_it_is(name: str) -> None:
    assert texts(unit("Hartwik"), name) == ["Hartwik"]
    assert texts(memory(("cs", "x"), ("en", "Hartwik")), "a.xml") == ["Hartwik"]
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><p>Hart<b>wik</b></p><script/><p>x</p></html>'
    assert texts(f'<?xml version="1.0"?>{page}', "a.xml") == ["Hartwik", "x"]
    assert texts("<nitf><body><body.content><p>Hartwik</p></body.content></body></nitf>", "a.xml") == [
        "Hartwik"
    ]


def test_an_unknown_vocabulary_is_not_read() -> None:
    assert texts("<project><name>Hartwik</name><description>Hartwik</description></project>", "a.xml") == []
    assert texts("<!DOCTYPE x [<!ENTITY a 'b'>]><x><p>Hartwik", "a.xml") == [], "so far as it was looked at"


@pytest.mark.parametrize(("name", "what"), [("a.xlf", "XLIFF"), ("a.tmx", "TMX")])
def test_a_file_named_for_what_it_is_not_is_refused(name: str, what: str) -> None:
    with pytest.raises(ReadError, match=f"{name}: is no {what}: it begins with <html>") as error:
        formats.read(b"<html/>", name)
    assert error.value.hint


def test_news_in_another_language_is_not_ours() -> None:
    html = "<inlineXML contenttype='text/html'{}><p>Hartwik</p></inlineXML>"
    english, czech = html.format(""), html.format(" xml:lang='cs'")
    head = "<headline>Hartwik!</headline>"
    assert texts(item(english, head), "a.xml") == ["Hartwik!", "Hartwik"]
    assert texts(item(czech, head), "a.xml") == ["Hartwik!"]
    assert texts(item(english, head + "<language tag='cs'/>"), "a.xml") == []
    assert texts(item(english, head + "<language tag='cs'/>", "xml:lang='en'"), "a.xml") == ["Hartwik!"]
    assert texts(item(english, head, "xml:lang='cs'"), "a.xml") == []
    assert texts("<nitf baselang='cs'><body><p>Hartwik</p></body></nitf>", "a.xml") == []


def test_older_newsml_is_read() -> None:
    lines = "<NewsLines><HeadLine>Hartwik!</HeadLine><ByLine>Hartwik</ByLine></NewsLines>"
    css = '<ContentItem><MimeType FormalName="text/css"/><DataContent>Hartwik</DataContent></ContentItem>'
    text = "<ContentItem><DataContent><p>Hart<i>wik</i></p></DataContent></ContentItem>"
    source = f"<NewsML><NewsItem><NewsComponent>{lines}{css}{text}</NewsComponent></NewsItem></NewsML>"
    assert texts(source, "a.xml") == ["Hartwik!", "Hartwik"]


DECLARED = "<?xml version='1.0' encoding='{}'?>"
ENCODINGS = [
    ("iso-8859-1", "latin-1", "é Dvo&#345;ák"),
    ("iso-8859-2", "iso-8859-2", "é Dvořák"),
    ("windows-1250", "cp1250", "é Dvořák"),
    ("us-ascii", "ascii", "Dvo&#345;&#225;k"),
    ("shift_jis", "shift_jis", "首 Dvo&#345;&#225;k"),
    ("utf-16", "utf-8", "é Dvořák"),
    ("no-such", "utf-8", "é Dvořák"),
]


@pytest.mark.parametrize(("said", "codec", "after"), ENCODINGS)
def test_what_an_encoding_cannot_hold_is_a_reference(
    said: str, codec: str, after: str, corrections: Corrector
) -> None:
    first = after.split("Dvo")[0]
    before = DECLARED.format(said) + unit(f"{first}Dvorzak")
    assert fixed(before.encode(codec), "a.xlf", corrections) == before.replace(
        f"{first}Dvorzak", after
    ).encode(codec)


def test_a_declaration_means_what_it_says_to_xml() -> None:
    before = (DECLARED.format("iso-8859-1") + unit("é Tuma")).encode("latin-1")
    document = formats.read(before, "a.xlf")
    assert formats.write(document, document.source.replace("Tuma", "Tůša")).endswith(
        b"T&#367;&#353;a</target></trans-unit></body></file></xliff>"
    )
    windows = (DECLARED.format("iso-8859-1") + unit("“é”")).encode("cp1252")
    assert formats.read(windows, "a.xlf").encoding == "cp1252", "these bytes are no letters of ISO-8859-1"


def test_a_page_within_does_not_say_what_the_file_is_in() -> None:
    page = "<html><head><meta charset='iso-8859-1'/></head><body><p>Müller</p></body></html>"
    source = "<?xml version='1.0'?>" + item(f"<inlineXML>{page}</inlineXML>")
    assert texts(source, "a.xml") == ["Müller"]


def test_cdata_is_not_read_where_it_could_not_be_written(corrections: Corrector) -> None:
    latin = DECLARED.format("iso-8859-1")
    assert texts(latin + unit("<![CDATA[Dvorzak]]>"), "a.xlf") == []
    html = latin + unit("<![CDATA[<p>Dvorzak</p>]]>")
    assert b"<p>Dvo&#345;" in fixed(html.encode("latin-1"), "a.xlf", corrections)
    assert texts(DECLARED.format("UTF-8") + unit("<![CDATA[Dvorzak]]>"), "a.xlf") == ["Dvorzak"]


def test_the_end_of_cdata_is_escaped() -> None:
    source = unit("<![CDATA[Hartwik]]>")
    document = formats.parse(source, "a.xlf", format="xliff")
    escape = document.segments[0].escape
    assert texts(source.replace("Hartwik", escape("a]]>b")), "a.xlf") == ["a]]>b"]


MALFORMED = [
    ("<xliff>\n<file>\n</xliff>", "line 3, column 3: mismatched tag"),
    ("<xliff>\n&x;</xliff>", "line 2, column 1: undefined entity"),
    ("<xliff>\r\n\r\n\x01</xliff>", "line 3, column 1: not well-formed"),
    ("<xliff/>\n<b/>", "line 2, column 1: junk after document element"),
    ("no XML", "line 1, column 1: syntax error"),
    ("<xliff", "line 1, column 1: unclosed token"),
    ("<xliff>\ud800</xliff>", "line 1, column 8: not well-formed"),
]


@pytest.mark.parametrize(("source", "fact"), MALFORMED)
@pytest.mark.parametrize("format", ["xliff", "tmx", "xml"])
def test_what_is_malformed_is_named(source: str, fact: str, format: str) -> None:
    with pytest.raises(ReadError) as error:
        formats.parse(source, "a", format=format)
    assert error.value.message.startswith(f"a: is malformed: {fact}")
    assert error.value.hint


@pytest.mark.parametrize("name", ["a.xlf", "a.tmx", "a.xml"])
@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b" \r\n\t"])
def test_an_empty_file_has_no_segments(name: str, data: bytes) -> None:
    assert formats.read(data, name).segments == ()


def doctype(inside: str) -> str:
    return f"<!DOCTYPE xliff [{inside}]>"


def chain(size: int, *, last_first: bool) -> str:
    """Return entities each of which is ten of the one before."""
    lines = ["<!ENTITY a0 'Hartwik'>"]
    lines += [f"<!ENTITY a{turn} '{f'&a{turn - 1};' * 10}'>" for turn in range(1, size)]
    return "".join(lines[::-1] if last_first else lines)


BOMBS = {
    "billion laughs": doctype(chain(12, last_first=False)) + unit("&a11;"),
    "in an attribute": doctype(chain(12, last_first=False)) + unit("<target state='&a11;'>x</target>"),
    "last first": doctype(chain(12, last_first=True)) + unit("<target state='&a11;'>x</target>"),
    "quadratic": doctype(f"<!ENTITY a '{'x' * 50_000}'>") + unit("&a;" * 50_000),
    "in many attributes": doctype(f"<!ENTITY a '{'x' * 50_000}'>") + unit("<g id='&a;'/>" * 50_000),
    "in defaults": doctype(
        f"<!ENTITY a '{'x' * 50_000}'><!ATTLIST g "
        + "".join(f"a{turn} CDATA '&a;' " for turn in range(99))
        + ">"
    )
    + unit("<g/>"),
    "itself": doctype("<!ENTITY a '&a;'>") + unit("<target state='&a;'>x</target>"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_entities_that_expand_too_far_are_refused_at_once(bomb: str) -> None:
    before = time.process_time()
    with pytest.raises(ReadError, match=r"a\.xlf: line 1: the ent.*(over 1,000,000 characters|not declared)"):
        formats.read(BOMBS[bomb].encode(), "a.xlf")
    assert time.process_time() - before < 2


def test_default_attributes_of_a_million_bytes_cost_nothing() -> None:
    default = f"<!ATTLIST g id CDATA '{'x' * 900_000}'>"
    assert texts(doctype(default) + unit("<g/>" * 10_000 + "Hartwik"), "a.xlf") == ["Hartwik"]


def test_nothing_outside_the_file_is_opened(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Hartwik")
    entities = f"<!ENTITY a SYSTEM '{other.as_uri()}'><!ENTITY % b SYSTEM '{other.as_uri()}'> %b;"
    assert texts(doctype(entities) + unit("x &a; y &c; &eacute;"), "a.xlf") == [
        f"x {PLACEHOLDER} y {PLACEHOLDER} é"
    ]


ENTITIES = [
    ("<!ENTITY a 'Hartwik'>", "&a;", "Hartwik"),
    ("<!ENTITY a 'Hart&#119;ik'><!ENTITY b 'Emanuel &a;'>", "&b;", "Emanuel Hartwik"),
    ("<!ENTITY a 'AT&#38;amp;T'>", "&a;", "AT&T"),
    ("<!ENTITY a ''>", "Hart&a;wik", "Hartwik"),
    ("<!ENTITY a '<g/>x'>", "Hart&a;wik", f"Hart{PLACEHOLDER}wik"),
    ("<!ENTITY abcd 'Hartwi'>", "&abcd;k", f"{PLACEHOLDER}k"),
    ("<!ENTITY a 'first'><!ENTITY a 'second'>", "&a;", "first"),
    ("<!ENTITY lt '&#38;#60;'>", "&lt;", "<"),
]


@pytest.mark.parametrize(("declared", "text", "seen"), ENTITIES)
def test_entities_that_the_file_declares(declared: str, text: str, seen: str) -> None:
    assert texts(doctype(declared) + unit(f"{text} x"), "a.xlf") == [f"{seen} x"]


def test_elements_nested_too_deeply_are_refused() -> None:
    deep = unit("<g>" * 250 + "Hartwik" + "</g>" * 250)
    assert texts(deep, "a.xlf") == ["Hartwik"]
    with pytest.raises(ReadError, match="line 1: its elements are nested over 256 deep"):
        formats.read(unit("<g>" * 100_000).encode(), "a.xlf")


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_reading, "MAX_ELEMENTS", 100)
    with pytest.raises(ReadError, match="has over 100 elements"):
        formats.read(unit("<g/>" * 100).encode(), "a.xlf")


HUGE: dict[str, Callable[[int], str]] = {
    "one line": lambda size: unit("Hartwik " * (size // 8)),
    "lines": lambda size: unit("Hartwik\n" * (size // 8)),
    "letters of two bytes": lambda size: unit("ěščř žý " * (size // 8)),
    "ampersands": lambda size: unit(f"<![CDATA[{'&a ' * (size // 3)}]]>"),
    "references": lambda size: unit("R&amp;D a@example.org " * (size // 22)),
    "HTML": lambda size: unit(f"<![CDATA[{'<p>a <b>x</b></p>' * (size // 17)}]]>"),
    "CDATA by turns": lambda size: unit("a<![CDATA[b]]>" * (size // 14)),
    "texts in codes": lambda size: unit("a<ph id='1'><sub>x</sub></ph>" * (size // 29)),
    "comments": lambda size: unit("x<!-- & -->" * (size // 11)),
    "units": lambda size: f"<xliff>{unit('Hartwik') * (size // 150)}</xliff>",
    "marked segments": lambda size: unit("<mrk mtype='seg' mid='1'>Hartwik</mrk>" * (size // 38)),
    "namespaces": lambda size: unit("<g " + " ".join(f"xmlns:a{n}='u'" for n in range(size // 14)) + "/>x"),
    "protected": lambda size: unit('<sm id="1" translate="no"/>x<em startRef="1"/>' * (size // 46)),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HUGE)
def test_time_grows_as_the_file_does(kind: str) -> None:
    def seconds(size: int) -> float:
        source = HUGE[kind](size)
        before = time.process_time()
        formats.parse(source, "a", format="xliff")
        return time.process_time() - before

    # Four times as long, as squares would have it, is so at each try; a machine that has other work, at one.
    assert any(seconds(800_000) < 3 * seconds(400_000) + 0.5 for _ in range(3))


def test_words_beside_a_placeholder_can_be_written(corrections: Corrector) -> None:
    source = unit('Obrien<ph id="1">x</ph>Hartwik<x id="2" ctype="lb"/>Hartwik')
    document = formats.parse(source, "a", format="xliff")
    assert rewrite(document, corrections(document)) == unit(
        'O\'Brien &amp; &lt;Co&gt;<ph id="1">x</ph>Hartwig<x id="2" ctype="lb"/>Hartwig'
    )
