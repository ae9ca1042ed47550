"""`normalize gazetteer compile`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from normalize.cli_options import Names
from normalize.cli_wishes import paths, wishes


def gazetteer_compile(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE...]",
            help="Gazetteers: YAML, CSV, JSON Lines, Parquet, compiled; without any, the configured ones.",
        ),
    ] = None,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The compiled gazetteer.")],
    names: Names,
) -> int:
    """Write gazetteers, with the shipped one, as one file that opens at once, however many names it has.

    A run that is killed leaves nothing behind that matters: run it again.
    """
    from normalize.adapters.streams import say
    from normalize.gazetteer import compile_gazetteer

    settings = wishes(names).settings(Path.cwd())
    given = paths(files) or list(settings.gazetteers)
    made = compile_gazetteer(given, out, use_default=settings.default_gazetteer, warn=say)
    say(f"wrote {out}: {len(made.entities):,} entities, {out.stat().st_size / 1e6:,.1f} MB")
    return 0
