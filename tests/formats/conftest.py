"""What the tests of the formats share: a corrector that knows five words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from normalize.model import Correction, Document

RIGHT = {
    "Emanuel": "Emmanuel",
    "Hartwik": "Hartwig",
    "Ostrawa": "Ostrava",
    "Dvorzak": "Dvořák",
    "Obrien": "O'Brien & <Co>",
}
WRONG = re.compile(rf"\b(?:{'|'.join(RIGHT)})\b")


def correct_words(document: Document) -> list[Correction]:
    """Return the corrections of every wrong word that stands in a text."""
    return [
        Correction(number, match.start(), match.end(), RIGHT[match[0]])
        for number, segment in enumerate(document.segments)
        for match in WRONG.finditer(segment.text)
    ]


@pytest.fixture
def corrections() -> Callable[[Document], list[Correction]]:
    return correct_words
