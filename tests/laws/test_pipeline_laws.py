"""Promises of the whole pipeline that hold for every text; without NER, so that they are quick."""

from __future__ import annotations

from fakes import normalizer
from hypothesis import example, given, settings
from hypothesis import strategies as st

from normalize.model import Verdict

NORMALIZER = normalizer()

# Words that meet in such texts: right and garbled names, offices, places, fillers, marks, odd characters.
WORDS = st.sampled_from(
    """
    Mark Latte Rutte Steve Witkov Witkoff envoy Trump NATO chief Andrze Andrzej Duda president Polish Kiev
    Kyiv Kiev’s KIEV Suda Sudzha town of the Kursk region Voldimia Volodymyr Zelenki Zelensky Zelenskyy
    Ukrainian said . , “ ” " [sic] - Zelen\u00adsky Zеlensky Uherskehradiste Hradiště a\u0301 \u200b
    @Kiev #Kiev http://kiev.example/Kiev
    """.split()
)
JOINTS = st.sampled_from([" ", " ", " ", "\n", "\n\n", ""])
SENTENCES = st.lists(st.tuples(WORDS, JOINTS), max_size=30).map(lambda pairs: "".join(map("".join, pairs)))
TEXTS = st.one_of(SENTENCES, st.text(max_size=200))


@given(TEXTS)
@example("president Voldimia Zelen\u00adsky ")
@example("Ukrainian Zelenki Voldimia Zelen\u00adsky ")
@settings(max_examples=150, deadline=None)
def test_correcting_twice_is_correcting_once(text: str) -> None:
    once = NORMALIZER(text).corrected
    assert NORMALIZER(once).corrected == once


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_a_mention_is_its_slice_and_no_two_overlap(text: str) -> None:
    result = NORMALIZER(text)
    ends: dict[int, int] = {}
    for decision in result.decisions:
        mention = decision.evidence.mention
        assert result.document.segments[mention.segment].text[mention.start : mention.end] == mention.text
        assert mention.start >= ends.get(mention.segment, 0)
        ends[mention.segment] = mention.end


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_without_corrections_nothing_changes(text: str) -> None:
    result = NORMALIZER(text)
    if not any(decision.verdict is Verdict.CORRECT for decision in result.decisions):
        assert result.corrected == result.document.source


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_the_same_text_gives_the_same_decisions(text: str) -> None:
    assert NORMALIZER(text) == normalizer()(text)
