"""What can go wrong that the user can mend: a place, a fact and a way out."""

from __future__ import annotations

from dataclasses import dataclass


class NormalizeError(Exception):
    """Something the user can mend. Shown without a traceback; exit code 2.

    Args:
        message: The place and the fact, in one line.
        hint: The way out, in one line; empty when the fact says it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  hint: {self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[type[NormalizeError], tuple[str, str]]:
        return (type(self), (self.message, self.hint))


class ReadError(NormalizeError):
    """A file that cannot be read as text: missing, not permitted, binary, or in another encoding."""


class WriteError(NormalizeError):
    """A file that cannot be written: not permitted, disk full, or changed since it was read."""


class SettingsError(NormalizeError):
    """A configuration that says something we do not know."""


class ModelError(NormalizeError):
    """A spaCy pipeline that is not there or does not name entities."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a gazetteer.

    Attributes:
        path: The file.
        line: From one.
        column: From one, in code points.
        message: The fact.
        hint: The way out; may be empty.
    """

    path: str
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.path}:{self.line}:{self.column}: {self.message}"
        return f"{text}\n  hint: {self.hint}" if self.hint else text


class GazetteerError(NormalizeError):
    """A gazetteer with faults, all of them in one go, in the order of the file."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults

    def __reduce__(self) -> tuple[type[GazetteerError], tuple[tuple[Fault, ...]]]:  # type: ignore[override]
        return (type(self), (self.faults,))
