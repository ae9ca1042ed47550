"""A gazetteer and the files that it includes → names and contents, in the order in which they count.

`include` at the root of a file lists others that belong to the same gazetteer: beside or below it, by their
path from it. A file that is included includes no others, so there are no circles to go in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from normalize.errors import Fault, ReadError

if TYPE_CHECKING:
    from normalize.gazetteer_yaml import Tree

# A file's name, as messages have it, and its content.
Source = tuple[str, bytes]

# Name and content of a file → the paths that it includes, as they stand there.
Find = Callable[[str, bytes], Sequence[str]]

# Without this, a file includes nothing, and YAML need not be asked.
MENTION = re.compile(rb"""\binclude\b["']?\s*:""")


def fault_of(text: str) -> str:
    """Return what is wrong with a path to include; empty if nothing is.

    >>> fault_of("names/europe.yaml"), fault_of("../names.yaml")
    ('', "leads out of this file's folder")
    """
    if "\\" in text or ":" in text:
        return "has a backslash or a colon in it"
    if not text.isprintable():
        return "has a hidden character in it"
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts:
        return "leads out of this file's folder"
    return "" if path.parts else "is no path of a file"


def included(name: str, data: bytes) -> list[str]:
    """Return the paths that a file includes, as they stand there, those that can be no path left out."""
    if not MENTION.search(data):
        return []
    from normalize.gazetteer_yaml import read_bytes

    return [text for _, text in _listed(read_bytes(data, name))]


def _listed(tree: Tree) -> list[tuple[int, str]]:
    """Return number and text of each path under `include` that can be one."""
    listed = tree.value.get("include") if isinstance(tree.value, dict) else None
    items = enumerate(listed if isinstance(listed, list) else ())
    return [(number, text) for number, text in items if isinstance(text, str) and not fault_of(text)]


def _beside(name: str, text: str) -> str:
    """Return the name of an included file, from that of the file that includes it."""
    return str(Path(name).parent / PurePosixPath(text))


def read_gazetteer(path: Path, find: Find = included) -> list[Source]:
    """Return name and content of a gazetteer and of the files it includes, in their order, each once.

    An included file that is not there is left out; `parts` tells of it, with its place.

    Raises:
        ReadError: The gazetteer is not there, or a file may not be read.
    """
    root = str(path)
    try:
        sources = {root: _content(path)}
    except (FileNotFoundError, NotADirectoryError):
        raise ReadError(f"{path}: there is no such gazetteer", "check the path in --gazetteer") from None
    for text in find(root, sources[root]):
        name = _beside(root, text)
        if name not in sources:
            try:
                sources[name] = _content(Path(name))
            except (FileNotFoundError, NotADirectoryError):
                continue
    return list(sources.items())


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror or error})") from None


@dataclass(frozen=True, slots=True)
class Parts:
    """Which of the files that were read belong to one gazetteer.

    Attributes:
        groups: For each gazetteer the positions of its files: the root, then what it includes.
        faults: Of what stands under `include`.
        is_whole: Whether every file that is included is there.
    """

    groups: tuple[tuple[int, ...], ...]
    faults: tuple[Fault, ...]
    is_whole: bool


def parts(trees: Sequence[Tree]) -> Parts:
    """Return which files belong together, of those that `read_gazetteer` returned for several paths."""
    groups: list[tuple[int, ...]] = []
    faults: list[Fault] = []
    is_whole = True
    while (start := groups[-1][-1] + 1 if groups else 0) < len(trees):
        root, end = trees[start], start + 1
        lines = {root.path: 0}
        for number, text in _listed(root):
            name = _beside(root.path, text)
            if name in lines:
                faults.append(_again(root, number, lines[name]))
                continue
            lines[name] = root.places["include", number][0]
            if end < len(trees) and trees[end].path == name:
                end += 1
            else:
                is_whole = False
                hint = "correct the path, or delete it"
                faults.append(_fault(root, number, f"there is no file {name} to include", hint))
        faults += (fault for part in trees[start + 1 : end] for fault in _deeper(part, root))
        groups.append(tuple(range(start, end)))
    return Parts(tuple(groups), tuple(faults), is_whole)


def _fault(root: Tree, number: int, fact: str, hint: str) -> Fault:
    return Fault(root.path, *root.places["include", number], fact, hint)


def _again(root: Tree, number: int, line: int) -> Fault:
    """Return the fault of a path that is included on a line before, or is the file itself: line 0."""
    if not line:
        return _fault(root, number, "the file includes itself", "delete the path")
    return _fault(root, number, f"the file is included already, on line {line}", "delete one of them")


def _deeper(part: Tree, root: Tree) -> Iterator[Fault]:
    """Yield a fault for each file that an included file would include."""
    for number, text in _listed(part):
        fact = f"{text!r} is included by a file that {root.path} includes"
        yield _fault(part, number, fact, f"include it in {root.path}: one level is all there is")
