"""What somebody wishes, on the command line say, and what is configured → the settings of one file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from normalize.settings import Settings, settings_for, with_values


@dataclass(frozen=True, slots=True)
class Wishes:
    """What counts before any configuration.

    Attributes:
        values: Fields of `Settings` or `Policy`, by name.
        gazetteers: Loaded after those that are configured.
        exclude: Patterns as in .gitignore, from `base`, besides those that are configured.
        config: The configuration to use instead of the nearest.
        isolated: Whether no configuration is used at all.
        base: The folder the wishes are made in.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    gazetteers: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    config: Path | None = None
    isolated: bool = False
    base: Path = field(default_factory=Path.cwd)
    _known: dict[Settings, Settings] = field(default_factory=dict, init=False, repr=False, compare=False)

    def settings(self, path: Path) -> Settings:
        """Return the settings of one file, or of a folder's files.

        Raises:
            SettingsError: Its configuration cannot be read, or says what we do not know.
        """
        configured = settings_for(path, config=self.config, isolated=self.isolated)
        if configured not in self._known:
            values = {**self.values, "gazetteers": (*configured.gazetteers, *self.gazetteers)}
            self._known[configured] = with_values(configured, values)
        return self._known[configured]

    def excludes(self, path: Path) -> bool:
        """Return whether the wishes, not the configuration, exclude a file."""
        return is_named(self.exclude, path, self.base)


def is_named(globs: Sequence[str], path: Path, base: Path) -> bool:
    """Return whether patterns, as in .gitignore, name a path; one outside `base` by its last parts."""
    if not globs:
        return False
    from pathspec import GitIgnoreSpec

    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    inside = (
        absolute.relative_to(base) if absolute.is_relative_to(base) else absolute.relative_to(absolute.anchor)
    )
    return GitIgnoreSpec.from_lines(globs).match_file(inside.as_posix())
