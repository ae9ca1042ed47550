"""Folders and settings → the lines of a learnt gazetteer, and a word on what was learnt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from normalize.errors import ReadError
from normalize.gazetteer import load_gazetteer
from normalize.knowledge import know
from normalize.learning import documents, gazetteer_text, learn
from normalize.model import Document
from normalize.reports.wording import plural
from normalize.settings import Settings

# Doubtful names that are told. A guess: as many as one reads.
TOLD = 20


def learnt_lines(
    paths: Sequence[Path], settings: Settings, least: int, say: Callable[[str], None]
) -> Iterator[str]:
    """Yield the lines of a gazetteer with the names of an archive, and tell what was left out and why.

    Args:
        paths: Of the archive.
        settings: Which gazetteers are loaded.
        least: Documents a name must be in.
        say: Told of files that cannot be read, of doubtful names, and of the number of names.
    """
    gazetteer = load_gazetteer(settings.gazetteers, use_default=settings.default_gazetteer, warn=say)
    knowledge = know(gazetteer)
    learnt = learn(_readable(paths, say), knowledge.index, knowledge.lexicon, least)
    yield from gazetteer_text(learnt, ", ".join(path.name or str(path) for path in paths))
    for one in learnt.doubtful[:TOLD]:
        say(f"left out: {one.text}, in {one.documents:,} documents, is near {one.near}")
    rest = f", {len(learnt.doubtful):,} left out as doubtful" if learnt.doubtful else ""
    say(f"{plural(len(learnt.names), 'name')} in {plural(learnt.documents, 'document')}{rest}")


def _readable(paths: Sequence[Path], say: Callable[[str], None]) -> Iterator[Document]:
    for one in documents(paths):
        if isinstance(one, ReadError):
            say(f"error: {one}")
        else:
            yield one
