"""What a tagger hands to the finders: names by their stretch and type."""

from __future__ import annotations

from dataclasses import dataclass

from normalize.model import EntityType


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A stretch of text that NER takes for a name."""

    start: int
    end: int
    type: EntityType
