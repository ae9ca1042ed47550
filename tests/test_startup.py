"""What starting costs: which modules a cold run loads; past Typer, and told again, nothing is another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from normalize import cache, cli, cli_again, cli_plain, directives, leftovers, settings
from normalize.adapters import own_process

ROOT = Path(__file__).resolve().parents[1]

# Nothing in it has a look-alike: no name, no capitals but the first.
CLEAN = "it was warm.\n"

HEAVY = {
    "spacy", "thinc", "numpy", "rapidfuzz", "pydantic", "pydantic_core", "yaml", "jinja2", "marko", "typer",
    "rich", "charset_normalizer", "pathspec", "tomllib", "importlib.metadata", "importlib.resources",
    "subprocess", "multiprocessing", "multiprocessing.connection", "difflib", "pickle", "html", "email",
    "zipfile", "socket", "signal", "normalize.adapters.worker",
}  # fmt: skip

# What Typer loads by itself.
TYPERS = {
    "typer", "rich", "pydantic", "pydantic_core", "importlib.metadata", "importlib.resources", "subprocess",
    "difflib", "html", "email", "zipfile", "socket", "signal",
}  # fmt: skip

# What starting itself may take: even `typing` is a third of it.
LEAST = HEAVY | {"hashlib", "typing", "dataclasses", "inspect", "re", "enum", "pathlib", "functools", "json"}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a clean article, a cache of its own, and nothing that configures a run."""
    monkeypatch.setenv("NORMALIZE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "clean.txt").write_text(CLEAN, "utf-8")
    monkeypatch.chdir(folder)
    return folder


def ran(*arguments: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run the command line in a new process."""
    command = [sys.executable, *options, "-m", "normalize", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def loaded(*arguments: str) -> set[str]:
    """Return the modules that a new process loads, and those of their packages, beyond what Python does."""
    told = ran(*arguments, options=("-X", "importtime")).stderr
    rows = [line for line in told.splitlines() if line.startswith("import time:")]
    names = [row.rpartition("|")[2].strip() for row in rows]
    return {*names[names.index("runpy") :]} if "runpy" in names else {*names}


def test_a_clean_article_needs_nothing_heavy(desk: Path) -> None:
    ran("check", "clean.txt")  # compiles the gazetteer
    modules = loaded("check", "clean.txt", "--format", "json")
    assert "normalize.pipeline" in modules
    assert modules & HEAVY == set()


def test_the_version_needs_next_to_nothing(desk: Path) -> None:
    assert loaded("--version") & LEAST == set()


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"]])
def test_help_needs_nothing_heavy_but_typer(arguments: list[str], desk: Path) -> None:
    assert loaded(*arguments) & (HEAVY - TYPERS) == set()


def compiled_by(*arguments: str) -> int:
    """Return how many regular expressions of ours a new process compiles."""
    code = (
        "import re, sys\n"
        "found, compiled = [], re.compile\n"
        "def seen(text, *flags):\n"
        "    found.append(sys._getframe(1).f_globals['__name__'])\n"
        "    return compiled(text, *flags)\n"
        "re.compile = seen\n"
        "from normalize.cli import code\n"
        f"code({list(arguments)!r})\n"
        "print(sum(name.startswith('normalize') for name in found))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    return int(done.stdout.splitlines()[-1])


def test_expressions_are_compiled_when_they_are_asked(desk: Path) -> None:
    ran("check", "clean.txt")
    assert 0 < compiled_by("check", "clean.txt") < 40


@pytest.mark.parametrize("given", [{}, {"OMP_NUM_THREADS": "3"}, {"OPENBLAS_NUM_THREADS": "2"}], ids=str)
def test_numpy_starts_no_threads_unless_somebody_wishes_it(
    given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = own_process.OPENBLAS, own_process.OPENMP
    for name in names:
        monkeypatch.setenv(name, "")  # so that what is set here is undone
        monkeypatch.delenv(name)
    for name, number in given.items():
        monkeypatch.setenv(name, number)
    own_process.calculate_alone()
    found = {name: os.environ[name] for name in names if name in os.environ}
    assert found == (given or {"OPENBLAS_NUM_THREADS": "1"})


LEAVING = "import atexit, sys; from normalize.adapters.leaving import leave; "


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("print('a', end=''); leave(SystemExit(3))", (3, "a", "")),
        ("leave(SystemExit())", (0, "", "")),
        ("leave(SystemExit('no'))", (1, "", "no\n")),
        ("atexit.register(print, 'last'); leave(SystemExit(1))", (1, "last\n", "")),
        ("sys.stdout = None; leave(SystemExit(1))", (1, "", "")),
        ("import threading, time; "
         "threading.Thread(target=lambda: (time.sleep(.2), print('done'))).start(); leave(SystemExit(2))",
         (2, "done\n", "")),
    ],
)  # fmt: skip
def test_a_process_that_is_left_has_done_all(code: str, told: tuple[int, str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEAVING + code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == told


def test_who_watches_a_process_sees_it_end(desk: Path) -> None:
    ran("check", "clean.txt")
    command = [sys.executable, "-m", "cProfile", "-m", "normalize", "check", "clean.txt", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert "function calls" in done.stdout


PLAIN = [
    ["check", "a.txt"],
    ["check", "--quiet", "a.txt", "b.txt"],
    ["check", "a.txt", "--verbose", "--no-progress"],
    ["check", "a.txt", "--format", "concise", "--color=never"],
    ["check", "--format=json", "--format=text", "a.txt", "--fail-on", "error"],
    ["check", "a.txt", "--preset", "strict", "--isolated", "--no-baseline"],
    ["check", "a.txt", "--no-default-gazetteer", "--data", "--no-data"],
    ["check", "a.txt", "--force-exclude", "--no-force-exclude"],
    ["check", ".", "missing.txt"],
    ["fix", "a.txt"],
]


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_past_typer_the_same_is_told_and_done(
    arguments: list[str], desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def done() -> tuple[int, str, str, str]:
        (desk / "a.txt").write_text("He met Emmanuel Macrom in Parris.\n", "utf-8")
        (desk / "b.txt").write_text(CLEAN, "utf-8")
        code = cli.code(arguments)
        told = capsys.readouterr()
        return code, told.out, told.err, (desk / "a.txt").read_text("utf-8")

    assert cli_plain.plainly(arguments)
    plain = done()
    monkeypatch.setattr(cli, "plainly", lambda arguments: None)
    assert done() == plain


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["--help"], ["check"], ["check", "-"], ["check", "a.txt", "--help"], ["check", "--", "a.txt"],
        ["check", "a.txt", "--format"], ["check", "a.txt", "--format", "xml"],
        ["check", "a.txt", "--quiet=1"], ["check", "a.txt", "--jobs", "2"], ["explain", "a"],
        ["--version", "check"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_is_not_plain_is_for_typer(arguments: list[str]) -> None:
    assert cli_plain.plainly(arguments) is None


def test_a_shell_that_completes_asks_typer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cli_plain.COMPLETING, "bash_complete")
    assert cli_plain.plainly(["check", "a.txt"]) is None


def test_each_option_that_goes_past_typer_is_one_of_the_group_it_names() -> None:
    from dataclasses import fields

    from normalize import cli_options

    for option, (group, field, *_) in (cli_plain.FLAGS | cli_plain.CHOICES).items():
        made = getattr(cli_options, cli_plain.GROUPS[group])
        assert field in {one.name for one in fields(made)}, option


# What is told again.


def test_a_clean_file_is_told_again_without_loading_anything(desk: Path) -> None:
    first = ran("check", "clean.txt")
    assert (first.returncode, first.stderr) == (0, "")
    again = ran("check", "clean.txt")
    assert (again.returncode, again.stdout, again.stderr) == (0, first.stdout, "")
    assert not {"normalize.cli", "normalize.model", "typing", "re"} & loaded("check", "clean.txt")


def test_a_file_with_something_to_do_is_checked_each_time(desk: Path) -> None:
    (desk / "clean.txt").write_text("He met Emmanuel Macrom.\n", "utf-8")
    first, again = ran("check", "clean.txt"), ran("check", "clean.txt")
    assert first.returncode == again.returncode == 1
    assert first.stdout == again.stdout
    assert not (desk.parent / "cache" / "again").exists()


def kept(desk: Path) -> bool:
    """Return whether the last run with these arguments could be told again now."""
    arguments = ["check", "clean.txt"]
    mark = cli_again.mark_of(arguments)
    return bool(mark) and cli_again.recalled(mark, cli_again.place_of(arguments)) is not None


@pytest.fixture
def heard(desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The desk, after a run that was kept."""
    package = desk.parent / "normalize"  # nobody edits this one while tests run
    (package / "data").mkdir(parents=True)
    (package / "data" / "gazetteer.yaml").write_text("entities: []\n", "utf-8")
    monkeypatch.setattr(cli_again, "PACKAGE", str(package))
    assert cli_again.heard(["check", "clean.txt"], cli.code) == 0
    assert kept(desk)
    return desk


def test_what_changes_a_run_makes_it_another(heard: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (heard / "clean.txt").write_text(CLEAN + "And Emmanuel Macrom.\n", "utf-8")
    assert not kept(heard)
    (heard / "clean.txt").write_text(CLEAN, "utf-8")
    assert kept(heard)
    (heard.parent / "pyproject.toml").write_text("[project]\n", "utf-8")
    assert not kept(heard)
    (heard.parent / "pyproject.toml").unlink()
    monkeypatch.setattr(sys, "path", [*sys.path, str(heard.parent)])
    assert not kept(heard)


@pytest.mark.parametrize("name", ["normalize-ignore.yaml", ".clean.txt.normalize-bak"])
def test_what_depends_on_more_is_not_told_again(name: str, heard: Path) -> None:
    (heard / name).write_text("", "utf-8")
    assert not kept(heard)


def test_our_code_and_the_gazetteer_are_part_of_a_run(
    heard: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "copy" / "normalize"
    (package / "data").mkdir(parents=True)
    gazetteer = package / "data" / "gazetteer.yaml"
    gazetteer.write_text("entities: []\n", "utf-8")
    monkeypatch.setattr(cli_again, "PACKAGE", str(package))
    before = cli_again.mark_of(["check", "clean.txt"])
    gazetteer.write_text("entities: [ ]\n", "utf-8")
    changed = cli_again.mark_of(["check", "clean.txt"])
    (package / "new.py").write_text("", "utf-8")
    assert len({before, changed, cli_again.mark_of(["check", "clean.txt"])}) == 3


def test_where_there_is_no_folder_nothing_is_kept(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(os, "getcwd", gone)
    assert cli_again.mark_of(["check", str(desk / "clean.txt")]) == ""


def test_without_standard_output_nothing_is_told_again(heard: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert not cli_again.told_again(["check", "clean.txt"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full is a device of Linux")
def test_a_full_disk_is_told_of_by_the_run_itself(desk: Path) -> None:
    assert ran("check", "clean.txt").returncode == 0
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "normalize", "check", "clean.txt"]
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=120
        )
    assert done.returncode == 2
    assert done.stderr.startswith("error: standard output: cannot be written (No space left on device)")


def test_a_damaged_file_of_what_was_told_is_not_told(heard: Path) -> None:
    place = Path(cli_again.place_of(["check", "clean.txt"]))
    place.write_bytes(place.read_bytes()[:-3])
    assert not kept(heard)


def test_a_configuration_that_names_files_is_not_told_again(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "more.yaml").write_text("- {id: a.b, name: Anna Bell, type: person}\n", "utf-8")
    (desk / "normalize.toml").write_text('gazetteers = ["more.yaml"]\n', "utf-8")
    assert cli_again.heard(["check", "clean.txt"], cli.code) == 0
    assert not kept(desk)


@pytest.mark.parametrize(
    "arguments",
    [
        ["fix", "clean.txt"], ["check", "clean.txt", "--format", "json"], ["check", "clean.txt", "b.txt"],
        ["check", "clean.txt", "--isolated"], ["check"], ["check", "clean.docx"], ["check", "."],
        ["check", "-"], ["check", "no.txt"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_other_runs_are_not_kept(arguments: list[str], desk: Path) -> None:
    assert cli_again.mark_of(arguments) == ""


def test_a_file_with_a_directive_is_not_kept(desk: Path) -> None:
    (desk / "clean.txt").write_text("<!-- normalize: ignore Witkov until 2027-01-01 -->\n", "utf-8")
    assert cli_again.mark_of(["check", "clean.txt"]) == ""


def test_what_is_written_twice_is_the_same(desk: Path) -> None:
    assert settings.IGNORE_FILES == cli_again.DATED
    assert directives.HINT.encode() == cli_again.HINT
    assert leftovers.beside(Path("a.txt"), leftovers.BACKUP).name == f".a.txt.{cli_again.BESIDE}"
    for name in cli_again.CONFIGURING:
        folder = desk / Path(name).stem
        folder.mkdir()
        (folder / name).write_text("[tool.normalize]\n" if name == "pyproject.toml" else "", "utf-8")
        assert settings.find_config(folder) == folder / name


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is kept without NORMALIZE_CACHE_DIR")
@pytest.mark.parametrize("base", ["", "/somewhere/else"])
def test_it_is_kept_where_caches_are(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NORMALIZE_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", base)
    place = cli_again.place_of(["check", "a.txt"])
    assert os.path.dirname(place) == str(cache.user_cache_dir() / "again")  # noqa: PTH120 - a string


SPACYS_COMMANDS = {"weasel", "httpx", "requests"}


@pytest.mark.model
def test_spacy_is_loaded_without_its_command_line(desk: Path) -> None:
    Path("garbled.txt").write_text("NATO chief Mark Latte arrived.\n", "utf-8")
    found = loaded("check", "garbled.txt")
    assert "spacy.language" in found
    assert not SPACYS_COMMANDS & found


@pytest.mark.parametrize(
    "asked",
    [
        "from spacy.cli import download",
        "import spacy.cli; spacy.cli.download",
        "import spacy.cli.download",
        "import spacy; assert spacy.info(silent=True)['spacy_version'] == spacy.__version__",
    ],
)
def test_spacys_command_line_is_there_when_it_is_asked_for(asked: str) -> None:
    program = f"""
import sys
from normalize.adapters.spacy_commands import put_off
put_off()
import spacy
assert "spacy.cli.download" not in sys.modules
{asked}
assert "spacy.cli.download" in sys.modules
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
