"""A segment's words → the stretches of it that the gazetteer lists, longest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalize.hidden import revealed
from normalize.index import AliasIndex
from normalize.keys import match_key
from normalize.model import Token
from normalize.tokens import is_capitalised, joins


def listed(text: str, tokens: Sequence[Token], index: AliasIndex) -> Iterator[tuple[int, int, str]]:
    """Yield (first word, one past the last, key) of every listed stretch, leftmost longest, no overlaps.

    A form counts only with a capital somewhere: `us` is not the country. A short form in capitals
    (an acronym) counts only in capitals.
    """
    keys = [match_key(revealed(token.text)) for token in tokens]
    position = 0
    while position < len(tokens):
        end = _longest(text, tokens, keys, position, index)
        if end > position:
            yield position, end, " ".join(keys[position:end])
        position = max(end, position + 1)


def _longest(text: str, tokens: Sequence[Token], keys: Sequence[str], start: int, index: AliasIndex) -> int:
    """One past the last word of the longest form that begins at `start`; `start` if none does."""
    if keys[start].partition(" ")[0] not in index.first_words:
        return start
    key, stretches = keys[start], [keys[start]]
    for after in range(start + 1, min(len(tokens), start + index.longest)):
        key = f"{key} {keys[after]}"
        if not joins(text, tokens[after - 1], tokens[after]) or not index.listed.begins(key):
            break
        stretches.append(key)
    for end in range(start + len(stretches), start, -1):
        if listings := index.listed.get(stretches.pop()):
            surface = text[tokens[start].start : tokens[end - 1].end]
            if any(_fits(surface, listing.form) for listing in listings):
                return end
    return start


def _fits(surface: str, form: str) -> bool:
    """Whether the capitals of a surface form are those of a name."""
    if form.isupper() and len(form) <= 4:
        return surface.replace(".", "").isupper()
    return any(is_capitalised(word) for word in surface.split()) or surface == form
