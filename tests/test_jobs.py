"""`--jobs`: the same in the same order, whoever does it, and whatever becomes of who does."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pool_tasks
import pytest
from pool_tasks import Ledger

from normalize.adapters import pool_size, streams
from normalize.adapters.file_jobs import Course
from normalize.adapters.inputs import inputs
from normalize.adapters.pool import Batching, Here, Lost, crew
from normalize.adapters.pool_workers import GRACE, Pool
from normalize.adapters.run_files import Show, run
from normalize.adapters.wishes import Wishes
from normalize.cli import code
from normalize.errors import GazetteerError, NormalizeError

HERE = Path(__file__).resolve().parent
WITHOUT_MODEL = ("--isolated", "--gazetteer", "names.yaml", "--no-default-gazetteer", "--model", "none")
MAYOR = "The mayor, Jana Novacova, opened the school in Ober Lhota on Monday.\n"
RIGHT = "The mayor, Jana Nováková, opened the school in Horní Lhota on Monday.\n"


@pytest.fixture(autouse=True)
def _surroundings(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    shutil.copy(HERE / "cli" / "names.yaml", own_folder)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    (tmp_path / "ledger").mkdir()
    return Ledger(tmp_path / "ledger")


# The pool


def test_results_come_in_the_order_of_the_tasks_whoever_is_first() -> None:
    with crew(pool_tasks.uneven, 3) as workers:
        assert list(workers.in_order(range(40))) == list(range(40))
        assert list(workers.in_order(range(5), Batching(limit=3))) == list(
            range(5)
        )  # once more, with the same


def test_one_job_is_done_in_this_process_and_more_in_others(ledger: Ledger) -> None:
    with crew(partial(pool_tasks.squares, ledger), 1) as alone:
        assert isinstance(alone, Here)
        assert list(alone.in_order([3])) == [(9, os.getpid())]
    with crew(partial(pool_tasks.squares, ledger), 2) as workers:
        assert workers.facts() == "squares"
        made = [one for one in workers.in_order(range(50)) if not isinstance(one, Lost)]
    assert [square for square, _ in made] == [number * number for number in range(50)]
    assert os.getpid() not in {who for _, who in made}


def test_tasks_are_asked_for_as_they_are_needed() -> None:
    asked = itertools.count()
    endless = (next(asked) for _ in itertools.count())
    with crew(pool_tasks.uneven, 2) as workers:
        done = workers.in_order(endless, Batching(limit=2, ahead=3))
        assert [next(done) for _ in range(20)] == list(range(20))
        assert next(asked) <= 20 + 2 * 2 * 3


def test_a_task_whose_worker_dies_is_done_by_another_and_nothing_else_is_done_again(ledger: Ledger) -> None:
    with crew(partial(pool_tasks.squares, ledger, once=(7, 8, 31)), 2) as workers:
        made = list(workers.in_order(range(60), Batching(limit=5)))
    assert [one[0] for one in made if not isinstance(one, Lost)] == [number * number for number in range(60)]
    assert Counter(ledger.begun()) == Counter([*range(60), 7, 8, 31])


def test_a_task_whose_worker_dies_twice_is_lost_and_nothing_else(ledger: Ledger) -> None:
    with crew(partial(pool_tasks.squares, ledger, deadly=(7, 8)), 3) as workers:
        made = list(workers.in_order(range(30), Batching(limit=4)))
    assert [one for one in made if isinstance(one, Lost)] == [
        Lost(7, "killed (SIGKILL)"),
        Lost(8, "killed (SIGKILL)"),
    ]
    assert [number for number, one in enumerate(made) if isinstance(one, Lost)] == [7, 8]
    assert Counter(ledger.begun()) == Counter([*range(30), 7, 8])


def test_a_worker_that_is_killed_while_it_waits_costs_nothing(ledger: Ledger) -> None:
    with crew(partial(pool_tasks.squares, ledger), 2) as workers:
        first = {one[1] for one in workers.in_order(range(20)) if not isinstance(one, Lost)}
        for worker in first:
            os.kill(worker, signal.SIGKILL)
            wait_for(lambda worker=worker: not is_alive(worker))
        again = {one[1] for one in workers.in_order(range(20, 40)) if not isinstance(one, Lost)}
    assert again
    assert not first & again
    assert ledger.begun() == list(range(40))


@pytest.mark.parametrize(
    ("kind", "error"), [("value", ValueError), ("odd", RuntimeError), ("ours", NormalizeError)]
)
def test_what_a_task_raises_is_raised_when_its_turn_comes(kind: str, error: type[Exception]) -> None:
    with crew(partial(pool_tasks.failing, kind), 2) as workers:
        done = workers.in_order(range(9), Batching(limit=2))
        assert [next(done) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(error, match=r"three|OddError: 3") as raised:
            next(done)
    notes = "".join(getattr(raised.value, "__notes__", []))
    assert ("in _failing" in notes) == (kind != "ours")


def test_a_worker_without_memory_is_one_that_died() -> None:
    with crew(partial(pool_tasks.failing, "memory"), 2) as workers:
        made = list(workers.in_order(range(6), Batching(limit=2)))
    assert made == [0, 1, 2, Lost(3, "out of memory"), 4, 5]


def test_no_more_workers_begin_than_there_are_batches() -> None:
    with crew(pool_tasks.uneven, 8) as workers:
        assert list(workers.in_order(range(20), Batching(limit=10))) == list(range(20))
        assert len(multiprocessing.active_children()) <= 2
    assert not multiprocessing.active_children()


def test_a_result_that_cannot_be_sent_is_told() -> None:
    with crew(pool_tasks.unsendable, 2) as workers, pytest.raises(Exception, match="pickle"):
        list(workers.in_order([1]))


def test_what_a_recipe_raises_is_raised_before_any_task() -> None:
    with crew(pool_tasks.refusing, 2) as workers, pytest.raises(GazetteerError):
        workers.facts()


def test_a_recipe_that_nobody_survives_is_no_endless_loop() -> None:
    with (
        crew(pool_tasks.deadly_recipe, 2) as workers,
        pytest.raises(NormalizeError, match="dies before it can"),
    ):
        list(workers.in_order(range(1000)))


@pytest.mark.parametrize(("dies", "tries"), [("never", 1), ("before", 2), ("after", 1)])
def test_what_a_worker_wrote_before_it_died_is_not_written_again(
    tmp_path: Path, dies: str, tries: int
) -> None:
    asked: list[int] = []

    def is_settled(task: int, done: str) -> bool:
        asked.append(task)
        return done == f"written {task}" and (tmp_path / f"{task}.txt").exists()

    with crew(partial(pool_tasks.writing, tmp_path, dies=dies), 2, is_settled=is_settled) as workers:
        assert list(workers.in_order(range(3))) == ["written 0", "written 1", "written 2"]
    assert [(tmp_path / f"{task}.txt").read_text() for task in range(3)] == ["once"] * 3
    assert sorted(asked) == ([] if dies == "never" else [0, 1, 2])


def test_what_is_done_and_not_yielded_is_given_when_all_stops(tmp_path: Path) -> None:
    with crew(partial(pool_tasks.sleepy, tmp_path), 2) as workers:
        assert isinstance(workers, Pool)
        done = workers.in_order(range(6))
        workers.facts()
        stopped: list[int] = []
        with pytest.raises(KeyboardInterrupt):
            interrupted(done, lambda: len(list(tmp_path.glob("[1-5]"))) == 5)
        started = time.monotonic()
        stopped = workers.stop()
    assert stopped == [1, 2, 3, 4, 5]
    assert time.monotonic() - started < 5  # nobody waits for the task that takes for ever


def interrupted(done: Iterator[object], when: Callable[[], bool]) -> None:
    """Ask for the next result, and press Ctrl-C when something is so and the answers may have come."""

    def press() -> None:
        wait_for(when)
        time.sleep(0.5)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    thread = threading.Thread(target=press)
    thread.start()
    try:
        next(done)
    finally:
        thread.join()


def wait_for(thing: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not thing():
        assert time.monotonic() < end
        time.sleep(0.03)


def is_alive(process: int) -> bool:
    """Return whether a process is there and has not ended."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


# Files


def corpus(folder: Path, count: int = 40) -> Path:
    """Make files of several formats: most with something to correct, some with trouble."""
    folder.mkdir()
    for number in range(count):
        text = MAYOR if number % 3 else "Nothing here is about anybody.\n"
        name, body = f"{number:03}.txt", text * (1 + number % 5)
        if number % 7 == 1:
            name, body = f"{number:03}.html", f"<p>{text.strip()}</p>\n<img alt='{text.strip()}'>\n"
        elif number % 7 == 2:
            name, body = f"{number:03}.md", f"# Town\n\n{text}\n<!-- normalize: ignore Nobody -->\n"
        (folder / name).write_text(body)
    (folder / "998.txt").write_bytes(b"\xff\xfe\x00\xd8")
    (folder / "999.json").write_text('{"number": 5}')
    return folder


def ran(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "normalize", *arguments]
    return subprocess.run(command, capture_output=True, cwd=cwd, check=False, env=environment(), timeout=120)


def environment() -> dict[str, str]:
    path = os.pathsep.join(filter(None, [str(HERE.parent), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path}


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


REPORTS = ("r.html", "r.md", "r.json", "r.jsonl", "r.sarif", "r.diff", "r.csv", "r.rdjsonl", "r.xml")


@pytest.mark.parametrize(
    "command",
    [
        ("check", "--verbose", *(f"--report={name}" for name in REPORTS)),
        ("check", "--format", "json", "--fields", "body,lead"),
        ("fix", *(f"--report={name}" for name in REPORTS)),
        ("fix", "--diff"),
        ("fix", "--out", "copies", "in/001.html", "nowhere.txt"),
        ("baseline", "create"),
    ],
    ids=" ".join,
)
def test_the_output_does_not_depend_on_how_many_work(command: tuple[str, ...], tmp_path: Path) -> None:
    said, left = [], []
    for jobs in ("1", "3"):
        folder = tmp_path / jobs
        folder.mkdir()
        shutil.copy("names.yaml", folder)
        corpus(folder / "in")
        named = ["in", "in/999.json", "absent.txt"]
        done = ran(*command, *WITHOUT_MODEL, "--jobs", jobs, *named, cwd=folder)
        said.append((done.returncode, done.stdout, done.stderr))
        left.append(files_in(folder))
    assert said[0] == said[1]
    assert left[0] == left[1]
    assert b"Traceback" not in said[0][2]
    assert len(left[0]) > 40


def test_a_file_that_kills_whoever_works_on_it_is_told_and_the_others_are_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}{'-poison' if number in (4, 20) else ''}.txt").write_text(MAYOR)
    wishes = Wishes({"default_gazetteer": False, "model": "none"}, (tmp_path / "names.yaml",), isolated=True)
    files = list(inputs([str(path) for path in sorted(tmp_path.glob("*.txt"))], wishes))
    assert run("fix", files, Course(pool_tasks.poisoned, 2), Show(format="concise")) == 2
    said = capsys.readouterr()
    told = re.findall(r"^error: (.*)$", said.err, re.MULTILINE)
    fact = "not done: the process that worked on it died, twice: killed (SIGKILL)"
    assert told == [f"{tmp_path}/{name}-poison.txt: {fact}" for name in ("04", "20")]
    assert Counter(path.read_text() for path in tmp_path.glob("*.txt")) == {MAYOR: 2, RIGHT: 28}
    assert said.out.count("Jana Nováková") == 28


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of files that take a few seconds."""
    (tmp_path / "in").mkdir()
    for number in range(120):
        (tmp_path / "in" / f"{number:03}.txt").write_text(MAYOR * 5)
    return tmp_path / "in"


def started(*arguments: str) -> subprocess.Popen[bytes]:
    """Begin the command line, at the head of a process group of its own."""
    command = [sys.executable, "-m", "normalize", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, env=environment(), start_new_session=True)


def fixing(folder: Path) -> subprocess.Popen[bytes]:
    """Begin to correct files by two workers, and wait until some are corrected."""
    process = started("fix", *WITHOUT_MODEL, "--jobs", "2", "--format", "concise", str(folder))
    wait_for(lambda: len(corrected(folder)) > 20)
    return process


def corrected(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.txt")) if path.read_text() == RIGHT * 5]


def members(session: int) -> dict[int, int]:
    """Return the processes of a session that have not ended, with the parent of each."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, _, own = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(own) == session and state != "Z":
            found[int(path.parent.name)] = int(parent)
    return found


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """Return the workers of a run: the children of its children."""
    parents = members(process.pid)
    return [one for one, parent in parents.items() if parents.get(parent) == process.pid]


def test_workers_that_are_killed_change_nothing_in_what_is_told(many: Path, tmp_path: Path) -> None:
    shutil.copytree(many, tmp_path / "other")
    process = fixing(many)
    for killed in (1, 2):
        os.kill(workers_of(process)[0], signal.SIGKILL)
        wait_for(lambda killed=killed: len(corrected(many)) > 20 + 30 * killed)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (1, b"")
    calm = ran("fix", *WITHOUT_MODEL, "--format", "concise", "other", cwd=tmp_path)
    assert out.replace(b"/in/", b"/other/") == calm.stdout.replace(b"other/", b"%s/other/" % bytes(tmp_path))
    assert len(corrected(many)) == 120
    assert sorted(path.name for path in many.iterdir()) == [f"{number:03}.txt" for number in range(120)]


@pytest.mark.parametrize("to", ["group", "parent"])
def test_ctrl_c_leaves_nothing_behind_and_tells_what_was_done(many: Path, to: str) -> None:
    process = fixing(many)
    assert len(workers_of(process)) == 2
    (os.killpg if to == "group" else os.kill)(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    wait_for(lambda: not members(process.pid), 5)
    assert process.returncode == 130
    done = corrected(many)
    assert 20 < len(done) < 120
    assert re.fullmatch(rf"stopped after {len(done)} of 120 files\ninterrupted\n", err.decode())
    assert {line.partition(b":")[0].decode() for line in out.splitlines()} == {str(path) for path in done}
    assert Counter(path.read_text() for path in many.iterdir()) == {
        RIGHT * 5: len(done),
        MAYOR * 5: 120 - len(done),
    }


@pytest.mark.parametrize("delay", [0, 0.03, 0.1, 0.3])
def test_ctrl_c_while_workers_begin_is_quiet_and_quick(many: Path, delay: float) -> None:
    process = started("check", *WITHOUT_MODEL, "--jobs", "2", str(many))
    wait_for(lambda: len(members(process.pid)) > 1)
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=GRACE - 1)
    wait_for(lambda: not members(process.pid), 5)
    assert process.returncode == 130
    assert b"Traceback" not in err


def test_workers_end_when_their_parent_is_killed(many: Path) -> None:
    process = fixing(many)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    wait_for(lambda: not members(process.pid), 20)
    assert ran("fix", *WITHOUT_MODEL, "--quiet", str(many), cwd=many).returncode == 2  # no such list there


def test_the_parent_opens_no_knowledge(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "in", 12)
    code = (
        "import sys\n"
        "from normalize import cli, knowledge, lexicon, weights\n"
        "def never(*_): raise AssertionError\n"
        "knowledge.know = lexicon.load_lexicon = weights.load_weights = never\n"
        f"assert cli.code(['check', '--isolated', '--jobs', '2', '--quiet', {str(folder)!r}]) == 2\n"
        "print('spacy' in sys.modules, 'normalize.index' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env=environment(), timeout=120
    )
    assert done.stdout.splitlines()[-1].split()[0] == b"False"


# The option


@pytest.mark.parametrize("wish", ["0", "-1", "many", "", "1.5", "1000000"])
def test_a_number_of_jobs_that_is_none_is_refused(wish: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert code(["check", *WITHOUT_MODEL, "--jobs", wish, "names.yaml"]) == 2
    assert f"--jobs: {wish!r} is no number of processes" in capsys.readouterr().err


def test_a_person_is_asked_about_one_file_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert code(["fix", "--interactive", *WITHOUT_MODEL, "--jobs", "2", "names.yaml"]) == 2
    assert "one file at a time" in capsys.readouterr().err


def test_auto_begins_no_more_workers_than_have_something_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_size, "processors", lambda: 8)
    worth = pool_size.WORTH_A_WORKER
    sizes = (0, worth, 2 * worth - 1, 2 * worth, 5 * worth, 500 * worth)
    assert [pool_size.jobs_of("auto", size) for size in sizes] == [1, 1, 1, 2, 5, 8]
    assert pool_size.jobs_of("3", 0) == 3


@pytest.mark.parametrize(
    ("text", "processors"),
    [("max 100000\n", 0), ("150000 100000\n", 2), ("400000 100000\n", 4), ("5000 100000\n", 1), ("", 0)],
)
def test_what_a_container_may_use_is_heeded(text: str, processors: int, tmp_path: Path) -> None:
    (tmp_path / "cpu.max").write_text(text)
    assert pool_size.quota(tmp_path / "cpu.max") == processors
    assert pool_size.quota(tmp_path / "absent") == 0
    assert pool_size.processors() >= 1


def test_a_terminal_sees_how_fast_it_goes_and_how_long_it_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def slowly() -> Iterator[int]:
        for number in range(40):
            time.sleep(0.05)
            yield number

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    assert list(streams.counted(slowly(), 40, shown=True)) == list(range(40))
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", capsys.readouterr().err)
    assert re.search(r"reading .*\b3\d/40 \d+/s 0:00:0\d", shown)
