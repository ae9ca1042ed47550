"""A mention and its best candidate → the longer name that protects it."""

from __future__ import annotations

import re

from normalize.keys import match_key
from normalize.lexicon import Lexicon
from normalize.model import Candidate, Mention

# Words in the longest place name that protects its parts (`Suda Bay`).
# Source: training/background keeps places of up to four words.
LONGEST_PLACE = 4


def protecting(text: str, mention: Mention, best: Candidate, lexicon: Lexicon) -> str:
    """The longer phrase that protects a mention: listed by an entity, or a real place's name."""
    for phrase in best.entity.protect:
        first = max(0, mention.end - len(phrase))
        for found in re.finditer(re.escape(phrase), text[first : mention.start + len(phrase)], re.IGNORECASE):
            if first + found.start() <= mention.start and mention.end <= first + found.end():
                return phrase
    for form in best.entity.unlike:  # `Odessa, Texas`: what follows the comma tells the other place
        name, comma, where = form.partition(", ")
        if comma and match_key(name) == match_key(mention.text) and where in text:
            return form
    if best.listing:
        return ""
    return _longer_place(mention, lexicon)


def _longer_place(mention: Mention, lexicon: Lexicon) -> str:
    """The real place of several words, around a mention, that is longer than it."""
    offset = mention.around[0].start
    own = [n for n, token in enumerate(mention.around) if mention.start <= token.start < mention.end]
    for start in range(max(0, own[0] - LONGEST_PLACE), own[0] + 1):
        for end in range(own[-1] + 1, min(len(mention.around), start + LONGEST_PLACE) + 1):
            if end - start <= len(own):
                continue
            name = mention.run[mention.around[start].start - offset : mention.around[end - 1].end - offset]
            if lexicon.names(name).place:
                return name
    return ""
