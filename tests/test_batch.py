"""A corpus: every line kept and done on its own, edits that give the corrected text, a file that is whole."""

from __future__ import annotations

import gzip
import itertools
import json
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from normalize import cli
from normalize.adapters.batches import decider
from normalize.adapters.corpus import Line, lines
from normalize.adapters.line_files import whole_file
from normalize.errors import WriteError
from normalize.formats import parse
from normalize.model import Document, Result
from normalize.settings import Settings, with_values

NAMES = Path(__file__).resolve().parent / "cli" / "names.yaml"
OPTIONS = ["--gazetteer", "names.yaml", "--model", "none"]
TEXT = "The mayor, Jana Novacova, opened the school in Ober Lhota on Monday."
RIGHT = "The mayor, Jana Nováková, opened the school in Horní Lhota on Monday."


@pytest.fixture(autouse=True)
def _surroundings(own_folder: Path) -> None:
    shutil.copy(NAMES, own_folder)


def rows(path: Path) -> list[dict[str, Any]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode("utf-8").splitlines()]


def write_row(path: Path, row: dict[str, Any]) -> None:
    path.write_text(json.dumps(row) + "\n", "utf-8")


def wished() -> Settings:
    return with_values(Settings(), {"gazetteers": (NAMES,), "default_gazetteer": False, "model": "none"})


@cache
def invented() -> Callable[[Document], Result]:
    return decider(wished())


def put_in(text: str, edits: list[dict[str, Any]]) -> str:
    """Return a text with edits put in, as any reader of the output would."""
    for edit in sorted(edits, key=lambda edit: -edit["start"]):
        assert text[edit["start"] : edit["end"]] == edit["surface"]
        text = text[: edit["start"]] + edit["replacement"] + text[edit["end"] :]
    return text


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
    row = json.dumps({"text": text}).encode()
    (line,) = lines([row], "text", invented())
    assert isinstance(line, Line)
    made = json.loads(line.data)
    assert put_in(text, made["edits"]) == made["corrected"]


def test_one_line_is_read_at_a_time() -> None:
    read: list[int] = []

    def source() -> Iterator[bytes]:
        for number in itertools.count():
            read.append(number)
            yield b'{"text": "x"}\n'

    def decide(document: Document) -> Result:
        return Result(document, (), document.source)

    made = lines(source(), "text", decide)
    assert [next(made) for _ in range(3)]
    assert read == [0, 1, 2]


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
        with whole_file(str(tmp_path / "out")) as write:
            write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert not (tmp_path / "out").exists()
    assert list(tmp_path.glob(".*")) == []
    with pytest.raises(WriteError, match="no such file or folder"), whole_file(str(tmp_path / "no" / "out")):
        pass


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
    from normalize.adapters.corpus import edits
    from normalize.model import Verdict

    document = parse("<p>Jana Nov&#97;cova</p>", "a", format="html")
    (edit,) = edits(decider(wished())(document), Verdict.CORRECT)
    assert put_in(document.source, [edit]) == "<p>Jana Nováková</p>"
