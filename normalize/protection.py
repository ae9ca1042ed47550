"""A mention and its best candidate → why it may be right as written after all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from normalize.features import is_other_name
from normalize.index import AliasIndex, stands_alone
from normalize.keys import fold_letters, match_key
from normalize.lexicon import Lexicon
from normalize.model import Candidate, Mention, Pair, Weighed
from normalize.sound import sound_form
from normalize.tokens import is_capitalised
from normalize.tokens import words as words_of

# Words in the longest place name that protects its parts (`Suda Bay`).
# Source: training/background keeps places of up to four words.
LONGEST_PLACE = 4

# Log-odds of context from which the spelling of a real place may be taken for another's. Source: a guess:
# more than a country or a kind of place near it, as in the sentences of benchmarks/untouched.py, can say.
TELLING_CONTEXT = 5.0

# Level from which a name is so common that another person is as likely as a slip: 250 bearers in Wikidata.
# Source: on eval/wmt_dev.jsonl 8 costs 0.7 points of recall, 7 costs 1.4, 5 costs 3 (training/weights).
COMMON = 8

# The same for a name that sounds as the right one does. Source: a guess (Marko is 8, Bobby 9).
VERY_COMMON = 9


def doubt(mention: Mention, best: Weighed, index: AliasIndex, lexicon: Lexicon) -> str:
    """Why a person should look first, however probable it is: what was written is right for something else.

    A listed form needs no inference, and raises no doubt.
    """
    candidate = best.candidate
    if candidate.listing:
        return ""
    pairs = candidate.changed
    words = [pair.surface for pair in pairs]
    told = "” and “".join(words)
    vouched = any(_vouches(pair.surface, lexicon) for pair in candidate.pairs if pair.surface == pair.right)
    before = _before(mention, candidate)
    if _is_place(mention, words, best, lexicon):
        return f"“{told}” is the name of a real place, too"
    if not stands_alone(candidate, index):
        return f"“{candidate.form}” alone is not enough for {candidate.entity.name}"
    if not vouched and all(map(lexicon.is_ordinary, words)):
        return f"“{told}” is ordinary vocabulary"
    if is_other_name(candidate, before, lexicon) or _is_persons(candidate, before, lexicon):
        return f"“{before}” before it is another name"
    if candidate.entity.type == "person" and any(_is_common(pair, lexicon) for pair in pairs):
        return f"“{told}” is a common name"
    if (
        candidate.entity.type == "place"
        and mention.type == "person"
        and _has_company(mention, candidate, lexicon)
    ):
        return f"“{told}” reads as a part of somebody's name"
    if _is_turned(candidate) and any(lexicon.names(word).known for word in words):
        return f"“{told}” would be {candidate.whole} turned round"
    if not vouched and len(pairs) > 1 and all(lexicon.names(word).known for word in words):
        return f"“{told}” are names of their own"
    if candidate.entity.type == "person" and any(_is_other_sex(pair, candidate) for pair in pairs):
        return f"“{told}” may be a name of the other sex"
    return ""


def _vouches(word: str, lexicon: Lexicon) -> bool:
    """Whether a word that stands rightly beside a garbled one tells whose name it is."""
    return len(word) > 1 and (not lexicon.is_ordinary(word) or bool(lexicon.names(word).given))


def _is_persons(candidate: Candidate, before: str, lexicon: Lexicon) -> bool:
    """Whether the word before a place or an organisation is a given name, and no place's."""
    use = lexicon.names(before)
    is_given = use.given > 0 and not use.place and not lexicon.is_ordinary(before)
    own = {fold_letters(word) for form in candidate.entity.forms for word in form.split()}
    return candidate.entity.type != "person" and is_given and fold_letters(before) not in own


def _has_company(mention: Mention, candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether a word that looks like another word of a name stands right beside a candidate."""
    around = mention.around
    beside = [
        token.text
        for place, token in enumerate(around)
        if (place + 1 < len(around) and token.end <= candidate.start <= around[place + 1].start)
        or (place and around[place - 1].end <= candidate.end <= token.start)
    ]
    return any(is_capitalised(word) and len(word) > 1 and not lexicon.is_ordinary(word) for word in beside)


def _is_turned(candidate: Candidate) -> bool:
    """Whether the words of a candidate stand in another order than in its name."""
    whole = [match_key(word.text) for word in words_of(candidate.whole)]
    places = [whole.index(key) for pair in candidate.pairs if (key := match_key(pair.right)) in whole]
    return places != sorted(places)


def _is_common(pair: Pair, lexicon: Lexicon) -> bool:
    """Whether a garbled word is a common name."""
    use = lexicon.names(pair.surface)
    same = sound_form(fold_letters(pair.surface)) == sound_form(fold_letters(pair.right))
    return max(use.given, use.family) >= (VERY_COMMON if same else COMMON)


def _is_other_sex(pair: Pair, candidate: Candidate) -> bool:
    """Whether a given name, or a family name beside a given name that differs, differs by the final `a` of a
    woman's name."""
    one, other = fold_letters(pair.surface), fold_letters(pair.right)
    if one != other + "a" and other != one + "a":
        return False
    return len(candidate.pairs) > 1 and (
        pair == candidate.pairs[0] or candidate.pairs[0] in candidate.changed
    )


def _is_place(mention: Mention, words: Sequence[str], best: Weighed, lexicon: Lexicon) -> bool:
    """Whether words inferred to be another place, or that read as a place, are some real place's name."""
    context = sum(witness.weight for witness in best.witnesses if witness.name == "context")
    if best.candidate.entity.type == "place":
        return context < TELLING_CONTEXT and all(lexicon.names(word).place for word in words)
    return mention.type == "place" and len(mention.tokens) == 1 and bool(lexicon.names(mention.text).place)


def _before(mention: Mention, candidate: Candidate) -> str:
    """The word of the run before a candidate; empty if there is none."""
    return next((token.text for token in reversed(mention.around) if token.end <= candidate.start), "")


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
