"""What a gazetteer is refused for: every fault in one run, each at its line and column."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from normalize import gazetteer_yaml
from normalize.errors import Fault, GazetteerError
from normalize.gazetteer import check_files, compile_files


def faults(*texts: str | bytes) -> tuple[Fault, ...]:
    """Return the faults of files named 0.yaml, 1.yaml and so on."""
    data = [text.encode() if isinstance(text, str) else text for text in texts]
    return check_files([(f"{number}.yaml", content) for number, content in enumerate(data)])[2]


def told(*texts: str | bytes) -> list[tuple[int, int, str]]:
    return [(fault.line, fault.column, fault.message) for fault in faults(*texts)]


MANY = """\
version: 1
entities:
  - id: alder
    type: persn
    name: Anna Alder
    aliasses: [Alder]
  - id: birch
    name: Birch
    type: place
    aliases: Birch Town
    variants: [Birch]
  - id: birch
    type: org
    name: Birch Trust
    name: Birch Fund
  - id: cedar
    type: place
    name: Cedar
    in: [elm, nowhere]
    aliases: [Cee, Cee, " Cedre", ""]
  - type: org
    name: &nameless Nameless
  - id: elm
    type: place
    name: Elm
    in: [cedar]
    variants: [cedar, "El\u200bm"]
    native: {Uk: В'яз, ru: [{a: b}]}
    not: [elm]
    tests: {flags: []}
  - id: elm-2
    type: place
    name: Oak
  - id: oak
    type: place
    name: Oak
  - nonsense
"""


def test_every_fault_of_a_file_is_told_in_one_run_with_its_place() -> None:
    assert told(MANY) == [
        (4, 11, "`type` must be person, place or org, not the text 'persn'"),
        (6, 5, "unknown key `aliasses`"),
        (10, 14, "`aliases` must be a list, and is the text 'Birch Town'"),
        (11, 16, "the variant 'Birch' is a correct form of the same entry: its `name`"),
        (12, 9, "the id 'birch' is given twice, first on line 7"),
        (15, 5, "the key `name` is given twice, first on line 14"),
        (19, 15, "no entry has the id 'nowhere'"),
        (20, 20, "'Cee' is listed twice, first under `aliases` on line 20"),
        (20, 25, "an item of `aliases` begins or ends with a space: ' Cedre'"),
        (20, 35, "an item of `aliases` is empty"),
        (21, 5, "the entry has no `id`"),
        (22, 11, "`&nameless` is a YAML anchor, and anchors are not read"),
        (26, 10, "a circle of places: cedar is in elm is in cedar"),
        (27, 16, "'cedar' is a variant of 'elm' and a correct form of 'cedar' (line 18)"),
        (27, 23, "an item of `variants` has a hidden character in it: U+200B ZERO WIDTH SPACE: 'El\\u200bm'"),
        (28, 14, "'Uk' is not a language code"),
        (28, 29, "an item of `ru` must be text, and is a mapping"),
        (29, 11, "'elm' is never this entry, and its own `name` on line 25"),
        (30, 13, "unknown key `flags`"),
        (36, 11, "'Oak' is listed for both 'elm-2' and 'oak', and nothing tells them apart (line 33)"),
        (37, 5, "the entry must be a mapping, and is the text 'nonsense'"),
    ]


def test_the_error_carries_them_all_and_shows_ways_out() -> None:
    with pytest.raises(GazetteerError) as caught:
        compile_files([("names.yaml", MANY.encode())])
    assert len(caught.value.faults) == 21
    shown = str(caught.value)
    assert "names.yaml:4:11: `type` must be person, place or org" in shown
    assert "hint: did you mean `aliases`?" in shown
    assert "hint: did you mean person?" in shown
    assert "hint: did you mean `flag`?" in shown
    assert "hint: write [Birch Town]" in shown


@pytest.mark.parametrize(
    ("key", "way"),
    [("altLabel", "aliases"), ("prefLabel", "name"), ("Variant", "variants"), ("label", "name")],
)
def test_an_unknown_key_names_the_nearest(key: str, way: str) -> None:
    (fault,) = faults(f"[{{id: a, type: place, name: Aa, {key}: x}}]")
    assert fault.hint == f"did you mean `{way}`?"


@pytest.mark.parametrize(
    ("text", "line", "column", "fact"),
    [
        ("- id: a\n\tname: b\n", 2, 1, "a tab stands where YAML wants spaces"),
        ('- id: a\n  name: "b\n  type: person\n', 2, 9, "not YAML: found unexpected end of stream"),
        ("- id: a\n  aliases: [b\n- id: c\n", 3, 5, "not YAML: did not find expected ',' or ']'"),
        ("- id: a\n name: b\n", 2, 2, "not YAML: did not find expected '-' indicator"),
        ("- @foo\n", 1, 3, "not YAML: found character that cannot start any token"),
        ("- id: a\n  name: b: c\n", 2, 10, "not YAML: mapping values are not allowed"),
        ("- id: a\x07\n", 1, 8, "the control character U+0007 stands here"),
        ("", 1, 1, "the file says nothing"),
        ("# only this\n", 1, 1, "the file says nothing"),
        ("just words\n", 1, 1, "the file is text, not a list of entries"),
        ("tower:\n  type: place\n", 1, 1, "the file has no `entities`"),
        ("entities: {a: b}\n", 1, 11, "`entities` must be a list of entries"),
        ("version: 2\nentities: []\n", 1, 10, "`version` must be 1, not the text '2'"),
        ("leave: Nobody\nentities: []\n", 1, 8, "`leave` must be a list, and is the text 'Nobody'"),
        ("entities: []\nentries: []\n", 2, 1, "unknown key `entries`"),
        ("[]\n---\n[]\n", 2, 1, "a second document begins here"),
        ("? [a]\n: b\n", 1, 3, "a key must be text"),
        ("[" * 5000, 1, 21, "not YAML: lists in lists without end"),
        ("- !!python/object/apply:os.system [ls]\n", 1, 3, "`!!python/object/apply:os.system` is a YAML tag"),
    ],
)
def test_what_is_no_list_of_entries_is_refused(text: str, line: int, column: int, fact: str) -> None:
    first = faults(text)[0]
    assert (first.line, first.column) == (line, column)
    assert first.message.startswith(fact)


def test_what_is_not_utf8_is_refused_at_its_place() -> None:
    assert told(b"\xef\xbb\xbf- id: a\n  name: caf\xc3\xa9 \xe9t\xe9\n") == [
        (2, 14, "the file is not UTF-8 text")
    ]
    assert told("[]".encode("utf-16")) == [(1, 1, "the file is not UTF-8 text")]


def test_a_bomb_of_aliases_is_refused_where_it_is_laid() -> None:
    bomb = "- &a [x]\n- &b [*a, *a, *a]\n- [*b, *b, *b]\n"
    assert [spot[:2] for spot in told(bomb) if "alias" in spot[2]] == [
        (2, 7), (2, 11), (2, 15), (3, 4), (3, 8), (3, 12),
    ]  # fmt: skip


def test_after_a_syntax_error_the_entries_before_it_are_checked() -> None:
    text = "- {id: a, type: plac, name: Aa}\n- {id: b, type: place, name: Bb}\n- [\n"
    assert [spot[:2] for spot in told(text)] == [(1, 17), (4, 1)]


SAME = "[{{id: a, type: {one}, name: Springfield{first}}}, {{id: b, type: {two}, name: Springfield{last}}}]"


def same(first: str, last: str, one: str = "place", two: str = "place") -> list[str]:
    text = SAME.format(first=first, last=last, one=one, two=two)
    return [fault.message for fault in faults(text, "[{id: x, type: place, name: Xx}]")]


def test_two_entities_of_a_type_may_share_a_form_if_something_tells_them_apart() -> None:
    assert len(same("", "")) == 1
    assert len(same(", in: [x]", ", in: [x]")) == 1
    assert same(", in: [x]", "") == []
    assert same(", context: [mayor]", ", context: [senator]") == []
    assert same("", "", one="org") == []


def test_forms_that_differ_by_case_or_accents_alone_are_shared_too() -> None:
    text = "[{id: a, type: place, name: Ávik}, {id: b, type: place, name: Bb, avoid: [AVIK]}]"
    assert told(text) == [
        (1, 75, "'AVIK' is listed for both 'a' and 'b', and nothing tells them apart (line 1)")
    ]
    assert told("[{id: a, type: place, name: Ávik, aliases: [Avik], variants: [AVIK]}]") == []


def test_a_fault_between_files_stands_in_the_later_and_names_the_earlier() -> None:
    first = "- id: a\n  type: person\n  name: Aa Bb\n  variants: [Cc Dd]\n"
    second = "- id: c\n  type: place\n  name: Cc Dd\n"
    (fault,) = faults(first, second)
    assert (fault.path, fault.line, fault.column) == ("1.yaml", 3, 9)
    assert fault.message == "'Cc Dd' is a variant of 'a' and a correct form of 'c' (0.yaml:4)"
    replaced = "- id: a\n  type: person\n  name: Aa Bb\n"
    assert faults(first, second + replaced) == ()


def test_only_places_contain() -> None:
    text = "[{id: a, type: org, name: Aa}, {id: b, type: place, name: Bb, in: [a, b]}]"
    assert [spot[2] for spot in told(text)] == [
        "'a' is an org, and nothing is in that",
        "a circle of places: b is in b",
    ]


def test_two_circles_are_two_faults() -> None:
    ring = "".join(
        f"- {{id: {one}, type: place, name: N{one}, in: [{other}]}}\n"
        for one, other in ("ab", "ba", "cd", "dc", "ea")
    )
    assert [spot[2] for spot in told(ring)] == [
        "a circle of places: a is in b is in a",
        "a circle of places: c is in d is in c",
    ]


def test_pure_python_yaml_finds_the_same_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = faults(MANY)
    monkeypatch.setattr(gazetteer_yaml, "LOADER", yaml.SafeLoader)
    assert faults(MANY) == fast


@given(st.text(st.sampled_from("-: \n[]{}\"'&*!?|>#a\té\u2028\x85%@`,"), max_size=60))
def test_no_text_brings_it_down(text: str) -> None:
    for fault in faults(text, "entities:\n- " + text):
        assert fault.line >= 1
        assert fault.column >= 1
        assert fault.message


@given(st.binary(max_size=60))
def test_no_bytes_bring_it_down(data: bytes) -> None:
    assert isinstance(faults(data), tuple)
