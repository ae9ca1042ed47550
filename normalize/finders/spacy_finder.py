"""The paragraphs of a document → the names in them, by a spaCy pipeline.

Ours is shipped with the package and was trained to find garbled names, too (`training/ner`). Any other with
PERSON, GPE, LOC, FAC, ORG labels can take its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import nullcontext
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from normalize.errors import ModelError
from normalize.finders.cleanup import Spans, agreed
from normalize.finders.spans import NameSpan
from normalize.model import EntityType
from normalize.shipped import files

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Source: the label schemes of OntoNotes 5 (PERSON, GPE, LOC, FAC, ORG), of CoNLL-2003 (PER, LOC, ORG) and of
# the pipeline in `normalize/data/ner` (PERSON, PLACE, ORG).
TYPES: dict[str, EntityType] = {
    "PERSON": "person",
    "PER": "person",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "PLACE": "place",
    "ORG": "org",
}
# Components that NER does not need; those a pipeline does not have are no matter.
UNUSED = ("tagger", "parser", "senter", "morphologizer", "attribute_ruler", "lemmatizer", "textcat")
# Letters of text of which spaCy keeps the words; of what comes after these, it forgets those it did not know.
# Source: with it, eval/wmt_dev.jsonl by a warm Normalizer takes .97 of the CPU; half a million letters take
# 4 MB.
LETTERS_KEPT = 1_000_000
# White space a tagger was not trained on: it is read as one space.
WRAP = re.compile(r"[^\S ]\s*| \s+")


class SpacyFinder:
    """Finds names with a spaCy pipeline, which is loaded when it is first asked.

    Args:
        pipeline: The name of an installed pipeline, or a folder that holds one; empty for the shipped one.

    Raises:
        ModelError: There is nothing of that name: told at once, though most texts may never need it.
    """

    def __init__(self, pipeline: str = "") -> None:
        if pipeline and not is_there(pipeline):
            fact = f"the spaCy pipeline {pipeline!r} cannot be loaded: no package or folder is called so"
            raise ModelError(fact, hint(pipeline))
        self.pipeline = pipeline
        self._nlp: Language | None = None
        self._last: dict[str, Spans] = {}
        self._letters = 0
        self._one_at_a_time = Lock()

    def spans(self, texts: Sequence[str]) -> list[Spans]:
        """Return the names in the paragraphs of one document.

        A line break inside a text counts as a space. Several threads may ask; one is answered at a time,
        since a pipeline forgets words for all of them.

        Returns:
            One list per text: in text order, without overlaps, offsets in code points of that text.

        Raises:
            ModelError: The pipeline is not installed, does not fit this spaCy, or names no entities.
        """
        with self._one_at_a_time:
            known = self._last  # a document that was corrected is read again, most paragraphs as they were
            told = known | self._read(list(dict.fromkeys(text for text in texts if text not in known)))
            self._last = {text: told[text] for text in texts}
        return agreed(texts, [told[text] for text in texts])

    def _read(self, texts: Sequence[str]) -> dict[str, Spans]:
        """Return the names that the pipeline sees in some texts."""
        if self._nlp is None:
            self._nlp = load(self.pipeline)
        self._letters += sum(map(len, texts))
        with nullcontext() if self._letters <= LETTERS_KEPT else self._nlp.memory_zone():
            docs = self._nlp.pipe([WRAP.sub(" ", text) for text in texts])
            return {text: names(doc, text) for doc, text in zip(docs, texts, strict=True)}

    def __reduce__(self) -> tuple[type[SpacyFinder], tuple[str]]:
        return SpacyFinder, (self.pipeline,)


def names(doc: Doc, text: str) -> Spans:
    """Return the names a pipeline found, with offsets in the text as it was before `WRAP`."""
    spans = [NameSpan(e.start_char, e.end_char, TYPES[e.label_]) for e in doc.ents if e.label_ in TYPES]
    if doc.text == text:
        return spans
    places = origins(text)
    return [NameSpan(places[s.start], places[s.end - 1] + 1, s.type) for s in spans]


def origins(text: str) -> list[int]:
    """Return for each code point of `WRAP.sub(" ", text)` where it is in `text`."""
    places: list[int] = []
    at = 0
    for wrap in WRAP.finditer(text):
        places += [*range(at, wrap.start()), wrap.start()]
        at = wrap.end()
    return [*places, *range(at, len(text))]


def load(pipeline: str) -> Language:
    """Load a pipeline by name or folder; the shipped one for "".

    Raises:
        ModelError: It is not there, does not fit, or has no label that we know.
    """
    import spacy

    where = pipeline or str(files("normalize") / "data" / "ner")
    config = {} if pipeline else {"nlp.tokenizer": {"@tokenizers": _no_tokenizer()}}
    try:
        nlp = spacy.load(where, exclude=UNUSED, config=config)
    except (OSError, ValueError, ImportError) as error:
        reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise ModelError(
            f"the spaCy pipeline {where!r} cannot be loaded: {reason}", hint(pipeline)
        ) from error
    labels = {label for labels in nlp.pipe_labels.values() for label in labels}
    if not labels & TYPES.keys():
        wanted = ", ".join(TYPES)
        raise ModelError(
            f"the spaCy pipeline {where!r} names no people or places",
            f"choose one with labels among {wanted}",
        )
    return nlp


def _no_tokenizer() -> str:
    """Return the registered name of a tokenizer without rules.

    The shipped pipeline brings all of its own, and would make those of English first: a third of its loading.
    """
    from spacy.tokenizer import Tokenizer
    from spacy.util import registry

    name = "normalize.Tokenizer.v1"
    registry.tokenizers(name, func=lambda: lambda nlp: Tokenizer(nlp.vocab))
    return name


def is_there(pipeline: str) -> bool:
    """Return whether a pipeline is an installed package, or a folder; spaCy itself is not asked."""
    return Path(pipeline).exists() or (pipeline.isidentifier() and find_spec(pipeline) is not None)


def hint(pipeline: str) -> str:
    """Return how to get a pipeline that is not there."""
    if not pipeline:
        return "the installation is not whole: `pip install --force-reinstall entity-normalize`"
    return f"`python -m spacy download {pipeline}`, or `pip install` the package that holds it"
