"""Loading: what a good gazetteer becomes, and how several are joined."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from normalize import gazetteer as module
from normalize import gazetteer_yaml
from normalize.errors import GazetteerError, ReadError
from normalize.gazetteer import Gazetteer, compile_files, load_gazetteer
from normalize.gazetteer_schema import json_schema
from normalize.gazetteer_yaml import read_yaml

ROOT = Path(__file__).resolve().parent.parent
EVAL = ROOT.parent / "shared" / "eval" / "wmt_gazetteer.yaml"

FULL = """\
# Every key that there is.
version: 1
leave: [Nobody In Particular]
entities:
  - id: port-ostra
    type: place
    name: Port Ostra
    source: an invention
  - id: minister-kaldre
    type: person
    name: Ilna Kaldré   # a comment
    aliases: [Kaldré]
    variants:
      - Ilna Kalder
    avoid: [Ilna Kaldrey]
    context: [minister of fisheries, Port Ostra]
    in: [port-ostra]
    native: {uk: Ільна Кальдре, ru: [Ильна Кальдре, Кальдре]}
    not: [Ilna Calder]
    protect: [Kaldré Prize]
    tests:
      flag: [Minister Kalder spoke.]
      pass: [The calder flowed.]
    source: https://example.org/kaldre
"""


def compiled(*texts: str) -> Gazetteer:
    return compile_files([(f"{number}.yaml", text.encode()) for number, text in enumerate(texts)])


def written(directory: Path, text: str, name: str = "names.yaml") -> Path:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_field_is_read() -> None:
    gazetteer = compiled(FULL)
    assert gazetteer.leave == ("Nobody In Particular",)
    assert [entity.id for entity in gazetteer.entities] == ["minister-kaldre", "port-ostra"]
    minister = gazetteer.by_id["minister-kaldre"]
    assert minister.name == "Ilna Kaldré"
    assert minister.forms == ("Ilna Kaldré", "Kaldré")
    assert minister.variants == ("Ilna Kalder",)
    assert minister.avoid == ("Ilna Kaldrey",)
    assert minister.context == ("minister of fisheries", "Port Ostra")
    assert minister.within == ("port-ostra",)
    assert minister.native == (("uk", "Ільна Кальдре"), ("ru", "Ильна Кальдре"), ("ru", "Кальдре"))
    assert minister.unlike == ("Ilna Calder",)
    assert minister.protect == ("Kaldré Prize",)
    assert minister.flag == ("Minister Kalder spoke.",)
    assert minister.leave == ("The calder flowed.",)
    assert minister.source == "https://example.org/kaldre"


def test_the_list_form_json_and_a_byte_order_mark_say_the_same() -> None:
    entries = [{"id": "a", "type": "place", "name": "Åvik", "aliases": [], "native": {"ff": "𞤀𞤁"}}]
    listed = compiled(yaml.safe_dump(entries, allow_unicode=True))
    assert listed == compiled(yaml.safe_dump({"entities": entries}))
    assert listed == compiled("\ufeff" + yaml.safe_dump(entries, allow_unicode=True))
    for text in (json.dumps(entries, indent="\t"), json.dumps({"version": 1, "entities": entries})):
        assert listed == compile_files([("names.json", text.encode())])


def test_text_is_what_stands_there_even_if_yaml_has_a_use_for_it() -> None:
    gazetteer = compiled("- {id: 2020, type: org, name: no, aliases: [on, 19.90, 'null', Null]}")
    (entity,) = gazetteer.entities
    assert (entity.id, entity.forms) == ("2020", ("no", "on", "19.90", "null", "Null"))


def test_a_list_without_a_value_is_empty_and_names_are_composed() -> None:
    gazetteer = compiled(
        "- id: a\n  type: place\n  name: A\u030avik\n  aliases:\n  context: null\n  tests: ~\n"
    )
    (entity,) = gazetteer.entities
    assert (entity.name, entity.aliases, entity.context) == ("Åvik", (), ())


def test_a_later_file_wins_by_id_whole() -> None:
    first = "[{id: a, type: place, name: Aa, aliases: [Ab]}, {id: b, type: place, name: Bb}]"
    gazetteer = compiled(first, "[{id: a, type: place, name: Ac}]")
    assert [entity.forms for entity in gazetteer.entities] == [("Ac",), ("Bb",)]


def test_a_place_may_be_in_one_of_another_file() -> None:
    whole, part = "[{id: a, type: place, name: Aa}]", "[{id: b, type: place, name: Bb, in: [a]}]"
    assert compiled(whole, part) == compiled(part, whole)
    with pytest.raises(GazetteerError, match="no entry has the id 'a'"):
        compiled(part)


def test_the_default_comes_first_and_can_be_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    default = written(tmp_path, "[{id: a, type: place, name: Aa}, {id: b, type: place, name: Bb}]")
    own = written(tmp_path, "[{id: b, type: place, name: Bc}]", "own.yaml")
    monkeypatch.setattr(module, "default_path", lambda: default)
    both = load_gazetteer([own], cache_dir=tmp_path / "cache")
    assert [entity.name for entity in both.entities] == ["Aa", "Bc"]
    alone = load_gazetteer([own], use_default=False, cache_dir=tmp_path / "cache")
    assert [entity.name for entity in alone.entities] == ["Bc"]


def test_the_cache_gives_the_same_without_yaml(tmp_path: Path) -> None:
    path, cache = written(tmp_path, FULL), tmp_path / "cache"
    built = load_gazetteer([path], use_default=False, cache_dir=cache)
    assert built == load_gazetteer([path], use_default=False, cache_dir=cache) == compiled(FULL)
    code = (
        "import sys; from pathlib import Path; from normalize.gazetteer import load_gazetteer;"
        "load_gazetteer([Path(sys.argv[1])], use_default=False, cache_dir=Path(sys.argv[2]));"
        "print([name for name in ('yaml', 'pydantic', 'spacy', 'numpy') if name in sys.modules])"
    )
    run = [sys.executable, "-c", code, str(path), str(cache)]
    assert subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT).stdout == "[]\n"


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = written(tmp_path, "[{id: a, type: place, name: Aa}]")
    assert load_gazetteer([path], use_default=False, cache_dir=tmp_path).entities[0].name == "Aa"
    path.write_text("[{id: a, type: place, name: Ab}]", encoding="utf-8")
    assert load_gazetteer([path], use_default=False, cache_dir=tmp_path).entities[0].name == "Ab"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"nowhere\.yaml: there is no such gazetteer"):
        load_gazetteer([tmp_path / "nowhere.yaml"], use_default=False)
    with pytest.raises(ReadError, match="cannot be read"):
        load_gazetteer([tmp_path], use_default=False)


def test_a_gazetteer_can_be_sent_to_another_process() -> None:
    gazetteer = compiled(FULL)
    again = pickle.loads(pickle.dumps(gazetteer))
    assert again == gazetteer
    assert again.by_id == gazetteer.by_id


def test_pure_python_yaml_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read_yaml(FULL, "names.yaml")
    monkeypatch.setattr(gazetteer_yaml, "LOADER", yaml.SafeLoader)
    assert read_yaml(FULL, "names.yaml") == fast


NAMES = st.lists(
    st.text(st.sampled_from("abcdefgh ñø"), min_size=1, max_size=9).filter(
        lambda text: text == text.strip() and "  " not in text
    ),
    min_size=1,
    max_size=12,
    unique=True,
)


@given(NAMES, st.randoms())
def test_shuffling_the_entries_changes_nothing(names: list[str], random: object) -> None:
    entries = [
        {"id": f"x{number}", "type": "place", "name": name, "context": [f"by {number}"]}
        for number, name in enumerate(names)
    ]
    shuffled = sorted(entries, key=lambda entry: random.random())  # type: ignore[attr-defined]
    gazetteer = compiled(yaml.safe_dump(entries))
    assert gazetteer == compiled(yaml.safe_dump(shuffled))
    assert {entity.name for entity in gazetteer.entities} == set(names)


def test_the_schema_for_editors_is_up_to_date() -> None:
    kept = (ROOT / "normalize" / "data" / "gazetteer.schema.json").read_text(encoding="utf-8")
    assert json.loads(kept) == json_schema()


@pytest.mark.skipif(not EVAL.exists(), reason="labelled copy is not part of the repository")
def test_a_gazetteer_of_thousands_loads_and_fast_from_the_cache(tmp_path: Path) -> None:
    warnings: list[str] = []
    seconds, loaded = [], []
    for _ in range(6):
        start = time.process_time()
        loaded.append(load_gazetteer([EVAL], use_default=False, cache_dir=tmp_path, warn=warnings.append))
        seconds.append(time.process_time() - start)
    assert all(gazetteer == loaded[0] for gazetteer in loaded)
    assert len(loaded[0].entities) > 2500
    assert not warnings
    assert min(seconds[1:]) < seconds[0] / 4


DOCS = (ROOT / "docs" / "gazetteer.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL))
def test_the_examples_of_the_documentation_load(block: str) -> None:
    assert compiled(block).entities


def test_the_documentation_names_every_key() -> None:
    entry = json_schema()["$defs"]["Entry"]["properties"]
    assert [key for key in entry if f"`{key}`" not in DOCS] == []
