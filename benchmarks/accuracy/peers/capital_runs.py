"""rapidfuzz over all words with capitals, as in `eval/README.md`: what a first afternoon yields."""

from __future__ import annotations

from rapidfuzz import fuzz

from benchmarks.accuracy.capitals import is_unknown, stretches
from benchmarks.accuracy.model import Edit, Listed, Peer
from benchmarks.accuracy.peers.nearest import THRESHOLDS, Nearest


def predict(text: str, names: Nearest, threshold: float) -> list[Edit]:
    """Compare every piece of every run of capitals."""
    return names.edits(text, stretches(text), threshold)


def predict_unknown(text: str, names: Nearest, threshold: float) -> list[Edit]:
    """Compare the pieces in which some word is not in wordfreq's English list."""
    unknown = [(start, end) for start, end in stretches(text) if is_unknown(text[start:end])]
    return names.edits(text, unknown, threshold)


def _ratio(listed: Listed) -> Nearest:
    return Nearest(listed, fuzz.ratio)


def _wratio(listed: Listed) -> Nearest:
    return Nearest(listed, fuzz.WRatio)


RATIO = Peer("rapidfuzz `ratio`, all capitalised runs", ("rapidfuzz",), THRESHOLDS, _ratio, predict)
WRATIO = Peer("rapidfuzz `WRatio`, all capitalised runs", ("rapidfuzz",), THRESHOLDS, _wratio, predict)
UNKNOWN = Peer(
    "rapidfuzz `ratio`, capitalised runs with a word unknown to wordfreq",
    ("rapidfuzz", "wordfreq"),
    THRESHOLDS,
    _ratio,
    predict_unknown,
)
