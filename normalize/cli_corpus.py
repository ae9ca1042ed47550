"""`normalize batch` and `normalize score`: a corpus corrected, and how well that is done."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from normalize.cli_options import Names, NoProgress, Rules, Texts
from normalize.cli_wishes import only_these, paths, wishes

WithDefault = Annotated[
    bool, typer.Option("--with-default-gazetteer", help="Use the shipped gazetteer beside those given.")
]


def batch(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="A file, a folder of files, or `-` for JSON Lines.")
    ],
    target: Annotated[
        str, typer.Argument(metavar="OUT", help="The same with results; `-` for standard output.")
    ],
    *,
    text_field: Annotated[
        str, typer.Option("--text-field", metavar="NAME", help="Where the text is.")
    ] = "text",
    jobs: Annotated[
        str,
        typer.Option(
            "--jobs",
            metavar="N",
            show_default=False,
            help="Work with N processes; `auto` for as many as pays (1).",
        ),
    ] = "1",
    report: Annotated[
        str,
        typer.Option("--report", metavar="FILE", show_default=False, help="Write the summary: .json .txt."),
    ] = "",
    no_resume: Annotated[
        bool, typer.Option("--no-resume", help="Do all anew, also what a run that was stopped has done.")
    ] = False,
    no_progress: NoProgress = False,
    with_default: WithDefault = False,
    names: Names,
    rules: Rules,
) -> int:
    """Correct a corpus: each row keeps what it has and gets `corrected`, `edits` and `review`.

    JSON Lines, CSV (both also .gz and .zst) or Parquet, by suffix; a file, or a folder of them. A run that
    was stopped goes on where it was, if the same is asked for again.

    Gazetteers that are given stand alone, unless the shipped one is wished for.
    """
    from normalize.adapters.batches import Wish, run_batch

    settings = wishes(only_these(names, with_default), rules).settings(Path.cwd())
    wish = Wish(
        field=text_field,
        jobs=jobs,
        resume=not no_resume,
        report=paths([report])[0] if report else None,
        progress=not no_progress,
    )
    return run_batch(source, target, settings, wish)


def score(
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="Labelled copy, JSON Lines.")],
    *,
    predictions: Annotated[
        str, typer.Option("--predictions", metavar="FILE", show_default=False,
                          help="Score these edits (`id`, `edits`; as `batch` writes them) instead of ours."),
    ] = "",
    json_: Annotated[bool, typer.Option("--json", help="For machines, with every mistake.")] = False,
    report: Annotated[
        Texts, typer.Option("--report", metavar="FILE", show_default=False,
                            help="Write a report: .html .json .txt (repeatable)."),
    ] = None,
    no_progress: NoProgress = False,
    with_default: WithDefault = False,
    names: Names,
    rules: Rules,
) -> int:  # fmt: skip
    """Score corrections against labelled copy: precision, recall, false corrections, calibration, mistakes.

    Gazetteers that are given stand alone, unless the shipped one is wished for.
    """
    from normalize.adapters.run_files import Show
    from normalize.adapters.scores import run_score

    settings = wishes(only_these(names, with_default), rules).settings(Path.cwd())
    show = Show(format="json" if json_ else "text", progress=not no_progress)
    return run_score(gold, predictions, settings, show, paths(report))
