"""Front matter of Markdown → segments: title, description and summary, and nothing else.

YAML between `---` and TOML between `+++`. A value is read only if its source, taken apart by the
rules of its quoting style, says what the YAML or TOML parser says it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from normalize.formats.masks import without_masked
from normalize.formats.pieces import has_words, split, trimmed
from normalize.formats.plain_text import as_is
from normalize.model import Escape, Segment

READ_KEYS = ("title", "description", "summary")

# Source: Jekyll, Hugo and Zola documentation on front matter.
YAML_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
TOML_MATTER = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)

# Source: TOML 1.0.0, strings.
TOML_VALUE = re.compile(
    rf"""^(?P<key>{"|".join(READ_KEYS)})[ \t]*=[ \t]*(?:
        \"\"\"(?P<long_basic>(?:[^\\]|\\.)*?)\"\"\" | '''(?P<long_literal>.*?)'''
      | "(?P<basic>(?:[^"\\\n]|\\.)*)" | '(?P<literal>[^'\n]*)' )""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
TOML_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)

# Source: YAML 1.2.2, section 5.7, and TOML 1.0.0, strings: one-letter escapes of both.
ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip

INDENTATION = r"(?<=\n)[ \t]+"
BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\r?\n")


@dataclass(frozen=True, slots=True)
class Style:
    """How a string is quoted: what in it is not literal, and what must be escaped."""

    pattern: re.Pattern[str]
    escape: Escape


def escape_double(text: str) -> str:
    """Return text as it stands in a YAML or TOML string in double quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def escape_single(text: str) -> str:
    """Return text as it stands in a YAML string in single quotes."""
    return text.replace("'", "''")


AS_IT_IS = Style(re.compile(INDENTATION), as_is)
DOUBLE = Style(
    re.compile(rf"{INDENTATION}|\\(?:x[0-9A-Fa-f]{{2}}|u[0-9A-Fa-f]{{4}}|U[0-9A-Fa-f]{{8}}|.)"), escape_double
)
SINGLE = Style(re.compile(rf"{INDENTATION}|''"), escape_single)


def front_matter(source: str, start: int) -> tuple[tuple[Segment, ...], int]:
    """Return what is read of the front matter, in source order, and where it ends.

    Args:
        source: The file.
        start: Where it may begin: after a byte-order mark. Without front matter it ends here.
    """
    if match := YAML_MATTER.match(source, start):
        return tuple(_yaml_values(source, *match.span(1))), match.end()
    if match := TOML_MATTER.match(source, start):
        return tuple(_toml_values(source, *match.span(1))), match.end()
    return (), start


def _yaml_values(source: str, start: int, end: int) -> Iterator[Segment]:
    import yaml

    try:
        node = yaml.compose(source[start:end], Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        if key.value in READ_KEYS and isinstance(value, yaml.ScalarNode):
            span = (start + value.start_mark.index, start + value.end_mark.index)
            yield from _value(source, *_yaml_inside(source, *span, value.style), value.value)


def _yaml_inside(source: str, start: int, end: int, style: str | None) -> tuple[int, int, Style]:
    """Return the stretch of a scalar without its quotes or header, and its style."""
    if style in ("'", '"'):
        return start + 1, end - 1, SINGLE if style == "'" else DOUBLE
    header = BLOCK_HEADER.match(source, start, end) if style else None
    return header.end() if header else start, end, AS_IT_IS


def _toml_values(source: str, start: int, end: int) -> Iterator[Segment]:
    import tomllib

    try:
        values = tomllib.loads(source[start:end])
    except tomllib.TOMLDecodeError:
        return
    table = TOML_TABLE.search(source, start, end)
    for match in TOML_VALUE.finditer(source, start, table.start() if table else end):
        group = match.lastgroup or ""
        style = AS_IT_IS if "literal" in group else DOUBLE
        yield from _value(source, *match.span(group), style, str(values.get(match["key"], "")))


def _value(source: str, start: int, end: int, style: Style, value: str) -> Iterator[Segment]:
    """Yield the segment of a value, if its source comes to the same words as the parser says."""
    pieces = tuple(split(source, start, end, style.pattern, _decode))
    if "".join(piece.text for piece in pieces).split() == value.split():
        shown = without_masked(trimmed(pieces))
        if has_words(shown):
            yield Segment(shown, style.escape)


def _decode(match: str) -> str:
    """Return what an escape stands for; nothing for the indentation of a line."""
    if match == "''":
        return "'"
    if not match.startswith("\\"):
        return ""
    if match[1] not in "xuU" or len(match) == 2:
        return ESCAPES.get(match[1], match)
    point = int(match[2:], 16)
    return match if 0xD800 <= point <= 0xDFFF or point > 0x10FFFF else chr(point)
