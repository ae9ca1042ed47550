"""When two spellings count as the same."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose, as they are usually written in ASCII.
# Source: Unicode Annex #15 leaves them whole; spellings as in ICU's Latin-ASCII transform.
LETTERS = str.maketrans(
    {
        "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ß": "ss", "ẞ": "SS",
        "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i", "ħ": "h", "Ħ": "H", "þ": "th", "Þ": "Th",
        "ŋ": "n", "Ŋ": "N", "ə": "e", "Ə": "E",
    }
)  # fmt: skip

# Apostrophes and letters that look like them: romanised soft signs, ayn, hamza, okina.
APOSTROPHES = "'’‘`´ʼʻʹʽʿʾ"


@lru_cache(maxsize=1 << 16)
def fold_letters(text: str) -> str:
    """Return the letters a to z of a text: no case, no marks, nothing else.

    >>> fold_letters("Łódź"), fold_letters("O’Brien-Smith"), fold_letters("Fröhlich")
    ('lodz', 'obriensmith', 'frohlich')

    Source: Unicode Annex #15 for the decomposition; `LETTERS` for ł, ø, ß.
    """
    if text.isascii():
        if text.isalpha():
            return text.lower()
        return "".join(letter for letter in text.lower() if "a" <= letter <= "z")
    plain = unicodedata.normalize("NFKD", text.translate(LETTERS)).lower()
    return "".join(letter for letter in plain if "a" <= letter <= "z")


@lru_cache(maxsize=1 << 16)
def match_key(text: str) -> str:
    """Return the spelling under which two forms count as the same.

    Case, marks and punctuation go; words are joined by one space; hyphens count as spaces and
    apostrophes as nothing. For comparing, never for showing. Digits stay. Letters of other
    scripts stay, folded by case, so that native names have keys too.

    >>> match_key("Jean-Claude  JUNCKER"), match_key("O’Brien")
    ('jean claude juncker', 'obrien')
    >>> match_key("Łódź") == match_key("lodz")
    True

    Source: Unicode Annex #15 for the decomposition; `LETTERS` for ł, ø, ß.
    """
    if text.isascii() and text.isalnum():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(LETTERS)).casefold()
    kept = (
        "" if unicodedata.combining(letter) or letter in APOSTROPHES or letter == "\u00ad"
        else letter if letter.isalnum()
        else " "
        for letter in plain
    )  # fmt: skip
    return " ".join("".join(kept).split())
