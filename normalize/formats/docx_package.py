"""A ZIP archive's bytes → its members; new contents for some of them → the archive, all else as it was.

Nothing is written anew but the data of a changed member, and the figures that follow from it: its checksum
and its sizes, and where later members and the directory begin. Names, dates, order, comments, extra fields
and the compressed data of all other members stay, byte for byte.

Source: PKWARE, APPNOTE.TXT 6.3.10, the sections named below. All integers are little-endian.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import attrgetter

from normalize.errors import ReadError

STORED, DEFLATED = 0, 8  # section 4.4.5; no others in OOXML: ISO/IEC 29500-2, annex C
ENCRYPTED, DESCRIBED = 1, 8  # bits of the flags, section 4.4.4
ELSEWHERE = 0xFFFFFFFF  # the figure stands in a ZIP64 field; section 4.4.1.4
ZIP64 = 1  # of the extra fields, section 4.6.1

LOCAL, RECORD, END, END64, LOCATOR, DESCRIPTOR = (
    b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\6\6", b"PK\6\7", b"PK\7\x08"
)  # fmt: skip
LOCAL_SIZE, RECORD_SIZE, END_SIZE, END64_SIZE, LOCATOR_SIZE = 30, 46, 22, 56, 20
LONGEST_COMMENT = 0xFFFF

# In bytes, of one member unpacked and of all that are. A guess: a book of 1,000 pages takes 10 MB.
MAX_PART, MAX_TOTAL = 32_000_000, 64_000_000

# How many times its packed size a member may have, and from which size on, in bytes, that counts. A guess:
# XML of Word shrinks to a 5th to a 20th, that of a long empty table to a 100th; zip bombs to a 1,000th.
MAX_RATIO, RATIO_FROM = 300, 1_000_000

DAMAGED = "save it anew in Word or LibreOffice"
BOMB = "is it meant to do harm? If not, split it in two"


@dataclass(frozen=True, slots=True)
class Figure:
    """Where an integer stands in the archive: its first byte, and how many it has."""

    at: int
    length: int

    def of(self, data: bytes) -> int:
        return int.from_bytes(data[self.at : self.at + self.length], "little")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive. Offsets are bytes of the archive.

    Attributes:
        name: As the archive has it, folders before slashes.
        header: Where its local header begins.
        start: Where its packed data begins; `end` one past the last.
        flags: Section 4.4.4.
        method: `STORED` or `DEFLATED`, else we cannot unpack it.
        crc: Of the unpacked data; `size` its length in bytes.
        local: Its crc, size and packed size in the local header; `record` the same in the directory.
        offset: Where the directory says where `header` is.
    """

    name: str
    header: int
    start: int
    end: int
    flags: int
    method: int
    crc: int
    size: int
    local: tuple[Figure, Figure, Figure]
    record: tuple[Figure, Figure, Figure]
    offset: Figure


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP archive.

    Attributes:
        data: All of it.
        members: In the order of the directory.
        directory: Where the directory begins.
        ends: The integers that say where the directory and its end are.
    """

    data: bytes
    members: tuple[Member, ...]
    directory: int
    ends: tuple[Figure, ...]


def opened(data: bytes) -> Archive:
    """Return an archive, taken apart.

    Raises:
        ReadError: It is none, is damaged, or names a member twice.
    """
    end = data.rfind(END, max(0, len(data) - LONGEST_COMMENT - END_SIZE))
    if end < 0 or len(data) < end + END_SIZE:
        raise ReadError("is no ZIP archive, which a .docx is", hint="is it cut off, or wrongly named?")
    count, length, start = Figure(end + 10, 2), Figure(end + 12, 4), Figure(end + 16, 4)
    ends: tuple[Figure, ...] = (start,)
    limit = end
    if data.startswith(LOCATOR, max(0, end - LOCATOR_SIZE)):
        located = Figure(end - LOCATOR_SIZE + 8, 8)
        limit = located.of(data)
        if not data.startswith(END64, limit) or limit + END64_SIZE > end:
            raise _damaged("where it ends")
        count, length, start = Figure(limit + 32, 8), Figure(limit + 40, 8), Figure(limit + 48, 8)
        ends = (located, start, *(figure for figure in ends if figure.of(data) != ELSEWHERE))
    directory = start.of(data)
    if directory + length.of(data) != limit:
        raise _damaged("where its directory is")
    members = tuple(_members(data, directory, limit))
    if len(members) != count.of(data):
        raise _damaged("how many files it has")
    _check(members, directory)
    return Archive(data, members, directory, ends)


def unpacked(archive: Archive, member: Member) -> bytes:
    """Return the contents of a member, its checksum tested.

    Raises:
        ReadError: It is encrypted, damaged, far too large, or packed in a way that OOXML has not.
    """
    if member.flags & ENCRYPTED:
        raise ReadError(f"{member.name} in it is encrypted", hint="save it without a password")
    if member.method not in (STORED, DEFLATED):
        raise ReadError(f"{member.name} in it is packed by method {member.method}", hint=DAMAGED)
    packed = archive.data[member.start : member.end]
    if member.size > MAX_PART or member.size > max(RATIO_FROM, MAX_RATIO * len(packed)):
        fact = f"{member.name} in it unpacks from {len(packed):,} to {member.size:,} bytes"
        raise ReadError(fact, hint=BOMB)
    contents = packed if member.method == STORED else _inflated(packed, member)
    if len(contents) != member.size or zlib.crc32(contents) != member.crc:
        raise _damaged(f"what {member.name} in it holds")
    return contents


def spliced(archive: Archive, contents: Mapping[str, bytes]) -> bytes:
    """Return an archive with new contents for some members, by name; with none, the very same bytes."""
    changed = [member for member in archive.members if member.name in contents]
    made = {member.header: _packed(contents[member.name], member) for member in changed}
    edits = [
        edit
        for member in changed
        for edit in _edits(archive, member, contents[member.name], made[member.header])
    ]
    grown = {member.header: len(made[member.header]) - (member.end - member.start) for member in changed}
    starts = sorted(grown)
    sums = (0, *accumulate(grown[start] for start in starts))
    moved = [member.offset for member in archive.members] + list(archive.ends)
    for figure in moved:
        shift = sums[bisect_left(starts, figure.of(archive.data))]
        if shift:
            edits.append(_edit(figure, figure.of(archive.data) + shift))
    parts, last = list[bytes](), 0
    for start, end, new in sorted(edits):
        parts += (archive.data[last:start], new)
        last = end
    return b"".join([*parts, archive.data[last:]])


def _members(data: bytes, at: int, limit: int) -> Iterator[Member]:
    while at < limit:
        if not data.startswith(RECORD, at) or at + RECORD_SIZE > limit:
            raise _damaged("its directory")
        name_size, extra_size, comment_size = (Figure(at + skip, 2).of(data) for skip in (28, 30, 32))
        name, extra = at + RECORD_SIZE, at + RECORD_SIZE + name_size
        figures = (Figure(at + 24, 4), Figure(at + 20, 4), Figure(at + 42, 4))
        size, packed, offset = _wide(data, figures, extra, extra + extra_size)
        record = (Figure(at + 16, 4), size, packed)
        yield _member(data, data[name:extra], Figure(at + 8, 2).of(data), record, offset)
        at = extra + extra_size + comment_size


def _member(
    data: bytes, name: bytes, flags: int, record: tuple[Figure, Figure, Figure], offset: Figure
) -> Member:
    header = offset.of(data)
    begin = header + LOCAL_SIZE
    extra = begin + len(name)
    if not data.startswith(LOCAL, header) or data[begin:extra] != name:
        raise _damaged("where one of its files begins")
    start = extra + Figure(header + 28, 2).of(data)
    size, packed = _wide(data, (Figure(header + 22, 4), Figure(header + 18, 4)), extra, start)
    crc, whole, length = (figure.of(data) for figure in record)
    return Member(
        name=name.decode("utf-8" if flags & 0x800 else "cp437", "replace"),  # appendix D
        header=header,
        start=start,
        end=start + length,
        flags=flags,
        method=Figure(header + 8, 2).of(data),
        crc=crc,
        size=whole,
        local=(Figure(header + 14, 4), size, packed),
        record=record,
        offset=offset,
    )


def _wide(data: bytes, figures: Sequence[Figure], extra: int, end: int) -> Iterator[Figure]:
    """Yield figures, each where its value is: in the ZIP64 field, if there is one and they say so."""
    wide = next((at for kind, at in _extras(data, extra, end) if kind == ZIP64), -1)
    for figure in figures:
        if wide >= 0 and figure.of(data) == ELSEWHERE:
            yield Figure(wide, 8)
            wide += 8
        else:
            yield figure


def _extras(data: bytes, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the kind of each extra field, and where its data begins; section 4.5."""
    while at + 4 <= end:
        yield Figure(at, 2).of(data), at + 4
        at += 4 + Figure(at + 2, 2).of(data)


def _check(members: Sequence[Member], directory: int) -> None:
    """Refuse what makes two readers see two archives: overlaps, and names that come twice."""
    ordered = sorted(members, key=attrgetter("header"))
    borders = [*(member.header for member in ordered), directory]
    if any(member.end > following for member, following in zip(ordered, borders[1:], strict=True)):
        raise _damaged("where one of its files ends")
    names = sorted(member.name.casefold() for member in members)
    for name, following in pairwise(names):
        if name == following:
            raise ReadError(f"has two files named {name}", hint=DAMAGED)


def _inflated(packed: bytes, member: Member) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        contents = unpacker.decompress(packed, member.size + 1)
    except zlib.error:
        raise _damaged(f"what {member.name} in it holds") from None
    return contents


def _packed(contents: bytes, member: Member) -> bytes:
    if member.method == STORED:
        return contents
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(contents) + packer.flush()


def _edits(
    archive: Archive, member: Member, contents: bytes, packed: bytes
) -> Iterator[tuple[int, int, bytes]]:
    """Yield what changes in a member and its record: stretches of the archive, and what is put there."""
    figures = (zlib.crc32(contents), len(contents), len(packed))
    yield member.start, member.end, packed
    for figure, value in zip(member.record, figures, strict=True):
        yield _edit(figure, value)
    for figure, there, value in zip(member.local, member.record, figures, strict=True):
        if figure.of(archive.data) == there.of(archive.data):  # else zero: the descriptor says it
            yield _edit(figure, value)
    if member.flags & DESCRIBED:
        yield from _description(archive, member, figures)


def _description(
    archive: Archive, member: Member, figures: tuple[int, int, int]
) -> Iterator[tuple[int, int, bytes]]:
    """Yield the change of the data descriptor, in whichever of its four forms it is; section 4.3.9."""
    old = (member.crc, member.size, member.end - member.start)
    for mark in (DESCRIPTOR, b""):
        for length in (4, 8):
            before, after = (
                mark
                + crc.to_bytes(4, "little")
                + packed.to_bytes(length, "little")
                + size.to_bytes(length, "little")
                for crc, size, packed in (old, figures)
            )
            if archive.data.startswith(before, member.end):
                yield member.end, member.end + len(before), after
                return


def _edit(figure: Figure, value: int) -> tuple[int, int, bytes]:
    return figure.at, figure.at + figure.length, value.to_bytes(figure.length, "little")


def _damaged(what: str) -> ReadError:
    return ReadError(f"is a damaged ZIP archive: wrong is {what}", hint=DAMAGED)
