"""The lexicon of names and words that are right as written."""

from __future__ import annotations

import random
import string
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.lexicon import DATA, Lexicon, NameUse, fold_name, load_lexicon

LEXICON = load_lexicon()


@pytest.mark.parametrize("name", ["Linz", "Lod", "Homs", "Tema", "Arica", "Łódź", "Reykjavík", "Kharkiv"])
def test_real_towns_are_known_as_places(name: str) -> None:
    assert LEXICON.names(name).place > 0


@pytest.mark.parametrize(
    "name", ["Markey", "Manuel", "Nakamura", "Okonkwo", "Jürgen", "Søren", "Kowalski", "Nguyen"]
)
def test_real_people_are_known(name: str) -> None:
    use = LEXICON.names(name)
    assert max(use.given, use.family) > 0


def test_given_and_family_names_are_told_apart() -> None:
    assert LEXICON.names("Manuel").given > LEXICON.names("Manuel").family
    assert LEXICON.names("Kowalski").family > LEXICON.names("Kowalski").given


def test_levels_follow_how_common_a_name_is() -> None:
    assert LEXICON.names("John").given > LEXICON.names("Manuel").given > LEXICON.names("Eustace").given > 0
    assert LEXICON.names("Shanghai").place > LEXICON.names("Linz").place > LEXICON.names("Lod").place > 0
    assert LEXICON.names("Ukraine").place == 15


@pytest.mark.parametrize("text", ["KHAN YUNIS", "Khān Yūnis", "khan-yunis", "Khan  Yunis’s"])
def test_case_marks_hyphens_and_possessives_do_not_matter(text: str) -> None:
    assert LEXICON.names(text) == LEXICON.names("Khan Yunis")
    assert LEXICON.names(text).place > 0


@pytest.mark.parametrize("name", ["Suda Bay", "Rio de Janeiro", "Gulf of Aden", "New York City", "Abu Dhabi"])
def test_places_of_several_words_are_known_whole(name: str) -> None:
    assert LEXICON.names(name).place > 0


def test_a_part_of_a_longer_place_name_is_known() -> None:
    assert LEXICON.names("Dhabi").place == 1


def test_a_possessive_is_the_name_it_belongs_to() -> None:
    assert LEXICON.names("Lod’s") == LEXICON.names("Lod") != LEXICON.names("Lods")
    assert LEXICON.names("Homs'") == LEXICON.names("Homs")
    assert LEXICON.names("O’Brien’s") == LEXICON.names("OBrien")


@pytest.mark.parametrize("text", ["", " ", "'s", "2022", "Київ", "-", "x" * 10_000])
def test_what_is_no_name_is_unknown(text: str) -> None:
    assert LEXICON.names(text) == NameUse(0, 0, 0)
    assert not LEXICON.names(text).known


def test_random_letters_are_not_names() -> None:
    dice = random.Random(20)
    made_up = ["".join(dice.choices(string.ascii_lowercase, k=dice.randint(5, 9))) for _ in range(2000)]
    assert sum(LEXICON.names(word).known for word in made_up) <= 10
    assert sum(LEXICON.zipf(word) > 0 for word in made_up) <= 10


@pytest.mark.parametrize(
    "word",
    [
        "water", "Water", "minister", "Minister", "president", "secretary", "Governor", "March", "Tuesday",
        "russian", "Russian", "Russians", "Ukrainians", "ministers'", "president’s", "Kurds", "the", "walked",
        "warheads", "Ministry", "parliament", "Kremlin-backed", "Houthi", "colour", "Federation",
    ],
)  # fmt: skip
def test_vocabulary_is_ordinary(word: str) -> None:
    assert LEXICON.is_ordinary(word)


@pytest.mark.parametrize(
    "word",
    [
        "Putin",
        "putin",
        "Zelensky",
        "Merkel",
        "Obama",
        "Vladimir",
        "Paris",
        "Kyiv",
        "Moscow",
        "Linz",
        "Xyzzt",
        "",
        "-",
    ],
)
def test_names_and_unknown_words_are_not_ordinary(word: str) -> None:
    assert not LEXICON.is_ordinary(word)


def test_a_name_that_is_a_word_is_both() -> None:
    assert LEXICON.is_ordinary("price")
    assert LEXICON.names("Price").family > 0


@pytest.mark.parametrize(
    "word", ["Russian", "Russians", "russian", "Ukrainian’s", "Kurds", "Dutch", "Frenchmen", "Muslims"]
)
def test_peoples_are_demonyms(word: str) -> None:
    assert LEXICON.is_demonym(word)


@pytest.mark.parametrize(
    "word", ["Russia", "water", "Minister", "Balkans", "Philippines", "Laos", "March", ""]
)
def test_countries_and_words_are_not_demonyms(word: str) -> None:
    assert not LEXICON.is_demonym(word)


def test_frequencies_are_on_the_zipf_scale() -> None:
    assert LEXICON.zipf("the") > 7 > LEXICON.zipf("water") > 5 > LEXICON.zipf("minaret") > 1
    assert LEXICON.zipf("Water’s") == LEXICON.zipf("water")
    assert LEXICON.zipf("qqxzvk") == 0


def test_the_share_of_lower_case_tells_words_from_names() -> None:
    assert LEXICON.lower_share("water") >= 0.8
    assert LEXICON.lower_share("putin") <= 0.1
    assert LEXICON.lower_share("qqxzvk") == 0


@given(st.text(max_size=40))
def test_any_text_can_be_asked_about(text: str) -> None:
    use = LEXICON.names(text)
    assert all(0 <= level <= 15 for level in (use.given, use.family, use.place))
    assert 0 <= LEXICON.zipf(text) <= 8
    assert 0 <= LEXICON.lower_share(text) <= 1
    assert fold_name(fold_name(text)) == fold_name(text)
    if LEXICON.is_demonym(text):
        assert LEXICON.is_ordinary(text)


def test_opening_takes_milliseconds_and_is_done_once() -> None:
    started = time.process_time()
    for _ in range(10):
        Lexicon(DATA / "names.marisa", DATA / "words.marisa").names("Linz")
    assert (time.process_time() - started) / 10 < 0.02
    assert load_lexicon() is load_lexicon()


def test_opening_imports_neither_numpy_nor_spacy() -> None:
    code = (
        "import sys; from normalize.lexicon import load_lexicon; load_lexicon().is_ordinary('water'); "
        "sys.exit(any(name in sys.modules for name in ('numpy', 'spacy', 'sklearn', 'wordfreq')))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1], check=False).returncode
        == 0
    )


def test_the_shipped_files_are_small() -> None:
    assert sum((DATA / f"{name}.marisa").stat().st_size for name in ("names", "words")) < 8_000_000
