"""Settings → what reaches the workers of a cluster: settings without paths, and one compiled gazetteer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from normalize.adapters.streams import say
from normalize.cache import Buffer, cached_map, user_cache_dir
from normalize.compiled import read
from normalize.gazetteer import default_path
from normalize.gazetteer_sources import holding_all, key_of, read_sources, write_sources
from normalize.settings import Settings


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a worker needs beside the package.

    Attributes:
        name: Of the file that it is to find, told by the content: the same name, the same content.
        content: The compiled gazetteer.
        settings: Small, without the gazetteers.
    """

    name: str
    content: bytes
    settings: Settings


def parcel(settings: Settings) -> Parcel:
    """Return what a worker needs, which is made on the driver.

    Raises:
        ReadError: A gazetteer is not there or may not be read.
        GazetteerError: The gazetteers have faults: all of them.
    """
    content = _compiled(settings)
    name = f"gazetteer-{hashlib.sha256(content).hexdigest()[:32]}.map"
    return Parcel(name, content, replace(settings, gazetteers=(), default_gazetteer=False))


def unpacked(settings: Settings, path: str | Path) -> Settings:
    """Return the settings of a worker that finds the compiled gazetteer at a path."""
    return replace(settings, gazetteers=(Path(path),))


def _compiled(settings: Settings) -> bytes:
    """Return the gazetteers as one that is compiled, from the cache if they were compiled before."""
    paths = [default_path(), *settings.gazetteers] if settings.default_gazetteer else settings.gazetteers
    sources = read_sources(paths, user_cache_dir(), say)
    if holding_all(sources):
        return sources[-1].path.read_bytes()
    return cached_map(key_of(sources), partial(write_sources, sources), _whole, user_cache_dir(), say)


def _whole(file: Buffer) -> bytes:
    """Return all of a compiled gazetteer.

    Raises:
        ValueError: It is damaged.
    """
    read(file)
    return bytes(file)
