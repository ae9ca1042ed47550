"""What the tests of corpora share: an invented gazetteer, texts, and what decides on them, or dies of one."""

from __future__ import annotations

import os
import signal
from functools import cache, partial
from pathlib import Path
from typing import Any

from normalize.adapters.corpus import Decide, Row, done
from normalize.adapters.deciding import decider
from normalize.model import Document, Result
from normalize.settings import Settings, with_values

NAMES = Path(__file__).resolve().parent / "cli" / "names.yaml"
OPTIONS = ["--gazetteer", "names.yaml", "--model", "none", "--no-progress"]
TEXT = "The mayor, Jana Novacova, opened the school in Ober Lhota on Monday."
RIGHT = "The mayor, Jana Nováková, opened the school in Horní Lhota on Monday."

# Texts that those who decide below fail at.
BUG, DEATH, STOP = "a bug", "a death", "a stop"


def wished() -> Settings:
    return with_values(Settings(), {"gazetteers": (NAMES,), "default_gazetteer": False, "model": "none"})


@cache
def invented() -> Decide:
    return decider(wished())


def texts(number: int) -> list[str | None]:
    """Return so many texts: some with something to correct, some null, all different."""
    return [
        None if at % 7 == 3 else f"{at} {TEXT}" if at % 5 == 0 else f"{at} is quiet." for at in range(number)
    ]


def failing(document: Document) -> Result:
    """Decide, but fail at some texts."""
    if BUG in document.source:
        raise ZeroDivisionError("by zero\nin \ud83d")
    if STOP in document.source:
        raise KeyboardInterrupt
    if DEATH in document.source:
        os.kill(os.getpid(), signal.SIGKILL)
    return invented()(document)


def recipe(settings: Settings) -> tuple[partial[Row], None]:
    """The recipe of a worker that fails at some texts."""
    return partial(done, decide=failing), None


def put_in(text: str, edits: list[dict[str, Any]]) -> str:
    """Return a text with edits put in, as any reader of the output would."""
    for edit in sorted(edits, key=lambda edit: -edit["start"]):
        assert text[edit["start"] : edit["end"]] == edit["surface"]
        text = text[: edit["start"]] + edit["replacement"] + text[edit["end"] :]
    return text
