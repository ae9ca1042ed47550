"""spaCy finds the names, rapidfuzz finds what they are near to: the recipe of most tutorials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import spacy
from rapidfuzz import fuzz
from spacy.language import Language
from spacy.pipeline import EntityRuler

from benchmarks.accuracy.capitals import is_unknown
from benchmarks.accuracy.model import POSSESSIVE, Edit, Listed, Peer
from benchmarks.accuracy.peers.nearest import THRESHOLDS, Nearest

# The pipeline that this package ships; it was trained to find garbled names, too (`training/ner`).
SHIPPED = Path(__file__).parents[3] / "normalize/data/ner"
LABELS = ("PERSON", "PLACE", "ORG", "GPE", "LOC", "FAC")


@dataclass(frozen=True, slots=True)
class Opened:
    """A pipeline, and the spellings its mentions are compared with."""

    pipeline: Language
    nearest: Nearest


def mentions(text: str, pipeline: Language) -> list[tuple[int, int]]:
    """Return the people, places and organisations of a text, without possessive endings."""
    found = []
    for line_start, line in lines(text):
        for mention in pipeline(line).ents:
            if mention.label_ in LABELS:
                end = mention.end_char - (2 if POSSESSIVE.search(mention.text) else 0)
                found.append((line_start + mention.start_char, line_start + end))
    return found


def lines(text: str) -> list[tuple[int, str]]:
    """Return the lines of a text and where they begin."""
    found, at = [], 0
    for line in text.split("\n"):
        found.append((at, line))
        at += len(line) + 1
    return found


def predict(text: str, names: Opened, threshold: float) -> list[Edit]:
    """Compare every mention."""
    return names.nearest.edits(text, mentions(text, names.pipeline), threshold)


def predict_unknown(text: str, names: Opened, threshold: float) -> list[Edit]:
    """Compare the mentions in which some word is not in wordfreq's English list."""
    unknown = [(start, end) for start, end in mentions(text, names.pipeline) if is_unknown(text[start:end])]
    return names.nearest.edits(text, unknown, threshold)


def title_case() -> Language:
    """Return a blank pipeline that takes runs of words in title case for names."""
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    assert isinstance(ruler, EntityRuler)
    ruler.add_patterns([{"label": "PERSON", "pattern": [{"IS_TITLE": True, "OP": "{1,4}"}]}])
    return pipeline


def _peer(title: str, pipeline: Callable[[], Language], scorer: Callable[..., float]) -> Peer:
    def prepare(listed: Listed) -> Opened:
        return Opened(pipeline(), Nearest(listed, scorer))

    return Peer(title, ("spacy", "rapidfuzz"), THRESHOLDS, prepare, predict)


def _shipped() -> Language:
    return spacy.load(SHIPPED)


def _en_core_web() -> Language:
    return spacy.load("en_core_web_sm")


TITLE = _peer("spaCy `blank` with title-case runs + rapidfuzz `ratio`", title_case, fuzz.ratio)
RATIO = _peer("spaCy NER (our pipeline) + rapidfuzz `ratio`", _shipped, fuzz.ratio)
WRATIO = _peer("spaCy NER (our pipeline) + rapidfuzz `WRatio`", _shipped, fuzz.WRatio)
EN_CORE_WEB = _peer("spaCy NER (`en_core_web_sm`) + rapidfuzz `ratio`", _en_core_web, fuzz.ratio)
UNKNOWN = replace(
    RATIO,
    title="spaCy NER (our pipeline), mentions with a word unknown to wordfreq + rapidfuzz `ratio`",
    packages=("spacy", "rapidfuzz", "wordfreq"),
    predict=predict_unknown,
)
