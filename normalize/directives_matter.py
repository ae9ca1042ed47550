"""Front matter of Markdown → what it asks us to ignore: `normalize: {ignore: [Witkov]}`, `normalize: off`."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from normalize.directives import Written, listed
from normalize.formats.front_matter import TOML_MATTER, YAML_MATTER
from normalize.offsets import BOM

# Keys under `normalize`; a reason is for people.
KEYS = ("ignore", "until", "reason")
OFF = ("off", "false", "no", "ignore-file")
ON = ("on", "true", "yes")

TOML_KEY = re.compile(r"^[ \t]*(?:\[[ \t]*normalize[ \t]*\]|normalize\b)[^\r\n]*", re.MULTILINE)


def in_matter(source: str) -> Iterator[Written]:
    """Yield the directive of the front matter, if it has one. Front matter that no parser reads has none."""
    start = 1 if source.startswith(BOM) else 0
    if match := YAML_MATTER.match(source, start):
        yield from _of_yaml(source, *match.span(1))
    elif match := TOML_MATTER.match(source, start):
        yield from _of_toml(source, *match.span(1))


def _of_yaml(source: str, start: int, end: int) -> Iterator[Written]:
    try:
        node = yaml.compose(source[start:end], Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value == "normalize":
            first, last = start + key.start_mark.index, start + value.end_mark.index
            yield from _said(_plain(value), first, first + len(source[first:last].rstrip()))


def _plain(node: yaml.Node) -> Any:
    """Return a node as text, lists and mappings: `off` stays the word that it is."""
    if isinstance(node, yaml.MappingNode):
        return {str(_plain(key)): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return node.value


def _of_toml(source: str, start: int, end: int) -> Iterator[Written]:
    try:
        value = tomllib.loads(source[start:end]).get("normalize")
    except tomllib.TOMLDecodeError:
        return
    found = TOML_KEY.search(source, start, end)
    if value is not None and found:
        yield from _said(value, *found.span())


def _said(value: Any, start: int, end: int) -> Iterator[Written]:
    """Yield what a value of `normalize` comes to; nothing if it is another tool's."""
    if isinstance(value, Mapping):
        yield from _of_keys(value, start, end)
        return
    word = str(value).lower()
    if word in OFF:
        yield Written(start, end, "ignore-file")
    elif word not in ON and (near := difflib.get_close_matches(word, (*OFF, *KEYS), 1)):
        way_out = "write `normalize: {ignore: [Name]}`" if near[0] in KEYS else f"did you mean `{near[0]}`?"
        yield Written(start, end, "ignore", fault=f"{word!r} says nothing to us", hint=way_out)


def _of_keys(value: Mapping[str, Any], start: int, end: int) -> Iterator[Written]:
    unknown = next((key for key in value if key not in KEYS), None)
    if unknown is not None and not ("ignore" in value or difflib.get_close_matches(unknown, KEYS, 1)):
        return
    if unknown is not None:
        hint = f"known are {', '.join(KEYS)}"
        yield Written(start, end, "ignore", fault=f"unknown key `{unknown}`", hint=hint)
        return
    given = value.get("ignore", [])
    items = given if isinstance(given, list) else [given]
    names = tuple(name for item in items for name in listed(str(item)))
    if not names or not all(isinstance(item, str) for item in items):
        hint = "as in `ignore: [Jane Witkov]`; for the whole file, `normalize: off`"
        yield Written(start, end, "ignore", fault="`ignore` names nothing", hint=hint)
        return
    yield Written(start, end, "ignore-file", names, str(value.get("until") or ""))
