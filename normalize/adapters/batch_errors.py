"""Rows that could not be done → the first of them told, and all of them in a file beside the result."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from normalize.adapters.journals import telling
from normalize.adapters.line_files import whole
from normalize.adapters.streams import say
from normalize.leftovers import TEMPORARY, beside, settle

# Rows that are told one by one; the rest are counted. A guess: a screen.
TOLD = 20

SUFFIX = ".errors.jsonl"


@dataclass(slots=True)
class Errors:
    """Rows that could not be done, as they are told: `file` in the corpus, `row` from one, `error`, `hint`.

    Attributes:
        target: The result; `OUT.errors.jsonl` appears beside it when all is done, if there are any. What an
            earlier run has left there goes. Empty for no file.
    """

    target: str
    number: int = 0
    _file: BinaryIO | None = None
    _open: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def __enter__(self) -> Errors:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)
        if self.target and kind is None and not self._file:
            path = Path(self._name)
            with telling(path):
                path.unlink(missing_ok=True)
                settle(beside(path, TEMPORARY))

    @property
    def _name(self) -> str:
        return self.target.rstrip("/") + SUFFIX

    def add(self, source: str, word: str, entry: dict[str, Any]) -> None:
        """Tell of a row, or count it, and write it down.

        Args:
            source: The file that it is in.
            word: What the row is called: line or row.
            entry: What is told.
        """
        self.number += 1
        if self.number <= TOLD:
            hint = f"\n  hint: {entry['hint']}" if "hint" in entry else ""
            say(f"error: {source}: {word} {entry['row']}: {entry['error']}{hint}")
        elif self.number == TOLD + 1:
            say(f"error: more {word}s like these are counted, not told")
        if self.target:
            self._file = self._file or self._open.enter_context(whole(self._name))
            self._file.write(
                json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
            )
