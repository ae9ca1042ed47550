"""A surface form → the nearest of the listed spellings, by rapidfuzz."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache

from rapidfuzz import process

from benchmarks.accuracy.capitals import Stretch, free
from benchmarks.accuracy.model import Edit, Listed, settle

# The lowest threshold that is tried: nothing below it is kept.
FLOOR = 70
# The scales of rapidfuzz go from 0 to 100.
THRESHOLDS = tuple(float(at) for at in range(FLOOR, 100))


class Nearest:
    """The listed spellings by their number of words: only spellings of as many words are compared.

    That leaves out a few joined and split names, and all of "Mr Macron" → "Macron".
    """

    def __init__(self, listed: Listed, scorer: Callable[..., float]) -> None:
        self.listed = listed
        by_length: defaultdict[int, list[str]] = defaultdict(list)
        for form in listed.targets:
            by_length[form.count(" ") + 1].append(form)

        @cache
        def look_up(surface: str) -> tuple[str, float] | None:
            among = by_length[surface.count(" ") + 1]
            found = process.extractOne(surface, among, scorer=scorer, score_cutoff=FLOOR)
            return (found[0], found[1]) if found else None

        self.look_up = look_up

    def edits(self, text: str, stretches: Iterable[Stretch], threshold: float) -> list[Edit]:
        """Return what a text's stretches become, where the nearest spelling scores at least `threshold`."""
        found = []
        for start, end in free(text, stretches, self.listed):
            best = self.look_up(text[start:end])
            if best and best[1] >= threshold:
                found.append(Edit(start, end, best[0], best[1]))
        return settle(text, found, self.listed)
