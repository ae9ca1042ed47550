"""The hooks of the manifest, run by the real pre-commit in real git repositories."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from normalize.formats import SUFFIXES

ROOT = Path(__file__).resolve().parents[1]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
NAMES = ROOT / "tests" / "cli" / "names.yaml"

MAYOR = "The mayor, Jana Novacova, opened the school in Ober Lhota on Monday.\n"
RIGHT = "The mayor, Jana Nováková, opened the school in Horní Lhota on Monday.\n"
OPTIONS = ["--gazetteer", "names.yaml", "--no-default-gazetteer", "--model", "none", "--format", "concise"]

pytest.importorskip("pre_commit")
pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


def hooks() -> dict[str, dict[str, Any]]:
    return {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text("utf-8"))}


class Repository:
    """A git repository with one hook of the manifest, as it stands but for `language: system`."""

    def __init__(self, folder: Path, hook: str, arguments: list[str]) -> None:
        self.folder = folder
        self.git("init", "--quiet", "--initial-branch", "main")
        installed = {
            key: value for key, value in hooks()[hook].items() if key != "minimum_pre_commit_version"
        }
        _, *flags = installed["entry"].split()
        entry = " ".join([f'"{sys.executable}"', "-m", "normalize", *flags])
        local = {**installed, "language": "system", "entry": entry, "args": arguments}
        config = {"repos": [{"repo": "local", "hooks": [local]}]}
        self.write(".pre-commit-config.yaml", yaml.safe_dump(config))

    def git(self, *arguments: str) -> None:
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *arguments], cwd=self.folder, check=True, capture_output=True)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, "utf-8")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def run(self, *, staged_only: bool = False) -> tuple[int, str]:
        """Stage everything and run the hook over all files; return its exit code and what it said.

        Args:
            staged_only: Whether to run it over what is staged already, as at a commit.
        """
        if not staged_only:
            self.git("add", "--all")
        python_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        home = self.folder.parent / "pre-commit-home"
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--color", "never",
             *([] if staged_only else ["--all-files"])],
            cwd=self.folder, capture_output=True, text=True, errors="surrogateescape", check=False,
            timeout=300, env={**os.environ, "PYTHONPATH": python_path, "PRE_COMMIT_HOME": str(home)},
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr


def repository(tmp_path: Path, hook: str, arguments: list[str]) -> Repository:
    folder = tmp_path / "repository"
    folder.mkdir()
    made = Repository(folder, hook, arguments)
    shutil.copy(NAMES, folder)
    return made


def test_the_manifest_is_valid() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)],
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, b"")
    assert set(hooks()) == {"normalize", "normalize-fix", "normalize-gazetteer"}


def test_flags_that_must_hold_stand_in_the_entry() -> None:
    for hook in hooks().values():
        assert "args" not in hook
        assert hook["require_serial"] is True
        assert hook["types"] == ["file"]
    assert "--force-exclude" in hooks()["normalize"]["entry"].split()
    assert "--force-exclude" in hooks()["normalize-fix"]["entry"].split()


def test_the_check_hook_names_what_it_finds_and_writes_nothing(tmp_path: Path) -> None:
    made = repository(tmp_path, "normalize", OPTIONS)
    made.write("news/a.txt", MAYOR)
    made.write("news/b.md", RIGHT)
    made.write("code.py", 'mayor = "Jana Novacova"\n')
    code, said = made.run()
    assert code == 1
    assert "news/a.txt:1:12: misspelt Jana Novacova → Jana Nováková" in said
    assert "news/a.txt:1:48: style Ober Lhota → Horní Lhota" in said
    assert "b.md" not in said
    assert "code.py" not in said
    assert made.read("news/a.txt") == MAYOR


def test_the_check_hook_is_silent_on_clean_copy(tmp_path: Path) -> None:
    made = repository(tmp_path, "normalize", OPTIONS)
    made.write("news/a.txt", RIGHT)
    code, said = made.run()
    assert code == 0
    assert "Nováková" not in said
    assert said.rstrip().endswith("Passed")


def test_excludes_hold_for_the_files_that_the_hook_names(tmp_path: Path) -> None:
    made = repository(tmp_path, "normalize", OPTIONS)
    made.write("normalize.toml", 'exclude = ["archive/"]\n')
    made.write("archive/a.txt", MAYOR)
    assert made.run()[0] == 0


def test_the_fixing_hook_lists_what_it_changed_and_fails_once(tmp_path: Path) -> None:
    made = repository(tmp_path, "normalize-fix", OPTIONS)
    made.write("a.txt", MAYOR)
    code, said = made.run()
    assert code == 1
    assert "a.txt:1:12: misspelt Jana Novacova → Jana Nováková" in said
    assert made.read("a.txt") == RIGHT
    assert made.run()[0] == 0


def test_a_file_named_like_a_flag_is_a_file(tmp_path: Path) -> None:
    made = repository(tmp_path, "normalize-fix", OPTIONS)
    for name in ("-w.txt", "--out=b.txt", "--no-force-exclude.txt"):
        made.write(name, MAYOR)
    code, said = made.run()
    assert code == 1
    assert said.count("misspelt Jana Novacova → Jana Nováková") == 3
    assert [made.read(name) for name in ("-w.txt", "--out=b.txt", "--no-force-exclude.txt")] == [RIGHT] * 3
    assert not (made.folder / "b.txt").exists()


@pytest.mark.slow
def test_nothing_is_lost_when_a_run_comes_in_several_processes(tmp_path: Path) -> None:
    made = repository(tmp_path, "normalize", [*OPTIONS[:-1], "jsonl"])
    names = [f"{'long-' * 24}{number:04}.txt" for number in range(1200)]
    for name in names:
        made.write(name, MAYOR if int(name[-8:-4]) % 100 == 0 else RIGHT)
    code, said = made.run()
    assert code == 1
    assert said.count('"type": "summary"') > 1
    assert len(re.findall(r'"type": "finding"', said)) == 2 * 12


def test_every_format_is_checked_but_for_those_that_are_data_in_most_repositories() -> None:
    data = {".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".tab", ".xml", ".newsml"}
    for name in ("normalize", "normalize-fix"):
        pattern = re.compile(hooks()[name]["files"])
        assert {suffix for suffix in SUFFIXES if not pattern.search(f"a{suffix}")} <= data
        for suffix in (".json", ".csv", ".py", ".txt.bak", ""):
            assert not pattern.search(f"txt{suffix}")
        assert pattern.search("NEWS.TXT")
        assert not pattern.search("-w")


@pytest.mark.parametrize("hook", ["normalize", "normalize-fix"])
def test_what_is_not_staged_is_neither_judged_nor_touched(tmp_path: Path, hook: str) -> None:
    made = repository(tmp_path, hook, OPTIONS)
    made.write("a.txt", f"{RIGHT}\nOne.\n\nTwo.\n\nThree.\n")
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "first")
    made.write("a.txt", f"{RIGHT}\nOne, staged.\n\nTwo.\n\nThree.\n")
    made.git("add", "a.txt")
    mine = f"{RIGHT}\nOne, staged.\n\nTwo.\n\nThree. {MAYOR}"
    made.write("a.txt", mine)
    made.write("untracked.txt", MAYOR)
    code, said = made.run(staged_only=True)
    assert (code, "misspelt" in said) == (0, False)
    assert made.read("a.txt") == mine
    assert made.read("untracked.txt") == MAYOR


def test_a_correction_is_written_to_a_partly_staged_file_and_the_rest_of_it_comes_back(
    tmp_path: Path,
) -> None:
    made = repository(tmp_path, "normalize-fix", OPTIONS)
    made.write("a.txt", "One.\n\nTwo.\n\nThree.\n")
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "first")
    made.write("a.txt", f"{MAYOR}\nTwo.\n\nThree.\n")
    made.git("add", "a.txt")
    made.write("a.txt", f"{MAYOR}\nTwo.\n\nThree, not staged.\n")
    code, said = made.run(staged_only=True)
    assert code == 1
    assert "a.txt:1:12: misspelt Jana Novacova → Jana Nováková" in said
    assert made.read("a.txt") == f"{RIGHT}\nTwo.\n\nThree, not staged.\n"


def test_what_was_edited_further_without_staging_it_is_not_lost(tmp_path: Path) -> None:
    made = repository(tmp_path, "normalize-fix", OPTIONS)
    made.write("a.txt", MAYOR)
    made.git("add", "--all")
    mine = MAYOR.replace("on Monday", "on Monday, in the rain")
    made.write("a.txt", mine)
    code, said = made.run(staged_only=True)
    assert code == 1
    assert "Rolling back fixes" in said
    assert made.read("a.txt") == mine


def test_names_may_have_spaces_line_ends_and_letters_of_any_script(tmp_path: Path) -> None:
    made = repository(tmp_path, "normalize-fix", OPTIONS)
    names = ["a b.txt", "line\nend.txt", "$(touch x).txt", "“so”; rm.txt", "новости.txt", "'.txt", "*.txt"]
    for name in names:
        made.write(name, MAYOR)
    code, said = made.run()
    assert code == 1
    assert said.count("misspelt Jana Novacova → Jana Nováková") == len(names)
    assert [made.read(name) for name in names] == [RIGHT] * len(names)
    assert not (made.folder / "x").exists()


def test_deleted_and_renamed_files_are_no_matter(tmp_path: Path) -> None:
    made = repository(tmp_path, "normalize", OPTIONS)
    for name in ("gone.txt", "old.txt", "stays.txt"):
        made.write(name, RIGHT)
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "first")
    made.git("rm", "--quiet", "gone.txt")
    made.git("mv", "old.txt", "new.txt")
    assert made.run(staged_only=True)[0] == 0
    made.write("new.txt", MAYOR)
    made.git("add", "new.txt")
    (made.folder / "stays.txt").unlink()  # deleted, but not staged
    code, said = made.run(staged_only=True)
    assert code == 1
    assert "new.txt:1:12: misspelt Jana Novacova → Jana Nováková" in said
    assert "could not be read" not in said
    assert not (made.folder / "stays.txt").exists()


def test_the_gazetteer_hook_checks_the_whole_that_a_part_belongs_to(tmp_path: Path) -> None:
    made = repository(tmp_path, "normalize-gazetteer", [])
    (made.folder / "names.yaml").unlink()
    part = "version: 1\nentities:\n- {id: brod, type: place, name: Brod, in: [land]}\n"
    made.write("data/gazetteer/towns.yaml", part)
    made.write(
        "data/gazetteer/lands.yaml", "version: 1\nentities:\n- {id: land, type: place, name: Landia}\n"
    )
    made.write("data/news.yaml", "version: 1\ninclude: [gazetteer/towns.yaml, gazetteer/lands.yaml]\n")
    assert made.run()[0] == 0  # a part by itself would lack what it refers to
    made.write(
        "data/gazetteer/lands.yaml", "version: 1\nentities:\n- {id: brod, type: place, name: Landia}\n"
    )
    code, said = made.run()
    assert code == 1
    assert "brod" in said


def test_the_gazetteer_hook_tells_faults_with_their_lines(tmp_path: Path) -> None:
    made = repository(tmp_path, "normalize-gazetteer", [])
    made.write("data/gazetteer-eu.yaml", "version: 1\nentities:\n- id: x\n  type: town\n  name: Brod\n")
    code, said = made.run()
    assert code == 1
    assert "data/gazetteer-eu.yaml:4:9: `type` must be person, place or org" in said
    made.write("data/gazetteer-eu.yaml", "version: 1\nentities:\n- id: x\n  type: place\n  name: Brod\n")
    assert made.run()[0] == 0
