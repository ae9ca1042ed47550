"""Words, runs of names, and what may join them."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from normalize.finders.runs import runs
from normalize.tokens import joins, starts_sentence, words


@given(st.text())
def test_a_word_is_its_slice(text: str) -> None:
    tokens = list(words(text))
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(left.end <= right.start for left, right in itertools.pairwise(tokens))


@given(st.text())
def test_runs_are_in_order_and_do_not_overlap(text: str) -> None:
    tokens = list(words(text))
    found = list(runs(text, tokens))
    assert all(start < end <= len(tokens) for start, end in found)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(found))


def named(text: str) -> list[str]:
    tokens = list(words(text))
    return [text[tokens[start].start : tokens[end - 1].end] for start, end in runs(text, tokens)]


def test_particles_and_initials_stand_inside_a_name() -> None:
    assert named("they met Ursula von der Leyen and J. D. Vance today") == [
        "Ursula von der Leyen",
        "J. D. Vance",
    ]


def test_a_full_stop_or_comma_ends_a_name() -> None:
    assert named("He saw Putin. Trump, Macron left") == ["He", "Putin", "Trump", ["Macron", "left"][0]]


def test_a_name_may_cross_one_line_end_but_not_a_blank_line() -> None:
    text = "Volodymyr\nZelensky\n\nPutin"
    one, two, three = words(text)
    assert joins(text, one, two)
    assert not joins(text, two, three)


def test_possessives_are_not_part_of_a_name() -> None:
    assert [word.text for word in words("Kiev's and Witkov’s, James'")] == ["Kiev", "and", "Witkov", "James"]


def test_sentences_start_after_their_marks() -> None:
    text = 'He left. "Now," Putin said'
    assert starts_sentence(text, text.index("Now"))
    assert not starts_sentence(text, text.index("Putin"))
