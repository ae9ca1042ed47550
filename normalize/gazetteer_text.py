"""Entities → the text of a gazetteer file, quoted where YAML or JSON asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from normalize.model import Entity

DUMPER: type = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

# Columns after which a line would be broken: never. A guess: longer than any line of a gazetteer.
ENDLESS = 1 << 24

# The first line of a new gazetteer: the version of the format, and the list that follows.
HEAD = "version: 1\nentities:\n"


def row(entity: Entity) -> dict[str, Any]:
    """Return an entity as its entry has it: the keys of the file, in their order, none that is empty.

    >>> row(Entity("brno", "place", "Brno", within=("czechia",), native=(("uk", "Брно"),)))
    {'id': 'brno', 'type': 'place', 'name': 'Brno', 'in': ['czechia'], 'native': {'uk': 'Брно'}}
    """
    tests = {"flag": list(entity.flag), "pass": list(entity.leave)}
    values = {
        "id": entity.id,
        "type": entity.type,
        "name": entity.name,
        "aliases": list(entity.aliases),
        "variants": list(entity.variants),
        "avoid": list(entity.avoid),
        "context": list(entity.context),
        "in": list(entity.within),
        "native": _native(entity),
        "not": list(entity.unlike),
        "protect": list(entity.protect),
        "tests": {key: sentences for key, sentences in tests.items() if sentences},
        "source": entity.source,
    }
    return {key: value for key, value in values.items() if value}


def _native(entity: Entity) -> dict[str, str | list[str]]:
    """Return native names by language: one as text, several as a list."""
    names: dict[str, list[str]] = {}
    for language, name in entity.native:
        names.setdefault(language, []).append(name)
    return {language: given[0] if len(given) == 1 else given for language, given in names.items()}


def entry_text(values: Mapping[str, Any], indent: int = 0) -> str:
    """Return an entry as an item of a block list, its lists between brackets, ended by a line feed.

    >>> print(entry_text({"id": "no", "type": "place", "name": "No", "context": ["a, b", "c"]}), end="")
    - id: 'no'
      type: place
      name: 'No'
      context: ['a, b', c]
    """
    lines = [line for key, value in values.items() for line in _lines(key, value)]
    margin = " " * indent
    return "".join(f"{margin}{'  ' if number else '- '}{line}\n" for number, line in enumerate(lines))


def _lines(key: str, value: object) -> Iterator[str]:
    """Yield the lines of one key; the tests of an entry are sentences, and have a line for each list."""
    if isinstance(value, str):
        yield f"{key}: {scalar(value, in_brackets=False)}"
    elif key == "tests" and isinstance(value, dict):
        yield f"{key}:"
        yield from (f"  {name}: {_in_brackets(sentences)}" for name, sentences in value.items())
    else:
        yield f"{key}: {_in_brackets(value)}"


def _in_brackets(value: object) -> str:
    return _dumped(value, flow=True).removesuffix("\n")


def scalar(text: str, *, in_brackets: bool) -> str:
    """Return a text as a value: plain, or in quotes where another reader would take it for something else.

    >>> scalar("a, b", in_brackets=False), scalar("a, b", in_brackets=True), scalar("1990", in_brackets=True)
    ('a, b', "'a, b'", "'1990'")
    """
    if in_brackets:
        return _in_brackets([text])[1:-1]
    return _dumped([text], flow=False).removeprefix("- ").rstrip("\n")


def json_text(value: object) -> str:
    """Return a value as JSON, which is YAML, too."""
    return json.dumps(value, ensure_ascii=False)


def _dumped(value: object, *, flow: bool) -> str:
    dumped: str = yaml.dump(
        value, Dumper=DUMPER, sort_keys=False, allow_unicode=True, width=ENDLESS, default_flow_style=flow
    )
    return dumped
