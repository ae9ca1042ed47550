"""What a gazetteer covers, and that the page about it is up to date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from normalize import cli
from normalize.gazetteer import Gazetteer, load_gazetteer
from normalize.gazetteer_stats import NOWHERE, Stats, as_json, page, source_of, stats, table
from normalize.model import Entity

ROOT = Path(__file__).resolve().parents[1]

ENTITIES = (
    Entity(
        "ukraine", "place", "Ukraine", native=(("uk", "Україна"), ("ru", "Украина")), source="GeoNames 1 (CC)"
    ),
    Entity("velm", "place", "Velm", ("V",), ("W", "Wl"), within=("raion",), source="GeoNames 2; an atlas"),
    Entity("raion", "place", "Raion", within=("ukraine",)),
    Entity("inner", "place", "Inner", within=("outer", "ring")),
    Entity("outer", "place", "Outer", within=("ring",)),
    Entity("ring", "place", "Ring", avoid=("Rng",)),
    Entity(
        "kaldre", "person", "Kaldre", context=("mayor",), native=(("uk", "К"), ("uk", "Л")), source="an atlas"
    ),
)


def test_everything_is_counted() -> None:
    assert stats(Gazetteer(ENTITIES, ("Linz",))) == Stats(
        entities=7,
        by_type={"place": 6, "person": 1},
        with_native=2,
        with_context=1,
        with_within=4,
        with_source=3,
        by_country={"ukraine": 3, "ring": 2, NOWHERE: 1},
        by_source={"GeoNames": 2, "an atlas": 1},
        fields={
            "id": 7, "name": 7, "type": 7, "in": 4, "source": 3, "native": 2, "aliases": 1, "avoid": 1,
            "context": 1, "variants": 1,
        },
        forms={"name": 7, "native": 4, "variants": 2, "aliases": 1, "avoid": 1},
        native_languages={"uk": 2, "ru": 1},
        leave=1,
    )  # fmt: skip


def test_a_circle_of_places_ends() -> None:
    one = Entity("a", "place", "A", within=("b",))
    other = Entity("b", "place", "B", within=("a",))
    assert stats(Gazetteer((one, other))).by_country == {"b": 1, "a": 1}


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("KATOTTG UA80 (x)", "KATOTTG UA"),
        ("common knowledge", "common knowledge"),
        ("2026", "2026"),
        ("", ""),
    ],
)
def test_a_source_is_named_without_its_numbers(source: str, name: str) -> None:
    assert source_of(source) == name


def test_the_page_has_every_country_and_the_table_the_first() -> None:
    found = stats(Gazetteer(ENTITIES))
    assert "| ukraine | 3 |\n| ring | 2 |\n| (none) | 1 |\n" in page(found)
    lines = "".join(table(found, countries=1)).splitlines()
    assert [line.split() for line in lines[-2:]] == [["ukraine", "3"], ["(2", "more)", "3"]]


def test_the_command_has_the_numbers_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.code(["gazetteer", "stats", "--json", "--isolated"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads(json.dumps(as_json(stats(load_gazetteer()))))
    assert sum(told["by_type"].values()) == told["entities"] == told["forms"]["name"]
    assert sum(told["by_country"].values()) == told["by_type"]["place"]


def test_the_page_about_the_shipped_gazetteer_is_up_to_date() -> None:
    told = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert told == page(stats(load_gazetteer())), (
        "run: python -m normalize.gazetteer_stats > docs/coverage.md"
    )
