"""What the stages know, opened once: the gazetteer's index, real names and words, the weights."""

from __future__ import annotations

from dataclasses import dataclass

from normalize.calibration import AS_SHIPPED, Calibration
from normalize.channel import load_channel
from normalize.gazetteer import Gazetteer
from normalize.index import AliasIndex
from normalize.lexicon import Lexicon, load_lexicon
from normalize.weights import Weights, load_weights


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that is looked up and nothing that is decided.

    Attributes:
        index: The gazetteer's forms and name words.
        lexicon: Real names and ordinary words.
        weights: What each piece of evidence says.
        calibration: What their sum comes to at this desk.
    """

    index: AliasIndex
    lexicon: Lexicon
    weights: Weights
    calibration: Calibration = AS_SHIPPED


def know(gazetteer: Gazetteer) -> Knowledge:
    """Open all knowledge around a gazetteer."""
    index = AliasIndex.over(gazetteer.tables, load_channel())
    return Knowledge(index, load_lexicon(), load_weights())
