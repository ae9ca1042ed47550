"""Which fields of structured data a reader of the news reads, by their names.

Read: headlines, titles, descriptions, captions, summaries and bodies, whatever way they are spelt
(`body_text`, `bodyText`, `Body HTML`). Not read: names in lists of people, places and organisations (ninjs
`people[].name`): they are the words of a controlled vocabulary, true by definition, and belong to a code
beside them; nor bylines, slugs, credits, notes to editors, rights, keys, codes, addresses and dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from normalize.formats.languages import is_english

# Source: the fields of running text in IPTC ninjs 1.4, 2.1 and 3.0, schema.org NewsArticle, JSON Feed 1.1,
# RSS 2.0, Atom (RFC 4287), WordPress REST API, Guardian Open Platform and NYT Article Search.
NAMES = frozenset(
    """
    abstract alt alternativeheadline alttext answer article articlebody articletext bodies body bodytext
    caption content copy dateline deck dek description excerpt footnote heading headline highlight intro
    introduction kicker lead leadparagraph lede located para paragraph pullquote question quote sentence
    snippet standfirst story storytext strapline subhead subheader subheading subheadline subtitle
    summaries summary teaser text title trailtext transcript translation webtitle
    """.split()
)

# What may stand before a name and says only of what it is: `post_content`, `seoTitle`.
OWNERS = frozenset(
    """
    article clean display doc document en eng english full image item long main meta mt news og page photo
    picture plain post print seo short social story translated tweet video web
    """.split()
)

# What may follow a name and says only in which form or language the text is.
FORMS = frozenset(
    """
    caption clean en eng english extended full fulltext html long main markdown md nitf plain rich
    richtext short text translated xhtml
    """.split()
)

# Names that may be followed by any word (ninjs: `body_…`, `headline_…`, `description_…`), but for these.
# Source: ninjs schema 1.4, patternProperties; the exceptions are a guess at what is no text.
OPEN = frozenset({"body", "description", "headline"})
CLOSED = frozenset(
    """
    author by class code color colour count created credit date format hash href id ids image images key
    lang language length link links mime mimetype modified path profile role score size slug source status
    style time timestamp type uri url urls version
    """.split()
)
MARKUP = frozenset({"html", "xhtml", "richtext"})

# Fields that hold the text of the field they stand in: ninjs 3 `bodies[].value`, WordPress `title.rendered`.
HOLDERS = frozenset({"value", "rendered", "raw", "main", "text"})

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+")


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that a user wants read.

    Attributes:
        wanted: Names, or ends of paths with a dot between names; `*` is any one name, `[]` says
            nothing. Empty for the usual names.
    """

    wanted: tuple[str, ...] = ()

    def has(self, path: Sequence[str]) -> bool:
        """Return whether the value at a path of names, outermost first, is to be read.

        >>> Fields().has(["items", "headline"]), Fields().has(["people", "name"])
        (True, False)
        >>> Fields(("items[].*.lead",)).has(["feed", "items", "news", "lead"])
        True
        """
        if self.wanted:
            return bool(_pattern(self.wanted).search("." + ".".join(path)))
        if not path:
            return False
        holder = path[-1] in HOLDERS or bool(is_english(path[-1]))
        return is_text(path[-1]) or (holder and len(path) > 1 and is_text(path[-2]))


@lru_cache(maxsize=4096)
def is_text(name: str) -> bool:
    """Return whether a field of this name usually holds running text.

    >>> [is_text(name) for name in ("body_xhtml", "bodyText", "Headlines")]
    [True, True, True]
    >>> [is_text(name) for name in ("body_id", "title_de", "name")]
    [False, False, False]
    """
    words = _words(name)
    if len(words) > 1 and words[0] in OPEN and not _is_closed(words[-1]):
        return True
    while len(words) > 1 and words[-1] in FORMS and not _is_name(words):
        words = words[:-1]
    while len(words) > 1 and words[0] in OWNERS and not _is_name(words):
        words = words[1:]
    return bool(words) and _is_name(words)


def is_markup(path: Sequence[str]) -> bool:
    """Return whether a field says by its name that it holds HTML."""
    return bool(path) and bool(MARKUP & set(_words(path[-1])))


def _words(name: str) -> list[str]:
    return [word.lower() for word in WORD.findall(name)]


def _is_name(words: Sequence[str]) -> bool:
    joined = "".join(words)
    return joined in NAMES or joined.removesuffix("s") in NAMES


def _is_closed(word: str) -> bool:
    """Return whether what follows `body_` says that it is no text, or in another language than English."""
    return word in CLOSED or (len(word) == 2 and word != "en")


@lru_cache(maxsize=64)
def _pattern(wanted: tuple[str, ...]) -> re.Pattern[str]:
    paths = (re.escape(one.replace("[]", "")).replace(r"\*", r"[^.]*") for one in wanted)
    return re.compile(rf"\.(?:{'|'.join(paths)})\Z")
