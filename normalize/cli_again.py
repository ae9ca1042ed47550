"""One file that is checked again, all else as it was → what was told of it then; nothing is loaded for that.

What `normalize check FILE` tells comes of the bytes of the file, the options, what is configured in the
folders above, the gazetteer, our code and the installed libraries: all are in the mark of a run. Kept are
runs that found nothing to do; what reads more than that (a baseline, git, ignores that expire) is never kept.
"""

# Importing pathlib takes as long as starting Python.
# ruff: noqa: PTH100, PTH109, PTH110, PTH111, PTH113, PTH116, PTH118, PTH120, PTH123

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# Options under which a run is kept: they change what is told, and nothing that is read. Each stands alone.
OPTIONS = frozenset({"--quiet", "--verbose", "--no-progress", "--format=text", "--format=concise"})

# Suffixes of text in which a directive can be seen without reading the format; and the word in each of these.
SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".srt", ".vtt")
HINT = b"normalize"

# In bytes; what is told of a larger file is found anew. A guess: more than any article.
LARGEST = 1_000_000

# Files of folders above that may configure a run, and those that make its result depend on the day.
CONFIGURING = ("normalize.toml", "pyproject.toml")
DATED = ("normalize-ignore.yaml", "normalize-ignore.yml")

# What stands beside a file while it is being overwritten, as `leftovers.beside` names it.
BESIDE = "normalize-bak"

PACKAGE = os.path.dirname(os.path.abspath(__file__))


def told_again(arguments: Sequence[str]) -> bool:
    """Tell of a file what was told when it was checked before; return whether that was possible."""
    mark = mark_of(arguments) if sys.stdout else ""
    text = recalled(mark, place_of(arguments)) if mark else None
    if text is None:
        return False
    try:
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
    except OSError:  # the run itself knows what to say of it
        return False
    return True


def heard(arguments: list[str], run: Callable[[list[str]], int]) -> int:
    """Run the command line, keep what it told if that can be told again, and return its exit code."""
    mark = mark_of(arguments)
    if not mark:
        return run(arguments)
    from pathlib import Path

    from normalize.adapters.overheard import keep, overheard

    with overheard() as (told, messages):
        code = run(arguments)
    if code == 0 and not messages and mark == mark_of(arguments):
        text = "".join(told).encode("utf-8", "surrogateescape")
        keep(text, headed(mark, text), Path(place_of(arguments)), Path(_checked_file(arguments)))
    return code


def mark_of(arguments: Sequence[str]) -> str:
    """Return the mark of a run: two runs with the same mark tell the same; empty if it is none to keep."""
    name = _checked_file(arguments)
    try:
        if not name or not place_of(arguments):
            return ""
        import hashlib

        digest = hashlib.sha256(_read(name))
        for part in _circumstances(arguments, os.path.dirname(os.path.abspath(name))):
            digest.update(b"\0" + part)
    except (OSError, ValueError):
        return ""
    return digest.hexdigest()


def _checked_file(arguments: Sequence[str]) -> str:
    """Return the one file of a plain `check`; empty if the run is another."""
    if not arguments or arguments[0] != "check":
        return ""
    names = [one for one in arguments[1:] if one not in OPTIONS]
    options = [one for one in arguments[1:] if one in OPTIONS]
    is_plain = len(names) == 1 and names[0].endswith(SUFFIXES) and not names[0].startswith("-")
    return names[0] if is_plain and not any(map(os.path.lexists, options)) else ""


def _read(name: str) -> bytes:
    """Return the bytes of a file.

    Raises:
        OSError: It cannot be read.
        ValueError: It is none, is too large, may hold directives, or is being written.
    """
    real = os.path.realpath(name)
    folder, base = os.path.split(real)
    if os.path.lexists(os.path.join(folder, f".{base}.{BESIDE}")) or not os.path.isfile(real):
        raise ValueError(name)
    with open(real, "rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST or HINT in data or b"\0" in data:
        raise ValueError(name)
    return data


def _circumstances(arguments: Sequence[str], folder: str) -> Iterator[bytes]:
    """Yield all that a run depends on besides its file.

    Raises:
        OSError: A configuration cannot be read.
        ValueError: Its result depends on the day, too.
    """
    terminal = (sys.stdout.isatty(), os.environ.get("NO_COLOR"), os.environ.get("TERM"))
    yield repr((list(arguments), folder, terminal, sys.version)).encode("utf-8", "surrogateescape")
    yield from _configured(folder)
    here = ("", os.getcwd())
    yield from (_stamp(path, os.stat(path)) for path in sys.path if path not in here and os.path.exists(path))
    yield from sorted(_ours())


def _configured(folder: str) -> Iterator[bytes]:
    """Yield the files that may configure what is checked in a folder, from it upward.

    Raises:
        ValueError: There is a file of ignores, which may expire.
    """
    above = ""
    while folder != above:
        for name in (*DATED, *CONFIGURING):
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                if name in DATED:
                    raise ValueError(path)
                with open(path, "rb") as file:
                    yield path.encode("utf-8", "surrogateescape") + file.read()
        above, folder = folder, os.path.dirname(folder)


def _ours() -> Iterator[bytes]:
    """Yield the stamps of our code, data and gazetteer, which in a checkout lies beside the package."""
    waiting = [PACKAGE]
    if not os.path.exists(os.path.join(PACKAGE, "data", "gazetteer.yaml")):
        beside = os.path.join(os.path.dirname(PACKAGE), "gazetteer")
        waiting.append(beside)
        yield _stamp(f"{beside}.yaml", os.stat(f"{beside}.yaml"))
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    waiting += [entry.path] if entry.name != "__pycache__" else []
                else:
                    yield _stamp(entry.path, entry.stat())


def _stamp(path: str, facts: os.stat_result) -> bytes:
    told = f"{path}\0{facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns} {facts.st_ino}"
    return told.encode("utf-8", "surrogateescape")


def place_of(arguments: Sequence[str]) -> str:
    """Return the path that the last run with such arguments is kept at; empty where none is kept.

    As `cache.user_cache_dir`, for systems on which that needs no library.
    """
    import hashlib

    home = os.environ.get("NORMALIZE_CACHE_DIR", "")
    if not home and sys.platform == "linux":
        base = os.environ.get("XDG_CACHE_HOME", "").strip() or os.path.expanduser("~/.cache")
        home = os.path.join(base, "normalize")
    name = hashlib.sha256(repr((os.getcwd(), list(arguments))).encode("utf-8", "surrogateescape")).hexdigest()
    return os.path.join(home, "again", name[:32]) if home else ""


def recalled(mark: str, place: str) -> bytes | None:
    """Return what a run with this mark told; None if it is not kept, or damaged."""
    try:
        with open(place, "rb") as file:
            head, _, text = file.read().partition(b"\n")
    except OSError:
        return None
    return text if head == headed(mark, text) else None


def headed(mark: str, text: bytes) -> bytes:
    """Return the first line of what is kept: the mark of a run with the sum of what it told."""
    import hashlib

    return f"{mark} {hashlib.sha256(text).hexdigest()}".encode("ascii")
