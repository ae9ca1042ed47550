"""Passages → passages that look like what we will meet: wrong names, bare surnames, titles, datelines."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from garble import Sources, garbled, swapped
from passages import UNKNOWN, Passage, Span, Story, join, replaced

# Shares of mentions and passages. Guesses; much the same did well in an earlier trial.
WRONG = {"PERSON": 0.38, "PLACE": 0.38, "ORG": 0.08}
ONE_NAME_ALONE = 0.24
SURNAME = 0.83  # of those; the others keep the given name
TITLED = 0.06
CAPITALS = 0.025
DATELINE = 0.04
RECASED = 0.05
WORDS = 70  # a passage's length, at most (a longer sentence stands alone)

TITLES_LIST = """
President|Prime Minister|Foreign Minister|Mr.|Mrs.|Ms.|Dr.|Gen.|General|Senator|Sen.|Secretary|
Chancellor|Governor|Gov.|Mayor|Judge|Minister|Defence Minister|Interior Minister|Finance Minister|
Ambassador|envoy|spokesman|spokeswoman|King|Queen|Prince|Pope|Professor|Prof.|Colonel|Col.|Captain|
Commander|chief|head|leader|coach|director|Deputy Prime Minister|Vice President|Secretary General|
Secretary of State|Sheikh|Ayatollah|Premier|CEO|Chairman|analyst|lawyer|striker|goalkeeper|
midfielder|lawmaker|activist|economist|Sir|Lord|Rev.|Lt.
"""
TITLES = TITLES_LIST.strip().replace("\n", "").split("|")
AGENCIES = ("Reuters", "AP", "AFP", "Xinhua", "TASS", "Interfax", "DPA", "Kyodo")
MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def passages_of(story: Story, rng: random.Random) -> Iterator[Passage]:
    """Yield a story as passages from one sentence to about `WORDS` words, cut at random."""
    held: list[Passage] = []
    size = 0
    limit = 0.0
    for sentence in story.sentences:
        words = len(sentence.text.split())
        if held and (size + words > limit):
            yield join(held)
            held, size = [], 0
        if not held:
            limit = 0 if rng.random() < 0.35 else rng.uniform(10, WORDS)
        held.append(sentence)
        size += words
    if held:
        yield join(held)


def surface_for(passage: Passage, span: Span, sources: Sources, rng: random.Random) -> str:
    """Return the surface form one mention gets: mostly its own."""
    surface = passage.text[span.start : span.end]
    words = surface.split()
    if rng.random() < WRONG[span.label]:
        keeps_word = span.label == "ORG" or rng.random() < 0.62
        surface = garbled(surface, sources, rng) if keeps_word else swapped(surface, span.label, sources, rng)
    elif span.label == "PERSON" and len(words) == 2 and rng.random() < ONE_NAME_ALONE:
        surface = words[rng.random() < SURNAME]
    return surface.upper() if rng.random() < CAPITALS else surface


def augmented(passage: Passage, sources: Sources, rng: random.Random) -> Passage:
    """Return a passage with some of its names changed, titled, or cut to the surname."""
    news = []
    for span in passage.spans:
        if span.label == UNKNOWN:
            news.append(("", passage.text[span.start : span.end], ""))
            continue
        before = f"{rng.choice(TITLES)} " if span.label == "PERSON" and rng.random() < TITLED else ""
        news.append((before, surface_for(passage, span, sources, rng), ""))
    changed = replaced(passage, news)
    if rng.random() < DATELINE:
        changed = join([dateline(sources, rng), changed])
    return recased(changed, rng) if rng.random() < RECASED else changed


def dateline(sources: Sources, rng: random.Random) -> Passage:
    """Return the place, date and agency that a wire story begins with."""
    place = rng.choice(sources.names["places"])
    place = place.upper() if rng.random() < 0.6 else place
    date = f", {rng.choice(MONTHS)} {rng.randint(1, 31)}" if rng.random() < 0.5 else ""
    agency = rng.choice(AGENCIES) if rng.random() < 0.6 else ""
    text = f"{place}{date}" + (f" ({agency})" if agency else "")
    spans = [Span(0, len(place), "PLACE")]
    if agency:
        spans.append(Span(len(text) - len(agency) - 1, len(text) - 1, "ORG"))
    return Passage(f"{text} {rng.choice(('-', '—', '–', '--'))}", tuple(spans))


def recased(passage: Passage, rng: random.Random) -> Passage:
    """Return a passage in capitals or in title case, where that keeps its length."""
    text = (
        passage.text.upper()
        if rng.random() < 0.4
        else " ".join(w[:1].upper() + w[1:] for w in passage.text.split(" "))
    )
    return Passage(text, passage.spans) if len(text) == len(passage.text) else passage


def training_passages(
    stories: Iterable[Story], sources: Sources, copies: int, rng: random.Random
) -> Iterator[Passage]:
    """Yield each story's passages as they are, and then `copies` times with other names."""
    for story in stories:
        yield from passages_of(story, rng)
        for _ in range(copies):
            for passage in passages_of(story, rng):
                yield augmented(passage, sources, rng)
