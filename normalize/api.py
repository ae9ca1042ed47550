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
from normalize.safeguards import harmless, refuse_endless

# What `model` says when names are to be found by capitals and gazetteer alone.
NO_MODEL = "none"


def _ignore(message: str) -> None:
    """Say nothing."""


class Normalizer:
    """A gazetteer, a pipeline that finds names, and a policy, ready for any number of texts.

    Several threads may call it when the first call is done; NER reads for one at a time. Make one for each
    process.

    Args:
        gazetteer: The names to correct to.
        policy: How sure it must be.
        model: Name of an installed spaCy pipeline; empty for the shipped one; "none" for none.
        fields: Which fields of JSON and columns of tables are text; empty for the usual ones.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        policy: Policy = PRESETS["normal"],
        model: str = "",
        fields: Sequence[str] = (),
    ) -> None:
        self.gazetteer = gazetteer
        self.policy = policy
        self.fields = _several(fields)
        self.knowledge = know(gazetteer)
        self.finder = Finder(self.knowledge.index, _tagger(model))

    def __call__(
        self, text: str, *, name: str = "<text>", format: str = "text", fields: Sequence[str] = ()
    ) -> Result:
        """Return what a text's names are, and the text with them corrected.

        >>> import normalize
        >>> normalizer = normalize.load()  # doctest: +SKIP
        >>> normalizer("NATO chief Mark Latte").corrected  # doctest: +SKIP
        'NATO chief Mark Rutte'

        Args:
            text: Plain text, or the source of another format.
            name: What messages call it.
            format: A key of `normalize.formats.FORMATS` but for `docx`: text, markdown, html and so on.
            fields: Which fields or columns are text; empty for those that the normalizer was made with.

        Raises:
            ReadError: It is malformed, or has more text without a break than we can take in at once.
        """
        return self.on(parse(text, name, format=format, fields=_several(fields) or self.fields))

    def on(self, document: Document) -> Result:
        """Return what the names of a document are, and its corrected source.

        A correction that the file could not bear is left for review: its encoding cannot hold it, or the
        corrected file, read again, would say something else than was intended.

        Raises:
            ReadError: It has more text without a break than we can take in at once.
        """
        refuse_endless(document)
        return harmless(normalize(document, self.finder, self.knowledge, self.policy))

    def read(
        self, data: bytes, name: str, *, format: str = "", encoding: str = "", fields: Sequence[str] = ()
    ) -> Result:
        """Return the same for the bytes of a file, whose name tells the format unless one is given.

        `normalize.formats.write(result.document, result.corrected)` returns its corrected bytes.

        Raises:
            ReadError: They are no text, or malformed.
        """
        wanted = _several(fields) or self.fields
        return self.on(read(data, name, format=format, encoding=encoding, fields=wanted))

    def pipe(
        self, texts: Iterable[str], *, format: str = "text", fields: Sequence[str] = ()
    ) -> Iterator[Result]:
        """Yield one result for each text, in order, holding one text at a time."""
        for number, text in enumerate(texts):
            yield self(text, name=f"<text {number}>", format=format, fields=fields)


def _several(fields: Sequence[str]) -> tuple[str, ...]:
    """Return names of fields; one that stands alone is one name, not a row of letters."""
    return (fields,) if isinstance(fields, str) and fields else tuple(fields)


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
    fields: Sequence[str] = (),
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
        fields: Which fields of JSON and columns of tables are text; empty for the usual ones.
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
    return Normalizer(gazetteer, bars, model, fields)
