"""The library: names in, corrected text out, in five lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from normalize.calibration import load_calibration
from normalize.finders import Finder, NoTagger, Tagger
from normalize.formats import parse, read
from normalize.gazetteer import Gazetteer, load_gazetteer
from normalize.knowledge import know
from normalize.model import Document, Result
from normalize.pipeline import normalize
from normalize.policy import PRESETS, Policy

# What `model` says when names are to be found by capitals and gazetteer alone.
NO_MODEL = "none"


def _ignore(message: str) -> None:
    """Say nothing."""


class Normalizer:
    """A gazetteer, a pipeline that finds names, and a policy, ready for any number of texts.

    Safe to call from several threads only after the first call; make one for each process.

    Args:
        gazetteer: The names to correct to.
        policy: How sure it must be.
        model: Name of an installed spaCy pipeline; empty for the shipped one; "none" for none.
    """

    def __init__(self, gazetteer: Gazetteer, policy: Policy = PRESETS["normal"], model: str = "") -> None:
        self.gazetteer = gazetteer
        self.policy = policy
        self.knowledge = know(gazetteer)
        self.finder = Finder(self.knowledge.index, _tagger(model))

    def __call__(self, text: str, *, name: str = "<text>", format: str = "text") -> Result:
        """Return what a text's names are, and the text with them corrected.

        >>> import normalize
        >>> normalizer = normalize.load()  # doctest: +SKIP
        >>> normalizer("NATO chief Mark Latte").corrected  # doctest: +SKIP
        'NATO chief Mark Rutte'

        Args:
            text: Plain text, or the source of another format.
            name: What messages call it.
            format: text, markdown or html.
        """
        return self.on(parse(text, name, format=format))

    def on(self, document: Document) -> Result:
        """Return what the names of a document are, and its corrected source."""
        return normalize(document, self.finder, self.knowledge, self.policy)

    def read(self, data: bytes, name: str, *, format: str = "", encoding: str = "") -> Result:
        """Return the same for the bytes of a file. Raises `ReadError` if they are no text."""
        return self.on(read(data, name, format=format, encoding=encoding))

    def pipe(self, texts: Iterable[str], *, format: str = "text") -> Iterator[Result]:
        """Yield one result for each text, in order, holding one text at a time."""
        for number, text in enumerate(texts):
            yield self(text, name=f"<text {number}>", format=format)


def _tagger(model: str) -> Tagger:
    if model == NO_MODEL:
        return NoTagger()
    from normalize.finders.spacy_finder import SpacyFinder

    return SpacyFinder(model)


def load(
    *gazetteers: str | Path,
    default: bool = True,
    preset: str = "normal",
    policy: Policy | None = None,
    calibration: str | Path = "",
    model: str = "",
    cache_dir: Path | None = None,
    warn: Callable[[str], None] = _ignore,
) -> Normalizer:
    """Return a normalizer with the shipped gazetteer and any others.

    Args:
        gazetteers: Further gazetteer files; a later one wins by entity id.
        default: Whether the shipped gazetteer is used too.
        preset: strict, normal or review.
        policy: Instead of a preset.
        calibration: File that `normalize calibrate` wrote; empty for none.
        model: Name of an installed spaCy pipeline; empty for the shipped one; "none" for none.
        cache_dir: Where compiled gazetteers are kept; None for the user's cache directory.
        warn: Told of a cache that cannot be used.

    Raises:
        GazetteerError: A gazetteer has faults; all of them are in it.
        SettingsError: The calibration cannot be read.
        ModelError: The pipeline is not installed (on first use).
    """
    paths: Sequence[Path] = [Path(path) for path in gazetteers]
    gazetteer = load_gazetteer(paths, use_default=default, cache_dir=cache_dir, warn=warn)
    bars = policy or PRESETS[preset]
    if calibration:
        bars = replace(bars, calibration=load_calibration(Path(calibration)))
    return Normalizer(gazetteer, bars, model)
