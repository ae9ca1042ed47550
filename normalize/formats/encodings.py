"""Bytes → the codec that turns them into text and back again without loss; never a silent guess."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import CharsetMatch, from_bytes

from normalize.errors import ReadError

# Byte-order marks, longest first, and the codecs that keep the mark as a first character.
# Source: Unicode core specification, section 23.8.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# How files begin that are no text, and what they are.
# Source: the formats' specifications, as collected in file(1)'s magic database.
SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "RTF"),
)

# Codecs that hold NUL bytes in ordinary text.
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")

# What pages call their encoding, where Python's codec of that name is a narrower one.
# Source: WHATWG Encoding Standard, section 4.2, names and labels.
LABELS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252",
    "latin1": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932",
    "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "big5": "big5hkscs",
    "x-mac-cyrillic": "mac-cyrillic", "macintosh": "mac-roman",
}  # fmt: skip

# Source: WHATWG HTML Standard, section 13.2.3.2, which looks in the first 1024 bytes; real pages
# often declare later (a guess: four times as far).
DECLARED_WITHIN = 4096
DECLARATION = re.compile(
    rb"""<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]+)|<\?xml\b[^>]{0,100}?\bencoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)

# Bytes looked at on both sides to suggest an encoding. A guess: enough words, and under a second.
SAMPLE = 1 << 14

# Which to suggest of several that read the same. Source: W3Techs, the share of encodings on the web.
LIKELY = ("cp1252", "cp1251")


def decode(data: bytes, name: str, *, encoding: str = "", declares: bool = False) -> tuple[str, str]:
    """Return the text of a file and the codec that turns it into the same bytes again.

    By a byte-order mark, else what the file declares, else UTF-8, else what the user says.

    Args:
        data: The file.
        name: As messages name it.
        encoding: What the user says it is in; empty if nothing.
        declares: Whether files of this format say what they are in, as HTML does.

    Raises:
        ReadError: It is binary, undecodable, or would not come back the same.
    """
    wished = _codec(encoding)
    if encoding and not wished:
        raise ReadError(f"{name}: unknown encoding {encoding!r}", hint="try utf-8, cp1252 or utf-16-le")
    tried = list(dict.fromkeys(_candidates(data, wished, declares)))
    _refuse_binary(data, name, tried[0] in WIDE or wished in WIDE)
    faults = []
    for codec in tried:
        try:
            source = data.decode(codec)
        except UnicodeDecodeError as error:
            faults.append((codec, error.start))
            continue
        if _comes_back(source, codec, data):
            return source, codec
        hint = "convert it to UTF-8 first"
        raise ReadError(f"{name}: some of its bytes would not come back the same from {codec}", hint)
    codec, offset = faults[0]
    fact = f"not {codec.upper()}: byte 0x{data[offset]:02X} at offset {offset}"
    raise ReadError(f"{name}: {fact}", _suggestion(data[max(0, offset - SAMPLE) : offset + SAMPLE], tried))


def declared(data: bytes) -> Iterator[str]:
    """Yield the codecs that a page or XML file says it is in, if any; widest reading first."""
    if not (match := DECLARATION.search(data[:DECLARED_WITHIN])):
        return
    label = (match[1] or match[2]).decode("ascii").lower()
    if label.startswith("utf-16"):  # whoever could read the declaration was not reading UTF-16
        yield "utf-8"
        return
    yield from filter(None, (_codec(LABELS.get(label, label)), _codec(label)))


def _candidates(data: bytes, wished: str, declares: bool) -> Iterator[str]:
    yield from (codec for mark, codec in MARKS if data.startswith(mark))
    if wished in WIDE:
        yield wished
    if declares:
        yield from declared(data)
    yield "utf-8"
    if wished:
        yield wished


def _codec(label: str) -> str:
    """Return Python's name for a codec of text; empty if there is none. Marks are kept as characters."""
    try:
        name = codecs.lookup(label).name if label else ""
        "".encode(name or "utf-8")
    except (LookupError, ValueError):
        return ""
    return {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(name, name)


def _refuse_binary(data: bytes, name: str, wide: bool) -> None:
    for signature, what in SIGNATURES:
        if data.startswith(signature):
            raise ReadError(f"{name}: is binary: {what}", hint="exclude it, or convert it to text")
    if not wide and (offset := data.find(b"\0")) >= 0:
        hint = "exclude it; or if it is UTF-16 without a byte-order mark, say --encoding utf-16-le"
        raise ReadError(f"{name}: is binary: a NUL byte at offset {offset}", hint)


def _comes_back(source: str, codec: str, data: bytes) -> bool:
    try:
        return source.encode(codec) == data
    except UnicodeEncodeError:
        return False


def _suggestion(sample: bytes, tried: list[str]) -> str:
    guesses = from_bytes(sample)
    best = guesses.best()
    equal = [guess for guess in guesses if best and _quality(guess) >= _quality(best)]
    fitting = [_codec(name) for guess in equal for name in (guess.encoding, *guess.could_be_from_charset)]
    likely = [codec for codec in (*LIKELY, *fitting) if codec in fitting and codec not in tried]
    if likely:
        return f"it looks like {likely[0]}: --encoding {likely[0]}"
    return "say what it is in with --encoding, or convert it to UTF-8"


def _quality(guess: CharsetMatch) -> tuple[float, float]:
    return -guess.chaos, guess.coherence
