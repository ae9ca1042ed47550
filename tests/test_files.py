"""Bytes in, bytes out: what is read, what is refused, and that no file is ever half-written."""

from __future__ import annotations

import errno
import os
import socket
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from normalize.errors import ReadError, WriteError
from normalize.files import read_bytes, write_atomically
from normalize.walks import Walk, walk

SUFFIXES = (".txt", ".md", ".html")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.txt"
    path.write_bytes(b"old")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_read_up_to_a_size(news: Path) -> None:
    assert read_bytes(news) == b"old"
    assert read_bytes(news, max_size=3) == b"old"
    with pytest.raises(ReadError, match="larger than 2 bytes"):
        read_bytes(news, max_size=2)


def test_what_is_missing_or_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"none\.txt: no such file"):
        read_bytes(tmp_path / "none.txt")
    with pytest.raises(ReadError, match="is a folder"):
        read_bytes(tmp_path)


def test_what_is_not_permitted_is_named(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> object:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ReadError, match="not permitted"):
        read_bytes(news)
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(WriteError, match="not permitted"):
        write_atomically(news, b"new")


def test_a_file_is_replaced_with_its_mode(news: Path) -> None:
    news.chmod(0o640)
    write_atomically(news, b"new", expected=b"old")
    assert news.read_bytes() == b"new"
    assert stat.S_IMODE(news.stat().st_mode) == 0o640
    assert names(news.parent) == ["news.txt"]


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    write_atomically(tmp_path / "new.txt", b"new")
    (tmp_path / "usual").touch()
    assert (tmp_path / "new.txt").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_file_that_changed_is_left_alone(news: Path) -> None:
    with pytest.raises(WriteError, match="changed since it was read"):
        write_atomically(news, b"new", expected=b"older")
    news.unlink()
    with pytest.raises(WriteError, match="removed since it was read"):
        write_atomically(news, b"new", expected=b"old")
    assert names(news.parent) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="no such file or folder"):
        write_atomically(tmp_path / "none" / "a.txt", b"new")


def test_a_link_is_followed_and_stays_one(news: Path) -> None:
    link = news.parent / "link.txt"
    link.symlink_to("news.txt")
    write_atomically(link, b"new", expected=b"old")
    assert link.is_symlink()
    assert news.read_bytes() == b"new"


def test_hard_links_stay_linked(news: Path) -> None:
    twin = news.parent / "twin.txt"
    twin.hardlink_to(news)
    write_atomically(news, b"n", expected=b"old")
    assert twin.read_bytes() == b"n"
    assert twin.samefile(news)
    assert names(news.parent) == ["news.txt", "twin.txt"]


def test_a_read_only_file_is_not_replaced(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # tests may run as root, who may do all
    with pytest.raises(WriteError, match="not permitted"):
        write_atomically(news, b"new")
    assert news.read_bytes() == b"old"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = [
        "b.txt", "a.md", "c.HTML", "d.png", ".hidden.txt", ".git/x.txt", "drafts/e.txt", "drafts/keep.txt",
        "sub/f.txt", "sub/g.txt", "sub/.cache/h.txt", "build/i.txt", "-w.txt",
    ]  # fmt: skip
    for name in made:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / ".gitignore").write_text("/build/\ndrafts/*\n!drafts/keep.txt\ng.txt\n")
    (tmp_path / "sub" / ".gitignore").write_text("!g.txt\n")
    (tmp_path / "link.txt").symlink_to("b.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(paths: Sequence[str], *exclude: str) -> list[str]:
    return [path.as_posix() for path in walk(map(Path, paths), exclude, SUFFIXES).files]


def test_a_folder_is_expanded_in_order_without_what_git_ignores(tree: Path) -> None:
    expected = ["-w.txt", "a.md", "b.txt", "c.HTML", "drafts/keep.txt", "sub/f.txt", "sub/g.txt"]
    assert found(["."]) == expected
    assert found([str(tree)]) == [f"{tree.as_posix()}/{name}" for name in expected]


def test_the_ignore_files_above_a_named_folder_hold(tree: Path) -> None:
    assert found(["drafts"]) == ["drafts/keep.txt"]
    assert found(["sub"]) == ["sub/f.txt", "sub/g.txt"]


def test_what_is_named_is_taken_but_for_excludes(tree: Path) -> None:
    assert found(["d.png", "build/i.txt", ".hidden.txt", "link.txt"]) == [
        "d.png", "build/i.txt", ".hidden.txt", "link.txt",
    ]  # fmt: skip
    assert found(["build"]) == ["build/i.txt"]
    assert found(["b.txt", "sub/f.txt", "sub"], "sub/f.txt", "b.*") == ["sub/g.txt"]
    assert found(["sub", "sub/f.txt"], "sub/") == []
    assert found(["."], "*.txt", "!b.txt") == ["a.md", "b.txt", "c.HTML"]


def test_nothing_is_taken_twice(tree: Path) -> None:
    assert found(["b.txt", ".", "sub", "./b.txt"]).count("b.txt") == 1
    assert found(["sub", "sub/f.txt", "sub"]) == ["sub/f.txt", "sub/g.txt"]


def test_what_is_missing_is_reported_beside_what_is_found(tree: Path) -> None:
    result = walk([Path("none.txt"), Path("b.txt"), Path("nowhere")], [], SUFFIXES)
    assert result.files == (Path("b.txt"),)
    assert [error.message for error in result.errors] == [
        "none.txt: no such file or folder",
        "nowhere: no such file or folder",
    ]


def test_a_folder_that_cannot_be_read_is_reported(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "sub":
            raise PermissionError(errno.EACCES, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    result = walk([Path()], [], SUFFIXES)
    assert isinstance(result, Walk)
    assert [error.message for error in result.errors] == ["sub: not permitted"]
    assert Path("b.txt") in result.files


def test_a_long_name_leaves_room_for_the_temporary_file(tmp_path: Path) -> None:
    path = tmp_path / ("新" * 83 + ".txt")  # 253 bytes, of 255 that file systems allow
    path.write_bytes(b"old")
    write_atomically(path, b"new", expected=b"old")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == [path.name]


def test_a_device_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.html"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_atomically(pipe, b"told")
        assert os.read(reader, 10) == b"told"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    assert names(tmp_path) == ["pipe.html"]


def test_a_file_in_a_folder_that_may_not_be_entered_is_reported(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)  # tests may run as root, who may do all
    errors = walk([Path("sub/f.txt")], (), SUFFIXES).errors
    assert [str(error.message) for error in errors] == ["sub/f.txt: not permitted"]


def test_a_pipe_in_a_folder_is_no_file(tree: Path) -> None:
    os.mkfifo(tree / "pipe.txt")
    assert "pipe.txt" not in found(["."])


def test_what_might_keep_us_waiting_for_ever_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match=r"pipe\.txt: no file, but a pipe"):
        read_bytes(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="/dev/zero: no file, but a device"):
        read_bytes(Path("/dev/zero"))
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.txt"))
        with pytest.raises(ReadError, match=r"socket\.txt: no file, but a socket"):
            read_bytes(tmp_path / "socket.txt")
    assert read_bytes(Path("/dev/null")) == b""


def test_what_a_shell_gives_for_a_command_is_read(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"text")
    os.close(writer)
    assert read_bytes(Path(f"/dev/fd/{reader}")) == b"text"
    os.close(reader)


def test_folders_are_walked_however_deep_they_lie(tmp_path: Path) -> None:
    handle = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1900):  # twice as deep as Python calls functions, near the longest path there may be
        os.mkdir("d", dir_fd=handle)
        below = os.open("d", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = below
    os.close(os.open("deep.txt", os.O_CREAT | os.O_WRONLY, dir_fd=handle))
    os.close(handle)
    result = walk([tmp_path], (), SUFFIXES)
    assert [path.name for path in result.files] == ["deep.txt"]
    assert result.errors == ()
    result.files[0].unlink()  # one after the other, for shutil.rmtree is one of those that call themselves
    for folder in result.files[0].parents[:1900]:
        folder.rmdir()


def test_links_that_run_in_a_circle_are_told_when_named_and_passed_over_in_a_folder(tree: Path) -> None:
    (tree / "circle.txt").symlink_to("circle.txt")
    (tree / "sub" / "up").symlink_to("..")
    result = walk([Path("circle.txt")], (), SUFFIXES)
    assert [error.message for error in result.errors] == [
        "circle.txt: no such file or folder: its links run in a circle"
    ]
    assert found(["sub"]) == ["sub/f.txt", "sub/g.txt"]


def test_what_a_clone_excludes_for_itself_is_left_out(tree: Path) -> None:
    (tree / ".git" / "info").mkdir()
    (tree / ".git" / "info" / "exclude").write_text("b.txt\n/sub/f.txt\n")
    assert found(["."]) == ["-w.txt", "a.md", "c.HTML", "drafts/keep.txt", "sub/g.txt"]
    assert found(["sub"]) == ["sub/g.txt"]
    (tree / ".gitignore").write_text("!b.txt\n")  # what the repository says counts before
    assert "b.txt" in found(["."])


def test_a_worktree_has_the_excludes_of_its_clone(
    tree: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (tree / ".git" / "info").mkdir()
    (tree / ".git" / "info" / "exclude").write_text("b.txt\n")
    (tree / ".git" / "worktrees" / "w").mkdir(parents=True)
    (tree / ".git" / "worktrees" / "w" / "commondir").write_text("../..\n")
    worktree = tmp_path_factory.mktemp("worktree")
    (worktree / ".git").write_text(f"gitdir: {tree}/.git/worktrees/w\n")
    for name in ("a.txt", "b.txt"):
        (worktree / name).write_text("x")
    assert found([str(worktree)]) == [f"{worktree.as_posix()}/a.txt"]


def test_a_repository_within_another_minds_only_its_own_excludes(tree: Path) -> None:
    (tree / "inner" / ".git").mkdir(parents=True)
    for name in ("g.txt", "h.txt"):
        (tree / "inner" / name).write_text("x")
    (tree / "inner" / ".gitignore").write_text("h.txt\n")
    assert found(["inner"]) == ["inner/g.txt"]
    assert [name for name in found(["."]) if name.startswith("inner")] == ["inner/g.txt"]
