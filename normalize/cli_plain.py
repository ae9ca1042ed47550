"""`normalize check FILE... --quiet` → the very call that Typer would make, without loading Typer.

Read here is only what the tables below list; anything else is Typer's to read, and to refuse: a value it
checks, `-`, `--`, an option that is not known, no path at all. A test holds both ways to one result.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in `typing`, which `--version` can do without
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    # The group of an option, its field there, and what it is set to.
    Wish = tuple[str, str, object]

INTERRUPTED = 130

# Set by a shell that asks what could come next. Source: Click, "Shell Completion".
COMPLETING = "_NORMALIZE_COMPLETE"

# The groups of options of `check` and `fix`, and what they are made by.
GROUPS = {"names": "Names", "rules": "Rules", "known": "Known", "reading": "Reading", "showing": "Showing"}

# The group and the field that an option sets, and to what.
FLAGS: dict[str, Wish] = {
    "--quiet": ("showing", "quiet", True),
    "--verbose": ("showing", "verbose", True),
    "--no-progress": ("showing", "no_progress", True),
    "--isolated": ("names", "isolated", True),
    "--no-default-gazetteer": ("names", "no_default_gazetteer", True),
    "--no-baseline": ("known", "no_baseline", True),
    "--force-exclude": ("reading", "force_exclude", True),
    "--no-force-exclude": ("reading", "force_exclude", False),
    "--data": ("reading", "data", True),
    "--no-data": ("reading", "data", False),
}

# The group and the field of an option that takes one of a few words, and the enumeration of these.
CHOICES = {
    "--format": ("showing", "format", "Format"),
    "--fail-on": ("showing", "fail_on", "FailOn"),
    "--color": ("showing", "color", "Colour"),
    "--preset": ("names", "preset", "Preset"),
}


def plainly(arguments: Sequence[str]) -> Callable[[], int] | None:
    """Return the command that arguments plainly are, ready to be called; None where Typer must read them."""
    if COMPLETING in os.environ:
        return None
    if arguments == ["--version"]:
        return version
    if not arguments or arguments[0] not in ("check", "fix"):
        return None
    paths: list[str] = []
    wishes: list[Wish] = []
    given = iter(arguments[1:])
    for one in given:
        if not one.startswith("-"):
            paths.append(one)
        elif wish := _wish(one, given):
            wishes.append(wish)
        else:
            return None
    return (lambda: _run(arguments[0], paths, wishes)) if paths else None


def _wish(option: str, following: Iterator[str]) -> Wish | None:
    """Return what an option sets, which may take its value from what follows; None if it is not listed."""
    name, equals, value = option.partition("=")
    if name not in CHOICES:
        return FLAGS.get(option)
    from normalize import cli_options

    group, field, kind = CHOICES[name]
    words = {word.value: word for word in getattr(cli_options, kind)}
    word = words.get(value if equals else next(following, ""))
    return (group, field, word) if word else None


def version() -> int:
    """Tell the version, and return the exit code."""
    from normalize import __version__

    sys.stdout.write(f"normalize {__version__}\n")
    return 0


def _run(command: str, paths: list[str], wishes: Sequence[Wish]) -> int:
    """Call a command with what is wished for, and with the defaults of its groups for the rest."""
    from normalize import cli_files, cli_options

    wished: dict[str, dict[str, object]] = {name: {} for name in GROUPS}
    for group, field, value in wishes:
        wished[group][field] = value
    groups = {name: getattr(cli_options, GROUPS[name])(**wished[name]) for name in GROUPS}
    if command == "fix":
        return cli_files.fix(paths, asking=cli_files.Asking(), **groups)
    return cli_files.check(paths, **groups)
