"""A long document is decided portion by portion, as short ones are; no segment is lost, moved or cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import normalize
from normalize.formats import parse
from normalize.portions import WORDS, portions

ARTICLE = "NATO chief Mark Latte arrived in Kiev.\n\nThe river rose overnight.\n\n"
FILLER = "Nothing of note was said that day, and nobody was hurt.\n\n"


@given(st.lists(st.integers(1, 3 * WORDS), max_size=12))
def test_portions_are_the_document(sizes: list[int]) -> None:
    document = parse("\n\n".join("a " * size for size in sizes), "a.txt")
    found = list(portions(document))
    segments = [segment for _, portion in found for segment in portion.segments]
    assert segments == list(document.segments)
    for first, portion in found:
        assert portion.segments == document.segments[first : first + len(portion.segments)]
        words = [len(segment.text.split()) for segment in portion.segments]
        assert sum(words) <= WORDS + max(words, default=0)


def test_a_text_of_one_portion_is_taken_as_it_is() -> None:
    document = parse("a " * WORDS, "a.txt")
    assert [(first, portion is document) for first, portion in portions(document)] == [(0, True)]
    assert [first for first, _ in portions(parse("", "a.txt"))] == [0]


def test_all_of_a_long_text_is_corrected_in_its_place() -> None:
    normalizer = normalize.load(model="none")
    text = (ARTICLE + FILLER * 100) * 4
    result = normalizer(text)
    assert len(list(portions(result.document))) > 2
    assert result.corrected == text.replace("Latte", "Rutte").replace("Kiev", "Kyiv")
    assert normalizer(result.corrected).corrected == result.corrected
    places = [(one.evidence.mention.segment, one.evidence.mention.start) for one in result.decisions]
    assert places == sorted(places)
    for one in result.decisions:
        mention = one.evidence.mention
        shown = result.document.segments[mention.segment].text[mention.start : mention.end]
        assert shown == mention.text


def test_what_is_far_away_says_nothing_of_a_name() -> None:
    normalizer = normalize.load(model="none")
    named, later = "Volodymyr Zelensky spoke in Brussels.\n\n", "Later Mr Zelenki left the summit.\n\n"
    near, far = (
        candidates[0].probability
        for text in (named + later, named + FILLER * 400 + later)
        for candidates in (one.evidence.candidates for one in normalizer(text).decisions)
        if candidates and candidates[0].candidate.changed
    )
    assert near > far
