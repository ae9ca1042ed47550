"""Real SRT and WebVTT files: read, left alone, corrected, read again.

Skipped where the shared test data is absent.
"""

from __future__ import annotations

import html
import random
import re
from collections import Counter
from functools import partial
from itertools import pairwise

import pytest
from real_files import REAL, garbled, members, read_all, some_corrections

from normalize import formats
from normalize.model import Document
from normalize.offsets import skeleton
from normalize.rewrite import intended, is_faithful, rewrite

NAME = re.compile(r"\b[A-ZÁÉÍÓÚÑ][^\W\d_]{2,}\b")
TAG = re.compile(r"<[^>]*>")

# The first letter stays: by capitals a sentence is told that goes on in the next cue.
GARBLE = partial(garbled, other="Dvořák", first=1)

# Broken on purpose, so that another parser reads otherwise: a text without times, times inside a text.
MISREAD = ("missing_timeframe.vtt", "invalid_timeframe_in_cue_text.vtt", "invalid_timeframe.vtt")

pytestmark = REAL


@pytest.fixture(scope="module")
def files() -> list[tuple[str, bytes]]:
    return list(members(".srt", ".vtt"))


@pytest.fixture(scope="module")
def documents(files: list[tuple[str, bytes]]) -> list[tuple[bytes, Document]]:
    """The files that can be read, with their bytes."""
    return read_all(files)[0]


def test_those_that_cannot_be_read_say_why(files: list[tuple[str, bytes]]) -> None:
    _, faults = read_all(files)
    reasons = {
        name.rpartition("--")[2]: fault.message.partition(": ")[2] + " | " + fault.hint
        for name, fault in faults.items()
    }
    no_times = (
        "no line of times such as 00:00:01,000 --> 00:00:02,500 | is it SubRip? "
        "Read a copy of it as plain text, named .txt"
    )
    assert len(files) == 30
    assert reasons == {
        "gb2312.srt": "not UTF-8: byte 0xD3 at offset 32 | it looks like gb18030: --encoding gb18030",
        "invalid_format1.srt": no_times,
        "invalid_format2.srt": no_times,
        "invalid_format3.srt": no_times,
    }


def test_all_others_come_back_the_same(documents: list[tuple[bytes, Document]]) -> None:
    assert Counter(document.format for _, document in documents) == {"srt": 9, "vtt": 17}
    for data, document in documents:
        assert formats.write(document, document.source) == data, document.name


def test_the_right_encoding_makes_the_last_one_readable(files: list[tuple[str, bytes]]) -> None:
    ((name, data),) = [(name, data) for name, data in files if name.endswith("gb2312.srt")]
    document = formats.read(data, name, encoding="gb18030")
    assert judged(document.source, "srt") == words(tuple(one.text for one in document.segments))
    assert formats.write(document, document.source) == data


def test_their_pieces_are_slices_in_order(documents: list[tuple[bytes, Document]]) -> None:
    for _, document in documents:
        for segment in document.segments:
            assert all(before.end <= after.start for before, after in pairwise(segment.pieces)), document.name
            for piece in segment.pieces:
                slice = document.source[piece.start : piece.end]
                assert slice == piece.text or not piece.is_literal, document.name


def test_corrections_come_out_as_intended(documents: list[tuple[bytes, Document]]) -> None:
    chance, made = random.Random(8), 0
    for _, document in documents:
        some = some_corrections(document, chance, GARBLE, 300, NAME)
        again = formats.read(formats.write(document, rewrite(document, some)), document.name)
        assert is_faithful(document, again, some), document.name
        assert skeleton(document) == skeleton(again)
        assert tuple(one.text for one in again.segments) == intended(document, some), document.name
        made += len(some)
    assert made > 350


def test_another_parser_reads_the_same_words_with_the_corrections(
    documents: list[tuple[bytes, Document]],
) -> None:
    chance, made = random.Random(8), 0
    for data, document in documents:
        name = document.name.rpartition("--")[2]
        if name in MISREAD or not data.startswith(
            (b"WEBVTT", b"\xef\xbb\xbfWEBVTT", b"1\n", b"2\n", b"1\r\n")
        ):
            continue
        assert judged(document.source, document.format) == words(
            tuple(one.text for one in document.segments)
        ), name
        some = some_corrections(document, chance, GARBLE, 100, NAME)
        assert judged(rewrite(document, some), document.format) == words(intended(document, some)), name
        made += len(some)
    assert made > 150


def test_the_constants_are_what_the_film_says(files: list[tuple[str, bytes]]) -> None:
    """The source of `LONGEST_PAUSE` and `TITLED`."""
    ((_, data),) = [(name, data) for name, data in files if "netflix" in name]
    cues = [
        (milliseconds(cue.start), milliseconds(cue.end), TAG.sub("", cue.raw_text).strip())
        for cue in pytest.importorskip("webvtt").from_string(data.decode())
    ]
    unfinished = [
        (before, after)
        for before, after in pairwise(cues)
        if not re.search(r"[.!?…:;\]♪][\s\"'’”»)\]]*$", before[2])
    ]
    waits = sorted(after[0] - before[1] for before, after in unfinished)
    capitals = sum(after[2][0].isupper() for _, after in unfinished)
    assert (len(unfinished), waits[-1], capitals) == (170, 1120, 2)


def milliseconds(clock: str) -> int:
    hours, minutes, seconds, rest = map(int, re.split(r"[:.]", clock))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def words(texts: tuple[str, ...]) -> list[str]:
    return re.findall(r"\w+", " ".join(texts))


def judged(source: str, name: str) -> list[str]:
    """Return the words that another parser sees, in order."""
    if name == "srt":
        found = [cue.content for cue in pytest.importorskip("srt").parse(source)]
    else:
        found = [cue.raw_text for cue in pytest.importorskip("webvtt").from_string(source)]
    return words(tuple(html.unescape(TAG.sub("", text)) for text in found))
