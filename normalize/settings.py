"""`[tool.normalize]` of pyproject.toml, or normalize.toml → the settings of one checked file.

Found from the checked file upward; the nearest wins whole. Keys are written with hyphens.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from normalize.errors import SettingsError
from normalize.model import Rule
from normalize.policy import PRESETS, Policy
from normalize.settings_keys import RULES, Override, Source, read_overrides, read_table

__all__ = [
    "PRESETS",
    "RULES",
    "Config",
    "Policy",
    "Settings",
    "find_config",
    "load_config",
    "matches",
    "settings_for",
    "with_values",
]

FailOn = Literal["error", "warning", "never"]

# 20 MB: no article is as long. A guess.
LARGEST = 20_000_000

# Where decisions are added to, from the folder of the configuration, unless somebody wishes otherwise.
DECISIONS = Path(".normalize/decisions.jsonl")

# What files hold ignores for others, the first that is there.
IGNORE_FILES = ("normalize-ignore.yaml", "normalize-ignore.yml")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user can wish for one file. Small, hashable, and can be pickled.

    Attributes:
        gazetteers: Loaded after the default one; absolute.
        default_gazetteer: Whether the default one is loaded.
        model: Name or path of the spaCy pipeline; empty for the one shipped.
        select: Rules that report.
        ignore: Rules that do not, even if selected.
        min_confidence: Findings of a smaller probability are not reported, 0.0 to 1.0.
        exclude: Globs as in .gitignore, from `root`, of files that are not read.
        force_exclude: Whether they hold for paths that are named explicitly, too.
        data: Whether data files (JSON, tables, XML) are read when a folder that holds them is named.
        encoding: Of files that do not declare theirs; empty for UTF-8, then a guess.
        fields: Which fields of JSON and columns of tables are text; empty for the usual ones.
        max_file_size: In bytes; larger files are not read.
        preset: Name of the policy the user began with.
        policy: What it came to.
        fail_on: The least severity that makes the exit code 1.
        baseline: Findings accepted already; absolute; None for no baseline.
        ignores: The nearest file of ignores; absolute; None without one.
        changed_since: A revision: only findings on lines changed since are told; empty for all lines.
        decisions: Where those of a person are added to, from `root` or the current folder; None for nowhere.
        root: Directory that globs are relative to: the configuration's, or None without one.
    """

    gazetteers: tuple[Path, ...] = ()
    default_gazetteer: bool = True
    model: str = ""
    select: tuple[Rule, ...] = RULES
    ignore: tuple[Rule, ...] = ()
    min_confidence: float = 0.0
    exclude: tuple[str, ...] = ()
    force_exclude: bool = True
    data: bool = False
    encoding: str = ""
    fields: tuple[str, ...] = ()
    max_file_size: int = LARGEST
    preset: str = "normal"
    policy: Policy = PRESETS["normal"]
    fail_on: FailOn = "warning"
    baseline: Path | None = None
    ignores: Path | None = None
    changed_since: str = ""
    decisions: Path | None = DECISIONS
    root: Path | None = None

    @property
    def rules(self) -> frozenset[Rule]:
        """The rules that report."""
        return frozenset(self.select) - frozenset(self.ignore)


# What counts where nobody wishes otherwise.
PLAIN = Settings()


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration file: settings for every file, and overrides in their order."""

    settings: Settings
    overrides: tuple[Override, ...] = field(default=())


def settings_for(path: Path, *, config: Path | None = None, isolated: bool = False) -> Settings:
    """Return the settings of one file.

    Args:
        path: The file, which need not exist; a directory stands for a file in it.
        config: The configuration to use instead of the nearest.
        isolated: Whether no configuration is used at all.

    Raises:
        SettingsError: The configuration cannot be read, or says what we do not know.
    """
    if isolated:
        return Settings()
    absolute = _absolute(path)
    folder = absolute if os.path.isdir(absolute) else absolute.parent  # noqa: PTH112 - as `_is_file`
    found, ignores = _absolute(config) if config else find_config(folder), find_ignores(folder)
    if found is None:
        return _overridden(PLAIN, (), ignores)
    loaded = load_config(found)
    overrides = tuple(one for one in loaded.overrides if matches(one.files, absolute, found.parent))
    return _overridden(loaded.settings, overrides, ignores)


@lru_cache(maxsize=4096)
def _overridden(settings: Settings, overrides: tuple[Override, ...], ignores: Path | None) -> Settings:
    """Return settings with what overrides say: the same value for all files for which the same holds."""
    made = replace(settings, ignores=ignores)
    for override in overrides:
        made = with_values(made, dict(override.values))
    return made


def _absolute(path: Path) -> Path:
    """Return an absolute path without `..`, symbolic links left as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100  # `absolute` keeps `..`, `resolve` follows links


def matches(globs: Iterable[str], path: Path, root: Path) -> bool:
    """Return whether a path is one of those that globs, as in .gitignore, name from `root`.

    >>> matches(["drafts/", "*.po"], Path("/news/drafts/a.txt"), Path("/news"))
    True
    >>> matches(["/a.txt"], Path("/news/drafts/a.txt"), Path("/news"))
    False
    """
    from pathspec import GitIgnoreSpec

    inside = _absolute(path)
    if not inside.is_relative_to(root):
        return False
    return GitIgnoreSpec.from_lines(globs).match_file(inside.relative_to(root).as_posix())


def with_values(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """Return settings with fields of `Settings` or `Policy` replaced; a preset comes before the rest.

    It leaves the calibration, which is no wish but a measurement.

    >>> with_values(Settings(), {"preset": "strict", "margin": 0.1}).policy.margin
    0.1
    """
    policy = settings.policy
    if "preset" in values:
        policy = replace(PRESETS[values["preset"]], calibration=policy.calibration)
    own = {name: value for name, value in values.items() if name in Settings.__slots__}
    bars = {name: value for name, value in values.items() if name in Policy.__slots__}
    return replace(settings, **own, policy=replace(policy, **bars))


@lru_cache(maxsize=4096)
def find_config(directory: Path) -> Path | None:
    """Return the nearest configuration from a directory upward; normalize.toml before pyproject.toml."""
    return next(filter(None, map(_config_in, (directory, *directory.parents))), None)


@lru_cache(maxsize=4096)
def _config_in(directory: Path) -> Path | None:
    for name in ("normalize.toml", "pyproject.toml"):
        path = directory / name
        if _is_file(path) and (name == "normalize.toml" or "normalize" in _tools(path)):
            return path
    return None


def _is_file(path: Path) -> bool:
    """Return whether there is such a file; none where we may not look, for which `Path.is_file` raises."""
    return os.path.isfile(path)  # noqa: PTH113


@lru_cache(maxsize=4096)
def find_ignores(directory: Path) -> Path | None:
    """Return the nearest file of ignores from a directory upward."""
    return next(filter(None, map(_ignores_in, (directory, *directory.parents))), None)


@lru_cache(maxsize=4096)
def _ignores_in(directory: Path) -> Path | None:
    return next((path for name in IGNORE_FILES if _is_file(path := directory / name)), None)


@lru_cache(maxsize=256)
def load_config(path: Path) -> Config:
    """Read one configuration file.

    Raises:
        SettingsError: It cannot be read, or says what we do not know.
    """
    text, table = _toml(path)
    if path.name == "pyproject.toml":
        table = _tools(path).get("normalize", {})
    source = Source(path, text)
    is_table = isinstance(table, dict)
    values = read_table(
        {key: value for key, value in table.items() if key != "overrides"} if is_table else table, source
    )
    overrides = read_overrides(table.get("overrides", []), source)
    settings = with_values(Settings(root=path.parent), values)
    return Config(settings, overrides)


def _toml(path: Path) -> tuple[str, dict[str, Any]]:
    import tomllib

    try:
        text = path.read_bytes().decode("utf-8-sig")
        return text, tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror or error})") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: is not UTF-8 text", "save it as UTF-8") from None
    except (ValueError, RecursionError) as error:  # of numbers too long and arrays too deep it says only that
        raise SettingsError(f"{path}: not TOML: {error}") from None


def _tools(path: Path) -> Mapping[str, Any]:
    tools = _toml(path)[1].get("tool", {})
    return tools if isinstance(tools, dict) else {}
