"""Forms by key; name words by spelling and sound."""

from __future__ import annotations

import random

import pytest
from fakes import NAMES

from normalize.channel import load_channel
from normalize.index import CROWDED, AliasIndex, form_key
from normalize.model import Entity


def index() -> AliasIndex:
    return AliasIndex(NAMES, load_channel())


def test_forms_are_found_whatever_their_case_marks_and_hyphens() -> None:
    assert [one.entity.id for one in index().listed[form_key("UHERSKE-HRADISTE")]] == ["uherske-hradiste"]


def test_how_listed_forms_begin_is_known() -> None:
    assert [index().listed.begins(start) for start in ("uherske", "uherske h", "uherske k")] == [
        True,
        True,
        False,
    ]


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


def test_what_was_asked_for_last_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("normalize.index.REMEMBERED", 4)
    few, sought = index(), []
    find = few._neighbours.find
    monkeypatch.setattr(few._neighbours, "find", lambda words: sought.append(list(words)) or find(words))
    for words in (
        ["witkov", "andrze", "zelenki", "sudza"],
        ["witkov"],
        ["rutta"],
        ["witkov", "sudza", "andrze"],
    ):
        few.look_up(words)
    assert sought == [["andrze", "sudza", "witkov", "zelenki"], ["rutta"], ["andrze", "sudza"]]
    assert few.near("andrze") == index().near("andrze")


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


def test_a_name_word_of_a_crowd_leads_to_few_forms() -> None:
    crowd = [
        Entity(f"p{n}", "person", f"Ostra {'abcdefghijklmnopq'[n % 17]}{n:o}x".title()) for n in range(300)
    ]
    own = (Entity("o", "place", "Ostra", aliases=("Port Ostra",)), Entity("v", "person", "Velm Ostra"))
    few, many = AliasIndex((*crowd[:20], *own), load_channel()), AliasIndex((*crowd, *own), load_channel())
    assert len(many.by_part["ostra"]) > CROWDED

    def forms(index: AliasIndex, *beside: str) -> list[str]:
        return [index.wholes[at].text for at in index.forms_with("ostra", frozenset(beside))]

    assert few.forms_with("ostra") == few.by_part["ostra"]
    assert forms(many) == []
    assert forms(many, "velm", "de") == ["Velm Ostra"]
    assert many.forms_with("nobody") == ()
    alone = AliasIndex((*crowd, Entity("o", "place", "Ostra")), load_channel())
    assert forms(alone, "velm") == ["Ostra"]
