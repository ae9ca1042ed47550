"""Endings that languages put on names, and the names without them."""

from __future__ import annotations

from functools import lru_cache

from normalize.keys import fold_letters

# English endings that make a people, a language or an adjective of a place name.
# Source: common knowledge of English (Tasmanian, Viennese, Iraqi, Londoner, Cypriot).
DERIVED = tuple("ian ians an ans n ns ese ish ite ites er ers ic i is iot".split())

# Endings that Slavic languages, and translation out of them, put on names: women's (Merkelova), possessive.
# Longest first. Source: common knowledge of Czech, Slovak and Russian.
ENDINGS = ("ovym", "ova", "ove", "ovi", "ovo", "ovu", "ov", "ske", "sku", "sko", "sky", "ska", "sk")

# Words whose stems stay in memory: they are asked for again and again. A guess; 2 MB.
WORDS_KEPT = 1 << 13


def is_derived(surface: str, place: str) -> bool:
    """Whether a word is made from a place name by an English ending: its people, its language, its own.

    >>> is_derived("Tasmanian", "Tasmania"), is_derived("Viennese", "Vienna"), is_derived("Sudzh", "Sudzha")
    (True, True, False)
    """
    word, stem = fold_letters(surface), fold_letters(place)
    return word.endswith(DERIVED) and not stem.startswith(word) and any(
        word.endswith(ending) and len(word) - len(ending) >= 3 and stem.startswith(word[: -len(ending)])
        and len(stem) - (len(word) - len(ending)) <= 2
        for ending in DERIVED
    )  # fmt: skip


@lru_cache(maxsize=WORDS_KEPT)
def stems(letters: str) -> tuple[str, ...]:
    """A word without the longest Slavic ending that it has; nothing if too little is left.

    >>> stems("merkelova"), stems("rutte")
    (('merkel',), ())
    """
    ending = next((one for one in ENDINGS if letters.endswith(one)), "")
    stem = letters.removesuffix(ending)
    return (stem,) if ending and len(stem) > 2 else ()
