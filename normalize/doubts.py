"""A mention and its best candidate → why a person should look before it is written."""

from __future__ import annotations

from dataclasses import dataclass

from normalize.alone import stands_alone
from normalize.features import is_other_name
from normalize.index import AliasIndex
from normalize.keys import APOSTROPHES, fold_letters, match_key
from normalize.lexicon import Lexicon
from normalize.model import Candidate, Mention, Pair, Weighed
from normalize.sound import sound_form
from normalize.tokens import is_capitalised
from normalize.tokens import words as words_of

# Log-odds of context from which the spelling of a real place may be taken for another's. Source: a guess:
# more than a country or a kind of place near it, as in the sentences of benchmarks/untouched.py, can say.
TELLING_CONTEXT = 5.0

# Log-odds of context from which something of it stands near. Source: `context_near`, training/weights/fit.py.
NEAR_CONTEXT = 1.0

# Log-odds of the rest of the document from which it speaks for an entity. Source: a guess; more than
# repetition and place in the sentence say.
ELSEWHERE = 1.0

# Level from which a name is so common that another person is as likely as a slip: 250 bearers in Wikidata.
# Source: on eval/wmt_dev.jsonl 8 costs 0.7 points of recall, 7 costs 1.4, 5 costs 3 (training/weights).
COMMON = 8

# The same for a name that sounds as the right one does. Source: a guess (Marko is 8, Bobby 9).
VERY_COMMON = 9


@dataclass(frozen=True, slots=True)
class _View:
    """A candidate as the doubts see it.

    Attributes:
        words: The words that would change.
        told: The same, as a message quotes them.
        vouchers: The words beside them that stand rightly and tell whose name it is.
        before: The word of the run before it; empty if there is none.
    """

    mention: Mention
    best: Weighed
    index: AliasIndex
    lexicon: Lexicon
    words: tuple[str, ...]
    told: str
    vouchers: tuple[str, ...]
    before: str


def plural(text: str, candidate: Candidate) -> str:
    """Return why a correction would lose a plural's ending (`the Witkovs’ house`); empty if it does not."""
    surface, right = candidate.pairs[-1].surface, candidate.pairs[-1].right
    is_lost = surface.endswith("s") and not right.endswith("s")
    follows = text[candidate.end : candidate.end + 1] in tuple(APOSTROPHES)
    return "several of that name, whose ending it would lose" if is_lost and follows else ""


def doubt(mention: Mention, best: Weighed, index: AliasIndex, lexicon: Lexicon) -> str:
    """Why a person should look first, however probable it is; empty if nothing says so.

    What was written is right for something else, or nothing but the spelling speaks for the candidate. A
    listed form needs no inference; only a form to avoid that is another's right name, too, raises a doubt.
    """
    candidate = best.candidate
    if candidate.listing:
        return _as_namesake(mention, best)
    words = tuple(pair.surface for pair in candidate.changed)
    same = (pair.surface for pair in candidate.pairs if pair.surface == pair.right)
    vouchers = tuple(word for word in same if _vouches(word, lexicon))
    before = next((token.text for token in reversed(mention.around) if token.end <= candidate.start), "")
    view = _View(mention, best, index, lexicon, words, "” and “".join(words), vouchers, before)
    return next(filter(None, (ask(view) for ask in (_as_word, _as_part, _as_person, _in_text))), "")


def _as_namesake(mention: Mention, best: Weighed) -> str:
    """Whether nothing in the text speaks for an entity of which a form to avoid (`Odessa`) is another's name,
    by its `not` (`Odessa, Texas`)."""
    name = match_key(mention.text)
    others = [form for form in best.candidate.entity.unlike if match_key(form.partition(",")[0]) == name]
    if best.candidate.listing != "avoid" or not others or _context(best) >= 0:
        return ""
    return f"nothing in the text speaks for {best.candidate.entity.name}; it may be {others[0]}"


def _as_word(view: _View) -> str:
    """Whether the words are a real place's name or ordinary vocabulary."""
    if _is_place(view):
        return f"“{view.told}” is the name of a real place, too"
    if not view.vouchers and all(map(view.lexicon.is_ordinary, view.words)):
        return f"“{view.told}” is ordinary vocabulary"
    return ""


def _as_part(view: _View) -> str:
    """Whether they are, or would be, no more than a part of somebody's name."""
    candidate = view.best.candidate
    if not stands_alone(candidate, view.index):
        return f"“{candidate.form}” alone is not enough for {candidate.entity.name}"
    if is_other_name(candidate, view.before, view.lexicon) or _is_persons(view):
        return f"“{view.before}” before it is another name"
    is_persons = candidate.entity.type == "place" and view.mention.type == "person"
    if is_persons and _has_company(view.mention, candidate, view.lexicon):
        return f"“{view.told}” reads as a part of somebody's name"
    return ""


def _as_person(view: _View) -> str:
    """Whether they are another person's names."""
    candidate = view.best.candidate
    is_person = candidate.entity.type == "person"
    if is_person and any(_is_common(pair, view.lexicon) for pair in candidate.changed):
        return f"“{view.told}” is a common name"
    uses = [view.lexicon.names(word) for word in view.words]
    if _is_turned(candidate) and any(use.known for use in uses):
        return f"“{view.told}” would be {candidate.whole} turned round"
    if not view.vouchers and len(uses) > 1 and all(use.known for use in uses):
        return f"“{view.told}” are names of their own"
    if is_person and any(_is_other_sex(pair, candidate) for pair in candidate.changed):
        return f"“{view.told}” may be a name of the other sex"
    return ""


def _in_text(view: _View) -> str:
    """Whether nothing but the spelling, or a common name beside it, speaks for an entity that has context."""
    entity, context = view.best.candidate.entity, _context(view.best)
    if not view.vouchers:
        is_alone = context < 0 and not _is_elsewhere(view.best)
        return f"nothing in the text speaks for {entity.name}" if is_alone else ""
    uses = [view.lexicon.names(word) for word in view.vouchers]
    if (
        all(max(use.given, use.family) >= COMMON for use in uses)
        and entity.context
        and context < NEAR_CONTEXT
    ):
        return f"“{' '.join(view.vouchers)}” is common, and nothing else speaks for {entity.name}"
    return ""


def _is_place(view: _View) -> bool:
    """Whether words are some real place's name.

    Inferred to be another place, without telling context; or somebody's, although no such name is known and
    no other word of it stands there; or read as a place.
    """
    uses = [view.lexicon.names(word) for word in view.words]
    if view.best.candidate.entity.type == "place":
        return _context(view.best) < TELLING_CONTEXT and all(use.place for use in uses)
    if not view.vouchers and all(use.place and not use.given and not use.family for use in uses):
        return True
    mention = view.mention
    reads_so = mention.type == "place" and len(mention.tokens) == 1
    return reads_so and bool(view.lexicon.names(mention.text).place)


def _is_persons(view: _View) -> bool:
    """Whether the word before a place or an organisation is a given name, and no place's."""
    entity, use = view.best.candidate.entity, view.lexicon.names(view.before)
    is_given = use.given > 0 and not use.place and not view.lexicon.is_ordinary(view.before)
    own = {fold_letters(word) for form in entity.forms for word in form.split()}
    return entity.type != "person" and is_given and fold_letters(view.before) not in own


def _vouches(word: str, lexicon: Lexicon) -> bool:
    """Whether a word that stands rightly beside a garbled one tells whose name it is."""
    return len(word) > 1 and (not lexicon.is_ordinary(word) or bool(lexicon.names(word).given))


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


def _context(best: Weighed) -> float:
    """What its context says for a candidate, in log-odds."""
    return sum(witness.weight for witness in best.witnesses if witness.name == "context")


def _is_elsewhere(best: Weighed) -> bool:
    """Whether the rest of the document speaks for an entity."""
    return any(witness.name == "document" and witness.weight > ELSEWHERE for witness in best.witnesses)
