"""A folder → the same with what a team needs to start: a configuration, a gazetteer, a hook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from normalize.adapters.file_writes import make_folder
from normalize.errors import WriteError

CONFIGURATION = """\
# Found from the checked file upward; the nearest one, or [tool.normalize] in a pyproject.toml, wins.

# Your own names, besides the shipped gazetteer; a later file wins by entry id.
gazetteers = ["names.yaml"]

# strict (writes little), normal, or review (writes nothing unasked).
preset = "normal"

# Files to leave out, as in .gitignore.
exclude = []
"""

GAZETTEER = """\
# Names that count here, besides the shipped gazetteer. Check them: `normalize gazetteer check names.yaml`.
version: 1
entities:
- id: example-jana-novakova
  type: person
  name: Jana Nováková            # the form that is written
  aliases: [Nováková]            # other correct forms: left alone
  context: [mayor, Horní Lhota]  # words that stand near it: offices, places, organisations
  source: example

- id: example-horni-lhota
  type: place
  name: Horní Lhota
  avoid: [Ober Lhota]            # correct, but not house style: rewritten
  context: [village, Czech Republic]
  source: example
"""

HOOK = """\
# Put this under `repos:` in .pre-commit-config.yaml. It reads and never writes.
- repo: local
  hooks:
  - id: normalize
    name: names in news copy (check)
    entry: normalize check --force-exclude --no-progress
    language: system
    files: (?i)\\.(txt|text|md|markdown|mdx|html?|xhtml)$
    types: [file]
    require_serial: true
"""

FILES = {"normalize.toml": CONFIGURATION, "names.yaml": GAZETTEER, "pre-commit-snippet.yaml": HOOK}


def start(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Write the files that are not there yet; yield each with whether it was written.

    Raises:
        WriteError: The folder cannot be written.
    """
    make_folder(folder)
    for name, text in FILES.items():
        yield folder / name, _written(folder / name, text)


def _written(path: Path, text: str) -> bool:
    """Write a file unless there is one, even by a hair's breadth; return whether it was written."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        fact = f"{path}: cannot be written ({error.strerror or error})"
        raise WriteError(fact, hint="name a folder that you may write to") from error
    return True
