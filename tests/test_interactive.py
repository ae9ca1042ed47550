"""`fix --interactive`: what a person accepts is written, what they reject is not; Ctrl-C undoes it all."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import normalize
from normalize import cli
from normalize.adapters import questions
from normalize.adapters.questions import Answer, answer_of
from normalize.decisions import load_decisions
from normalize.model import Correction

HERE = Path(__file__).resolve().parent
OPTIONS = ["--gazetteer", "names.yaml", "--no-default-gazetteer", "--model", "none"]

# Two findings of one name, of house style, and one that was inferred.
TEXT = """\
The mayor, Jana Novacova, opened the school in Ober Lhota on Monday.

Then Jana Novacova left Ober Lhota. Jana Nowakova stayed.
"""

TWO = """\
version: 1
entities:
- {id: kovacs-anna, type: person, name: Anna Kovács, aliases: [Kovács], source: invented}
- {id: kovac-anna, type: person, name: Anna Kovać, aliases: [Kovać], source: invented}
"""


@pytest.fixture(autouse=True)
def _surroundings(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    shutil.copy(HERE / "cli" / "names.yaml", tmp_path)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, "utf-8")


class Person:
    """Somebody at a terminal who types lines, and then hangs up."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines: Iterator[str] = iter(lines)
        self.buffer = None

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        line = next(self.lines, "")
        if line == "^C":
            raise KeyboardInterrupt
        if line == "\udcff":
            line.encode("utf-8", "surrogateescape").decode("utf-8")
        return f"{line}\n" if line else ""


def answered(monkeypatch: pytest.MonkeyPatch, *lines: str, arguments: Sequence[str] = ("a.txt",)) -> int:
    """Run `fix --interactive` for a person who types these lines, and return the exit code."""
    monkeypatch.setattr(sys, "stdin", Person(lines))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    return cli.code(["fix", "--interactive", "--no-progress", *arguments, *OPTIONS])


def decisions(path: Path) -> list[tuple[str, str, str]]:
    return [(one.outcome, one.surface, one.instead) for one in load_decisions([path])]


def test_what_is_accepted_is_written_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert answered(monkeypatch, "a", "r", "s", "s", "a") == 1
    assert (tmp_path / "a.txt").read_text("utf-8") == (
        "The mayor, Jana Nováková, opened the school in Ober Lhota on Monday.\n\n"
        "Then Jana Novacova left Ober Lhota. Jana Nováková stayed.\n"
    )
    assert decisions(tmp_path / ".normalize" / "decisions.jsonl") == [
        ("accepted", "Jana Novacova", ""), ("rejected", "Ober Lhota", ""), ("accepted", "Jana Nowakova", ""),
    ]  # fmt: skip
    out, err = capfd.readouterr()
    assert "left for review: rejected when asked" in out
    assert "left for review: skipped when asked" in out
    assert "wrote a.txt" in out
    assert "3 decisions added to" in err
    assert "“Nowakova” for “Nováková”: w for v" in err
    assert "Jana Nováková, person, novakova-jana" in err


def test_the_same_name_is_asked_about_once_in_a_file_if_so_wished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ("A", "R", "s", "r", "r", "r", "r", "r")
    answered(monkeypatch, *lines, arguments=("a.txt", "b.txt", "--decisions", "d.jsonl"))
    assert (tmp_path / "a.txt").read_text("utf-8") == TEXT.replace("Jana Novacova", "Jana Nováková")
    assert (tmp_path / "b.txt").read_text("utf-8") == TEXT
    made = load_decisions([tmp_path / "d.jsonl"])
    assert [(one.outcome, one.surface, one.places) for one in made[:2]] == [
        ("accepted", "Jana Novacova", 2), ("rejected", "Ober Lhota", 2),
    ]  # fmt: skip
    assert len(made) == 7
    assert not (tmp_path / ".normalize").exists()


def test_an_answer_is_undone_with_all_that_followed_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    answered(monkeypatch, "u", "A", "r", "u", "u", "r", "a", "s", "u", "q")
    assert (tmp_path / "a.txt").read_text("utf-8") == TEXT.replace("Ober Lhota", "Horní Lhota", 1)
    assert decisions(tmp_path / ".normalize" / "decisions.jsonl") == [
        ("rejected", "Jana Novacova", ""), ("accepted", "Ober Lhota", ""),
    ]  # fmt: skip
    assert "there is nothing before it in this file" in capfd.readouterr().err


def test_no_folder_of_copies_is_made_when_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answered(monkeypatch, "a", "^C", arguments=("a.txt", "--out", "clean")) == 130
    assert not (tmp_path / "clean").exists()


def test_whoever_quits_keeps_what_was_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert answered(monkeypatch, "a", "q", arguments=("a.txt", "b.txt", "--no-decisions")) == 1
    assert (tmp_path / "a.txt").read_text("utf-8") == TEXT.replace("Jana Novacova", "Jana Nováková", 1)
    assert (tmp_path / "b.txt").read_text("utf-8") == TEXT
    assert not (tmp_path / ".normalize").exists()
    out = capfd.readouterr().out
    assert "left for review: not asked any more" in out
    assert "b.txt" not in out


@pytest.mark.parametrize("end", ["^C", ""])
def test_whoever_stops_or_hangs_up_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], end: str
) -> None:
    assert answered(monkeypatch, "A", "A", "a", "a", end, arguments=("a.txt", "b.txt")) == 130
    assert (tmp_path / "a.txt").read_text("utf-8") == (tmp_path / "b.txt").read_text("utf-8") == TEXT
    assert not (tmp_path / ".normalize").exists()
    assert capfd.readouterr().err.endswith("stopped: every file is as it was\ninterrupted\n")


def test_an_alternative_is_written_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "names.yaml").write_text(TWO, "utf-8")
    (tmp_path / "a.txt").write_text("The minister, Anna Kovatch, spoke.\n", "utf-8")
    assert answered(monkeypatch, "2", "1") == 1
    assert (tmp_path / "a.txt").read_text("utf-8") == "The minister, Anna Kovács, spoke.\n"
    made = decisions(tmp_path / ".normalize" / "decisions.jsonl")
    assert made == [("rejected", "Anna Kovatch", "Anna Kovács")]


def test_copies_are_written_when_copies_are_wished_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(monkeypatch, "A", "q", arguments=("a.txt", "b.txt", "--out", "clean"))
    assert (tmp_path / "a.txt").read_text("utf-8") == TEXT
    copied = (tmp_path / "clean" / "a.txt").read_text("utf-8")
    assert copied == TEXT.replace("Jana Novacova", "Jana Nováková", 1)
    assert not (tmp_path / "clean" / "b.txt").exists()


@pytest.mark.parametrize(
    ("config", "kept"),
    [
        ('decisions = "kept/decisions.jsonl"\n', ["in/kept/decisions.jsonl"]),
        ("decisions = false\n", []),
        ("", ["in/.normalize/decisions.jsonl"]),
    ],
)
def test_the_configuration_says_where_decisions_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: str, kept: list[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "in" / "normalize.toml").write_text(config, "utf-8")
    answered(monkeypatch, "r", "q", arguments=("in/a.txt",))
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.jsonl")] == kept
    assert all(len(load_decisions([tmp_path / name])) == 1 for name in kept)


def test_a_file_that_changes_meanwhile_is_told_and_the_others_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    readline = Person.readline

    def busy(person: Person) -> str:
        (tmp_path / "a.txt").write_text("Saved meanwhile.\n", "utf-8")
        return readline(person)

    monkeypatch.setattr(Person, "readline", busy)
    assert answered(monkeypatch, "A", "q", arguments=("a.txt",)) == 2
    assert (tmp_path / "a.txt").read_text("utf-8") == "Saved meanwhile.\n"
    assert "error: a.txt: changed since it was read" in capfd.readouterr().err


def test_what_the_file_cannot_hold_is_not_written_even_if_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "names.yaml").write_text(TWO, "utf-8")
    text = "Déjà vu: the minister, Anna Kovatch, spoke.\n".encode("iso-8859-1")
    (tmp_path / "a.txt").write_bytes(text)
    assert answered(monkeypatch, "a", arguments=("a.txt", "--encoding", "iso-8859-1")) == 1
    assert (tmp_path / "a.txt").read_bytes() == text
    out, err = capfd.readouterr()
    assert "Anna Kovatch → Anna Kovać" in err
    assert "cannot be written in iso8859-1" in out


def test_decisions_that_cannot_be_kept_are_told_after_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ("a.txt", "--decisions", "b.txt/decisions.jsonl")
    assert answered(monkeypatch, "A", "q", arguments=arguments) == 2
    out, err = capfd.readouterr()
    assert "wrote a.txt" in out
    assert "--no-decisions" in err


def test_an_unreadable_file_hides_no_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "0.txt").write_bytes(b"\x00\x01\x02\xff" * 9)
    assert answered(monkeypatch, "a", "q", arguments=("0.txt", "a.txt", "--no-decisions")) == 2
    assert "wrote a.txt" in capfd.readouterr().out


def test_without_a_terminal_it_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "normalize", "fix", "--interactive", "a.txt", *OPTIONS]
    done = subprocess.run(
        command, input=b"a\n" * 9, capture_output=True, timeout=60, check=False, env=environment()
    )
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: --interactive asks a person, and there is no terminal\n  hint: ")
    assert (tmp_path / "a.txt").read_text("utf-8") == TEXT


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(HERE.parent)}


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("a\n", Answer("accept")),
        (" R \n", Answer("reject", everywhere=True)),
        ("q", Answer("quit")),
        ("", None),
        ("\n", None),
        ("1", None),
        ("0", None),
        ("aa", None),
        ("²", None),
        ("y", None),
    ],
)
def test_a_line_means_one_thing_or_nothing(line: str, answer: Answer | None) -> None:
    assert answer_of(line, []) == answer


def test_an_answer_that_means_nothing_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    answered(monkeypatch, "?", "yes", "7", " ", "\udcff", "a", "q")
    assert capfd.readouterr().err.count("accept: write it") == 5


def test_an_alternative_never_writes_where_another_correction_does(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO, "utf-8")
    known = normalize.load(tmp_path / "two.yaml", default=False, model="none")
    result = known("The minister, Anna Kovatch, spoke.")
    question = questions.questions(result, "a.txt")[0]
    assert question.finding.replacement == "Anna Kovać"
    offered = questions.alternatives(question, result.decisions)
    assert [one.candidate.form for one in offered] == ["Anna Kovács"]
    other = replace(question.decision, correction=Correction(0, 22, 30, "Kovatchs"))
    assert questions.alternatives(question, [*result.decisions, other]) == ()
    elsewhere = replace(question.decision, correction=Correction(0, 30, 33, "spake"))
    assert questions.alternatives(question, [*result.decisions, elsewhere]) == offered


class Terminal:
    """A pseudo-terminal with the command running at it."""

    def __init__(self, *arguments: str) -> None:
        self.ours, theirs = os.openpty()
        command = [sys.executable, "-m", "normalize", "fix", "--interactive", *arguments, *OPTIONS]
        self.process = subprocess.Popen(
            command,
            preexec_fn=lambda: os.login_tty(theirs),
            env=environment(),
        )
        os.close(theirs)
        self.said = ""

    def read(self, until: str = "\0") -> str:
        """Return what is said up to some words, or to the end."""
        said = b""
        while until.encode() not in said and select.select([self.ours], [], [], 60)[0]:
            try:
                piece = os.read(self.ours, 4096)
            except OSError:  # Linux: nobody is at the other end any more
                break
            if not piece:
                break
            said += piece
        return said.decode()

    def type(self, keys: str) -> None:
        """Wait for a question, and type."""
        self.said += self.read(until="? help: ")
        os.write(self.ours, keys.encode())

    def end(self) -> int:
        self.said += self.read()
        os.close(self.ours)
        return self.process.wait(60)


pty = pytest.mark.skipif(not hasattr(os, "login_tty"), reason="there are no pseudo-terminals")


@pty
def test_at_a_terminal(tmp_path: Path) -> None:
    terminal = Terminal("a.txt")
    for keys in ("x\n", "A\n", "a\n", "q\n"):
        terminal.type(keys)
    assert terminal.end() == 1
    assert "a.txt:1:12  misspelt  Jana Novacova → Jana Nováková" in terminal.said
    assert "1 of 5: a accept" in terminal.said
    assert "2 decisions added to" in terminal.said
    assert (tmp_path / "a.txt").read_text("utf-8") == TEXT.replace("Jana Novacova", "Jana Nováková").replace(
        "Ober Lhota", "Horní Lhota", 1
    )
    lines = (tmp_path / ".normalize" / "decisions.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["outcome"] for line in lines] == ["accepted", "accepted"]


@pty
@pytest.mark.parametrize("keys", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_ctrl_c_and_ctrl_d_at_a_terminal_leave_every_file_as_it_was(tmp_path: Path, keys: str) -> None:
    terminal = Terminal("a.txt", "b.txt")
    for one in ("A\n", "A\n", "a\n", "a\n", keys):
        terminal.type(one)
    assert terminal.end() == 130
    assert "stopped: every file is as it was" in terminal.said
    assert (tmp_path / "a.txt").read_text("utf-8") == (tmp_path / "b.txt").read_text("utf-8") == TEXT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "names.yaml"]
