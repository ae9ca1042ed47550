"""Promises of reading and correcting SRT and WebVTT files as they are in the wild."""

from __future__ import annotations

import html
import random
import re
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from promises import corrected, read_and_written, see_what_was_planned

from normalize import formats
from normalize.model import Correction, Document
from normalize.rewrite import rewrite

RIGHT = {"Emanuel": "Emmanuel", "Hartwik": "Hartwig", "Ostrawa": "Ostrava", "Zelen": "Zelenského"}
WRONG = re.compile(rf"\b(?:{'|'.join(RIGHT)})\b")
NAME = re.compile(r"\bEmanuel\s+Hartwik\b")
TAG = re.compile(r"<[^>]*>|\{\\[^}]*\}")

TEXTS = st.sampled_from(
    """
    Emanuel Hartwik Ostrawa Zelen Ema<b>nuel</b> <i>Hart</i>wik Emanuel Hartwik Ostra&#119;a said Mr. and yes.
    Jr. 10 No? - MARK: [ha] (ha) >> ♪ a&nbsp;b https://a.org/Hartwik <c.x>Hart</c>wik
    """.split()
)
PLAIN = TEXTS.filter(lambda text: not set(text) & set("<>&"))
IDS = st.sampled_from(["", "1", "2", "1984"])
EDGES = st.sampled_from(["", "", "- ", "{\\an8}", "<i>"])


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is written: line ends, byte-order mark, the ends of its cues in milliseconds."""

    newline: str
    mark: str
    pause: int


SHAPES = st.builds(
    Shape,
    newline=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
    pause=st.sampled_from([-500, 0, 200, 1500, 6000]),
)


def cue_texts(words: st.SearchStrategy[str], edges: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    line = st.builds("{}{}".format, edges, st.lists(words, min_size=1, max_size=4).map(" ".join))
    return st.lists(st.lists(line, min_size=1, max_size=3).map("\n".join), min_size=1, max_size=6)


def clock(milliseconds: int, comma: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"00:{seconds // 60:02}:{seconds % 60:02}{comma}{rest:03}"


def file(texts: list[str], ids: list[str], shape: Shape, *, vtt: bool) -> str:
    """Return a file of cues of two seconds each."""
    step, comma = 2000 + shape.pause, "," if not vtt else "."
    parts = ["WEBVTT Hartwik\n\nNOTE\nHartwik"] if vtt else []
    for turn, text in enumerate(texts):
        number = f"{ids[turn]}\n" if turn < len(ids) and ids[turn] else ""
        times = f"{clock(turn * step, comma)} --> {clock(turn * step + 2000, comma)}"
        parts.append(f"{number or ('' if vtt else '7' + chr(10))}{times}\n{text}")
    return shape.mark + "\n\n".join([*parts, ""]).replace("\n", shape.newline)


SRT = st.builds(file, cue_texts(TEXTS, EDGES), st.lists(IDS), SHAPES, vtt=st.just(False))
VTT_EDGES = st.sampled_from(["", "", "- ", "<v Emanuel Hartwik>", "<v.x Ostrawa>", "<00:01.000>"])
VTT = st.builds(
    file,
    cue_texts(TEXTS.filter(lambda text: text != ">>"), VTT_EDGES),
    st.lists(IDS),
    SHAPES,
    vtt=st.just(True),
)
FILES = st.one_of(st.tuples(SRT, st.just("srt")), st.tuples(VTT, st.just("vtt")))
ANY = settings(max_examples=200, deadline=None)


def parsed(source: str, name: str) -> Document:
    return formats.parse(source, "file", format=name)


def corrections(document: Document) -> list[Correction]:
    """Return one correction for each full name, and for each wrong word beside."""
    found = []
    for number, segment in enumerate(document.segments):
        names = [match.span() for match in NAME.finditer(segment.text)]
        found += [Correction(number, start, end, "Emmanuel Hartwig") for start, end in names]
        for match in WRONG.finditer(segment.text):
            if not any(start <= match.start() < end for start, end in names):
                found.append(Correction(number, match.start(), match.end(), RIGHT[match[0]]))
    return found


@ANY
@given(FILES)
def test_a_file_comes_back_and_its_cues_are_read(file: tuple[str, str]) -> None:
    source, name = file
    document = read_and_written(source.encode(), f"a.{name}")
    assert "-->" not in "".join(segment.text for segment in document.segments)
    assert all(segment.text.strip() for segment in document.segments)


@ANY
@given(FILES, st.randoms(use_true_random=False))
def test_any_of_the_corrections_change_what_was_planned_and_read_as_intended(
    file: tuple[str, str], chance: random.Random
) -> None:
    source, name = file
    document = parsed(source, name)
    some = [one for one in corrections(document) if chance.random() < 0.7]
    again = parsed(rewrite(document, some), name)
    see_what_was_planned(document, again, some)


@ANY
@given(FILES)
def test_correcting_twice_is_correcting_once(file: tuple[str, str]) -> None:
    corrected(parsed(*file), corrections)


def judged(source: str, name: str) -> list[tuple[object, object, str]]:
    """Return the times and the texts of the cues, as another parser sees them, tags left out."""
    if name == "srt":
        srt = pytest.importorskip("srt")
        found = [(cue.start, cue.end, cue.content) for cue in srt.parse(source)]
    else:
        webvtt = pytest.importorskip("webvtt")
        found = [(cue.start, cue.end, cue.raw_text) for cue in webvtt.from_string(source)]
    return [(start, end, TAG.sub("", html.unescape(text))) for start, end, text in found]


@ANY
@given(FILES)
def test_another_parser_sees_the_same_cues_with_the_right_words(file: tuple[str, str]) -> None:
    source, name = file
    document = parsed(source, name)
    before = judged(source, name)
    after = judged(rewrite(document, corrections(document)), name)
    urls = re.compile(r"https:\S+")
    assert [(one[0], one[1], urls.sub("", one[2])) for one in after] == [
        (start, end, WRONG.sub(lambda match: RIGHT[match[0]], urls.sub("", text)))
        for start, end, text in before
    ]
