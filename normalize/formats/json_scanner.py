"""JSON → where its strings stand, each with the names that lead to it. Strict: RFC 8259, and no name twice.

Nothing is made of the values; the scanner goes over them once, with no recursion.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from normalize.errors import ReadError
from normalize.formats.languages import is_english
from normalize.formats.values import spot
from normalize.offsets import PLACEHOLDER

# Source: RFC 8259, sections 2 to 7.
SPACE = r"[ \t\n\r]*+"
INSIDE = r'(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+'
STRING = f'"({INSIDE})"'
NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?"
VALUE = re.compile(rf"{SPACE}(?:{STRING}|([\[{{])|(?:true|false|null|{NUMBER})(?![\w.+-]))")
NAME = re.compile(f"{SPACE}{STRING}{SPACE}:")
AFTER = re.compile(rf"{SPACE}([,\]}}])")
CLOSED = re.compile(rf"{SPACE}[\]}}]")
BLANK = re.compile(SPACE)
BROKEN = re.compile(f'"{INSIDE}')

# A pair of surrogates is one letter.
ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")

# A guess: far more than anyone nests news, and what other parsers still read.
LEVELS = 500

# Source: RFC 8259 and JSON5, which allows these.
FOREIGN = {
    "//": "a comment", "/*": "a comment", "#": "a comment", "NaN": "NaN", "Infinity": "Infinity",
    "-Infinity": "Infinity", "'": "a string in single quotes", "None": "None", "True": "True",
    "False": "False",
}  # fmt: skip
HINT = "JSON allows no such thing: mend it there, or exclude the file"


@dataclass(slots=True)
class Text:
    """A string value: the names that lead to it, and its stretch of source without the quotes."""

    path: tuple[str, ...]
    start: int
    end: int
    is_english: bool = False


@dataclass(slots=True)
class Level:
    """An object or array that is open.

    Attributes:
        base: The names that lead to it; `path` are those that lead to what stands in it just now.
        first: How many texts were found before it.
        names: Those it has had.
        language: What it says of itself.
    """

    is_object: bool
    base: tuple[str, ...]
    first: int
    path: tuple[str, ...]
    names: set[str] = field(default_factory=set)
    language: str = ""


class Scanner:
    """Goes over one JSON value, and keeps the strings at the paths that are wanted.

    Args:
        source: Of the whole file.
        wanted: Says of a path of names, outermost first, whether a string there is text.
        honours_language: Whether texts of items that say another language than English are left out.
    """

    def __init__(
        self, source: str, wanted: Callable[[tuple[str, ...]], bool], honours_language: bool = False
    ) -> None:
        self.found: list[Text] = []
        self._source = source
        self._wanted = lru_cache(maxsize=1024)(wanted)
        self._honours_language = honours_language
        self._levels: list[Level] = []

    def scan(self, start: int, end: int) -> list[Text]:
        """Return the texts of the one value that stands between two points; none if there is none.

        Raises:
            ReadError: It is no JSON, has a name twice, or is nested too deeply.
        """
        self.found, self._levels = [], []
        at = start
        if BLANK.fullmatch(self._source, start, end):
            return []
        while True:
            at, opened = self._value(at, end)
            if opened and not CLOSED.match(self._source, at, end):
                at = self._name(at, end)
                continue
            at, more = self._after(at, end)
            if not more:
                break
            at = self._name(at, end)
        if not BLANK.fullmatch(self._source, at, end):
            rest = self._skipped(at, end)
            hint = "if every line is a value of its own, name the file .jsonl"
            raise ReadError(f"{spot(self._source, rest)}: something after the end of the value", hint)
        return self.found

    def _value(self, at: int, end: int) -> tuple[int, bool]:
        """Read a value, or the bracket that opens one; return where it ends, and whether it is a bracket."""
        match = VALUE.match(self._source, at, end)
        if not match:
            raise self._fault(at, end, "a value")
        if match[2]:
            if len(self._levels) >= LEVELS:
                fact = f"{spot(self._source, match.start(2))}: nested more than {LEVELS} levels deep"
                raise ReadError(fact, "is it damaged? If not, read a part of it")
            path = self._levels[-1].path if self._levels else ()
            self._levels.append(Level(match[2] == "{", path, len(self.found), path))
        elif match[1] and self._levels:
            level = self._levels[-1]
            if self._wanted(level.path):
                self.found.append(Text(level.path, *match.span(1)))
            if level.is_object and level.path[-1] == "language":
                level.language = match[1]
        return match.end(), bool(match[2])

    def _name(self, at: int, end: int) -> int:
        """Read the name before a value, if it stands in an object; return where the value may begin."""
        level = self._levels[-1]
        if not level.is_object:
            return at
        match = NAME.match(self._source, at, end)
        if not match:
            raise self._fault(at, end, "a name in double quotes, and a colon")
        name = unescaped(match[1])
        if name in level.names:
            place = spot(self._source, match.start(1) - 1)
            fact = f"{place}: {name[:40]!r} for the second time in an object"
            raise ReadError(fact, "delete one of the two")
        level.path = (*level.base, name)
        level.names.add(name)
        return match.end()

    def _after(self, at: int, end: int) -> tuple[int, bool]:
        """Read what closes, up to a comma; return where it ends, and whether another value follows."""
        while self._levels:
            match = AFTER.match(self._source, at, end)
            level = self._levels[-1]
            if not match or (match[1] != "," and match[1] != ("}" if level.is_object else "]")):
                raise self._fault(at, end, f"a comma or {'}' if level.is_object else ']'}")
            at = match.end()
            if match[1] == ",":
                return at, True
            self._levels.pop()
            self._closed(level)
        return at, False

    def _closed(self, level: Level) -> None:
        """Leave out what an item says is not English. Source: ninjs, `language` of an item or of a value."""
        if not (self._honours_language and level.language and level.names & {"uri", "value"}):
            return
        english, inner = bool(is_english(level.language)), self.found[level.first :]
        for text in inner:
            text.is_english = text.is_english or english
        self.found[level.first :] = [text for text in inner if text.is_english]

    def _skipped(self, at: int, end: int) -> int:
        match = BLANK.match(self._source, at, end)
        return match.end() if match else at

    def _fault(self, at: int, end: int, expected: str) -> ReadError:
        """Return the error for something else than was expected."""
        source, at = self._source, self._skipped(at, end)
        for sign, what in FOREIGN.items():
            if source.startswith(sign, at, end):
                return ReadError(f"{spot(source, at)}: {what}", HINT)
        if at >= end:
            return ReadError(f"{spot(source, at)}: ends where {expected} should be", "is it cut off?")
        if source[at] in "]}" and source[:at].rstrip(" \t\n\r").endswith(","):
            return ReadError(f"{spot(source, at)}: a comma before {source[at]}", "delete the comma")
        string = BROKEN.match(source, at, end)
        if string and source[string.end() : string.end() + 1] != '"':
            return _broken(source, string.end(), end)
        return ReadError(f"{spot(source, at)}: {source[at]!r} where {expected} should be", HINT)


def _broken(source: str, at: int, end: int) -> ReadError:
    """Return the error for a string that does not go on as it should."""
    if at >= end:
        return ReadError(f"{spot(source, at)}: ends within a string", "is it cut off?")
    if source[at] == "\\":
        fact = f"{spot(source, at)}: \\{source[at + 1 : at + 2]} is no escape"
        return ReadError(fact, "write \\\\ for a backslash")
    what = "a line break" if source[at] in "\r\n" else f"the control character {source[at]!r}"
    return ReadError(f"{spot(source, at)}: {what} in a string", "write it as an escape: \\n, \\t, \\u0001")


@lru_cache(maxsize=4096)
def unescaped(string: str) -> str:
    """Return what a string of JSON says, given without its quotes; `PLACEHOLDER` for half a letter.

    >>> unescaped(r"Dvo\\u0159\\u00e1k \\ud83d\\ude00") == "Dvořák 😀"
    True
    """
    if "\\" not in string:
        return string
    said: str = json.loads(f'"{string}"')
    return "".join(PLACEHOLDER if "\ud800" <= one <= "\udfff" else one for one in said)
