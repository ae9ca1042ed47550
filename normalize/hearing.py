"""A name word, and what a source text reads like → where it is heard there, and how far off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from normalize import kanji
from normalize.channel import Channel
from normalize.distances import OSA
from normalize.index import AliasIndex
from normalize.readings import Reading, Script

# Nats a letter, two letters added, from which a word is not heard. Source: a guess.
FAR = 2.0

# Likeness of the letters, 0.0 to 1.0, below which the channel is not asked. Source: a guess.
ALIKE = 0.3

# Nats a letter by which a word may be farther off and be heard about as well: inflected. A guess.
ABOUT = 0.2

# Pairs of a reading and a name word whose distance stays in memory. A guess.
KEPT = 1 << 15

# Nats a letter up to which a name word is sought where the source is heard; how alike the two must be for
# the channel to be asked; and of how many. Guesses; what is so far is half of the wrong ones' distances.
NEAR, LIKELY, SOUGHT = 0.75, 2.2, 10

# Letters of the shortest word that is sought by its sound; the entities of one source text that are kept, the
# nearest; what a name word that is not heard counts for its form. Guesses.
SHORTEST, KEPT_ENTITIES, UNHEARD = 3, 40, 2.0

# Letters by which an inflected word may be longer than its stem, for the stem to be sought, too. A guess.
ENDING = 2

# Characters of the shortest and longest name that is sought in Chinese. A guess.
SYLLABLES = range(2, 5)


class Heard(NamedTuple):
    """Where a name word is heard.

    Attributes:
        distance: In nats a letter, two letters added; at most `FAR`, where it is not heard.
        written: What it is heard in, as it stands; empty if it is not heard.
        script: Of what it is heard in.
        times: How often it is heard about as well.
    """

    distance: float
    written: str = ""
    script: Script = "letters"
    times: int = 0


def heard(letters: str, said: Iterable[Reading], channel: Channel) -> Heard:
    """Return where in a source text a name word is heard best."""
    every = [_heard(one, letters, channel) for one in said]
    best = min(every, default=Heard(FAR), key=lambda one: one.distance)
    times = sum(one.distance <= best.distance + ABOUT for one in every) if best.written else 0
    return best._replace(times=times)


@lru_cache(KEPT)
def _heard(reading: Reading, letters: str, channel: Channel) -> Heard:
    if reading.script == "kanji":
        cost, size = kanji.cost(reading.written, letters)
    elif OSA.normalized_similarity(reading.letters[: len(letters) + 2], letters) < ALIKE:
        return Heard(FAR)
    else:
        reached = channel.reach(reading.letters, letters)
        cost, size = min((reached[end] + more, size) for end, more, size in reading.ends)
    distance = cost / (len(letters) + 2)
    written = reading.written[:size]
    return Heard(distance, written, reading.script) if distance < FAR else Heard(FAR)


def sounding(said: Sequence[Reading], index: AliasIndex) -> frozenset[str]:
    """Return the ids of entities whose names are heard in a source text, the nearest of them."""
    words = _words_heard(said, index)
    best: dict[str, float] = {}
    for word in words:
        for number in index.forms_with(word):
            whole = index.wholes[number]
            far = sum(words.get(one, UNHEARD) for one in whole.letters) / len(whole.letters)
            best[whole.entity.id] = min(far, best.get(whole.entity.id, far))
    return frozenset(sorted(best, key=lambda id_: (best[id_], id_))[:KEPT_ENTITIES])


def _words_heard(said: Sequence[Reading], index: AliasIndex) -> Mapping[str, float]:
    """Return the name words that are heard in a source text, with their distances."""
    sought = {form for one in said if not one.written[:1].islower() for form in _forms(one)}
    index.look_up(sought)
    found: dict[str, float] = {}
    for form in sought:
        near = [one.letters for one in index.neighbours(form, SOUGHT) if one.likeness > LIKELY]
        for word in (*near, *([form] if form in index.by_part else ())):
            room = len(word) + 2
            far = index.channel.cost(form, word, NEAR * room) / room
            if far <= NEAR:
                found[word] = min(far, found.get(word, far))
    for one in said:
        if one.script == "kanji":
            found.update((word, 0.0) for word, _ in kanji.words(one.written) if word in index.by_part)
    return found


def _forms(reading: Reading) -> list[str]:
    """What is looked up of a reading: the word and its stems; of Chinese, its first syllables."""
    letters = reading.letters
    if reading.script == "han":
        forms = [letters[:end] for end, _, size in reading.ends if size in SYLLABLES]
    else:
        is_inflected = reading.script in ("latin", "letters") and len(letters) > 2 * ENDING
        forms = [letters[: len(letters) - cut] for cut in range(ENDING + 1 if is_inflected else 1)]
    return [form for form in forms if len(form) >= SHORTEST]
