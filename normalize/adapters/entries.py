"""Entities of the gazetteer → what a person, or a machine, reads of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from normalize.gazetteer_text import row
from normalize.model import Entity

# What fields are called in the file, where Python or we call them otherwise.
KEYS = {"within": "in", "unlike": "not"}


def entry(entity: Entity) -> dict[str, Any]:
    """Return an entity as its entry has it: keys of the file, in the order of the nouns, none that is empty.

    >>> entry(Entity("brno", "place", "Brno", within=("czechia",)))
    {'id': 'brno', 'type': 'place', 'name': 'Brno', 'in': ['czechia']}
    """
    values = {KEYS.get(one.name, one.name): getattr(entity, one.name) for one in fields(Entity)}
    tests = {"flag": list(values.pop("flag")), "pass": list(values.pop("leave"))}
    made = {key: list(value) if isinstance(value, tuple) else value for key, value in values.items() if value}
    if entity.native:
        made["native"] = row(entity)["native"]
    return made | (
        {"tests": {key: value for key, value in tests.items() if value}} if any(tests.values()) else {}
    )


def described(entity: Entity) -> Iterator[str]:
    """Yield an entity's lines: what it is, then each field with its values."""
    made = entry(entity)
    yield f"{made.pop('name')} ({made.pop('type')}, {made.pop('id')})\n"
    for key, value in made.items():
        yield f"  {key}: {_shown(value)}\n"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(one)}" for key, one in value.items())
    return ", ".join(value) if isinstance(value, list) else str(value)
