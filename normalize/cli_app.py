"""All commands with their options, for Typer: loaded when `cli_plain` cannot read a command line."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from normalize import __version__
from normalize.cli_baseline import baseline_create, baseline_prune, baseline_update
from normalize.cli_calibrate import calibrate
from normalize.cli_compile import gazetteer_compile
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
from normalize.cli_options import grouped

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
gazetteer.command("compile")(grouped(gazetteer_compile))
