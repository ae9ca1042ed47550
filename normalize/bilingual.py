"""What a segment was translated from → what that says of a candidate.

A candidate whose words are heard in the source gains, one whose garbled words are heard there loses; the
entity's `native` name there, inflected or not, is as good as its own letters.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from types import MappingProxyType

from normalize.channel import Channel
from normalize.hearing import FAR, Heard, heard
from normalize.keys import fold_letters
from normalize.lexicon import Lexicon
from normalize.model import Candidate, Document, Witness
from normalize.originals import Original
from normalize.readings import Script
from normalize.tokens import tokenised

# The name of the witness.
WITNESS = "source"

# What is said in log-odds, for each unit of what `numbers` returns, where the source is in Latin letters, and
# where it is not. Source: training/bilingual, beside the log-odds of documents unseen, on the candidates of
# eval/wmt_dev.jsonl.
LATIN: Mapping[str, float] = MappingProxyType({
    "usual": -1.08, "behind": 0.27, "first": 1.02, "close": -0.17, "same": 3.33, "as_written": 0.29,
    "as_written_nearer": -1.57, "apart": 0.27, "apart_same": -0.43, "sounding": 0.44, "said": -3.62,
    "ordinary": -1.29, "people": -1.69, "latin": 1.25,
})  # fmt: skip
OTHERS: Mapping[str, float] = MappingProxyType({
    "usual": 1.31, "behind": -1.05, "first": 1.87, "close": -0.45, "same": 2.3, "as_written": -2.87,
    "as_written_nearer": 0.17, "apart": -0.46, "apart_same": -1.58, "sounding": 0.88, "said": -4.26,
    "ordinary": -0.34, "people": -4.99, "latin": -1.31, "kana": 0.72, "han": -0.81, "kanji": 0.08,
})  # fmt: skip

# What is said for a candidate at most. Source: the greatest sum of the factors on the same candidates.
MOST = 5.1

# Nats a letter up to which a right word is borne out by the source. Source: training/bilingual: at .6 a point
# less recall at the same precision.
BORNE_OUT = 0.85

# Nats a letter up to which a word is near what is heard, and up to which it is the same. Source: a few were
# tried, with training/bilingual.
CLOSE, SAME = 0.6, 0.3

# Nats a letter up to which an editor is told where a word is heard. A guess.
HEARD = 1.2

# Nats a letter that a garbled word must be farther off than the right one for it to be told from it. A guess.
TELLING = 0.15

# Letters of a right word from which on more say nothing. A guess.
MANY_LETTERS = 9

# Segments whose words stay counted, and words that are heard: many candidates ask for the same. Guesses.
SEGMENTS_KEPT, WORDS_KEPT = 64, 1 << 12


@dataclass(frozen=True, slots=True)
class Echo:
    """How a candidate sounds in the source.

    Attributes:
        right: How far its right words are from where they are heard, the farthest of them, in nats a letter;
            `surface` likewise for what stands in the text.
        written: What in the source the right one is heard in; empty if nowhere.
        script: Of that.
        is_apart: Whether what stands in the text is heard elsewhere in the source.
        native: The entity's native name there; empty if it is not.
        letters: Of the right words.
        is_sounding: Whether the entity is sought because of the source.
        is_latin: Whether the source is in Latin letters throughout.
        is_said: Whether the right words stand in the translation already, as often as they are heard.
        is_ordinary: Whether what stands in the text is ordinary vocabulary; `is_people` likewise a people.
    """

    right: float
    surface: float
    written: str
    script: Script
    is_apart: bool
    native: str
    letters: int
    is_sounding: bool
    is_latin: bool
    is_said: bool
    is_ordinary: bool
    is_people: bool

    @property
    def is_borne_out(self) -> bool:
        """Whether the source bears a candidate out so far that no doubt of the text alone counts."""
        return self.right < BORNE_OUT and not self.is_said and not self.is_people


def echo(candidate: Candidate, original: Original, text: str, channel: Channel, lexicon: Lexicon) -> Echo:
    """Return how the words that a candidate changes sound in the source.

    Args:
        candidate: The candidate.
        original: What its segment was translated from.
        text: Of its segment.
        channel: What a change of spelling costs.
        lexicon: What is right as written.
    """
    changed = [pair.surface for pair in candidate.changed]
    rights = [word for pair in candidate.changed for word in _letters(pair.right)]
    right = _farthest(rights, original, channel)
    surface = _farthest([word for one in changed for word in _letters(one)], original, channel)
    native = original.named.get(candidate.entity.id, "")
    return Echo(
        0.0 if native else right.distance,
        surface.distance,
        right.written,
        "letters" if native else right.script,
        bool(surface.written) and not native and not _is_one_place(surface.written, right.written),
        native,
        sum(map(len, rights)),
        candidate.entity.id in original.sounding,
        original.is_latin,
        min((_counts(text)[word] for word in rights), default=0) >= max(right.times, 1),
        all(map(lexicon.is_ordinary, changed)),
        any(map(lexicon.is_demonym, changed)),
    )


def _is_one_place(one: str, other: str) -> bool:
    """Whether two stretches of a source begin alike."""
    return one.startswith(other) or other.startswith(one)


def _farthest(words: Sequence[str], original: Original, channel: Channel) -> Heard:
    found = (_heard(word, original, channel) for word in words)
    return max(found, default=Heard(FAR), key=lambda one: one.distance)


@lru_cache(WORDS_KEPT)
def _heard(letters: str, original: Original, channel: Channel) -> Heard:
    return heard(letters, original.said, channel)


def _letters(text: str) -> list[str]:
    return [letters for part in re.split(r"[\s-]+", text) if (letters := fold_letters(part))]


@lru_cache(SEGMENTS_KEPT)
def _counts(text: str) -> Mapping[str, int]:
    """How often each word stands in a text, as letters."""
    return Counter(fold_letters(token.text) for token in tokenised(text))


def numbers(told: Echo, rival: float) -> dict[str, float]:
    """Return what the factors, `LATIN` or `OTHERS`, stand before.

    Args:
        told: How a candidate sounds.
        rival: How far off the best of the candidates is that would write another word there.
    """
    near = exp(-told.right)
    is_near = told.right < BORNE_OUT
    is_same = told.right < SAME and told.surface - told.right > TELLING
    return {
        "usual": 1.0,
        "behind": max(told.right - rival, 0.0),
        "first": near * (told.right < rival),
        "close": float(told.right < CLOSE),
        "same": is_same * min(told.letters, MANY_LETTERS) / MANY_LETTERS,
        "as_written": exp(-told.surface),
        "as_written_nearer": float(told.surface < told.right),
        "apart": told.is_apart * exp(-told.surface),
        "apart_same": float(told.is_apart and told.surface < SAME),
        "sounding": float(told.is_sounding),
        "said": float(is_near and told.is_said),
        "ordinary": float(is_near and told.is_ordinary),
        "people": float(is_near and told.is_people),
        "latin": float(told.script == "latin"),
        "kana": float(told.script == "kana"),
        "han": float(told.script == "han"),
        "kanji": float(told.script == "kanji"),
    }


def testimonies(
    candidates: Sequence[tuple[int, Candidate]],
    document: Document,
    originals: Mapping[int, Original],
    channel: Channel,
    lexicon: Lexicon,
) -> list[Witness | None]:
    """Return what the source says of each candidate; None of listed forms, and where there is no source.

    Args:
        candidates: Each with the number of its segment.
        document: Where they stand.
        originals: What segments were translated from, by their numbers, as far as the file says it.
        channel: What a change of spelling costs.
        lexicon: What is right as written.
    """
    told = [
        echo(one, originals[at], document.segments[at].text, channel, lexicon)
        if at in originals and not one.listing
        else None
        for at, one in candidates
    ]
    by_segment: dict[int, list[tuple[Candidate, float]]] = defaultdict(list)
    for (segment, one), said in zip(candidates, told, strict=True):
        if said:
            by_segment[segment].append((one, said.right))
    return [
        _testimony(one, said, rival(one, by_segment[segment])) if said else None
        for (segment, one), said in zip(candidates, told, strict=True)
    ]


def rival(candidate: Candidate, others: Sequence[tuple[Candidate, float]]) -> float:
    """Return how far off the best candidate is that would write another word where one stands; at most `FAR`.

    Args:
        candidate: The one.
        others: Candidates of its segment, each with how far its right words are from where they are heard.
    """
    mine = {pair.right for pair in candidate.changed}
    return min(
        (
            right
            for one, right in others
            if one.start < candidate.end
            and candidate.start < one.end
            and not mine & {pair.right for pair in one.changed}
        ),
        default=FAR,
    )


def _testimony(candidate: Candidate, told: Echo, rival: float) -> Witness:
    said = numbers(told, rival)
    weight = sum(factor * said[name] for name, factor in (LATIN if told.is_latin else OTHERS).items())
    return Witness(WITNESS, _words(candidate, told), round(weight, 4))


def _words(candidate: Candidate, told: Echo) -> str:
    """What the source says, for an editor."""
    if told.native:
        return f"the source has “{told.native}”, {candidate.entity.name}"
    if told.is_borne_out or told.right < min(told.surface, HEARD):
        return f"the source has “{told.written}”, which reads like “{candidate.form}”"
    if told.surface < told.right:
        surface = " ".join(pair.surface for pair in candidate.changed)
        return f"the source reads more like “{surface}”"
    return "the source has nothing that reads like it"
