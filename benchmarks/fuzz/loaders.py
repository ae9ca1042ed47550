"""What must hold of any bytes that are given as a gazetteer, a configuration or another of our own files.

Each is loaded, or refused with the error that its loader names; and what was loaded can be used: globs match,
gazetteers are written and compiled and come back the same.
"""

from __future__ import annotations

import io
import tempfile
from datetime import date
from functools import lru_cache
from pathlib import Path

from benchmarks.fuzz.promises import TODAY, must
from normalize.baseline import load_baseline, written
from normalize.calibration import load_calibration
from normalize.compiled_making import tables_of
from normalize.decisions import load_decisions
from normalize.errors import GazetteerError, ReadError, SettingsError
from normalize.gazetteer import Gazetteer, compile_files
from normalize.gazetteer_include import included
from normalize.gazetteer_joining import write_joined
from normalize.gazetteer_rows import entries
from normalize.gazetteer_text import HEAD, entry_text, row
from normalize.ignore_file import load_ignore_file
from normalize.settings import load_config, matches

ARTICLE = Path("drafts") / "a.txt"


def gazetteer(data: bytes) -> str:
    """A gazetteer is compiled or refused; compiled or written as YAML, it is the same gazetteer."""
    name = "names.json" if data[:1] == b"{" else "names.yaml"
    included(name, data)
    try:
        made = compile_files([(name, data)])
    except GazetteerError as error:
        must(bool(error.faults), "an error names its faults")
        must(all(one.line >= 1 and one.column >= 1 for one in error.faults), "a fault has a place")
        return "refused"
    tables = tables_of(made.entities, made.leave)
    must(Gazetteer.over(tables) == made, "compiled, it is the same")
    text = HEAD + "".join(entry_text(row(entity)) for entity in made.entities)
    if made.entities:
        again = compile_files([("again.yaml", text.encode())])
        must(again.entities == made.entities, "written as YAML, it is the same")
    return "read"


def table(data: bytes) -> str:
    """A gazetteer that is a table is compiled, or refused with faults that have places."""
    path = _stored(data, "names.jsonl" if data[:1] in b"{[" else "names.csv")
    try:
        write_joined([(str(path), entries(path))], (), io.BytesIO())
    except GazetteerError as error:
        must(all(one.line >= 1 and one.column >= 1 for one in error.faults), "a fault has a place")
        return "refused"
    except ReadError:
        return "refused"
    return "read"


def configuration(data: bytes) -> str:
    """A configuration is loaded or refused; its globs can be matched."""
    path = _stored(data, "pyproject.toml" if b"tool" in data else "normalize.toml")
    try:
        config = load_config.__wrapped__(path)
    except SettingsError:
        return "refused"
    for globs in (config.settings.exclude, *(override.files for override in config.overrides)):
        matches(globs, path.parent / ARTICLE, path.parent)
    return "read"


def ignores(data: bytes) -> str:
    """A file of ignores is loaded or refused; its globs can be matched."""
    path = _stored(data, "normalize-ignore.yaml")
    try:
        loaded = load_ignore_file.__wrapped__(path)
    except SettingsError:
        return "refused"
    for today in (TODAY, date.min, date.max):
        loaded.entries_for(path.parent / ARTICLE, today)
    return "read"


def baseline(data: bytes) -> str:
    """A baseline is loaded or refused; written, it is the same baseline."""
    path = _stored(data, "baseline.json")
    try:
        loaded = load_baseline(path)
    except SettingsError:
        return "refused"
    kept = written(one for every in loaded.by_file.values() for one in every)
    path.write_bytes(kept.encode("utf-8", "surrogateescape"))
    again = load_baseline(path)
    same = {file: set(every) for file, every in again.by_file.items()}
    must(same == {file: set(every) for file, every in loaded.by_file.items()}, "written, it is the same")
    return "read"


def decisions(data: bytes) -> str:
    """A file of decisions is loaded, or refused with a ReadError."""
    try:
        load_decisions([_stored(data, "decisions.jsonl")])
    except ReadError:
        return "refused"
    return "read"


def calibration(data: bytes) -> str:
    """A calibration is loaded, or refused with a SettingsError."""
    try:
        load_calibration(_stored(data, "calibration.json")).adds(1.0)
    except SettingsError:
        return "refused"
    return "read"


@lru_cache(maxsize=1)
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


def _stored(data: bytes, name: str) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path
