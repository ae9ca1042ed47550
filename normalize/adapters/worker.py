"""The far end of a pool: a process that does one task after the other, as its parent hands them over.

What it says to its parent is a pair: one of the words below, and what goes with it.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from normalize.adapters.own_process import begin

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


class Word(StrEnum):
    """What a worker may say.

    READY: the recipe has been followed; with it go the facts that it gave.
    DONE: with it goes what the task came to.
    ANNOUNCED: with it goes what the task will have come to when what now begins is finished.
    FINISHED: it is, and the task came to just that.
    FAILED: with it go an exception and its traceback as text.
    """

    READY = "ready"
    DONE = "done"
    ANNOUNCED = "announced"
    FINISHED = "finished"
    FAILED = "failed"


# The exit code of a worker that had too little memory. Source: that of a shell for SIGKILL, which Linux sends
# to a process that takes too much.
OUT_OF_MEMORY = 128 + 9

# Signals that wait until a file is written.
STOPPING = (signal.SIGINT, signal.SIGTERM)

# The line to the parent; none in a process that is no worker. Set once, when the worker begins.
_line: Connection | None = None
_announced: list[Any] = []


def serve(recipe: Callable[[], tuple[Callable[[Any], Any], Any]], line: Connection) -> None:
    """Do what comes down the line until it is closed. Ctrl-C is the parent's to see to.

    Args:
        recipe: Gives what does a task, and facts that the parent wants to know.
        line: To the parent.
    """
    global _line
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    begin()
    _line = line
    with contextlib.suppress(EOFError, OSError):  # the parent has gone, or has no need of us
        try:
            work, facts = recipe()
        except Exception as error:
            _fail(line, error)
            return
        line.send((Word.READY, facts))
        while True:
            for task in line.recv():
                _answer(line, work, task)


def _answer(line: Connection, work: Callable[[Any], Any], task: Any) -> None:
    import pickle

    _announced.clear()
    try:
        done = work(task)
        is_told = any(one is done for one in _announced)
        answer = pickle.dumps(
            (Word.FINISHED, None) if is_told else (Word.DONE, done), pickle.HIGHEST_PROTOCOL
        )
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # as the system would have it: another process may do better
    except Exception as error:
        _fail(line, error)
    else:
        line.send_bytes(answer)


def _fail(line: Connection, error: Exception) -> None:
    """Send an exception; one that cannot be sent is told in words."""
    import pickle
    import traceback

    text = "".join(traceback.format_exception(error))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        error = RuntimeError(f"{type(error).__name__}: {error}")
    line.send((Word.FAILED, (error, text)))


@contextlib.contextmanager
def committing(done: object) -> Iterator[None]:
    """Tell the parent what a task will have come to once the body has run; we are not stopped amid it.

    If we are killed all the same, the parent knows what to look for. Without a parent this does nothing.

    Args:
        done: What the task then returns: this very object.
    """
    if _line is None:
        yield
        return
    with masked(STOPPING):
        _line.send((Word.ANNOUNCED, done))
        _announced.append(done)
        yield


@contextlib.contextmanager
def masked(signals: Iterable[signal.Signals]) -> Iterator[None]:
    """Put signals off until the end, where that is possible; processes begun in it always do."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
