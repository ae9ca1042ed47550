"""Word documents (.docx) → segments: the paragraphs of body, headers, footers, notes, comments, text boxes.

The source is the XML parts that hold text, each ended by NUL: see `docx_parts`. Runs are joined.
Text is what stands in `w:t`: inserted with tracked changes, too, and results of fields; not what was deleted
or moved away, and no field code. White space at the ends of a `w:t` counts only under xml:space="preserve",
as in Word: a correction that needs some there is left for review. A text box is read both in its new and in
its old form (mc:Choice, mc:Fallback), for programs show one or the other. Tabs and breaks are line breaks;
symbols and formulas are placeholders; optional hyphens, bookmarks and the marks of notes and comments are
nothing. What a picture is described by (`descr`) is a segment of its own.

Source: ISO/IEC 29500-1, part 17 (WordprocessingML), and 29500-3 (mc:AlternateContent).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.parsers import expat

from normalize.errors import ReadError
from normalize.formats.docx_parts import JOINT, WORD_HINT, pack, parts_of, unpack
from normalize.formats.html_text import ATTRIBUTE, escape_double, escape_single, escape_text
from normalize.formats.masks import without_masked
from normalize.formats.pieces import has_words, split, split_at_breaks, trimmed
from normalize.model import Piece, Segment
from normalize.offsets import PLACEHOLDER

__all__ = ["pack", "segments", "unpack"]

# Namespaces of transitional and strict documents; what else is read lies in no other.
# Source: ISO/IEC 29500-1 and 29500-4, annex A.
SPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}
PRESERVE = "http://www.w3.org/XML/1998/namespace space"

# What stands for a character in a run, and how it is read.
INLINE = {
    "w:tab": "\n", "w:ptab": "\n", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-", "w:sym": PLACEHOLDER,
}  # fmt: skip

# Elements with text that nobody reads where it stands.
UNREAD = frozenset({"w:del", "w:moveFrom", "w:rt", "m:oMath"})

# Elements nested deeper than this are refused. A guess: tables in tables in text boxes take 60.
DEEPEST = 1000

TAG = re.compile(r"""<(?:[^"'>]|"[^"]*"|'[^']*')*+>""")
# What is not literal between `<w:t>` and `</w:t>`. Source: XML 1.0, 2.4 to 2.7 and 4.1.
MARKUP = re.compile(r"&[^;]*;|<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>", re.DOTALL)
ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}
SPACE = " \t\r\n"

# What stands between a hyphen and the texts beside it, if nothing else is in the run.
CLOSING, OPENING = re.compile(r"</[^>]*>\s*"), re.compile(r"\s*<[^>]*>")


@dataclass(slots=True)
class Open:
    """An element that is not closed yet.

    Attributes:
        name: With its prefix in `SPACES`.
        start: Where its tag begins in the part.
        preserves: Whether white space at its ends counts.
        has_children: Whether there are elements in it.
    """

    name: str
    start: int
    preserves: bool
    has_children: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """Something shown in a paragraph, with its stretch of source.

    Attributes:
        shown: What an element is read as; empty for the inside of a `w:t`.
    """

    start: int
    end: int
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """The inside of an attribute that says what a picture shows: its stretch of source, and its quote."""

    start: int
    end: int
    quote: str


# None stands for a paragraph of a text box.
Paragraph = list[Item | None]


def segments(source: str) -> tuple[Segment, ...]:
    """Return the paragraphs of a document in the order of its parts, each cut at two breaks in a row.

    Raises:
        ReadError: A part is no XML, declares a document type, or is nested too deeply.
    """
    found, start = list[Segment](), 0
    for number, part in enumerate(parts_of(source), 1):
        reader = _Reader(part, start, number)
        for paragraph in reader.paragraphs():
            runs = (trimmed(run) for run in split_at_breaks(_pieces(source, paragraph)))
            found += (Segment(without_masked(run), escape_text) for run in runs if has_words(run))
        for one in reader.descriptions:
            words = trimmed(tuple(split(source, one.start, one.end, MARKUP, _unescaped)))
            escape = escape_double if one.quote == '"' else escape_single
            found += [Segment(without_masked(words), escape)] * has_words(words)
        start += len(part) + len(JOINT)
    return tuple(sorted(found, key=lambda segment: segment.pieces[0].start))


class _Reader:
    """Notes what each paragraph of one part shows.

    Args:
        part: The XML.
        offset: Where it begins in the source.
        number: As messages say it.
    """

    def __init__(self, part: str, offset: int, number: int) -> None:
        self._part, self._offset, self._number = part, offset, number
        self._data, self._is_ascii = part.encode("utf-8", "surrogatepass"), part.isascii()
        self._byte = self._point = self._unread = self._codes = 0
        self.descriptions: list[Description] = []
        self._open: list[Open] = []
        self._paragraphs: list[Paragraph] = []
        self._ended: list[Paragraph] = []
        self._fallbacks: list[int] = []  # how many paragraphs were open where each began
        self._fields: list[bool] = []  # of each field that began, whether we are in its code
        self._expat = expat.ParserCreate("utf-8", " ")

    def paragraphs(self) -> list[Paragraph]:
        """Return the paragraphs, in the order in which they end."""
        self._expat.StartElementHandler, self._expat.EndElementHandler = self._start, self._end
        self._expat.StartDoctypeDeclHandler = self._doctype
        try:
            self._expat.Parse(self._data, True)
        except expat.ExpatError as error:
            raise self._fault(error.lineno, expat.ErrorString(error.code)) from None
        return self._ended

    def _fault(self, line: int, fact: str) -> ReadError:
        return ReadError(f"its XML is damaged: part {self._number}, line {line}: {fact}", hint=WORD_HINT)

    def _doctype(self, *_: object) -> None:
        raise self._fault(self._expat.CurrentLineNumber, "it declares a document type, which none may")

    def _at(self) -> int:
        """Return the code point of the part at which the tag that is read begins."""
        byte = self._expat.CurrentByteIndex
        if self._is_ascii:
            return byte
        self._point += len(self._data[self._byte : byte].decode("utf-8", "surrogatepass"))
        self._byte = byte
        return self._point

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _short(tag)
        parent = self._open[-1] if self._open else Open("", 0, False)
        parent.has_children = True
        preserves = attributes[PRESERVE] == "preserve" if PRESERVE in attributes else parent.preserves
        self._open.append(Open(name, self._at(), preserves))
        if len(self._open) > DEEPEST:
            raise self._fault(self._expat.CurrentLineNumber, "it is nested too deeply")
        if name == "w:p":
            for outer in self._paragraphs[-1:]:
                outer.append(None)
            self._paragraphs.append([])
        elif name == "w:fldChar":
            self._field("".join(value for key, value in attributes.items() if key.endswith(" fldCharType")))
        elif name == "wp:docPr" and not self._unread:
            self._describe(self._open[-1].start)
        elif name == "mc:Fallback":
            self._fallbacks.append(len(self._paragraphs))
        elif name in UNREAD:
            self._unread += 1

    def _end(self, _: str) -> None:
        ended, at = self._open.pop(), self._at()
        in_run = bool(self._open) and self._open[-1].name == "w:r"
        if ended.name == "w:p":
            self._ended.append(self._paragraphs.pop())
            self._fields, self._codes = [], 0  # lest one that never ends hides all the rest
        elif ended.name == "mc:Fallback":
            self._fallbacks.pop()
        elif ended.name in UNREAD:
            self._unread -= 1
        if ended.name == "w:t" and in_run and not ended.has_children:
            self._text(ended, at)
        elif ended.name == "m:oMath" or (ended.name in INLINE and in_run):
            self._element(ended, at)

    def _describe(self, at: int) -> None:
        """Note what the picture is described by whose properties begin at a point of the part."""
        for match in ATTRIBUTE.finditer(self._part, at, self._tag_end(at)):
            if match[1] == "descr" and match.lastindex != 1:
                start, end = match.span(match.lastindex or 0)
                shift = self._offset
                self.descriptions.append(Description(start + shift, end + shift, self._part[end]))

    def _field(self, kind: str) -> None:
        """Note where a field begins, its code ends, or it ends."""
        if kind == "begin":
            self._fields.append(True)
        elif self._fields and kind in ("separate", "end"):
            self._codes -= self._fields.pop()
            self._fields += [False] * (kind == "separate")
        self._codes += kind == "begin"

    def _text(self, ended: Open, end: int) -> None:
        start = self._tag_end(ended.start)
        text = "" if self._is_empty(start) else self._part[start:end]
        if not ended.preserves:
            start, end = end - len(text.lstrip(SPACE)), start + len(text.rstrip(SPACE))
        if text and start < end:
            self._show(Item(start + self._offset, end + self._offset))

    def _element(self, ended: Open, at: int) -> None:
        end = self._tag_end(ended.start)
        if not self._is_empty(end):
            end = self._tag_end(at)
        shown = INLINE.get(ended.name, PLACEHOLDER)
        self._show(Item(ended.start + self._offset, end + self._offset, shown))

    def _show(self, item: Item) -> None:
        """Add something to the paragraph that is read, unless nobody sees it there."""
        outside = self._fallbacks[-1] if self._fallbacks else 0
        if len(self._paragraphs) > outside and not self._unread and not self._codes:
            self._paragraphs[-1].append(item)

    def _tag_end(self, at: int) -> int:
        """Return where the tag ends that begins at a point of the part."""
        match = TAG.match(self._part, at)
        return match.end() if match else at

    def _is_empty(self, tag_end: int) -> bool:
        """Return whether a tag closes itself: for such expat ends the element where the next one begins."""
        return self._part.endswith("/>", 0, tag_end)


@lru_cache(maxsize=1024)
def _short(tag: str) -> str:
    """Return the name of an element with its prefix in `SPACES`, whatever its prefix in the part."""
    space, _, name = tag.rpartition(" ")
    return f"{SPACES.get(space, '')}:{name}"


def _pieces(source: str, paragraph: Sequence[Item | None]) -> Iterator[Piece]:
    """Yield what a paragraph shows. What stays between two texts reaches from one to the other.

    So what a correction puts beside it comes to stand within a `w:t`.
    """
    texts = [item if item and not item.shown else None for item in paragraph]
    for item, before, after in zip(paragraph, [None, *texts], [*texts[1:], None], strict=False):
        if item and not item.shown:
            yield from split(source, item.start, item.end, MARKUP, _unescaped)
        elif item:
            left, right = before.end if before else item.start, after.start if after else item.end
            beside = CLOSING.fullmatch(source, left, item.start), OPENING.fullmatch(source, item.end, right)
            reaches = all(beside) or item.shown != "-"  # a hyphen may be replaced, and nothing but a hyphen
            yield Piece(item.shown, left, right) if reaches else Piece(item.shown, item.start, item.end)


def _unescaped(markup: str) -> str:
    """Return the text that a reference or a CDATA section stands for; none for a comment."""
    if markup.startswith("<"):
        return markup[9:-3] if markup.startswith("<![CDATA[") else ""
    if markup.startswith("&#"):
        return chr(int(markup[3:-1], 16) if markup[2] == "x" else int(markup[2:-1]))
    return ENTITIES[markup]
