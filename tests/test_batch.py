"""A corpus: every line kept and done on its own, edits that give the corrected text, a file that is whole."""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from batch_making import NAMES, OPTIONS, RIGHT, TEXT, invented, put_in, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import normalize
from normalize import cli
from normalize.adapters.corpus import done, edits
from normalize.adapters.json_corpus import item_of, with_results
from normalize.adapters.line_files import whole
from normalize.errors import WriteError
from normalize.formats import parse
from normalize.model import Verdict


@pytest.fixture(autouse=True)
def _surroundings(own_folder: Path) -> None:
    shutil.copy(NAMES, own_folder)


def rows(path: Path) -> list[dict[str, Any]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode("utf-8").splitlines()]


def write_row(path: Path, row: dict[str, Any]) -> None:
    path.write_text(json.dumps(row) + "\n", "utf-8")


def test_every_field_is_kept_in_its_place_and_the_results_come_after(tmp_path: Path) -> None:
    write_row(tmp_path / "in.jsonl", {"n": 1, "text": TEXT, "tags": [None, 2.5]})
    assert cli.code(["batch", "in.jsonl", "out.jsonl", *OPTIONS]) == 0
    (row,) = rows(tmp_path / "out.jsonl")
    assert list(row) == ["n", "text", "tags", "corrected", "edits", "review"]
    assert (row["n"], row["text"], row["tags"], row["corrected"]) == (1, TEXT, [None, 2.5], RIGHT)
    first, second = row["edits"]
    assert list(first) == [
        "start",
        "end",
        "surface",
        "replacement",
        "rule",
        "entity",
        "probability",
        "reason",
    ]
    assert (first["start"], first["end"], first["surface"]) == (11, 24, "Jana Novacova")
    assert (first["rule"], first["entity"], second["rule"]) == ("misspelt", "novakova-jana", "style")
    assert 0.9 <= first["probability"] <= 1.0


def test_what_is_not_sure_is_for_review_and_not_written(tmp_path: Path) -> None:
    write_row(tmp_path / "in.jsonl", {"text": TEXT})
    assert cli.code(["batch", "in.jsonl", "out.jsonl", *OPTIONS, "--preset", "review"]) == 0
    (row,) = rows(tmp_path / "out.jsonl")
    assert (row["corrected"], row["edits"]) == (TEXT, [])
    assert [one["replacement"] for one in row["review"]] == ["Jana Nováková", "Horní Lhota"]


@given(
    st.lists(
        st.sampled_from(
            ["Jana Novacova", "Novacova’s", "mayor", "Ober Lhota", "“", "”", "\n", "\r\n", " ", ", ", "😀",
             "Jana\nNovacova", "e\u0301", "\u00ad", "https://example.org/Novacova", "JANA NOVACOVA", "."]
        ),
        max_size=30,
    )
)  # fmt: skip
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_edits_put_in_give_the_corrected_text(parts: list[str]) -> None:
    text = " ".join(parts)
    item = item_of(1, json.dumps({"text": text}).encode(), "text")
    made = json.loads(with_results(item.rest, done(item.text, invented())))
    assert put_in(text, made["edits"]) == made["corrected"]


def test_compressed_corpora_are_read_and_written(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "in.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"text": TEXT}) + "\n")
    assert cli.code(["batch", "in.jsonl.gz", "out.jsonl.gz", *OPTIONS]) == 0
    assert rows(tmp_path / "out.jsonl.gz")[0]["corrected"] == RIGHT
    first = (tmp_path / "out.jsonl.gz").read_bytes()
    assert cli.code(["batch", "in.jsonl.gz", "out.jsonl.gz", *OPTIONS]) == 0
    assert (tmp_path / "out.jsonl.gz").read_bytes() == first


def test_a_gzip_file_that_is_cut_off_is_an_error_and_nothing_is_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": TEXT}).encode() * 50)[:-20])
    (tmp_path / "out.jsonl").write_text("as it was\n", "utf-8")
    assert cli.code(["batch", "in.jsonl.gz", "out.jsonl", *OPTIONS]) == 2
    assert "not a whole gzip file" in capfd.readouterr().err
    assert (tmp_path / "out.jsonl").read_text("utf-8") == "as it was\n"
    assert list(tmp_path.glob(".*")) == []


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def stopped() -> None:
        with whole(str(tmp_path / "out")) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert not (tmp_path / "out").exists()
    assert list(tmp_path.glob(".*")) == []
    with pytest.raises(WriteError, match="no such file or folder"), whole(str(tmp_path / "no" / "out")):
        pass


def test_a_folder_where_the_errors_file_would_be_is_told_as_what_it_is(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_row(tmp_path / "in.jsonl", {"text": TEXT})
    (tmp_path / "out.jsonl.errors.jsonl").mkdir()
    assert cli.code(["batch", "in.jsonl", "out.jsonl", *OPTIONS]) == 2
    said = capfd.readouterr().err
    assert "out.jsonl.errors.jsonl: " in said
    assert "standard output" not in said
    assert rows(tmp_path / "out.jsonl")[0]["corrected"] == RIGHT


def test_a_corpus_may_be_replaced_by_its_result(tmp_path: Path) -> None:
    write_row(tmp_path / "in.jsonl", {"text": TEXT})
    assert cli.code(["batch", "in.jsonl", "in.jsonl", *OPTIONS]) == 0
    assert rows(tmp_path / "in.jsonl")[0]["corrected"] == RIGHT


def test_a_corpus_is_not_replaced_where_lines_would_be_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = json.dumps({"text": TEXT}) + "\nno JSON\n"
    (tmp_path / "in.jsonl").write_text(before, "utf-8")
    assert cli.code(["batch", "in.jsonl", "./in.jsonl", *OPTIONS]) == 2
    assert (tmp_path / "in.jsonl").read_text("utf-8") == before
    assert "1 line would be lost" in capsys.readouterr().err


def test_gazetteers_that_are_given_stand_alone_unless_the_shipped_one_is_wished_for(tmp_path: Path) -> None:
    write_row(tmp_path / "in.jsonl", {"text": "Talks in Kiev."})
    assert cli.code(["batch", "in.jsonl", "out.jsonl", *OPTIONS]) == 0
    assert rows(tmp_path / "out.jsonl")[0]["edits"] == []
    assert cli.code(["batch", "in.jsonl", "out.jsonl", *OPTIONS, "--with-default-gazetteer"]) == 0
    assert [edit["replacement"] for edit in rows(tmp_path / "out.jsonl")[0]["edits"]] == ["Kyiv"]


def test_a_plain_list_is_a_gazetteer_too(tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text(
        "- id: p:kral\n  type: person\n  name: Petr Král\n  aliases: [Král]\n", "utf-8"
    )
    write_row(tmp_path / "in.jsonl", {"text": "Petr Král spoke."})
    assert cli.code(["batch", "in.jsonl", "out.jsonl", "--gazetteer", "list.yaml", "--model", "none"]) == 0
    assert rows(tmp_path / "out.jsonl")[0]["corrected"] == "Petr Král spoke."


def test_edits_of_other_formats_are_in_code_points_of_their_source() -> None:
    document = parse("<p>Jana Nov&#97;cova</p>", "a", format="html")
    (edit,) = edits(invented()(document), Verdict.CORRECT)
    assert put_in(document.source, [edit]) == "<p>Jana Nováková</p>"


def test_a_line_keeps_every_byte_that_it_had() -> None:
    line = b'\xef\xbb\xbf {"n": 1.50, "big": 1e400, "n": 2, "odd": "\\ud83d\\u00e9",\t"text":"x" }  \r\n'
    item = item_of(1, line, "text")
    made = with_results(item.rest, done(item.text, invented()))
    assert made == line.removesuffix(b" }  \r\n") + b', "corrected": "x", "edits": [], "review": []}  \r\n'


def test_a_field_called_error_is_kept_where_there_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    Path("in.jsonl").write_text('{"text": "x", "error": 1}\n{"text": 2, "error": 1}\n', "utf-8")
    assert cli.code(["batch", "in.jsonl", "out.jsonl", *OPTIONS]) == 2
    (row,) = rows(Path("out.jsonl"))
    assert row == {"text": "x", "error": 1, "corrected": "x", "edits": [], "review": []}
    assert "line 2: the field 'text' holds a JSON number" in capsys.readouterr().err


def test_a_text_that_is_too_long_costs_one_row(tmp_path: Path) -> None:
    given = ["x" * 200_001, TEXT]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in given), "utf-8")
    assert cli.code(["batch", "in.jsonl", "out.jsonl", *OPTIONS]) == 2
    long, fine = rows(tmp_path / "out.jsonl")
    assert long["error"].startswith("200,001 characters of text without a break")
    assert (long["text"], long["corrected"], fine["corrected"]) == (given[0], None, RIGHT)


def test_zstandard_is_read_frame_by_frame_and_written(tmp_path: Path) -> None:
    zstd = pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    frames = [zstd.compress(json.dumps({"text": text}).encode() + b"\n") for text in (TEXT, "x")]
    (tmp_path / "in.jsonl.zst").write_bytes(b"".join(frames))
    assert cli.code(["batch", "in.jsonl.zst", "out.jsonl.zst", *OPTIONS]) == 0
    made = zstd.decompress((tmp_path / "out.jsonl.zst").read_bytes()).splitlines()
    assert [json.loads(line)["corrected"] for line in made] == [RIGHT, "x"]
    (tmp_path / "in.jsonl.zst").write_bytes(b"".join(frames)[:-3])
    assert cli.code(["batch", "in.jsonl.zst", "out.jsonl.zst", *OPTIONS]) == 2
    assert (tmp_path / "out.jsonl.zst").read_bytes()


def test_what_is_not_installed_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("backports.zstd", "compression.zstd", "pyarrow", "normalize.adapters.record_batches",
                 "normalize.adapters.parquet_corpus"):  # fmt: skip
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "backports.zstd", None)
    monkeypatch.setitem(sys.modules, "compression.zstd", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for name in ("in.jsonl.zst", "in.parquet"):
        Path(name).write_bytes(b"x")
        assert cli.code(["batch", name, f"out-{name}", *OPTIONS]) == 2
    told = capsys.readouterr().err
    assert "pip install 'entity-normalize[zstd]'" in told
    assert "pip install 'entity-normalize[parquet]'" in told


@pytest.mark.parametrize(
    ("source", "target", "fact"),
    [
        ("in.jsonl", "out.csv", "would be of another format than in.jsonl"),
        ("in", "out.jsonl", "is no folder, and in is one"),
        ("in", "in/out", "the results would be among the corpus"),
        ("in", ".", "the results would be among the corpus"),
        ("empty", "out", "no corpus in this folder"),
    ],
)
def test_what_cannot_be_made_of_a_corpus_is_refused(
    source: str, target: str, fact: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("in").mkdir()
    Path("empty").mkdir()
    for name in ("in.jsonl", "in/a.jsonl", "out.jsonl"):
        Path(name).write_text('{"text": "x"}\n', "utf-8")
    assert cli.code(["batch", source, target, *OPTIONS]) == 2
    assert fact in capsys.readouterr().err


def test_one_file_is_put_into_a_folder_that_is_there() -> None:
    Path("out").mkdir()
    write_row(Path("in.jsonl"), {"text": TEXT})
    assert cli.code(["batch", "in.jsonl", "out", *OPTIONS]) == 0
    assert rows(Path("out/in.jsonl"))[0]["corrected"] == RIGHT
    Path("in.jsonl").write_text("no JSON\n", "utf-8")
    assert cli.code(["batch", "in.jsonl", "out", *OPTIONS]) == 2
    assert Path("out/in.jsonl.errors.jsonl").exists()


def test_folders_are_made_for_a_folder_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Path("in/deep").mkdir(parents=True)
    write_row(Path("in/deep/a.jsonl"), {"text": TEXT})
    assert cli.code(["batch", "in", "new/out", *OPTIONS]) == 0
    assert rows(Path("new/out/deep/a.jsonl"))[0]["corrected"] == RIGHT
    assert cli.code(["batch", "in/deep/a.jsonl", "newer/a.jsonl", *OPTIONS]) == 2
    assert "no such file or folder" in capsys.readouterr().err


def test_a_report_says_what_became_of_the_corpus() -> None:
    Path("in.jsonl").write_text(json.dumps({"text": TEXT}) + '\nno\n{"text": "two words"}\n', "utf-8")
    for name in ("r.json", "r.txt"):
        assert cli.code(["batch", "in.jsonl", "out.jsonl", *OPTIONS, "--report", name]) == 2
    told = json.loads(Path("r.json").read_bytes())
    assert told.pop("seconds") >= 0
    assert told.pop("documents_per_second") >= 0
    expected = {"documents": 2, "changed": 1, "edits": 2, "review": 0, "errors": 1}
    assert told == {**expected, "left_out": 1, "files_unread": 0, "words": 14}
    assert "edits                              2\n" in Path("r.txt").read_text("utf-8")
    assert cli.code(["batch", "in.jsonl", "out.jsonl", *OPTIONS, "--report", "r.html"]) == 2


def test_results_are_the_same_with_two_processes() -> None:
    Path("in.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts(600)), "utf-8")
    assert cli.code(["batch", "in.jsonl", "out.jsonl", *OPTIONS]) == 0
    assert cli.code(["batch", "in.jsonl", "out2.jsonl", *OPTIONS, "--jobs", "2"]) == 0
    assert Path("out.jsonl").read_bytes() == Path("out2.jsonl").read_bytes()


def test_decisions_are_those_of_the_library() -> None:
    normalizer = normalize.load(NAMES, default=False, model="none")
    for text in (one for one in texts(12) if one is not None):
        assert done(text, invented()).corrected == normalizer(text).corrected
