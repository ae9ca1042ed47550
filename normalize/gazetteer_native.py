"""A text in another script → the entities whose native names stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from normalize.keys import match_key
from normalize.model import Entity
from normalize.patterns import later

# Scripts that are written without spaces between words: a name in them may stand anywhere.
# Source: Unicode Annex #14, classes ID and SA: Han, kana, Thai, Lao, Khmer, Myanmar; and Hangul, where
# particles are tied to names.
UNSPACED = later(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u1100-\u11ff\uf900-\ufaff]"
)
LATIN = later("[a-z]")

# Parts of a name shorter than this are too common to look for. A guess: two characters.
SHORTEST_PART = 2


@dataclass(frozen=True, slots=True)
class Native:
    """A native name in a text.

    Attributes:
        text: The name as the gazetteer has it, or the part of it that is there.
        languages: Codes of the languages in which it is the name.
        entity: Whose name it is.
    """

    text: str
    languages: tuple[str, ...]
    entity: Entity

    def __str__(self) -> str:
        one = self.entity
        return f"{self.text} ({', '.join(self.languages)}) is {one.name} ({one.type}, {one.id})"


def as_json(native: Native) -> dict[str, Any]:
    """Return a native name for machines."""
    one = native.entity
    entity = {"id": one.id, "type": one.type, "name": one.name}
    return {"text": native.text, "languages": list(native.languages), "entity": entity}


def natives(text: str, entities: Iterable[Entity]) -> tuple[Native, ...]:
    """Return the native names in a text, in its order; those inside longer ones are left out.

    People also by the last word of the name, as they are named again: `ルッテ` of `マルク・ルッテ`.
    Names in Latin letters are for the pipeline, not for this.
    """
    key = match_key(text)
    if not LATIN.sub("", key).strip("0123456789 "):
        return ()
    found: dict[tuple[int, int, str], tuple[str, list[str], Entity]] = {}
    for entity in entities:
        for language, name in entity.native:
            for start, end, shown in _places(name, key, by_last=entity.type == "person"):
                found.setdefault((start, end, entity.id), (shown, [], entity))[1].append(language)
    widest = [span for span in sorted(found) if not any(_is_inside(span, other) for other in found)]
    once = {(span[2], found[span][0]): found[span] for span in reversed(widest)}
    return tuple(
        Native(shown, tuple(dict.fromkeys(languages)), entity)
        for shown, languages, entity in reversed(once.values())
    )


def _places(name: str, key: str, *, by_last: bool) -> Iterator[tuple[int, int, str]]:
    """Yield where a name, or its last word if that is wished for, stands in the key of a text."""
    whole = match_key(name)
    if not whole or LATIN.search(whole):
        return
    for own in dict.fromkeys((whole, whole.rpartition(" ")[2] if by_last else whole)):
        if own not in key or len(own) < SHORTEST_PART:
            continue
        edge = "" if UNSPACED.search(own) else r"\b"
        shown = name if own == whole else re.split(r"[\s・·･‧•=＝]", name)[-1]
        for place in re.finditer(f"{edge}{re.escape(own)}{edge}", key):
            yield place.start(), place.end(), shown


def _is_inside(span: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    is_wider = other[1] - other[0] > span[1] - span[0]
    return is_wider and other[0] <= span[0] and span[1] <= other[1]
