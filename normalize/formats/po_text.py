"""PO catalogue → segments: the translations of its entries, `msgstr` and every `msgstr[n]`, and nothing else.

The strings of one translation are joined: a name may go over from one to the next. Each segment says what it
was translated from. Not read: msgid, msgctxt, comments, obsolete entries (`#~`), and the header. Fuzzy
translations are read. A catalogue whose header says a language other than English has no segments, for its
translations are not ours to correct; one that says none is read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from normalize.errors import ReadError
from normalize.formats.languages import is_english
from normalize.formats.pieces import split
from normalize.formats.values import spot, value_segments
from normalize.model import Segment
from normalize.offsets import BOM, PLACEHOLDER, Stretch

# Source: GNU gettext manual, section 3, "The Format of PO Files", and its lexer, po-lex.c.
TOKEN = re.compile(
    r"""
    (?P<blank>[ \t\r\n\f\v]+ | \#[^\r\n]*)
  | (?P<string>"(?:[^"\\\r\n]++|\\[^\r\n])*+")
  | (?P<keyword>msgid_plural|msgid|msgctxt|msgstr|domain)(?![\w]) (?:[ \t]*\[[ \t]*(?P<form>\d+)[ \t]*\])?
    """,
    re.VERBOSE,
)
# Escapes of C; bytes given one after the other may be one letter together.
ESCAPE = re.compile(r"(?:\\[0-7]{1,3}|\\x[0-9a-fA-F]{1,2})+|\\.")
BYTE = re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))")
LETTERS = {
    "n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v",
    "\\": "\\", '"': '"', "'": "'", "?": "?",
}  # fmt: skip
WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}

# What a program puts other words in place of. Source: gettext manual, section 15.3, format strings, and Qt's
# `QString::arg`; C without the space flag, which "100% sure" would have.
FORMAT = re.compile(
    r"""
    %% | %\(\w++\)[-+\#0]*+\d*+(?:\.\d++)?[a-zA-Z]                                              # %(name)s
  | %(?:\d++\$)?[-+\#0']*+(?:\d++|\*)?(?:\.(?:\d++|\*))?(?:hh?|ll?|[Lqjzt])?[diouxXeEfFgGaAcspn@](?![^\W\d_])
  | %L?\d{1,2} | \$?\{\{?[^{}\s]*\}?\}                                                      # %1, {name}, ${x}
    """,
    re.VERBOSE,
)

UNREAD = re.compile(f"{ESCAPE.pattern}|{FORMAT.pattern}", re.VERBOSE)

LANGUAGE = re.compile(r"^Language:[ \t]*([^\r\n]*)", re.MULTILINE | re.IGNORECASE)
CHARSET = re.compile(r"^Content-Type:[^\r\n]*\bcharset=\s*([\w.:-]+)", re.MULTILINE | re.IGNORECASE)


HINT = "msgfmt --check says what else is wrong with it"


@dataclass(frozen=True, slots=True)
class Part:
    """A keyword of an entry with its strings.

    Attributes:
        name: msgid, msgstr and so on; `form` is the number of a plural form, else empty.
        start: First code point of the keyword.
        strings: Stretches of source, without the quotes.
    """

    name: str
    form: str
    start: int
    strings: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """What the header of a catalogue says: whether its translations are English, and its codec."""

    is_english: bool = True
    codec: str = "utf-8"


def escape_string(text: str) -> str:
    """Return text as it stands in a string of a catalogue."""
    return "".join(WRITTEN.get(character, character) for character in text)


def segments(source: str) -> tuple[Segment, ...]:
    """Return the English translations of a catalogue, in order.

    Raises:
        ReadError: It is malformed.
    """
    header, found = Header(), list[Segment]()
    for entry in _entries(source):
        texts = {part.name: _text(source, part, header.codec) for part in entry if part.name != "msgstr"}
        translations = [part for part in entry if part.name == "msgstr"]
        if texts.get("msgid") == "" and "msgctxt" not in texts:
            said = "".join(_text(source, part, "utf-8") for part in translations)
            header = _header(said) if said else header
        elif header.is_english:
            for part in translations:
                plural = texts.get("msgid_plural") if part.form.strip("0") else None
                found += _read(source, part, header.codec, plural or texts["msgid"])
    return tuple(found)


def _read(source: str, part: Part, codec: str, translated_from: str) -> Iterator[Segment]:
    """Yield what a person reads of one translation."""
    decode = partial(_shown, codec=codec)
    pieces = [piece for start, end in part.strings for piece in split(source, start, end, UNREAD, decode)]
    return value_segments(pieces, escape_string, translated_from=translated_from)


def _entries(source: str) -> Iterator[list[Part]]:
    """Yield the entries: each begins with a msgctxt, or with a msgid that none stands before."""
    entry: list[Part] = []
    for part in _parts(source):
        names = [one.name for one in entry]
        if part.name in ("msgctxt", "msgid") and (part.name in names or "msgstr" in names):
            yield entry
            entry = []
        elif part.name in ("msgstr", "msgid_plural") and "msgid" not in names:
            raise ReadError(f"{spot(source, part.start)}: {part.name} without a msgid before it", HINT)
        entry.append(part)
    if entry:
        yield entry


def _parts(source: str) -> Iterator[Part]:
    """Yield the parts of all entries in order; those of obsolete entries are comments."""
    name, form, start, strings = "", "", 0, list[Stretch]()
    for match in _tokens(source):
        if match["string"]:
            if not name:
                raise ReadError(f"{spot(source, match.start())}: a string without a keyword before it", HINT)
            strings.append((match.start() + 1, match.end() - 1))
        elif match["keyword"]:
            if name:
                yield _part(source, Part(name, form, start, tuple(strings)))
            name, form, start, strings = match["keyword"], match["form"] or "", match.start(), []
    if name:
        yield _part(source, Part(name, form, start, tuple(strings)))


def _part(source: str, part: Part) -> Part:
    if not part.strings:
        raise ReadError(f"{spot(source, part.start)}: {part.name} without a string after it", HINT)
    return part


def _tokens(source: str) -> Iterator[re.Match[str]]:
    offset = 1 if source.startswith(BOM) else 0
    while offset < len(source):
        if not (match := TOKEN.match(source, offset)):
            rest = source[offset : offset + 20].split("\n")[0]
            fact = "a string that does not end on its line" if rest[:1] == '"' else f"{rest!r} is not PO"
            raise ReadError(f"{spot(source, offset)}: {fact}", HINT)
        yield match
        offset = match.end()


def _header(text: str) -> Header:
    language, charset = LANGUAGE.search(text), CHARSET.search(text)
    tag = language[1].strip() if language else ""
    try:
        codec = codecs.lookup(charset[1]).name if charset else "utf-8"
    except LookupError:
        codec = "utf-8"
    return Header(is_english(tag) is not False, codec)


def _text(source: str, part: Part, codec: str) -> str:
    plain = "".join(source[start:end] for start, end in part.strings)
    return ESCAPE.sub(lambda match: _unescaped(match[0], codec), plain)


def _shown(mark: str, codec: str) -> str:
    """Return what a reader sees of an escape or a placeholder."""
    return _unescaped(mark, codec) if mark[0] == "\\" else PLACEHOLDER


def _unescaped(escape: str, codec: str) -> str:
    """Return what an escape stands for; a placeholder for one that stands for nothing."""
    if not escape[1:2].isdigit() and escape[1:2] != "x":
        return LETTERS.get(escape[1:], PLACEHOLDER)
    values = [int(one[1], 16) if one[1] else int(one[2], 8) for one in BYTE.finditer(escape)]
    try:
        return bytes(values).decode(codec)
    except (LookupError, ValueError):
        return PLACEHOLDER
