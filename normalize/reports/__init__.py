"""Findings into what people and machines read. A report is text: who asked for it prints or writes it.

A format is a function `report(files, run) -> Iterator[str]`, pure, in a module of its own, imported only when
it is asked for. What it yields is put together with nothing in between, and written as UTF-8 without
translating line ends (`open(path, "w", encoding="utf-8", newline="")`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import PurePath
from typing import cast

from normalize.errors import SettingsError
from normalize.reported import FileReport
from normalize.reports.run import Counts, RunInfo, count

__all__ = ["REPORTS", "SUFFIXES", "Counts", "RunInfo", "count", "format_for_suffix", "report"]

Report = Callable[[Sequence[FileReport], RunInfo], Iterator[str]]

# Name of a format → module and function.
REPORTS: dict[str, tuple[str, str]] = {
    "text": ("text_report", "report"),
    "concise": ("concise", "report"),
    "json": ("json_report", "report"),
    "jsonl": ("json_report", "report_lines"),
    "diff": ("diff_report", "report"),
    "html": ("html_report", "report"),
    "md": ("markdown_report", "report"),
    "csv": ("csv_report", "report"),
}

# Suffix of a report file, in lower case → name of its format.
SUFFIXES: dict[str, str] = {
    ".txt": "text",
    ".json": "json",
    ".jsonl": "jsonl",
    ".diff": "diff",
    ".patch": "diff",
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".csv": "csv",
}


def report(name: str, files: Iterable[FileReport], run: RunInfo) -> Iterator[str]:
    """Return a report, piece by piece, in the order of the files.

    Args:
        name: A key of `REPORTS`.
        files: In the order in which they should appear.
        run: How they came about.

    Raises:
        SettingsError: when there is no format of that name.
    """
    if name not in REPORTS:
        raise SettingsError(f"there is no report format {name!r}", hint=f"one of {', '.join(REPORTS)}")
    module, function = REPORTS[name]
    make = cast(Report, getattr(import_module(f"normalize.reports.{module}"), function))
    return make(tuple(files), run)


def format_for_suffix(path: str) -> str:
    """Return the name of the format that a report file's suffix asks for.

    Raises:
        SettingsError: when the suffix is unknown.

    >>> format_for_suffix("out/Changes.HTML")
    'html'
    """
    suffix = PurePath(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise SettingsError(
            f"{path}: no report format goes by {suffix!r}"
            if suffix
            else f"{path}: a report file needs a suffix",
            hint=f"one of {', '.join(SUFFIXES)}",
        )
    return SUFFIXES[suffix]
