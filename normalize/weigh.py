"""Candidates in their document → evidence: what speaks for and against each, and a probability."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from normalize.bilingual import MOST, echo, testimonies
from normalize.calibration import calibrated
from normalize.doubts import doubt, plural
from normalize.features import Features, features
from normalize.index import AliasIndex, form_key
from normalize.keys import match_key
from normalize.knowledge import Knowledge
from normalize.model import Candidate, Document, Evidence, Mention, Token, Weighed
from normalize.originals import Original
from normalize.protection import protecting
from normalize.quotations import is_sic, quotations
from normalize.setting import Elsewhere, Resolved, Setting, rival
from normalize.testimony import testify
from normalize.weights import Weights, probability

# Candidates of one mention that are weighed; the rest have a lower score than all of these. Source: a guess.
WEIGHED = 20

# Candidates whose numbers are in memory at once, at some 8 KB each. A guess: those of a long article.
CANDIDATES_AT_ONCE = 1_000

# Log-odds under which a candidate is left out. Source: a choice: 0.7 %, where nobody wants to hear of it.
HARDLY = -5.0

# Namesakes whose probabilities differ by less count as equally likely. Source: a guess.
CLOSE = 0.1


def weigh(
    document: Document,
    elsewhere: Elsewhere,
    resolved: Resolved,
    knowledge: Knowledge,
    originals: Mapping[int, Original] = MappingProxyType({}),
) -> tuple[Evidence, ...]:
    """Return the evidence on every mention, in text order.

    A mention with candidates for several stretches of it becomes one piece of evidence for each
    stretch, the most probable first to choose; its candidates are those that overlap the stretch.

    Args:
        document: Where they stand.
        elsewhere: What it says apart from each of them.
        resolved: The mentions, in text order, each with its candidates.
        knowledge: What is known of names.
        originals: What segments were translated from, by their numbers, as far as the file says it.
    """
    settings = _settings(document, elsewhere, resolved, knowledge)
    weighed: dict[int, list[tuple[Mention, Weighed]]] = defaultdict(list)
    for mention, one in _weighed(document, settings, knowledge, originals):
        weighed[mention.segment].append((mention, one))
    mentions: dict[int, list[Mention]] = defaultdict(list)
    for mention, _ in resolved:
        mentions[mention.segment].append(mention)
    found: list[Evidence] = []
    for number, here in sorted(mentions.items()):
        original = originals.get(number)
        text, some = document.segments[number].text, weighed.get(number, [])
        chosen = _evidence(text, some, knowledge, original) if some else []
        found += sorted([*chosen, *_unexplained(here, chosen)], key=lambda one: one.mention.start)
    return tuple(found)


def stirring(
    document: Document,
    elsewhere: Elsewhere,
    resolved: Resolved,
    knowledge: Knowledge,
    least: float,
    originals: Mapping[int, Original] = MappingProxyType({}),
) -> frozenset[Mention]:
    """Return the mentions of which something comes to some log-odds, before NER was asked.

    Args:
        document: Where they stand.
        elsewhere: What it says apart from each of them.
        resolved: The mentions that capitals and gazetteer find, in text order, each with its candidates.
        knowledge: What is known of names.
        least: These log-odds.
        originals: What segments were translated from, by their numbers, as far as the file says it.
    """
    told = {mention for mention, candidates in resolved if any(one.listing for one in candidates)}
    settings = _settings(document, elsewhere, resolved, knowledge)
    for nth in (slice(1), slice(1, WEIGHED)):  # in most, the best comes to it, or nothing
        pairs = list(_pairs([one for one in settings if one.mention not in told], nth))
        told |= {
            setting.mention
            for (_, setting), _, total in _totalled(pairs, knowledge.weights)
            if total >= least - (MOST if setting.mention.segment in originals else 0.0)
        }
    return frozenset(told)


def _settings(
    document: Document, elsewhere: Elsewhere, resolved: Resolved, knowledge: Knowledge
) -> list[Setting]:
    """Return what the candidates of each mention are weighed against; of those that have any."""
    return [
        Setting(
            elsewhere,
            knowledge.index,
            knowledge.lexicon,
            document.segments[mention.segment].text,
            mention,
            tuple(map(rival, candidates)),
        )
        for mention, candidates in resolved
        if candidates
    ]


def _pairs(settings: Iterable[Setting], nth: slice = slice(WEIGHED)) -> Iterator[tuple[Candidate, Setting]]:
    """Yield the candidates that are weighed, the best of each mention, or some of these."""
    for setting in settings:
        for one in setting.rivals[nth]:
            if not _is_barred(one.candidate):
                yield one.candidate, setting


def _totalled(
    pairs: Sequence[tuple[Candidate, Setting]], weights: Weights
) -> Iterator[tuple[tuple[Candidate, Setting], dict[str, Features], float]]:
    """Yield each candidate with its numbers and what these come to, in log-odds."""
    for first in range(0, len(pairs), CANDIDATES_AT_ONCE):
        some = pairs[first : first + CANDIDATES_AT_ONCE]
        values = [features(candidate, setting) for candidate, setting in some]
        yield from zip(some, values, weights.totals(values), strict=True)


def _weighed(
    document: Document, settings: Iterable[Setting], knowledge: Knowledge, originals: Mapping[int, Original]
) -> Iterator[tuple[Mention, Weighed]]:
    """Weigh the candidates of some mentions; those that are hardly meant are left out.

    Args:
        document: Where they stand.
        settings: Of the mentions.
        knowledge: What is known of names.
        originals: What segments were translated from, by their numbers, as far as the file says it.
    """
    weights = knowledge.weights
    pairs = list(_pairs(settings))
    placed = [(setting.mention.segment, candidate) for candidate, setting in pairs]
    sources = testimonies(placed, document, originals, knowledge.index.channel, knowledge.lexicon)
    for ((candidate, setting), numbers, total), source in zip(
        _totalled(pairs, weights), sources, strict=True
    ):
        if candidate.listing or total + (source.weight if source else 0.0) >= HARDLY:
            said = (*testify(candidate, setting, numbers, weights), *([source] if source else []))
            witnesses = calibrated(said, knowledge.calibration, is_inferred=not candidate.listing)
            ordered = tuple(sorted(witnesses, key=lambda witness: (-abs(witness.weight), witness.name)))
            chance = probability(sum(witness.weight for witness in witnesses))
            yield setting.mention, Weighed(candidate, chance, ordered)


def _is_barred(candidate: Candidate) -> bool:
    """Whether the entity says that it is never taken from this form (`not`)."""
    if not candidate.entity.unlike:
        return False
    surfaces = {match_key(pair.surface) for pair in candidate.changed}
    surfaces.add(" ".join(match_key(pair.surface) for pair in candidate.pairs))
    return any(match_key(form) in surfaces for form in candidate.entity.unlike)


def _evidence(
    text: str,
    weighed: Sequence[tuple[Mention, Weighed]],
    knowledge: Knowledge,
    original: Original | None,
) -> list[Evidence]:
    """The evidence on the stretches of a segment that are chosen, in no order."""
    quoted = quotations(text)
    found: list[Evidence] = []
    for mention, best, rivals in (choice for group in _groups(weighed) for choice in _chosen(group)):
        stretch = _stretch(best)
        narrowed = narrow(mention, stretch, text)
        is_sure = original is not None and _is_borne_out(best.candidate, original, text, knowledge)
        found.append(
            Evidence(
                narrowed,
                _distinct(_namesakes_first(rivals, best, knowledge.index)),
                quoted=_is_within(stretch, quoted),
                sic=is_sic(text, stretch[1]),
                protected=protecting(text, narrowed, best.candidate, knowledge.lexicon),
                doubt=plural(text, best.candidate)
                or ("" if is_sure else doubt(narrowed, best, knowledge.index, knowledge.lexicon)),
            )
        )
    return found


def _is_borne_out(candidate: Candidate, original: Original, text: str, knowledge: Knowledge) -> bool:
    """Whether what a segment was translated from bears a candidate out, whatever else may be doubted."""
    channel, lexicon = knowledge.index.channel, knowledge.lexicon
    return not candidate.listing and echo(candidate, original, text, channel, lexicon).is_borne_out


def _groups(weighed: Iterable[tuple[Mention, Weighed]]) -> Iterator[list[tuple[Mention, Weighed]]]:
    """Yield what was weighed in groups whose stretches do not overlap those of another group."""
    group: list[tuple[Mention, Weighed]] = []
    reach = 0
    for pair in sorted(weighed, key=lambda pair: pair[1].candidate.start):
        start, end = _stretch(pair[1])
        if group and start >= reach:
            yield group
            group = []
        group.append(pair)
        reach = max(reach, end)
    if group:
        yield group


def _chosen(group: Sequence[tuple[Mention, Weighed]]) -> Iterator[tuple[Mention, Weighed, list[Weighed]]]:
    """Yield stretches that do not overlap, the most probable first, with all that was weighed for them."""
    free = sorted(
        group,
        key=lambda pair: (
            -pair[1].probability,
            pair[1].candidate.start - pair[1].candidate.end,
            pair[1].candidate.start,
            pair[1].candidate.entity.id,
        ),
    )
    while free:
        mention, best = free[0]
        yield mention, best, [one for _, one in free if _overlap(_stretch(best), _stretch(one))]
        free = [pair for pair in free if not _overlap(_stretch(best), _stretch(pair[1]))]


def _unexplained(mentions: Iterable[Mention], chosen: Sequence[Evidence]) -> Iterator[Evidence]:
    """Yield the mentions of a segment that no chosen stretch touches, with no candidates."""
    starts = sorted(one.mention.start for one in chosen)
    ends = sorted(one.mention.end for one in chosen)
    for mention in mentions:
        if bisect_left(starts, mention.end) == bisect_right(ends, mention.start):  # as many begin as end
            yield Evidence(mention, ())


def _is_within(stretch: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a stretch lies within one of some spans, which are in order and do not overlap."""
    at = bisect_right(spans, stretch[0], key=lambda span: span[0])
    return at > 0 and stretch[1] <= spans[at - 1][1]


def _stretch(weighed: Weighed) -> tuple[int, int]:
    return weighed.candidate.start, weighed.candidate.end


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _is_namesake(one: Weighed, best: Weighed, index: AliasIndex) -> bool:
    """Whether a candidate writes the same as the best, and what it writes is the whole of its name:
    `Mykolaiv` is the city before it is a part of the region's name.
    """
    candidate = one.candidate
    if candidate.form != best.candidate.form or candidate.start != best.candidate.start:
        return False
    listings = index.listed.get(form_key(candidate.form), ())
    close = best.probability - one.probability < CLOSE
    return close and any(listing.entity.id == candidate.entity.id for listing in listings)


def _namesakes_first(rivals: Iterable[Weighed], best: Weighed, index: AliasIndex) -> list[Weighed]:
    return sorted(rivals, key=lambda one: not _is_namesake(one, best, index))


def _distinct(rivals: Sequence[Weighed]) -> tuple[Weighed, ...]:
    """The best of every entity and form, in order."""
    seen: dict[tuple[str, str], Weighed] = {}
    for one in rivals:
        seen.setdefault((one.candidate.entity.id, one.candidate.form), one)
    return tuple(seen.values())


def narrow(mention: Mention, stretch: tuple[int, int], text: str) -> Mention:
    """The mention, cut or stretched to the words that its best candidate explains."""
    start, end = stretch
    tokens: tuple[Token, ...] = tuple(
        token for token in mention.around if start <= token.start and token.end <= end
    )
    return replace(mention, start=start, end=end, text=text[start:end], tokens=tokens or mention.tokens)
