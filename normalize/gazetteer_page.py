"""The text of a gazetteer as a page: where lines, values and comments begin and end, and splices of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import yaml

from normalize.gazetteer_text import json_text, scalar
from normalize.gazetteer_yaml import LOADER, PAIR

# A node of yaml's: a scalar, or a list or mapping of them. Its stubs say less than it has.
Node = Any

NEWLINE = re.compile(r"\r\n|\n|\r")

BLANK_LINE = re.compile(r"(?:\r\n|\n|\r(?!\n))[ \t]*[\r\n]")


@dataclass(frozen=True, slots=True)
class Splice:
    """Text to put in place of a stretch, which is empty except where `[]` or `null` gives way to a list.

    Attributes:
        start: First code point.
        end: One past the last.
        new: What to put there.
    """

    start: int
    end: int
    new: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """Return a text with its splices done; they do not overlap, and their order is theirs."""
    parts, last = [], 0
    for splice in sorted(splices, key=lambda one: one.start):
        parts += [text[last : splice.start], splice.new]
        last = splice.end
    return "".join([*parts, text[last:]])


def floors(keys: Sequence[str]) -> list[str]:
    """Return for each key the least of it and those that follow, which ascends even if they do not."""
    return list(accumulate(reversed(keys), min))[::-1]


def place(keys: Sequence[str], key: str) -> int:
    """Return where a key goes in a list: after the last that is not greater, else to the beginning.

    >>> place(["a", "c", "e"], "d"), place(["e", "c"], "a"), place(["e", "a", "c"], "b")
    (2, 0, 2)
    """
    return bisect_right(floors(keys), key)


@dataclass(frozen=True, slots=True)
class Page:
    """A text with what its splices need to know.

    Attributes:
        text: The text.
        root: Its node; None if it says nothing.
        newline: What ends its lines.
        is_json: Whether values are written as JSON.
    """

    text: str
    root: Node | None
    newline: str
    is_json: bool

    def ended(self, new: str) -> str:
        """Return lines with the line ends of this text."""
        return new.replace("\n", self.newline)

    def line_end(self, offset: int) -> int:
        """Return where the line after the one that `offset` ends begins, or the end of the text."""
        if offset and self.text[offset - 1] in "\r\n":
            return offset
        found = NEWLINE.search(self.text, offset)
        return found.end() if found else len(self.text)

    def line_start(self, offset: int) -> int:
        """Return where the line of `offset` begins."""
        return max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1

    def lines_at(self, offset: int, new: str) -> Splice:
        """Return a splice of whole lines at the beginning of a line, or at the end of the text."""
        new = self.ended(new)
        if offset == len(self.text) and offset and self.text[offset - 1] not in "\r\n":
            new = self.newline + new.removesuffix(self.newline)
        return Splice(offset, offset, new)

    def value(self, text: str, *, in_brackets: bool) -> str:
        return json_text(text) if self.is_json else scalar(text, in_brackets=in_brackets)


def open_page(text: str, *, is_json: bool) -> Page:
    found = NEWLINE.search(text)
    plain = PAIR.sub(lambda pair: "x" * len(pair[0]), text) if is_json else text
    root = yaml.compose(plain, Loader=LOADER)
    root = root if isinstance(root, yaml.CollectionNode) else None
    return Page(text, root, found.group() if found else "\n", is_json)


def end_of(node: Node) -> int:
    """Return one past the last code point of a node; the comments after a block list are not its own."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return end_of(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def under(node: Node | None, key: str) -> Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for own, value in pairs if own.value == key), None)


def key_of(node: yaml.MappingNode, key: str) -> Node:
    found: Node = next(own for own, _ in node.value if own.value == key)
    return found
