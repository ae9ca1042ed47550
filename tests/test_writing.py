"""The write path, stopped everywhere: killed, interrupted, out of room. Files are old or new, never torn."""

from __future__ import annotations

import errno
import gzip
import json
import os
import resource
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from normalize import files, leftovers
from normalize.cli import code
from normalize.errors import WriteError
from normalize.files import temporary, write_atomically
from normalize.leftovers import BACKUP, TEMPORARY, Journal, beside, packed, recover

OLD, NEW = b"the old text\n", b"a new and longer text\n"
WATCHED = {files.__file__, leftovers.__file__, __file__}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


@pytest.fixture(params=["alone", "linked"])
def news(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "news.txt"
    path.write_bytes(OLD)
    if request.param == "linked":
        (tmp_path / "twin.txt").hardlink_to(path)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def overwrite_slowly(path: Path, data: bytes) -> None:
    """Overwrite a file three bytes at a time, so that it can be cut short anywhere."""
    handle = os.open(path, os.O_RDWR)
    for start in range(0, len(data), 3):
        os.pwrite(handle, data[start : start + 3], start)
    os.ftruncate(handle, len(data))
    os.close(handle)


def at_line(number: int, act: Callable[[], object]) -> Callable[[FrameType, str, Any], Any]:
    """Return a trace function that acts before the n-th line that is run of the write path."""
    left = [number]

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename not in WATCHED or frame.f_code.co_name == "write_traced":
            return trace if frame.f_code.co_filename in WATCHED else None
        if event == "line":
            left[0] -= 1
            if left[0] == 0:
                act()
        return trace

    return trace


def write_traced(path: Path, data: bytes, act: Callable[[], object], line: int) -> None:
    sys.settrace(at_line(line, act))
    try:
        write_atomically(path, data, expected=OLD)
    finally:
        sys.settrace(None)


def killed_at(path: Path, data: bytes, line: int) -> bool:
    """Write a file in a process that is killed at a line; return whether it came that far."""
    child = os.fork()
    if not child:
        ending = 1
        try:
            leftovers.overwrite = files.overwrite = overwrite_slowly
            write_traced(path, data, lambda: os.kill(os.getpid(), signal.SIGKILL), line)
            ending = 0
        finally:
            os._exit(ending)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL)
    return status != 0


@pytest.mark.parametrize("data", [NEW, b"short\n"], ids=["longer", "shorter"])
def test_killed_at_any_line_a_file_is_old_or_new_and_the_next_run_clears_up(news: Path, data: bytes) -> None:
    before, states, torn, line = names(news.parent), set(), 0, 1
    while killed_at(news, data, line):
        torn += news.read_bytes() not in (OLD, data)
        recovery = recover([news.parent])
        assert recovery.faults == []
        assert news.read_bytes() in (OLD, data), f"torn at line {line}"
        assert names(news.parent) == before
        assert recover([news.parent]) == leftovers.Recovery()
        states.add(news.read_bytes())
        news.write_bytes(OLD)
        line += 1
    assert news.read_bytes() == data
    assert states == {OLD, data}
    assert line > 40
    assert (torn > 3) == (len(before) == 2)  # the test cuts linked files short, and those alone


def test_a_recovery_that_is_killed_itself_is_taken_up_again(news: Path) -> None:
    backup = beside(news, BACKUP)
    for line in range(1, 60):
        news.write_bytes(NEW[:5] + OLD[5:])
        backup.write_bytes(packed(Journal(news.name, OLD, NEW)))
        child = os.fork()
        if not child:
            leftovers.overwrite = overwrite_slowly
            sys.settrace(at_line(line, lambda: os.kill(os.getpid(), signal.SIGKILL)))
            recover([news.parent])
            os._exit(0)
        os.waitpid(child, 0)
        recover([news.parent])
        assert news.read_bytes() == OLD
        assert not backup.exists()


def test_interrupted_at_any_line_a_file_is_old_or_new(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "overwrite", overwrite_slowly)
    before, line = names(news.parent), 1
    while interrupted_at(news, line, interrupt):
        recover([news.parent])  # for Ctrl-C may come between creating a file and knowing of it
        assert news.read_bytes() in (OLD, NEW), f"torn at line {line}"
        assert names(news.parent) == before
        news.write_bytes(OLD)
        line += 1
    assert line > 40


def interrupted_at(path: Path, line: int, interrupt: Callable[[], object]) -> bool:
    try:
        write_traced(path, NEW, interrupt, line)
    except KeyboardInterrupt:
        return True
    return False


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
def test_what_the_system_refuses_at_any_point_leaves_the_file_as_it_was(
    news: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, refused = names(news.parent), []
    for failing in ("fdopen", "fsync", "fchown", "open"):
        for time in (1, 2, 3):
            with monkeypatch.context() as patch:
                patch.setattr(files, "sync", lambda _: None)
                patch.setattr(os, failing, failing_at(time, getattr(os, failing), OSError(number, "refused")))
                if message := refusal(news):
                    refused.append(failing)
                    assert str(news) in message
                    assert news.read_bytes() == OLD
            recover([news.parent])
            assert news.read_bytes() in (OLD, NEW)
            assert names(news.parent) == before
            news.write_bytes(OLD)
    assert {"fdopen", "fsync", "open"} <= set(refused)


def refusal(path: Path) -> str:
    """Write a file, and return why that cannot be; empty if it can."""
    try:
        write_atomically(path, NEW, expected=OLD)
    except WriteError as error:
        return error.message
    return ""


def failing_at(time: int, call: Callable[..., Any], error: OSError) -> Callable[..., Any]:
    left = [time]

    def called(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise error
        return call(*arguments, **named)

    return called


def test_a_file_that_may_not_grow_is_as_it_was(news: Path) -> None:
    """Of a real limit: the system writes what fits and refuses the rest, as a full disk does."""
    before, big = names(news.parent), b"x" * 100_000
    child = os.fork()
    if not child:
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            write_atomically(news, big, expected=OLD)
        except WriteError as error:
            code = 0 if "larger than a file may be here" in error.message else 2
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert news.read_bytes() == OLD
    assert names(news.parent) == before


def test_a_file_that_cannot_be_put_back_at_once_is_put_back_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = tmp_path / "news.txt"
    news.write_bytes(OLD)
    (tmp_path / "twin.txt").hardlink_to(news)

    def cut_short(path: Path, data: bytes) -> None:
        with path.open("r+b") as file:
            file.write(data[:4])
        raise OSError(errno.ENOSPC, "No space left")

    with monkeypatch.context() as patch:
        patch.setattr(files, "overwrite", cut_short)
        with pytest.raises(WriteError, match="cut short") as caught:
            write_atomically(news, NEW, expected=OLD)
    assert ".news.txt.normalize-bak" in caught.value.hint
    assert news.read_bytes() == NEW[:4] + OLD[4:] or news.read_bytes() == OLD
    news.write_bytes(NEW[:4] + OLD[4:])
    assert recover([tmp_path]).restored == [news]
    assert news.read_bytes() == OLD


def test_what_a_living_run_holds_is_left_alone_and_nobody_else_writes_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = tmp_path / "news.txt"
    news.write_bytes(OLD)
    monkeypatch.setattr(files, "PATIENCE", (0.01,))
    with temporary(news) as file:
        file.write(b"half")
        assert recover([tmp_path]) == leftovers.Recovery()
        with pytest.raises(WriteError, match="another run is writing it"):
            write_atomically(news, NEW, expected=OLD)
        assert beside(news, TEMPORARY).exists()
    assert names(tmp_path) == ["news.txt"]
    write_atomically(news, NEW, expected=OLD)
    assert news.read_bytes() == NEW


def test_a_stale_temporary_file_is_no_hindrance(news: Path) -> None:
    before = names(news.parent)
    beside(news, TEMPORARY).write_bytes(b"half of it")
    write_atomically(news, NEW, expected=OLD)
    assert news.read_bytes() == NEW
    assert names(news.parent) == before


def test_a_link_in_the_place_of_a_temporary_file_is_not_followed(tmp_path: Path) -> None:
    news, victim = tmp_path / "news.txt", tmp_path / "victim.txt"
    news.write_bytes(OLD)
    victim.write_bytes(b"mine")
    for suffix in (TEMPORARY, BACKUP):
        beside(news, suffix).symlink_to(victim)
        assert len(recover([tmp_path]).faults) == 1
        with pytest.raises(WriteError):
            write_atomically(news, NEW, expected=OLD)
        beside(news, suffix).unlink()
    assert (news.read_bytes(), victim.read_bytes()) == (OLD, b"mine")


def test_a_name_may_be_of_any_bytes_and_as_long_as_names_may_be(tmp_path: Path) -> None:
    for name in (os.fsdecode(b"caf\xe9 \n.txt"), "新" * 83 + ".txt"):
        news = tmp_path / name
        news.write_bytes(NEW[:5] + OLD[5:])
        beside(news, BACKUP).write_bytes(packed(Journal(news.name, OLD, NEW)))
        recovery = recover([tmp_path])
        assert (recovery.restored, recovery.faults) == ([news], [])
        write_atomically(news, NEW, expected=OLD)
        (tmp_path / "twin").hardlink_to(news)
        write_atomically(news, OLD, expected=NEW)
        (tmp_path / "twin").unlink()
        assert news.read_bytes() == OLD
        assert names(tmp_path) == [news.name]
        news.unlink()


@pytest.mark.parametrize("name", ["../victim.txt", "/etc/hostname", "", ".", "a/../b"])
def test_a_backup_that_speaks_of_a_file_elsewhere_is_none(tmp_path: Path, name: str) -> None:
    path = tmp_path / f".news.txt.{BACKUP}"
    path.write_bytes(packed(Journal(name, b"a", b"b")))
    assert ["but it is none" in str(fault) for fault in recover([tmp_path]).faults] == [True]
    path.write_bytes(b"something else")
    assert ["but it is none" in str(fault) for fault in recover([tmp_path]).faults] == [True]
    assert path.read_bytes() == b"something else"


def test_a_file_that_was_edited_after_it_was_cut_short_is_left_to_its_owner(tmp_path: Path) -> None:
    news = tmp_path / "news.txt"
    news.write_bytes(b"mended by hand")
    beside(news, BACKUP).write_bytes(packed(Journal(news.name, OLD, NEW)))
    recovery = recover([tmp_path])
    assert ["changed since a run was stopped" in str(fault) for fault in recovery.faults] == [True]
    assert news.read_bytes() == b"mended by hand"
    assert beside(news, BACKUP).exists()
    news.unlink()
    assert ["gone since" in str(fault) for fault in recover([tmp_path]).faults] == [True]
    assert beside(news, BACKUP).exists()


def test_a_file_that_changes_while_it_is_written_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = tmp_path / "news.txt"
    news.write_bytes(OLD)
    put = files._put

    def put_late(*arguments: Any) -> None:
        put(*arguments)
        news.write_bytes(b"saved by an editor")

    monkeypatch.setattr(files, "_put", put_late)
    with pytest.raises(WriteError, match="changed since it was read"):
        write_atomically(news, NEW, expected=OLD)
    assert news.read_bytes() == b"saved by an editor"
    assert names(tmp_path) == ["news.txt"]


def test_a_file_or_folder_that_was_removed_is_told(tmp_path: Path) -> None:
    news = tmp_path / "desk" / "news.txt"
    news.parent.mkdir()
    with pytest.raises(WriteError, match="removed since it was read"):
        write_atomically(news, NEW, expected=OLD)
    news.parent.rmdir()
    with pytest.raises(WriteError, match="removed since it was read"):
        write_atomically(news, NEW, expected=OLD)
    with pytest.raises(WriteError, match="no such file or folder"):
        write_atomically(news, NEW)
    assert names(tmp_path) == []


def as_nobody(act: Callable[[], None]) -> None:
    """Do something as a user who may not do everything; tests may run as root."""
    child = os.fork()
    if not child:
        code = 1
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            act()
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0


@pytest.fixture
def open_folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder that others may enter, for `as_nobody`."""
    above = [folder for folder in (tmp_path, *tmp_path.parents) if folder.stat().st_uid == os.geteuid()]
    modes = [(folder, stat.S_IMODE(folder.stat().st_mode)) for folder in above if folder != Path("/")]
    for folder, mode in modes:
        folder.chmod(mode | 0o055)
    yield tmp_path
    for folder, mode in modes:
        folder.chmod(mode)


def test_a_folder_that_is_read_only_is_told(open_folder: Path) -> None:
    news = open_folder / "news.txt"
    news.write_bytes(OLD)
    news.chmod(0o666)
    open_folder.chmod(0o555)

    def write() -> None:
        with pytest.raises(WriteError, match="not permitted"):
            write_atomically(news, NEW, expected=OLD)

    as_nobody(write)
    assert news.read_bytes() == OLD
    assert names(open_folder) == ["news.txt"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has files of others")
def test_a_file_of_someone_else_stays_theirs(open_folder: Path) -> None:
    news = open_folder / "news.txt"
    news.write_bytes(OLD)
    os.chown(news, 1234, 5678)
    news.chmod(0o666)
    open_folder.chmod(0o777)
    number = news.stat().st_ino
    as_nobody(lambda: write_atomically(news, NEW, expected=OLD))
    now = news.stat()
    assert (now.st_uid, now.st_gid, now.st_ino, stat.S_IMODE(now.st_mode)) == (1234, 5678, number, 0o666)
    assert news.read_bytes() == NEW
    write_atomically(news, OLD, expected=NEW)  # root may give files away: it takes their place
    now = news.stat()
    assert (now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)) == (1234, 5678, 0o666)
    assert names(open_folder) == ["news.txt"]


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="there are no extended attributes here")
def test_extended_attributes_stay(tmp_path: Path) -> None:
    news = tmp_path / "news.txt"
    news.write_bytes(OLD)
    try:
        os.setxattr(news, "user.desk", b"foreign")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    write_atomically(news, NEW, expected=OLD)
    assert os.getxattr(news, "user.desk") == b"foreign"


def test_the_temporary_file_of_a_private_file_is_private(tmp_path: Path) -> None:
    news = tmp_path / "news.txt"
    news.write_bytes(OLD)
    news.chmod(0o600)
    with temporary(news) as file:
        assert stat.S_IMODE(os.fstat(file.fileno()).st_mode) == 0o600


def test_what_we_keep_beside_a_file_is_never_read_as_input(tmp_path: Path) -> None:
    from normalize.formats import SUFFIXES
    from normalize.walks import walk

    for suffix in (TEMPORARY, BACKUP):
        beside(tmp_path / "news.txt", suffix).write_bytes(b"x")
    assert walk([tmp_path], (), SUFFIXES).files == ()


OPTIONS = [
    "--isolated", "--model", "none", "--format", "concise", "--no-default-gazetteer",
    "--gazetteer", str(Path(__file__).parent / "cli" / "names.yaml"),
]  # fmt: skip
MAYOR = b"The mayor, Jana Novacova, spoke.\n"
RIGHT = "The mayor, Jana Nováková, spoke.\n".encode()


@pytest.fixture
def cut_short(tmp_path: Path) -> Path:
    """Give a file that a killed run has half overwritten, and beside it another's temporary file."""
    news = tmp_path / "news.txt"
    news.write_bytes(RIGHT[:20] + MAYOR[20:])
    beside(news, BACKUP).write_bytes(packed(Journal(news.name, MAYOR, RIGHT)))
    beside(tmp_path / "gone.txt", TEMPORARY).write_bytes(b"half of it")
    return news


def test_check_does_not_judge_a_file_that_was_cut_short(
    cut_short: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_bytes() for path in cut_short.parent.iterdir()}
    assert code(["check", *OPTIONS, str(cut_short)]) == 2
    told = capsys.readouterr().err
    assert "another run is writing it, or was stopped while it did" in told
    assert "`normalize fix` puts it back" in told
    assert {path.name: path.read_bytes() for path in cut_short.parent.iterdir()} == before


def test_fix_puts_back_what_was_cut_short_and_then_corrects_it(
    cut_short: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code(["fix", *OPTIONS, str(cut_short.parent)]) == 1
    assert "it holds again what it held before" in capsys.readouterr().err
    assert cut_short.read_bytes() == RIGHT
    assert names(cut_short.parent) == ["news.txt"]
    assert code(["fix", *OPTIONS, str(cut_short.parent)]) == 0


def test_copies_are_cleared_of_leftovers_too(
    cut_short: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    source, out = tmp_path_factory.mktemp("in"), cut_short.parent
    (source / "news.txt").write_bytes(MAYOR)
    beside(cut_short, BACKUP).unlink()
    assert code(["fix", *OPTIONS, "--out", str(out), str(source)]) == 1
    assert names(out) == ["news.txt"]
    assert cut_short.read_bytes() == RIGHT


def test_a_patch_clears_nothing(cut_short: Path) -> None:
    code(["fix", "--diff", *OPTIONS[:3], *OPTIONS[5:], str(cut_short)])
    assert beside(cut_short, BACKUP).exists()


def test_text_without_a_break_that_is_too_long_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    endless, short = tmp_path / "endless.txt", tmp_path / "short.txt"
    endless.write_text("Short.\n\n" + "word " * 50_000)
    short.write_bytes(MAYOR)
    assert code(["check", *OPTIONS, str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert "characters of text without a break, from line 3" in said.err
    assert "Jana Nováková" in said.out  # one bad file never hides the findings in the others


def test_what_gives_no_end_of_text_does_not_keep_us(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert code(["check", *OPTIONS, str(tmp_path / "pipe.txt"), "/dev/zero"]) == 2
    assert capsys.readouterr().err.count("no file, but a") == 2


def test_a_file_that_is_gone_when_it_is_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from normalize.adapters import run_files

    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(MAYOR)
    opened_by = run_files.opened_by

    def open_late(*arguments: Any, **named: Any) -> Any:
        (tmp_path / "a.txt").unlink()
        return opened_by(*arguments, **named)

    monkeypatch.setattr(run_files, "opened_by", open_late)
    assert code(["check", *OPTIONS, str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert "a.txt: no such file" in said.err
    assert "b.txt:1:12" in said.out


def test_a_batch_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    from normalize.adapters.line_files import whole

    out = tmp_path / "out.jsonl.gz"
    out.write_bytes(OLD)

    def stopped() -> None:
        with whole(str(out)) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert (names(tmp_path), out.read_bytes()) == (["out.jsonl.gz"], OLD)
    beside(out, TEMPORARY).write_bytes(b"of a run that was killed")
    with whole(str(out)) as file:
        file.write(b"all")
    assert names(tmp_path) == ["out.jsonl.gz"]
    assert gzip.decompress(out.read_bytes()) == b"all"


def test_a_line_of_a_corpus_that_is_too_long_is_told_with_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ["word " * 50_000, MAYOR.decode()]
    corpus, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    corpus.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    assert code(["batch", *OPTIONS[1:3], *OPTIONS[6:], str(corpus), str(out)]) == 2
    assert "line 1: 249,999 characters of text without a break" in capsys.readouterr().err
    assert "Jana Nováková" in out.read_text("utf-8")
