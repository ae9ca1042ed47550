"""`normalize baseline`: accept what is found today, so that only what is new is told; drop what is gone."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from normalize.cli_files import Paths, named
from normalize.cli_options import Jobs, Names, NoProgress, Reading
from normalize.cli_wishes import wishes
from normalize.errors import SettingsError

if TYPE_CHECKING:
    from normalize.adapters.baselines import Change
    from normalize.adapters.wishes import Wishes
    from normalize.baseline import Baseline
    from normalize.reported import FileReport

FAILED = 2


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the baseline is kept."""

    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", show_default=False, help="The baseline (as configured)."),
    ] = None
    no_progress: NoProgress = False
    jobs: Jobs = "1"


def baseline_create(paths: Paths = None, *, kept: Kept, names: Names, reading: Reading) -> int:
    """Accept all that is found today: write a baseline that was not there."""
    from normalize.adapters.baselines import updated

    wished = wishes(names, reading=reading)
    path = _where(kept, wished)
    if path.exists():
        way_out = "`normalize baseline update` brings it up to date; to begin anew, delete it first"
        raise SettingsError(f"{path}: is there already", way_out)
    code = _written(path, updated, named(paths, reading), kept, wished)
    if path.exists() and wished.settings(Path.cwd()).baseline != path:
        from normalize.adapters.streams import say

        say(f'to use it: `baseline = "{_shown(path)}"` in the configuration, or `--baseline {_shown(path)}`')
    return code


def baseline_update(paths: Paths = None, *, kept: Kept, names: Names, reading: Reading) -> int:
    """Accept what is found today in some files, and drop what is there no more."""
    from normalize.adapters.baselines import updated

    wished = wishes(names, reading=reading)
    return _written(_there(_where(kept, wished)), updated, named(paths, reading), kept, wished)


def baseline_prune(paths: Paths = None, *, kept: Kept, names: Names, reading: Reading) -> int:
    """Drop what is there no more from the baseline; accept nothing new."""
    from normalize.adapters.baselines import pruned

    wished = wishes(names, reading=reading)
    return _written(_there(_where(kept, wished)), pruned, named(paths, reading), kept, wished)


def _where(kept: Kept, wished: Wishes) -> Path:
    """Return the baseline that is named, else the one configured here, else the usual one."""
    from normalize.baseline import DEFAULT

    settings = wished.settings(Path.cwd())
    if kept.baseline:
        return Path.cwd() / kept.baseline.expanduser()
    return settings.baseline or (settings.root or Path.cwd()) / DEFAULT


def _there(path: Path) -> Path:
    if not path.exists():
        way_out = "`normalize baseline create PATH...` writes one; --baseline FILE names another"
        raise SettingsError(f"{path}: there is no such baseline", way_out)
    return path


def _written(
    path: Path,
    become: Callable[[Baseline, Sequence[FileReport], bool], Change],
    every: Sequence[str],
    kept: Kept,
    wished: Wishes,
) -> int:
    """Check files without a baseline, write what becomes of it, tell of it, and return the exit code."""
    from normalize.adapters.baselines import save
    from normalize.adapters.file_jobs import jobs_for
    from normalize.adapters.file_writes import make_folder
    from normalize.adapters.inputs import STDIN, inputs, passed_over
    from normalize.adapters.run_files import read_only
    from normalize.adapters.streams import say
    from normalize.baseline import Baseline, load_baseline

    if STDIN in every:
        raise SettingsError("standard input has no baseline", "name files or folders")
    before = load_baseline(path) if path.exists() else Baseline(path, {})
    without, data = replace(wished, values={**wished.values, "baseline": None}), list[Path]()
    files = list(inputs(every, without, [path], data.append))
    if note := passed_over(data):
        say(note)
    reports = read_only(files, jobs_for(files, kept.jobs), progress=not kept.no_progress)
    base = os.path.abspath(before.base)  # noqa: PTH100 - resolve() would follow links
    is_whole = any(Path(base).is_relative_to(os.path.abspath(one)) for one in every)  # noqa: PTH100
    change = become(before, reports, is_whole)
    make_folder(path.parent)
    save(path, change.entries)
    for line in _told(path, change):
        say(line)
    return FAILED if any(one.error for one in reports) else 0


def _told(path: Path, change: Change) -> list[str]:
    from normalize.reports.wording import harmless, plural

    total = sum(one.count for one in change.entries)
    files = len({one.file for one in change.entries})
    gone = [f"dropped {harmless(one.file)}: {harmless(one.surface)} ({one.rule})" for one in change.stale]
    accepted = f"{plural(total, 'finding')} accepted in {plural(files, 'file')}"
    return [*gone, f"{_shown(path)}: {accepted}, {change.added:,} new, {len(gone):,} dropped"]


def _shown(path: Path) -> str:
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
