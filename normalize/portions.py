"""A document → the portions of it that are decided by themselves, and what was decided, put together.

What stands elsewhere in a document speaks for a name: that is right for an article, and wrong for a file of
many, where anybody may be anybody's namesake.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, groupby
from math import ceil

from normalize.model import Decision, Document

# Words of the longest text that is one portion. Source: of 400 articles of eval/clean_dev.jsonl, in which
# nothing is wrong, 4 names are corrected and 86 told for review one by one; 5 and 126 in texts of 10,000
# letters made of them, 8 and 217 in texts of 50,000, 20 and 510 in a single one; 5 and 142 in its portions.
WORDS = 1_600


def portions(document: Document) -> Iterator[tuple[int, Document]]:
    """Yield each portion after the number of its first segment: whole segments, in order.

    All have about as many words, `WORDS` and one segment more at most. Words are counted, not letters, for
    nearly all corrections leave their number as it is: the corrected text has the same portions.
    """
    sizes = [len(segment.text.split()) for segment in document.segments]
    words = sum(sizes)
    if words <= WORDS:
        yield 0, document
        return
    count, before = ceil(words / WORDS), list(accumulate(sizes, initial=0))
    for _, group in groupby(range(len(sizes)), lambda number: before[number] * count // words):
        numbers = list(group)
        yield numbers[0], replace(document, segments=document.segments[numbers[0] : numbers[-1] + 1])


def placed(decision: Decision, first: int) -> Decision:
    """Return a decision on a portion, whose first segment has this number, as one on its document."""
    if not first:
        return decision
    evidence, correction = decision.evidence, decision.correction
    mention = replace(evidence.mention, segment=evidence.mention.segment + first)
    return replace(
        decision,
        evidence=replace(evidence, mention=mention),
        correction=correction and replace(correction, segment=correction.segment + first),
    )
