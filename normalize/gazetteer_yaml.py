"""YAML text → plain values, with the line and column of every value and key.

Scalars stay the text that stands there: `no`, `on` and 1990 are names like any other. Anchors,
aliases, tags and second documents are refused, so what a file says is what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from normalize.errors import Fault

Value = str | list["Value"] | dict[str, "Value"] | None
Loc = tuple[str | int, ...]
Spot = tuple[int, int]

LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What a plain scalar may be when a key is given no value. Source: YAML 1.2.2, section 10.2.1.1,
# less `Null` and `NULL`, which are written as surnames are.
NOTHING = ("", "~", "null")

# Deeper than any gazetteer goes (root, entities, entry, native, names: five). A guess with room.
DEEPEST = 20

# Source: YAML 1.1, section 5.1, the production c-printable, turned round; the rare line breaks
# U+0085, U+2028 and U+2029 are added, since no editor counts lines by them.
UNPRINTABLE = re.compile("[^\t\n\r -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# JSON writes a letter beyond U+FFFF as two escapes. Source: RFC 8259, section 7.
PAIR = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)

DISCARDED = "\0"

# What libyaml and PyYAML complain of, and the way out. Source: the messages of libyaml's parser.c
# and scanner.c that a hand-written list of names can bring about.
WAYS_OUT = (
    ("mapping values", "text with a colon and a space in it goes in quotes"),
    ("cannot start any token", "text that begins with @, `, % or a tab goes in quotes"),
    ("undefined alias", "text that begins with * goes in quotes"),
    ("end of stream", "close the quote or bracket that is open here"),
    ("expected ',' or", "close the bracket that is open here, or put a comma between the items"),
    ("expected key", "indent the keys of an entry alike, and close every quote"),
    ("expected '-'", "indent the items of a list alike, each after a dash and a space"),
)


@dataclass(frozen=True, slots=True)
class Tree:
    """What a YAML file says, and where.

    Attributes:
        path: The file.
        value: Text, lists, mappings; None where nothing is said.
        places: Line and column, from one, of every value by its path from the root.
        keys: Line and column of every key, likewise.
        faults: What is wrong with the YAML itself.
        is_whole: Whether it was read to its end. If not, the entries before the fault are there.
    """

    path: str
    value: Value
    places: Mapping[Loc, Spot]
    keys: Mapping[Loc, Spot]
    faults: tuple[Fault, ...]
    is_whole: bool


@dataclass(slots=True)
class _Open:
    """A list or mapping that has begun and not ended, and the key that waits for its value."""

    value: list[Value] | dict[str, Value]
    loc: Loc
    key: str | None = None


class _Builder:
    """Puts events together to one value. Lives for one `read_yaml`."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.open: list[_Open] = []
        self.value: Value = None
        self.documents = 0
        self.places: dict[Loc, Spot] = {}
        self.keys: dict[Loc, Spot] = {}
        self.faults: list[Fault] = []

    def fault(self, spot: Spot, message: str, hint: str = "") -> None:
        self.faults.append(Fault(self.path, *spot, message, hint))

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        mark = event.start_mark
        spot = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents == 2:
                self.fault(spot, "a second document begins here", "keep one list in one file")
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.open.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._refuse_cleverness(event, spot)
            self._node(event, spot)

    def _refuse_cleverness(self, event: yaml.NodeEvent, spot: Spot) -> None:
        quotes = "say it in full; or, if it is part of the text, put the text in quotes"
        if isinstance(event, yaml.AliasEvent):
            self.fault(spot, f"`*{event.anchor}` is a YAML alias, and aliases are not read", quotes)
        elif event.anchor:
            self.fault(spot, f"`&{event.anchor}` is a YAML anchor, and anchors are not read", quotes)
        tag = getattr(event, "tag", None)
        if tag:
            tag = tag.replace("tag:yaml.org,2002:", "!!")
            self.fault(spot, f"`{tag}` is a YAML tag, and tags are not read", quotes)

    def _node(self, event: yaml.NodeEvent, spot: Spot) -> None:
        """Place a scalar, or the beginning of a list or mapping, where it belongs."""
        top = self.open[-1] if self.open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event, spot)
            return
        loc = _next_loc(top)
        value = _value_of(event, in_list=top is not None and isinstance(top.value, list))
        self.places[loc] = spot
        self._put(top, value)
        if isinstance(value, (list, dict)):
            self._begin(_Open(value, loc), spot)

    def _begin(self, opened: _Open, spot: Spot) -> None:
        self.open.append(opened)
        if len(self.open) > DEEPEST:
            mark = yaml.Mark("", 0, spot[0] - 1, spot[1] - 1, None, 0)
            raise yaml.MarkedYAMLError(problem="lists in lists without end", problem_mark=mark)

    def _put(self, top: _Open | None, value: Value) -> None:
        if top is None:
            self.value = value if self.documents < 2 else self.value
        elif isinstance(top.value, list):
            top.value.append(value)
        else:
            if top.key is not None and top.key != DISCARDED:
                top.value[top.key] = value
            top.key = None

    def _key(self, top: _Open, event: yaml.NodeEvent, spot: Spot) -> None:
        assert isinstance(top.value, dict)
        if not isinstance(event, yaml.ScalarEvent):
            self.fault(spot, "a key must be text", "text that begins with [, { or * goes in quotes")
            top.key = DISCARDED
            if isinstance(event, yaml.CollectionStartEvent):
                self._begin(_Open([], (*top.loc, DISCARDED)), spot)
                # What stands in such a key is read as a list nobody keeps, whatever it is.
                self.open[-1].value = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            return
        name = event.value
        if name in top.value:
            first = self.keys[(*top.loc, name)][0]
            self.fault(spot, f"the key `{name}` is given twice, first on line {first}", "delete one of them")
            top.key = DISCARDED
            return
        self.keys[(*top.loc, name)] = spot
        top.key = name

    def salvage(self) -> None:
        """After a syntax error, drop the last entry: it may be cut short."""
        root = self.value
        entries = root.get("entities") if isinstance(root, dict) else root
        if isinstance(entries, list) and entries:
            entries.pop()


def _next_loc(top: _Open | None) -> Loc:
    """Return the path of the value that comes next in `top`."""
    if top is None:
        return ()
    if isinstance(top.value, list):
        return (*top.loc, len(top.value))
    return (*top.loc, top.key if top.key is not None else DISCARDED)


def _value_of(event: yaml.NodeEvent, *, in_list: bool) -> Value:
    if isinstance(event, yaml.SequenceStartEvent):
        return []
    if isinstance(event, yaml.MappingStartEvent):
        return {}
    if not isinstance(event, yaml.ScalarEvent):
        return f"*{event.anchor}"
    text: str = event.value
    return None if not event.style and text in NOTHING and not in_list else text


def read_yaml(text: str, path: str) -> Tree:
    """Read a YAML (or JSON) text, keeping every place; what is wrong with it becomes faults.

    >>> tree = read_yaml("- id: a\\n  name: no\\n", "names.yaml")
    >>> tree.value, tree.places[0, "name"]
    ([{'id': 'a', 'name': 'no'}], (2, 9))
    """
    builder = _Builder(path)
    if found := UNPRINTABLE.search(text):
        letter = f"U+{ord(found.group()):04X}"
        builder.fault(_spot(text, found.start()), f"the control character {letter} stands here", "delete it")
        return _tree(builder, is_whole=False)
    try:
        for event in _events(_joined(text) if path.endswith(".json") else text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        builder.faults.append(_syntax_fault(error, text, path))
        builder.salvage()
        return _tree(builder, is_whole=False)
    return _tree(builder, is_whole=True)


def _tree(builder: _Builder, *, is_whole: bool) -> Tree:
    return Tree(builder.path, builder.value, builder.places, builder.keys, tuple(builder.faults), is_whole)


def _events(text: str) -> Iterator[yaml.Event]:
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=LOADER)
    return events


def _joined(text: str) -> str:
    """Return JSON with its surrogate pairs as letters, since YAML has no such pairs."""
    return PAIR.sub(lambda pair: bytes.fromhex(pair[1] + pair[2]).decode("utf-16-be"), text)


def _spot(text: str, offset: int) -> Spot:
    """Return line and column, from one, of a code point."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _syntax_fault(error: yaml.MarkedYAMLError, text: str, path: str) -> Fault:
    problem, began = error.problem or "it cannot be read", error.context_mark
    is_open = "end of stream" in problem and began is not None
    mark = began if is_open else error.problem_mark or began
    lines = re.split(r"\r\n?|\n", text)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if line > len(lines):  # libyaml counts one more when the last has no end
        line, column = len(lines), len(lines[-1]) + 1
    before = lines[line - 1][:column]
    if before.endswith("\t") or "\t" in before[: len(before) - len(before.lstrip())]:
        return Fault(path, line, column, "a tab stands where YAML wants spaces", "indent with spaces")
    told = f"not YAML: {problem} {error.context or ''}".rstrip()
    if began and began.line + 1 != line:
        told += f", which began on line {began.line + 1}"
    return Fault(path, line, column, told, next((way for words, way in WAYS_OUT if words in problem), ""))


def read_bytes(data: bytes, path: str) -> Tree:
    """Read a YAML file, which must be UTF-8, with or without a byte-order mark."""
    try:
        return read_yaml(data.decode("utf-8-sig"), path)
    except UnicodeDecodeError as error:
        # What it counts in lacks the byte-order mark.
        data = error.object
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8")
        line = data.count(b"\n", 0, error.start) + 1
        fault = Fault(path, line, len(before) + 1, "the file is not UTF-8 text", "save it as UTF-8")
        return Tree(path, None, {}, {}, (fault,), is_whole=False)
