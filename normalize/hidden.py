"""Names with characters in them that no reader sees: zero-width ones, and letters of another script."""

from __future__ import annotations

import unicodedata

from normalize.tokens import HIDDEN

# Cyrillic and Greek letters that look like Latin ones.
# Source: Unicode Technical Standard 39, confusables.txt, single letters only.
LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХԁаеѕіјорсухһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν",
    "ABESIJKMHOPCTYXdaesijopcyxhqwABEZHIKMNOPTYXoav",
)


def revealed(text: str) -> str:
    """Return a Latin text as it looks: hidden characters gone, lookalike letters of other scripts replaced.

    Text without a Latin letter is returned as it is: there, other scripts are no disguise.

    >>> revealed("Zel\u200bensky"), revealed("Zеlensky") == "Zelensky", revealed("Москва")
    ('Zelensky', True, 'Москва')
    """
    if text.isascii():
        return text
    bare = "".join(letter for letter in text if letter not in HIDDEN)
    wide = "".join(unicodedata.normalize("NFKC", c) if "\uff21" <= c <= "\uff5a" else c for c in bare)
    if not any("LATIN" in unicodedata.name(letter, "") for letter in wide):
        return text
    return wide.translate(LOOKALIKES)


def disguise(text: str) -> str:
    """Say in words what is hidden in a text; empty when nothing is.

    >>> disguise("Zel\u200bensky"), disguise("Zelensky")
    ('U+200B inside the name', '')
    """
    plain = revealed(text)
    if plain == text:
        return ""
    odd = sorted({f"U+{ord(letter):04X}" for letter in text if letter not in plain})
    return f"{', '.join(odd)} inside the name" if odd else "mixed scripts inside the name"
