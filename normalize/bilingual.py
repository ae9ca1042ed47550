"""What a segment was translated from → which names stand there, and what that says of a candidate.

A source word is read in Latin letters, whatever its script. A candidate whose words it reads like gains, one
whose garbled words it reads like loses; the entity's `native` name there, inflected or not, is as good as its
own letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from normalize.gazetteer_native import UNSPACED
from normalize.keys import fold_letters
from normalize.model import Candidate, Witness
from normalize.originals import Original

# The name of the witness.
WITNESS = "source"

# What is said in log-odds: by a right word that stands in the source letter for letter while the garbled one
# does not; the other way round; for each unit by which the right one is more like the source; by its
# likeness; always. Source: training/bilingual, beside the log-odds of documents unseen, on the candidates of
# eval/wmt_dev.jsonl.
CONFIRMED, DENIED, NEARER, LIKE, USUAL = 1.36, -0.59, 1.85, 1.68, -0.84

# What is said for a candidate at most.
MOST = CONFIRMED + NEARER + LIKE + USUAL

# Likeness, 0.0 to 1.0, from which a word counts as there letter for letter, and up to which another does not.
# Source: a guess; one letter of ten may differ, for inflection.
THERE, NOT_THERE = 0.99, 0.95

# Likeness from which a right word is borne out by the source, if the garbled one is less like it. Source: a
# guess, tried at .99 and .85: the latter has more recall at the same precision (training/bilingual).
BORNE_OUT = 0.85

# Letters of the shortest word that the source can confirm: shorter ones stand in others. A guess.
SHORTEST = 4

# Letters by which a source word may be longer and still be the word: inflected, or with a suffix. A guess.
TAIL = 5


@dataclass(frozen=True, slots=True)
class Echo:
    """How a candidate sounds in the source.

    Attributes:
        right: How like the source its right words are, the least of them, 0.0 to 1.0; `surface` likewise what
            stands in the text.
        heard: The source word that is most like the right one.
        native: The entity's native name there; empty if it is not.
        letters: Of the shortest right word.
    """

    right: float
    surface: float
    heard: str
    native: str
    letters: int

    @property
    def is_confirmed(self) -> bool:
        is_there = self.right >= THERE and self.surface < NOT_THERE and self.letters >= SHORTEST
        return bool(self.native) or is_there

    @property
    def is_borne_out(self) -> bool:
        """Whether the source bears a candidate out so far that no doubt of the text alone counts."""
        is_nearer = self.right >= BORNE_OUT and self.right > self.surface and self.letters >= SHORTEST
        return self.is_confirmed or is_nearer


def echo(candidate: Candidate, original: Original) -> Echo:
    """Return how the words that a candidate changes sound in the source."""
    surface = [word for pair in candidate.changed for word in _letters(pair.surface)]
    rights = [word for pair in candidate.changed for word in _letters(pair.right)]
    heard = [_heard(word, original.words) for word in rights] or [(0.0, "")]
    said = [_heard(word, original.words)[0] for word in surface] or [0.0]
    native = original.named.get(candidate.entity.id, "")
    likeness, word = min(heard)
    return Echo(1.0 if native else likeness, min(said), word, native, min(map(len, rights), default=0))


def testimony(candidate: Candidate, original: Original) -> Witness:
    """Return what the source says of a candidate."""
    told = echo(candidate, original)
    weight = USUAL + LIKE * told.right + NEARER * (told.right - told.surface)
    weight += CONFIRMED * told.is_confirmed
    weight += DENIED * (told.surface >= THERE and told.right < NOT_THERE)
    return Witness(WITNESS, _words(candidate, told), round(weight, 4))


def _words(candidate: Candidate, told: Echo) -> str:
    """What the source says, for an editor."""
    if told.native:
        return f"the source has “{told.native}”, {candidate.entity.name}"
    if told.is_borne_out:
        return f"the source has “{told.heard}”, which reads like “{candidate.form}”"
    if told.surface > told.right:
        surface = " ".join(pair.surface for pair in candidate.changed)
        return f"the source reads more like “{surface}”"
    return "the source has nothing that reads like it"


def _letters(text: str) -> list[str]:
    return [letters for part in re.split(r"[\s-]+", text) if (letters := fold_letters(part))]


def _heard(letters: str, words: Sequence[tuple[str, str]]) -> tuple[float, str]:
    """How like a word the source has one, and which; in unspaced scripts a part of it counts."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import OSA

    best = (0.0, "")
    for word, read in words:
        if len(read) <= len(letters) + TAIL:
            tails = (read, read[: len(letters)], read[: len(letters) + 1])
            likeness = max(OSA.normalized_similarity(letters, one) for one in tails)
        else:
            likeness = fuzz.partial_ratio(letters, read) / 100 if UNSPACED.search(word) else 0.0
        if likeness > best[0]:
            best = (likeness, word)
    return best
