"""A compiled gazetteer says what its entities say, opens at once, and is refused when it is damaged."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from pathlib import Path

import pytest
from fakes import NAMES
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.compiled import LISTS, Tables, entity_of, read, record_of
from normalize.compiled_file import MAGIC, PREAMBLE, SUMMED, Sections
from normalize.compiled_forms import Listing, Whole, form_key, is_acronym
from normalize.compiled_making import tables_of, write_tables
from normalize.gazetteer import Gazetteer, load_gazetteer, together
from normalize.keys import fold_letters
from normalize.model import ENTITY_TYPES, Entity
from normalize.sound import skeleton
from normalize.tokens import PARTICLES, words

ROOT = Path(__file__).resolve().parents[1]

TEXT = st.text(max_size=8)
WORD = st.text(st.sampled_from("abcDEéŁ -'.1"), max_size=9)
SOME = st.lists(TEXT, max_size=3).map(tuple)
FORMS = st.lists(WORD, max_size=3).map(tuple)
ENTITY = st.builds(
    Entity,
    id=st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=4),
    type=st.sampled_from(ENTITY_TYPES),
    name=WORD,
    source=TEXT,
    **dict.fromkeys(LISTS, SOME)
    | dict.fromkeys(("aliases", "variants", "avoid"), FORMS)
    | {"native": st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)},
)
ENTITIES = st.lists(ENTITY, max_size=6, unique_by=lambda entity: entity.id)


class Naive:
    """The tables of a gazetteer, made of all of it in the plainest way."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self.entities = tuple(sorted(entities, key=lambda entity: entity.id))
        self.by_id = {entity.id: entity for entity in self.entities}
        listed = defaultdict(list)
        for entity in self.entities:
            for form in entity.forms:
                listed[form_key(form)].append(Listing(entity, "form", form))
            for form in entity.variants:
                listed[form_key(form)].append(Listing(entity, "variant", form))
            for form in entity.avoid:
                listed[form_key(form)].append(Listing(entity, "avoid", form))
        listed.pop("", None)
        self.listed = {key: tuple(listings) for key, listings in listed.items()}
        self.wholes = tuple(whole for entity in self.entities for whole in self.fullest(entity))
        by_part, by_entity = defaultdict(list), defaultdict(list)
        for position, whole in enumerate(self.wholes):
            by_entity[whole.entity.id].append(position)
            for word, letters in zip(whole.words, whole.letters, strict=True):
                if len(letters) > 1 and word.lower() not in PARTICLES and not is_acronym(whole.text):
                    by_part[letters].append(position)
            if len(whole.letters) == 2:
                by_part["".join(whole.letters)].append(position)
        self.by_part = {letters: tuple(dict.fromkeys(found)) for letters, found in by_part.items()}
        self.by_entity = {id_: tuple(found) for id_, found in by_entity.items()}
        people = [entity for entity in self.entities if entity.type == "person"]
        single = {entity.id: [form for form in entity.forms if len(form.split()) == 1] for entity in people}
        self.alone = {id_: frozenset(map(fold_letters, forms)) for id_, forms in single.items() if forms}

    @staticmethod
    def fullest(entity: Entity) -> list[Whole]:
        wholes = {}
        for form in reversed(entity.forms):
            parts = tuple(word.text for word in words(form))
            wholes[form_key(form)] = Whole(entity, form, parts, tuple(map(fold_letters, parts)))
        ordered = list(wholes.values())[::-1]

        def is_in(one: Whole, other: Whole) -> bool:
            return set(one.letters) < set(other.letters) and len(one.letters) < len(other.letters)

        return [one for one in ordered if not any(is_in(one, other) for other in ordered)]

    def sounding(self, letters: str) -> tuple[str, ...]:
        parts = sorted(part for part in self.by_part if len(part) > 2)
        return tuple(part for part in parts if skeleton(part) == skeleton(letters))


def agree(tables: Tables, entities: Sequence[Entity]) -> None:
    """Hold every table against the naive ones: keys, values, order, size."""
    naive = Naive(entities)
    for name in ("by_id", "listed", "by_part", "by_entity", "alone"):
        mine, theirs = getattr(tables, name), getattr(naive, name)
        assert dict(mine) == theirs, name
        assert len(mine) == len(theirs), name
        assert bool(mine) == bool(theirs), name
    assert tuple(tables.entities) == naive.entities
    assert tuple(tables.wholes) == naive.wholes
    assert len(tables.wholes) == len(naive.wholes)
    assert tables.longest == max((key.count(" ") + 1 for key in naive.listed), default=0)
    assert set(tables.first_words) == {key.partition(" ")[0] for key in naive.listed}
    assert list(tables.native()) == [entity for entity in naive.entities if entity.native]
    shared = {tuple(one.listing for one in several) for several in tables.shared()}
    assert shared == {listings for listings in naive.listed.values() if len(listings) > 1}


@given(ENTITY)
def test_an_entity_is_kept_whole(entity: Entity) -> None:
    again = entity_of(memoryview(record_of(entity)))
    assert (again, hash(again)) == (entity, hash(entity))


def test_every_field_of_an_entity_is_kept() -> None:
    assert {"id", "type", "name", "source", *LISTS} == {field.name for field in fields(Entity)}


@settings(deadline=None)
@given(ENTITIES)
def test_the_tables_say_what_the_entities_say(entities: list[Entity]) -> None:
    agree(tables_of(entities), entities)


def test_the_shipped_gazetteer_says_what_its_entities_say() -> None:
    gazetteer = load_gazetteer()
    agree(gazetteer.tables, tuple(gazetteer.entities))
    naive = Naive(tuple(gazetteer.entities))
    for letters in ("latte", "rutte", "zelenki", "ae", "xyz"):
        assert gazetteer.tables.sounding(letters) == naive.sounding(letters)


def test_words_of_a_skeleton_are_told_by_letters() -> None:
    names = ("Rutte", "Latte", "Zelensky", "Lotte", "Ruta")
    words = tables_of([Entity(name.lower(), "person", name) for name in names])
    assert words.sounding("latta") == ("latte", "lotte", "ruta", "rutte")
    assert words.sounding("xxxxx") == ()
    assert tables_of([]).sounding("latta") == ()


def test_an_empty_gazetteer_says_nothing() -> None:
    tables = tables_of(())
    agree(tables, ())
    assert (tables.leave, tables.longest_left, "x" in tables.leave_keys) == ((), 0, False)


def test_names_to_leave_are_there_as_written_and_by_key() -> None:
    tables = tables_of(NAMES, ("Port Ostra", "Łódź", "Anna"))
    assert tables.leave == ("Anna", "Port Ostra", "Łódź")
    assert ("lodz" in tables.leave_keys, "port" in tables.leave_keys, tables.longest_left) == (True, False, 2)


def test_what_is_not_there_is_missed_as_in_a_dictionary() -> None:
    tables = tables_of(NAMES)
    assert tables.by_part.get("nobody") is None
    assert tables.by_part.get("nobody", (0,)) == (0,)
    assert "mark-rutte\0" not in tables.by_id
    assert 7 not in tables.by_id  # type: ignore[comparison-overlap]
    with pytest.raises(KeyError, match="nobody"):
        tables.listed["nobody"]
    with pytest.raises(IndexError):
        tables.wholes[len(tables.wholes)]
    assert tables.wholes[-1] == tables.wholes[len(tables.wholes) - 1]
    assert tables.wholes[1:3] == tuple(tables.wholes)[1:3]


def test_the_same_entities_make_the_same_file_whatever_their_order() -> None:
    one, other = (
        bytes(tables_of(order, ("Nobody", "Anna"))._sections._all) for order in (NAMES, NAMES[::-1])
    )
    assert one == other
    code = (
        "import hashlib; from fakes import NAMES; from normalize.compiled_making import tables_of;"
        "print(hashlib.sha256(tables_of(NAMES)._sections._all).hexdigest())"
    )
    environments = [os.environ | {"PYTHONPATH": "tests", "PYTHONHASHSEED": seed} for seed in "12"]
    sums = {
        subprocess.run(
            [sys.executable, "-c", code], env=env, check=True, capture_output=True, cwd=ROOT
        ).stdout
        for env in environments
    }
    assert len(sums) == 1


@lru_cache(maxsize=1)
def good() -> bytes:
    file = io.BytesIO()
    write_tables(sorted(NAMES, key=lambda entity: entity.id), (), file)
    return file.getvalue()


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"version: 1\n",
        good()[:-1],
        good()[: PREAMBLE.size],
        good() + b"\0",
        good().replace(MAGIC, MAGIC[:-1] + b"?"),
        good().replace(b"Rutte", b"Ratte", 1),
        good()[:-9] + b"x" + good()[-8:],
        bytes(PREAMBLE.size) + good()[PREAMBLE.size :],
    ],
)
def test_a_damaged_file_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match=r"it is|the sum|wrote it"):
        read(damaged)


def test_a_file_that_is_another_table_is_refused() -> None:
    other = io.BytesIO()
    from normalize.compiled_file import SectionWriter

    SectionWriter(other).finish({})
    with pytest.raises(ValueError, match="a table is missing"):
        read(other.getvalue())


def test_a_large_file_is_not_read_to_be_opened() -> None:
    """Its size and its header vouch for it; so it opens in no time, whatever its size."""
    from normalize.compiled_file import SectionWriter

    file = io.BytesIO()
    writer = SectionWriter(file)
    writer.stretch("long", [bytes(SUMMED + 1)])
    writer.finish({})
    data = bytearray(file.getvalue())
    data[PREAMBLE.size + 100] = 1
    assert len(Sections(bytes(data)).bytes("long")) == SUMMED + 1
    with pytest.raises(ValueError, match="not whole"):
        Sections(bytes(data[:-1]))


def test_the_bytes_live_as_long_as_what_was_read_from_them() -> None:
    first_words = tables_of(NAMES).first_words
    assert "mark" in first_words


def test_it_is_opened_and_read_without_anything_heavy(tmp_path: Path) -> None:
    load_gazetteer(cache_dir=tmp_path)
    code = (
        "import sys; from pathlib import Path; from normalize.gazetteer import load_gazetteer;"
        "known = load_gazetteer(cache_dir=Path(sys.argv[1])).tables;"
        "print(len(known.listed['vladimir putin']), len(known.by_part['putin']) > 0);"
        "print(*({'yaml', 'pydantic', 'numpy', 'rapidfuzz', 'spacy', 'csv', 'pyarrow'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.split("\n")[:2] == ["1 True", ""]


def test_the_shipped_gazetteer_is_there_in_milliseconds(tmp_path: Path) -> None:
    """Measured as CPU time, best of ten; with room, since a busy machine takes twice as long."""
    load_gazetteer(cache_dir=tmp_path)
    seconds = []
    for _ in range(10):
        start = time.process_time()
        assert "vladimir putin" in load_gazetteer(cache_dir=tmp_path).tables.listed
        seconds.append(time.process_time() - start)
    assert min(seconds) < 0.02


def test_a_gazetteer_is_the_same_compiled_and_in_memory(tmp_path: Path) -> None:
    compiled = load_gazetteer(cache_dir=tmp_path)
    again = Gazetteer(compiled.entities, compiled.leave)
    assert again == compiled
    assert dict(again.by_id) == dict(compiled.by_id)


def test_entities_of_several_gazetteers_are_counted_once() -> None:
    one, other = Gazetteer(NAMES[:3]), Gazetteer(NAMES[2:5])
    assert (together([]), together([one]), together([one, other])) == (0, 3, 5)


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_who_is_killed_while_building_leaves_nothing_that_matters(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from normalize.cache import cached_map;"
        "build = lambda file: (file.write(b'half'), file.flush(), print('here', flush=True), time.sleep(60));"
        "cached_map('gazetteer-1', build, bytes, Path(sys.argv[1]), print)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT
    ) as killed:
        assert killed.stdout
        assert killed.stdout.readline() == b"here\n"
        assert len(list(tmp_path.iterdir())) == 1
        killed.send_signal(signal.SIGKILL)
    load_gazetteer(cache_dir=tmp_path)
    assert [path.suffix for path in tmp_path.iterdir() if path.name.startswith(".")] == []
