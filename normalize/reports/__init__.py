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

__all__ = [
    "BINARY",
    "REPORTS",
    "SUFFIXES",
    "Counts",
    "RunInfo",
    "count",
    "format_for_suffix",
    "rendered",
    "report",
    "wished",
]

Report = Callable[[Sequence[FileReport], RunInfo], Iterator[str]]
BinaryReport = Callable[[Sequence[FileReport], RunInfo], bytes]

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
    "sarif": ("sarif_report", "report"),
    "github": ("github_report", "report"),
    "gitlab": ("gitlab_report", "report"),
    "junit": ("junit_report", "report"),
    "rdjsonl": ("rdjsonl_report", "report"),
}

# The same for formats that are no text: `report(files, run) -> bytes`, for files alone.
BINARY: dict[str, tuple[str, str]] = {
    "docx": ("docx_report", "report"),
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
    ".sarif": "sarif",
    ".xml": "junit",
    ".rdjsonl": "rdjsonl",
    ".docx": "docx",
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


def rendered(name: str, files: Iterable[FileReport], run: RunInfo) -> bytes:
    """Return a report as a file holds it, text in UTF-8.

    Args:
        name: A key of `REPORTS` or of `BINARY`; the rest as in `report`.

    Raises:
        SettingsError: when there is no format of that name.
    """
    if name not in BINARY:
        return "".join(report(name, files, run)).encode("utf-8", "surrogateescape")
    module, function = BINARY[name]
    make = cast(BinaryReport, getattr(import_module(f"normalize.reports.{module}"), function))
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


def wished(wish: str) -> tuple[str, str]:
    """Return the format and the path of a report that somebody wishes for.

    Args:
        wish: A path, whose suffix says the format, or a format, `=` and a path.

    Raises:
        SettingsError: when there is no such format, or none that goes by the suffix.

    >>> wished("changes.html"), wished("gitlab=gl-code-quality-report.json"), wished("./a=b.md")
    (('html', 'changes.html'), ('gitlab', 'gl-code-quality-report.json'), ('md', './a=b.md'))
    """
    name, equals, path = wish.partition("=")
    if not (equals and name.isalpha()):
        return format_for_suffix(wish), wish
    if name not in REPORTS and name not in BINARY:
        hint = f"one of {', '.join((*REPORTS, *BINARY))}; a file of that name is `./{wish}`"
        raise SettingsError(f"{wish}: there is no report format {name!r}", hint=hint)
    if not path:
        raise SettingsError(f"{wish}: no file is named", hint=f"as in `{name}=report`")
    return name, path
