"""What pydantic says of a gazetteer's values → faults with a place, a fact and a way out, in words."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from normalize.errors import Fault
from normalize.gazetteer_yaml import Loc, Spot, Tree
from normalize.model import ENTITY_TYPES

# Which keys may stand beside the one at a path.
KeysAt = Callable[[Loc], list[str]]

# What the same things are called elsewhere. Source: SKOS reference, section 5; Wikidata.
ELSEWHERE = {
    "prefLabel": "name", "altLabel": "aliases", "hiddenLabel": "variants", "label": "name",
    "kind": "type", "category": "type", "typos": "variants", "within": "in",
}  # fmt: skip


def fault_at(tree: Tree, loc: Loc, message: str, hint: str = "") -> Fault:
    """Return a fault at a value's place."""
    return Fault(tree.path, *_place(tree, loc), message, hint)


def _place(tree: Tree, loc: Loc) -> Spot:
    """Return where a value stands, or what holds it."""
    while loc and loc not in tree.places:
        loc = loc[:-1]
    return tree.places.get(loc, (1, 1))


def faults_of(error: ValidationError, base: Loc, tree: Tree, keys_at: KeysAt) -> Iterator[Fault]:
    """Yield a fault for each of pydantic's, at its place in the file."""
    for detail in error.errors(include_url=False):
        loc = (*base, *detail["loc"])
        is_key = detail["type"] == "extra_forbidden" or loc[-1] == "[key]"
        loc = loc[:-1] if loc[-1] == "[key]" else loc
        spot = tree.keys.get(loc, _place(tree, loc)) if is_key else _place(tree, loc)
        message, hint = _words(detail, loc, is_entry=len(detail["loc"]) == 0)
        if detail["type"] == "extra_forbidden":
            hint = _nearest_key(str(loc[-1]), keys_at(loc))
        yield Fault(tree.path, *spot, message, hint)


def _words(detail: ErrorDetails, loc: Loc, *, is_entry: bool) -> tuple[str, str]:
    """Return a fact and a way out for one of pydantic's errors."""
    key = next((str(part) for part in reversed(loc) if isinstance(part, str)), "entry")
    what = "the entry" if is_entry else f"an item of `{key}`" if isinstance(loc[-1], int) else f"`{key}`"
    kind, given = detail["type"], detail["input"]
    if kind == "missing":
        return f"the entry has no `{key}`", "every entry has an id, a type and a name"
    if kind == "extra_forbidden":
        return f"unknown key `{key}`", ""
    if kind == "text":
        return f"{what} {detail['msg']}" + (f": {given!r}" if given else ""), detail["ctx"]["hint"]
    if kind == "string_too_short" or (given is None and kind == "string_type"):
        return f"{what} is empty", "write the text, or delete it"
    if kind == "literal_error":
        expected = detail["ctx"]["expected"].replace("'", "")
        return f"`{key}` must be {expected}, not {_shown(given)}", _nearest_type(given)
    if kind == "string_pattern_mismatch":
        return f"{given!r} is not a language code", "write one of two or three small letters, as in `uk`"
    wanted = {"string_type": "text", "list_type": "a list"}.get(kind, "a mapping")
    return f"{what} must be {wanted}, and is {_shown(given)}", _way_to(wanted, given)


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f"the text {value!r}"
    return "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else "empty"


def _way_to(wanted: str, given: object) -> str:
    if wanted == "a list" and isinstance(given, str):
        return f"write [{given}]" if given else "write [], or delete it"
    if wanted == "a mapping" and isinstance(given, str):
        return "write `key: value`, with a space after the colon"
    if wanted == "text" and isinstance(given, dict):
        return "text with a colon and a space in it goes in quotes"
    return ""


def _nearest_type(given: object) -> str:
    near = difflib.get_close_matches(str(given).lower(), ENTITY_TYPES, 1, 0.5)
    return f"did you mean {near[0]}?" if near else ""


def _nearest_key(key: str, keys: list[str]) -> str:
    near = difflib.get_close_matches(ELSEWHERE.get(key, key.lower()), keys, 1, 0.6)
    return f"did you mean `{near[0]}`?" if near else f"the keys are {', '.join(keys)}"
