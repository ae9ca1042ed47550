"""Names in other scripts, and whose they are."""

from __future__ import annotations

import json

import pytest

from normalize import cli
from normalize.gazetteer_native import as_json, natives
from normalize.model import Entity

ENTITIES = (
    Entity(
        "mark-velm", "person", "Mark Velm",
        native=(("ja", "マルク・ヴェルム"), ("zh", "马克·韦尔姆"), ("ru", "Марк Велм")),
    ),
    Entity(
        "ostra", "place", "Ostra",
        native=(("uk", "Остра"), ("ru", "Остра"), ("ar", "أوسترا"), ("sr", "Ostra")),
    ),
    Entity("new-ostra", "place", "New Ostra", native=(("uk", "Нова Остра"),)),
    Entity("ost", "place", "Ost", native=(("ru", "Ост"), ("zh", "韦"))),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Остра", ["Остра (uk, ru) is Ostra (place, ostra)"]),
        ("ОСТРА", ["Остра (uk, ru) is Ostra (place, ostra)"]),
        ("Нова Остра і Остра", ["Нова Остра (uk) is New Ostra (place, new-ostra)",
                                "Остра (uk, ru) is Ostra (place, ostra)"]),
        ("Ост-Остра", ["Ост (ru) is Ost (place, ost)", "Остра (uk, ru) is Ostra (place, ostra)"]),
        ("остров", []),
        ("ヴェルム", ["ヴェルム (ja) is Mark Velm (person, mark-velm)"]),
        ("事務総長マルク・ヴェルム氏", ["マルク・ヴェルム (ja) is Mark Velm (person, mark-velm)"]),
        ("马克·韦尔姆", ["马克·韦尔姆 (zh) is Mark Velm (person, mark-velm)"]),
        ("韦", []),
        ("Велм, Велм", ["Велм (ru) is Mark Velm (person, mark-velm)"]),
        ("أُوسترا", ["أوسترا (ar) is Ostra (place, ostra)"]),
        ("Ostra 12", []),
        ("", []),
    ],
)  # fmt: skip
def test_native_names_are_found_in_a_text(text: str, found: list[str]) -> None:
    assert [str(one) for one in natives(text, ENTITIES)] == found


def test_machines_are_told_the_same() -> None:
    (one,) = natives("Остра", ENTITIES)
    assert as_json(one) == {
        "text": "Остра",
        "languages": ["uk", "ru"],
        "entity": {"id": "ostra", "type": "place", "name": "Ostra"},
    }


def test_explain_and_show_know_native_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.code(["explain", "ルッテ", "--isolated", "--model", "none"]) == 0
    assert capsys.readouterr().out == "ルッテ (ja) is Mark Rutte (person, mark-rutte)\n"
    assert cli.code(["explain", "Суджа", "--json", "--isolated", "--model", "none"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["entity"]["id"] for one in told["native"]] == ["sudzha"]
    for query, name in (("Суджа", "Sudzha (place, sudzha)"), ("ルッテ", "Mark Rutte (person, mark-rutte)")):
        assert cli.code(["gazetteer", "show", query, "--isolated"]) == 0
        assert capsys.readouterr().out.startswith(f"{name}\n")
