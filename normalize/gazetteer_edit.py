"""A gazetteer file and a change → the file with the change spliced in; all else stays, byte for byte.

Where something goes is told by the places of YAML's own events, so comments, order, quotes and the style of
lists stay as they are. What came out is read again: it says what it said, and the change.
"""

from __future__ import annotations

import copy
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from normalize.errors import Fault, GazetteerError, NormalizeError, ReadError
from normalize.files import write_atomically
from normalize.gazetteer import check_files, load_gazetteer, read_files
from normalize.gazetteer_include import Source, read_gazetteer
from normalize.gazetteer_page import Splice, floors, place, spliced
from normalize.gazetteer_splice import entry_splices, form_splice, leave_splices
from normalize.gazetteer_text import HEAD
from normalize.gazetteer_yaml import Value, read_bytes, read_yaml

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class AddEntries:
    """New entries, as rows of the file's keys."""

    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class AddForm:
    """A form for an entry that is there: `field` is aliases, variants or avoid."""

    id: str
    field: str
    form: str


@dataclass(frozen=True, slots=True)
class AddLeave:
    """A name that is none of our business."""

    name: str


Change = AddEntries | AddForm | AddLeave


def edited(text: str, change: Change, path: str = "names.yaml") -> str:
    """Return a gazetteer's text with a change in it.

    Args:
        text: Of the file, without a byte-order mark; may be empty.
        change: What to add.
        path: The file's name: one that ends in `.json` is JSON.

    Raises:
        GazetteerError: The text has faults.
        NormalizeError: There is no such entry, or the text is written in a way that cannot be spliced.
    """
    tree = read_yaml(text, path)
    if tree.faults:
        raise GazetteerError(tree.faults)
    if isinstance(tree.value, str):
        fact = "the file is text, not a list of entries"
        raise GazetteerError((Fault(path, 1, 1, fact, "write a list of entries"),))
    wanted = _changed(tree.value, change, path)
    done = spliced(text, _splices(text, change, path))
    again = read_yaml(done, path)
    if again.faults or again.value != wanted:
        hint = "add it by hand: this file is written in an unusual way"
        raise NormalizeError(f"{path}: cannot be edited without touching something else", hint)
    return done


def _splices(text: str, change: Change, path: str) -> list[Splice]:
    is_json = path.endswith(".json")
    if isinstance(change, AddEntries):
        return entry_splices(text, change.rows, is_json=is_json)
    if isinstance(change, AddForm):
        return [form_splice(text, change.id, change.field, change.form, is_json=is_json)]
    return leave_splices(text, change.name, is_json=is_json)


def _changed(value: Value, change: Change, path: str) -> Value:
    """Return what the file is to say afterwards."""
    root: Any = copy.deepcopy(value) if value is not None else {"version": "1"}
    if isinstance(change, AddLeave):
        return _with_leave(root, change.name, path)
    if isinstance(root, dict) and not root.get("entities"):
        root["entities"] = []
    entries: Any = root["entities"] if isinstance(root, dict) else root
    if isinstance(change, AddEntries):
        entries[:] = _merged(entries, change.rows)
        return _value(root)
    own = [entry for entry in entries if isinstance(entry, dict) and entry.get("id") == change.id]
    if not own:
        raise NormalizeError(f"{path}: no entry has the id {change.id!r}", _way_to(change.id, entries))
    own[0][change.field] = [*(own[0].get(change.field) or []), change.form]
    return _value(root)


def _merged(entries: Sequence[Any], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Return entries with rows among them, each after the last whose id is not greater."""
    least = floors(_ids(entries))
    placed = [(bisect_right(least, row["id"]), 1, row["id"], dict(row)) for row in rows]
    there = [(number, 0, "", entry) for number, entry in enumerate(entries, 1)]
    return [entry for *_, entry in sorted([*there, *placed], key=lambda one: one[:3])]


def _ids(entries: Sequence[Any]) -> list[str]:
    return [str(entry.get("id") or "") if isinstance(entry, dict) else "" for entry in entries]


def _with_leave(root: Any, name: str, path: str) -> Value:
    if isinstance(root, list):
        root = {"entities": root}
    names = root.get("leave") or []
    if name in names:
        raise NormalizeError(f"{path}: {name!r} is left already")
    here = place(names, name)
    root["leave"] = [*names[:here], name, *names[here:]]
    return _value(root)


def _value(root: Any) -> Value:
    value: Value = root
    return value


def _way_to(id_: str, entries: Sequence[Any]) -> str:
    from rapidfuzz import fuzz, process

    if id_ in load_gazetteer().by_id:
        return "it is in the shipped gazetteer: write the entry anew, whole, under its id"
    near = process.extractOne(id_, _ids(entries), scorer=fuzz.ratio, score_cutoff=60)
    return f"did you mean {near[0]!r}?" if near else "`normalize gazetteer show` finds entries"


def edit_file(
    path: Path, change: Change, beside: Sequence[Path] = (), *, use_default: bool = True
) -> tuple[Path, str, bytes]:
    """Return the file that changes, its new text, and its bytes as they were read; nothing is written yet.

    A form goes to the file in which its entry stands: `path`, or one that it includes. New entries and
    names to leave go to `path` itself, which may be a file that another gazetteer includes.

    Args:
        path: The gazetteer; one that is not there is begun.
        change: What to add.
        beside: The other gazetteers that are loaded, in their order; `path` may be among them.
        use_default: Whether the shipped gazetteer stands before them.

    Raises:
        ReadError: A file may not be read.
        GazetteerError: The files have faults, or would have with the change.
        NormalizeError: There is no such entry, or the file cannot be edited by splicing.
    """
    sources = _sources(path)
    name, data = _holder(sources, change)
    text = _decoded(data, name)
    new = (BOM if text.startswith(BOM) else "") + edited(text.removeprefix(BOM), change, name)
    others = [one for one in beside if one != path or path.exists()]
    loaded = read_files(others, use_default=use_default)
    if not any(_is_same(name, other) for other, _ in loaded):
        loaded += sources
    _refuse_faults([(other, new.encode() if _is_same(name, other) else own) for other, own in loaded])
    return Path(name), new, data


def _sources(path: Path) -> list[Source]:
    """Return the files of a gazetteer; of one that is not there, what it says in the beginning."""
    try:
        is_there = path.exists()
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror or error})") from None
    return read_gazetteer(path) if is_there else [(str(path), _beginning(path))]


def _holder(sources: Sequence[Source], change: Change) -> Source:
    """Return the file of a gazetteer that a change goes to: the first, or where the entry stands."""
    if not isinstance(change, AddForm) or len(sources) == 1:
        return sources[0]
    listed = {name: _ids_of(name, data) for name, data in sources}
    for source in sources:
        if change.id in listed[source[0]]:
            return source
    every = [{"id": id_} for ids in listed.values() for id_ in ids]
    hint = _way_to(change.id, every)
    raise NormalizeError(f"{sources[0][0]}: no entry has the id {change.id!r}, nor in what it includes", hint)


def _ids_of(name: str, data: bytes) -> list[str]:
    value = read_bytes(data, name).value
    entries = value.get("entities") if isinstance(value, dict) else value
    return _ids(entries if isinstance(entries, list) else [])


def save(path: Path, text: str, before: bytes) -> None:
    """Write an edited file, unless it has changed since it was read.

    Raises:
        WriteError: It has, or may not be written.
    """
    write_atomically(path, text.encode("utf-8"), before if path.exists() else None)


def _beginning(path: Path) -> bytes:
    """Return what a new gazetteer says."""
    return b"[]\n" if path.suffix == ".json" else HEAD.encode()


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        fault = Fault(name, 1, 1, "the file is not UTF-8 text", "save it as UTF-8")
        raise GazetteerError((fault,)) from None


def _refuse_faults(files: Sequence[Source]) -> None:
    _, _, faults = check_files(files)
    if faults:
        raise GazetteerError(faults)


def _is_same(one: str, other: str) -> bool:
    first, second = Path(one), Path(other)
    return first == second or (first.exists() and second.exists() and first.samefile(second))
