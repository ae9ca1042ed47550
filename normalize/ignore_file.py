"""normalize-ignore.yaml → what it ignores, for files that can hold no comments: `docs/ignoring.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from normalize.errors import Fault, ReadError, SettingsError
from normalize.files import read_bytes
from normalize.ignoring import has_expired, is_written
from normalize.keys import match_key
from normalize.reported import Finding
from normalize.settings import matches
from normalize.settings_keys import GLOB, RULES, is_glob, nearest

if TYPE_CHECKING:
    from normalize.gazetteer_yaml import Loc, Tree, Value

# Keys that say what is ignored: a finding must be so in each that is given.
WHAT = ("text", "entry", "rule", "files")
KEYS = (*WHAT, "reason", "expires")

WAY_OUT = "as in `- {text: Jane Witkov, reason: a nurse}`"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to ignore: what is named of it must all be so; what is empty says nothing.

    Attributes:
        texts: Surface forms, of which a finding touches one.
        entities: Ids of entities, of which it proposes one.
        rules: Of which one made it.
        files: Globs as in .gitignore, from the folder of the ignore file.
        reason: Why; never empty.
        expires: The last day on which it holds; None for ever.
        line: Where the entry begins, from one; `column` likewise.
    """

    texts: tuple[str, ...]
    entities: tuple[str, ...]
    rules: tuple[str, ...]
    files: tuple[str, ...]
    reason: str
    expires: date | None
    line: int
    column: int

    def is_about(self, finding: Finding) -> bool:
        """Return whether a finding, in a file that the entry speaks of, is ignored."""
        return (
            (not self.rules or finding.rule in self.rules)
            and (not self.entities or finding.entity_id in self.entities)
            and (not self.texts or any(is_written(text, finding) for text in self.texts))
        )


@dataclass(frozen=True, slots=True)
class IgnoreFile:
    """A file of ignores, its text, and its entries in order."""

    path: Path
    source: str
    entries: tuple[Entry, ...]

    def entries_for(self, path: Path, today: date) -> tuple[int, ...]:
        """Return the indices of the entries that speak of a file and have not expired."""
        return tuple(
            number
            for number, entry in enumerate(self.entries)
            if not has_expired(entry.expires, today)
            and (not entry.files or matches(entry.files, path, self.path.parent))
        )


@lru_cache(maxsize=64)
def load_ignore_file(path: Path) -> IgnoreFile:
    """Read a file of ignores.

    Raises:
        SettingsError: It cannot be read, or has faults: all of them, each with its line and the way out.
    """
    from normalize.gazetteer_yaml import read_bytes as read_tree

    try:
        data = read_bytes(path)
    except ReadError as error:
        raise SettingsError(error.message, error.hint) from None
    tree = read_tree(data, str(path))
    entries, faults = _entries(tree)
    if faults:
        raise SettingsError("\n".join(str(fault) for fault in faults))
    return IgnoreFile(path, data.decode("utf-8-sig"), entries)


def _entries(tree: Tree) -> tuple[tuple[Entry, ...], list[Fault]]:
    faults = list(tree.faults)
    if tree.value is not None and not isinstance(tree.value, list):
        faults.append(Fault(tree.path, 1, 1, "it must be a list of ignores", WAY_OUT))
    values = tree.value if isinstance(tree.value, list) and not faults else []
    entries = []
    for number, value in enumerate(values):
        found = list(_faults(tree, number, value))
        faults += found
        if not found and isinstance(value, dict):
            entries.append(_entry(value, *tree.places[number,]))
    return tuple(entries), sorted(faults, key=lambda fault: (fault.line, fault.column))


def _entry(value: Mapping[str, Value], line: int, column: int) -> Entry:
    texts, entities, rules, files = (_texts(value.get(key)) for key in WHAT)
    expires = value.get("expires")
    until = date.fromisoformat(expires) if isinstance(expires, str) else None
    return Entry(texts, entities, rules, files, str(value["reason"]), until, line, column)


def _texts(value: Value) -> tuple[str, ...]:
    return (
        tuple(str(item) for item in value)
        if isinstance(value, list)
        else (value,)
        if isinstance(value, str)
        else ()
    )


def _faults(tree: Tree, number: int, value: Value) -> Iterator[Fault]:
    """Yield what is wrong with an entry."""
    here = partial(_fault, tree)
    if not isinstance(value, dict):
        yield here((number,), "an ignore must have keys", WAY_OUT)
        return
    for key in value:
        if key not in KEYS:
            yield Fault(tree.path, *tree.keys[number, key], f"unknown key `{key}`", nearest(key, KEYS))
    if not any(_texts(value.get(key)) for key in WHAT):
        yield here((number,), "the ignore does not say what it ignores", f"give one of {', '.join(WHAT)}")
    if not isinstance(value.get("reason"), str) or not str(value.get("reason")).strip():
        hint = "say why, for whoever reads this in a year"
        yield here((number, "reason") if "reason" in value else (number,), "the ignore has no `reason`", hint)
    for key in WHAT:
        yield from _item_faults(tree, (number, key), value.get(key))
    expires = value.get("expires")
    if "expires" in value and not (isinstance(expires, str) and _is_day(expires)):
        yield here((number, "expires"), f"{expires!r} is no day", "as in `expires: 2027-01-01`")


def _item_faults(tree: Tree, loc: Loc, value: Value) -> Iterator[Fault]:
    """Yield what is wrong with the value of a key of `WHAT`."""
    key = loc[-1]
    if isinstance(value, dict):
        yield _fault(tree, loc, f"`{key}` must be text or a list of texts", "")
        return
    for nth, item in enumerate(value if isinstance(value, list) else () if value is None else (value,)):
        where = (*loc, nth) if isinstance(value, list) else loc
        if not isinstance(item, str) or not item.strip():
            yield _fault(tree, where, f"`{key}` must be text", "put it in quotes")
        elif key == "rule" and item not in RULES:
            yield _fault(tree, where, f"there is no rule {item!r}", nearest(item, RULES))
        elif key == "text" and not match_key(item):
            yield _fault(tree, where, f"{item!r} is no name", "write it with letters")
        elif key == "files" and not is_glob(item):
            yield _fault(tree, where, f"no file can be told by {item!r}", GLOB)


def _fault(tree: Tree, loc: Loc, message: str, hint: str) -> Fault:
    return Fault(tree.path, *tree.places.get(loc, (1, 1)), message, hint)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
