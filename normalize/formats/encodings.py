"""Bytes → the codec that turns them into text and back again without loss; never a silent guess."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from normalize.errors import ReadError
from normalize.patterns import later

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

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
DECLARATION = later(
    rb"""<meta\b[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]+)|<\?xml\b[^>]{0,100}?\bencoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)

# XML means what it declares to the letter: Windows' "š" is no letter in ISO-8859-1. Only bytes that would be
# control characters there say that the declaration is a browser's. Source: XML 1.0, section 4.3.3.
XML_START = later(rb"(?:\xef\xbb\xbf)?<\?xml\b")
NARROWED = later(rb"[\x80-\x9f]")

# A PO catalogue names its encoding as gettext knows it, in its header, after a comment of any length. CHARSET
# stands in a template. Source: GNU gettext manual, section 6.2, header entry.
# In bytes: how far down a header may begin; headers list translators. A guess.
CATALOGUE_WITHIN = 1 << 16
CATALOGUE = later(
    rb'^(?:\xef\xbb\xbf)?msgid[ \t]+""(?:\s+"")*\s+msgstr[ \t]+'  # the entry without a text is the header
    rb'"(?:[^"\\]|\\.|"\s*")*?Content-Type:[^"\\\r\n]{0,80}?charset=[ \t]*(?!CHARSET)([\w.:-]+)',
    re.MULTILINE,
)

# Bytes looked at on both sides to suggest an encoding. A guess: enough words, and under a second.
SAMPLE = 1 << 14

# A file is UTF-8, and damaged, if it has so many times more whole characters beyond ASCII than broken ones.
# Measured: 25 times and 499 times in the two such pages of 200, 0 times in the one that is in Latin-1.
WHOLE = 10

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
    if declares and not wished and (label := _catalogue_label(data)) and not _codec(label):
        hint = "say what it is in with --encoding"
        raise ReadError(f"{name}: declares the unknown encoding {label!r}", hint)
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
    hint = _damage(data) if codec == "utf-8" else ""
    raise ReadError(f"{name}: {fact}", hint or _suggestion(data, offset, tried))


def declared(data: bytes) -> Iterator[str]:
    """Yield the codecs that a page, XML file or catalogue says it is in, if any; the likeliest first."""
    if label := _catalogue_label(data):
        yield from filter(None, [_codec(label)])
        return
    if not (match := DECLARATION.search(data[:DECLARED_WITHIN])):
        return
    if match[1] and XML_START.match(data):  # XML that declares nothing is UTF-8, whatever a page in it says
        yield "utf-8"
    label = (match[1] or match[2]).decode("ascii").lower()
    if label.startswith("utf-16"):  # whoever could read the declaration was not reading UTF-16
        yield "utf-8"
        return
    wide, exact = _codec(LABELS.get(label, label)), _codec(label)
    is_exact = match[2] and not NARROWED.search(data)
    yield from filter(None, (exact, wide) if is_exact else (wide, exact))


def json_references(error: UnicodeError) -> tuple[str, int]:
    """Return escapes of JSON for letters that an encoding cannot hold: an error handler of `str.encode`.

    >>> "Dvořák 😀".encode("cp1252", "jsonreferences").decode("cp1252")
    'Dvo\\\\u0159ák \\\\ud83d\\\\ude00'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end


codecs.register_error("jsonreferences", json_references)


def _catalogue_label(data: bytes) -> str:
    match = CATALOGUE.search(data, 0, CATALOGUE_WITHIN)
    return match[1].decode("ascii").lower() if match else ""


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


def _damage(data: bytes) -> str:
    """Return what to do with a file that is UTF-8 but for a few bytes; empty for any other."""
    shown = data.decode("utf-8", "replace")
    broken = shown.count("\ufffd") - data.count("\ufffd".encode())
    whole = sum(not letter.isascii() for letter in shown) - broken
    if whole < WHOLE * broken:
        return ""
    places = "in 1 place" if broken == 1 else f"in {broken:,} places"
    return f"it is UTF-8 that is damaged {places}: mend it there, or exclude the file"


def _suggestion(data: bytes, offset: int, tried: list[str]) -> str:
    from charset_normalizer import from_bytes

    guesses = from_bytes(data[max(0, offset - SAMPLE) : offset + SAMPLE])
    best = guesses.best()
    equal = [guess for guess in guesses if best and _quality(guess) >= _quality(best)]
    fitting = [_codec(name) for guess in equal for name in (guess.encoding, *guess.could_be_from_charset)]
    untried = (codec for codec in (*LIKELY, *fitting) if codec in fitting and codec not in tried)
    likely = [codec for codec in untried if _holds(data, codec)]
    if likely:
        return f"it looks like {likely[0]}: --encoding {likely[0]}"
    return "say what it is in with --encoding, or convert it to UTF-8"


def _holds(data: bytes, codec: str) -> bool:
    try:
        return bool(data.decode(codec))
    except UnicodeDecodeError:
        return False


def _quality(guess: CharsetMatch) -> tuple[float, float]:
    return -guess.chaos, guess.coherence
