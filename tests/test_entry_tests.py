"""Entries are held to their sentences, and gazetteers compared over a corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalize import cli
from normalize.api import load
from normalize.entry_tests import Change, Sentence, changes, failures, sentences
from normalize.errors import ReadError

HELD = """\
version: 1
entities:
- id: ilna-kaldre
  type: person
  name: Ilna Kaldre
  context: [fisheries minister]
  tests:
    flag:
    - Fisheries minister Ilna Caldre opened the harbour.
    - The novelist opened the fair.
    pass: ["Fisheries minister Ilna Caldre opened it.",
           He ate.]
- {id: velm, type: person, name: Orso Velm, context: [mayor]}
"""

COPY = "Yesterday fisheries minister Ilna Caldre opened the harbour.\n\nMayor Orso Wellm was there.\n"


def write(directory: Path, content: str, name: str = "names.yaml") -> Path:
    path = directory / name
    path.write_text(content, encoding="utf-8")
    return path


def test_sentences_stand_at_their_places() -> None:
    held = list(sentences([("names.yaml", HELD.encode())]))
    assert [(one.line, one.column, one.must_flag) for one in held] == [
        (9, 7, True), (10, 7, True), (11, 12, False), (12, 12, False),
    ]  # fmt: skip
    assert held[3] == Sentence("names.yaml", 12, 12, "ilna-kaldre", "He ate.", False)


def test_what_is_not_kept_is_told_with_what_was_found(tmp_path: Path) -> None:
    path = write(tmp_path, HELD)
    held = sentences([("names.yaml", HELD.encode())])
    told = [str(one) for one in failures(held, load(path, default=False, model="none"))]
    assert told == [
        "names.yaml:10:7: brings no finding of 'ilna-kaldre': The novelist opened the fair.\n"
        "  found: nothing",
        "names.yaml:11:12: brings a finding of 'ilna-kaldre': Fisheries minister Ilna Caldre opened it.\n"
        "  found: Ilna Caldre → Ilna Kaldre (ilna-kaldre)",
    ]


def test_what_comes_and_goes_over_a_corpus_is_told(tmp_path: Path) -> None:
    one = write(tmp_path, HELD)
    other = write(tmp_path, "- {id: velm, type: person, name: Orso Velm, context: [mayor]}\n", "other.yaml")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    copy = write(corpus, COPY, "a.txt")
    write(corpus, "Nothing.", "b.txt")
    (corpus / "c.txt").write_bytes(b"\xff\x00\xff")
    wide, narrow = (load(path, default=False, model="none") for path in (one, other))
    found = list(changes([corpus], narrow, wide))
    assert [type(one) for one in found] == [Change, ReadError]
    assert str(found[0]).startswith(f"+ {copy}:1:30: Ilna Caldre → Ilna Kaldre (ilna-kaldre, ")
    back = [one for one in changes([corpus], wide, narrow) if isinstance(one, Change)]
    assert [one.sign for one in back] == ["-"]
    assert not [one for one in changes([corpus], wide, wide) if isinstance(one, Change)]


def run(*arguments: str) -> int:
    return cli.code(
        ["gazetteer", "test", *arguments, "--isolated", "--no-default-gazetteer", "--model", "none"]
    )


def test_the_command_tests_entries_and_compares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, HELD)
    good = write(tmp_path, HELD.replace("Ilna Caldre opened it", "Anna Smith opened it").replace(
        "    - The novelist opened the fair.\n", ""), "good.yaml")  # fmt: skip
    assert run(str(path)) == 1
    assert capsys.readouterr().err == "4 sentences, 2 not kept\n"
    assert run(str(good)) == 0
    assert capsys.readouterr().err == "3 sentences, 0 not kept\n"
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write(corpus, COPY, "a.txt")
    assert run(str(path), "--corpus", str(corpus)) == 1
    told = capsys.readouterr()
    assert told.err == "2 newly flagged, 0 no longer\n"
    assert [line[:1] for line in told.out.splitlines()] == ["+", "+"]
    assert run(str(path), "--corpus", str(corpus), "--against", str(good)) == 0
    assert capsys.readouterr().err == "0 newly flagged, 0 no longer\n"
