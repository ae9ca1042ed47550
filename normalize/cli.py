"""The command line: `normalize --help`. A door: it turns options into settings and shows results.

Exit codes: 0 nothing found · 1 found or changed · 2 the user can mend it · 3 our bug · 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer
from typer.main import get_command

from normalize import __version__
from normalize.cli_baseline import baseline_create, baseline_prune, baseline_update
from normalize.cli_calibrate import calibrate
from normalize.cli_corpus import batch, score
from normalize.cli_files import check, fix
from normalize.cli_gazetteer import (
    gazetteer_add,
    gazetteer_alias,
    gazetteer_import,
    gazetteer_leave,
    gazetteer_stats,
    gazetteer_test,
    gazetteer_variant,
    learn,
)
from normalize.cli_names import explain, gazetteer_check, gazetteer_show, init, regions
from normalize.cli_options import INTERRUPTED, grouped
from normalize.errors import NormalizeError

OURS, USERS = 3, 2

REPORT_HERE = (
    "This is a bug in normalize: please report this with the traceback to the maintainers (see README)."
)

app = typer.Typer(
    help="Correct names of people and places that are misspelt or mistranslated in news copy.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)
gazetteer = typer.Typer(
    help="Look into gazetteers, add to them, test them.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(gazetteer, name="gazetteer")
baseline = typer.Typer(
    help="Accept today's findings, so that only new ones are told.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(baseline, name="baseline")


def _version(wished: bool) -> None:
    if wished:
        sys.stdout.write(f"normalize {__version__}\n")
        raise typer.Exit


@app.callback()
def _normalize(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Correct names of people and places that are misspelt or mistranslated in news copy."""


for command in (check, fix, explain, regions, batch, score, calibrate, learn, init):
    app.command()(grouped(command))
baseline.command("create")(grouped(baseline_create))
baseline.command("update")(grouped(baseline_update))
baseline.command("prune")(grouped(baseline_prune))
gazetteer.command("check")(grouped(gazetteer_check))
gazetteer.command("show")(grouped(gazetteer_show))
gazetteer.command("add")(grouped(gazetteer_add))
gazetteer.command("alias")(grouped(gazetteer_alias))
gazetteer.command("variant")(grouped(gazetteer_variant))
gazetteer.command("leave")(grouped(gazetteer_leave))
gazetteer.command("import")(grouped(gazetteer_import))
gazetteer.command("test")(grouped(gazetteer_test))
gazetteer.command("stats")(grouped(gazetteer_stats))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line, and exit with its code."""
    from normalize.adapters.streams import prepare

    prepare()
    sys.exit(code(sys.argv[1:] if arguments is None else arguments))


def code(arguments: list[str]) -> int:
    """Run the command line, and return its exit code. The one place where errors are caught."""
    from normalize.adapters.streams import say

    try:
        get_command(app).main(args=with_files(arguments), prog_name="normalize")
    except SystemExit as end:
        if end.code == INTERRUPTED:
            say("interrupted")
        return end.code if isinstance(end.code, int) else 0
    except NormalizeError as error:
        say(f"error: {error}")
        return USERS
    except Exception:
        import traceback

        traceback.print_exc()
        say(REPORT_HERE)
        return OURS
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
