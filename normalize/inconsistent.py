"""Decisions on a document → findings of one name spelt two ways, listed or not: for a person to look at.

Words are compared, not names: `Zelenki` with `Zelensky`, whatever stands beside either. The rarer, less known
spelling is told and the other proposed. Precision leads: what may be two people, another word of the
family or an explanation is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import log2

from normalize.channel_words import describe
from normalize.knowledge import Knowledge
from normalize.likeness import Alike, alike
from normalize.model import (
    Candidate,
    Correction,
    Decision,
    Document,
    Entity,
    Evidence,
    Pair,
    Verdict,
    Weighed,
    Witness,
)
from normalize.policy import Policy
from normalize.quotations import is_sic, quotations
from normalize.sound import sound_form
from normalize.spellings import Word, spellings
from normalize.weights import probability

# How many times as often one spelling stands as the other, at most, that counts: doublings. A guess.
MOST_DOUBLINGS = 3.0

# Why a finding is left to a person: no rule tells which of two spellings an author meant.
HELD = "one name, two spellings: which is right?"

# What the numbers of a pair say, in log-odds for each unit. Source: training/inconsistent/README.md; rounded,
# since 62 judged pairs bear no more; `listed`, `nearness` and `beside` are guesses: too few pairs show them.
USUAL = -0.3
FACTORS: Mapping[str, float] = {
    "nearness": -0.5,
    "listed": 1.2,
    "known": 1.2,
    "doublings": 0.3,
    "beside": 0.3,
}


def inconsistent(
    document: Document, decisions: Sequence[Decision], knowledge: Knowledge, policy: Policy
) -> tuple[Decision, ...]:
    """Return the decisions on a document, in text order, with those on names that it spells two ways."""
    found = [
        decision
        for pair in alike(document, spellings(document, decisions, knowledge), knowledge)
        for decision in _decisions(document, pair, knowledge, policy)
    ]
    taken = {_place(one) for one in found}
    kept = (one for one in decisions if _place(one) not in taken)
    return tuple(sorted([*kept, *found], key=_place)) if found else tuple(decisions)


def numbers(pair: Alike) -> dict[str, float]:
    """Return what a pair is weighed by.

    `nearness` is the channel's cost by letter; `listed` whether the gazetteer lists the other, else `known`
    whether it is a name and the rarer is none; `doublings` how many times the other stands twice as often as
    the rarer; `beside` whether one name word stands beside both.
    """
    often = len(pair.other.words) / len(pair.rarer.words)
    return {
        "nearness": pair.nearness,
        "listed": float(pair.other.listed),
        "known": float(not pair.other.listed and pair.other.level > 0 == pair.rarer.level),
        "doublings": max(-MOST_DOUBLINGS, min(MOST_DOUBLINGS, log2(often))),
        "beside": float(bool(pair.beside)),
    }


def _weighed(candidate: Candidate, pair: Alike, knowledge: Knowledge) -> Weighed:
    """The other spelling, with what speaks for its being the right one; the strongest first."""
    values = numbers(pair)
    says = {name: factor * values[name] for name, factor in FACTORS.items()}
    witnesses = (
        Witness("usual", "what holds for any two spellings of one name", USUAL),
        Witness("spelling", _spelling(pair, knowledge), says["nearness"]),
        Witness("document", _counts(pair), says["doublings"]),
        Witness("written", _written(pair), says["listed"] + says["known"]),
        Witness("name", f"“{pair.beside.title()}” stands beside both", says["beside"]),
    )
    told = [one for one in witnesses if one.weight]
    ordered = tuple(sorted(told, key=lambda one: (-abs(one.weight), one.name)))
    return Weighed(candidate, probability(sum(one.weight for one in told)), ordered)


def _written(pair: Alike) -> str:
    """Why the other spelling may be the right one, in words."""
    other = pair.other.text
    known = f"“{other}” is a known name, “{pair.rarer.text}” is none"
    return f"the gazetteer lists “{other}”" if pair.other.listed else known


def _spelling(pair: Alike, knowledge: Knowledge) -> str:
    """How the two differ, in words."""
    rarer, other = pair.rarer.letters, pair.other.letters
    how = describe(knowledge.index.channel.edits(rarer, other))
    sounds = "sounds" if sound_form(rarer) == sound_form(other) else "looks"
    return f"{sounds} alike (channel cost {pair.cost:.1f}: {how})"


def _counts(pair: Alike) -> str:
    """How often each stands in the document."""
    other, rarer = times(len(pair.other.words)), times(len(pair.rarer.words))
    return f"spelt {pair.other.text} {other} here, {pair.rarer.text} {rarer}"


def times(number: int) -> str:
    """Return how often, in words.

    >>> times(1), times(2), times(4)
    ('once', 'twice', '4 times')
    """
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _decisions(document: Document, pair: Alike, knowledge: Knowledge, policy: Policy) -> Iterator[Decision]:
    """Yield a finding for each place of the rarer spelling, but those that say `[sic]`."""
    reason = f"{_counts(pair)}; {_spelling(pair, knowledge)}"
    for word in pair.rarer.words:
        text, token = document.segments[word.segment].text, word.token
        if is_sic(text, token.end):
            continue
        candidate = _candidate(pair, word, knowledge)
        mention = replace(word.mention, start=token.start, end=token.end, text=token.text, tokens=(token,))
        quoted = any(start <= token.start and token.end <= end for start, end in quotations(text))
        evidence = Evidence(mention, (_weighed(candidate, pair, knowledge),), quoted=quoted)
        correction = Correction(word.segment, token.start, token.end, candidate.form)
        held = "in a direct quotation" if quoted and policy.quotations == "keep" else HELD
        yield Decision(evidence, Verdict.REVIEW, reason, "inconsistent", correction, held)


def _candidate(pair: Alike, word: Word, knowledge: Knowledge) -> Candidate:
    """The other spelling, as a candidate of the entity it stands for; of none if nobody lists it."""
    from rapidfuzz.distance import OSA

    surface, right = word.token.text, pair.other.text
    types = [one.type for one in (word, *pair.other.words) if one.type]
    entities = pair.other.entities
    known = knowledge.index.by_id.get(entities[0]) if len(entities) == 1 else None
    return Candidate(
        entity=known or Entity("", types[0] if types else "person", ""),
        form=right,
        start=word.token.start,
        end=word.token.end,
        pairs=(Pair(surface, right, pair.cost),),
        whole=right,
        score=OSA.normalized_similarity(sound_form(pair.rarer.letters), sound_form(pair.other.letters)),
    )


def _place(decision: Decision) -> tuple[int, int, int]:
    mention = decision.evidence.mention
    return mention.segment, mention.start, mention.end
