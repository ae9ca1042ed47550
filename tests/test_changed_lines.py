"""`--changed-lines`: what git says was changed, in the odd places that files of a repository get to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_directives import finding

from normalize import cli
from normalize.adapters import changed_lines as module
from normalize.adapters.changed_lines import changed_lines, is_changed
from normalize.errors import SettingsError

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")

LINES = "".join(f"line {number}\n" for number in range(1, 10))


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    forget()
    yield
    forget()


def forget() -> None:
    """Let git be asked anew: a run asks once."""
    module._changes.cache_clear()
    module._top.cache_clear()


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    command = ["git", *who, "-c", "protocol.file.allow=always", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / "a.txt").write_text(LINES)
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")


def edit(path: Path, line: str = "line 3\n", to: str = "changed\n") -> None:
    path.write_text(path.read_text().replace(line, to))


def test_of_an_edited_file_its_new_lines_count_staged_or_not(repository: Path) -> None:
    path = repository / "a.txt"
    edit(path)
    git(repository, "add", "-A")
    edit(path, "line 7\n", "two\nlines\n")
    assert changed_lines(path, "HEAD") == ((3, 3), (7, 8))


def test_of_an_unchanged_file_and_of_deleted_lines_nothing_counts(repository: Path) -> None:
    assert changed_lines(repository / "a.txt", "HEAD") == ()
    forget()
    edit(repository / "a.txt", to="")
    assert changed_lines(repository / "a.txt", "HEAD") == ()


def test_what_was_committed_since_counts(repository: Path) -> None:
    edit(repository / "a.txt")
    commit(repository)
    assert changed_lines(repository / "a.txt", "HEAD~1") == ((3, 3),)
    assert changed_lines(repository / "a.txt", "HEAD") == ()


def test_a_file_that_git_does_not_track_counts_whole_even_if_it_is_ignored(repository: Path) -> None:
    (repository / ".gitignore").write_text("ignored.txt\n")
    for name in ("new.txt", "ignored.txt"):
        (repository / name).write_text(LINES)
        assert changed_lines(repository / name, "HEAD") is None


def test_a_file_that_was_added_counts_whole(repository: Path) -> None:
    (repository / "new.txt").write_text(LINES)
    git(repository, "add", "-N", "new.txt")
    assert changed_lines(repository / "new.txt", "HEAD") == ((1, 9),)


def test_of_a_renamed_file_only_what_was_edited_counts(repository: Path) -> None:
    git(repository, "mv", "a.txt", "b.txt")
    edit(repository / "b.txt")
    assert changed_lines(repository / "b.txt", "HEAD") == ((3, 3),)


@pytest.mark.parametrize(
    "name",
    ["with space.txt", "é ü.txt", 'a"quote\\.txt', "tab\tline\nend.txt", "-w", "b/+++ b/x.txt", "ends "],
)
def test_a_file_may_have_any_name(repository: Path, name: str) -> None:
    path = repository / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(LINES)
    commit(repository)
    edit(path)
    assert changed_lines(path, "HEAD") == ((3, 3),)


def test_a_name_need_not_be_unicode(repository: Path) -> None:
    path = repository / os.fsdecode(b"caf\xe9.txt")
    path.write_text(LINES)
    commit(repository)
    edit(path)
    assert changed_lines(path, "HEAD") == ((3, 3),)


def test_lines_that_look_like_heads_of_a_diff_are_lines(repository: Path) -> None:
    path = repository / "a.txt"
    edit(path, to="++ b/other.txt\n@@ -1 +1 @@\ndiff --git a/x b/x\n-- a/x\n")
    edit(path, "line 9\n", "no end")
    (repository / "z.txt").write_text("no end")
    commit(repository)
    edit(path, "++ b/other.txt\n", "++ b/another.txt\n")
    edit(path, "no end", "still none")
    edit(repository / "z.txt", "no end", "an end\n")
    assert changed_lines(path, "HEAD") == ((3, 3), (12, 12))
    assert changed_lines(repository / "z.txt", "HEAD") == ((1, 1),)


def test_a_file_of_which_git_knows_no_lines_counts_whole_if_it_was_changed(repository: Path) -> None:
    changed, same = repository / "a.bin", repository / "b.bin"
    for path in (changed, same):
        path.write_bytes("zwölf\n".encode("utf-16") * 3)
    commit(repository)
    changed.write_bytes("elf\n".encode("utf-16") * 3)
    assert changed_lines(changed, "HEAD") is None
    assert changed_lines(same, "HEAD") == ()


def test_of_a_file_whose_mode_alone_was_changed_nothing_counts(repository: Path) -> None:
    (repository / "a.txt").chmod(0o755)
    assert changed_lines(repository / "a.txt", "HEAD") == ()


def test_it_works_from_any_folder_and_in_folders_of_the_repository(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = repository / "deep" / "down" / "b.txt"
    path.parent.mkdir(parents=True)
    path.write_text(LINES)
    commit(repository)
    edit(path)
    monkeypatch.chdir(path.parent)
    assert changed_lines(Path("b.txt"), "HEAD") == ((3, 3),)
    assert changed_lines(Path("../../a.txt"), "HEAD") == ()
    monkeypatch.chdir("/")
    forget()
    assert changed_lines(path, "HEAD") == ((3, 3),)


def test_links_are_followed(repository: Path, tmp_path: Path) -> None:
    edit(repository / "a.txt")
    (tmp_path / "link").symlink_to(repository)
    assert changed_lines(tmp_path / "link" / "a.txt", "HEAD") == ((3, 3),)


def test_it_works_in_a_worktree(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "-q", str(tmp_path / "tree"), "-b", "other")
    edit(tmp_path / "tree" / "a.txt")
    assert changed_lines(tmp_path / "tree" / "a.txt", "main") == ((3, 3),)
    assert changed_lines(repository / "a.txt", "main") == ()


def test_it_works_in_a_submodule(repository: Path, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "submodule", "--quiet", "add", str(repository), "inner")
    git(outer, "commit", "-qm", "x")
    edit(outer / "inner" / "a.txt")
    assert changed_lines(outer / "inner" / "a.txt", "HEAD") == ((3, 3),)


def test_it_works_in_a_hook_of_another_repository(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(repository / "a.txt")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere" / "index"))
    assert changed_lines(repository / "a.txt", "HEAD") == ((3, 3),)


def test_whatever_is_configured_the_diff_can_be_read(repository: Path, tmp_path: Path) -> None:
    for key, value in {
        "diff.noprefix": "true", "diff.mnemonicPrefix": "true", "diff.external": "false",
        "color.ui": "always",
        "diff.context": "5", "diff.interHunkContext": "9", "diff.renames": "false", "diff.relative": "true",
        "core.quotePath": "false", "diff.t.textconv": "false", "diff.srcPrefix": "x/",
    }.items():  # fmt: skip
        git(repository, "config", key, value)
    (repository / ".gitattributes").write_text("*.txt diff=t\n")
    (repository / "é.txt").write_text(LINES)
    commit(repository)
    git(repository, "mv", "é.txt", "ü.txt")
    edit(repository / "ü.txt")
    edit(repository / "ü.txt", "line 8\n")
    assert changed_lines(repository / "ü.txt", "HEAD") == ((3, 3), (8, 8))


def test_with_three_dots_it_is_since_we_left_the_other_branch(repository: Path) -> None:
    git(repository, "checkout", "-qb", "ours")
    edit(repository / "a.txt")
    commit(repository)
    git(repository, "checkout", "-q", "main")
    edit(repository / "a.txt", "line 7\n")
    commit(repository)
    git(repository, "checkout", "-q", "ours")
    assert changed_lines(repository / "a.txt", "main") == ((3, 3), (7, 7))
    assert changed_lines(repository / "a.txt", "main...") == ((3, 3),)


@pytest.mark.parametrize("revision", ["--output=x", "main..HEAD", "main...HEAD", "...", "-"])
def test_what_is_no_revision_is_an_error(repository: Path, revision: str) -> None:
    with pytest.raises(SettingsError, match="is no revision") as error:
        changed_lines(repository / "a.txt", revision)
    assert "name one commit" in error.value.hint


def test_a_revision_that_git_does_not_know_is_an_error_with_a_way_out(repository: Path) -> None:
    with pytest.raises(SettingsError, match="knows no 'nowhere'") as error:
        changed_lines(repository / "a.txt", "nowhere")
    assert "git rev-parse nowhere" in error.value.hint


def test_a_repository_without_a_commit_is_an_error(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    with pytest.raises(SettingsError, match="knows no 'HEAD'"):
        changed_lines(tmp_path / "a.txt", "HEAD")


def test_outside_of_a_repository_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is in no git repository") as error:
        changed_lines(tmp_path / "a.txt", "HEAD")
    assert "leave out --changed-lines" in error.value.hint


def test_in_a_shallow_clone_the_way_out_is_to_fetch_more(repository: Path, tmp_path: Path) -> None:
    edit(repository / "a.txt")
    commit(repository)
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", "shallow")
    edit(tmp_path / "shallow" / "a.txt", "line 7\n")
    assert changed_lines(tmp_path / "shallow" / "a.txt", "HEAD") == ((7, 7),)
    with pytest.raises(SettingsError, match="knows no 'HEAD~1'") as error:
        changed_lines(tmp_path / "shallow" / "a.txt", "HEAD~1")
    assert "git fetch --unshallow" in error.value.hint


def test_without_git_it_is_an_error_with_a_way_out(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(SettingsError, match="git cannot be run") as error:
        changed_lines(repository / "a.txt", "HEAD")
    assert error.value.hint == "install git, or leave it out"


def test_a_finding_counts_if_one_of_its_lines_does() -> None:
    source = "one\r\nMark\nLatte\nfour\rfour too\n"
    one = finding(source, "Mark\nLatte")
    assert [is_changed(one, source, ((line, line),)) for line in (1, 2, 3, 4)] == [False, True, True, False]
    assert is_changed(finding(source, "too"), source, ((4, 4),))
    assert not is_changed(one, source, ())


MAYOR = "The mayor, Jana Novacova, opened the school.\n"
RIGHT = MAYOR.replace("Novacova", "Nováková")
WITHOUT_MODEL = ["--gazetteer", "names.yaml", "--no-default-gazetteer", "--model", "none"]


@pytest.fixture
def desk(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with a name spelt wrongly on an old line and on a new one, and in a new file."""
    shutil.copy(Path(__file__).parent / "cli" / "names.yaml", repository)
    (repository / "a.txt").write_text(f"{MAYOR}\nNothing.\n", "utf-8")
    commit(repository)
    (repository / "a.txt").write_text(f"{MAYOR}\nJana Novacova left.\n", "utf-8")
    (repository / "b.txt").write_text(MAYOR, "utf-8")
    monkeypatch.chdir(repository)
    return repository


def test_check_tells_only_what_stands_on_changed_lines(desk: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.code(["check", ".", "--changed-lines", "HEAD", "--format", "json", *WITHOUT_MODEL]) == 1
    told = json.loads(capfd.readouterr().out)
    findings = [one for file in told["files"] for one in file["findings"]]
    assert [(one["path"], one["place"]["line"]) for one in findings] == [("a.txt", 3), ("b.txt", 1)]
    assert told["counts"]["unchanged"] == 1


def test_check_is_silent_when_only_other_lines_were_changed(
    desk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    edit(desk / "a.txt", "Jana Novacova left.", "Nobody left.")
    assert cli.code(["check", "a.txt", "--changed-lines", "HEAD", "--quiet", *WITHOUT_MODEL]) == 0
    assert capfd.readouterr().out == ""


def test_fix_writes_only_what_stands_on_changed_lines(desk: Path) -> None:
    assert cli.code(["fix", ".", "--changed-lines", "HEAD", *WITHOUT_MODEL]) == 1
    assert (desk / "a.txt").read_text("utf-8") == f"{MAYOR}\nJana Nováková left.\n"
    assert (desk / "b.txt").read_text("utf-8") == RIGHT


def test_a_fingerprint_is_the_same_whatever_is_left_out(
    desk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (desk / "a.txt").write_text(f"{MAYOR}\n{MAYOR}", "utf-8")
    prints = []
    for wish in ([], ["--changed-lines", "HEAD"]):
        forget()
        cli.code(["check", "a.txt", "--format", "json", *wish, *WITHOUT_MODEL])
        (report,) = json.loads(capfd.readouterr().out)["files"]
        prints.append([one["fingerprint"] for one in report["findings"]])
    assert len(prints[0]) == 2
    assert prints[1] == prints[0][1:]


def test_what_git_does_not_know_stops_the_run_before_anything_is_written(
    desk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.code(["fix", ".", "--changed-lines", "nowhere", *WITHOUT_MODEL]) == 2
    assert "knows no 'nowhere'" in capfd.readouterr().err
    assert (desk / "b.txt").read_text("utf-8") == MAYOR
