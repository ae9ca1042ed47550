"""Text → words: where they stand, and how names are built from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from normalize.keys import APOSTROPHES
from normalize.model import Token

# Characters that show nothing but may stand inside a word: soft hyphen, zero-width, word joiner, BOM.
# Source: Unicode 16.0, general category Cf, those met in web copy.
HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

_LETTER = r"[^\W\d_]"
_WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|[{HIDDEN}\u0300-\u036f]|[{APOSTROPHES}](?={_LETTER}))*")
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}][sS]$")

# What may stand between two words of one name. A full stop only after an initial or a short title.
# Source: Chicago Manual of Style 8.4 to 8.14 on personal names.
_JOINT = re.compile(r"[ \t\u00a0\u202f]*(?:\r\n?|\n)?[ \t\u00a0]*|\s?[-‐‑]\s?|\. ?")

# Segments whose words stay in memory: those of a long document, which several stages read. A guess; 25 MB.
SEGMENTS_KEPT = 2048

# What may stand between the end of a sentence and the first word of the next.
BESIDE = " \t\u00a0\u202f\"“”„«»‘’'([*_—–-"

# Lower-case words inside names of people and places.
# Source: Chicago Manual of Style 8.7 to 8.14; CLDR person name formatting, field "prefix".
PARTICLES = frozenset(
    """
    al ad an ar as at az abu bin bint ibn ben bat da das de dei del della den der des di do dos du e el
    la las le les los of the ter ten van vom von und upon sur y zu zum zur
    """.split()
)


def words(text: str) -> Iterator[Token]:
    """Yield the words of a text in order, without possessive endings; hyphens divide words.

    >>> [word.text for word in words("Kiev’s Witkov-led talks, O'Brien said")]
    ['Kiev', 'Witkov', 'led', 'talks', "O'Brien", 'said']
    """
    for found in _WORD.finditer(text):
        word, start = found.group(), found.start()
        if word[-1] in "sS" and (ending := _POSSESSIVE.search(word)):
            word = word[: ending.start()]
        yield Token(word, start, start + len(word))


@lru_cache(maxsize=SEGMENTS_KEPT)
def tokenised(text: str) -> tuple[Token, ...]:
    """Return the words of a segment, in order; kept, for several stages ask."""
    return tuple(words(text))


def is_capitalised(word: str) -> bool:
    """Whether a word begins with a capital, as names in Latin script do; after an apostrophe counts, too."""
    return word[:1].isupper() or (len(word) > 2 and word[1] in APOSTROPHES and word[2].isupper())


def joins(text: str, left: Token, right: Token) -> bool:
    """Whether two neighbouring words may belong to one name: only white space, a hyphen or an initial's
    full stop stands between them.

    >>> text = "Joe R. Biden. Putin"
    >>> one, two, three, four = words(text)
    >>> joins(text, one, two), joins(text, two, three), joins(text, three, four)
    (True, True, False)
    """
    between = text[left.end : right.start]
    if not between or not _JOINT.fullmatch(between):
        return False
    return "." not in between or len(left.text) == 1


def starts_sentence(text: str, start: int) -> bool:
    """Whether the word at `start` is the first of a sentence or of the text.

    >>> starts_sentence("He left. “Moscow said", 10), starts_sentence("He saw Moscow", 7)
    (True, False)
    """
    at = start
    while at and text[at - 1] in BESIDE:
        at -= 1
    return not at or text[at - 1] in ".!?:;…\n•|"


def spelt(tokens: Iterable[Token]) -> str:
    """The words joined by one space."""
    return " ".join(token.text for token in tokens)
