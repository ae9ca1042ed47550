"""The names NER found in the paragraphs of one document → the same, made to agree with each other.

A small tagger sees one paragraph at a time and now and then calls the same name a person here and a place
there, or misses it the third time. A document has one story to tell, so a surface form gets one type, its
repeats are found, and titles and genitives are no part of a name.

Everything here takes the texts of one document and, for each, its spans in text order.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from normalize.finders.spans import NameSpan
from normalize.model import EntityType
from normalize.patterns import later

Spans = list[NameSpan]

# Words before a person's name that are no part of it, lower case, without a full stop.
# Source: the words that stand before PERSON names in the training corpora (`training/ner/repair.py`).
TITLES_LIST = """
mr mrs ms miss mister sir madam dame dr prof professor rev reverend gen general lt col colonel capt
captain maj major sgt sergeant cmdr commander adm admiral brig brigadier lieutenant corporal sen senator
rep representative gov governor president vice-president premier chancellor minister secretary
secretary-general ambassador envoy spokesman spokeswoman spokesperson king queen prince princess emperor
empress sultan emir sheikh sheik pope cardinal archbishop bishop patriarch imam ayatollah mullah rabbi
judge justice prosecutor mayor chairman chairwoman chief director coach congressman congresswoman leader
commissioner inspector detective speaker
"""
TITLES = frozenset(TITLES_LIST.split())
# Words that may stand before a title and go with it ("Deputy Prime Minister …"), lower case.
MODIFIERS_LIST = """
prime vice deputy foreign defense defence interior finance acting former ex then late assistant the of for
state and major lieutenant brigadier
"""
MODIFIERS = frozenset(MODIFIERS_LIST.split())
# Source: the generational suffixes of English names, and the numerals of rulers and popes up to 25.
SUFFIXES = frozenset(
    ("Jr", "Sr", "II", "III", "IV", "V", "VI", "VII", "VIII", "X", "XI", "XII", "XVI", "XXIII")
)
GENITIVE = later(r"(?:'s|’s|'|’)$")
WORDLIKE = later(r"\w")
LETTERS = later(r"\w+")
WORD = later(r"\w+(?:[.'’-]\w+)*")
SHORTEST_REPEAT = 3  # letters; shorter names ("Li", "US") are left to the tagger. A guess.


def agreed(texts: Sequence[str], found: Sequence[Spans]) -> list[Spans]:
    """Return the spans of one document without titles, of one type per surface form, with their repeats."""
    bare = [list(trimmed(text, spans)) for text, spans in zip(texts, found, strict=True)]
    types = types_by_surface(texts, bare)
    retyped = [
        [replace(s, type=types.get(text[s.start : s.end], s.type)) for s in spans]
        for text, spans in zip(texts, bare, strict=True)
    ]
    known = by_first_word(repeatable(texts, types))
    return [
        with_repeats(text, spans, likely(text, known)) for text, spans in zip(texts, retyped, strict=True)
    ]


def trimmed(text: str, spans: Iterable[NameSpan]) -> Iterable[NameSpan]:
    """Yield spans without titles before, genitives after and white space around them; empty ones go."""
    for span in spans:
        bare = without_title(text, without_edges(text, span))
        if any(char.isalpha() for char in text[bare.start : bare.end]):
            yield bare


def without_edges(text: str, span: NameSpan) -> NameSpan:
    """Return a span without white space and punctuation around it and without a genitive at its end."""
    surface = text[span.start : span.end]
    left = len(surface) - len(surface.lstrip(" \t\n\u00a0\"'“”‘’([,;:-–—"))
    right = len(surface.rstrip(" \t\n\u00a0\"“”‘’'([,;:-–—"))
    genitive = GENITIVE.search(surface[:right])
    end = genitive.start() if genitive and genitive.start() > left else right
    return replace(span, start=span.start + left, end=span.start + max(end, left))


def without_title(text: str, span: NameSpan) -> NameSpan:
    """Return a person's span without the titles before the name; as it was if nothing else is in it.

    >>> without_title("Prime Minister Anna Berg", NameSpan(0, 24, "person"))
    NameSpan(start=15, end=24, type='person')
    >>> without_title("Larry King", NameSpan(6, 10, "person"))
    NameSpan(start=6, end=10, type='person')
    """
    if span.type != "person":
        return span
    start = span.start
    for word in re.finditer(r"\S+", text[span.start : span.end]):
        lowered = word[0].lower().rstrip(".")
        if lowered in TITLES and span.start + word.end() < span.end:
            start = span.start + word.end()
        elif lowered not in MODIFIERS:
            break
    while text[start : start + 1].isspace():
        start += 1
    return replace(span, start=start)


def types_by_surface(texts: Sequence[str], found: Sequence[Spans]) -> dict[str, EntityType]:
    """Return the type most of a surface form's mentions have; ties go to the type seen first.

    The last word of a person's full name counts as a mention of that person, once per full name.
    """
    votes: dict[str, Counter[EntityType]] = {}
    for text, spans in zip(texts, found, strict=True):
        for span in spans:
            surface = text[span.start : span.end]
            votes.setdefault(surface, Counter())[span.type] += 1
            if span.type == "person" and (last := surname(surface)):
                votes.setdefault(last, Counter())["person"] += 1
    return {surface: count.most_common(1)[0][0] for surface, count in votes.items()}


def surname(full_name: str) -> str:
    """Return the last word of a full name that is no "Jr." or numeral; "" for a name of one word.

    >>> surname("Tom Haverkamp Jr."), surname("Olav"), surname("Olav V")
    ('Haverkamp', '', '')
    """
    words = full_name.split()
    while words and words[-1].rstrip(".") in SUFFIXES:
        words.pop()
    return words[-1] if len(words) > 1 else ""


def repeatable(texts: Sequence[str], types: Mapping[str, EntityType]) -> dict[str, EntityType]:
    """Return the surface forms whose other occurrences are names as well.

    Capitalised, long enough, and never in lower case in the same document: "Bush" and a "bush" are two.
    """
    lowered = {word for text in texts for word in WORD.findall(text) if word.islower()}
    return {
        surface: kind
        for surface, kind in types.items()
        if len(surface) >= SHORTEST_REPEAT and surface[0].isupper() and surface.lower() not in lowered
    }


def by_first_word(types: Mapping[str, EntityType]) -> dict[str, dict[str, EntityType]]:
    """Return surface forms, each of which has a letter, by their first words."""
    found: dict[str, dict[str, EntityType]] = defaultdict(dict)
    for surface, kind in types.items():
        found[LETTERS.findall(surface)[0]][surface] = kind
    return found


def likely(text: str, known: Mapping[str, Mapping[str, EntityType]]) -> dict[str, EntityType]:
    """Return those of many forms, by their first words, whose first word stands in a text."""
    words = known.keys() & LETTERS.findall(text)
    return {form: kind for word in words for form, kind in known[word].items()}


def with_repeats(text: str, spans: Spans, known: Mapping[str, EntityType]) -> Spans:
    """Return spans and, where none of them is, the whole-word occurrences of known forms; longest first."""
    longest = sorted((form for form in known if form in text), key=lambda form: (-len(form), form))
    found, taken = list(spans), bytearray(len(text))
    for span in spans:
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    for form in longest:
        for start in whole_words(text, form):
            end = start + len(form)
            if not any(taken[start:end]):
                found.append(NameSpan(start, end, known[form]))
                taken[start:end] = b"\1" * len(form)
    return sorted(found, key=lambda span: span.start)


def whole_words(text: str, form: str) -> Iterator[int]:
    """Yield where a form stands in a text as whole words: no letter or digit directly beside it.

    >>> list(whole_words("Bush, Bushes, Bush", "Bush"))
    [0, 14]
    """
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        beside = text[max(0, start - 1) : start] + text[end : end + 1]
        is_whole = not WORDLIKE.search(beside)
        if is_whole:
            yield start
        start = text.find(form, end if is_whole else start + 1)
