"""JSON → segments: the strings of those fields that hold text, at any depth; HTML in them is read as such.

Which fields these are, `named_fields` says, unless the user names others: a name, or the end of a path
(`article.body`, `items.*.title`; arrays do not count as a step). Keys, numbers, addresses and dates are
never text. An item of ninjs that says another language than English is left out, unless fields are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from normalize.formats.json_scanner import ESCAPE, Scanner, Text, unescaped
from normalize.formats.named_fields import Fields, is_markup
from normalize.formats.pieces import split
from normalize.formats.values import value_segments
from normalize.model import Escape, Segment
from normalize.offsets import BOM

# What may not stand in a string as it is. Source: RFC 8259, section 7.
SPECIAL = re.compile(r'["\\\x00-\x1f]')
SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
ESCAPED_LETTER = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")


def escape_string(text: str) -> str:
    """Return text as it stands in a string.

    >>> print(escape_string('"Dvořák"'))
    \\"Dvořák\\"
    """
    return SPECIAL.sub(lambda match: SHORT.get(match[0]) or f"\\u{ord(match[0]):04x}", text)


def escape_ascii(text: str) -> str:
    """Return text as it stands in a string of a file that keeps to ASCII.

    >>> print(escape_ascii("Dvořák 😀"))
    Dvo\\u0159\\u00e1k \\ud83d\\ude00
    """
    units = escape_string(text).encode("utf-16-be", "surrogatepass")
    codes = [int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2)]
    return "".join(chr(code) if code < 0x80 else f"\\u{code:04x}" for code in codes)


def segments(source: str, fields: tuple[str, ...] = ()) -> tuple[Segment, ...]:
    """Return what a person reads of a JSON file, in order.

    Raises:
        ReadError: It is malformed, has a name twice in an object, or is nested too deeply.
    """
    scanner = Scanner(source, Fields(fields).has, honours_language=not fields)
    texts = scanner.scan(1 if source.startswith(BOM) else 0, len(source))
    return tuple(text_segments(source, texts, escape_of(source)))


def escape_of(source: str) -> Escape:
    """Return how letters are written in a file: as escapes if it is all ASCII and does so already."""
    is_ascii = source.removeprefix(BOM).isascii()
    return escape_ascii if is_ascii and ESCAPED_LETTER.search(source) else escape_string


def text_segments(source: str, texts: Iterable[Text], escape: Escape) -> Iterator[Segment]:
    """Yield what a person reads of some strings."""
    for text in texts:
        pieces = tuple(split(source, text.start, text.end, ESCAPE, unescaped))
        yield from value_segments(pieces, escape, markup=is_markup(text.path))
