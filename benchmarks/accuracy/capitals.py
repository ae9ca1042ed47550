"""Text → stretches that may be names, by their capitals alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.accuracy.model import POSSESSIVE, SHORTEST, WORD, Listed

# Longer runs are looked at in pieces of this many words. Source: 99 % of the forms are no longer.
LONGEST = 4

Stretch = tuple[int, int]


def words_of(text: str) -> list[Stretch]:
    """Return the words with a capital, without a possessive ending, as (start, end)."""
    found = []
    for word in WORD.finditer(text):
        end = word.end() - (2 if POSSESSIVE.search(word.group()) else 0)
        if word.group()[0].isupper():
            found.append((word.start(), end))
    return found


def runs(text: str) -> Iterator[list[Stretch]]:
    """Yield the words with a capital that follow each other with nothing but a space between.

    >>> [[text[a:b] for a, b in run] for text in ["So Mark Latte said in New York"] for run in runs(text)]
    [['So', 'Mark', 'Latte'], ['New', 'York']]
    """
    run: list[Stretch] = []
    for start, end in words_of(text):
        if run and text[run[-1][1] : start] != " ":
            yield run
            run = []
        run.append((start, end))
    if run:
        yield run


def stretches(text: str) -> Iterator[Stretch]:
    """Yield every piece of every run, of one to `LONGEST` words."""
    for run in runs(text):
        for first in range(len(run)):
            for last in range(first, min(len(run), first + LONGEST)):
                start, end = run[first][0], run[last][1]
                if end - start >= SHORTEST:
                    yield start, end


def is_unknown(surface: str) -> bool:
    """Whether some word of a surface form is not in wordfreq's English list."""
    from wordfreq import zipf_frequency

    return any(zipf_frequency(word, "en") == 0.0 for word in surface.split())


def free(text: str, found: Iterable[Stretch], listed: Listed) -> list[Stretch]:
    """Return the stretches that touch no form as it is listed: what is right protects its words.

    A word of a form that stands alone protects only itself.
    """
    every = list(found)
    forms = {form.casefold() for form in (*listed.forms, *listed.right)}
    right = [(a, b) for a, b in stretches(text) if text[a:b].casefold() in forms]
    return [
        (start, end)
        for start, end in every
        if text[start:end].casefold() not in listed.keys and all(end <= a or b <= start for a, b in right)
    ]
