"""The nearest name words: of a few exactly those of a plain comparison with all; of many, most."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, Indel

from normalize import neighbours, neighbours_rank
from normalize.neighbours import KEPT, Near, Neighbours
from normalize.neighbours_tables import ALPHABETS, build, forms, mark, marks
from normalize.sound import skeleton, sound_form

SYLLABLES = "ka ze len sky rut te wit koff an drzej su dzha my ko laiv brun nov x aeo sch tsch".split()


def made(count: int, seed: int = 1) -> list[str]:
    """Return distinct words of some syllables."""
    drawn = random.Random(seed)
    return sorted({"".join(drawn.choices(SYLLABLES, k=drawn.randint(1, 5))) for _ in range(count)})


def compared(word: str, other: str) -> Near:
    numbers = (
        OSA.normalized_similarity(word, other),
        Indel.normalized_similarity(word, other),
        OSA.normalized_similarity(sound_form(word), sound_form(other)),
        OSA.normalized_similarity(skeleton(word), skeleton(other)),
    )
    return Near(other, *(float(np.float32(number)) for number in numbers))


def plainly(word: str, parts: list[str]) -> tuple[Near, ...]:
    """Return what the search must find: all compared, summed as float32, the last kept with its equals."""

    def likeness(one: Near) -> np.float32:
        letters, order, sound, bones = (np.float32(number) for number in one[1:])
        return letters + order + sound + np.float32(0.5) * bones

    ranked = sorted((compared(word, part) for part in parts), key=lambda one: (-likeness(one), one.letters))
    return tuple(one for one in ranked if one.letters != word)[:KEPT]


@pytest.mark.parametrize("count", [1, 3, KEPT, KEPT + 1, 120, 900])
def test_few_name_words_are_compared_as_if_one_by_one(count: int) -> None:
    parts = made(count)
    words = [*made(12, seed=2), *parts[:5], "zelenki", "aeiou", "x", "rt", ""]
    index, expected = Neighbours(build(parts)), [plainly(word, parts) for word in words]
    assert index.search(words) == expected
    assert [index.search([word])[0] for word in words] == expected


@given(
    st.lists(st.text("abcehiknorstuz", min_size=3, max_size=14), max_size=80),
    st.text("aceiknrstz", max_size=9),
)
def test_any_words_are_compared_as_if_one_by_one(parts: list[str], word: str) -> None:
    distinct = sorted(set(parts))
    assert Neighbours(build(parts)).search([word]) == [plainly(word, distinct)]


def test_words_of_hundreds_of_letters_are_compared_as_if_one_by_one() -> None:
    parts = sorted({*made(200), "na" * 60, "zelensky" * 30, "rutte" * 20, "ka" * 150, "ak" * 140})
    words = ["na" * 61, "zelensky" * 29, "ruttte" * 18, "ka" * 145, "ka" * 5]
    assert Neighbours(build(parts)).search(words) == [plainly(word, parts) for word in words]


@given(st.text(ALPHABETS[0], max_size=20), st.text(ALPHABETS[0], max_size=20))
def test_marks_bound_the_letters_that_two_words_share(one: str, other: str) -> None:
    for alphabet, mine, theirs in zip(ALPHABETS, forms(one), forms(other), strict=True):
        shared = sum(min(mine.count(letter), theirs.count(letter)) for letter in set(mine))
        bits = [mark(word, alphabet) for word in (mine, theirs)]
        spare = min(len(word) - bit.bit_count() for word, bit in zip((mine, theirs), bits, strict=True))
        assert (bits[0] & bits[1]).bit_count() <= shared <= (bits[0] & bits[1]).bit_count() + spare


@given(st.lists(st.text(ALPHABETS[0] + "-SZ", max_size=20), max_size=9), st.sampled_from(ALPHABETS))
def test_marks_made_together_are_those_made_one_by_one(words: list[str], alphabet: str) -> None:
    assert marks(words, alphabet).tolist() == [mark(word, alphabet) for word in words]


def test_many_name_words_are_found_by_what_they_share(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = made(6_000)
    garbled = [part[:2] + part[3:] for part in parts[::40] if len(part) > 6]
    exact = Neighbours(build(parts)).search(garbled)
    monkeypatch.setattr(neighbours, "EXHAUSTIVE", 100)
    found = Neighbours(build(parts)).search(garbled)
    meant = [(near[0].letters, some) for near, some in zip(exact, found, strict=True)]
    assert sum(first in {one.letters for one in some} for first, some in meant) > 0.97 * len(meant)
    for word, some in list(zip(garbled, found, strict=True))[:20]:
        assert some == plainly(word, sorted({*(one.letters for one in some), word}))


@pytest.mark.parametrize("exhaustive", [0, 1_000])
@pytest.mark.parametrize(("rough", "first"), [(51, 51), (80, 60), (10_000, 10_000)])
def test_what_is_compared_first_changes_nothing(
    rough: int, first: int, exhaustive: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, words = made(700), made(20, seed=3)
    monkeypatch.setattr(neighbours, "EXHAUSTIVE", exhaustive)
    expected = Neighbours(build(parts)).search(words)
    monkeypatch.setattr(neighbours_rank, "ROUGH", rough)
    monkeypatch.setattr(neighbours_rank, "FIRST", first)
    assert Neighbours(build(parts)).search(words) == expected


def test_a_word_that_meets_nothing_has_no_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "EXHAUSTIVE", 0)
    assert Neighbours(build(["rutte"])).search(["kyiv"]) == [()]
    assert Neighbours(build(["rutte"])).search(["rutt"])[0][0].letters == "rutte"


def test_nothing_is_near_where_there_is_nothing() -> None:
    assert Neighbours(build([])).search(["rutte", ""]) == [(), ()]
    assert len(Neighbours(build([]))) == 0


def test_tables_mapped_from_files_say_the_same(tmp_path: Path) -> None:
    parts, words = made(500), made(20, seed=4)
    tables = build(parts)
    for name, table in tables.items():
        np.save(tmp_path / name, table)
    mapped = {name: np.load(tmp_path / f"{name}.npy", mmap_mode="r") for name in tables}
    assert Neighbours(mapped).search(words) == Neighbours(tables).search(words)


def test_the_order_of_the_name_words_changes_nothing() -> None:
    parts = made(300)
    shuffled = random.Random(5).sample(parts, len(parts))
    tables, others = build(parts), build([*shuffled, *parts[:20]])
    assert all(np.array_equal(table, others[name]) for name, table in tables.items())
