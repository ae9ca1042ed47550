"""JSON Lines → segments: each line is read as a file of JSON would be; blank lines say nothing.

Lines that are no JSON are named all together, up to ten of them.
"""

from __future__ import annotations

import re

from normalize.errors import ReadError
from normalize.formats.json_scanner import Scanner, Text
from normalize.formats.json_text import escape_of, text_segments
from normalize.formats.named_fields import Fields
from normalize.model import Segment
from normalize.offsets import BOM

LINE = re.compile(r"[^\n]+")

# How many broken lines a message names at most; more say nothing new.
NAMED = 10


def segments(source: str, fields: tuple[str, ...] = ()) -> tuple[Segment, ...]:
    """Return what a person reads of the lines, in order.

    Raises:
        ReadError: Some lines are malformed.
    """
    scanner = Scanner(source, Fields(fields).has, honours_language=not fields)
    texts, faults = list[Text](), list[ReadError]()
    for match in LINE.finditer(source, 1 if source.startswith(BOM) else 0):
        try:
            texts += scanner.scan(*match.span())
        except ReadError as error:
            faults.append(error)
        if len(faults) == NAMED:
            break
    if len(faults) > 1:
        facts = "; ".join(fault.message for fault in faults)
        count = f"{'at least ' * (len(faults) == NAMED)}{len(faults)}"
        raise ReadError(f"{count} broken lines: {facts}", "mend these lines, or take them out")
    if faults:
        raise faults[0]
    return tuple(text_segments(source, texts, escape_of(source)))
