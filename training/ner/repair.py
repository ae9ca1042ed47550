"""Stories as the corpora label them → stories labelled our way.

Titles go out of PERSON, demonyms are no names, and in the one corpus with machine-made labels (GMB) a
surface form keeps the label it has most of the time, wherever it occurs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from passages import Passage, Span, Story, tidy

# Source: the words before PERSON names in GMB and MASC, most frequent first, read by hand; and the English
# abbreviations of rank and office.
TITLES_LIST = """
mr mrs ms miss mister sir madam dr prof professor rev reverend fr gen general lt col colonel capt captain
maj major sgt sergeant cpl cmdr commander adm admiral brig brigadier lieutenant marshal corporal sen
senator rep representative gov governor pres president vice-president premier chancellor minister
ministers secretary secretary-general ambassador envoy spokesman spokeswoman spokesperson king queen
prince princess emperor empress tsar czar sultan emir sheikh sheik shaikh shah crown duke duchess lord
lady baron count pope cardinal archbishop bishop patriarch imam ayatollah grand mullah rabbi father sister
brother saint judge justice attorney prosecutor mayor chairman chairwoman chairperson chief director
manager coach captain congressman congresswoman lawmaker leader head officer detective inspector constable
executive commissioner coordinator candidate author actor actress singer director writer professor
economist analyst counsel speaker deputy premier-designate president-elect
"""
TITLES = frozenset(TITLES_LIST.split())
MODIFIERS_LIST = """
prime vice deputy foreign defense defence interior finance interim acting former then late assistant under
senior army state u.s. us british israeli iraqi iranian russian palestinian pakistani afghan french german
of the and for staff general attorney secretary special trade health justice oil energy labor labour home
supreme president house opposition rebel military police economy economic federal national
"""
MODIFIERS = frozenset(MODIFIERS_LIST.split())
# Titles that are surnames too: kept when they stand alone.
SURNAMES_TOO = frozenset(
    ("king", "pope", "judge", "bishop", "major", "prince", "duke", "baron", "marshal", "lord")
)
ORG_WORDS_LIST = """
office ministry committee council party court bank university company group department agency union
association organization institute commission service assembly of for and
"""
ORG_WORDS = frozenset(ORG_WORDS_LIST.split())


# Peoples and faiths that GMB labels now as persons, now as places, and mostly not at all.
PEOPLES_LIST = """
Sunni Sunnis Shi'ite Shi'ites Shiite Shiites Kurdish Muslim Christian Western Islamic Islamist Jewish Hindu
Sikh Buddhist Catholic Protestant Orthodox Roman Republican Republicans Democrat Democratic Latin
"""
PEOPLES = frozenset(PEOPLES_LIST.split())
# Lower-case words before a capital ("southern Afghanistan", "the Netherlands") unless they are part of names.
LEADING = re.compile(
    r"(?:(?:The|(?!(?:al|bin|ibn|abu|ben|de|da|del|della|di|do|dos|la|le|el|van|von|der|den|ter|ten)\b)[a-z]+)\s+)+(?=[A-Z])"
)


def bare(word: str) -> str:
    """Return a word as the lists above have it: lower case, no full stop at the end (but "u.s.")."""
    lowered = word.lower()
    return lowered if lowered in MODIFIERS else lowered.rstrip(".,")


def title_words(words: list[str]) -> int:
    """Return how many of a name's first words are title, 0 to all of them."""
    count = 0
    for at, word in enumerate(words):
        if bare(word) in TITLES:
            count = at + 1
        elif bare(word) not in MODIFIERS:
            break
    return count


def untitled(passage: Passage, span: Span) -> Span | None:
    """Return a PERSON span without titles before the name; None if there is only an office."""
    surface = passage.text[span.start : span.end]
    words = surface.split()
    count = title_words(words)
    if count == 0:
        return span
    if count == len(words):
        return span if count == 1 and words[0].lower() in SURNAMES_TOO else None
    if words[count].lower() in ("of", "for", "to"):
        return None
    start = [match.start() for match in re.finditer(r"\S+", surface)][count]
    return replace(span, start=span.start + start)


def trimmed(passage: Passage, span: Span) -> Span:
    """Return a span without lower-case words before and a genitive or comma after it."""
    surface = passage.text[span.start : span.end]
    head = LEADING.match(surface)
    tail = re.search(r"(?:'s|’s|'|’|,)$", surface)
    return replace(
        span, start=span.start + (head.end() if head else 0), end=span.end - (len(tail[0]) if tail else 0)
    )


def is_titled_person(surface: str) -> bool:
    """Tell whether a surface form is a title and a person's name ("Prime Minister Erdogan")."""
    words = surface.split()
    count = title_words(words)
    rest = words[count:]
    return (
        0 < count < len(words)
        and len(rest) <= 3
        and all(word[:1].isupper() or word in ("al", "bin", "de", "von", "van") for word in rest)
        and not any(bare(word) in ORG_WORDS or bare(word) in TITLES for word in rest)
        and bare(words[0]) not in ("state", "supreme", "federal", "national", "house", "grand", "attorney")
    )


def mended(passage: Passage, demonyms: frozenset[str]) -> Passage:
    """Return a passage whose PERSON spans have no titles and whose spans are no demonyms."""
    spans: list[Span] = []
    for span in passage.spans:
        span = trimmed(passage, span)
        surface = passage.text[span.start : span.end]
        if span.label != "PERSON" and is_titled_person(surface):
            span = replace(span, label="PERSON")
        kept = untitled(passage, span) if span.label == "PERSON" else span
        if kept and any(char.isalnum() for char in surface) and surface not in demonyms | PEOPLES:
            spans.append(kept)
    return Passage(passage.text, tidy(spans))


Votes = Mapping[str, Counter[str]]


def votes(stories: Iterable[Story]) -> dict[str, Counter[str]]:
    """Count the labels of each surface form."""
    counts: dict[str, Counter[str]] = {}
    for story in stories:
        for passage in story.sentences:
            for span in passage.spans:
                counts.setdefault(passage.text[span.start : span.end], Counter())[span.label] += 1
    return counts


def winners(counts: Votes, least: int, share: float) -> dict[str, str]:
    """Return the label of each surface form that has it `least` times and in `share` of its mentions."""
    best = {surface: count.most_common(1)[0] for surface, count in counts.items()}
    return {s: label for s, (label, n) in best.items() if n >= least and n >= share * counts[s].total()}


def places_of(passage: Passage, surfaces: Mapping[str, str], longest: int) -> Iterable[Span]:
    """Yield every stretch of whole words that is one of `surfaces`, labelled or not."""
    words = list(re.finditer(r"\w[\w.'’&-]*(?<![.'’])|\w\.(?:\w\.)+", passage.text))
    for at, first in enumerate(words):
        for last in words[at : at + longest]:
            surface = passage.text[first.start() : last.end()]
            if surface in surfaces:
                yield Span(first.start(), last.end(), surfaces[surface])


def evened(stories: list[Story]) -> list[Story]:
    """Return stories where a form has the label of its majority, unlabelled repeats included.

    A form counts from three mentions and seven in ten of one label; unlabelled repeats are filled where at
    least eight in ten occurrences are labelled already. The three numbers are guesses, checked on samples.
    """
    counts = votes(stories)
    labels = winners(counts, 3, 0.7)
    seen: Counter[str] = Counter()
    for story in stories:
        for passage in story.sentences:
            seen.update(passage.text[s.start : s.end] for s in places_of(passage, labels, 5))
    sure = {s: label for s, label in labels.items() if counts[s].total() >= 0.8 * seen[s] and s[0].isupper()}

    def even(passage: Passage) -> Passage:
        own = [
            replace(span, label=labels.get(passage.text[span.start : span.end], span.label))
            for span in passage.spans
        ]
        new = [
            s for s in places_of(passage, sure, 5) if all(s.end <= o.start or s.start >= o.end for o in own)
        ]
        return Passage(passage.text, tidy([*own, *new]))

    return [replace(story, sentences=tuple(map(even, story.sentences))) for story in stories]


def repaired(stories: list[Story], demonyms: frozenset[str]) -> list[Story]:
    """Return stories labelled our way; those of GMB are evened as well."""
    fixed = [replace(s, sentences=tuple(mended(p, demonyms) for p in s.sentences)) for s in stories]
    return evened(fixed) if fixed and fixed[0].corpus == "gmb" else fixed
