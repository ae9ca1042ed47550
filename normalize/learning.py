"""A newsroom's archive → the names in it that are none of our business, as a gazetteer file.

A name counts once for each document. What the gazetteer lists is left out, as are ordinary words, and what is
near a listed name unless it is in so many documents that it will hardly be an error.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import OSA

from normalize.errors import ReadError
from normalize.files import read_bytes
from normalize.formats import SUFFIXES, read
from normalize.gazetteer_text import scalar
from normalize.index import AliasIndex
from normalize.keys import fold_letters, match_key
from normalize.lexicon import Lexicon
from normalize.model import Document
from normalize.sound import sound_form
from normalize.tokens import PARTICLES, is_capitalised, starts_sentence, words
from normalize.walks import walk

# Shorter names are too like others, and are not corrected without context anyway. A guess.
SHORTEST = 3

# Documents a name must be in. A guess: an error is seldom made in three articles.
MIN_DOCUMENTS = 3

# Documents a name near a listed one must be in: this many times as many. A guess.
NEAR_TIMES = 10


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an archive.

    Attributes:
        text: As it is written most often.
        documents: How many documents it is in.
        near: The listed name word it is one change or one sound from; empty if there is none.
    """

    text: str
    documents: int
    near: str = ""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt of an archive.

    Attributes:
        names: To be left alone, by spelling.
        doubtful: Too like a listed name to be sure, and in too few documents; most frequent first.
        documents: How many were read.
    """

    names: tuple[Name, ...]
    doubtful: tuple[Name, ...]
    documents: int


def documents(paths: Sequence[Path]) -> Iterator[Document | ReadError]:
    """Yield the documents of files and folders, one at a time, and what cannot be read."""
    found = walk(paths, (), SUFFIXES)
    yield from found.errors
    for path in found.files:
        try:
            yield read(read_bytes(path), str(path))
        except ReadError as error:
            yield error


def name_words(document: Document) -> dict[str, str]:
    """Return the name words of a document, as written first, by key: capitalised inside a sentence.

    >>> from normalize.formats import parse
    >>> list(name_words(parse("Yesterday Aalto met Mr. van Dyck. NATO left.", "a")).values())
    ['Aalto', 'Dyck']
    """
    found: dict[str, str] = {}
    for segment in document.segments:
        for word in words(segment.text):
            is_name = is_capitalised(word.text) and not word.text.isupper()
            is_long = len(fold_letters(word.text)) >= SHORTEST
            if is_name and is_long and not starts_sentence(segment.text, word.start):
                found.setdefault(match_key(word.text), word.text)
    return found


def learn(
    archive: Iterable[Document], index: AliasIndex, lexicon: Lexicon, least: int = MIN_DOCUMENTS
) -> Learnt:
    """Count the names of an archive, and choose those to leave alone.

    Args:
        archive: Read once, in any order; only counts are kept.
        index: The gazetteer.
        lexicon: Ordinary words.
        least: Documents a name must be in; `NEAR_TIMES` as many if it is near a listed name.
    """
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    number = 0
    for document in archive:
        number += 1
        for key, text in name_words(document).items():
            spellings[key][text] += 1
    counted = [_name(own, index) for own in spellings.values() if own.total() >= least]
    unlisted = [one for one in counted if not _is_known(one.text, index, lexicon)]
    is_sure = {one.text: not one.near or one.documents >= least * NEAR_TIMES for one in unlisted}
    return Learnt(
        tuple(sorted((one for one in unlisted if is_sure[one.text]), key=lambda one: one.text)),
        tuple(
            sorted(
                (one for one in unlisted if not is_sure[one.text]),
                key=lambda one: (-one.documents, one.text),
            )
        ),
        number,
    )


def _name(own: Counter[str], index: AliasIndex) -> Name:
    text = min(own, key=lambda spelling: (-own[spelling], spelling))
    return Name(text, own.total(), near_name(text, index))


def _is_known(text: str, index: AliasIndex, lexicon: Lexicon) -> bool:
    """Whether a word is listed, left alone already, or no name."""
    is_listed = fold_letters(text) in index.by_part or match_key(text) in index.listed
    return (
        is_listed or match_key(text) in index.leave or text.lower() in PARTICLES or lexicon.is_ordinary(text)
    )


def near_name(text: str, index: AliasIndex) -> str:
    """Return the nearest listed name word that is one edit, or no sound, away; empty if there is none."""
    letters = fold_letters(text)
    sound = sound_form(letters)
    return next(
        (
            right
            for right in index.near(letters)
            if OSA.distance(letters, right) <= 1 or sound_form(right) == sound
        ),
        "",
    )


def gazetteer_text(learnt: Learnt, source: str) -> Iterator[str]:
    """Yield the lines of a gazetteer whose `leave` has the names, each with its number of documents."""
    yield f"# Names in {learnt.documents:,} documents of {source}, by `normalize learn`.\n"
    yield "# Behind each: how many of them it is in. Delete what is an error after all.\n"
    yield "version: 1\nleave:\n" if learnt.names else "version: 1\nleave: []\n"
    for one in learnt.names:
        near = f", near {one.near}" if one.near else ""
        yield f"- {scalar(one.text, in_brackets=False)}  # {one.documents:,}{near}\n"
