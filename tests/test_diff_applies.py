"""`normalize fix --diff` as `git apply` and `patch` take it: they make of the files what `fix` would."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from docx_making import paragraph, run, simple
from test_neighbours import NAMES, ROWS

from normalize import cli

pytestmark = pytest.mark.usefixtures("own_folder")

ARCHIVE = Path(__file__).parents[1] / "../shared/data/formats/formats.tar.xz"
# Words that stand in many of the real files, as if each were a wrong form of a town.
WORDS = "Google Twitter Facebook Linux United Tuesday October Copyright Impressum Project President".split()

CHECKS = {
    "git": (["git", "apply", "--check"], ["git", "apply"]),
    "patch": (
        ["patch", "--dry-run", "-p1"],
        ["patch", "-p1", "--no-backup-if-mismatch"],
    ),
}
TOLD = re.compile(r"# (.*): changed, but (.*); `normalize fix` writes it\n")


@pytest.fixture(params=CHECKS)
def tool(request: pytest.FixtureRequest) -> str:
    if not shutil.which(request.param):
        pytest.skip(f"{request.param} is not installed")
    return str(request.param)


def fix(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Return what the command line says to a pipe."""
    command = [sys.executable, "-m", "normalize", "fix", *arguments, "--diff", "--data", *NAMES]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, env=environment())


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}


def made(*arguments: str) -> bytes:
    """Return a patch; making it changes no file."""
    before = contents(Path())
    done = fix(*arguments)
    assert (done.returncode, done.stderr) == (1, b"")
    assert contents(Path()) == before
    return done.stdout


def apply(tool: str, patch: bytes, folder: Path) -> None:
    """Apply a patch in a folder; a dry run before it must not complain, nor change anything."""
    check, write = CHECKS[tool]
    before = contents(folder)
    for command in (check, write):
        assert contents(folder) == before
        done = subprocess.run(command, input=patch, cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert b"fuzz" not in done.stdout + done.stderr
        assert b"offset" not in done.stdout + done.stderr


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def write(files: dict[str, bytes]) -> None:
    for name, data in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(data)


def versions(rows: list[dict[str, Any]], version: str) -> dict[str, bytes]:
    """Return the files of rows, before or after, each in a folder called by its row."""
    return {
        f"{row['row']}/{row['file']}": row.get(version, row["before"]).encode(row.get("encoding", "utf-8"))
        for row in rows
    }


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False], ids=["whole", "no-last-newline"])
def test_a_diff_makes_of_every_text_format_what_fix_makes(
    newline: str, last: bool, tool: str, tmp_path: Path
) -> None:
    def varied(text: str) -> str:
        text = text if last else text.rstrip("\r\n")
        return text if "\r" in text else text.replace("\n", newline)

    rows = [
        {key: varied(value) if key in ("before", "after") else value for key, value in row.items()}
        for row in ROWS
        if not row.get("options") and "utf-16" not in row.get("encoding", "")
    ]
    assert {Path(row["file"]).suffix for row in rows} == set(
        ".csv .html .json .jsonl .md .po .srt .tmx .txt .vtt .xlf".split()
    )
    write(versions(rows, "before"))
    apply(tool, made("."), tmp_path)
    assert contents(tmp_path) == versions(rows, "after")


def test_a_diff_of_a_file_that_is_not_utf_8_is_in_its_encoding(tool: str, tmp_path: Path) -> None:
    rows = [row for row in ROWS if row.get("encoding") == "latin-1"]
    assert {Path(row["file"]).suffix for row in rows} == {".txt", ".html", ".json", ".tmx"}
    write(versions(rows, "before"))
    patch = made(".", "--encoding", "latin-1")
    assert b"caf\xe9" in patch
    apply(tool, patch, tmp_path)
    assert contents(tmp_path) == versions(rows, "after")


def test_a_diff_says_what_it_cannot_change_and_changes_the_others(tool: str, tmp_path: Path) -> None:
    write(
        {
            "a.txt": b"Brunnov\n",
            "b.txt": "\ufeffBrunnov\r\n".encode("utf-16-le"),
            "c.docx": simple(paragraph(run("Brunnov"))),
            "d.txt": b"Brunnov \xe9\n",
            "e.txt": b"Vexlow",
        }
    )
    before = contents(tmp_path)
    done = fix(".")
    assert TOLD.findall(done.stdout.decode()) == [
        ("b.txt", "in UTF-16-LE, as no patch can be"),
        ("c.docx", "not plain text"),
    ]
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: d.txt: not UTF-8: byte 0xE9 at offset 8\n")
    apply(tool, done.stdout, tmp_path)
    assert contents(tmp_path) == {**before, "a.txt": b"Brunnof\n", "e.txt": b"Wexlow"}


NAMED = [
    "two words.txt",
    "two  words/näme ű.txt",
    "with \"quotes\" and 'others'.txt",
    "back\\slash.txt",
    "tab\there.txt",
    "line\nend.txt",
    "-w.txt",
    "#hash.txt",
    "b/a/b.txt",
    "日本語.md",
    " leading and trailing .txt",
]


def test_odd_names_of_files_are_no_obstacle(tool: str, tmp_path: Path) -> None:
    write(dict.fromkeys(NAMED, b"First.\nBrunnov\n"))
    apply(tool, made("."), tmp_path)
    assert contents(tmp_path) == dict.fromkeys(NAMED, b"First.\nBrunnof\n")


def test_a_diff_made_in_a_folder_of_a_repository_applies_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    write({"desk/today/a.txt": b"Brunnov\n", "a.txt": b"Brunnov\n"})
    monkeypatch.chdir(tmp_path / "desk")
    apply("git", made("today"), tmp_path / "desk")
    assert contents(tmp_path) == {"desk/today/a.txt": b"Brunnof\n", "a.txt": b"Brunnov\n"}


@pytest.mark.slow
@pytest.mark.skipif(not ARCHIVE.exists(), reason="needs ../shared/data/formats")
def test_a_diff_of_real_files_makes_of_them_what_fix_makes(tool: str, tmp_path: Path) -> None:
    entry = "- {{id: {0}, type: place, name: {1}, variants: [{0}], source: invented}}\n"
    entries = [entry.format(word, f"{word[:-1]}ő{word[-1]}") for word in WORDS]
    (tmp_path / "words.yaml").write_text("version: 1\nentities:\n" + "".join(entries), "utf-8")
    own = ["--gazetteer", "words.yaml"]
    with tarfile.open(ARCHIVE) as archive:
        for member in [one for one in archive.getmembers() if one.isfile()][::17]:
            archive.extract(member, tmp_path / "news", filter="data")
    shutil.copytree("news", "elsewhere/news")
    before = contents(Path("news"))
    assert fix("news", *own, "--report", "news.diff").returncode == 2
    patch = (tmp_path / "news.diff").read_bytes()
    apply(tool, patch, tmp_path / "elsewhere")
    assert cli.code(["fix", "news", *NAMES, "--data", *own]) == 2
    after, patched = contents(Path("news")), contents(Path("elsewhere/news"))
    told = {name.removeprefix("news/") for name, _ in TOLD.findall(patch.decode("latin-1"))}
    assert {name for name in after if after[name] != patched[name]} == told
    kinds = Counter(Path(name).suffix for name in after if before[name] != patched[name])
    assert kinds.keys() >= {".html", ".json", ".md"}
    assert kinds.total() > 20
