"""Promises of reading and correcting PO catalogues: what is drawn is a valid catalogue."""

from __future__ import annotations

import re

import polib
from hypothesis import given, settings
from hypothesis import strategies as st
from promises import corrected, corrector, read_and_written

from normalize import formats
from normalize.rewrite import rewrite

RIGHT = {"Emanuel": "Emmanuel", "Hartwik": 'Hart"wig', "Ostrawa": "Ostrava", "Tzakova": "Čakova"}
WRONG = re.compile("|".join(RIGHT))
correct_words = corrector(RIGHT)

# Strings as they stand in a file; joined, they may make a name.
BITS = st.sampled_from(
    [
        *RIGHT, "Hart", "wik", "Ema", "nuel", "Ostra\\167a", "H\\x61rtwik", '"\n"', '"\t"', "\\n",
        "\\t", '\\"', "\\\\", "%s", "%(Hartwik)s", "{Hartwik}", "&", "_", "<b>", "</b>", "&amp;", " ", " ",
        ". ", "é", "\\303\\251", " https://a.org/Hartwik ", "- ", "😀",
    ]
)  # fmt: skip
STRING = st.lists(BITS, max_size=12).map(lambda bits: '"' + "".join(bits) + '"')
BETWEEN = st.sampled_from(
    [
        "\n",
        "\n\n",
        "\n# Hartwik\n",
        '\n#~ msgid "Hartwik"\n#~ msgstr "Hartwik"\n\n',
        "\n#: Hartwik:1\n#, fuzzy\n",
    ]
)
HEADER = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
KEYS = st.sampled_from(['"Hartwik"', '"a"\t"b"', '"\\n"\n"Emanuel"'])


def entry(context: bool, keys: tuple[str, str], strings: list[str], between: str) -> str:
    start = f'{between}msgctxt "Hartwik"\n' if context else between
    if len(strings) == 1:
        return f"{start}msgid {keys[0]}\nmsgstr {strings[0]}"
    forms = "".join(f"\nmsgstr[{turn}] {string}" for turn, string in enumerate(strings))
    return f"{start}msgid {keys[0]}\nmsgid_plural {keys[1]}{forms}"


ENTRIES = st.builds(
    entry, st.booleans(), st.tuples(KEYS, KEYS), st.lists(STRING, min_size=1, max_size=3), BETWEEN
)
CATALOGUES = st.builds(
    lambda mark, header, entries, newline, last: (
        mark + (header * HEADER + "".join(entries) + "\n" * last).replace("\n", newline)
    ),
    st.sampled_from(["", "\ufeff"]),
    st.booleans(),
    st.lists(ENTRIES, max_size=4),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
ANY = settings(max_examples=200, deadline=None)


@ANY
@given(CATALOGUES)
def test_only_what_was_planned_changes(source: str) -> None:
    corrected(read_and_written(source.encode(), "a.po"), correct_words)


@ANY
@given(st.lists(ENTRIES, max_size=4))
def test_another_parser_sees_the_same_keys_and_the_corrected_names(entries: list[str]) -> None:
    source = (HEADER + "\n".join(entries) + "\n").replace('"\t"', '"\n"')  # polib wants a line for each
    document = formats.parse(source, "a.po", format="po")
    before = polib.pofile(source, check_for_duplicates=False)
    after = polib.pofile(rewrite(document, correct_words(document)), check_for_duplicates=False)
    assert [(one.msgctxt, one.msgid, one.msgid_plural) for one in after] == [
        (one.msgctxt, one.msgid, one.msgid_plural) for one in before
    ]
    assert after.metadata == before.metadata
    for old, new in zip(before, after, strict=True):
        if not new.obsolete and not re.search(r"[\\%{<&_]|https:|\d", old.msgstr):
            assert new.msgstr == WRONG.sub(lambda match: RIGHT[match[0]], old.msgstr)
