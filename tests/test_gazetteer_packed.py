"""What the cache keeps of a gazetteer is the whole of it, and anything else is refused."""

from __future__ import annotations

import time
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.gazetteer import load_gazetteer
from normalize.gazetteer_packed import LISTS, TEXTS, packed, unpacked
from normalize.model import ENTITY_TYPES, Entity

LINE = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=8)
SOME = st.lists(LINE, max_size=3).map(tuple)
ENTITIES = st.lists(
    st.builds(
        Entity,
        id=LINE,
        type=st.sampled_from(ENTITY_TYPES),
        name=LINE,
        native=st.lists(st.tuples(LINE, LINE), max_size=3).map(tuple),
        source=st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
        **dict.fromkeys(LISTS, SOME),
    ),
    max_size=6,
)


@given(ENTITIES, SOME)
def test_what_is_packed_comes_out_again(entities: list[Entity], leave: tuple[str, ...]) -> None:
    again, left = unpacked(packed(entities, leave))
    assert (again, left) == (entities, leave)
    assert [hash(entity) for entity in again] == [hash(entity) for entity in entities]


def test_every_field_of_an_entity_is_packed() -> None:
    assert {*TEXTS, *LISTS, "type", "native", "source"} == {field.name for field in fields(Entity)}


def test_the_shipped_gazetteer_comes_out_again() -> None:
    gazetteer = load_gazetteer()
    again, leave = unpacked(packed(gazetteer.entities, gazetteer.leave))
    assert (tuple(again), leave) == (gazetteer.entities, gazetteer.leave)


GOOD = packed([Entity("a", "place", "Aa", aliases=("Ab", "Ac"), native=(("uk", "Аа"),))], ("Nobody",))
COUNTS = '"aliases":[[0],[2]]'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "[]\na",
        "{}",
        "{",
        GOOD.removesuffix("\nNobody"),
        GOOD + "\nanother",
        GOOD.replace(COUNTS, '"aliases":2'),
        GOOD.replace(COUNTS, '"aliases":[[0],[1]]'),
        GOOD.replace(COUNTS, '"aliases":[[0],[1,1]]'),
        GOOD.replace(COUNTS, '"aliases":[[0],["2"]]'),
        GOOD.replace(COUNTS, '"aliases":[[0],[2.0]]'),
        GOOD.replace(COUNTS, '"aliases":[[1],[2]]'),
        GOOD.replace(COUNTS, '"aliases":[["0"],[2]]'),
        GOOD.replace('"native":[[0],[1]]', '"native":[[0],[0]]'),
        GOOD.replace('"sources":[""]', '"sources":[3]'),
        GOOD.replace('"sources":[""]', '"sources":3'),
        GOOD.replace('"leave":1', '"leave":-1'),
        GOOD.replace('"types":{"":"A"', '"types":{"":"B"'),
        GOOD.replace('"types":{"":"A"', '"types":{"":"AA"'),
        GOOD.replace('"languages":{"":"A"', '"languages":{"":""'),
    ],
)
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"line|Expecting|argument"):
        unpacked(text)


def test_the_shipped_gazetteer_is_there_in_milliseconds(tmp_path: Path) -> None:
    """Measured as CPU time, best of ten; with room, since a busy machine takes twice as long."""
    load_gazetteer(cache_dir=tmp_path)
    seconds = []
    for _ in range(10):
        start = time.process_time()
        load_gazetteer(cache_dir=tmp_path)
        seconds.append(time.process_time() - start)
    assert min(seconds) < 0.05
