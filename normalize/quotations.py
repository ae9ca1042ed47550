"""Where a segment quotes somebody word for word."""

from __future__ import annotations

import re

from normalize.patterns import later

# A stretch in quotation marks is a quotation, not a title or a nickname, from this many words on.
# Source: a guess: scare quotes, titles and call signs are mostly shorter.
LEAST_WORDS = 5

_MARKS = re.compile(r"“[^“”]*(?:”|$)|«[^«»]*(?:»|$)|„[^„“”]*(?:[“”]|$)|(?<![\w\"])\"[^\"]*(?:\"|$)")

# `[sic]`, or `(sic)` as British copy has it, after a name, a closing quotation mark or bracket between them.
# Source: codespell's `sic_regex`; round brackets by common knowledge of British copy.
_SIC = later(r"[\"'’”)\s]*(?:\[sic\]|\(sic\))", re.IGNORECASE)


def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """Return the stretches of direct quotation, marks included. One that does not close runs to the end.

    >>> quotations('He said “I saw Mr Smith there today” and left the “Hawk”.')
    ((8, 36),)
    """
    return tuple(
        (found.start(), found.end())
        for found in _MARKS.finditer(text)
        if len(found.group().split()) >= LEAST_WORDS
    )


def is_sic(text: str, end: int) -> bool:
    """Whether `[sic]` or `(sic)` follows what ends at `end`.

    >>> is_sic("“Witkov” [sic] said", 7), is_sic("Witkov (sic) said", 6), is_sic("Witkov said", 6)
    (True, True, False)
    """
    return bool(_SIC.match(text, end))
