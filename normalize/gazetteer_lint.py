"""Gazetteer files → what is wrong with them, and what is allowed but unwise; a query → entities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

from normalize.errors import Fault
from normalize.gazetteer import Gazetteer, check_files, check_streams, read_files
from normalize.gazetteer_checks import FORMS, Listing, Said
from normalize.gazetteer_sources import is_streamed
from normalize.keys import fold_letters, match_key
from normalize.lexicon import load_lexicon
from normalize.model import Entity
from normalize.sound import sound_form

# Shorter keys than this have neighbours by chance ("iran", "iraq"). A guess: five letters.
LONG_ENOUGH = 5

# Percent of a form that is found in a phrase, from which the phrase may be taken for it. A guess.
RESEMBLES = 60


@dataclass(frozen=True, slots=True)
class Notice:
    """Something unwise in a gazetteer, which is loaded all the same. Attributes as of `Fault`."""

    path: str
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.path}:{self.line}:{self.column}: note: {self.message}"
        return f"{text}\n  hint: {self.hint}" if self.hint else text


@dataclass(frozen=True, slots=True)
class Checkup:
    """What `check` finds: faults refuse the gazetteer, notices do not. Both in order of place."""

    faults: tuple[Fault, ...]
    notices: tuple[Notice, ...]
    entries: int = 0


def is_ordinary_word(text: str) -> bool:
    """Return whether a text is one word of everyday English."""
    return load_lexicon().is_ordinary(text)


def check(
    paths: Sequence[Path],
    *,
    use_default: bool = False,
    is_ordinary: Callable[[str], bool] = is_ordinary_word,
) -> Checkup:
    """Check gazetteers together.

    Args:
        paths: In the order in which they count; what they include is advised upon, too.
        use_default: Whether they stand beside the default gazetteer, which is checked, too, but
            not advised upon.
        is_ordinary: Whether a text is an everyday word.

    Raises:
        ReadError: A file is not there or may not be read.
    """
    files = read_files(paths, use_default=use_default)
    theirs = len(read_files((), use_default=use_default))
    _, entries, faults = check_files(files)
    number = 0
    if not faults and any(map(is_streamed, paths)):
        number, faults = check_streams(paths, use_default=use_default)
    mine = [entry for entry in entries if entry.rank >= theirs]
    notices = chain(
        _unsorted(mine),
        chain.from_iterable(_advice(entry, is_ordinary) for entry in mine),
        _neighbours(mine),
        _same_sound(mine),
    )
    rank = {name: number for number, (name, _) in enumerate(files)}
    ordered = sorted(set(notices), key=lambda one: (rank[one.path], one.line, one.column, one.message))
    return Checkup(faults, tuple(ordered), number or len(mine))


def _notice(entry: Listing, said: Said, message: str, hint: str = "") -> Notice:
    return Notice(entry.path, said.line, said.column, message, hint)


def _unsorted(entries: Sequence[Listing]) -> Iterator[Notice]:
    """Yield a notice for each entry whose id is less than that of the entry before it in its file."""
    for before, entry in pairwise(entries):
        if before.path == entry.path and entry.id < before.id:
            yield _notice(
                entry, entry.place, f"{entry.id!r} stands after {before.id!r}", "sort entries by id"
            )


def _advice(entry: Listing, is_ordinary: Callable[[str], bool]) -> Iterator[Notice]:
    if not any(entry.of("source")):
        yield _notice(entry, entry.place, f"{entry.id!r} has no `source`", "say where the facts come from")
    is_short = all(len(match_key(said.text).split()) < 2 for said in entry.of("name", "aliases"))
    if is_short and not any(entry.of("context", "in")):
        fact = f"{entry.id!r} is one word, and nothing says where it belongs"
        yield _notice(entry, entry.place, fact, "give it `context` or `in`, or a longer alias")
    for said in entry.of("variants"):
        if is_ordinary(said.text):
            fact = f"the variant {said.text!r} is an everyday word"
            yield _notice(entry, said, fact, "delete it: what is likely is found without a list")
    for said in entry.of(*FORMS):
        if not fold_letters(said.text):
            fact = f"{said.text!r} has no letter from a to z"
            yield _notice(entry, said, fact, "put it under `native`, by its language")
    yield from _idle_phrases(entry)


def _idle_phrases(entry: Listing) -> Iterator[Notice]:
    """Yield a notice for each protected phrase in which nothing resembles the entry."""
    from rapidfuzz import fuzz

    own = [match_key(said.text) for said in entry.of(*FORMS)]
    for said in entry.of("protect"):
        if all(fuzz.partial_ratio(match_key(said.text), form) < RESEMBLES for form in own):
            fact = f"nothing in the phrase {said.text!r} resembles a form of {entry.id!r}"
            yield _notice(entry, said, fact, "it protects nothing: delete or mend it")


def _neighbours(entries: Sequence[Listing]) -> Iterator[Notice]:
    """Yield a notice for each two correct forms of two entities that are one letter apart."""
    from rapidfuzz.distance import Levenshtein

    holders = {
        match_key(said.text): (entry, said)
        for entry in reversed(entries)
        for said in entry.of("name", "aliases", "avoid")
    }
    for one, other in sorted(_near(key for key in holders if len(key) >= LONG_ENOUGH)):
        (first, form), (last, said) = sorted(
            (holders[one], holders[other]),
            key=lambda pair: (pair[0].rank, pair[1].line, pair[1].column),
        )
        if first.id != last.id and Levenshtein.distance(one, other) == 1:
            fact = f"{said.text!r} is one letter from {form.text!r} of {first.id!r}"
            yield _notice(last, said, fact, "a typing error in one of them? If both are right, leave it")


def _same_sound(entries: Sequence[Listing]) -> Iterator[Notice]:
    """Yield a notice for correct forms of two entities that sound alike and are more than a letter apart."""
    from rapidfuzz.distance import Levenshtein

    by_sound: dict[str, dict[str, tuple[Listing, Said]]] = defaultdict(dict)
    for entry in entries:
        for said in entry.of("name", "aliases", "avoid"):
            key = match_key(said.text)
            if len(key) >= LONG_ENOUGH and fold_letters(said.text):
                sound = " ".join(sound_form(fold_letters(word)) for word in key.split())
                by_sound[sound].setdefault(key, (entry, said))
    for together in by_sound.values():
        (first, form), *others = together.values()
        for last, said in others:
            apart = Levenshtein.distance(match_key(form.text), match_key(said.text))
            if first.id != last.id and apart > 1:
                fact = f"{said.text!r} sounds like {form.text!r} of {first.id!r}"
                yield _notice(last, said, fact, "are they two? If so, leave it")


def _near(keys: Iterator[str]) -> set[tuple[str, str]]:
    """Return pairs of keys, the lesser first, that share what is left after a letter is dropped.

    Every two that are one edit apart are among them.
    """
    by_rest: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        by_rest[key].add(key)
        for place in range(len(key)):
            by_rest[key[:place] + key[place + 1 :]].add(key)
    return {
        (one, other)
        for together in by_rest.values()
        if len(together) > 1
        for one in together
        for other in together
        if one < other
    }


def show(gazetteer: Gazetteer, query: str) -> list[Entity]:
    """Return the entities that a query names, sorted by id.

    By id; else by any form, right or wrong, or native name, case and accents aside; else those
    with a form that has all words of the query in it.
    """
    if query in gazetteer.by_id:
        return [gazetteer.by_id[query]]
    key = match_key(query)
    if not key:
        return []
    listed = [(entity, _keys(entity)) for entity in gazetteer.entities]
    whole = [entity for entity, keys in listed if key in keys]
    words = set(key.split())
    return whole or [entity for entity, keys in listed if any(words <= set(own.split()) for own in keys)]


def _keys(entity: Entity) -> set[str]:
    native = (name for _, name in entity.native)
    return {match_key(form) for form in (*entity.forms, *entity.avoid, *entity.variants, *native)}
