"""Every real file, in every format: read and written back, and `fix` with nothing to find leaves it alone.

Skipped where the shared test data is absent. Those that cannot be read stand in `unreadable.tsv`: file, fact,
way out.
"""

from __future__ import annotations

import csv
import json
import os
import re
import tarfile
from collections import Counter
from html import escape
from pathlib import Path
from typing import Any

import pytest
from real_files import ARCHIVE, REAL

from normalize import cli, formats
from normalize.errors import ReadError
from normalize.model import Correction, Document
from normalize.rewrite import rewrite

UNREADABLE = Path(__file__).with_name("unreadable.tsv")
NAMES = ["--gazetteer", "none.yaml", "--no-default-gazetteer", "--model", "none", "--isolated"]
LONG = re.compile(r"\b[A-Za-z]{6,}\b")
LONG_AGO = 1_000_000_000_123_456_789

# By the suffix of a file: how many there are.
FILES = {
    ".docx": 47, ".html": 200, ".json": 250, ".markdown": 60, ".md": 320, ".po": 170, ".srt": 13, ".tmx": 63,
    ".vtt": 17, ".xlf": 519, ".xliff": 3, ".xml": 207,
}  # fmt: skip

pytestmark = REAL


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files, each in a folder of its format, last written long ago."""
    here = tmp_path_factory.mktemp("news")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(here, filter="data")
    for path in every(here):
        os.utime(path, ns=(LONG_AGO, LONG_AGO))
    return here


def every(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def unreadable() -> dict[str, tuple[str, str]]:
    """Return the fact and the way out for each file that cannot be read."""
    with UNREADABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {name: (fact, hint) for name, fact, hint in rows}


def test_every_file_comes_back_the_same_or_says_why_it_cannot_be_read(folder: Path) -> None:
    assert Counter(path.suffix for path in every(folder)) == FILES
    assert sum(FILES.values()) == 1_869
    refused = {}
    for path in every(folder):
        data = path.read_bytes()
        try:
            document = formats.read(data, path.name)
        except ReadError as error:
            assert error.message.startswith(f"{path.name}: ")  # noqa: PT017 - most files raise nothing
            refused[path.name] = (error.message.removeprefix(f"{path.name}: "), error.hint)
            continue
        assert formats.write(document, document.source) == data, path.name
    assert refused == unreadable()


def read(folder: Path, suffix: str, every_nth: int) -> list[Document]:
    found = []
    for path in sorted(folder.rglob(f"*{suffix}"))[::every_nth]:
        if path.name not in unreadable():
            found.append(formats.read(path.read_bytes(), path.name))
    return found


def once(document: Document) -> list[Correction]:
    """Return up to six corrections, far apart, of words that stand once in the source."""
    counts = Counter(LONG.findall(document.source))
    found = [
        Correction(number, match.start(), match.end(), f"{match[0][:2]}q&{match[0][3:]}")
        for number, segment in enumerate(document.segments)
        for match in LONG.finditer(segment.text)
        if counts[match[0]] == 1 and document.source.count(match[0]) == 1
    ]
    return found[:: max(1, len(found) // 6)][:6]


def test_lxml_reads_corrected_pages_and_sees_that_nothing_else_changed(folder: Path) -> None:
    lxml = pytest.importorskip("lxml.html")

    def seen(source: str) -> str:
        tree = lxml.document_fromstring(re.sub(r"^\ufeff?\s*<\?xml[^>]*>", "", source))
        return str(lxml.tostring(tree, encoding="unicode"))

    made = 0
    for page in read(folder, ".html", 8):
        before = seen(page.source)
        for one in once(page):
            surface = page.segments[one.segment].text[one.start : one.end]
            after = seen(rewrite(page, [one]))
            assert after == before.replace(surface, escape(one.replacement)), (page.name, surface)
            made += 1
    assert made > 100


def test_json_reads_corrected_lines_and_sees_that_nothing_else_changed(folder: Path) -> None:
    news = [json.loads(one.source) for one in read(folder, ".json", 2)]
    source = "".join(json.dumps(item, ensure_ascii=bool(turn % 2)) + "\n" for turn, item in enumerate(news))
    document = formats.read(source.encode(), "news.jsonl")
    corrections = once(document)
    assert len(corrections) == 6
    corrected = rewrite(document, corrections)
    meant = json.dumps(news, ensure_ascii=False)
    for one in corrections:
        surface = document.segments[one.segment].text[one.start : one.end]
        assert meant.count(surface) == 1
        escaped = document.segments[one.segment].escape(one.replacement)
        meant = meant.replace(surface, escaped)
    assert [json.loads(line) for line in corrected.splitlines()] == json.loads(meant)


def states(folder: Path) -> dict[str, tuple[Any, ...]]:
    """Return of every file its bytes, when it was last written, its mode and which file it is."""
    found = {}
    for path in every(folder):
        state = path.stat()
        found[path.name] = (path.read_bytes(), state.st_mtime_ns, state.st_mode, state.st_ino)
    return found


def test_fix_with_nothing_to_find_leaves_every_file_alone(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "none.yaml").write_text("version: 1\nentities: []\n", "utf-8")
    before = states(folder)
    assert cli.code(["fix", str(folder), *NAMES, "--data", "--format", "json"]) == 2
    told = json.loads(capfd.readouterr().out)["files"]
    assert sorted(Path(file["path"]).name for file in told) == sorted(before)
    assert {Path(file["path"]).name for file in told if file["error"]} == unreadable().keys()
    assert not [file["path"] for file in told if file["written"] or file["changed"]]
    assert {(one["rule"], one["verdict"]) for file in told for one in file["findings"]} <= {
        ("inconsistent", "review")
    }
    assert states(folder) == before
