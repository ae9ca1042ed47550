"""Settings → what decides on a document, opened once in each process that asks.

Send the recipe, not the kitchen: settings are small and can be pickled, what they open is neither.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from normalize import __version__
from normalize.adapters.check_files import Normalizers
from normalize.adapters.corpus import Decide
from normalize.adapters.streams import say
from normalize.gazetteer import contents_key
from normalize.model import Document, Result
from normalize.pipeline import normalize
from normalize.safeguards import harmless, refuse_endless, selected
from normalize.settings import Settings


def decider(settings: Settings) -> Decide:
    """Return what decides on a document by the settings, as the library does; what they leave out goes.

    Raises:
        ReadError: A gazetteer is not there or may not be read; later: a document has too much text without
            a break.
        GazetteerError: A gazetteer has faults: all of them are in it.
        ModelError: The spaCy pipeline that somebody named is not there.
    """
    known = Normalizers(say).of(settings)

    def decide(document: Document) -> Result:
        refuse_endless(document)
        result = normalize(document, known.finder, known.knowledge, settings.policy)
        return harmless(selected(result, settings))

    return decide


@lru_cache(maxsize=1)
def opened(settings: Settings) -> Decide:
    """Return the same, kept for as long as this process asks for the same settings.

    Raises:
        NormalizeError: As `decider` does.
    """
    return decider(settings)


def settings_key(settings: Settings, field: str) -> str:
    """Return what two runs over a corpus must have in common for the one to go on with the work of the other.

    That is the release, the field, and of the settings all that decisions depend on: the contents of the
    gazetteers, and for a spaCy pipeline by name its version.

    Raises:
        ReadError: A gazetteer is not there or may not be read.
    """
    contents = contents_key(settings.gazetteers, use_default=settings.default_gazetteer, warn=say)
    wishes = (settings.policy, sorted(settings.rules), settings.min_confidence)
    told = repr((__version__, field, wishes, settings.model, _version(settings.model), contents))
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()


def _version(model: str) -> str:
    try:
        return version(model) if model else ""
    except (PackageNotFoundError, ValueError):
        return ""
