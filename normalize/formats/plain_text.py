"""Plain text → segments: paragraphs, or lines where lines are not wrapped.

A blank line ends a segment. So does the end of a line, unless the block of lines it stands in is
hard-wrapped: its longest line has 50 to 100 characters, and each but the last is three quarters as
long or ends a sentence. In a hard-wrapped block a line ends its segment when it ends a sentence; any
other line runs on, so that a name broken over its end is one name. Lists and headlines, one per line,
are thus never joined by mistake for long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalize.formats.masks import without_masked
from normalize.model import Piece, Segment
from normalize.offsets import BOM

LINE = re.compile(r"[^\r\n]+")

# What asks us to ignore something is written for us, and is no text. Source: docs/ignoring.md.
DIRECTIVE = re.compile(r"<!--+\s*normalize:.*?--+>", re.DOTALL)

# Length in characters of the longest line of a hard-wrapped block. Source: RFC 3676, section 4.2,
# has 78 at most; typewriters 60, git and editors 72, 80, 100. Below 50 stand lists and verse: a guess.
SHORTEST_WRAP = 50
LONGEST_WRAP = 100

# A line that runs on is at least this part of the longest: a guess; a wrapped line falls short of
# its width by one word, 10 or 12 characters of 72. Far from both, so that correcting a name moves none.
FULL = 0.75

# Source: Unicode Annex #29, sentence boundaries: terminators, and what closes after them.
SENTENCE_END = re.compile(r"""[.!?…:;。！？][\s"'’”»)\]]*$""")
ABBREVIATION_END = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|St|Gen|Sen|Gov|Rep|Lt|Col|Maj|Capt|Sgt|Cpl|Prof|Rev|Hon|Adm|Amb|Ft|Mt))\.$"
)
BULLET = re.compile(r"\s*(?:[-*+•‣–—]|\d{1,3}[.)])\s")


def as_is(text: str) -> str:
    """Return the text: nothing needs escaping here."""
    return text


def segments(source: str) -> tuple[Segment, ...]:
    """Return the paragraphs, or lines, of a text, in order. Their text is a slice of the source."""
    runs = (run for block in _blocks(source) for run in _runs(source, block))
    return tuple(Segment(_pieces(source, start, end), as_is) for start, end in runs)


def _blocks(source: str) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of lines that are not blank, each line without the white space around it."""
    block: list[tuple[int, int]] = []
    following = -1
    for match in LINE.finditer(source, 1 if source.startswith(BOM) else 0):
        line = match[0]
        start, end = match.start() + len(line) - len(line.lstrip()), match.start() + len(line.rstrip())
        if start >= end:
            continue
        if source.startswith("<!--", start) and DIRECTIVE.fullmatch(source, start, end):
            following = end
            continue
        if block and _is_blank_between(source, following, start):
            yield block
            block = []
        block.append((start, end))
        following = end
    if block:
        yield block


def _is_blank_between(source: str, start: int, end: int) -> bool:
    return len(re.findall(r"\r\n|\n|\r", source[start:end])) > 1


def _runs(source: str, block: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the segments of a block of lines."""
    wrapped = _is_wrapped(source, block)
    start, last = block[0]
    for left, right in block[1:]:
        if not wrapped or _ends_sentence(source[start:last]) or BULLET.match(source, left):
            yield start, last
            start = left
        last = right
    yield start, last


def _is_wrapped(source: str, block: Sequence[tuple[int, int]]) -> bool:
    longest = max(end - start for start, end in block)
    return SHORTEST_WRAP <= longest <= LONGEST_WRAP and all(
        end - start >= FULL * longest or _ends_sentence(source[start:end]) for start, end in block[:-1]
    )


def _ends_sentence(line: str) -> bool:
    return bool(SENTENCE_END.search(line[-20:])) and not ABBREVIATION_END.search(line[-8:])


def _pieces(source: str, start: int, end: int) -> tuple[Piece, ...]:
    also = DIRECTIVE if "<!--" in source[start:end] else None
    return without_masked((Piece(source[start:end], start, end),), also)
