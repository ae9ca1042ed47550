"""A mention and its best candidate → the longer name that protects it."""

from __future__ import annotations

import re

from normalize.keys import match_key
from normalize.lexicon import Lexicon
from normalize.model import Candidate, Mention
from normalize.tokens import words

# Words in the longest place name that protects its parts (`Suda Bay`).
# Source: training/background keeps places of up to four words.
LONGEST_PLACE = 4

# Code points on either side of a mention in which it is looked for. Source: a guess; three long words.
REACH = 40


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
    return _longer_place(text, mention, lexicon)


def _longer_place(text: str, mention: Mention, lexicon: Lexicon) -> str:
    """The real place of several words, around a mention, that is longer than it (`Eck en Wiel`)."""
    reach = max(0, mention.start - REACH)
    tokens = list(words(text[reach : mention.end + REACH]))
    own = [n for n, token in enumerate(tokens) if mention.start <= reach + token.start < mention.end]
    for start in range(max(0, own[0] - LONGEST_PLACE), own[0] + 1) if own else ():
        for end in range(own[-1] + 1, min(len(tokens), start + LONGEST_PLACE) + 1):
            name = text[reach + tokens[start].start : reach + tokens[end - 1].end]
            if end - start > len(own) and name[0].isupper() and lexicon.names(name).place:
                return name
    return ""
