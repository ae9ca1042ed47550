"""Bytes ↔ Document: the formats we read, and what they are told by.

A format is a module with `segments(source) -> tuple[Segment, ...]`; it never edits.
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
}

# Formats whose files say what they are encoded in, and can hold any character as a reference.
DECLARING = ("html",)


def format_of(name: str, data: bytes = b"") -> str:
    """Return the format of a file by the suffix of its name; an unknown suffix is text."""
    return SUFFIXES.get(PurePath(name).suffix.lower(), "text")


def read(data: bytes, name: str, *, format: str = "", encoding: str = "") -> Document:
    """Return the document that a file holds.

    Args:
        data: The file.
        name: Its path, or a label.
        format: A key of `FORMATS`; empty to tell by the suffix of the name.
        encoding: What it is in, where neither a byte-order mark nor the file itself nor UTF-8 tells.

    Raises:
        ReadError: It is binary or undecodable, or would not come back the same.
    """
    chosen = format or format_of(name, data)
    _known(chosen, name)
    source, codec = decode(data, name, encoding=encoding, declares=chosen in DECLARING)
    return parse(source, name, format=chosen, encoding=codec)


def parse(source: str, name: str, *, format: str = "text", encoding: str = "utf-8") -> Document:
    """Return the document that a decoded file holds: for reading a corrected source again.

    Raises:
        ReadError: There is no such format, or the markup is nested too deeply for its parser.
    """
    module = import_module(f"{__name__}.{_known(format, name)}")
    try:
        segments: tuple[Segment, ...] = module.segments(source)
    except RecursionError:
        hint = "is it damaged? If it is not, read a copy of it as text, named .txt"
        raise ReadError(f"{name}: its {format} is nested too deeply", hint) from None
    return Document(name, source, segments, format, encoding)


def write(document: Document, source: str) -> bytes:
    """Return a corrected source as bytes, in the encoding of the document.

    HTML gets numeric references for what its encoding cannot hold.

    Raises:
        WriteError: The encoding cannot hold a character, or writes nothing that reads the same.
    """
    if document.format in DECLARING:
        return source.encode(document.encoding, "xmlcharrefreplace")
    try:
        return source.encode(document.encoding)
    except UnicodeEncodeError as error:
        character = source[error.start]
        fact = f"{character!r} (U+{ord(character):04X}) cannot be written in {document.encoding}"
        raise WriteError(
            f"{document.name}: {fact}",
            hint="convert the file to UTF-8 first, or leave this correction out",
        ) from error


def _known(format: str, name: str) -> str:
    if format not in FORMATS:
        raise ReadError(f"{name}: unknown format {format!r}", hint=f"one of: {', '.join(FORMATS)}")
    return FORMATS[format]
