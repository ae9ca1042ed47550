"""SRT and WebVTT: what is read of a file, where one run of text ends, and what must stay."""

from __future__ import annotations

import pytest
from test_format_cases import Corrector, fixed, see_case, texts

from normalize import formats
from normalize.errors import ReadError, WriteError
from normalize.model import Correction, Document
from normalize.offsets import PLACEHOLDER
from normalize.rewrite import rewrite

NAMES = ["a.srt", "a.vtt"]
HEADERS = {"a.srt": "", "a.vtt": "WEBVTT\n\n"}


def timing(start: float, end: float) -> str:
    """Return a line of times that both formats take; in seconds, below a minute."""
    return f"00:00:{start:06.3f} --> 00:00:{end:06.3f}\n"


def file(name: str, *cues: str, pause: float = 0.5) -> str:
    """Return a file of cues of two seconds each."""
    step = 2 + pause
    timed = [timing(turn * step, turn * step + 2) + text for turn, text in enumerate(cues)]
    return HEADERS[name] + "\n\n".join(timed) + "\n"


def correct_whole_names(document: Document) -> list[Correction]:
    """Return one correction for each `Emanuel Hartwik`, whatever white space is between."""
    found = []
    for number, segment in enumerate(document.segments):
        for first in ("Emanuel Hartwik", "Emanuel\nHartwik"):
            if (start := segment.text.find(first)) >= 0:
                found.append(Correction(number, start, start + len(first), "Emmanuel Hartwig"))
    return found


@pytest.mark.parametrize("path", ["srt_text/before.srt", "vtt_text/before.vtt"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_becomes_what_it_must(path: str, newline: str, mark: str, corrections: Corrector) -> None:
    see_case(path, corrections, newline, mark)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("name", NAMES)
def test_the_encoding_stays(name: str, codec: str, corrections: Corrector) -> None:
    source = "\ufeff" + file(name, "Hartwik 😀")
    assert fixed(source.encode(codec), name, corrections) == source.replace("wik", "wig").encode(codec)


def test_what_the_encoding_cannot_hold_is_a_reference_in_vtt_and_an_error_in_srt(
    corrections: Corrector,
) -> None:
    data = file("a.vtt", "café Dvorzak").encode("cp1252")
    after = fixed(data, "a.vtt", corrections, encoding="cp1252")
    assert after == data.replace(b"Dvorzak", b"Dvo&#345;\xe1k")
    document = formats.read(file("a.srt", "café Dvorzak").encode("cp1252"), "a.srt", encoding="cp1252")
    with pytest.raises(WriteError, match="cannot be written in cp1252"):
        formats.write(document, rewrite(document, corrections(document)))


SPLIT_NAMES = [
    "Emanuel\nHartwik",
    "Emanuel  \r\n  Hartwik",
    "<i>Emanuel</i>\n<i>Hartwik</i>",
    "Ema<b>nuel</b>\n<i>Hart</i>wik",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", SPLIT_NAMES)
def test_a_name_is_found_over_the_end_of_a_line(name: str, text: str) -> None:
    source = file(name, f"It was {text} again.")
    after = fixed(source.encode(), name, correct_whole_names).decode()
    assert after == source.replace("Ema", "Emma").replace("wik", "wig")


BETWEEN = {
    "a.srt": [
        "\n\n2\n" + timing(2, 4),
        "\r\n\r\n2\r\n" + timing(2, 4),
        "</i>\n\n" + timing(2, 4) + "{\\an8}<i>",
        "\n\n2\n00:00:02,1 --> 00:00:03,000 X1:1\n",
        "\n2\n" + timing(2, 4),
        "\n\n\n\n" + timing(2, 4) + "\n",
    ],
    "a.vtt": [
        "\n\nHartwik\n" + timing(2, 4),
        "\r\n\r\n" + timing(2, 4),
        "</i>\n\nNOTE Hartwik\n\n" + timing(2, 4) + "<i>",
        "\n" + timing(2, 4),
        "\n\n00:02.000 --> 00:04.000 align:start\n",
    ],
}


@pytest.mark.parametrize(("name", "between"), [(name, one) for name in NAMES for one in BETWEEN[name]])
def test_a_name_is_found_over_two_cues(name: str, between: str) -> None:
    source = HEADERS[name] + timing(0, 2) + f"<i>The chief, Emanuel{between}Hartwik, said</i>"
    assert texts(source, name) == ["The chief, Emanuel\nHartwik, said"]
    after = fixed(source.encode(), name, correct_whole_names).decode()
    assert after == source.replace("Emanuel", "Emmanuel").replace("Hartwik,", "Hartwig,")


JOINED = [
    ("said Mark", "Smith today"),
    ("said Mr.", "Smith today"),
    ("by J.", "Smith today"),
    ("a friend of Sammy Davis Jr.", "said so"),
    ("in the U.S.", "Senate"),
    ("SAID MARK", "SMITH TODAY"),
    ("a co-", "author"),
]
APART = [
    ("He left.", "Smith came."),
    ("He “left.”", "Smith came."),
    ("Did he?", "Smith came."),
    ("Well…", "Smith came."),
    ("ask Mark", "- Smith came."),
    ("ask Mark", "-Smith came."),
    ("ask Mark", "– Smith came."),
    ("ask Mark", "[Smith] came"),
    ("[applause]", "Smith came"),
    ("ask Mark", "(Smith laughs)"),
    ("ask Mark", "MR. SMITH: came"),
    ("ask Mark", "♪ Smith came"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pair", JOINED)
def test_cues_are_joined_while_the_sentence_goes_on(name: str, pair: tuple[str, str]) -> None:
    assert texts(file(name, *pair), name) == ["\n".join(pair)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pair", APART)
def test_cues_are_apart_where_a_sentence_ends_or_someone_else_speaks(
    name: str, pair: tuple[str, str]
) -> None:
    assert texts(file(name, *pair), name) == list(pair)


@pytest.mark.parametrize("name", NAMES)
def test_lines_of_one_cue_are_apart_only_where_someone_else_speaks(name: str) -> None:
    assert texts(file(name, "- Ask Mark\n- Smith came.\nHe left."), name) == [
        "- Ask Mark",
        "- Smith came.\nHe left.",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_cues_are_apart_where_the_times_do_not_follow(name: str) -> None:
    cues = ["ask Mark", "Smith came"]
    assert texts(file(name, *cues, pause=5), name) == cues
    same = HEADERS[name] + f"{timing(1, 3)}ask Mark\n\n{timing(1, 3)}Smith came\n"
    assert texts(same, name) == cues, "two languages, or two speakers"
    earlier = HEADERS[name] + f"{timing(9, 11)}ask Mark\n\n{timing(1, 3)}Smith came\n"
    assert texts(earlier, name) == cues
    overlapping = HEADERS[name] + f"{timing(1, 5)}ask Mark\n\n{timing(3, 7)}Smith came\n"
    assert texts(overlapping, name) == ["\n".join(cues)], "so speech is captioned as it is recognised"


@pytest.mark.parametrize("name", NAMES)
def test_captions_that_roll_up_are_not_joined(name: str) -> None:
    cues = ["we ask Mark", "we ask Marc\nSmith and", "Smith and\nhe came", "he came"]
    assert texts(file(name, *cues), name) == cues, "though one line was corrected, and its twin was not"
    upper = ["WE ASK MARK", "WE ASK MARK\nSMITH AND", "SMITH AND\nHE CAME", "HE CAME"]
    assert texts(file(name, *upper), name) == upper


@pytest.mark.parametrize("name", NAMES)
def test_a_list_of_titles_is_not_joined(name: str) -> None:
    cues = [f"Chapter {word}" for word in "one two three four five six seven eight nine ten".split()]
    assert texts(file(name, *cues), name) == cues
    assert len(texts(file(name, *map(str.upper, cues)), name)) == 1, "captions in capitals are sentences"


@pytest.mark.parametrize("name", NAMES)
def test_a_speech_without_full_stops_is_cut_somewhere(name: str) -> None:
    timed = [f"00:{turn // 60:02}:{turn % 60:02}.0 --> 00:59:59.0\nand so\n\n" for turn in range(250)]
    lengths = [text.count("\n") + 1 for text in texts(HEADERS[name] + "".join(timed), name)]
    assert sum(lengths) == 250
    assert max(lengths) == 100 or set(lengths) == {1}


SHOWN = [
    ("a.srt", "{\\an8}<FONT COLOR='red'>Mark</font>", "Mark"),
    ("a.srt", "{\\pos(1,2)}M{y:i}ark<b >x</b>", "Markx"),
    ("a.srt", "Mark<br/>Smith", "Mark\nSmith"),
    ("a.srt", "Mark\\N<i>\\hSmith</i>", "Mark\nSmith"),
    ("a.srt", "<Mark> & {Smith} a<b 3<4", "<Mark> & {Smith} a<b 3<4"),
    ("a.srt", "AT&T Fran&ccedil;ois&nbsp;X &copy &bogus;", "AT&T François\u00a0X &copy &bogus;"),
    ("a.srt", "See https://a.org/b", f"See {PLACEHOLDER}"),
    ("a.vtt", "<v Mary><c.red.bold>Mark</c> <00:01.500>X", "Mark X"),
    ("a.vtt", "<unknown>Mark</unknown>", "Mark"),
    ("a.vtt", "Mark <Smith", "Mark"),
    ("a.vtt", "M&amp;S &lt;i&gt; Fran&ccedil;ois&nbsp;X &copy; &bogus;", "M&S <i> François\u00a0X © &bogus;"),
    ("a.vtt", "&lrm;Mark&rlm;", "Mark"),
    ("a.vtt", "{\\an8} stays", "{\\an8} stays"),
    ("a.vtt", "<ruby>Mark<rt>mark</rt></ruby>", "Markmark"),
]


@pytest.mark.parametrize(("name", "text", "shown"), SHOWN)
def test_what_is_shown_of_a_cue(name: str, text: str, shown: str) -> None:
    assert texts(file(name, text), name)[-1] == shown


TIMES = [
    "00:00:01,000 --> 00:00:02,500",
    "0:00:01.0 --> 0:00:02.5",
    "00:01.000 --> 00:02.500 line:0 position:20%",
    "00:00:01:000-->00:00:02:500",
    "00:00:01,000 --> 00:00:02,500 X1:201 X2:516 Y1:397 Y2:423",
    "  00:00:01 --> 00:00:02  ",
    "-00:00:01,000 --> 00:00:02,500",
    "00:00:01,000 –> 00:00:02,500",
    "00:00:01,000 --> ",
    "00:00:1d,000 --> 00:00:02,500",
    "00:00:01,000 --> 99999999999999999999:00:02,500",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("times", TIMES)
def test_times_are_never_text_however_they_are_written(name: str, times: str) -> None:
    assert texts(f"{HEADERS[name]}1\n{times}\nMark.\n\n2\n{times}\nSmith.", name) == ["Mark.", "Smith."]


def test_numbers_of_srt_cues_are_not_text_wherever_they_stand() -> None:
    assert texts(
        f"1\n{timing(1, 2)}one\n2\n{timing(2, 3)}two\n\n{timing(3, 4)}3\n\n4\n\n{timing(4, 5)}1984", "a.srt"
    ) == ["one\ntwo\n3\n1984"]


def test_srt_text_goes_on_over_blank_lines_up_to_the_next_times() -> None:
    assert texts(f"{timing(1, 2)}\n\none\n\n \ntwo.\n\nthree\n\n7\n{timing(2, 3)}four", "a.srt") == [
        "one\ntwo.\nthree\nfour"
    ]


def test_vtt_header_blocks_and_ids_are_not_text() -> None:
    header = "WEBVTT Mark\nKind: Mark\n\nSTYLE\n::cue {}\n\nREGION\nid:Mark\n\nNOTE\nMark\nMark\n\nMark\n"
    cues = f"{timing(1, 2)}One.\n\nNOTE Mark\nMark\n\nMark\n{timing(2, 3)}NOTE two.\n\nSTYLE\nMark"
    assert texts(header + cues, "a.vtt") == ["One.", "NOTE two."]


def test_vtt_text_that_browsers_drop_is_read_too() -> None:
    assert texts(f"WEBVTT\n\n{timing(1, 2)}One,\n\ntwo,\n\n00:0x --> 2\nthree.", "a.vtt") == [
        "One,",
        "two,",
        "three.",
    ]
    assert texts(f"1\n{timing(1, 2)}One.", "a.vtt") == ["One."], "a missing header"


def test_data_in_vtt_cues_is_not_text() -> None:
    assert texts(file("a.vtt", '{"name": "Mark"}', '[\n{"name": "Mark"}]', "[Mark] {x}"), "a.vtt") == [
        "[Mark] {x}"
    ]


@pytest.mark.parametrize(
    ("language", "count"), [("en", 1), ("en-GB", 1), ("und", 1), ("de", 0), ("es-419", 0)]
)
def test_a_vtt_file_that_is_not_in_english_is_not_ours(language: str, count: int) -> None:
    source = file("a.vtt", "Language: en")
    assert (
        len(texts(source.replace("WEBVTT", f"WEBVTT\nKind: captions\nLanguage: {language}"), "a.vtt"))
        == count
    )


def test_names_of_voices_are_ids_and_divide_what_is_said() -> None:
    cues = ["<v Mark Smith>ask Mark", "<v.loud Mark  Smith>Smith and</v>", "<v Anna>Jones", "Brown"]
    assert texts(file("a.vtt", *cues), "a.vtt") == ["ask Mark\nSmith and", "Jones", "Brown"]
    assert texts(file("a.vtt", "<v Anna>ask Mark <v Joe>Smith came"), "a.vtt") == ["ask Mark", "Smith came"]


NO_SUBTITLES = [
    ("a.srt", "some text"),
    ("a.srt", "1\nsome text\n\n00:00 text"),
    ("a.vtt", "some text"),
    ("a.vtt", "WEBVTT\n\nsome text"),
    ("a.vtt", "WEBVTTX"),
    ("a.vtt", "<html><body><p>Mark</p></body></html>"),
]


@pytest.mark.parametrize(("name", "source"), NO_SUBTITLES)
def test_what_is_no_subtitle_file_is_named(name: str, source: str) -> None:
    with pytest.raises(ReadError, match=r"a\..*no line of times such as 00:00:01") as error:
        formats.read(source.encode(), name)
    assert "plain text" in error.value.hint


@pytest.mark.parametrize(
    "source", ["", "\n", "\ufeff", " \r\n\t", "1\n00:01 --> 00:02\n", "text\n00:01 --> 00:02"]
)
def test_a_file_without_text_has_no_segments(source: str) -> None:
    for name in NAMES:
        assert formats.read(source.encode(), name).segments == ()
    assert formats.read(b"WEBVTT\n\nNOTE\nnothing\n\nSTYLE\nx\n", "a.vtt").segments == ()


HUGE = [
    "x" * 3_000_000,
    "<" * 500_000,
    "<v " * 300_000,
    "<v" + " " * 500_000,
    "<v." * 300_000,
    "{\\" * 300_000,
    "&" * 500_000,
    "A." * 300_000,
    "1:" * 300_000,
    "\r" * 500_000,
    "\n1\n" * 30_000,
    " " * 500_000,
    "-" * 500_000,
]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", HUGE, ids=[text[:4] for text in HUGE])
def test_huge_files_take_linear_time(name: str, text: str) -> None:
    for source in (file(name, text, text), file(name, text.replace("\n", "") + "\n" + timing(1, 2))):
        document = formats.parse(source, name, format=formats.format_of(name))
        assert rewrite(document, []) == source
