"""The comparison, in one command.

    nice -n 5 python -m benchmarks.speed --eval ../shared/eval --sample 0.1 --rounds 3

The peers' environment is made if it is not there, as by `python -m benchmarks.accuracy`. What is measured of
a set replaces what `--out` had of it; the other sets stay. `--sets none` writes the page anew.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.accuracy.__main__ import environment
from benchmarks.speed.contenders import COLD, CONTENDERS
from benchmarks.speed.measured import ROOT
from benchmarks.speed.names import write_names
from benchmarks.speed.page import page
from benchmarks.speed.plot import svg
from benchmarks.speed.rounds import Ground, Run, all_runs, shares
from benchmarks.speed.telling import charts, facts
from benchmarks.speed.texts import SETS, TITLES, WMT, Copy, part, prepared

HERE = Path(__file__).parent
WORK = Path(tempfile.gettempdir()) / "normalize-speed"
# Bytes of what everybody reads once before it counts.
WARMER = 2_000
# Cold starts are short: more rounds for the same trouble.
COLD_ROUNDS = 3


def wishes() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument(
        "--eval", type=Path, default=Path("../shared/eval"), help="folder of the labelled sets"
    )
    parser.add_argument("--out", type=Path, default=HERE / "RESULTS.json", help="page and plot lie beside it")
    parser.add_argument("--venv", type=Path, default=ROOT / "build/peers", help="the peers' environment")
    parser.add_argument("--work", type=Path, default=WORK, help="emptied, then filled; not where git ignores")
    parser.add_argument("--sample", type=float, default=1.0, help="share of documents, and of the large file")
    parser.add_argument(
        "--rounds", type=int, default=5, help="of each set; cold starts have three times as many"
    )
    parser.add_argument("--sets", default=",".join(SETS), help=f"some of {', '.join(SETS)}; or none")
    parser.add_argument("--only", default=",".join(CONTENDERS), help=f"some of {', '.join(CONTENDERS)}")
    return parser.parse_args()


def apart(function: Callable[..., Any], *values: Any) -> Any:
    """Call a function in a process of its own, so that what it holds in memory counts for nobody."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *values).result()


def ground(wish: argparse.Namespace, name: str) -> Ground:
    """Return what the contenders of a set meet on; the lists of codespell and typos are made."""
    shipped = name != WMT
    gazetteer = wish.work / "shipped.yaml" if shipped else wish.eval / "wmt_gazetteer.yaml"
    if shipped and not gazetteer.exists():
        apart(write_names, gazetteer)
    peers, lists = str((wish.venv / "bin/python").absolute()), wish.work / f"lists-{gazetteer.stem}"
    if not lists.exists():
        lists.mkdir(parents=True)
        command = [peers, "-m", "benchmarks.speed.lists", str(gazetteer), str(lists)]
        subprocess.run(command, cwd=ROOT, check=True)
    return Ground(gazetteer, shipped, lists, peers, wish.work)


def measured(wish: argparse.Namespace, name: str) -> list[Run]:
    """Run all who take part over a set."""
    place = ground(wish, name)
    whole: Copy = apart(prepared, name, wish.eval, wish.sample, wish.work / name)
    parts = wish.work / f"{name}-parts"
    warmer = part(whole, WARMER, parts / "warmer")
    copies = [whole]
    if name in COLD:
        copies = [part(Copy(whole.folder, (path,), 0), 1 << 30, parts / path.stem) for path in whole.paths]
    keys = [key for key in wish.only.split(",") if name in CONTENDERS[key].sets]
    given = shares(copies, keys, parts)
    return list(all_runs(given, warmer, wish.rounds * (COLD_ROUNDS if name in COLD else 1), place))


def read_results(path: Path) -> dict[str, Any]:
    """Return what was measured before, by set."""
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def write(results: Mapping[str, Any], out: Path) -> None:
    """Write the figures as JSON, the page and the plot."""
    runs = {name: [Run(**run) for run in results[name]["runs"]] for name in SETS if name in results}
    told = {name: results[name]["facts"] for name in runs}
    notes = (HERE / "notes.md").read_text("utf-8")
    out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    out.with_suffix(".md").write_text(page(runs, told, notes), "utf-8")
    out.with_suffix(".svg").write_text(svg(charts(runs)), "utf-8")


def main() -> None:
    """Measure the sets that are asked for, one after the other; each is kept as soon as it is done."""
    wish = wishes()
    wish.eval, wish.work = wish.eval.absolute(), wish.work.absolute()
    for fault in environment(wish.venv):
        print(fault, file=sys.stderr)
    shutil.rmtree(wish.work, ignore_errors=True)
    wish.work.mkdir(parents=True)
    results = read_results(wish.out)
    for name in (one for one in wish.sets.split(",") if one != "none"):
        print(f"{TITLES[name]}:", file=sys.stderr, flush=True)
        runs = measured(wish, name)
        results[name] = {"facts": facts(wish.venv, name, runs), "runs": [asdict(run) for run in runs]}
        write(results, wish.out)
    write(results, wish.out)


if __name__ == "__main__":
    main()
