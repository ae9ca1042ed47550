"""What a source text reads like in any script, and which names are heard in it: names of our own."""

from __future__ import annotations

import pytest

from normalize import kanji
from normalize.channel import load_channel
from normalize.hearing import FAR, Heard, heard, sounding
from normalize.index import AliasIndex
from normalize.model import Entity
from normalize.readings import MOST, readings

ORLOVICH = Entity("p:orlovich", "person", "Demyan Orlovich")
TOWN = Entity("l:kuwabara", "place", "Kuwabara")
VILLAGE = Entity("l:anling", "place", "Anling")
ENTITIES = (ORLOVICH, TOWN, VILLAGE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Вчера Орловича!", [("letters", "vchera"), ("letters", "orlovicha")]),
        ("Žďár nad Sázavou", [("latin", "zdar"), ("latin", "nad"), ("latin", "sazavou")]),
        ("Орлович-Белов", [("letters", "orlovichbelov"), ("letters", "orlovich"), ("letters", "belov")]),
        ("ジョンソン", [("kana", "jonson")]),
        ("安陵", [("han", "anling"), ("han", "ling")]),
        ("桑原の", [("kanji", ""), ("kanji", "")]),
        ("", []),
        ("ペ" * 60, []),
        ("12 — !", []),
    ],
)
def test_words_read_like_letters_in_any_script(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.script, one.letters) for one in readings(text)] == expected


def test_a_text_without_end_has_an_end() -> None:
    assert len(readings("安" * 10 * MOST)) == MOST


@pytest.mark.parametrize(
    ("written", "right", "size"),
    [
        ("桑原市", "kuwabara", 2),  # voiced: kuwa + hara
        ("佐々木", "sasaki", 3),  # the character again
        ("本田", "honda", 2),
        ("神戸", "kobe", 2),  # a long vowel
    ],
)
def test_characters_are_read_as_names(written: str, right: str, size: int) -> None:
    assert kanji.cost(written, right) == (0.0, size)


def test_characters_that_read_otherwise_cost_their_letters() -> None:
    assert kanji.cost("桑原", "kuwahare") == (kanji.LETTER, 2)
    assert kanji.cost("桑原", "petersburg")[0] > 5 * kanji.LETTER
    assert kanji.cost("𰻞", "biang") == (kanji.LETTER * 5, 0)


@pytest.mark.parametrize(
    ("word", "text", "written"),
    [
        ("orlovich", "Вчера Орловича не было.", "Орловича"),
        ("perrosa", "ペローサ氏は語った。", "ペローサ"),
        ("anling", "他来自安陵县。", "安陵"),
        ("kuwabara", "桑原市で。", "桑原"),
        ("orlovich", "Orlovičovi se to líbí.", "Orlovičovi"),
    ],
)
def test_a_name_is_heard_in_any_script(word: str, text: str, written: str) -> None:
    found = heard(word, readings(text), load_channel())
    assert found.written == written
    assert found.distance < 0.7


def test_what_is_not_there_is_not_heard() -> None:
    assert heard("orlovich", readings("Затонск 安陵"), load_channel()).distance > 1
    assert heard("orlovich", (), load_channel()) == Heard(FAR)


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("Вчера Орловича не было.", {"p:orlovich"}),
        ("Вчера орловича не было.", set()),  # no name: in lower case
        ("他来自安陵县。", {"l:anling"}),
        ("桑原市で。", {"l:kuwabara"}),
        ("Ничего такого.", set()),
    ],
)
def test_entities_are_sought_by_their_sound(text: str, entities: set[str]) -> None:
    assert sounding(readings(text), AliasIndex(ENTITIES, load_channel())) == entities
