"""Findings of files ↔ the baseline that accepts them: looked up, brought up to date, pruned."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from normalize.adapters.inputs import NAMELESS, Input
from normalize.baseline import Accepted, Baseline, accepted, known, load_baseline, written
from normalize.files import write_atomically
from normalize.reported import FileReport, Finding


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a baseline.

    Attributes:
        entries: Those that it shall have.
        added: Findings accepted now; `stale` such as were accepted and are there no more.
    """

    entries: tuple[Accepted, ...]
    added: int
    stale: tuple[Accepted, ...]


@lru_cache(maxsize=16)
def baseline_of(path: Path) -> Baseline:
    """Return a baseline, read once. Raises `SettingsError` if it cannot be."""
    return load_baseline(path)


@lru_cache(maxsize=16)
def _gone(path: Path) -> dict[str, tuple[Accepted, ...]]:
    """Return what was accepted in files that are gone, by file."""
    baseline = baseline_of(path)
    return {file: each for file, each in baseline.by_file.items() if not (baseline.base / file).exists()}


def accepted_at(findings: Sequence[Finding], file: Input) -> frozenset[int]:
    """Return the indices of those of a file's findings that its baseline accepts.

    Raises:
        SettingsError: The baseline cannot be read.
    """
    path = file.settings.baseline
    if path is None or not findings or file.name == NAMELESS:
        return frozenset()
    baseline = baseline_of(path)
    entries = baseline.by_file.get(inside(Path(file.name), baseline.base), ())
    moved = frozenset(one.fingerprint for each in _gone(path).values() for one in each)
    return known(findings, entries, moved)[0]


def inside(path: Path, base: Path) -> str:
    """Return a file as a baseline names it: from its folder, with `/`; absolute on another drive."""
    absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
    try:
        return Path(os.path.relpath(absolute, base)).as_posix()
    except ValueError:
        return Path(absolute).as_posix()


def updated(baseline: Baseline, reports: Sequence[FileReport], is_whole: bool) -> Change:
    """Return a baseline that accepts what was found in files that were read; of others, it stays as it was.

    Args:
        baseline: As it was.
        reports: Of the files that were read.
        is_whole: Whether these are all: what was accepted in a file that is gone is then dropped, unless it
            was found in another, which is the same file renamed.
    """
    return _changed(baseline, reports, is_whole, prune=False)


def pruned(baseline: Baseline, reports: Sequence[FileReport], is_whole: bool) -> Change:
    """Return likewise a baseline without what is there no more; nothing new is accepted."""
    return _changed(baseline, reports, is_whole, prune=True)


def _changed(baseline: Baseline, reports: Sequence[FileReport], is_whole: bool, *, prune: bool) -> Change:
    gone = {file for file in baseline.by_file if not (baseline.base / file).exists()}
    moved = [one for file in sorted(gone) for one in baseline.by_file[file]]
    entries: list[Accepted] = []
    stale: list[Accepted] = []
    added, read = 0, set(gone)
    for report in reports:
        file = inside(Path(report.path), baseline.base)
        if report.error or file in read:
            continue
        read.add(file)
        known_as = frozenset(one.fingerprint for one in moved)
        taken, left = known(report.findings, baseline.by_file.get(file, ()), known_as)
        stale += left
        added += 0 if prune else len(report.findings) - len(taken)
        stays = [one for at, one in enumerate(report.findings) if at in taken or not prune]
        entries += accepted(stays, file)
    followed = {one.fingerprint for one in entries}
    lost = [one for one in moved if one.fingerprint not in followed]
    entries += [one for file, each in baseline.by_file.items() if file not in read for one in each]
    entries += () if is_whole else lost
    return Change(tuple(entries), added, tuple(sorted([*stale, *(lost if is_whole else ())])))


def save(path: Path, entries: Sequence[Accepted]) -> None:
    """Write a baseline into a folder that is there; what it says already is not written again.

    Raises:
        WriteError: It cannot be written.
    """
    data = written(entries).encode("utf-8", "surrogateescape")
    if not path.exists() or path.read_bytes() != data:
        write_atomically(path, data)
