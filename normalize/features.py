"""One candidate in its scene → the numbers it is weighed by. What each means stands beside it."""

from __future__ import annotations

from functools import lru_cache
from math import log

from normalize.alone import stands_alone
from normalize.distances import OSA
from normalize.endings import is_derived
from normalize.index import AliasIndex
from normalize.keys import fold_letters, match_key
from normalize.lexicon import Lexicon
from normalize.model import Candidate, EntityType, Pair
from normalize.scene import containing, cues, heard, window
from normalize.setting import Setting, rival
from normalize.sound import is_pinyin, is_romaji, skeleton, sound_form
from normalize.tokens import starts_sentence

Features = dict[str, float]

# Names more alike than this may be one, spelt in two ways (Sergey, Sergii). Source: a guess.
SAME_NAME = 0.6

# Words that change, whose numbers stay in memory, at 2 KB each: they are weighed before NER is asked, after
# it, and again in a text that was corrected. A guess: those of some fifty articles.
PAIRS_KEPT = 1 << 11


def features(candidate: Candidate, setting: Setting) -> dict[str, Features]:
    """Return every number that a candidate is weighed by, in groups that one witness speaks for.

    The same groups and names for every candidate.
    """
    return {
        "spelling": _spelling(candidate.changed),
        "rivals": _rivals(candidate, setting),
        "name": _neighbours(candidate, setting),
        "written": _written(candidate, setting),
        "document": _document(candidate, setting),
        "kind": _kind(candidate, setting),
        "context": _context(candidate, setting),
    }


@lru_cache(maxsize=PAIRS_KEPT)
def _spelling(pairs: tuple[Pair, ...]) -> Features:
    """How like the right form the surface is, in letters and in sound, given the words that change."""
    surface = "".join(fold_letters(pair.surface) for pair in pairs)
    right = "".join(fold_letters(pair.right) for pair in pairs)
    cost = sum(pair.cost for pair in pairs)
    shorter = min((surface, right), key=len)
    longer = max((surface, right), key=len)
    tail = len(longer) - len(shorter) if longer.startswith(shorter) else -1
    prefix, suffix = _prefix(surface, right), _prefix(surface[::-1], right[::-1])
    return {
        "prefix_share": prefix / len(right) if right else 0.0,
        "suffix_share": suffix / len(right) if right else 0.0,
        "left_surface": float(len(surface) - prefix),
        "left_right": float(len(right) - prefix),
        "worst": max((pair.cost / (len(fold_letters(pair.right)) + 2) for pair in pairs), default=0.0),
        "derived": float(any(is_derived(pair.surface, pair.right) for pair in pairs)),
        "pinyin_surface": float(is_pinyin(surface)),
        "pinyin_right": float(is_pinyin(right)),
        "romaji_surface": float(is_romaji(surface)),
        "romaji_right": float(is_romaji(right)),
        "cost": cost,
        "cost_per_letter": cost / (sum(len(fold_letters(pair.right)) for pair in pairs) + 2 * len(pairs)),
        "spelling": OSA.normalized_similarity(surface, right),
        "sound": OSA.normalized_similarity(sound_form(surface), sound_form(right)),
        "skeleton": float(skeleton(surface) == skeleton(right)),
        "first_letter": float(surface[:1] == right[:1]),
        "last_letter": float(surface[-1:] == right[-1:]),
        "letters": float(min(len(fold_letters(pair.right)) for pair in pairs)),
        "surface_letters": float(min(len(fold_letters(pair.surface)) for pair in pairs)),
        "tail": float(tail if longer is surface or tail < 0 else -tail - 1),
        "words_changed": float(len(pairs)),
        "gap": float(any(" " in pair.surface or " " in pair.right for pair in pairs)),
    }


def _prefix(one: str, other: str) -> int:
    """How many letters two words both begin with."""
    for place, (letter, another) in enumerate(zip(one, other, strict=False)):
        if letter != another:
            return place
    return min(len(one), len(other))


def _rivals(candidate: Candidate, setting: Setting) -> Features:
    """How far the next different form is, and how many entities share the words."""
    mine = next((one for one in setting.rivals if one.candidate is candidate), None) or rival(candidate)
    different = [other for other in setting.rivals if other.rights != mine.rights]
    others = [
        other.candidate.score
        for other in different
        if other.candidate.start < candidate.end and candidate.start < other.candidate.end
    ]
    cheaper = [
        other.cost
        for other in different
        if (other.candidate.start, other.candidate.end) == (candidate.start, candidate.end)
    ]
    sharing = [len(setting.index.by_part.get(letters, ())) for letters in mine.rights]
    return {
        "score": candidate.score,
        "margin": candidate.score - max(others, default=0.0),
        "rank": float(sum(score > candidate.score for score in others)),
        "margin_cost": min(min(cheaper, default=20.0) - mine.cost, 15.0),
        "crowd": log(1 + len(others)),
        "sharing": log(1 + min(sharing, default=0)),
    }


def _neighbours(candidate: Candidate, setting: Setting) -> Features:
    """Whether the words beside it are the rest of the name, or contradict it."""
    index, tokens = setting.index, setting.mention.around
    same = [pair for pair in candidate.pairs if pair.surface == pair.right]
    exact = [pair for pair in same if not setting.lexicon.is_ordinary(pair.surface)]
    rarity = sum(
        log(len(index.wholes) / max(1, len(index.by_part.get(fold_letters(pair.surface), (0,)))))
        for pair in exact
        if len(fold_letters(pair.surface)) > 1
    )
    whole = len(candidate.whole.split())
    left = [token for token in tokens if token.end <= candidate.start]
    right = [token for token in tokens if token.start >= candidate.end]
    before = left[-1].text if left else ""
    after = right[0].text if right else ""
    strange_before = setting.lexicon.is_strange(before)
    strange_after = setting.lexicon.is_strange(after)
    missing = whole > len(candidate.pairs)
    return {
        "exact_neighbours": float(len(exact)),
        "exact_rarity": min(rarity, 12.0),
        "generic_neighbours": float(len(same) - len(exact)),
        "other_name": float(is_other_name(candidate, before, setting.lexicon)),
        "alone": float(not stands_alone(candidate, index)),
        "missing": float(whole - len(candidate.pairs)),
        "whole_name": float(len(candidate.pairs) >= whole),
        "single_word_name": float(whole == 1),
        "stranger_before": float(strange_before),
        "stranger_after": float(strange_after),
        "conflict": float(missing and (strange_before or strange_after)),
        "ordinary_before": float(bool(before) and not strange_before),
        "ordinary_after": float(bool(after) and not strange_after),
    }


def is_other_name(candidate: Candidate, before: str, lexicon: Lexicon) -> bool:
    """Whether the word before a person's name is a known name, and none of that person's."""
    if candidate.entity.type != "person" or not before or lexicon.is_ordinary(before):
        return False
    letters = fold_letters(before)
    own = {fold_letters(word) for form in candidate.entity.forms for word in form.split()}
    is_own = any(OSA.normalized_similarity(letters, word) > SAME_NAME for word in own)
    return lexicon.names(before).known and not is_own


def _written(candidate: Candidate, setting: Setting) -> Features:
    """Whether the surface form may simply be right, and whether the right form is a rare word."""
    text, start, end = setting.text, candidate.start, candidate.end
    told = _in_use(candidate.changed, candidate.entity.type, setting.lexicon, setting.index)
    beside = text[max(0, start - 1) : start], text[end : end + 1]
    return {
        **told,
        "part_of_compound": float(any(mark in tuple("-‐・") for mark in beside)),
        "known_place": max(told["known_place"], float(setting.lexicon.names(text[start:end]).place)),
    }


@lru_cache(maxsize=PAIRS_KEPT)
def _in_use(pairs: tuple[Pair, ...], kind: EntityType, lexicon: Lexicon, index: AliasIndex) -> Features:
    """What `_written` tells of words that change, wherever they stand."""
    surfaces, rights = [pair.surface for pair in pairs], [pair.right for pair in pairs]
    uses = [lexicon.names(surface) for surface in surfaces]
    parts = [fold_letters(surface) in index.by_part for surface in surfaces]
    return {
        "zipf": max(lexicon.zipf(surface) for surface in surfaces),
        "lower_share": max(lexicon.lower_share(surface) * lexicon.zipf(surface) for surface in surfaces),
        "ordinary": float(any(lexicon.is_ordinary(surface) for surface in surfaces)),
        "all_ordinary": float(all(lexicon.is_ordinary(surface) for surface in surfaces)),
        "demonym": float(any(lexicon.is_demonym(surface) for surface in surfaces)),
        "known_given": float(max(use.given for use in uses)),
        "known_family": float(max(use.family for use in uses)),
        "known_place": float(max(use.place for use in uses)),
        "listed_part": float(any(parts)),
        "right_zipf": min(lexicon.zipf(right) for right in rights),
        "right_known": float(min(_level(right, kind, lexicon) for right in rights)),
    }


def _level(word: str, kind: EntityType, lexicon: Lexicon) -> int:
    use = lexicon.names(word)
    return use.place if kind == "place" else max(use.given, use.family)


def _document(candidate: Candidate, setting: Setting) -> Features:
    """What the rest of the document says of the surface form and of the entity."""
    elsewhere, scene = setting.elsewhere, setting.elsewhere.scene
    counts, present = scene.counts, scene.present
    keys = [match_key(pair.surface) for pair in candidate.changed]
    rights = [match_key(pair.right) for pair in candidate.changed]
    segment = setting.mention.segment
    here = (segment, candidate.start)
    linked = [
        bool(elsewhere.links.get((candidate.entity.id, fold_letters(pair.surface)), frozenset()) - {here})
        for pair in candidate.changed
    ]
    mine = "".join(fold_letters(pair.surface) for pair in candidate.changed)
    return {
        "kin": float(min(len(elsewhere.kin.get(candidate.entity.id, frozenset()) - {mine}), 3)),
        "linked": float(all(linked)),
        "entity_elsewhere": float(min(present.get(candidate.entity.id, 0), 3)),
        "right_elsewhere": float(min([counts.get(key, 0) for key in rights] + [3])),
        "times": log(1 + min([counts.get(key, 0) for key in keys])),
        "lower_twin": float(any(key in scene.lower for key in keys)),
        "sentence_start": float(starts_sentence(setting.text, candidate.start)),
        "headline": scene.lines[segment].capitals,
        "capitals": float(all(pair.surface.isupper() for pair in candidate.changed)),
    }


def _kind(candidate: Candidate, setting: Setting) -> Features:
    """Whether NER and the words beside it expect this kind of entity."""
    kind, tagged = candidate.entity.type, setting.mention.type
    called = cues(setting.elsewhere.scene, setting.mention.segment, candidate.start, candidate.end)
    return {
        "tagged": float(tagged is not None),
        "tagged_same": 0.0 if tagged is None else 1.0 if tagged == kind else -1.0,
        "called": 0.0 if not called else 1.0 if kind in called else -1.0,
        "person": float(kind == "person"),
        "place": float(kind == "place"),
    }


def _context(candidate: Candidate, setting: Setting) -> Features:
    """Offices, organisations, countries and containing places of the entity nearby."""
    scene, entity = setting.elsewhere.scene, candidate.entity
    here = setting.mention.segment, candidate.start, candidate.end
    places = containing(entity, setting.index)
    near = heard(entity.context, window(scene, *here)) if entity.context else ()
    around = heard(places, window(scene, *here, 400)) if places else ()
    anywhere = len(scene.anywhere(entity.context))
    return {
        "context_near": float(min(len(near), 3)),
        "context_document": float(min(anywhere, 5)),
        "context_absent": float(bool(entity.context) and not anywhere),
        "within_near": float(bool(around)),
        "within_document": float(bool(scene.anywhere(places))),
    }
