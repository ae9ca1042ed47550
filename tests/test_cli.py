"""The command line: a folder of `cli/` is a command, its files, and exactly what must come of it.

In a case, `command` is what is typed; `files/` what lies there before; `stdin` what is piped in; `exit`,
`stdout` and `stderr` what is said, figures that the weights decide as `0.##`; `after/` the files that are new
or changed.
`UPDATE_CASES=1 pytest tests/test_cli.py` writes them anew: read what changed before you keep it.
"""

from __future__ import annotations

import errno
import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any, BinaryIO

import pytest
from docx_making import paragraph, simple
from docx_making import run as docx_run

from normalize import __main__, __version__, cli, files, safeguards
from normalize.adapters import check_files, file_writes, streams
from normalize.adapters.chunks import ROWS
from normalize.formats import read
from normalize.model import Correction, Document, Result

HERE = Path(__file__).resolve().parent
CASES = sorted(path.parent for path in (HERE / "cli").glob("*/command"))
WITHOUT_MODEL = ["--gazetteer", "names.yaml", "--no-default-gazetteer", "--model", "none"]

# Probabilities and log-odds: what is learnt may change, what the door does with it may not.
FIGURE = re.compile(r"(?<![\w.])[+-]?\d+\.\d{2,}(?![\w.])|(?<=\"weight\": )-?[\d.]+|(?<=bility\": )[\d.]+")

# Files that hold such figures.
REPORT = re.compile(r"\.(json|jsonl|md|csv)$|report")

MAYOR = "The mayor, Jana Novacova, opened the school in Ober Lhota on Monday.\n"
RIGHT = "The mayor, Jana Nováková, opened the school in Horní Lhota on Monday.\n"


@pytest.fixture(autouse=True)
def _surroundings(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    monkeypatch.chdir(tmp_path)
    shutil.copy(HERE / "cli" / "names.yaml", tmp_path)


def run(*arguments: str, data: bytes = b"", timeout: float = 60) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "normalize", *arguments]
    return subprocess.run(
        command, input=data, capture_output=True, timeout=timeout, check=False, env=environment()
    )


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(HERE.parent), os.environ.get("PYTHONPATH")])),
    }


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def masked(text: str) -> str:
    text = FIGURE.sub("0.##", text).replace(f'"version": "{__version__}"', '"version": "…"')
    return text.replace(f"normalize {__version__}", "normalize …")


def outcome(
    case: Path, here: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, bytes]:
    """Run a case, and return what came of it, by the name of the file in which the case has it."""
    if (case / "files").exists():
        shutil.copytree(case / "files", here, dirs_exist_ok=True)
    before = files_in(here)
    piped = (case / "stdin").read_bytes() if (case / "stdin").exists() else b""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(piped)))
    _, *arguments = shlex.split((case / "command").read_text("utf-8"))
    code = cli.code(arguments)
    out, err = capfd.readouterr()
    changed = {
        f"after/{name}": masked(data.decode("utf-8")).encode("utf-8") if REPORT.search(name) else data
        for name, data in files_in(here).items()
        if before.get(name) != data
    }
    assert before.keys() <= files_in(here).keys()
    said = {"exit": f"{code}\n", "stdout": masked(out), "stderr": masked(err.replace(f"{here}/", ""))}
    return {name: text.encode("utf-8", "surrogateescape") for name, text in said.items() if text} | changed


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(
    case: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = outcome(case, tmp_path, capfd, monkeypatch)
    if os.environ.get("UPDATE_CASES"):
        shutil.rmtree(case / "after", ignore_errors=True)
        for name in ("exit", "stdout", "stderr"):
            (case / name).unlink(missing_ok=True)
        for name, data in made.items():
            (case / name).parent.mkdir(parents=True, exist_ok=True)
            (case / name).write_bytes(data)
    expected = {
        name: data
        for name, data in files_in(case).items()
        if not name.startswith(("files/", "command", "stdin"))
    }
    assert {name: data.decode("utf-8", "replace") for name, data in made.items()} == {
        name: data.decode("utf-8", "replace") for name, data in expected.items()
    }


def test_fixing_twice_is_fixing_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MAYOR, "utf-8")
    assert cli.code(["fix", "a.txt", *WITHOUT_MODEL]) == 1
    assert (tmp_path / "a.txt").read_text("utf-8") == RIGHT
    stamp = (tmp_path / "a.txt").stat().st_mtime_ns
    assert cli.code(["fix", "a.txt", *WITHOUT_MODEL]) == 0
    assert (tmp_path / "a.txt").stat().st_mtime_ns == stamp


def test_a_file_that_cannot_be_written_is_told_and_the_others_are_done(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = files._claimed

    def refuse(path: Path, target: Path) -> BinaryIO:
        if target.name == "a.txt":
            raise PermissionError(errno.EACCES, "Permission denied")
        return claimed(path, target)

    monkeypatch.setattr(files, "_claimed", refuse)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(MAYOR, "utf-8")
    assert cli.code(["fix", "a.txt", "b.txt", *WITHOUT_MODEL]) == 2
    assert (tmp_path / "a.txt").read_text("utf-8") == MAYOR
    assert (tmp_path / "b.txt").read_text("utf-8") == RIGHT
    assert "error: a.txt: not permitted\n  hint: check its permissions" in capfd.readouterr().err
    assert list(tmp_path.glob(".*")) == []


def test_a_file_that_changed_since_it_was_read_is_left_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    harmless = check_files.harmless

    def edited_meanwhile(result: Result) -> Result:
        (tmp_path / "a.txt").write_text("Somebody saved this meanwhile.\n", "utf-8")
        return harmless(result)

    monkeypatch.setattr(check_files, "harmless", edited_meanwhile)
    (tmp_path / "a.txt").write_text(MAYOR, "utf-8")
    assert cli.code(["fix", "a.txt", *WITHOUT_MODEL]) == 2
    assert (tmp_path / "a.txt").read_text("utf-8") == "Somebody saved this meanwhile.\n"
    assert "changed since it was read" in capfd.readouterr().err


def test_an_unreadable_file_is_told_and_the_others_are_done(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def refuse(path: Path, *arguments: str, **more: str) -> IO[Any]:
        if path.name == "a.txt":
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *arguments, **more)  # type: ignore[call-overload,no-any-return]

    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(MAYOR, "utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    assert cli.code(["check", "a.txt", "b.txt", "--format", "concise", *WITHOUT_MODEL]) == 2
    out, err = capfd.readouterr()
    assert "b.txt:1:12: misspelt Jana Novacova → Jana Nováková" in out
    assert "error: a.txt: not permitted" in err


def test_what_goes_wrong_in_our_code_is_3_with_a_traceback_and_what_was_done_before(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(data: bytes, name: str, **more: str) -> Document:
        if name == "b.txt":
            raise ZeroDivisionError("on purpose")
        return read(data, name, **more)

    monkeypatch.setattr(check_files, "read", crash)
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(MAYOR, "utf-8")
    assert cli.code(["fix", "a.txt", "b.txt", "c.txt", *WITHOUT_MODEL]) == 3
    out, err = capfd.readouterr()
    assert "wrote a.txt" in out
    assert "ZeroDivisionError: on purpose" in err
    assert "while b.txt was worked on" in err
    assert "please report this with the traceback to the maintainers (see README)" in err
    assert (tmp_path / "c.txt").read_text("utf-8") == MAYOR


def test_an_interrupted_run_ends_with_130_and_says_what_it_wrote(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(data: bytes, name: str, **more: str) -> Document:
        if name == "b.txt":
            raise KeyboardInterrupt
        return read(data, name, **more)

    monkeypatch.setattr(check_files, "read", stop)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(MAYOR, "utf-8")
    assert cli.code(["fix", "a.txt", "b.txt", *WITHOUT_MODEL]) == 130
    out, err = capfd.readouterr()
    assert "wrote a.txt" in out
    assert err == "stopped after 1 of 2 files\ninterrupted\n"
    assert (tmp_path / "b.txt").read_text("utf-8") == MAYOR


def test_ctrl_c_leaves_no_half_written_corpus(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "normalize", "batch", "-", "out.jsonl", *WITHOUT_MODEL]
    started = subprocess.Popen(
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=tmp_path
    )
    assert started.stdin
    assert started.stderr
    started.stdin.write(b'{"text": "The mayor, Jana Novacova."}\n' * 2 * ROWS)
    started.stdin.flush()
    wait_for(lambda: list(tmp_path.glob(".out.jsonl.normalize-tmp")))
    started.send_signal(signal.SIGINT)
    assert started.wait(60) == 130
    assert started.stderr.read().decode() == "interrupted\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["names.yaml"]


def wait_for(thing: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not thing():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MAYOR * 2000, "utf-8")
    command = [sys.executable, "-m", "normalize", "check", "a.txt", "--format", "json", *WITHOUT_MODEL]
    started = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=tmp_path
    )
    assert started.stdout
    assert started.stderr
    started.stdout.read(10)
    started.stdout.close()
    assert started.stderr.read() == b""
    assert started.wait(60) == 1


def test_a_pipeline_that_is_not_installed_is_an_error_that_says_how_to_get_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("The mayor, Somebody Else.\n", "utf-8")
    options = ["--gazetteer", "names.yaml", "--no-default-gazetteer", "--model", "en_nowhere_sm"]
    assert cli.code(["check", "a.txt", *options]) == 2
    err = capfd.readouterr().err
    assert "error: the spaCy pipeline 'en_nowhere_sm' cannot be loaded" in err
    assert "python -m spacy download en_nowhere_sm" in err


def test_a_cache_that_cannot_be_written_is_a_warning(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "not-a-folder").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "not-a-folder"))
    (tmp_path / "a.txt").write_text(MAYOR, "utf-8")
    assert cli.code(["check", "a.txt", "--format", "concise", *WITHOUT_MODEL]) == 1
    out, err = capfd.readouterr()
    assert out.count("\n") == 2
    assert "cache" in err


def test_a_folder_of_copies_that_cannot_be_made_is_told_before_anything_is_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(MAYOR, "utf-8")
    assert cli.code(["fix", "a.txt", "--out", "names.yaml/clean", *WITHOUT_MODEL]) == 2
    assert "error: names.yaml/clean: cannot be made" in capfd.readouterr().err


def test_names_that_are_not_unicode_are_read_and_told(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / name).write_text(MAYOR, "utf-8")
    done = run("check", ".", "--format", "concise", *WITHOUT_MODEL)
    assert done.returncode == 1
    assert done.stdout.decode("utf-8").startswith("caf\ufffd.txt:1:12: misspelt")


def test_colours_are_for_terminals_that_want_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(MAYOR, "utf-8")
    for wish, is_coloured in (("auto", False), ("never", False), ("always", True)):
        cli.code(["check", "a.txt", "--color", wish, *WITHOUT_MODEL])
        assert ("\x1b[" in capfd.readouterr().out) is is_coloured
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert streams.wants_colour("auto") is (os.environ.get("TERM") != "dumb")
    monkeypatch.setenv("NO_COLOR", "1")
    assert streams.wants_colour("auto") is False


def test_progress_is_shown_to_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    assert list(streams.counted(range(9), 9, shown=True)) == list(range(9))
    assert shown.getvalue() == ""
    shown.isatty = lambda: True  # type: ignore[method-assign]
    assert list(streams.counted(range(9), 9, shown=True)) == list(range(9))
    assert "reading" in shown.getvalue()


def test_every_command_has_help_that_says_what_it_does(capfd: pytest.CaptureFixture[str]) -> None:
    commands = ["check", "fix", "explain", "regions", "batch", "score", "init"]
    for command in (*([one] for one in commands), ["gazetteer", "check"], ["gazetteer", "show"]):
        assert cli.code([*command, "--help"]) == 0
        assert f"normalize {' '.join(command)}" in capfd.readouterr().out


def test_the_starting_kit_works(tmp_path: Path) -> None:
    assert cli.code(["init"]) == 0
    assert cli.code(["gazetteer", "check", "names.yaml"]) == 0
    (tmp_path / "a.txt").write_text("A school in Ober Lhota.\n", "utf-8")
    assert cli.code(["fix", "a.txt", "--model", "none"]) == 1
    assert (tmp_path / "a.txt").read_text("utf-8") == "A school in Horní Lhota.\n"


def test_what_would_not_read_as_intended_is_left_for_review(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_the_second(
        before: Document, after: Document, corrections: list[Correction]
    ) -> tuple[int, ...]:
        return tuple(one.segment for one in corrections if one.segment == 1)

    monkeypatch.setattr(safeguards, "unfaithful", breaks_the_second)
    (tmp_path / "a.txt").write_text("A school in Ober Lhota.\n\nA village, Ober Lhota.\n", "utf-8")
    assert cli.code(["fix", "a.txt", *WITHOUT_MODEL]) == 1
    assert (tmp_path / "a.txt").read_text("utf-8") == "A school in Horní Lhota.\n\nA village, Ober Lhota.\n"
    assert "left for review: with it, the file would not read as it should" in capfd.readouterr().out


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no device that is always full")
def test_standard_output_on_a_full_disk_is_no_bug_of_ours(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MAYOR)
    command = [sys.executable, "-m", "normalize", "check", "a.txt", *WITHOUT_MODEL]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: standard output: cannot be written")


@pytest.mark.parametrize("mode", [0o000, 0o111, 0o444])
def test_a_folder_that_may_not_be_entered_is_told_and_the_others_are_done(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], mode: int
) -> None:
    locked = tmp_path / "in" / "locked"
    locked.mkdir(parents=True)
    for path in (locked / "b.txt", tmp_path / "in" / "a.txt"):
        path.write_text(MAYOR, "utf-8")
    locked.chmod(mode)
    try:
        if os.access(locked, os.R_OK | os.X_OK):
            pytest.skip("this user may enter every folder")
        assert cli.code(["check", "in", "--format", "concise", *WITHOUT_MODEL]) == 2
    finally:
        locked.chmod(0o755)
    out, err = capfd.readouterr()
    assert out.count("in/a.txt") == 2
    assert "in/locked" in err
    assert "not permitted" in err


def test_what_is_closed_is_no_bug_of_ours(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MAYOR, "utf-8")

    def ends_with(arguments: str, closed: str) -> tuple[int, bytes]:
        command = (
            f"{shlex.quote(sys.executable)} -m normalize {arguments} {shlex.join(WITHOUT_MODEL)} {closed}"
        )
        done = subprocess.run(
            ["sh", "-c", command], capture_output=True, timeout=60, check=False, env=environment()
        )
        return done.returncode, done.stderr

    assert ends_with("check a.txt", ">&-") == (1, b"")
    assert ends_with("fix a.txt", ">&- 2>&-")[0] == 1
    assert (tmp_path / "a.txt").read_text("utf-8") == RIGHT
    code, err = ends_with("check -", "<&-")
    assert code == 2
    assert b"standard input: is closed\n  hint: " in err


def test_a_pattern_by_which_no_file_can_be_told_is_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.code(["check", ".", "--exclude", "!"]) == 2
    assert capfd.readouterr().err.startswith("error: --exclude: no file can be told by '!'\n  hint: ")


def test_ctrl_c_while_it_is_loaded_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", stopped)
    with pytest.raises(SystemExit, match="130"):
        __main__.main()
    assert capfd.readouterr().err == "interrupted\n"


def test_folders_may_lie_as_deep_as_the_system_lets_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    deep = Path(*["d"] * (1200 if sys.platform == "linux" else 300))
    file_writes.make_folder("in" / deep)
    ("in" / deep / "a.txt").write_text(MAYOR, "utf-8")
    try:
        assert cli.code(["fix", "in", "--out", "out", "--quiet", *WITHOUT_MODEL]) == 1
        assert ("out" / deep / "a.txt").read_text("utf-8") == RIGHT
        assert capfd.readouterr().err == ""
    finally:  # pytest clears up by recursion, which does not reach as deep
        subprocess.run(["rm", "-r", "in", "out"], check=True)


def test_what_comes_from_a_pipe_is_not_said_to_be_written(tmp_path: Path) -> None:
    done = run("fix", "/dev/stdin", "--quiet", *WITHOUT_MODEL, data=MAYOR.encode())
    assert done.returncode == 2
    assert b"wrote" not in done.stdout
    assert b"error: /dev/stdin: no file, so nothing can be written back\n  hint: " in done.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_of_files_may_be_one_of_powershell(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], encoding: str
) -> None:
    (tmp_path / "žluťoučký.txt").write_text(MAYOR, "utf-8")
    (tmp_path / "list").write_bytes("žluťoučký.txt\r\n".encode(encoding))
    assert cli.code(["check", "--files-from", "list", "--format", "concise", *WITHOUT_MODEL]) == 1
    assert capfd.readouterr().out.count("žluťoučký.txt") == 2


def test_of_a_document_of_word_regions_shows_its_paragraphs(capfd: pytest.CaptureFixture[str]) -> None:
    heading, quoted = (
        paragraph(docx_run("The"), docx_run(" mayor")),
        paragraph(docx_run("“We were not asked about it at all,” she said.")),
    )
    Path("a.docx").write_bytes(simple(heading + quoted))
    assert cli.code(["regions", "a.docx"]) == 0
    assert capfd.readouterr().out == "The mayor\n⟪“We were not asked about it at all,”⟫ she said.\n"
