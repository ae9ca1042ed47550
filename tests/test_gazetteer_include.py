"""One gazetteer in several files: it counts as one, and faults name the file."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from normalize import gazetteer as module
from normalize.cli import app
from normalize.errors import GazetteerError, NormalizeError, ReadError
from normalize.gazetteer import check_files, compile_files, default_path, load_gazetteer, read_files
from normalize.gazetteer_edit import AddEntries, AddForm, AddLeave, edit_file, save
from normalize.gazetteer_include import included
from normalize.gazetteer_lint import check

PEOPLE = """\
# People.
version: 1
entities:
- id: ilna-kaldre
  type: person
  name: Ilna Kaldre
  in: [port-ostra]
  source: an invention
"""
PLACES = """\
- id: port-ostra
  type: place
  name: Port Ostra
  source: an invention
"""
ROOT = """\
# All.
version: 1
leave: [Calder Institute]
include:
- names/people.yaml
- names/places.yaml
"""


def written(folder: Path, root: str = ROOT, **parts: str) -> Path:
    """Write a gazetteer in parts, `PEOPLE` and `PLACES` unless others are given, and return its root."""
    (folder / "names").mkdir(exist_ok=True)
    for name, text in ({"people": PEOPLE, "places": PLACES} | parts).items():
        (folder / "names" / f"{name}.yaml").write_text(text, encoding="utf-8")
    path = folder / "all.yaml"
    path.write_text(root, encoding="utf-8")
    return path


def load(path: Path, cache: Path) -> module.Gazetteer:
    return load_gazetteer([path], use_default=False, cache_dir=cache)


def faults(path: Path) -> list[str]:
    """Return the faults of a gazetteer, one line each, paths from its folder."""
    found = check_files(read_files([path], use_default=False))[2]
    return [
        f"{fault.path}:{fault.line}:{fault.column}: {fault.message}".replace(f"{path.parent}/", "")
        for fault in found
    ]


def test_what_is_included_counts_as_if_it_stood_there(tmp_path: Path) -> None:
    path = written(tmp_path)
    entries = PEOPLE.partition("entities:\n")[2] + PLACES
    whole = f"version: 1\nleave: [Calder Institute]\nentities:\n{entries}"
    assert faults(path) == []
    assert load(path, tmp_path / "cache") == compile_files([("whole.yaml", whole.encode())])


def test_a_root_may_have_entries_of_its_own_and_json_includes_too(tmp_path: Path) -> None:
    path = written(tmp_path, '{"entities": [{"id": "velm", "type": "place", "name": "Velm"}],')
    path.write_text(path.read_text("utf-8") + '"include": ["./names/places.yaml"]}', encoding="utf-8")
    assert [entity.id for entity in load(path, tmp_path / "cache").entities] == ["port-ostra", "velm"]


def test_the_cache_is_used_without_yaml_and_missed_after_a_change_in_any_file(tmp_path: Path) -> None:
    path, cache = written(tmp_path), tmp_path / "cache"
    first = load(path, cache)
    code = (
        "import sys; from pathlib import Path; from normalize.gazetteer import load_gazetteer;"
        "load_gazetteer([Path(sys.argv[1])], use_default=False, cache_dir=Path(sys.argv[2]));"
        "print([name for name in ('yaml', 'pydantic') if name in sys.modules])"
    )
    run = [sys.executable, "-c", code, str(path), str(cache)]
    folder = Path(module.__file__).parents[1]
    assert subprocess.run(run, capture_output=True, text=True, check=True, cwd=folder).stdout == "[]\n"
    written(tmp_path, places=PLACES.replace("name: Port Ostra", "name: Port Ostrava"))
    assert load(path, cache).by_id["port-ostra"].name == "Port Ostrava"
    written(tmp_path, ROOT.replace("Calder Institute", "Calder Inn"))
    assert load(path, cache).leave == ("Calder Inn",)
    written(tmp_path)
    assert load(path, cache) == first


def test_a_missing_file_is_told_with_the_place_that_includes_it(tmp_path: Path) -> None:
    path = written(tmp_path, ROOT + "- names/orgs.yaml\n- names/people.yaml/x.yaml\n")
    (tmp_path / "names" / "places.yaml").unlink()
    assert faults(path) == [
        "all.yaml:6:3: there is no file names/places.yaml to include",
        "all.yaml:7:3: there is no file names/orgs.yaml to include",
        "all.yaml:8:3: there is no file names/people.yaml/x.yaml to include",
    ]
    with pytest.raises(GazetteerError, match="correct the path, or delete it"):
        load(path, tmp_path / "cache")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, ROOT + "- names\n")
    with pytest.raises(ReadError, match="names: cannot be read"):
        load(path, tmp_path / "cache")


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("../other.yaml", "leads out of this file's folder: '../other.yaml'"),
        ("names/../../other.yaml", "leads out of this file's folder: 'names/../../other.yaml'"),
        ("/etc/names.yaml", "leads out of this file's folder: '/etc/names.yaml'"),
        ("names\\people.yaml", r"has a backslash or a colon in it: 'names\\people.yaml'"),
        ("C:names.yaml", "has a backslash or a colon in it: 'C:names.yaml'"),
        ('"names\\0.yaml"', "has a tab or line break in it: 'names\\x00.yaml'"),
        (".", "is no path of a file: '.'"),
        ("''", "is empty"),
    ],
)
def test_a_path_that_cannot_be_included_is_refused(tmp_path: Path, text: str, fact: str) -> None:
    (tmp_path.parent / "other.yaml").write_text(PLACES, encoding="utf-8")
    path = written(tmp_path, f"{ROOT}- {text}\n")
    assert faults(path) == [f"all.yaml:7:3: an item of `include` {fact}"]


def test_a_file_is_included_once_and_never_by_itself(tmp_path: Path) -> None:
    path = written(tmp_path, ROOT + "- ./names/people.yaml\n- all.yaml\n")
    assert faults(path) == [
        "all.yaml:7:3: the file is included already, on line 5",
        "all.yaml:8:3: the file includes itself",
    ]


def test_an_included_file_includes_no_others(tmp_path: Path) -> None:
    path = written(tmp_path, places="include: [people.yaml, ../all.yaml]\nentities:\n" + PLACES)
    assert faults(path) == [
        "names/places.yaml:1:11: 'people.yaml' is included by a file that all.yaml includes",
        "names/places.yaml:1:24: an item of `include` leads out of this file's folder: '../all.yaml'",
    ]


def test_an_id_in_two_files_of_one_gazetteer_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, places=PLACES + PLACES.replace("port-ostra", "ilna-kaldre"))
    assert faults(path)[0] == (
        "names/places.yaml:5:7: the id 'ilna-kaldre' is given twice, first on names/people.yaml:4"
    )
    own = tmp_path / "own.yaml"
    own.write_text(PLACES.replace("Port Ostra", "Ostra"), encoding="utf-8")
    assert check_files(read_files([written(tmp_path), own], use_default=False))[2] == ()


def test_faults_are_told_in_the_file_where_they_stand(tmp_path: Path) -> None:
    more = PLACES.replace("port-ostra", "ostra").replace("Port Ostra", "Ostra")
    path = written(tmp_path, people=PEOPLE + "  variants: [Ostra]\n", places=PLACES + more + "  nmae: x\n")
    assert faults(path) == [
        "names/places.yaml:7:9: 'Ostra' is a variant of 'ilna-kaldre' and a correct form of 'ostra' "
        "(names/people.yaml:9)",
        "names/places.yaml:9:3: unknown key `nmae`",
    ]
    broken = written(tmp_path, places=PLACES + "- id: 'x\n")
    assert [fault.partition(": not")[0] for fault in faults(broken)] == ["names/places.yaml:5:7"]


def test_a_broken_root_still_has_its_files_checked(tmp_path: Path) -> None:
    path = written(tmp_path, ROOT + "entities:\n- id: 'x\n", people=PEOPLE + "  nmae: x\n")
    assert [fault.partition(": ")[0] for fault in faults(path)] == ["all.yaml:8:7", "names/people.yaml:9:3"]


def test_the_word_in_a_name_includes_nothing() -> None:
    assert included("a.yaml", b"- {id: a, type: org, name: 'They include: all'}") == []
    assert included("a.yaml", b"include: names.yaml") == []
    assert included("a.yaml", b"include:\n- names.yaml\n- [x]\n- /y\n") == ["names.yaml"]


def test_notes_are_given_file_by_file_and_sorting_counts_within_one(tmp_path: Path) -> None:
    velm = PLACES.replace("port-ostra", "velm").replace("Port Ostra", "Velm Bay")
    path = written(tmp_path, people=PEOPLE.replace("  source: an invention\n", ""), places=velm + PLACES)
    notices = check([path]).notices
    assert [(Path(one.path).name, one.line, one.message) for one in notices] == [
        ("people.yaml", 4, "'ilna-kaldre' has no `source`"),
        ("places.yaml", 5, "'port-ostra' stands after 'velm'"),
    ]


def test_only_ones_own_files_are_advised_upon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    default = written(tmp_path, people=PEOPLE.replace("  source: an invention\n", ""))
    monkeypatch.setattr(module, "default_path", lambda: default)
    own = tmp_path / "own.yaml"
    own.write_text("[{id: velm, type: place, name: Velm Bay, in: [port-ostra]}]", encoding="utf-8")
    found = check([own], use_default=True)
    assert [(Path(one.path).name, one.message) for one in found.notices] == [
        ("own.yaml", "'velm' has no `source`")
    ]
    assert found.entries == 1


def test_a_form_goes_to_the_file_in_which_its_entry_stands(tmp_path: Path) -> None:
    path = written(tmp_path)
    change = AddForm("port-ostra", "aliases", "Ostra")
    place, text, before = edit_file(path, change, use_default=False)
    assert (place, before) == (tmp_path / "names" / "places.yaml", PLACES.encode())
    save(place, text, before)
    assert load(path, tmp_path / "cache").by_id["port-ostra"].aliases == ("Ostra",)
    assert text == PLACES.replace("Port Ostra\n", "Port Ostra\n  aliases: [Ostra]\n")
    assert path.read_text("utf-8") == ROOT


def test_entries_and_names_to_leave_go_to_the_file_that_is_named(tmp_path: Path) -> None:
    path, people = written(tmp_path), tmp_path / "names" / "people.yaml"
    entry = {"id": "ola-velm", "type": "person", "name": "Ola Velm", "in": ["port-ostra"]}
    assert edit_file(path, AddEntries((entry,)), use_default=False)[1] == (
        ROOT + "entities:\n- id: ola-velm\n  type: person\n  name: Ola Velm\n  in: [port-ostra]\n"
    )
    place, text, _ = edit_file(people, AddEntries((entry,)), [path], use_default=False)
    assert place == people
    assert text.startswith(PEOPLE.removesuffix("\n"))
    assert "- id: ola-velm" in text
    place, text, _ = edit_file(path, AddLeave("Aalto"), use_default=False)
    assert (place, "leave: [Aalto, Calder Institute]" in text) == (path, True)


def test_a_change_is_held_against_the_whole_gazetteer(tmp_path: Path) -> None:
    path, people = written(tmp_path), tmp_path / "names" / "people.yaml"
    with pytest.raises(
        GazetteerError, match=r"'Port Ostra' is a variant of 'ilna-kaldre' and a correct form"
    ):
        edit_file(path, AddForm("ilna-kaldre", "variants", "Port Ostra"), use_default=False)
    twice = AddEntries(({"id": "port-ostra", "type": "person", "name": "Ola Velm"},))
    for into, beside in ((path, ()), (people, (path,))):
        with pytest.raises(GazetteerError, match="the id 'port-ostra' is given twice"):
            edit_file(into, twice, beside, use_default=False)
    with pytest.raises(NormalizeError, match="no entry has the id 'port-osta', nor in what it") as told:
        edit_file(path, AddForm("port-osta", "aliases", "Ostra"), use_default=False)
    assert told.value.hint == "did you mean 'port-ostra'?"


def test_the_command_says_which_file_it_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path)
    monkeypatch.chdir(tmp_path)
    command = ["gazetteer", "variant", "ilna-kaldre", "Ilna Caldree", "--file", "all.yaml"]
    done = CliRunner().invoke(app, command)
    assert (done.exit_code, done.stderr) == (0, "wrote names/people.yaml\n")
    assert "variants: [Ilna Caldree]" in (tmp_path / "names" / "people.yaml").read_text("utf-8")


def test_the_shipped_gazetteer_is_in_groups_that_can_be_read() -> None:
    files = [Path(name) for name, _ in read_files([], use_default=True)]
    assert files[0] == default_path()
    folder = files[0].parent / "gazetteer"
    assert sorted(files[1:]) == sorted(folder.iterdir())
    assert max(len(path.read_text("utf-8").splitlines()) for path in files) <= 4000
    assert all(path.read_text("utf-8").startswith("# ") for path in files)


def test_the_wheel_and_the_sdist_ship_all_of_it() -> None:
    root = Path(module.__file__).parents[1]
    targets = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert targets["wheel"]["force-include"] == {
        "gazetteer.yaml": "normalize/data/gazetteer.yaml",
        "gazetteer": "normalize/data/gazetteer",
    }
    assert {"gazetteer.yaml", "gazetteer"} <= set(targets["sdist"]["include"])


def test_the_shipped_gazetteer_is_sorted_file_by_file() -> None:
    assert [one for one in check([default_path()]).notices if "stands after" in one.message] == []


def test_a_copy_elsewhere_reads_the_same(tmp_path: Path) -> None:
    shutil.copy(default_path(), tmp_path)
    shutil.copytree(default_path().parent / "gazetteer", tmp_path / "gazetteer")
    assert load(tmp_path / "gazetteer.yaml", tmp_path / "cache") == load_gazetteer()
