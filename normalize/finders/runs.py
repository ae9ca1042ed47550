"""A segment's words → unbroken runs of names: capitals, particles between them, initials."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalize.model import Token
from normalize.tokens import PARTICLES, is_capitalised, joins


def runs(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of `tokens`, as half-open index ranges, that may be names.

    A run begins and ends with a capitalised word; lower-case particles may stand inside, and
    lower-case words that a hyphen ties to the word before (`Moon Jae-in`).

    >>> from normalize.tokens import words
    >>> text = "Yesterday Ursula von der Leyen met Moon Jae-in. Macron left."
    >>> tokens = list(words(text))
    >>> [" ".join(token.text for token in tokens[start:end]) for start, end in runs(text, tokens)]
    ['Yesterday Ursula von der Leyen', 'Moon Jae in', 'Macron']
    """
    position = 0
    while position < len(tokens):
        if not is_capitalised(tokens[position].text):
            position += 1
            continue
        end = _end(text, tokens, position)
        yield position, end
        position = end


def _end(text: str, tokens: Sequence[Token], start: int) -> int:
    """One past the last word of the run that begins at `start`."""
    end = last = start + 1
    while last < len(tokens) and joins(text, tokens[last - 1], tokens[last]):
        word = tokens[last].text
        hyphened = text[tokens[last].start - 1] in "-‐‑"
        if is_capitalised(word) or (hyphened and len(word) <= 3):
            end = last + 1
        elif word not in PARTICLES:
            break
        last += 1
    return end
