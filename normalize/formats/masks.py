"""What stands in running text and is no text: URLs, addresses, handles, hashtags, links of wikis, paths, ids.

Each such stretch is cut out of its segment; `PLACEHOLDER` stands in its place, in one atomic
piece that no correction changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalize.formats.pieces import cut
from normalize.model import Piece
from normalize.offsets import Stretch
from normalize.patterns import later

# Top-level domains that news copy writes without a scheme; a guess at what is common. None that is
# an English word (us, it, in, by), for "Moscow.in 2014" is a missing space.
DOMAINS = "com|org|net|gov|edu|int|mil|info|io|tv|eu|uk|ca|au|ru|ua|fr|de|nl|pl|es|cn|jp|il|ir|tr"

# File name extensions that news copy and technical text name; a guess at what is common.
EXTENSIONS = (
    "html?|markdown|txt|rtf|pdf|docx?|xlsx?|pptx?|csv|tsv|json|ya?ml|toml|xml|jpe?g|png|gif|svg|webp|"
    "mp[34]|wav|mov|avi|zip|gz|tar|exe|py|js|css|php"
)

# Where none of these is, there is nothing to mask: most paragraphs, at a tenth of the cost.
HINT = re.compile(r"[@#＠＃/_\\]|\[\[|[.:]\w|-[0-9a-fA-F]{4}-")

MASKED = later(
    rf"""
    (?: (?<![\w+.-]) [a-z][a-z0-9+.-]*:// | \bwww\. ) [^\s<>"“”«»\ufffc]+     # https://example.org/Witkov
  | \b(?: mailto | urn | tag | doi | tel ) : [^\s<>"“”«»\ufffc]+            # tag:example.org,2025:id
  | \[\[ [^\[\]\n]{{1,300}} \]\]                                            # [[Mark Latte|the envoy]]
  | (?<![\w.+-]) [\w.+-]+ @ [\w-]+ (?: \. [\w-]+ )+                          # desk@example.org
  | (?<![\w@]) [@＠] \w [\w.-]* (?: @ [\w.-]+ )?                             # @SteveWitkov
  | (?<![\w&\#]) [\#＃] (?= \w*[^\W\d_] ) \w+                                # #Witkov
  | \b[A-Za-z]:\\ [^\s<>"|?*]+ | \\\\ [\w.-]+ \\ [^\s<>"|?*]+                # C:\Users\Latte
  | (?<![\w/.]) (?: ~ | \.\.? )? / [\w.+-]+ / [\w.+/-]*                      # /srv/Latte/x
  | (?<![\w/.-]) (?: [\w.-]+ / )* [\w-]+ (?: \. [\w-]+ )* \.(?i: {EXTENSIONS} )(?! [.]?\w )  # img/Latte.png
  | (?<![\w.@-]) (?: [\w-]+ \. )+ (?: {DOMAINS} )(?! [\w-] | \.\w ) (?: [/:?\#] [^\s<>"“”«»\ufffc]* )?
  | (?<!\w) [^\W_]+ (?: _+ [^\W_]+ )+ (?!\w)                                 # mark_latte
  | \b[0-9a-fA-F]{{8}} (?: - [0-9a-fA-F]{{4}} ){{3}} - [0-9a-fA-F]{{12}} \b
    """,
    re.VERBOSE,
)

# What ends a sentence, a bracket or an emphasis rather than a URL, though a URL may hold it.
TRAILING = ".,;:!?'\"’”»)]}>*_~"


def masked(text: str) -> Iterator[Stretch]:
    """Yield the stretches of a text that are no text, in order, each of two characters or more.

    >>> list(masked("Latte, says https://bbc.com/a1, and/or he."))
    [(12, 30)]
    """
    if not HINT.search(text):
        return
    for match in MASKED.finditer(text):
        start, end = match.span()
        while end > start and text[end - 1] in TRAILING and not _closes(text[start:end]):
            end -= 1
        if end - start > 1:
            yield start, end


def without_masked(pieces: Sequence[Piece], also: re.Pattern[str] | None = None) -> tuple[Piece, ...]:
    """Return the pieces of a segment with all that is no text cut out, and what a pattern finds."""
    if also:
        found = also.finditer("".join(piece.text for piece in pieces))
        pieces = cut(pieces, (match.span() for match in found))
    return cut(pieces, masked("".join(piece.text for piece in pieces)))


def _closes(stretch: str) -> bool:
    """Return whether a final bracket belongs to a URL: `…/Mercury_(planet)`."""
    return stretch.endswith(")") and stretch.count("(") >= stretch.count(")")
