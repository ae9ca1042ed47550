"""WebVTT → segments: what is shown of each cue, a sentence over several cues in one.

Not read: the header, NOTE, STYLE and REGION blocks, cue ids, times, settings, tags and timestamps, cues of
data (JSON), and all of a file whose header says it is not in English. Character references stand for their
characters, `&lrm;` and `&rlm;` for none. Where cues are joined: `subtitle_cues`.

The name in `<v Mark Rutte>` is no text: browsers show it nowhere, style sheets pick cues by it, and by it we
tell whether two cues are one speaker's, which a correction in one of them must not change.

Broken files are read as far as any player goes, and a little further: a missing header (mpv and VLC read on),
times that cannot be understood, a line after a blank one in a cue (browsers drop both; whoever mends the file
will want them right).

Source: WebVTT, W3C Candidate Recommendation of 4 April 2019, sections 4 and 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from normalize.errors import ReadError
from normalize.formats.html_text import REFERENCE, escape_text
from normalize.formats.languages import is_english
from normalize.formats.masks import without_masked
from normalize.formats.pieces import has_words
from normalize.formats.subtitle_cues import (
    LINE_END,
    TIMING,
    Cue,
    Markup,
    cue,
    line_stretches,
    runs,
    times,
)
from normalize.model import Segment
from normalize.offsets import Stretch

HEADER = re.compile(r"\ufeff?WEBVTT(?:[ \t\r\n]|\Z)")
LANGUAGE = re.compile(r"Language[ \t]*:[ \t]*([A-Za-z]+)", re.IGNORECASE)
UNDETERMINED = ("und", "mul")  # or several. Source: ISO 639-2

# First lines of blocks that no one is shown.
HIDDEN = re.compile(r"NOTE(?:[ \t].*)?|(?:STYLE|REGION)[ \t]*", re.DOTALL)
DATA = re.compile(r"\s*(?:\{\s*\"|\[\s*\{)")

# A tag that does not close runs to the end of its cue.
MARKUP = re.compile(rf"{LINE_END.pattern}|<[^>]*(?:>|\Z)|{REFERENCE.pattern}")
LEFT_OUT = re.compile(r"[\u200e\u200f]")

# A voice, its classes passed over: `<v.loud Mark Rutte>`. Source: section 4.2.2, WebVTT cue voice span.
VOICE = re.compile(r"<v(?:\.[^\s<>]*+)?\s([^<>]*+)>")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of text below a line of times; or, if there is none, below a blank line."""

    timing: Stretch | None
    text: Sequence[Stretch]


def segments(source: str) -> tuple[Segment, ...]:
    """Return what a viewer reads, in source order.

    Raises:
        ReadError: There is text, but no times.
    """
    paragraphs = list(_paragraphs(source))
    blocks = [block for lines in paragraphs for block in _blocks(source, lines)]
    first = next((number for number, block in enumerate(blocks) if block.timing), len(blocks))
    if first == len(blocks):
        _refuse_other_formats(source, blocks)
    if paragraphs and _is_foreign(source, paragraphs[0]):
        return ()
    shown = [block for block in blocks[first:] if not _is_hidden(source, block)]
    found = runs(source, list(_cues(source, shown)))
    return tuple(Segment(without_masked(run), escape_text) for run in found if has_words(run))


def _paragraphs(source: str) -> Iterator[list[Stretch]]:
    """Yield the runs of lines between empty lines; a line of white space is not empty."""
    lines: list[Stretch] = []
    for start, end in line_stretches(source):
        if lines and len(LINE_END.findall(source, lines[-1][1], start)) > 1:
            yield lines
            lines = []
        lines.append((start, end))
    if lines:
        yield lines


def _blocks(source: str, lines: Sequence[Stretch]) -> Iterator[Block]:
    """Yield what a paragraph holds: mostly one cue; an id above its times is left out."""
    timed = [number for number, line in enumerate(lines) if TIMING.match(source, *line)]
    ends = [*timed, len(lines)]
    if ends[0] > 1 or not timed:
        yield Block(None, lines[: ends[0]])
    for number, following in pairwise(ends):
        yield Block(lines[number], lines[number + 1 : following])


def _refuse_other_formats(source: str, blocks: Sequence[Block]) -> None:
    """Raise if there is text though there are no times: what follows the header, or all of it."""
    text = blocks[1:] if HEADER.match(source) else blocks
    if any(
        not _is_hidden(source, block) and source[block.text[0][0] : block.text[-1][1]].strip()
        for block in text
    ):
        hint = "is it WebVTT? Read a copy of it as plain text, named .txt"
        raise ReadError("no line of times such as 00:00:01.000 --> 00:00:02.500", hint)


def _is_hidden(source: str, block: Block) -> bool:
    if block.timing:
        return bool(block.text and DATA.match(source, block.text[0][0]))
    return bool(HIDDEN.fullmatch(source, *block.text[0]))


def _is_foreign(source: str, header: Sequence[Stretch]) -> bool:
    """Return whether the header says that the text is not in English."""
    said = (LANGUAGE.match(source, *line) for line in header if HEADER.match(source))
    tags = [match[1] for match in said if match]
    return any(not is_english(tag) and tag.lower() not in UNDETERMINED for tag in tags)


def _cues(source: str, blocks: Sequence[Block]) -> Iterator[Cue]:
    markup = Markup(MARKUP, shown, voice)
    for block in blocks:
        yield from cue(source, block.text, markup, times(source, block.timing) if block.timing else ())


def shown(markup: str) -> str:
    """Return what some markup shows.

    >>> [shown(markup) for markup in ("<v Mark>", "&amp;", "&lrm;", "\\r\\n")]
    ['', '&', '', '\\n']
    """
    if markup[0] == "<":
        return ""
    return LEFT_OUT.sub("", unescape(markup)) if markup[0] == "&" else "\n"


def voice(markup: str) -> str | None:
    """Return who speaks from some markup on, to the next voice or the cue's end; None if it does not say.

    >>> voice("<v.loud Mark  Rutte>"), voice("<i>")
    ('Mark Rutte', None)
    """
    match = VOICE.fullmatch(markup)
    return " ".join(match[1].split()) if match else None
