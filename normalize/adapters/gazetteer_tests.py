"""Gazetteers under test, and those they are compared with → lines of what fails, or what changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from normalize.api import Normalizer
from normalize.entry_tests import beside, changes, failures, sentences
from normalize.errors import ReadError
from normalize.gazetteer import default_path, load_gazetteer, read_files
from normalize.reports.wording import harmless, plural
from normalize.settings import Settings


@dataclass(frozen=True, slots=True)
class Rooms:
    """What `gazetteer test` is asked about.

    Attributes:
        settings: Which gazetteers are configured, the policy and the model.
        files: Gazetteers under test; empty for the configured ones, or else the shipped one.
        against: What they are compared with; empty for a world without them.
        warn: Told of a cache that cannot be used.
    """

    settings: Settings
    files: tuple[Path, ...]
    against: tuple[Path, ...]
    warn: Callable[[str], None]

    def tested(self) -> tuple[Path, ...]:
        """Return the gazetteers under test."""
        return self.files or self.settings.gazetteers or (default_path(),)

    def with_them(self) -> Normalizer:
        """Return the normalizer that knows the gazetteers under test."""
        return self._normalizer((*self._others(), *self.tested()))

    def without_them(self) -> Normalizer:
        """Return the normalizer that knows what they are compared with instead."""
        return self._normalizer((*self._others(), *self.against))

    def _others(self) -> list[Path]:
        """Return the configured gazetteers that are not under test."""
        tested = self.tested()
        return [one for one in self.settings.gazetteers if not any(_is_same(one, path) for path in tested)]

    def _normalizer(self, paths: tuple[Path, ...]) -> Normalizer:
        is_shipped_tested = any(_is_same(path, default_path()) for path in self.tested())
        use_default = self.settings.default_gazetteer and not is_shipped_tested
        gazetteer = load_gazetteer(paths, use_default=use_default, warn=self.warn)
        return Normalizer(gazetteer, self.settings.policy, self.settings.model)


def kept(rooms: Rooms, say: Callable[[str], None]) -> Iterator[str]:
    """Yield the sentences that are not kept, and tell how many there are."""
    held = list(sentences(read_files(rooms.tested(), use_default=False)))
    failed = 0
    normalizer = rooms.with_them()
    for failure in failures(held, normalizer):
        failed += 1
        yield harmless_lines(str(failure))
    say(f"{plural(len(held), 'sentence')}, {failed:,} not kept")


def compared(rooms: Rooms, corpus: Path, say: Callable[[str], None]) -> Iterator[str]:
    """Yield what comes (`+`) and goes (`-`) over a corpus, and tell how much it is."""
    after = rooms.with_them()
    before = beside(after, rooms.without_them())
    numbers = {"+": 0, "-": 0}
    for one in changes([corpus], before, after):
        if isinstance(one, ReadError):
            say(f"error: {one}")
            continue
        numbers[one.sign] += 1
        yield harmless(str(one))
    say(f"{numbers['+']:,} newly flagged, {numbers['-']:,} no longer")


def harmless_lines(text: str) -> str:
    """Return lines that cannot steer a terminal."""
    return "\n".join(harmless(line) for line in text.split("\n"))


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)
