"""The command line: `normalize --help`. A door: it turns options into settings and shows results.

Exit codes: 0 nothing found · 1 found or changed · 2 the user can mend it · 3 our bug · 130 interrupted.
"""

from __future__ import annotations

import os
import sys

from normalize.cli_plain import INTERRUPTED, plainly

TYPE_CHECKING = False  # as in `typing`, which `--version` can do without
if TYPE_CHECKING:
    from typing import Any

    from normalize.cli_app import app

__all__ = ["app", "code", "main", "with_files"]

OURS, USERS = 3, 2

REPORT_HERE = (
    "This is a bug in normalize: please report this with the traceback to the maintainers (see README)."
)


def __getattr__(name: str) -> Any:
    """Import the Typer app when it is asked for, and only then."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from normalize.cli_app import app

    return app


def main(arguments: list[str] | None = None) -> None:
    """Run the command line, and exit with its code."""
    from normalize.adapters.own_process import begin
    from normalize.adapters.streams import prepare
    from normalize.cli_again import heard

    prepare()
    begin()
    sys.exit(heard(sys.argv[1:] if arguments is None else arguments, code))


def code(arguments: list[str]) -> int:
    """Run the command line, and return its exit code. The one place where errors are caught."""
    from normalize.adapters.streams import say

    try:
        result = _run(with_files(arguments))
    except KeyboardInterrupt:
        result = INTERRUPTED
    except Exception as error:
        return _failed(error)
    if result == INTERRUPTED:
        say("interrupted")
    return result


def _failed(error: Exception) -> int:
    """Tell what went wrong, and return the exit code."""
    from normalize.adapters.streams import say
    from normalize.errors import NormalizeError

    if isinstance(error, NormalizeError):
        say(f"error: {error}")
        return USERS
    import traceback

    traceback.print_exception(error)
    say(REPORT_HERE)
    return OURS


def _run(arguments: list[str]) -> int:
    """Run a plain command as it is, any other through Typer, and return the exit code."""
    if command := plainly(arguments):
        return command()
    from typer.main import get_command

    from normalize.cli_app import app

    try:
        get_command(app).main(args=arguments, prog_name="normalize")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def with_files(arguments: list[str]) -> list[str]:
    """Return arguments in which no file is a flag: `-w`, where there is such a file, is `./-w`.

    A hook hands over the names of files as they are, and anybody may add a file to a repository.
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return [
        f"./{one}" if one.startswith("-") and one != "-" and place < end and os.path.lexists(one) else one
        for place, one in enumerate(arguments)
    ]
