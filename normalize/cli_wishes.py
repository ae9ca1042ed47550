"""Options → wishes: what they mean for the settings, checked."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from normalize.cli_options import FailOn, Names, Reading, Rules
from normalize.errors import SettingsError
from normalize.model import Rule

if TYPE_CHECKING:
    from pathlib import Path

    from normalize.adapters.wishes import Wishes


def wishes(
    names: Names, rules: Rules | None = None, reading: Reading | None = None, fail_on: FailOn | None = None
) -> Wishes:
    """Return what options come to.

    Raises:
        SettingsError: A rule, a size or an encoding is not one.
    """
    from normalize.adapters.wishes import Wishes

    values = {
        **_of_names(names),
        **_of_rules(rules or Rules()),
        **_of_reading(reading or Reading()),
        **({"fail_on": fail_on.value} if fail_on else {}),
    }
    return Wishes(
        values=values,
        gazetteers=paths(names.gazetteer),
        exclude=_globs("--exclude", reading.exclude) if reading else (),
        config=names.config,
        isolated=names.isolated,
    )


def only_these(names: Names, with_default: bool) -> Names:
    """Return options by which gazetteers that are given stand alone, unless the shipped one is wished for."""
    from dataclasses import replace

    return replace(names, no_default_gazetteer=True) if names.gazetteer and not with_default else names


def paths(given: Iterable[str] | None) -> tuple[Path, ...]:
    """Return paths as they were given."""
    from pathlib import Path

    return tuple(Path(path).expanduser() for path in given or ())


def _of_names(names: Names) -> dict[str, Any]:
    preset = {"preset": names.preset.value} if names.preset else {}
    model = {"model": names.model} if names.model else {}
    return preset | model | ({"default_gazetteer": False} if names.no_default_gazetteer else {})


def _of_rules(rules: Rules) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if rules.select:
        values["select"] = _rules("--select", rules.select)
    if rules.ignore:
        values["ignore"] = _rules("--ignore", rules.ignore)
    if rules.min_confidence is not None:
        values["min_confidence"] = rules.min_confidence
    return values


def _of_reading(reading: Reading) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if reading.force_exclude is not None:
        values["force_exclude"] = reading.force_exclude
    if reading.data is not None:
        values["data"] = reading.data
    if wanted := listed(reading.fields):
        values["fields"] = wanted
    if reading.encoding:
        values["encoding"] = _encoding(reading.encoding)
    if reading.max_file_size:
        values["max_file_size"] = _size(reading.max_file_size)
    return values


def listed(given: Iterable[str] | None) -> tuple[str, ...]:
    """Return what was named, one by one or with commas.

    >>> listed(["body, lead", "caption"])
    ('body', 'lead', 'caption')
    """
    return tuple(name.strip() for value in given or () for name in value.split(",") if name.strip())


def _rules(option: str, given: Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules that are named, one by one or with commas."""
    from normalize.settings_keys import RULES, nearest

    known: dict[str, Rule] = {rule: rule for rule in RULES}
    named = listed(given)
    for name in named:
        if name not in known:
            raise SettingsError(f"{option}: there is no rule {name!r}", hint=nearest(name, RULES))
    return tuple(known[name] for name in named)


def _globs(option: str, given: Iterable[str] | None) -> tuple[str, ...]:
    from normalize.settings_keys import GLOB, is_glob

    for glob in given or ():
        if not is_glob(glob):
            raise SettingsError(f"{option}: no file can be told by {glob!r}", hint=GLOB)
    return tuple(given or ())


def _size(given: str) -> int:
    from normalize.settings_keys import read_size

    try:
        return read_size(given)
    except ValueError as error:
        fact, hint = error.args
        raise SettingsError(f"--max-file-size: {given!r} {fact}", hint=hint) from None


def _encoding(given: str) -> str:
    try:
        return codecs.lookup(given).name
    except LookupError:
        hint = "as in utf-8, windows-1252 or utf-16-le"
        raise SettingsError(f"--encoding: no codec reads {given!r}", hint=hint) from None
