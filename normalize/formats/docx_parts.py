"""A Word document's bytes ↔ its XML parts that hold text, each ended by NUL, which XML forbids.

So every such source has one, and none is taken for plain text. The parts are the body, then headers, footers,
footnotes, endnotes and comments, by what `[Content_Types].xml` says of them. Charts, diagrams, the glossary
and the properties are not read.

Source: ISO/IEC 29500-1, 11.3, and 29500-2, 9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from normalize.errors import ReadError, WriteError
from normalize.formats.docx_package import MAX_TOTAL, Archive, Member, opened, spliced, unpacked

JOINT = "\0"
TYPES = "[Content_Types].xml"
SIGNATURES = "_xmlsignatures/"

# What parts are, in the order in which they are read: the ends of their content types.
# Source: ISO/IEC 29500-1, 11.3; for documents with macros and templates: [MS-OFFMACRO2], 2.2.1.
KINDS = (
    re.compile(r"word(?:processingml)?\.(?:document|template)\.(?:macroEnabled(?:Template)?\.)?main\+xml"),
    re.compile(r"wordprocessingml\.header\+xml"),
    re.compile(r"wordprocessingml\.footer\+xml"),
    re.compile(r"wordprocessingml\.footnotes\+xml"),
    re.compile(r"wordprocessingml\.endnotes\+xml"),
    re.compile(r"wordprocessingml\.comments\+xml"),
)

# How old office documents begin, and new ones with a password. Source: [MS-CFB], 2.2; [MS-OFFCRYPTO], 2.3.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# How parts begin, and what they are in; else UTF-8. Source: ISO/IEC 29500-2, 9.1.7.1, which allows no other
# encodings; XML 1.0, appendix F, for those without a byte-order mark.
BEGINNINGS = (
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
DECLARED = re.compile(r"""\ufeff?<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"']*)""")
ALLOWED = re.compile(r"utf-?(?:8|16(?:le|be)?)", re.IGNORECASE)

WORD_HINT = "open it in Word or LibreOffice, and save it as .docx"


def unpack(data: bytes, name: str) -> str:
    """Return the source of a document: its parts that hold text.

    Raises:
        ReadError: It is no Word document, has a password, is damaged, or far too large.
    """
    try:
        return "".join(f"{text}{JOINT}" for _, text, _ in _texts(_archive(data)))
    except ReadError as error:
        raise ReadError(f"{name}: {error.message}", error.hint) from None


def pack(package: bytes, source: str) -> bytes:
    """Return a document with another source; every part that is the same keeps its bytes.

    Args:
        package: The document as it was read.
        source: Its parts that hold text, in the order of `unpack`.

    Raises:
        WriteError: It is signed, or has other parts.
    """
    archive = _archive(package)
    parts = list(_texts(archive))
    texts = parts_of(source)
    if len(texts) != len(parts):
        raise WriteError(f"has {len(parts)} parts with text, not {len(texts)}", hint="read it anew")
    changed = {
        member.name: text.encode(codec)
        for (member, before, codec), text in zip(parts, texts, strict=True)
        if text != before
    }
    if changed and any(member.name.startswith(SIGNATURES) for member in archive.members):
        raise WriteError("is digitally signed, which a change would undo", hint="correct it in Word")
    return spliced(archive, changed)


def parts_of(source: str) -> list[str]:
    """Return the parts that a source consists of, in order."""
    return source.removesuffix(JOINT).split(JOINT)


def _archive(data: bytes) -> Archive:
    if data.startswith(COMPOUND):
        raise ReadError("is an old office document, or one with a password", hint=WORD_HINT)
    return opened(data)


def _texts(archive: Archive) -> Iterator[tuple[Member, str, str]]:
    """Yield the parts that hold text, in order, each with its text and its codec."""
    size = 0
    for member in _parts(archive):
        contents = unpacked(archive, member)
        size += len(contents)
        if size > MAX_TOTAL:
            raise ReadError(f"has more than {MAX_TOTAL:,} bytes of text", hint="split it in two")
        yield (member, *_decoded(contents, member.name))


def _parts(archive: Archive) -> list[Member]:
    """Return the parts that hold text: by kind, then by name, 2 before 10."""
    members = {member.name.lower(): member for member in archive.members}
    if TYPES.lower() not in members:
        raise ReadError("is a ZIP archive, but no Word document", hint=WORD_HINT)
    types = _types(*_decoded(unpacked(archive, members[TYPES.lower()]), TYPES)[:1])
    found = [
        (kind, len(name), name)
        for name in members
        for kind, pattern in enumerate(KINDS)
        if pattern.search(types.get(f"/{name}", types.get(name.rpartition(".")[2], "")))
    ]
    if not found or min(found)[0] > 0:
        raise ReadError("holds no word/document.xml: is no Word document", hint=WORD_HINT)
    return [members[name] for _, _, name in sorted(found)]


def _types(text: str) -> Mapping[str, str]:
    """Return content types by `/part` and by suffix, in lower case."""
    types: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        key = attributes.get("PartName") or attributes.get("Extension") or ""
        types[key.lower()] = attributes.get("ContentType", "")

    def doctype(*_: object) -> None:
        raise ReadError(f"{TYPES} in it declares a document type, which none may", hint=WORD_HINT)

    reader = expat.ParserCreate("utf-8")
    reader.StartElementHandler, reader.StartDoctypeDeclHandler = start, doctype
    try:
        reader.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise ReadError(f"{TYPES} in it is damaged: {error}", hint=WORD_HINT) from None
    return types


def _decoded(contents: bytes, name: str) -> tuple[str, str]:
    """Return the text of a part, byte-order mark included, and its codec."""
    codec = next((codec for start, codec in BEGINNINGS if contents.startswith(start)), "utf-8")
    try:
        text = contents.decode(codec)
    except UnicodeDecodeError as error:
        fact = f"not {codec.upper()}: byte 0x{contents[error.start]:02X} at offset {error.start}"
        raise ReadError(f"{name} in it is {fact}", hint=WORD_HINT) from None
    declared = DECLARED.match(text)
    if declared and not ALLOWED.fullmatch(declared[1]):
        raise ReadError(f"{name} in it is in {declared[1]}, not in UTF-8 or UTF-16", hint=WORD_HINT)
    if JOINT in text:
        raise ReadError(f"{name} in it holds a NUL, which is no XML", hint=WORD_HINT)
    return text, codec
