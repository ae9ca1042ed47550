"""SubRip (SRT) → segments: what is shown of each cue, a sentence over several cues in one.

Not read: numbers, times, coordinates, what stands before the first times, and markup: the tags and
`{\\an8}` codes that players know. Other angle brackets are text. `\\N` and `<br>` end a line, `\\h` is a
space, a reference such as `&#39;` its character (players show it as it stands; whoever wrote it meant a
character). SRT has no escapes: text is written as it is.

There is no standard; what players make of a file holds. As in mpv, a cue goes on over blank lines up to
the next times, with or without a number before them. Where cues are joined: `subtitle_cues`.

Source: FFmpeg, libavformat/srtdec.c and libavcodec/htmlsubtitles.c (mpv); VLC, modules/codec/subsdec.c.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise

from normalize.errors import ReadError
from normalize.formats.html_text import ATTRIBUTE_REFERENCE
from normalize.formats.masks import without_masked
from normalize.formats.pieces import has_words
from normalize.formats.plain_text import as_is
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

# Source: the tags that FFmpeg and VLC know by name, and those of HTML and WebVTT that converters leave.
TAGS = "b|i|u|s|font|em|strong|span|small|big|center|color|size|p|div|c|v|lang|ruby|rt|rp"
MARKUP = re.compile(
    rf"""
    {LINE_END.pattern}
  | </? (?: {TAGS} ) \b [^<>\r\n]* > | <\d[\d:.,]*> | <br\s*/?>
  | \{{ (?: \\ | [A-Za-z]: ) [^{{}}\r\n]* \}}      # {{\an8}}, {{y:i}}
  | \\[NnHh]
  | {ATTRIBUTE_REFERENCE.pattern}
    """,
    re.VERBOSE | re.IGNORECASE,
)
LEFT_OUT = re.compile(r"[\u200e\u200f]")  # direction marks, which references stand for

NUMBER = re.compile(r"\s*\d+\s*")


def segments(source: str) -> tuple[Segment, ...]:
    """Return what a viewer reads, in source order.

    Raises:
        ReadError: There is text, but no times.
    """
    found = tuple(runs(source, tuple(_cues(source))))
    return tuple(Segment(without_masked(run), as_is) for run in found if has_words(run))


def shown(markup: str) -> str:
    """Return what some markup shows.

    >>> [shown(markup) for markup in ("<i>", "{\\\\an8}", "\\\\N", "&#39;", "\\r\\n")]
    ['', '', '\\n', "'", '\\n']
    """
    if markup[0] == "&":
        return LEFT_OUT.sub("", unescape(markup))
    if markup[0] == "\\":
        return "\u00a0" if markup in ("\\h", "\\H") else "\n"
    is_tag = markup[0] in "<{" and not markup.lower().startswith("<br")
    return "" if is_tag else "\n"


def no_voice(markup: str) -> None:
    """SRT does not say who speaks."""


def _cues(source: str) -> Iterator[Cue]:
    markup = Markup(MARKUP, shown, no_voice)
    lines = line_stretches(source)
    timed = [number for number, line in enumerate(lines) if TIMING.match(source, *line)]
    if not timed and source.strip("\ufeff \t\r\n"):
        hint = "is it SubRip? Read a copy of it as plain text, named .txt"
        raise ReadError("no line of times such as 00:00:01,000 --> 00:00:02,500", hint)
    for number, following in pairwise([*timed, len(lines)]):
        text = lines[number + 1 : following]
        if text and following < len(lines) and _is_number(source, text[-1]):
            text.pop()
        yield from cue(source, text, markup, times(source, lines[number]))


def _is_number(source: str, line: Stretch) -> bool:
    return bool(NUMBER.fullmatch(source, *line))
