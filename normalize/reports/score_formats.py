"""The forms in which a score is told: each a function in a module of its own, imported when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import PurePath
from typing import cast

from normalize.errors import SettingsError
from normalize.reports.score_figures import ScoreReport

# Name of a format → its module.
FORMATS = {"text": "score_text", "json": "score_json", "html": "score_html"}

# Suffix of a report file, in lower case → name of its format.
SUFFIXES = {".txt": "text", ".json": "json", ".html": "html", ".htm": "html"}


def render(name: str, made: ScoreReport) -> Iterator[str]:
    """Return a score in a format, a key of `FORMATS`, piece by piece."""
    module = import_module(f"normalize.reports.{FORMATS[name]}")
    return cast(Callable[[ScoreReport], Iterator[str]], module.report)(made)


def format_for(path: PurePath) -> str:
    """Return the format that a report file's suffix asks for.

    Raises:
        SettingsError: None goes by that suffix.

    >>> format_for(PurePath("out/Score.HTML"))
    'html'
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        fact = f"no report of a score goes by {suffix!r}" if suffix else "a report file needs a suffix"
        raise SettingsError(f"{path}: {fact}", hint=f"one of {', '.join(SUFFIXES)}")
    return SUFFIXES[suffix]
