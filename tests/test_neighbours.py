"""What neighbouring tools did to news, and what we do: the rows of `neighbours/rows.yaml`, and more."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx_making import body, docx, paragraph, part, run

from normalize import cli

HERE = Path(__file__).parent / "neighbours"
NAMES = ["--gazetteer", str(HERE / "names.yaml"), "--no-default-gazetteer", "--model", "none", "--isolated"]
ROWS = yaml.safe_load((HERE / "rows.yaml").read_text("utf-8"))

pytestmark = pytest.mark.usefixtures("own_folder")


def fix(*arguments: str) -> int:
    return cli.code(["fix", *arguments, *NAMES])


def findings(capfd: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    """Return what `check` finds in files, as its JSON says it."""
    capfd.readouterr()
    cli.code(["check", *arguments, *NAMES, "--format", "json"])
    files = json.loads(capfd.readouterr().out)["files"]
    assert not [file["error"] for file in files if file.get("error")]
    return [finding for file in files for finding in file["findings"]]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["row"])
def test_row(row: dict[str, Any], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    encoding, options = row.get("encoding", "utf-8"), row.get("options", [])
    before = row["before"].encode(encoding)
    after = row.get("after", row["before"]).encode(encoding)
    file = tmp_path / row["file"]
    file.write_bytes(before)
    found = findings(capfd, file.name, *options)
    assert file.read_bytes() == before
    assert [one["surface"] for one in found] == row.get("found", [])
    held = [one["held"] for one in found if one["held"]]
    assert bool(held) == ("held" in row)
    assert all(row["held"] in reason for reason in held)
    assert fix(file.name, *options) == (1 if found else 0)
    assert file.read_bytes() == after
    stamp = file.stat().st_mtime_ns
    fix(file.name, *options)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (after, stamp), "fixing twice is fixing once"


def hidden(letter: str) -> str:
    return f"The envoy {letter} left.\n"


@pytest.mark.parametrize(
    "surface", ["Brun\u00adnov", "Brun\u200bnov", "Brunn\u043ev", "\uff22runnov"], ids=ascii
)
def test_a_hidden_character_in_a_wrong_form_is_found(surface: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(hidden(surface), "utf-8")
    fix("a.txt")
    assert file.read_text("utf-8") == hidden("Brunnof")


def news(*runs: str, name: str = "Brunnov") -> bytes:
    """Return a Word document with a paragraph in runs, and a name in every other part that is read."""
    named = paragraph(run(f"Of {name}"))
    footnote = f'<w:footnote w:id="2">{named}</w:footnote>'
    return docx(
        {
            "word/document.xml": body(paragraph(*runs)),
            "word/header1.xml": part("header", named),
            "word/footnotes.xml": part("footnotes", footnote),
            "word/media/Brunnov.png": b"\x89PNG Brunnov",
        }
    )


def test_a_name_over_runs_of_a_word_document_is_one_name(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def runs(last: str) -> tuple[str, ...]:
        return run("Then Tadek Br"), run("unn", "<w:b/>"), run(last, "<w:i/>"), run(" left.")

    file = tmp_path / "a.docx"
    file.write_bytes(news(*runs("ov")))
    surfaces = [one["surface"] for one in findings(capfd, "a.docx")]
    assert sorted(surfaces) == ["Brunnov", "Brunnov", "Tadek Brunnov"]
    assert fix("a.docx") == 1
    with (
        zipfile.ZipFile(file) as after,
        zipfile.ZipFile(io.BytesIO(news(*runs("of"), name="Brunnof"))) as meant,
    ):
        assert after.namelist() == meant.namelist()
        assert {name: after.read(name) for name in after.namelist()} == {
            name: meant.read(name) for name in meant.namelist()
        }


def archive(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(name, "Brunnov")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.xlsx", archive("xl/workbook.xml"), "is binary: a ZIP archive (or an office document)"),
        ("a.txt", archive("word/document.xml"), "is binary: a ZIP archive (or an office document)"),
        ("a.docx", archive("Brunnov.txt"), "is a ZIP archive, but no Word document"),
        ("a.docx", b"Brunnov\n", "is no ZIP archive, which a .docx is"),
        ("a.png", b"\x89PNG\r\n\x1a\nBrunnov", "is binary: a PNG image"),
        ("a.pdf", b"%PDF-1.7\nBrunnov", "is binary: a PDF"),
        ("a.txt", b"Brunnov\0", "is binary: a NUL byte at offset 7"),
        ("a.txt", b"Brunnov went to a caf\xe9.\n", "not UTF-8: byte 0xE9 at offset 21"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nBrunnov".encode("utf-16-le"), "is binary: a NUL byte"),
        ("a.json", b'{"title": "Brunnov",}', "line 1, column 21"),
        ("a.xlf", b"<xliff><target>Brunnov</xliff>", "is malformed: line 1, column"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_text_is_told_and_left_alone_and_the_others_are_done(
    name: str, data: bytes, told: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "other.txt").write_bytes(b"Brunnov\n")
    assert fix(name, "other.txt", "--format", "concise") == 2
    assert capfd.readouterr().err.startswith(f"error: {name}: {told}")
    assert (tmp_path / name).read_bytes() == data
    assert (tmp_path / "other.txt").read_bytes() == b"Brunnof\n"


def test_mode_bits_stay(tmp_path: Path) -> None:
    for mode in (0o755, 0o640, 0o600):
        file = tmp_path / "a.txt"
        file.write_bytes(b"Brunnov\n")
        file.chmod(mode)
        fix("a.txt")
        assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"Brunnof\n", mode)


def test_hard_links_stay(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Brunnov\n")
    (tmp_path / "b.txt").hardlink_to(tmp_path / "a.txt")
    fix("a.txt")
    assert (tmp_path / "b.txt").read_bytes() == b"Brunnof\n"
    assert (tmp_path / "a.txt").samefile(tmp_path / "b.txt")


def test_symbolic_links_stay_and_what_they_name_is_mended(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a.txt").write_bytes(b"Brunnov\n")
    (tmp_path / "b.txt").symlink_to("real/a.txt")
    fix("b.txt")
    assert (tmp_path / "b.txt").readlink() == Path("real/a.txt")
    assert (tmp_path / "real/a.txt").read_bytes() == b"Brunnof\n"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.txt", "b.txt", "real"]


def test_a_path_that_does_not_exist_is_2(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.code(["check", "none.txt", *NAMES]) == 2
    assert capfd.readouterr().err.startswith("error: none.txt: no such file or folder\n")
    (tmp_path / "a.txt").write_bytes(b"Brunnov\n")
    assert fix("none.txt", "a.txt") == 2
    assert (tmp_path / "a.txt").read_bytes() == b"Brunnof\n"


def test_a_path_that_is_excluded_stays_out_though_it_is_named_and_that_is_0(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Brunnov\n")
    assert fix("a.txt", "--exclude", "*.txt") == 0
    assert (tmp_path / "a.txt").read_bytes() == b"Brunnov\n"


@pytest.mark.parametrize("here", [".", "desk", "desk/today", "elsewhere"])
def test_a_configuration_is_found_from_the_file_upward(
    here: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("desk/today", "elsewhere"):
        (tmp_path / folder).mkdir(parents=True)
    settings = f'gazetteers = ["{HERE / "names.yaml"}"]\ndefault-gazetteer = false\nmodel = "none"\n'
    (tmp_path / "desk/normalize.toml").write_text(settings + 'ignore = ["misspelt"]\n', "utf-8")
    (tmp_path / "elsewhere/normalize.toml").write_text(settings, "utf-8")
    for name in ("desk/today/a.txt", "elsewhere/a.txt"):
        (tmp_path / name).write_bytes(b"Brunnov\n")
    monkeypatch.chdir(tmp_path / here)
    named = [os.path.relpath(tmp_path / name) for name in ("desk/today/a.txt", "elsewhere/a.txt")]
    assert cli.code(["fix", *named]) == 1
    assert (tmp_path / "desk/today/a.txt").read_bytes() == b"Brunnov\n"
    assert (tmp_path / "elsewhere/a.txt").read_bytes() == b"Brunnof\n"


SHIFTED = "First.\n“Größe” – ‘süß’ \U0001f600, wrote Brunnov on Monday.\n"


def test_columns_count_what_each_reader_counts(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a.txt").write_text(SHIFTED, "utf-8")
    line = SHIFTED.splitlines()[1]
    column = line.index("Brunnov") + 1
    (found,) = findings(capfd, "d/a.txt")
    place = {key: found["place"][key] for key in ("line", "column", "column_utf16", "byte_start", "byte_end")}
    first = SHIFTED.encode().index(b"Brunnov")
    assert place == {
        "line": 2, "column": column, "column_utf16": column + 1, "byte_start": first, "byte_end": first + 7,
    }  # fmt: skip
    shown = {}
    for name in ("concise", "github", "sarif"):
        cli.code(["check", "./d/a.txt", *NAMES, "--format", name])
        shown[name] = capfd.readouterr().out
    assert shown["concise"].startswith(f"d/a.txt:2:{column}: ")
    assert f"file=d/a.txt,line=2,endLine=2,col={column},endColumn={column + 7}," in shown["github"]
    (run,) = json.loads(shown["sarif"])["runs"]
    (result,) = run["results"]
    physical = result["locations"][0]["physicalLocation"]
    region = physical["region"]
    assert (run["columnKind"], region["startColumn"]) == ("unicodeCodePoints", column)
    assert physical["artifactLocation"]["uri"] == "d/a.txt"
    assert result["ruleId"] in [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert result["partialFingerprints"]
    assert [len(fix["artifactChanges"][0]["replacements"]) for fix in result["fixes"]] == [1]
