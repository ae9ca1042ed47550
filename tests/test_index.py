"""Forms by key; name words by spelling and sound."""

from __future__ import annotations

import random

from fakes import NAMES

from normalize.channel import load_channel
from normalize.index import AliasIndex, form_key


def index() -> AliasIndex:
    return AliasIndex(NAMES, load_channel())


def test_forms_are_found_whatever_their_case_marks_and_hyphens() -> None:
    assert [one.entity.id for one in index().listed[form_key("UHERSKE-HRADISTE")]] == ["uherske-hradiste"]


def test_what_is_listed_says_as_what() -> None:
    kinds = {key: index().listed[key][0].kind for key in ("zelensky", "zelenskij", "zelenskyy")}
    assert kinds == {"zelensky": "form", "zelenskij": "variant", "zelenskyy": "avoid"}


def test_the_garbled_word_finds_the_right_one_first() -> None:
    for garbled, right in (
        ("witkov", "witkoff"),
        ("andrze", "andrzej"),
        ("zelenki", "zelensky"),
        ("sudza", "sudzha"),
    ):
        assert index().near(garbled)[0] == right


def test_a_word_is_never_its_own_neighbour() -> None:
    assert "duda" not in index().near("duda")


def test_words_looked_up_at_once_are_found_as_one_by_one() -> None:
    garbled = ["witkov", "andrze", "zelenki", "sudza", "x", "rutte", "mikolife"]
    together, alone = index(), index()
    together.look_up(garbled)
    assert [together.near(word) for word in garbled] == [alone.near(word) for word in garbled]
    assert "zelensky" in together.near("zelenki")


def test_an_empty_gazetteer_has_no_neighbours() -> None:
    assert AliasIndex((), load_channel()).near("witkov") == ()


def test_the_order_of_the_gazetteer_changes_nothing() -> None:
    shuffled = list(NAMES)
    random.Random(1).shuffle(shuffled)
    other = AliasIndex(shuffled, load_channel())
    assert other.wholes == index().wholes
    assert other.near("zelenki") == index().near("zelenki")


def test_a_surname_listed_alone_leads_to_the_full_name() -> None:
    assert [whole.text for whole in index().wholes if whole.entity.id == "mark-rutte"] == ["Mark Rutte"]
    assert index().alone["mark-rutte"] == {"rutte"}
