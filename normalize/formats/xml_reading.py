"""XML → a tree of elements and texts, each with the stretch of source that shows it.

Only what a file says itself is read: no DTD is fetched, no external entity opened, and no entity expanded
where it stands. A file that is malformed, nested too deeply or expands too far is a `ReadError`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.entities import html5
from xml.parsers import expat

from normalize.errors import ReadError
from normalize.offsets import BOM, PLACEHOLDER, Stretch

# Elements within each other. Source: libxml2, xmlParserMaxDepth, without its option for huge files.
MAX_DEPTH = 256
# Elements of a file. A guess: 250 bytes of memory each, and more than 50 MB of translation memory hold.
MAX_ELEMENTS = 2_000_000
# Code points that the entities which a file declares come to, all its references together. A guess.
MAX_EXPANSION = 1_000_000

# Source: XML 1.0 (fifth edition), section 4.1, character and entity references; 4.6, predefined entities.
REFERENCE = re.compile(r"&(?:#0*[0-9]{1,7}|#x0*[0-9a-fA-F]{1,6}|[^\s&;#<>]+);")
PREDEFINED = {"amp": "&", "lt": "<", "gt": ">", "apos": "'", "quot": '"'}
ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

NONE_SAID: Mapping[str, str] = {}
# A declared encoding that does not hold every letter. Source: the Unicode core specification, section 2.6.
NARROW = re.compile(r"""\ufeff?<\?xml\b[^>]*\bencoding\s*=\s*["'](?!utf)""", re.IGNORECASE)

MENDING = "mend it there, or exclude the file"


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text between two tags, comments or borders of CDATA."""

    start: int
    end: int
    is_cdata: bool


@dataclass(frozen=True, slots=True)
class Element:
    """An element and what is in it.

    Attributes:
        name: Without a prefix.
        space: The URI of its namespace; empty for none, the prefix itself where nothing declares that.
        attributes: By name, with the prefix: `xml:lang`.
        start: First code point of its first tag; `end` is one past its last tag.
        inside: The stretch between the two tags; empty, at the end, for `<x/>`.
        children: In source order.
    """

    name: str
    space: str
    attributes: Mapping[str, str]
    start: int
    end: int
    inside: Stretch
    children: tuple[Element | Text, ...]

    @property
    def elements(self) -> Iterator[Element]:
        return (child for child in self.children if isinstance(child, Element))

    def child(self, name: str) -> Element | None:
        """Return the first element of a name right within this one and of its namespace."""
        return next((one for one in self.elements if one.name == name and one.space == self.space), None)


@dataclass(frozen=True, slots=True)
class Tree:
    """A file that was read.

    Attributes:
        entities: The texts of those that it declares.
        holds_all: Whether it says, or leaves open, that it is in an encoding that holds every letter.
    """

    source: str
    root: Element
    entities: Mapping[str, str]
    holds_all: bool

    def decode(self, reference: str) -> str:
        """Return what a reference stands for; `PLACEHOLDER` if that is markup or another file."""
        return _decoded(reference, self.entities)


def is_blank(source: str) -> bool:
    """Return whether a file is empty, white space and a byte-order mark apart."""
    return not source.removeprefix(BOM).strip()


def root_name(source: str) -> str:
    """Return the name of the root element, without a prefix.

    Raises:
        ReadError: It is malformed up to there, or what is declared there expands too far.
    """
    reader = _Reader(source)
    try:
        reader.read(root_only=True)
    except _RootFound as found:
        return found.name
    return ""


def tree(source: str) -> Tree:
    """Return the tree of a file.

    Raises:
        ReadError: It is malformed, nested too deeply, has too many elements, or expands too far.
    """
    reader = _Reader(source)
    reader.read(root_only=False)
    root = next(one for one in reader.top if isinstance(one, Element))
    return Tree(source, root, reader.entities, not NARROW.match(source))


class _RootFound(Exception):  # noqa: N818 - it is no error: what was looked for is there
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name.rpartition(":")[2]


@dataclass(slots=True)
class _Open:
    """An element whose last tag is still to come. `declared` are the prefixes that end with it."""

    name: str
    attributes: Mapping[str, str]
    start: int
    declared: tuple[str, ...]
    inside: int = -1
    children: list[Element | Text] = field(default_factory=list)


class _Reader:
    """Notes where each element and each run of text starts and ends.

    The offsets are expat's own, in bytes of UTF-8, whatever the file is in: all events come in the order of
    the source, for with a default handler expat expands no entity in text.
    """

    def __init__(self, source: str) -> None:
        self.entities: dict[str, str] = {}
        self.top: list[Element | Text] = []
        self._source = source
        self._bytes = source.encode("utf-8", "surrogatepass")
        self._is_ascii = len(self._bytes) == len(source)
        self._last = (0, 0)
        self._open: list[_Open] = []
        self._text = -1
        self._in_cdata = False
        self._elements = 0
        self._expanded = 0
        self._references: Counter[str] | None = None
        self._spaces: dict[str, list[str]] = defaultdict(list)
        self._parser = expat.ParserCreate("utf-8")

    def read(self, *, root_only: bool) -> None:
        parser = self._parser
        parser.ordered_attributes = True
        parser.specified_attributes = True
        parser.EntityDeclHandler = self._entity
        parser.StartElementHandler = self._root if root_only else self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartCdataSectionHandler = self._start_cdata
        parser.EndCdataSectionHandler = self._end_cdata
        parser.DefaultHandler = self._other
        try:
            parser.Parse(self._bytes, True)
        except expat.ExpatError as error:
            fact = expat.ErrorString(error.code)
            raise ReadError(
                f"is malformed: line {error.lineno}, column {error.offset + 1}: {fact}", MENDING
            ) from None

    def _here(self) -> int:
        """Return the code point at which the present event starts; end the run of text before it."""
        at = self._parser.CurrentByteIndex
        if not self._is_ascii:
            last, offset = self._last
            offset += len(self._bytes[last:at].decode("utf-8", "surrogatepass"))
            self._last = (at, offset)
            at = offset
        if self._open and self._open[-1].inside < 0:
            self._open[-1].inside = at
        if self._text >= 0:
            self._open[-1].children.append(Text(self._text, at, self._in_cdata))
            self._text = -1
        return at

    def _root(self, name: str, attributes: list[str]) -> None:
        raise _RootFound(name)

    def _start(self, name: str, attributes: list[str]) -> None:
        here = self._here()
        self._elements += 1
        if len(self._open) == MAX_DEPTH:
            fact = f"its elements are nested over {MAX_DEPTH} deep"
            raise ReadError(f"line {self._parser.CurrentLineNumber}: {fact}", MENDING)
        if self._elements > MAX_ELEMENTS:
            raise ReadError(f"has over {MAX_ELEMENTS:,} elements", "split it into several files")
        said = dict(zip(attributes[::2], attributes[1::2], strict=True)) if attributes else NONE_SAID
        spaces = {key[6:]: uri for key, uri in said.items() if key.partition(":")[0] == "xmlns"}
        for prefix, uri in spaces.items():
            self._spaces[prefix].append(uri)
        self._open.append(_Open(name, said, here, tuple(spaces)))

    def _end(self, name: str) -> None:
        is_empty = self._open[-1].inside < 0
        here = self._here()
        one = self._open.pop()
        end = here
        if not (is_empty and self._source.startswith("/>", here - 2)):
            end = self._source.index(">", here) + 1
        prefix, _, local = one.name.rpartition(":")
        uris = self._spaces.get(prefix)
        space = uris[-1] if uris else prefix
        for declared in one.declared:
            self._spaces[declared].pop()
        element = Element(
            local, space, one.attributes, one.start, end, (one.inside, here), tuple(one.children)
        )
        (self._open[-1].children if self._open else self.top).append(element)

    def _characters(self, text: str) -> None:
        if self._text < 0:
            self._text = self._here()

    def _start_cdata(self) -> None:
        self._here()
        self._in_cdata = True

    def _end_cdata(self) -> None:
        self._here()
        self._in_cdata = False

    def _other(self, text: str) -> None:
        """A reference to an entity is text; comments and the like are not."""
        if self._open and (self._text < 0 or text[:1] != "&"):
            here = self._here()
            self._text = here if text[:1] == "&" else -1

    def _entity(self, name: str, is_parameter: bool, value: str | None, *_: str | None) -> None:
        """Note the text of an entity; markup, or another file, is a placeholder."""
        if is_parameter or name in self.entities:
            return
        if self._references is None:
            self._references = Counter(REFERENCE.findall(self._source))
        text = PLACEHOLDER if value is None else self._expanded_text(name, value)
        self._expanded += len(text) * (1 + self._references[f"&{name};"])
        if self._expanded > MAX_EXPANSION:
            raise self._refusal(f"the entities that it declares come to over {MAX_EXPANSION:,} characters")
        is_text = "<" not in text and len(text) != len(name) + 2  # as long as its name, it would seem literal
        self.entities[name] = text if is_text else PLACEHOLDER

    def _expanded_text(self, name: str, value: str) -> str:
        """Return what an entity comes to, as far as `MAX_EXPANSION`."""
        parts, size, last = list[str](), 0, 0
        for match in REFERENCE.finditer(value):
            one = match[0][1:-1]
            if not (one.startswith("#") or one in PREDEFINED or one in self.entities):
                raise self._refusal(f"the entity {name!r} needs {one!r}, which is not declared before it")
            parts += [value[last : match.start()], _decoded(match[0], self.entities)]
            last = match.end()
            size += len(parts[-1])
            if size > MAX_EXPANSION:
                break
        return "".join([*parts, value[last:]])

    def _refusal(self, fact: str) -> ReadError:
        hint = "exclude the file, or write out its entities"
        return ReadError(f"line {self._parser.CurrentLineNumber}: {fact}", hint)


def _decoded(reference: str, entities: Mapping[str, str]) -> str:
    """Return what a reference stands for; `PLACEHOLDER` if nothing says it."""
    name = reference[1:-1]
    if not name.startswith("#"):
        known = PREDEFINED if name in PREDEFINED else entities
        return known[name] if name in known else html5.get(f"{name};", PLACEHOLDER)
    digits, base = (name[2:], 16) if name[1] == "x" else (name[1:], 10)
    point = int(digits.lstrip("0") or "0", base)
    return PLACEHOLDER if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF else chr(point)
