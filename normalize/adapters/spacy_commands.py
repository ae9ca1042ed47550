"""spaCy without its command line, which it imports with itself, and we never run.

That is a third of the time that importing it takes, and 18 MB: requests, httpx, weasel. spaCy once imported
it lazily, and took that back, for code that says `spacy.cli` without importing it (pull requests 12962 and
13721 of explosion/spaCy). Hence only in a process that is ours alone.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # as in `typing`, which `--version` can do without
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any
else:
    ModuleType = type(sys)

# What stands for the command line; and the part of it that spaCy imports, for its function `info`.
NAME, PART = "spacy.cli", "spacy.cli.info"


class PutOff(ModuleType):
    """The command line, until anything of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if "spacy" not in sys.modules or (name.startswith("__") and name != "__path__"):
            raise AttributeError(f"module {NAME!r} has no attribute {name!r}")
        return getattr(_imported(NAME), name)


class Part(ModuleType):
    """The part that spaCy imports while it is imported itself."""

    def __getattr__(self, name: str) -> Any:
        if name != "info":
            raise AttributeError(f"module {PART!r} has no attribute {name!r}")
        sys.modules["spacy"].cli = sys.modules[NAME]  # type: ignore[attr-defined]  # as importing it would
        return info


def info(*arguments: Any, **others: Any) -> Any:
    """Do what `spacy.info` does."""
    return _imported(PART).info(*arguments, **others)


def _imported(name: str) -> ModuleType:
    """Import the real modules in place of those that stand for them, and return one."""
    from importlib import import_module

    for one in (NAME, PART):
        if isinstance(sys.modules.get(one), (PutOff, Part)):
            del sys.modules[one]
    return import_module(name)


def put_off() -> None:
    """Have spaCy's command line imported when it is asked for, and not before."""
    if "spacy" not in sys.modules:
        sys.modules.update({NAME: PutOff(NAME), PART: Part(PART)})
