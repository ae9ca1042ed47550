"""Named stretches of bytes ↔ one file that is opened by a read-only memory map.

The file begins with a preamble of fixed size, which says where the header is: JSON, at the end, with the
place of every stretch. Numbers are in this machine's byte order; a file of another is refused, as a damaged
one is.
Never pickle: a cache that others can write to must not run code.
"""

from __future__ import annotations

import io
import json
import mmap
import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any

import marisa_trie

from normalize.cache import Buffer

if TYPE_CHECKING:
    from numpy.typing import NDArray

Bytes = bytes | memoryview

# What the file begins with; a carriage return and a line feed show a transfer that took it for text.
MAGIC = b"\x89normalize gazetteer\r\n\n" + sys.byteorder[:1].encode()

# Of the layout of the file and the tables in it. Add one when they change.
VERSION = 1

# Magic, version, CRC-32 of the header and of all between preamble and header, place and size of the header.
PREAMBLE = struct.Struct(f"{len(MAGIC)}sIIIQQ")

# Bytes to a multiple of which every stretch begins. Source: a cache line of x86-64 and most others.
ALIGNED = 64

# Files of so many bytes at most are held against their sum when they are opened; a larger one only against
# its size and the sum of its header. Source: CRC-32 reads 1.3 GB a second (zlib here), so 3 ms.
SUMMED = 1 << 22


class Sections:
    """The stretches of a file by their names. The map is open as long as anything that was read from it.

    Args:
        buffer: The whole file.

    Raises:
        ValueError: It is not whole, or nothing of ours.
    """

    def __init__(self, buffer: Buffer) -> None:
        self._all = memoryview(buffer)
        header = _header(self._all)
        self._places: Mapping[str, tuple[int, int, str, list[int]]] = header["places"]
        self.facts: Mapping[str, Any] = header["facts"]

    def bytes(self, name: str) -> memoryview:
        """Return a stretch as it is."""
        start, size, _, _ = self._places[name]
        return self._all[start : start + size]

    def numbers(self, name: str) -> memoryview:
        """Return a stretch as whole numbers."""
        return self.bytes(name).cast(self._places[name][2])  # type: ignore[call-overload, no-any-return]

    def trie(self, name: str) -> Trie:
        """Return a stretch as a trie, which numbers its keys."""
        return Trie.on(self.bytes(name))

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return the arrays whose names begin with a prefix, without it; nothing is read yet."""
        import numpy as np

        return {
            name.removeprefix(prefix): np.frombuffer(self.bytes(name), dtype=kind).reshape(shape)
            for name, (_, _, kind, shape) in self._places.items()
            if name.startswith(prefix)
        }


class Trie(marisa_trie.Trie):  # type: ignore[misc]
    """A trie on bytes that are somebody else's, which it holds: `map` alone would not."""

    __slots__ = ("_held",)
    _held: memoryview

    @classmethod
    def on(cls, view: memoryview) -> Trie:
        """Return the trie that was made these bytes.

        Raises:
            ValueError: They are no trie.
        """
        trie = cls()
        trie._held = view
        try:
            trie.map(view)
        except RuntimeError as error:
            raise ValueError(f"a trie is damaged ({error})") from None
        return trie


def whole_of(file: IO[bytes]) -> Buffer:
    """Return all of a file that was written: of one in memory its bytes, of another its map."""
    if isinstance(file, io.BytesIO):
        return file.getvalue()
    file.flush()
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def is_ours(data: bytes) -> bool:
    """Whether a file that begins so was made by us, on a machine like this or another."""
    return data[: len(MAGIC) - 1] == MAGIC[:-1]


def _header(data: memoryview) -> dict[str, Any]:
    if len(data) < PREAMBLE.size:
        raise ValueError("it is too short")
    magic, version, header_sum, body_sum, start, size = PREAMBLE.unpack_from(data)
    if (magic, version) != (MAGIC, VERSION):
        raise ValueError("another release wrote it, another machine, or something else")
    if start + size != len(data) or zlib.crc32(data[start:]) != header_sum:
        raise ValueError("it is not whole")
    if len(data) <= SUMMED and zlib.crc32(data[PREAMBLE.size : start]) != body_sum:
        raise ValueError("the sum is another")
    header: dict[str, Any] = json.loads(bytes(data[start:]))
    return header


class SectionWriter:
    """Writes such a file from its beginning to its end, stretch by stretch.

    Args:
        file: Open for writing bytes, at its beginning; one that can be rewound.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._at = file.write(bytes(PREAMBLE.size))
        self._sum = 0
        self._places: dict[str, tuple[int, int, str, Sequence[int]]] = {}

    def stretch(self, name: str, parts: Iterable[Bytes], kind: str = "B", shape: Sequence[int] = ()) -> None:
        """Write a stretch.

        Args:
            name: Of the stretch.
            parts: What it consists of, in order.
            kind: Of its items, as `struct` or numpy names it.
            shape: Of an array.
        """
        self._append(bytes(-self._at % ALIGNED))
        start = self._at
        for part in parts:
            self._append(part)
        self._places[name] = (start, self._at - start, kind, shape)

    def _append(self, part: Bytes) -> None:
        self._at += self._file.write(part)
        self._sum = zlib.crc32(part, self._sum)

    def numbers(self, name: str, values: array[int]) -> None:
        """Write whole numbers."""
        self.stretch(name, [values.tobytes()], values.typecode)

    def array(self, name: str, values: NDArray[Any]) -> None:
        """Write an array, of whatever kind and shape."""
        self.stretch(name, [values.tobytes()], values.dtype.str, values.shape)

    def trie(self, name: str, trie: Trie) -> None:
        """Write a trie."""
        self.stretch(name, [trie.tobytes()])

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the header, and then the preamble: a file that has none was never finished."""
        header = json.dumps({"places": self._places, "facts": facts}).encode()
        self._file.write(header)
        self._file.seek(0)
        sums = (zlib.crc32(header), self._sum)
        self._file.write(PREAMBLE.pack(MAGIC, VERSION, *sums, self._at, len(header)))
