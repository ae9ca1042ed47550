"""Comments that ask us to ignore something: how they are written in each format, and what they hold for."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize import directives_matter, ignore_file
from normalize.directives import VERBS, directives, is_off
from normalize.formats import FORMATS, parse
from normalize.ignoring import Directive, is_about, is_written
from normalize.model import Document, Verdict
from normalize.offsets import place
from normalize.reported import Finding

TODAY = date(2026, 11, 22)


def finding(
    source: str, surface: str, nth: int = 0, rule: str = "misspelt", entity: str = "latte"
) -> Finding:
    """Return a finding of the nth place at which a surface form stands in a source."""
    start = -1
    for _ in range(nth + 1):
        start = source.index(surface, start + 1)
    end = start + len(surface)
    document = Document("a", source, ())
    return Finding(
        "a", rule, "error", Verdict.CORRECT, 0.9, entity, "person", "",  # type: ignore[arg-type]
        surface, "Right", (), (), "why", False, "", "", place(document, start, end),
        source[max(0, start - 60) : start], source[end : end + 60],
    )  # fmt: skip


def found(source: str, format: str = "html") -> tuple[Directive, ...]:
    return directives(Document("a", source, (), format), TODAY)


def ignored(source: str, surface: str, format: str = "html") -> list[bool]:
    """Return, for each place of a surface form outside comments for us, whether some directive ignores it."""
    every = found(source, format)
    return [
        any(one.ignored(finding(source, surface, nth)) for one in every)
        for nth, match in enumerate(re.finditer(surface, source))
        if is_text(source, match.start())
    ]


def is_text(source: str, start: int) -> bool:
    said = source.rfind("normalize:", 0, start)
    return said < 0 or any(end in source[said:start] for end in ("-->", "</note>", "\n", "*/"))


def test_a_name_is_ignored_in_the_whole_file_before_and_after_the_comment() -> None:
    source = (
        "<p>Latte</p>\n<!-- normalize: ignore Mark Latte, Foo -->\n<p>Mark Latte said. Witkov. Mark Latte</p>"
    )
    assert ignored(source, "Latte") == [False, True, True]
    assert ignored(source, "Witkov") == [False]


def test_a_longer_name_is_ignored_only_where_it_stands_whole() -> None:
    source = "<!-- normalize: ignore jane WITKOV -->\nJane Witkov met Steve Witkov."
    assert ignored(source, "Witkov") == [True, False]


@pytest.mark.parametrize(
    ("written", "is_it"),
    [("Witkov", True), ("WITKÓV", True), ("Steve Witkov", True), ("Steve Witkov said", True),
     ("Witkovs", False), ("Kov", False), ("said", False), ("Jane Witkov", False), ("—", False)],
)  # fmt: skip
def test_a_name_is_about_what_it_touches_whatever_its_case_and_accents(written: str, is_it: bool) -> None:
    assert is_written(written, finding("Then Steve Witkov said so", "Witkov")) is is_it


def test_a_rule_and_an_entity_can_be_ignored() -> None:
    one = finding("He went to Kiev.", "Kiev", rule="style", entity="kyiv")
    assert is_about("style", one)
    assert is_about("kyiv", one)
    assert not is_about("misspelt", one)


def test_ignore_without_a_name_holds_for_its_line() -> None:
    source = "Latte\n<p>Latte <!-- normalize: ignore --> Latte</p>\nLatte"
    assert ignored(source, "Latte") == [False, True, True, False]


@pytest.mark.parametrize(
    "between", ["\n", "\r\n", "\n\n", "\n   \n", "\n<!-- normalize: ignore-next-line Foo -->\n"]
)
def test_the_next_line_is_the_next_with_words_on_it(between: str) -> None:
    source = f"Latte\n<!-- normalize: ignore-next-line -->{between}Latte and Latte\nLatte"
    assert ignored(source, "Latte") == [False, True, True, False]


def test_the_next_line_may_be_asked_for_one_name() -> None:
    source = "<!-- normalize: ignore-next-line Latte -->\nLatte Witkov"
    assert (ignored(source, "Latte"), ignored(source, "Witkov")) == ([True], [False])


def test_off_holds_until_on() -> None:
    source = "Latte<!-- normalize: off -->Latte\nLatte<!-- normalize: on -->Latte"
    assert ignored(source, "Latte") == [False, True, True, False]


def test_off_without_on_holds_to_the_end() -> None:
    assert ignored("Latte<!-- normalize: off -->Latte\n\nLatte", "Latte") == [False, True, True]


def test_off_for_a_name_ends_with_on_for_it_or_for_all() -> None:
    source = (
        "<!-- normalize: off Latte -->Latte Witkov<!-- normalize: off Witkov -->Latte Witkov"
        "<!-- normalize: on Latte -->Latte Witkov<!-- normalize: on -->Latte Witkov"
    )
    assert [one.fault for one in found(source)] == ["", ""]
    assert ignored(source, "Latte") == [True, True, False, False]
    assert ignored(source, "Witkov") == [False, True, True, False]


def test_on_where_nothing_is_off_is_told() -> None:
    made = found("<!-- normalize: off --><!-- normalize: on --> Latte <!-- normalize: on -->")
    assert [one.fault for one in made] == ["", "nothing is off here"]


def test_ignore_file_without_a_name_turns_all_off() -> None:
    document = Document("a", "Latte <!-- normalize: ignore-file: an archive -->", (), "html")
    assert is_off(directives(document, TODAY), document)
    assert ignored(document.source, "Latte") == [True]
    named = Document("a", "Latte <!-- normalize: ignore-file Latte -->", (), "html")
    assert not is_off(directives(named, TODAY), named)


@pytest.mark.parametrize(
    "body",
    ["ignore Latte", "ignore Latte -- a coffee", "ignore Latte — a coffee", "ignore Latte: a coffee",
     "ignore “Latte”", "ignore Latte until 2026-11-22 -- today still holds", "ignore Latte until=2027-01-01"],
)  # fmt: skip
def test_a_reason_and_a_last_day_are_no_part_of_the_name(body: str) -> None:
    (made,) = found(f"<!-- normalize: {body} -->")
    assert (made.names, made.fault) == (("Latte",), "")


@pytest.mark.parametrize(
    ("body", "fault", "hint"),
    [
        ("ignroe Latte", "there is no `ignroe`", "did you mean `ignore`?"),
        ("ignore-nextline", "there is no `ignore-nextline`", "did you mean `ignore-next-line`?"),
        ("ignore Latte until 2026-11-21", "it expired on 2026-11-21", "delete it, or put the day off"),
        ("ignore Latte until Christmas", "'Christmas' is no day", "as in `until 2027-01-01`"),
        ("ignore Latte until", "'?' is no day", "as in `until 2027-01-01`"),
        ("ignore Latte, !!", "'!!' is no name, no rule and no entity", "write it with letters"),
    ],
)
def test_what_is_malformed_or_expired_ignores_nothing_and_says_why(body: str, fault: str, hint: str) -> None:
    source = f"Latte <!-- normalize: {body} -->"
    (made,) = found(source)
    assert (made.fault, made.hint) == (fault, hint)
    assert ignored(source, "Latte") == [False]


@pytest.mark.parametrize("body", ["whitespace", "true", "the rest of this", ""])
def test_comments_for_other_tools_are_not_ours(body: str) -> None:
    assert found(f"<!-- normalize: {body} --> <!-- Normalize the rest --> normalize: ignore Latte") == ()


def test_a_file_without_the_word_is_not_searched() -> None:
    assert found("<!-- ignore Latte -->") == ()


@pytest.mark.parametrize(
    "source",
    [
        "<!-- normalize: ignore Latte -->\n\nLatte",
        "[//]: # (normalize: ignore Latte)\n\nLatte",
        '[comment]: # "normalize: ignore Latte"\n\nLatte',
        "{/* normalize: ignore Latte */}\n\nLatte",
        "---\ntitle: Latte\nnormalize: {ignore: [Latte]}\n---\nLatte",
        "---\nnormalize:\n  ignore: Foo, Latte\n  until: 2027-01-01\n  reason: a coffee\n---\nLatte",
        '+++\nnormalize = {ignore = ["Latte"]}\n+++\nLatte',
        '+++\ntitle = "Latte"\n[normalize]\nignore = "Latte"\nuntil = 2027-01-01\n+++\nLatte',
        "\ufeff---\nnormalize: off\n---\nLatte",
        "---\nnormalize: false\n---\nLatte",
        "+++\nnormalize = false\n+++\nLatte",
        '+++\nnormalize = "off"\n+++\nLatte',
    ],
)
def test_markdown_has_comments_of_several_kinds_and_front_matter(source: str) -> None:
    assert [one.fault for one in found(source, "markdown")] == [""]
    assert ignored(source, "Latte", "markdown")[-1]


@pytest.mark.parametrize(
    ("matter", "fault"),
    [
        ("normalize: {ignroe: [Latte]}", "unknown key `ignroe`"),
        ("normalize: {ignore: [Latte], untl: 2027-01-01}", "unknown key `untl`"),
        ("normalize: {ignore: []}", "`ignore` names nothing"),
        ("normalize: {ignore: [[Latte]]}", "`ignore` names nothing"),
        ("normalize: {ignore: [Latte], until: 2020-01-01}", "it expired on 2020-01-01"),
        ("normalize: of", "'of' says nothing to us"),
    ],
)
def test_front_matter_that_is_malformed_is_told(matter: str, fault: str) -> None:
    source = f"---\n{matter}\ntitle: x\n---\nLatte"
    (made,) = found(source, "markdown")
    assert made.fault == fault
    assert source[made.start : made.end] == matter


@pytest.mark.parametrize(
    "matter", ["normalize: true", "normalize: NFC", "normalize: {unicode: NFC}", "a: [", "- normalize"]
)
def test_front_matter_of_other_tools_is_not_ours(matter: str) -> None:
    assert found(f"---\n{matter}\n---\nLatte", "markdown") == ()


@pytest.mark.parametrize(
    "code",
    ["```html\n<!-- normalize: ignore Latte -->\n```\n", "Write `<!-- normalize: ignore Latte -->`.\n",
     "~~~~\n~~~\n<!-- normalize: off -->\n~~~~\n"],
)  # fmt: skip
def test_in_code_of_markdown_it_is_an_example(code: str) -> None:
    assert found(f"{code}Latte", "markdown") == ()
    assert len(found(f"{code}\n<!-- normalize: ignore Latte -->", "markdown")) == 1


PO = """# normalize: ignore Foo
msgid ""
msgstr "Language: en\\n"

#  Translators: see the glossary
# normalize: ignore
#: news.py:1
msgid "Латте"
msgstr ""
"Latte and "
"Latte"
#. normalize: ignore Witkov
msgid "x"
msgstr "Latte Witkov Foo"

msgid "y"
msgstr "Latte Witkov Foo"
"""


def test_a_comment_of_po_is_about_its_entry_and_that_of_the_header_about_the_file() -> None:
    assert ignored(PO, "Latte", "po") == [True, True, False, False]
    assert ignored(PO, "Witkov", "po") == [True, False]
    assert ignored(PO, "Foo", "po") == [True, True]


XLIFF = """<xliff version="2.0"><file id="f"><notes><note>normalize: ignore Foo</note></notes>
<unit id="1"><notes><note category="x">normalize: ignore Latte, Brown &amp; Co</note></notes>
<segment><target>Latte, Foo</target></segment></unit>
<unit id="2"><segment><target>Latte, Foo</target></segment></unit>
<!-- normalize: ignore Witkov --></file><target>Witkov</target></xliff>"""


def test_a_note_of_xliff_is_about_its_unit_and_outside_of_one_about_the_file() -> None:
    assert ignored(XLIFF, "Latte", "xliff") == [True, False]
    assert found(XLIFF, "xliff")[1].names == ("Latte", "Brown & Co")
    assert ignored(XLIFF, "Foo", "xliff") == [True, True]
    assert ignored(XLIFF, "Witkov", "xliff") == [True]


def test_a_note_of_xliff_1_is_about_its_unit() -> None:
    unit = "<trans-unit id='1'><target>Latte</target>{}</trans-unit>"
    source = unit.format("<note from='desk'>normalize: ignore: a coffee</note>") + unit.format("")
    assert ignored(source, "Latte", "xliff") == [True, False]


VTT = """WEBVTT

NOTE normalize: ignore Witkov

1
00:00:00.000 --> 00:00:02.000
Latte and Witkov

NOTE
normalize: ignore-next-line

2
00:00:02.000 --> 00:00:04.000
Latte and
Latte

3
00:00:04.000 --> 00:00:06.000
Latte
"""


def test_the_next_line_of_a_note_among_subtitles_is_the_next_cue() -> None:
    assert ignored(VTT, "Latte", "vtt") == [False, True, True, False]
    assert ignored(VTT, "Witkov", "vtt") == [True]


def test_formats_without_comments_have_no_directives() -> None:
    assert found('{"text": "<!-- normalize: ignore Latte -->"}', "json") == ()


def test_in_plain_text_a_directive_is_no_text_and_parts_no_paragraph() -> None:
    source = (
        "The mayor of the town, who is called Jana and whose second name is much too long,\n"
        "<!-- normalize: ignore Latte -- Anna Latte is a nurse -->\n"
        "Nováková opened the school in the village on Monday, said the people <!-- normalize: ignore -->\n"
    )
    document = parse(source, "a.txt")
    assert [segment.text for segment in document.segments] != []
    assert not any("Latte" in segment.text or "normalize" in segment.text for segment in document.segments)
    short = source.replace(" <!-- normalize: ignore -->", ".")
    assert len(parse(short, "a.txt").segments) == 1


@pytest.mark.parametrize(
    ("format", "source"),
    [
        ("markdown", "One.\n\n[//]: # (normalize: ignore Mark Latte)\n\nTwo <!-- normalize: ignore -->."),
        (
            "markdown",
            "---\ntitle: One\nnormalize: {ignore: [Mark Latte]}\n---\n\n{/* normalize: off */}\nTwo.",
        ),
        ("html", "<p>One <!-- normalize: ignore Mark Latte --> two.</p>"),
        ("text", "One\n\n<!-- normalize: ignore Mark Latte -->\n\ntwo <!-- normalize: ignore -->."),
        ("po", PO),
        ("xliff", XLIFF),
        ("vtt", VTT),
    ],
)
def test_what_is_written_for_us_is_read_as_text_in_no_format(format: str, source: str) -> None:
    texts = [segment.text for segment in parse(source, "a", format=format).segments]
    assert texts
    assert not any("normalize" in text or "ignore" in text for text in texts)


def test_other_comments_in_plain_text_are_text() -> None:
    assert parse("<!-- Mark Latte -->", "a.txt").segments[0].text == "<!-- Mark Latte -->"


SAID = st.sampled_from(
    "<!-- normalize: |-->|normalize:|ignore|ignore-next-line |off|on | Latte|, |until |2020-01-01| -- |: "
    "|\n|\r\n|\n\n|# normalize: |NOTE |<note>normalize: |</note>|<unit>|</unit>|```\n|`|---\n|+++\n"
    '|normalize = |{|[|}|é😀|\ufeff|msgid ""\n'.split("|")
)


@given(st.lists(SAID, max_size=30).map("".join), st.sampled_from(sorted(FORMATS)))
def test_whatever_is_written_is_read_or_told_and_stays_within_the_file(source: str, format: str) -> None:
    for one in found(source, format):
        assert 0 <= one.start < one.end <= len(source)
        assert 0 <= one.scope[0] <= one.scope[1] <= len(source)
        assert "normalize" in source[one.start : one.end]


def test_the_manual_names_every_verb_and_key() -> None:
    manual = (Path(__file__).parents[1] / "docs" / "ignoring.md").read_text("utf-8")
    words = [*VERBS, *directives_matter.KEYS, *ignore_file.KEYS, "--changed-lines", "--no-baseline", "[sic]"]
    assert [word for word in words if word not in manual] == []
