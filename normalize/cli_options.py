"""The options that commands share, in groups, each option said once.

A command takes a group as one parameter; `grouped` makes an option of each of its fields.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

from normalize.cli_plain import INTERRUPTED
from normalize.cli_said import for_typer, option

if TYPE_CHECKING:
    import inspect
    from collections.abc import Callable, Iterator

Texts = list[str] | None


class Preset(StrEnum):
    strict = "strict"
    normal = "normal"
    review = "review"


class Format(StrEnum):
    text = "text"
    concise = "concise"
    json = "json"
    jsonl = "jsonl"
    diff = "diff"
    sarif = "sarif"
    github = "github"
    gitlab = "gitlab"
    junit = "junit"
    rdjsonl = "rdjsonl"


class FailOn(StrEnum):
    error = "error"
    warning = "warning"
    never = "never"


class Colour(StrEnum):
    auto = "auto"
    always = "always"
    never = "never"


def _option(*names: str, help: str, metavar: str | None = None) -> Any:
    return option(*names, help=help, metavar=metavar, show_default=False)


NoProgress = Annotated[bool, _option("--no-progress", help="Do not show how far we are.")]

Jobs = Annotated[
    str, _option("--jobs", metavar="N", help="Work on N files at once; `auto` for as many as pays (1).")
]


@dataclass(frozen=True, slots=True)
class Names:
    """Which names count, and how sure we must be."""

    gazetteer: Annotated[
        Texts, _option("--gazetteer", metavar="FILE", help="Add a gazetteer; a later one wins by entry id.")
    ] = None
    no_default_gazetteer: Annotated[
        bool, _option("--no-default-gazetteer", help="Leave the shipped gazetteer out.")
    ] = False
    preset: Annotated[Preset | None, _option("--preset", help="How sure it must be.")] = None
    model: Annotated[
        str, _option("--model", metavar="NAME", help="Another spaCy pipeline to find names; `none` for none.")
    ] = ""
    config: Annotated[Path | None, _option("--config", metavar="FILE", help="The configuration to use.")] = (
        None
    )
    isolated: Annotated[bool, _option("--isolated", help="Use no configuration file.")] = False


@dataclass(frozen=True, slots=True)
class Rules:
    """Which findings count."""

    select: Annotated[
        Texts, _option("--select", metavar="RULE", help="Only these rules (repeatable, or with commas).")
    ] = None
    ignore: Annotated[Texts, _option("--ignore", metavar="RULE", help="All rules but these.")] = None
    min_confidence: Annotated[
        float | None,
        option("--min-confidence", min=0.0, max=1.0, show_default=False, metavar="P",
               help="Leave out findings less probable than this, 0.0 to 1.0."),
    ] = None  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """Which findings are left out because they are not new."""

    baseline: Annotated[
        Path | None, _option("--baseline", metavar="FILE", help="Leave out what this baseline accepts.")
    ] = None
    no_baseline: Annotated[bool, _option("--no-baseline", help="Tell what it accepts, too.")] = False
    changed_lines: Annotated[
        str,
        _option("--changed-lines", metavar="REF", help="Only lines changed since a git revision: HEAD."),
    ] = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Which files are read, and how."""

    exclude: Annotated[
        Texts, _option("--exclude", metavar="GLOB", help="Files to leave out, as in .gitignore (repeatable).")
    ] = None
    force_exclude: Annotated[
        bool | None,
        _option("--force-exclude/--no-force-exclude", help="Excludes hold for named files too (they do)."),
    ] = None
    stdin_filename: Annotated[
        str, _option("--stdin-filename", metavar="PATH", help="What to take standard input (`-`) for.")
    ] = ""
    data: Annotated[
        bool | None, _option("--data/--no-data", help="Read data files in folders: JSON, tables, XML.")
    ] = None
    fields: Annotated[
        Texts,
        _option(
            "--fields",
            metavar="NAME",
            help="The fields of JSON and columns of tables that are text (repeatable, or with commas).",
        ),
    ] = None
    encoding: Annotated[
        str, _option("--encoding", metavar="NAME", help="Of files that are not UTF-8 and do not say.")
    ] = ""
    max_file_size: Annotated[
        str, _option("--max-file-size", metavar="SIZE", help="Larger files are errors, as in `20 MB`.")
    ] = ""
    files_from: Annotated[
        str, _option("--files-from", metavar="FILE", help="Read paths from a file, or `-`: lines or NULs.")
    ] = ""


@dataclass(frozen=True, slots=True)
class Showing:
    """What is told of the findings, where and how."""

    format: Annotated[Format | None, _option("--format", help="Of standard output (text).")] = None
    report: Annotated[
        Texts,
        _option(
            "--report",
            metavar="FILE",
            help="Write a report, by its suffix (.html, .csv, .sarif) or as FORMAT=FILE (repeatable).",
        ),
    ] = None
    fail_on: Annotated[
        FailOn | None,
        _option("--fail-on", help="The least severity for exit code 1 (warning)."),
    ] = None
    quiet: Annotated[
        bool, _option("--quiet", help="One line for each finding; nothing if there is none.")
    ] = False
    verbose: Annotated[
        bool, _option("--verbose", help="Minor findings too, and all evidence with its weight.")
    ] = False
    color: Annotated[Colour, _option("--color", help="Colours: auto, always or never.")] = Colour.auto
    no_progress: NoProgress = False


def grouped(command: Callable[..., int]) -> Callable[..., None]:
    """Return a command for Typer whose groups are options, and whose result is the exit code.

    An interrupted command ends with 130, whatever Typer makes of it.
    """
    import inspect
    from functools import wraps

    import typer

    signature = inspect.signature(command, eval_str=True)
    parameters = signature.parameters.values()
    groups: dict[str, Any] = {one.name: one.annotation for one in parameters if is_dataclass(one.annotation)}

    @wraps(command)
    def flat(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(**{one.name: values.pop(one.name) for one in fields(group)})
        try:
            raise typer.Exit(command(**values))
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None

    options = [each for one in parameters for each in _unfolded(one)]
    flat.__signature__ = signature.replace(parameters=options, return_annotation=None)  # type: ignore[attr-defined]
    flat.__annotations__ = {one.name: one.annotation for one in options}
    return flat


def _unfolded(parameter: inspect.Parameter) -> Iterator[inspect.Parameter]:
    """Yield a parameter by keyword, or for a group each of its fields."""
    keyword = parameter.KEYWORD_ONLY
    group = parameter.annotation
    if not is_dataclass(group):
        yield parameter.replace(kind=keyword, annotation=for_typer(group))
        return
    hints = get_type_hints(group, include_extras=True)
    for one in fields(group):
        annotation = for_typer(hints[one.name])
        yield parameter.replace(name=one.name, kind=keyword, default=one.default, annotation=annotation)
