"""All commands with their options, for Typer: loaded when `cli_plain` cannot read a command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated

import typer

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
from normalize.cli_plain import version

app = typer.Typer(
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
        raise typer.Exit(version())


@app.callback()
def _normalize(
    _wished: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Correct names of people and places that are misspelt or mistranslated in news copy."""


def _add(commands: Iterable[Callable[..., int]], to: typer.Typer, prefix: str = "") -> None:
    """Add commands, each named as its function without the prefix."""
    for command in commands:
        to.command(command.__name__.removeprefix(prefix))(grouped(command))


_add((check, fix, explain, regions, batch, score, calibrate, learn, init), app)
_add((baseline_create, baseline_update, baseline_prune), baseline, "baseline_")
_add(
    (
        gazetteer_check, gazetteer_show, gazetteer_add, gazetteer_alias, gazetteer_variant, gazetteer_leave,
        gazetteer_import, gazetteer_test, gazetteer_stats, gazetteer_compile,
    ),
    gazetteer,
    "gazetteer_",
)  # fmt: skip
