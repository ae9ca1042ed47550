"""Advice on gazetteers that are loaded all the same, and looking entities up."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalize import gazetteer as module
from normalize.errors import ReadError
from normalize.gazetteer import compile_files
from normalize.gazetteer_lint import check, show

GOOD = """\
- id: port-ostra
  type: place
  name: Port Ostra
  source: an invention
- id: velm
  type: place
  name: Velm
  in: [port-ostra]
  native: {uk: Вельм}
  variants: [Welmm]
  source: an invention
"""

UNWISE = """\
- id: velm
  type: place
  name: Velm
- id: kaldre
  type: person
  name: Ilna Kaldre
  aliases: [Кальдре]
  variants: [water]
  protect: [Chicken Dinner, Kaldre Prize]
  source: an invention
- id: kaldry
  type: person
  name: Ilna Kaldry
  context: [minister]
  source: an invention
"""


def write(directory: Path, text: str, name: str = "names.yaml") -> Path:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def is_water(text: str) -> bool:
    return text == "water"


def test_a_good_gazetteer_needs_no_advice(tmp_path: Path) -> None:
    found = check([write(tmp_path, GOOD)], is_ordinary=is_water)
    assert (found.faults, found.notices, found.entries) == ((), (), 2)


def test_everything_unwise_is_noted_at_its_place(tmp_path: Path) -> None:
    found = check([write(tmp_path, UNWISE)], is_ordinary=is_water)
    assert found.faults == ()
    assert [(note.line, note.column, note.message) for note in found.notices] == [
        (1, 7, "'velm' has no `source`"),
        (1, 7, "'velm' is one word, and nothing says where it belongs"),
        (4, 7, "'kaldre' stands after 'velm'"),
        (7, 13, "'Кальдре' has no letter from a to z"),
        (8, 14, "the variant 'water' is an everyday word"),
        (9, 13, "nothing in the phrase 'Chicken Dinner' resembles a form of 'kaldre'"),
        (13, 9, "'Ilna Kaldry' is one letter from 'Ilna Kaldre' of 'kaldre'"),
    ]
    assert "names.yaml:1:7: note: 'velm' has no `source`\n  hint: say where" in str(found.notices[0])


def test_everyday_words_are_known_without_being_told(tmp_path: Path) -> None:
    notices = check([write(tmp_path, UNWISE)]).notices
    assert [note.line for note in notices if "everyday" in note.message] == [8]


def test_faults_and_notices_come_together(tmp_path: Path) -> None:
    found = check([write(tmp_path, UNWISE.replace("type: person", "type: human", 1))], is_ordinary=is_water)
    assert [fault.line for fault in found.faults] == [5]
    assert len(found.notices) == 7


def test_the_default_is_held_against_ours_but_not_advised_upon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "default_path", lambda: write(tmp_path, UNWISE, "default.yaml"))
    ours = write(tmp_path, "[{id: a, type: place, name: Ilna Kaldry, in: [velm], source: x}]")
    found = check([ours], use_default=True, is_ordinary=is_water)
    assert (found.faults, found.notices, found.entries) == ((), (), 1)
    alone = check([ours], is_ordinary=is_water)
    assert [fault.message for fault in alone.faults] == ["no entry has the id 'velm'"]


def test_a_missing_file_is_an_error_of_reading(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        check([tmp_path / "nowhere.yaml"])


@pytest.mark.parametrize("query", ["velm", "Velm", "VELM", "Вельм", "welmm", "Vélm"])
def test_an_entity_is_shown_by_id_form_variant_key_and_native_name(query: str) -> None:
    gazetteer = compile_files([("names.yaml", GOOD.encode())])
    assert [entity.id for entity in show(gazetteer, query)] == ["velm"]


def test_a_part_of_a_name_shows_all_that_have_it_and_nothing_shows_nothing() -> None:
    gazetteer = compile_files([("names.yaml", UNWISE.encode())])
    assert [entity.id for entity in show(gazetteer, "ilna")] == ["kaldre", "kaldry"]
    assert show(gazetteer, "Kaldr") == []
    assert show(gazetteer, "…") == []


ALIKE = """\
- {id: scholz, type: person, name: Olav Scholz, source: invented}
- {id: sholts, type: person, name: Olav Sholts, source: invented}
- {id: vannoy, type: person, name: Olav Scholtz, source: invented}
"""


def test_forms_of_two_entities_that_sound_alike_are_noted(tmp_path: Path) -> None:
    found = check([write(tmp_path, ALIKE)])
    assert [(note.line, note.message) for note in found.notices] == [
        (2, "'Olav Sholts' sounds like 'Olav Scholz' of 'scholz'"),
        (3, "'Olav Scholtz' is one letter from 'Olav Scholz' of 'scholz'"),
    ]
    assert found.faults == ()


def test_a_native_name_without_spaces_is_found_by_a_part_of_it() -> None:
    text = "- {id: velm, type: person, name: Mark Velm, native: {ja: マルク・ヴェルム, zh: [马克·韦尔姆]}}\n"
    gazetteer = compile_files([("names.yaml", text.encode())])
    for query in ("マルク・ヴェルム", "ヴェルム", "韦尔姆", "马克"):
        assert [entity.id for entity in show(gazetteer, query)] == ["velm"], query
