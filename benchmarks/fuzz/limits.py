"""What one input may take: processor time, by an exception from a timer; memory, by the system."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from zlib import crc32

# In seconds of processor time, for an input of at most `LONGEST` bytes, with instrumented code on a busy
# machine. A guess: a hundred times what such an input takes.
SECONDS = 3.0

# Every so manieth input is read once more with a stretch of it repeated up to so many bytes: time that grows
# with the square of the input is not seen in small ones. A guess: linear code takes under a second.
STRETCHED_ONE_IN, STRETCHED, STRETCHED_SECONDS = 400, 40_000, 20.0

# In bytes, of the whole process. A guess: a tenth of it is what reading a small file takes.
MEMORY = 3_000_000_000


class TooSlow(BaseException):
    """An input took more time than it may. Nothing in the package catches it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` when what is done takes longer than that, in processor time."""
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)


def bound_memory() -> None:
    """Let the process take no more than `MEMORY`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def stretched(data: bytes) -> bytes:
    """Return an input with a stretch of it, chosen by its checksum, repeated up to `STRETCHED` bytes."""
    mark = crc32(data, 1)
    start = mark % (len(data) + 1)
    end = min(len(data), start + 1 + (mark >> 16) % 24)
    part = data[start:end]
    return data[:end] + part * (STRETCHED // len(part)) + data[end:] if part else data


def is_to_be_stretched(data: bytes) -> bool:
    """Return whether an input is one of those that are read once more, stretched."""
    return crc32(data, 2) % STRETCHED_ONE_IN == 0


def _stop(signal_number: int, frame: FrameType | None) -> None:
    raise TooSlow
