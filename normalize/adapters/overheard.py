"""A run of the command line → what it told, kept so that it can be told again: `cli_again` says when."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from normalize.cache import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalize.settings import Settings

# Runs that are kept. A guess: the files of a large repository; 4 KB each on disk.
KEPT = 4096

# Characters told, beyond which a run is not kept. A guess: nobody reads more of a file without findings.
LONGEST = 10_000


class Ear:
    """A stream that is written to as before, and what is written to it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.heard: list[str] = []

    def write(self, text: str) -> int:
        """Write, and keep it."""
        self.heard.append(text)
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextlib.contextmanager
def overheard() -> Iterator[tuple[list[str], list[str]]]:
    """Give what is told from now on: the results, and the messages, piece by piece."""
    output, messages = sys.stdout, sys.stderr
    ears = Ear(output), Ear(messages)
    sys.stdout, sys.stderr = ears
    try:
        yield ears[0].heard, ears[1].heard
    finally:
        sys.stdout, sys.stderr = output, messages


def keep(text: bytes, head: bytes, place: Path, file: Path) -> None:
    """Keep what was told of a file, if its settings name no other; a cache that cannot be written is none.

    Args:
        text: What was told, encoded.
        head: The line that says of which run.
        place: Where to keep it.
        file: The checked file.
    """
    from normalize.settings import settings_for

    if len(text) > LONGEST or not is_alone(settings_for(file)):
        return
    with contextlib.suppress(OSError):
        write_whole(place, lambda out: out.write(head + b"\n" + text))
        _prune(place.parent)


def is_alone(settings: Settings) -> bool:
    """Return whether what is told under some settings depends on no file that these name, and on no git."""
    from normalize.calibration import AS_SHIPPED

    named = settings.gazetteers, settings.model, settings.baseline, settings.ignores, settings.changed_since
    return not any(named) and settings.policy.calibration == AS_SHIPPED


def _prune(folder: Path) -> None:
    """Remove the oldest quarter of what is kept, when it is too much."""
    with os.scandir(folder) as entries:
        kept = [(entry.stat().st_mtime_ns, entry.path) for entry in entries]
    for _, path in sorted(kept)[: KEPT // 4] if len(kept) > KEPT else ():
        with contextlib.suppress(OSError):
            os.unlink(path)  # noqa: PTH108 - the entry gave a string
