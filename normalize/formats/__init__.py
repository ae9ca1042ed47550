"""Bytes ↔ Document: the formats we read, and what they are told by.

A format is a module with `segments(source) -> tuple[Segment, ...]`; it never edits. Those of `FIELDED` take
the names of the fields to read, too. Those of `PACKAGED` are archives: `unpack(data, name) -> source` joins
their parts, and `pack(package, source) -> data` puts them back.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePath

from normalize.errors import ReadError, WriteError
from normalize.formats.encodings import decode
from normalize.model import Document, Segment

FORMATS: dict[str, str] = {
    "text": "plain_text",
    "markdown": "markdown_text",
    "html": "html_text",
    "docx": "docx_text",
    "srt": "srt_text",
    "vtt": "vtt_text",
    "po": "po_text",
    "json": "json_text",
    "jsonl": "jsonl_text",
    "csv": "table_text",
    "tsv": "table_text",
    "xliff": "xliff_text",
    "tmx": "tmx_text",
    "xml": "xml_text",
}

SUFFIXES: dict[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".docm": "docx",
    ".srt": "srt",
    ".vtt": "vtt",
    ".po": "po",
    ".pot": "po",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlf": "xliff",
    ".xliff": "xliff",
    ".tmx": "tmx",
    ".xml": "xml",
}

# Formats that hold data more often than copy: lock files, settings, figures.
DATA: tuple[str, ...] = ("json", "jsonl", "csv", "tsv", "xml")

# Formats whose files say what they are encoded in.
DECLARING = ("html", "po", "xliff", "tmx", "xml")

# How formats write what the encoding of a file cannot hold: an error handler of `str.encode`.
REFERENCES = {
    "html": "xmlcharrefreplace",
    "vtt": "xmlcharrefreplace",
    "json": "jsonreferences",
    "jsonl": "jsonreferences",
    "xliff": "xmlcharrefreplace",
    "tmx": "xmlcharrefreplace",
    "xml": "xmlcharrefreplace",
}

# Formats of which only some fields, or columns, are text.
FIELDED: tuple[str, ...] = ("json", "jsonl", "csv", "tsv")

# Formats whose files are archives of several texts.
PACKAGED: tuple[str, ...] = ("docx",)


def format_of(name: str) -> str:
    """Return the format of a file by the suffix of its name; an unknown suffix is text."""
    return SUFFIXES.get(PurePath(name).suffix.lower(), "text")


def read(
    data: bytes, name: str, *, format: str = "", encoding: str = "", fields: tuple[str, ...] = ()
) -> Document:
    """Return the document that a file holds.

    Args:
        data: The file.
        name: Its path, or a label.
        format: A key of `FORMATS`; empty to tell by the suffix of the name.
        encoding: What it is in, where neither a byte-order mark nor the file itself nor UTF-8 tells.
        fields: Which fields or columns are text, in formats that have such; empty for the usual ones.

    Raises:
        ReadError: It is binary, undecodable or malformed, or would not come back the same.
    """
    chosen = format or format_of(name)
    module = import_module(f"{__name__}.{_known(chosen, name)}")
    if chosen in PACKAGED:
        return parse(module.unpack(data, name), name, format=chosen, package=data)
    source, codec = decode(data, name, encoding=encoding, declares=chosen in DECLARING)
    return parse(source, name, format=chosen, encoding=codec, fields=fields)


def parse(
    source: str,
    name: str,
    *,
    format: str = "text",
    encoding: str = "utf-8",
    fields: tuple[str, ...] = (),
    package: bytes = b"",
) -> Document:
    """Return the document that a decoded file holds.

    Raises:
        ReadError: There is no such format, or the file is malformed or nested too deeply for its parser.
    """
    module = import_module(f"{__name__}.{_known(format, name)}")
    try:
        segments: tuple[Segment, ...] = (
            module.segments(source, fields) if format in FIELDED else module.segments(source)
        )
    except RecursionError:
        hint = "is it damaged? If it is not, read a copy of it as text, named .txt"
        raise ReadError(f"{name}: its {format} is nested too deeply", hint) from None
    except ReadError as error:
        raise ReadError(f"{name}: {error.message}", error.hint) from None
    return Document(name, source, segments, format, encoding, fields, package)


def reread(document: Document, source: str) -> Document:
    """Return a corrected source as the same file would be read.

    Raises:
        ReadError: It is malformed now.
    """
    return parse(
        source,
        document.name,
        format=document.format,
        encoding=document.encoding,
        fields=document.fields,
        package=document.package,
    )


def write(document: Document, source: str) -> bytes:
    """Return a corrected source as bytes, in the encoding of the document.

    Raises:
        WriteError: The encoding cannot hold a character, or an archive cannot be put together again.
    """
    if document.format in PACKAGED:
        module = import_module(f"{__name__}.{FORMATS[document.format]}")
        try:
            packed: bytes = module.pack(document.package, source)
        except WriteError as error:
            raise WriteError(f"{document.name}: {error.message}", error.hint) from None
        return packed
    return encoded(document, source)


def encoded(document: Document, text: str) -> bytes:
    """Return some text in the encoding of a document.

    What the encoding cannot hold becomes a reference (`&#287;`) where the format has such.

    Raises:
        WriteError: The encoding cannot hold a character, and there is no reference for it.
    """
    try:
        return text.encode(document.encoding, REFERENCES.get(document.format, "strict"))
    except UnicodeEncodeError as error:
        character = text[error.start]
        fact = f"{character!r} (U+{ord(character):04X}) cannot be written in {document.encoding}"
        raise WriteError(
            f"{document.name}: {fact}",
            hint="convert the file to UTF-8 first, or leave this correction out",
        ) from error


def _known(format: str, name: str) -> str:
    if format not in FORMATS:
        raise ReadError(f"{name}: unknown format {format!r}", hint=f"one of: {', '.join(FORMATS)}")
    return FORMATS[format]
