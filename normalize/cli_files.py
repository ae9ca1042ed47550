"""`normalize check` and `normalize fix`: files → findings on standard output, corrected files, reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from normalize.cli_options import Format, Jobs, Known, Names, Reading, Rules, Showing
from normalize.cli_said import argument, option
from normalize.cli_wishes import wishes
from normalize.errors import SettingsError

if TYPE_CHECKING:
    from normalize.adapters.file_writes import Then
    from normalize.adapters.inputs import Input
    from normalize.adapters.notes import Notes
    from normalize.adapters.run_files import Show
    from normalize.adapters.wishes import Wishes
    from normalize.reported import FileReport

Paths = Annotated[
    list[str] | None, argument(metavar="PATH...", help="Files and folders; `-` for standard input.")
]


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether a person is asked, and what is kept of the answers."""

    interactive: Annotated[
        bool, option("--interactive", help="Ask about each finding; write what is accepted.")
    ] = False
    decisions: Annotated[
        Path | None,
        option("--decisions", metavar="FILE", show_default=False, help="Add what is decided there."),
    ] = None
    no_decisions: Annotated[bool, option("--no-decisions", help="Do not keep what is decided.")] = False


def check(
    paths: Paths = None,
    *,
    jobs: Jobs = "1",
    names: Names,
    rules: Rules,
    known: Known,
    reading: Reading,
    showing: Showing,
) -> int:
    """Report names that are misspelt or off house style. Never writes to a checked file."""
    from normalize.adapters.file_jobs import Course, jobs_for
    from normalize.adapters.file_writes import leave
    from normalize.adapters.run_files import run

    wished = _as_known(wishes(names, rules, reading, showing.fail_on), known, paths)
    files = _inputs(named(paths, reading), wished, reading, showing)
    with _noting(reading, showing) as notes:
        return run("check", files, Course(leave, jobs_for(files, jobs), notes), _show(showing))


def fix(
    paths: Paths = None,
    *,
    diff: Annotated[bool, option("--diff", help="Print a patch and write nothing.")] = False,
    out: Annotated[
        Path | None,
        option("--out", metavar="DIR", show_default=False, help="Write copies of all files there."),
    ] = None,
    jobs: Jobs = "1",
    asking: Asking,
    names: Names,
    rules: Rules,
    known: Known,
    reading: Reading,
    showing: Showing,
) -> int:
    """Write the corrections that are safe, and list them.

    With `-`, the corrected text goes to standard output and the list to standard error.
    """
    from normalize.adapters.file_jobs import Course, jobs_for
    from normalize.adapters.file_writes import copier, leave, write_in_place
    from normalize.adapters.inputs import STDIN
    from normalize.adapters.run_files import run

    if diff:
        showing = _as_patch(showing, out)
    every = named(paths, reading)
    wished = _as_known(wishes(names, rules, reading, showing.fail_on), known, paths)
    wished = _as_asked(wished, asking, diff=diff, stdin=STDIN in every)
    files = _inputs(every, wished, reading, showing, out)
    if STDIN in every and not diff:
        return _fixed_stdin(files, out, reading, showing)
    then = leave if diff else copier(out, files) if out else write_in_place
    if not diff:
        _prepare(files, out)
    with _noting(reading, showing) as notes:
        if asking.interactive:
            return _asked(files, notes.after(then), jobs, showing)
        return run("fix", files, Course(then, jobs_for(files, jobs), notes), _show(showing))


def _asked(files: Sequence[Input | FileReport], then: Then, jobs: str, showing: Showing) -> int:
    """Ask about files, one after the other, and return the exit code."""
    from normalize.adapters.interactive import run_interactive

    if jobs != "1":
        raise SettingsError("--jobs: a person is asked about one file at a time", "leave it out")
    return run_interactive(files, then, _show(showing))


def _fixed_stdin(
    files: Sequence[Input | FileReport], out: Path | None, reading: Reading, showing: Showing
) -> int:
    """Write standard input to standard output, corrected; as it is, if the file it stands for is excluded."""
    from normalize.adapters.inputs import Input
    from normalize.adapters.run_files import run_stdin
    from normalize.adapters.streams import emit_bytes, standard_input

    if out:
        raise SettingsError("--out: standard input has no copies", "leave it out: text goes to output")
    with _noting(reading, showing) as notes:
        for file in files:
            if isinstance(file, Input):
                return run_stdin(file, _show(showing), notes)
    emit_bytes(standard_input().read())
    return 0


def _prepare(files: Sequence[Input | FileReport], out: Path | None) -> None:
    """Make sure that files can be written where they go, before any is read; clear what killed runs left."""
    from normalize.adapters.file_writes import refuse_folder
    from normalize.adapters.tidying import tidy

    if out:
        refuse_folder(out)
    tidy(files, out)


@contextmanager
def _noting(reading: Reading, showing: Showing) -> Iterator[Notes]:
    """Give what gathers notes; they are told at the end, unless it is to be quiet."""
    from normalize.adapters.notes import Notes
    from normalize.adapters.streams import say
    from normalize.cli_wishes import listed

    notes = Notes(listed(reading.fields))
    yield notes
    for note in notes.all() if not showing.quiet else ():
        say(note)


def _as_patch(showing: Showing, out: Path | None) -> Showing:
    if out or showing.format not in (None, Format.diff):
        raise SettingsError("--diff prints a patch and writes nothing", "leave out --out and --format")
    return replace(showing, format=Format.diff)


def _as_known(wished: Wishes, known: Known, paths: Sequence[str] | None) -> Wishes:
    """Return wishes with the baseline and the revision that findings are compared with."""
    if known.baseline and known.no_baseline:
        raise SettingsError("--baseline and --no-baseline contradict each other", "leave out one of them")
    if known.changed_lines and "-" in (paths or ()):
        raise SettingsError("--changed-lines: git does not know standard input", "name a file")
    values: dict[str, object] = dict(wished.values)
    if known.baseline or known.no_baseline:
        values["baseline"] = Path.cwd() / known.baseline.expanduser() if known.baseline else None
    if known.changed_lines:
        values["changed_since"] = known.changed_lines
    return replace(wished, values=values)


def _as_asked(wished: Wishes, asking: Asking, *, diff: bool, stdin: bool) -> Wishes:
    """Return wishes with the place where decisions are kept, if one is wished for."""
    if not asking.interactive:
        if asking.decisions or asking.no_decisions:
            option = "--decisions" if asking.decisions else "--no-decisions"
            raise SettingsError(f"{option}: nobody is asked", "add --interactive, or leave it out")
        return wished
    if diff:
        raise SettingsError("--interactive writes, --diff does not", "leave out one of them")
    if stdin:
        raise SettingsError("--interactive: standard input is for your answers", "name a file")
    if asking.decisions and asking.no_decisions:
        raise SettingsError("--decisions and --no-decisions contradict each other", "leave out one of them")
    if not (asking.decisions or asking.no_decisions):
        return wished
    place = Path.cwd() / asking.decisions.expanduser() if asking.decisions else None
    return replace(wished, values={**wished.values, "decisions": place})


def named(paths: Sequence[str] | None, reading: Reading) -> list[str]:
    """Return the paths that were named, on the command line and in a list."""
    from normalize.adapters.inputs import listed_paths

    every = list(paths or ())
    if reading.files_from:
        every += listed_paths(_list(reading.files_from))
    elif not every:
        raise SettingsError(
            "no PATH is named", "name files or folders: `.` for this one, `-` for standard input"
        )
    if "-" in every and len(every) > 1:
        raise SettingsError("`-` stands alone", "standard input and files are two runs")
    return every


def _list(name: str) -> str:
    from normalize.adapters.inputs import decoded_list

    if name == "-":
        from normalize.adapters.streams import standard_input

        return decoded_list(standard_input().read())
    from normalize.files import read_bytes

    return decoded_list(read_bytes(Path(name)))


def _inputs(
    every: Sequence[str], wished: Wishes, reading: Reading, showing: Showing, out: Path | None = None
) -> list[Input | FileReport]:
    """Return the files to read, before any is read: what is wrong with a configuration shows first."""
    from normalize.adapters.inputs import STDIN, inputs, passed_over, standard_input
    from normalize.adapters.streams import say

    reports = [path for _, path in _reports(showing)]
    for path in reports:
        if any(_is_one_file(path, name) for name in every):
            raise SettingsError(f"--report: {path} is a file to check", "name another file")
    if out and (within := [name for name in every if _is_within(Path(name), out)]):
        fact = f"--out: the copies of {within[0]} would lie among what is copied"
        raise SettingsError(fact, "name a folder of its own for copies, or leave it out to correct in place")
    if STDIN in every:
        piped = standard_input(reading.stdin_filename, wished)
        return [piped] if piped else []
    data: list[Path] = []
    files = list(inputs(every, wished, [*reports, *([out] if out else [])], data.append))
    if not showing.quiet and (note := passed_over(data)):
        say(note)
    return files


def _is_one_file(path: Path, name: str) -> bool:
    with suppress(OSError):
        return name != "-" and path.samefile(name)
    return False


def _is_within(folder: Path, out: Path) -> bool:
    """Return whether all of a folder that is named lies in the folder of copies."""
    return folder.is_dir() and folder.resolve().is_relative_to(out.resolve())


def _reports(showing: Showing) -> tuple[tuple[str, Path], ...]:
    """Return the format and the path of each report to write."""
    from normalize.reports import wished

    wishes = (wished(wish) for wish in showing.report or ())
    return tuple((name, Path(path).expanduser()) for name, path in wishes)


def _show(showing: Showing) -> Show:
    from normalize.adapters.run_files import Show
    from normalize.adapters.streams import wants_colour

    return Show(
        format=(showing.format or Format.text).value,
        reports=_reports(showing),
        detail="quiet" if showing.quiet else "verbose" if showing.verbose else "normal",
        colour=wants_colour(showing.color),
        progress=not showing.no_progress and not showing.quiet,
    )
