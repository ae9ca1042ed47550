"""Promises of reading and correcting JSON and JSON Lines: what is drawn is valid."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from promises import corrected, corrector, read_and_written

from normalize import formats
from normalize.errors import ReadError

RIGHT = {"Emanuel": "Emmanuel", "Hartwik": 'Hart"wig', "Ostrawa": "Ostrava", "Tzakova": "Čakova😀"}
correct_words = corrector(RIGHT)

# Strings as they stand in a file.
BITS = st.sampled_from(
    [
        *RIGHT, "Hart", "wik", "Ostra\\u0077a", "Hart<b>wik<\\/b>", "- ", "\\n", "\\r\\n", "\\t", '\\"',
        "\\\\", "\\/", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "é", "😀", " ", " ", ". ", "&amp;",
        "<p class=\\\"Hartwik\\\">", "</p>", " https://a.org/Hartwik ", "<Hartwik>", "\\u0000", "\u2028",
    ]
)  # fmt: skip
STRINGS = st.lists(BITS, max_size=12).map(lambda bits: '"' + "".join(bits) + '"')
NAMES = st.sampled_from(
    ["headline", "body_html", "bodies", "value", "title", "Hartwik", "uri", "language", "he\\u0061dline "]
)
SPACES = st.sampled_from(["", " ", "\n", "\r\n\t"])
SCALARS = st.one_of(STRINGS, st.sampled_from(["null", "true", "-1.5e+3", "0", '"en"', '"de"', "{}", "[ ]"]))


def joined(parts: list[str], space: str, brackets: str) -> str:
    return brackets[0] + space + f",{space}".join(parts) + space + brackets[1]


def deeper(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    members = st.lists(st.tuples(NAMES, values), max_size=5, unique_by=lambda one: one[0])
    objects = st.builds(
        lambda pairs, space: joined(
            [f'"{name}"{space}:{space}{value}' for name, value in pairs], space, "{}"
        ),
        members,
        SPACES,
    )
    return st.one_of(
        objects,
        st.builds(lambda parts, space: joined(parts, space, "[]"), st.lists(values, max_size=4), SPACES),
    )


VALUES = st.recursive(SCALARS, deeper, max_leaves=12)
MARKS = st.sampled_from(["", "\ufeff"])
ANY = settings(max_examples=200, deadline=None)


def check(source: str, name: str, codec: str, fields: tuple[str, ...] = ()) -> str:
    """Return a file corrected, having seen that all promises are kept."""
    document = read_and_written(source.encode(codec), name, encoding=codec, fields=fields)
    return corrected(document, correct_words).source


@ANY
@given(MARKS, VALUES, st.sampled_from(["utf-8", "utf-16-le"]), st.sampled_from([(), ("Hartwik",), ("*",)]))
def test_only_what_was_planned_changes(mark: str, source: str, codec: str, fields: tuple[str, ...]) -> None:
    after = check(mark + source, "a.json", codec, fields)
    assert shape(json.loads(after.removeprefix("\ufeff"))) == shape(json.loads(source))


@ANY
@given(MARKS, st.lists(VALUES, max_size=4), st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_only_what_was_planned_changes_in_lines(mark: str, values: list[str], newline: str) -> None:
    lines = [re.sub(r"\s*[\r\n]\s*", "", value) for value in values]
    after = check(mark + newline.join(lines), "a.jsonl", "utf-8")
    assert [shape(json.loads(line)) for line in after.removeprefix("\ufeff").split("\n") if line.strip()] == [
        shape(json.loads(line)) for line in lines
    ]


@ANY
@given(VALUES)
def test_a_file_in_ascii_stays_in_ascii(value: str) -> None:
    source = f'{{"title": "\\u00e9 {"Hartwik Tzakova"}", "a": {value.encode("ascii", "ignore").decode()}}}'
    assert check(source, "a.json", "utf-8").isascii()


@ANY
@given(st.text(alphabet='{}[],:"\\/u0e1-.tnaé \n\tx', max_size=30))
def test_what_is_read_is_what_python_reads(source: str) -> None:
    try:
        formats.parse(source, "a.json", format="json")
    except ReadError:
        return
    if source.strip(" \t\r\n"):
        json.loads(source)


def shape(value: Any) -> Any:
    """Return a value with its strings left out, but for names."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value]
    return "" if isinstance(value, str) else value
