"""What SRT and WebVTT share: timed cues → runs of text, a sentence over several cues in one.

Subtitles cut sentences where the screen is full, and names with them. So the lines of a cue are one run,
and cues are one run as long as the sentence goes on: NER then sees whole sentences, and a name split over
two cues is found. Whatever stands between two lines (the line end, tags, the next number and times) is one
fixed piece, which no correction changes. A run ends

- where a line ends a sentence, at the end of its cue;
- where someone else speaks: a line begins with a dash, `>>`, a bracket, a note or `MARK:`, or has
  another voice;
- where nobody speaks for `LONGEST_PAUSE`, or the next cue does not come later;
- after `MOST_LINES`, for speech that was recognised without full stops.

No cue is joined to the next in two kinds of files: in captions that roll up, where each line is shown in two
cues or more and so stands beside all that follows it already; and where cues end without a full stop and the
next begins with a capital all the same: titles, lists, lines of songs.

All of this rests on times, marks, line ends and words that are no names: correcting a name moves no border.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from normalize.formats.pieces import literal, trimmed
from normalize.formats.plain_text import ABBREVIATION_END, SENTENCE_END
from normalize.model import Piece
from normalize.offsets import BOM, Stretch

LINE = re.compile(r"[^\r\n]+")

# The end of a line. Converters that take CRLF for LF leave "\r\r\n": one end, too.
# Source: FFmpeg, libavformat/subtitles.c, which counts the line feeds only.
LINE_END = re.compile(r"\r{0,2}\n|\r")

# A line of times, well-formed or not: comma or point, with or without hours, coordinates or settings after
# it, and the arrow as word processors spell it. Source: SubRip, WebVTT (W3C, section 4.1); the rest from
# files in the wild.
TIMING = re.compile(r"\s*-?\d{1,9}\s*:[^>\r\n]{0,40}?(?:--?|[–—])>")
TIME = re.compile(r"(?:(\d{1,9})\s*:\s*)?(\d{1,9})\s*:\s*(\d{1,9})(?:\s*[.,:]\s*(\d{1,3}))?")

# Milliseconds between two cues of one sentence. Source: the film of `../shared/data/formats`, as counted in
# tests/formats/test_real_subtitles.py: after 170 cues that end no sentence, the longest wait is 1120; nearly
# twice that.
LONGEST_PAUSE = 2000

# Lines of one run: a guess; 400 to 800 words.
MOST_LINES = 100

# The part of neighbouring cues that share a line from which on captions roll up: of YouTube's, nearly all do;
# of others, those where somebody says "Yes" twice. A guess, far from both.
ROLLING = 0.5

WORD = re.compile(r"\w+")

# The part of the cues after an unfinished one that begin with a capital, from which on they are no sentences,
# if there are as many. Source: 2 of 170 in the same film; in English, with its names and its "I", a guess.
TITLED = 0.5
LEAST_UNFINISHED = 8

# What a line begins with where someone else speaks, sings or makes a noise.
# Source: BBC Subtitle Guidelines, on speakers and sounds; `>>` is the custom of American captioners.
SPEAKER = re.compile(r"[-‐‑–—]|>>|[\[(♪♫#*]|(?=[^\W\d_])(?:[^\Wa-z_]|[ .'’&-]){2,60}:(?!\S)")

# What ends a line and no sentence, though SENTENCE_END says so: names that end in a full stop.
NAME_END = re.compile(r"\b(?:Jr|Sr|Inc|Ltd|Corp|Co|Bros)\.$")
NOISE_END = re.compile(r"[\]♪♫]$")


@dataclass(frozen=True, slots=True)
class Markup:
    """How a format marks the text of its cues.

    Attributes:
        pattern: Whatever is not text as it stands, line ends included.
        shown: What such a match shows: "" for a tag, "\\n" for a line end, else characters.
        voice: Who speaks from such a match on; None if it does not say.
    """

    pattern: re.Pattern[str]
    shown: Callable[[str], str]
    voice: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cue that shows something, without the white space around it."""

    pieces: tuple[Piece, ...]
    voice: str

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Cue:
    """The lines shown at one time, at least one.

    Attributes:
        times: Milliseconds at which they appear and go; empty if the file does not say.
    """

    lines: tuple[Line, ...]
    times: tuple[int, ...]


def line_stretches(source: str) -> list[Stretch]:
    """Return the lines of a source that are not empty, without line ends and byte-order mark."""
    return [match.span() for match in LINE.finditer(source, 1 if source.startswith(BOM) else 0)]


def times(source: str, line: Stretch) -> tuple[int, ...]:
    """Return the two times of a timing line, in milliseconds; empty if there are not two.

    >>> times("00:01,5 --> 1:00:02.040 X1:20", (0, 29))
    (1500, 3602040)
    """
    found = [_milliseconds(match) for match in TIME.finditer(source, *line)]
    return tuple(found[:2]) if len(found) > 1 else ()


def _milliseconds(match: re.Match[str]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in match.group(1, 2, 3))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((match[4] or "").ljust(3, "0"))


def cue(
    source: str, stretches: Sequence[Stretch], markup: Markup, when: tuple[int, ...] = ()
) -> Iterator[Cue]:
    """Yield the cue that some lines of source are, if it shows anything."""
    if stretches and (lines := tuple(_lines(source, stretches[0][0], stretches[-1][1], markup))):
        yield Cue(lines, when)


def _lines(source: str, start: int, end: int, markup: Markup) -> Iterator[Line]:
    line, voice, last = list[Piece](), "", start
    for match in markup.pattern.finditer(source, start, end):
        text, speaker = markup.shown(match[0]), markup.voice(match[0])
        if text == match[0] and text != "\n":
            continue
        line += literal(source, last, match.start())
        last = match.end()
        if text == "\n" or speaker is not None:
            yield from _line(line, voice)
            line, voice = [], voice if speaker is None else speaker
        elif text:
            line.append(Piece(text, *match.span()))
    yield from _line([*line, *literal(source, last, end)], voice)


def _line(pieces: Sequence[Piece], voice: str) -> Iterator[Line]:
    if shown := trimmed(pieces) if any(piece.text.strip() for piece in pieces) else ():
        yield Line(shown, voice)


def runs(source: str, cues: Sequence[Cue]) -> Iterator[tuple[Piece, ...]]:
    """Yield what is read in one run: the lines of cues, joined while a sentence goes on."""
    apart = _is_rolling(cues) or _is_titled(cues)
    run: list[Line] = []
    for before, one in zip([None, *cues], cues, strict=False):
        goes_on = before is not None and not apart and _goes_on(before, one)
        for line in one.lines:
            if run and (not goes_on or len(run) >= MOST_LINES or _is_other_speaker(run[-1], line)):
                yield tuple(_joined(source, run))
                run = []
            run.append(line)
            goes_on = True
    if run:
        yield tuple(_joined(source, run))


def _joined(source: str, lines: Sequence[Line]) -> Iterator[Piece]:
    yield from lines[0].pieces
    for before, line in pairwise(lines):
        yield _break(source, before.pieces[-1].end, line.pieces[0].start)
        yield from line.pieces


def _break(source: str, start: int, end: int) -> Piece:
    """Return the piece for what stands between two lines; fixed, unless it is one bare line end."""
    return Piece("\n" if end - start > 1 else source[start:end], start, end)


def _is_rolling(cues: Sequence[Cue]) -> bool:
    repeated = sum(_is_repeated(before.lines[-1], after.lines[0]) for before, after in pairwise(cues))
    return repeated > ROLLING * (len(cues) - 1)


def _is_repeated(before: Line, after: Line) -> bool:
    """Return whether two lines are the same, names apart, of which one may have been corrected.

    A line of nothing but names tells nothing. In capitals, all words may be names: such lines must be equal.
    """
    frame = _frame(before)
    return before.text == after.text if before.text.isupper() else any(frame) and frame == _frame(after)


def _frame(line: Line) -> tuple[str, ...]:
    """Return the words of a line, empty in the place of those that may be names."""
    return tuple("" if word[0].isupper() else word for word in WORD.findall(line.text))


def _is_titled(cues: Sequence[Cue]) -> bool:
    following = [after.lines[0].text for before, after in pairwise(cues) if _goes_on(before, after)]
    capital = sum(text[0].isupper() and not text.isupper() for text in following)
    return len(following) >= LEAST_UNFINISHED and capital > TITLED * len(following)


def _goes_on(before: Cue, after: Cue) -> bool:
    """Return whether a cue may go on with the sentence of another: it comes soon after, not with it, for
    that would be another language."""
    if not before.times or not after.times or _ends_sentence(before.lines[-1]):
        return False
    return before.times[0] < after.times[0] <= before.times[1] + LONGEST_PAUSE


def _is_other_speaker(before: Line, after: Line) -> bool:
    return before.voice != after.voice or bool(SPEAKER.match(after.text))


def _ends_sentence(line: Line) -> bool:
    text = line.text[-20:]
    if ABBREVIATION_END.search(text) or NAME_END.search(text):
        return False
    return bool(SENTENCE_END.search(text) or NOISE_END.search(text))
