"""A run over a corpus that is stopped at any moment, and run again: nothing done twice, the same bytes."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from batch_making import BUG, DEATH, NAMES, OPTIONS, STOP, TEXT, recipe, texts, wished

from normalize import cli
from normalize.adapters import batch_steps, batches, chunks, corpus, resuming
from normalize.adapters.batches import Wish, run_batch
from normalize.adapters.corpus import Row
from normalize.adapters.deciding import settings_key
from normalize.adapters.journals import Journal
from normalize.errors import WriteError
from normalize.gazetteer import compile_gazetteer
from normalize.settings import Settings, with_values

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _surroundings(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(NAMES, own_folder)
    monkeypatch.setattr(chunks, "ROWS", 4)


@pytest.fixture
def decided_on(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are decided on, as they are, one by one."""
    seen: list[str] = []

    def noted(text: corpus.Text, decide: corpus.Decide) -> Row:
        seen.extend([text] if isinstance(text, str) else [])
        if isinstance(text, str) and STOP in text and not Path("go").exists():
            raise KeyboardInterrupt
        return corpus.done(text, decide)

    monkeypatch.setattr(batch_steps, "done", noted)
    return seen


def write(path: str, rows: list[dict[str, Any]]) -> None:
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def corpus_with(*odd: str) -> list[dict[str, Any]]:
    """Return 30 rows, with odd texts from the twentieth on."""
    rows = [{"n": at, "text": text} for at, text in enumerate(texts(30))]
    for at, text in enumerate(odd, 20):
        rows[at]["text"] = text
    return rows


def names_in(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def test_what_was_done_is_not_done_again_and_the_result_is_the_same(
    tmp_path: Path, decided_on: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write("in.jsonl", corpus_with(f"{STOP} here"))
    with pytest.raises(KeyboardInterrupt):
        run_batch("in.jsonl", "out.jsonl", wished(), Wish())
    assert "stopped; the same command goes on from here" in capsys.readouterr().err
    before = list(decided_on)
    assert names_in(".") == [".out.jsonl.normalize-batch", "in.jsonl", "names.yaml"]
    Path("go").touch()
    decided_on.clear()
    assert run_batch("in.jsonl", "out.jsonl", wished(), Wish()) == 0
    assert "going on where an earlier run was stopped" in capsys.readouterr().err
    assert set(before) & set(decided_on) == {f"{STOP} here"}
    assert run_batch("in.jsonl", "whole.jsonl", wished(), Wish()) == 0
    assert Path("out.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()
    assert names_in(".") == ["go", "in.jsonl", "names.yaml", "out.jsonl", "whole.jsonl"]


@pytest.mark.parametrize("change", ["input", "settings", "no resume"])
def test_what_was_done_of_something_else_is_not_used(
    change: str, decided_on: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write("in.jsonl", corpus_with(f"{STOP} here"))
    with pytest.raises(KeyboardInterrupt):
        run_batch("in.jsonl", "out.jsonl", wished(), Wish())
    Path("go").touch()
    decided_on.clear()
    if change == "input":
        write("in.jsonl", [*corpus_with(f"{STOP} here"), {"text": "more"}])
    settings = wished()
    if change == "settings":
        with Path("names.yaml").open("a", encoding="utf-8") as file:
            file.write("# another\n")
        settings = with_values(settings, {"gazetteers": (Path("names.yaml").absolute(),)})
    capsys.readouterr()
    assert run_batch("in.jsonl", "out.jsonl", settings, Wish(resume=change != "no resume")) == 0
    assert capsys.readouterr().err.count("starting anew") == 1
    assert len(decided_on) == sum(row["text"] is not None for row in corpus_with(STOP)) + (change == "input")
    assert not Path(".out.jsonl.normalize-batch").exists()


@pytest.mark.parametrize("name", ["names.csv", "compiled.gazetteer"])
def test_work_with_another_table_or_compiled_gazetteer_is_other_work(name: str) -> None:
    keys = []
    for city in ("Ostra", "Ostrava", "Ostra"):
        table = Path("names.csv")
        table.write_text(f"name,type\n{city},place\n", "utf-8")
        if table.name != name:
            compile_gazetteer([table], Path(name), use_default=False)
        wish = {"gazetteers": (Path(name).absolute(),), "default_gazetteer": False, "model": "none"}
        keys.append(settings_key(with_values(Settings(), wish), "text"))
    assert keys[0] == keys[2] != keys[1]


def test_files_of_a_folder_that_are_finished_are_not_done_again(
    decided_on: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write("in/a.jsonl", [{"text": "a"}, {"text": 1}])
    write("in/b.jsonl", corpus_with(f"{STOP} here"))
    write("in/c.jsonl", [{"text": "c"}])
    with pytest.raises(KeyboardInterrupt):
        run_batch("in", "out", wished(), Wish())
    Path("go").touch()
    decided_on.clear()
    capsys.readouterr()
    assert run_batch("in", "out", wished(), Wish()) == 2
    assert "a" not in decided_on
    assert "a.jsonl: line 2: the field 'text' holds a JSON number" in capsys.readouterr().err
    assert Path("out.errors.jsonl").read_text("utf-8").count("\n") == 1
    assert names_in("out") == ["a.jsonl", "b.jsonl", "c.jsonl"]
    assert not Path(".out.normalize-batch").exists()
    assert run_batch("in", "whole", wished(), Wish()) == 2
    for name in names_in("out"):
        assert Path("out", name).read_bytes() == Path("whole", name).read_bytes()


@pytest.mark.parametrize("source", ["in.jsonl", "in"])
def test_a_run_that_is_stopped_at_its_very_end_is_gone_on_with(
    source: str, decided_on: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The result is in its place, and what was kept is still there."""
    write("in.jsonl", corpus_with())
    write("in/a.jsonl", corpus_with())
    write("in/b.jsonl", corpus_with())
    target = source.replace("in", "out")
    with monkeypatch.context() as patched:
        patched.setattr(Journal, "close", lambda journal, remove: None)
        patched.setattr(resuming.shutil, "rmtree", lambda *_, **__: None)
        assert run_batch(source, target, wished(), Wish()) == 0
    decided_on.clear()
    assert run_batch(source, target, wished(), Wish()) == 0
    assert not decided_on
    assert run_batch(source, target.replace("out", "whole"), wished(), Wish()) == 0
    for name in names_in("out") if source == "in" else [""]:
        assert Path(target, name).read_bytes() == Path(target.replace("out", "whole"), name).read_bytes()
    assert not list(Path().glob(".*"))


def test_a_finished_file_whose_result_was_changed_is_done_again(decided_on: list[str]) -> None:
    write("in/a.jsonl", [{"text": "a"}])
    write("in/b.jsonl", corpus_with(f"{STOP} here"))
    with pytest.raises(KeyboardInterrupt):
        run_batch("in", "out", wished(), Wish())
    Path("go").touch()
    Path("out/a.jsonl").write_text("spoilt", "utf-8")
    assert run_batch("in", "out", wished(), Wish()) == 0
    assert json.loads(Path("out/a.jsonl").read_bytes())["corrected"] == "a"


@pytest.mark.parametrize("spoil", [lambda data: data[:-20], lambda data: data.replace(b"0,", b"1,"),
                                   lambda data: b"", lambda data: data + b"no line of ours\n"])  # fmt: skip
def test_a_journal_that_was_cut_short_or_spoilt_is_used_as_far_as_it_is_whole(
    spoil: Callable[[bytes], bytes], decided_on: list[str]
) -> None:
    write("in.jsonl", corpus_with(f"{STOP} here"))
    with pytest.raises(KeyboardInterrupt):
        run_batch("in.jsonl", "out.jsonl", wished(), Wish())
    (journal,) = Path(".out.jsonl.normalize-batch").glob("*.rows")
    journal.write_bytes(spoil(journal.read_bytes()))
    Path("go").touch()
    assert run_batch("in.jsonl", "out.jsonl", wished(), Wish()) == 0
    assert run_batch("in.jsonl", "whole.jsonl", wished(), Wish()) == 0
    assert Path("out.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()


def test_two_runs_at_once_do_not_mix(decided_on: list[str]) -> None:
    write("in.jsonl", corpus_with(f"{STOP} here"))
    with pytest.raises(KeyboardInterrupt):
        run_batch("in.jsonl", "out.jsonl", wished(), Wish())
    holder = subprocess.Popen(
        [sys.executable, "-c", "import fcntl, sys\nfile = open('.out.jsonl.normalize-batch/lock', 'ab')\n"
         "fcntl.flock(file, fcntl.LOCK_EX)\nprint('held', flush=True)\nsys.stdin.read()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(WriteError, match="another run is writing it"):
        run_batch("in.jsonl", "out.jsonl", wished(), Wish())
    holder.communicate(b"")
    Path("go").touch()
    assert run_batch("in.jsonl", "out.jsonl", wished(), Wish()) == 0


def test_a_bug_of_ours_costs_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "recipe", recipe)
    write("in.jsonl", corpus_with(f"{BUG} here", f"after it: {TEXT}"))
    assert run_batch("in.jsonl", "out.jsonl", wished(), Wish()) == 2
    made = [json.loads(line) for line in Path("out.jsonl").read_bytes().splitlines()]
    assert len(made) == 30
    assert made[20]["corrected"] is None
    assert re.fullmatch(
        r"our bug, batch_making.py:\d+: ZeroDivisionError: by zero in \\ud83d", made[20]["error"]
    )
    assert len(made[21]["edits"]) == 2
    (told,) = Path("out.jsonl.errors.jsonl").read_text("utf-8").splitlines()
    assert json.loads(told) == {"file": "in.jsonl", "row": 21, "error": made[20]["error"]}
    write("in.jsonl", corpus_with())
    assert run_batch("in.jsonl", "out.jsonl", wished(), Wish()) == 0
    assert not Path("out.jsonl.errors.jsonl").exists()


@pytest.mark.slow
def test_a_text_that_kills_its_process_costs_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "recipe", recipe)
    write("in.jsonl", corpus_with(f"{DEATH} here", f"after it: {TEXT}"))
    assert run_batch("in.jsonl", "out.jsonl", wished(), Wish(jobs="2")) == 2
    made = [json.loads(line) for line in Path("out.jsonl").read_bytes().splitlines()]
    assert [row["n"] for row in made] == list(range(30))
    assert [row["n"] for row in made if "error" in row] == [20]
    assert "a process died of it, twice" in made[20]["error"]
    assert len(made[21]["edits"]) == 2


def journal_lines(target: str) -> int:
    return sum(path.read_bytes().count(b"\n") for path in Path(f".{target}.normalize-batch").glob("*.rows"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "jobs"), [("jsonl", "1"), ("csv", "1"), ("parquet", "1"), ("jsonl.gz", "2")]
)
def test_a_run_that_is_killed_at_any_moment_is_gone_on_with(suffix: str, jobs: str) -> None:
    """Killed at random moments until it comes to its end by itself; each time it has to come further."""
    make(f"in.{suffix}", 1800)
    command = [sys.executable, "-m", "normalize", "batch", f"in.{suffix}", f"out.{suffix}", *OPTIONS]
    chance = random.Random(suffix)
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    kills, done = 0, 0
    while True:
        run = subprocess.Popen([*command, "--jobs", jobs], env=surroundings, stderr=subprocess.DEVNULL)
        more = chance.randint(1, 3)
        while run.poll() is None and (kills > 3 or journal_lines(f"out.{suffix}") < done + more):
            time.sleep(0.005)
        if run.poll() is not None:
            break
        run.send_signal(signal.SIGKILL)
        run.wait()
        kills, done = kills + 1, journal_lines(f"out.{suffix}")
    assert run.returncode == 0
    assert kills  # of which one may have come when the result had just taken its place
    assert cli.code(["batch", f"in.{suffix}", f"whole.{suffix}", *OPTIONS]) == 0
    assert Path(f"out.{suffix}").read_bytes() == Path(f"whole.{suffix}").read_bytes()
    names = [f"in.{suffix}", "names.yaml", f"out.{suffix}", f"whole.{suffix}"]
    assert names_in(".") == sorted(names)


def make(name: str, number: int) -> None:
    """Write a corpus of some format."""
    rows = [{"n": at, "text": text} for at, text in enumerate(texts(number))]
    if name.endswith(".parquet"):
        arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        parquet.write_table(arrow.Table.from_pylist(rows), name, row_group_size=700)
    elif name.endswith(".csv"):
        lines = [f"{row['n']},{json.dumps(row['text'] or '')}" for row in rows]
        Path(name).write_text("\n".join(["n,text", *lines]), "utf-8")
    elif name.endswith(".gz"):
        import gzip

        Path(name).write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    else:
        write(name, rows)


def test_a_journal_gives_back_what_was_put_into_it(tmp_path: Path) -> None:
    rows = [Row("x"), Row(None), Row("y", ({"start": 0},)), Row(None, error="no"), Row("", (), ({"end": 1},))]
    given = ["x", None, "x", corpus.Unfit("no"), ""]
    head = {"file": "a", "size": 1}
    first = Journal(tmp_path / "a.rows", head, lambda: None, print)
    assert first.kept(given) is None
    first.add(given, rows)
    first.close(remove=False)
    again = Journal(tmp_path / "a.rows", head, lambda: None, print)
    assert again.kept(given) == rows
    assert again.kept(given) is None
    again.close(remove=True)
    assert not (tmp_path / "a.rows").exists()
