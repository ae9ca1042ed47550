"""Comments in a file → what it asks us to ignore: `<!-- normalize: ignore Witkov -->` and its like.

    normalize: VERB [NAME, NAME…] [until 2027-01-01] [-- reason]

`docs/ignoring.md` says what each verb holds for, and how a comment is written in each format.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from normalize.ignoring import Directive, Stretch, has_expired
from normalize.keys import match_key
from normalize.model import Document
from normalize.patterns import later

# What stands in every file that has a directive; a file without it is searched no further.
HINT = "normalize"

VERBS = ("ignore", "ignore-next-line", "ignore-file", "off", "on")

# What `ignore`, bare, could have meant where nothing stands on its line.
WAYS = "say which name, or use `ignore-next-line`, or `off` and `on`"

# Likeness from which a word that is no verb is taken for one misspelt; below it, the comment is not ours.
# Source: the default of difflib.get_close_matches.
LIKE_A_VERB = 0.6

REASON = later(r"\s(?:--+|—)(?:\s|$)|:(?:\s|$)")
UNTIL = later(r"(?:^|\s)until(?:\s*=\s*|\s+|$)(\S*)\s*$")

# Source: HTML Standard, comments; CommonMark, link reference definitions, which reach no page; MDX, comments.
COMMENT = later(r"<!--+\s*normalize:(?P<body>.*?)--+>", re.DOTALL)
REFERENCE = later(
    r"""^[ ]{0,3} \[(?://|comment)\]: [ \t]* (?:\#|<>) [ \t]+
        (?: \(normalize: (?P<round>.*) \) | "normalize: (?P<double>.*) " ) [ \t]*$""",
    re.MULTILINE | re.VERBOSE,
)
EXPRESSION = later(r"\{/\*\s*normalize:(?P<body>.*?)\*/\}", re.DOTALL)
# Source: GNU gettext manual, "The Format of PO Files": comments of translators and of programmers.
PO_COMMENT = later(r"^#\.?[ \t]+normalize:(?P<body>[^\r\n]*)", re.MULTILINE)
# Source: XLIFF 1.2 and 2.1, TMX 1.4b, the element `note`.
NOTE = later(r"<(?:\w+:)?note\b[^>]*>\s*normalize:(?P<body>[^<]*)</(?:\w+:)?note\s*>")
# Source: WebVTT, comment blocks: to the next blank line.
VTT_NOTE = later(
    r"^NOTE(?:[ \t]+|[ \t]*(?:\r\n|\r|\n))normalize:(?P<body>.*?)"
    r"(?=(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)|\s*\Z)",
    re.MULTILINE | re.DOTALL,
)

BILINGUAL = ("xliff", "tmx")
CARRIERS: dict[str, tuple[re.Pattern[str], ...]] = {
    "text": (COMMENT,),
    "html": (COMMENT,),
    "markdown": (COMMENT, REFERENCE, EXPRESSION),
    "po": (PO_COMMENT,),
    "vtt": (VTT_NOTE,),
    "xml": (COMMENT,),
    **dict.fromkeys(BILINGUAL, (COMMENT, NOTE)),
}

# Code of Markdown, in which a directive is an example. Source: CommonMark, fenced code blocks, code spans.
CODE = later(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)

LINE = later(r"[^\r\n]*")
# The next line that is neither blank nor a directive alone.
NEXT_LINE = later(
    r"[^\r\n]*(?:[ \t>]*(?:<!--+\s*normalize:[^\r\n]*?--+>[ \t]*)?(?:\r\n|\r|\n))*(?P<line>[^\r\n]*)"
)
PO_ENTRY = later(r"(?:\#[^\r\n]*(?:\r\n|\r|\n|\Z))*(?P<strings>(?:[^\#\s][^\r\n]*(?:\r\n|\r|\n|\Z))*)")
PO_HEADER = later(r'msgid[ \t]+""\s*msgstr')
NEXT_BLOCK = later(r"\s*(?P<block>.*?)(?=(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)|\Z)", re.DOTALL)
UNIT = later(r"<(?P<end>/?)(?:\w+:)?(?:trans-unit|unit|tu)\b")


@dataclass(frozen=True, slots=True)
class Written:
    """A directive as it is written, before we know what it holds for.

    Attributes:
        start: First code point of its source; `end` one past the last.
        verb: One of `VERBS`.
        names: What it ignores; empty for everything.
        until: The last day on which it holds, as it is written; empty for ever.
        entry: The entry or unit that it belongs to; None in running text.
        is_cue: Whether the next line of it is the next cue.
        fault: Why it is malformed; empty if it is not. `hint` is the way out.
    """

    start: int
    end: int
    verb: str
    names: tuple[str, ...] = ()
    until: str = ""
    entry: Stretch | None = None
    is_cue: bool = False
    fault: str = ""
    hint: str = ""


def directives(document: Document, today: date) -> tuple[Directive, ...]:
    """Return what a file asks us to ignore, in source order, with what is malformed or expired.

    Args:
        document: Its format decides what is a comment.
        today: After which day something has expired.
    """
    if HINT not in document.source:
        return ()
    written = [*_matter(document), *_comments(document)]
    return tuple(_directives(sorted(written, key=lambda one: one.start), document.source, today))


def is_off(found: Iterable[Directive], document: Document) -> bool:
    """Return whether nothing in the file is to be told: `ignore-file`, without a name."""
    everything = (0, len(document.source))
    return any(not one.names and not one.fault and one.scope == everything for one in found)


def parsed(body: str, start: int, end: int) -> Written | None:
    """Return what a comment says after `normalize:`; None if it says nothing to us.

    >>> parsed(" ignore Jane Witkov, style until 2027-01-01 -- a nurse", 0, 9)  # doctest: +ELLIPSIS
    Written(start=0, end=9, verb='ignore', names=('Jane Witkov', 'style'), until='2027-01-01', ...)
    >>> parsed(" whitespace", 0, 9)
    """
    import difflib

    head = REASON.split(body.strip(), maxsplit=1)[0].strip()
    verb, rest = (*head.split(maxsplit=1), "", "")[:2]
    if verb not in VERBS:
        near = difflib.get_close_matches(verb, VERBS, 1, LIKE_A_VERB)
        hint = f"did you mean `{near[0]}`?" if near else ""
        return Written(start, end, "ignore", fault=f"there is no `{verb}`", hint=hint) if near else None
    until = UNTIL.search(rest)
    names = listed(rest[: until.start()] if until else rest)
    return Written(start, end, verb, names, (until[1] or "?") if until else "")


def listed(names: str) -> tuple[str, ...]:
    """Return names that are separated by commas, without white space and quotation marks around them."""
    every = (" ".join(name.split()).strip("\"'“”‘’") for name in names.split(","))
    return tuple(name for name in every if name)


def _matter(document: Document) -> Iterable[Written]:
    if document.format != "markdown":
        return ()
    from normalize.directives_matter import in_matter

    return in_matter(document.source)


def _comments(document: Document) -> Iterator[Written]:
    """Yield the comments that are for us, each with the entry it belongs to."""
    from html import unescape

    source = document.source
    code = [match.span() for match in CODE.finditer(source)] if document.format == "markdown" else []
    starts = [start for start, _ in code]
    for pattern in CARRIERS.get(document.format, ()):
        for match in pattern.finditer(source):
            within = bisect_right(starts, match.start()) - 1
            if within >= 0 and match.start() < code[within][1]:
                continue
            body = next((group for group in match.groups() if group is not None), "")
            if one := parsed(unescape(body) if pattern is NOTE else body, *match.span()):
                yield replace(one, entry=_entry(pattern, source, match), is_cue=pattern is VTT_NOTE)


def _entry(pattern: re.Pattern[str], source: str, match: re.Match[str]) -> Stretch | None:
    """Return the stretch that a comment in an entry, unit or cue is about; None in running text."""
    if pattern is PO_COMMENT:
        return _po_entry(source, match.start())
    if pattern is NOTE:
        return _unit(source, match.start(), match.end())
    return None


def _po_entry(source: str, start: int) -> Stretch:
    """Return the strings of the entry under a comment; under that of the header, the whole file."""
    found = PO_ENTRY.match(source, start)
    if not found or PO_HEADER.match(found["strings"]):
        return 0, len(source)
    return found.span("strings")


def _unit(source: str, start: int, end: int) -> Stretch:
    """Return the unit around a note; around a note that stands in none, the whole file."""
    starts, ends = _units(source)
    before, after = bisect_left(starts, start) - 1, bisect_left(starts, end)
    if before >= 0 and not ends[before] and after < len(starts) and ends[after]:
        return starts[before], starts[after]
    return 0, len(source)


@lru_cache(maxsize=1)
def _units(source: str) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    """Return where the tags of units start, in order, and of each whether it ends one."""
    found = [(match.start(), bool(match["end"])) for match in UNIT.finditer(source)]
    return tuple(start for start, _ in found), tuple(is_end for _, is_end in found)


def _directives(written: Sequence[Written], source: str, today: date) -> Iterator[Directive]:
    """Yield directives with what they hold for; an `on` only if it ends nothing."""
    written = [_checked(one, today) for one in written]
    off: list[Written] = []
    for place, one in enumerate(written):
        fault, hint = one.fault, one.hint
        if one.verb == "on" and not fault:
            still = [other for other in off if not _ends(one, other)]
            if len(still) < len(off):
                off = still
                continue
            fault, hint = "nothing is off here", "delete it, or put `off` before it"
        off += [one] if one.verb == "off" else []
        yield Directive(one.start, one.end, one.names, _scope(one, written[place:], source), fault, hint)


def _scope(one: Written, later: Iterable[Written], source: str) -> Stretch:
    """Return the stretch of source that a directive holds for."""
    everything = (0, len(source))
    if one.verb == "ignore-file" or one.fault:
        return everything
    if one.verb == "off":
        return one.end, next((other.start for other in later if _ends(other, one)), len(source))
    if one.entry:
        return one.entry
    if one.is_cue and (one.verb == "ignore-next-line" or not one.names):
        block = NEXT_BLOCK.match(source, one.end)
        return block.span("block") if block else everything
    if one.verb == "ignore-next-line":
        found = NEXT_LINE.match(source, one.end)
        return found.span("line") if found else everything
    return everything if one.names else _lines(source, one.start, one.end)


def _ends(on: Written, off: Written) -> bool:
    """Return whether an `on` ends an `off`: one without names ends all, another what it names."""
    return (on.verb, off.verb) == ("on", "off") and (not on.names or set(off.names) == set(on.names))


def _lines(source: str, start: int, end: int) -> Stretch:
    """Return the lines that a stretch stands on, whole."""
    first = max(source.rfind("\n", 0, start), source.rfind("\r", 0, start)) + 1
    found = LINE.match(source, end)
    return first, found.end() if found else end


def _checked(one: Written, today: date) -> Written:
    """Return a directive with what is wrong with it, if anything is."""
    if one.fault:
        return one
    if empty := [name for name in one.names if not match_key(name)]:
        return replace(
            one, fault=f"{empty[0]!r} is no name, no rule and no entity", hint="write it with letters"
        )
    try:
        until = date.fromisoformat(one.until) if one.until else None
    except ValueError:
        return replace(one, fault=f"{one.until!r} is no day", hint="as in `until 2027-01-01`")
    if has_expired(until, today):
        return replace(one, fault=f"it expired on {until}", hint="delete it, or put the day off")
    return one
