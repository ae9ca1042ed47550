"""Names of an archive that are none of our business, and that names to leave are left."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import normalizer

from normalize import cli
from normalize.errors import ReadError
from normalize.formats import parse
from normalize.gazetteer import compile_files
from normalize.learning import Learnt, Name, documents, gazetteer_text, learn, name_words, near_name
from normalize.lexicon import load_lexicon
from normalize.model import Document

INDEX = normalizer(leave=("Brassoli",)).knowledge.index


def text(content: str) -> Document:
    return parse(content, "a.txt")


def learnt(*contents: str, least: int = 1) -> Learnt:
    return learn(map(text, contents), INDEX, load_lexicon(), least)


def test_a_name_counts_once_for_each_document() -> None:
    found = learnt("He met Vannoy and Vannoy again.", "In Vannoy’s house, VANNOY", "Then VANNOY left.")
    assert found.names == (Name("Vannoy", 2),)
    assert found.documents == 3


def test_the_spelling_that_is_most_frequent_is_written() -> None:
    found = learnt("He met Pirković.", "He met Pirkovic.", "He met Pirković.")
    assert found.names == (Name("Pirković", 3),)


def test_what_is_no_name_or_listed_is_not_learnt() -> None:
    found = learnt(
        "Yesterday the Minister saw Rutte, Brassoli and the Russian in Kyiv on Monday. Quellam said Al."
    )
    assert found.names == ()


def test_a_name_near_a_listed_one_must_be_in_many_documents() -> None:
    near = ["President Dula spoke to Vannoy."] * 20
    few, many = learnt(*near[:19], least=2), learnt(*near, least=2)
    assert few.names == (Name("Vannoy", 19),)
    assert few.doubtful == (Name("Dula", 19, "duda"),)
    assert many.names == (Name("Dula", 20, "duda"), Name("Vannoy", 20))


@pytest.mark.parametrize(("word", "near"), [("Witkof", "witkoff"), ("Witkov", "witkoff"), ("Vannoy", "")])
def test_near_is_one_letter_or_the_same_sound(word: str, near: str) -> None:
    assert near_name(word, INDEX) == near


def test_words_at_the_beginning_of_a_sentence_are_not_names() -> None:
    assert list(name_words(text("Vannoy spoke. “Quellam left,” he told Aalto\nBrumbaer")).values()) == [
        "Aalto"
    ]


def test_what_is_learnt_is_a_gazetteer() -> None:
    told = Learnt((Name("Aalto", 1204), Name("No", 3, "nao")), (), 2000)
    written = "".join(gazetteer_text(told, "archive"))
    assert written.endswith("version: 1\nleave:\n- Aalto  # 1,204\n- 'No'  # 3, near nao\n")
    assert compile_files([("left.yaml", written.encode())]).leave == ("Aalto", "No")
    nothing = "".join(gazetteer_text(Learnt((), (), 0), "archive"))
    assert compile_files([("left.yaml", nothing.encode())]).leave == ()


def test_an_archive_is_read_file_by_file_and_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("He met Vannoy.", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02\xff")
    (tmp_path / "c.html").write_text("<p>He met <b>Van</b>noy.</p>", encoding="utf-8")
    (tmp_path / "d.png").write_bytes(b"")
    found = list(documents([tmp_path, tmp_path / "nothing"]))
    assert [type(one) for one in found] == [ReadError, Document, ReadError, Document]
    read = [one for one in found if isinstance(one, Document)]
    assert learn(read, INDEX, load_lexicon(), 2).names == (Name("Vannoy", 2),)


def silent(content: str, *leave: str) -> bool:
    """Whether nothing is found in a text when some names are left."""
    found = normalizer(leave=leave)(content).decisions
    return all(not decision.evidence.candidates for decision in found)


@pytest.mark.parametrize("name", ["Latte", "Mark Latte", "LATTE"])
def test_a_name_to_leave_is_silent_alone_and_in_a_longer_name(name: str) -> None:
    content = "The NATO secretary general Mark Latte arrived."
    assert not silent(content)
    assert silent(content, name)


def test_a_name_to_leave_says_nothing_of_other_words() -> None:
    assert not silent("The NATO secretary general Mark Latte arrived.", "Latte Bay", "Vannoy")
    assert silent("The envoy said in Witkov Hall that.", "Witkov Hall")
    assert not silent("The envoy Steve Witkov of Witkov said.", "Witkov Hall")


def test_a_name_to_leave_is_stronger_than_a_variant() -> None:
    assert not silent("President Zelenskij spoke.")
    assert silent("President Zelenskij spoke.", "Zelenskij")


def test_a_name_to_leave_is_never_written() -> None:
    assert silent("The NATO secretary general Mark Latte arrived.", "Mark Rutte", "Rutte")


def test_the_command_writes_a_gazetteer_and_tells_what_is_doubtful(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    names = tmp_path / "names.yaml"
    names.write_text("- {id: kaldre, type: person, name: Ilna Kaldre}\n", encoding="utf-8")
    for number in range(2):
        (archive / f"{number}.txt").write_text("He met Vannoy and Kaldra.", encoding="utf-8")
    (archive / "bad.txt").write_bytes(b"\xff\x00\xff")
    options = ["--min-documents", "2", "--isolated", "--no-default-gazetteer", "--gazetteer", str(names)]
    assert cli.code(["learn", str(archive), *options]) == 0
    told = capsys.readouterr()
    assert told.out.endswith("version: 1\nleave:\n- Vannoy  # 2\n")
    assert "bad.txt: " in told.err
    assert told.err.endswith(
        "left out: Kaldra, in 2 documents, is near kaldre\n1 name in 2 documents, 1 left out as doubtful\n"
    )
    out = tmp_path / "left.yaml"
    assert cli.code(["learn", str(archive), *options, "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == told.out
