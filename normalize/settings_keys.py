"""The keys of a configuration file: TOML values → fields of `Settings` and `Policy`."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from normalize.calibration import Calibration, load_calibration
from normalize.errors import SettingsError
from normalize.model import Rule
from normalize.policy import PRESETS, Quotations

# Turns a TOML value, and the directory of its file, into a field's value; ValueError(fact, hint).
Reader = Callable[[Any, Path], Any]

# Source: ISO/IEC 80000-13 leaves kilo, mega and giga decimal.
UNITS = {"": 1, "B": 1, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}

RULES: tuple[Rule, ...] = get_args(Rule)

# The way out of a glob that is none.
GLOB = "as in .gitignore: drafts/ or *.po"


@dataclass(frozen=True, slots=True)
class Override:
    """Keys that hold for some files only: globs, and values by field."""

    files: tuple[str, ...]
    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A configuration file and its text, for messages that name a line."""

    path: Path
    text: str

    def line(self, key: str, nth_override: int | None = None) -> int:
        """Return the line of a key, from one: of its table, else the table's, else the first."""
        heads = ("[[tool.normalize.overrides]]", "[[overrides]]")
        lines = [line.strip() for line in self.text.splitlines()]
        if nth_override is None:
            start = next((n for n, line in enumerate(lines) if line == "[tool.normalize]"), 0)
        else:
            starts = [n for n, line in enumerate(lines) if line.replace(" ", "") in heads]
            start = starts[nth_override] if nth_override < len(starts) else 0
        for number, line in enumerate(lines[start:], start + 1):
            if _key_of(line) == key:
                return number
        return start + 1


def _key_of(line: str) -> str:
    """Return the key that a line of TOML sets, or the last part of the table that it begins."""
    if "=" in line:
        return line.partition("=")[0].strip().strip("\"'")
    return line.strip("[] ").rpartition(".")[2]


def read_size(value: str | int) -> int:
    """Return a size in bytes.

    >>> read_size("20 MB"), read_size(512)
    (20000000, 512)
    """
    found = re.fullmatch(r"\s*(\d{1,18})\s*([KMG]?B)?\s*", str(value), re.IGNORECASE)
    if isinstance(value, bool) or not found or not int(found[1]):
        raise ValueError("must be a number of bytes", "as in 500000 or '20 MB'")
    return int(found[1]) * UNITS[(found[2] or "").upper()]


def _text(value: Any, base: Path) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text", "put it in quotes")
    return value


def _flag(value: Any, base: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false", "without quotes")
    return value


def _share(value: Any, base: Path) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError("must be a number from 0.0 to 1.0", "")
    return float(value)


def _texts(value: Any, base: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("must be a list of texts", 'as in ["one", "two"]')
    return tuple(value)


def is_glob(text: str) -> bool:
    """Return whether files can be told by a glob, as in .gitignore.

    >>> is_glob("drafts/*.po"), is_glob("!"), is_glob("[z-a]")
    (True, False, False)
    """
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([text])
    except (ValueError, re.error):
        return False
    return True


def _globs(value: Any, base: Path) -> tuple[str, ...]:
    globs = _texts(value, base)
    if wrong := [glob for glob in globs if not is_glob(glob)]:
        raise ValueError(f"holds {wrong[0]!r}, by which no file can be told", GLOB)
    return globs


def _path(value: Any, base: Path) -> Path:
    text = _text(value, base)
    try:
        path = base / Path(text).expanduser()
    except RuntimeError:
        raise ValueError(f"is {text!r}: there is no such home", "write the whole path") from None
    if "\0" in text:
        raise ValueError(f"is {text!r}, which is no path", "")
    return path


def _paths(value: Any, base: Path) -> tuple[Path, ...]:
    return tuple(_path(item, base) for item in _texts(value, base))


def _path_or_not(value: Any, base: Path) -> Path | None:
    return None if value is False else _path(value, base)


def _calibration(value: Any, base: Path) -> Calibration:
    return load_calibration(_path(value, base))


def _one_of(known: tuple[str, ...]) -> Reader:
    def read(value: Any, base: Path) -> str:
        text = _text(value, base)
        if text not in known:
            raise ValueError(f"is {text!r}, which we do not know", nearest(text, known))
        return text

    return read


def _rules(value: Any, base: Path) -> tuple[str, ...]:
    return tuple(_one_of(RULES)(item, base) for item in _texts(value, base))


def _encoding(value: Any, base: Path) -> str:
    text = _text(value, base)
    try:
        return codecs.lookup(text).name if text else ""
    except (LookupError, ValueError):
        raise ValueError(f"is {text!r}, which no codec reads", "as in 'windows-1252'") from None


# Keys that may stand in [[overrides]], too: a file's own reading, not what is loaded for all.
FILE_KEYS: Mapping[str, Reader] = {
    "select": _rules,
    "ignore": _rules,
    "min-confidence": _share,
    "data": _flag,
    "encoding": _encoding,
    "fields": _texts,
    "preset": _one_of(tuple(PRESETS)),
    "correct-at": _share,
    "review-at": _share,
    "margin": _share,
    "quotations": _one_of(get_args(Quotations)),
    "style": _flag,
}

KEYS: Mapping[str, Reader] = {
    "gazetteers": _paths,
    "default-gazetteer": _flag,
    "model": _text,
    "exclude": _globs,
    "force-exclude": _flag,
    "max-file-size": lambda value, base: read_size(value),
    "fail-on": _one_of(("error", "warning", "never")),
    "baseline": _path,
    "calibration": _calibration,
    "decisions": _path_or_not,
    **FILE_KEYS,
}


def read_table(table: Any, source: Source) -> dict[str, Any]:
    """Return the fields that a table of keys sets.

    Raises:
        SettingsError: A key nobody knows, or a value that is not what its key wants.
    """
    if not isinstance(table, dict):
        raise SettingsError(f"{source.path}:1: `normalize` must be a table", "write [tool.normalize]")
    values = _values(table, KEYS, source, None)
    bars = (values.get("review_at"), values.get("correct_at"))
    if None not in bars and bars[0] > bars[1]:  # type: ignore[operator]  # both are numbers here
        where = f"{source.path}:{source.line('review-at')}"
        raise SettingsError(f"{where}: `review-at` is above `correct-at`", "ask from a lower one")
    return values


def read_overrides(tables: Any, source: Source) -> tuple[Override, ...]:
    """Return the overrides, in their order.

    Raises:
        SettingsError: As `read_table`; or one has no `files`.
    """
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        where = f"{source.path}:{source.line('overrides')}"
        raise SettingsError(f"{where}: `overrides` must be tables", "write [[tool.normalize.overrides]]")
    known = {"files": _globs, **FILE_KEYS}
    overrides = []
    for nth, table in enumerate(tables):
        values = _values(table, known, source, nth)
        if not values.get("files"):
            where = f"{source.path}:{source.line('', nth)}"
            raise SettingsError(f"{where}: an override names no `files`", 'as in files = ["drafts/"]')
        files = values.pop("files")
        overrides.append(Override(files, tuple(sorted(values.items()))))
    return tuple(overrides)


def _values(
    table: Mapping[str, Any], known: Mapping[str, Reader], source: Source, nth: int | None
) -> dict[str, Any]:
    values = {}
    for key, value in table.items():
        where = f"{source.path}:{source.line(key, nth)}"
        if key not in known:
            raise SettingsError(f"{where}: unknown key `{key}`", _way_out(key, known))
        try:
            values[key.replace("-", "_")] = known[key](value, source.path.parent)
        except ValueError as error:
            fact, hint = error.args
            raise SettingsError(f"{where}: `{key}` {fact}", hint) from None
    return values


def _way_out(key: str, known: Mapping[str, Reader]) -> str:
    if key in KEYS and key not in known:
        return "it holds for all files: move it out of the overrides"
    return nearest(key.replace("_", "-"), tuple(known))


def nearest(word: str, known: Sequence[str]) -> str:
    """Return the way out of a word nobody knows: the nearest, or all."""
    import difflib

    near = difflib.get_close_matches(word.lower(), known, 1, 0.6)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
