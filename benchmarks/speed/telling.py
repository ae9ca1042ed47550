"""Runs → what the page says of them besides figures, and what is drawn of them."""

from __future__ import annotations

import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.speed.contenders import COLD, CONTENDERS
from benchmarks.speed.figures import Runs, cpu, number, size_of, titles, typical
from benchmarks.speed.measured import ROOT
from benchmarks.speed.plot import Chart, chart
from benchmarks.speed.rounds import Run
from benchmarks.speed.texts import (
    ARTICLE,
    ARTICLE_BYTES,
    ARTICLES,
    BIG,
    CLEAN,
    LOWER,
    SEED,
    SENTENCES,
    TITLES,
    WMT,
)


def facts(venv: Path, name: str, runs: Sequence[Run]) -> dict[str, Any]:
    """Return what the page says of a set besides its figures."""
    peers = str(venv / "bin/python")
    packages = sorted({one for key in titles(runs) for one in CONTENDERS[key].packages})
    ask = "import sys; from importlib.metadata import version; [print(version(one)) for one in sys.argv[1:]]"
    told = subprocess.run([peers, "-c", ask, *packages], capture_output=True, text=True, check=True).stdout
    state = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return {
        "command": shlex.join(["python", "-m", "benchmarks.speed", *sys.argv[1:]]),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "date": f"{datetime.now(UTC):%d %B %Y}",
        "versions": {**dict(zip(packages, told.split(), strict=True)), "ours": state or "?"},
        "about": about(name, runs),
    }


def about(name: str, runs: Sequence[Run]) -> str:
    """Return a paragraph on what was read."""
    size, load = size_of(runs) / 1e6, os.getloadavg()[0]
    told = {
        ARTICLE: f"{ARTICLES} articles of `clean_dev.jsonl` of some {ARTICLE_BYTES:,} bytes take turns.",
        LOWER: f"The same {ARTICLES} articles in lower case: there is no name to look up.",
        CLEAN: f"{size:.2f} MB of `clean_dev.jsonl`, a file for each document, with the shipped gazetteer.",
        WMT: f"{size:.2f} MB of `wmt_dev.jsonl`, a file for each document, with `wmt_gazetteer.yaml`.",
        BIG: f"A file of {size:.1f} MB, made of `clean_dev.jsonl`: paragraphs of {SENTENCES} of its "
        f"sentences, shuffled anew for each time round (seed {SEED}), with the shipped gazetteer.",
    }[name]
    return f"{told} Whole processes, start included; load {load:.1f} at the end."


def charts(runs: Runs) -> list[Chart]:
    """Return the bars of every set: processor time of whole processes."""
    drawn = []
    for name, some in runs.items():
        found = {title: took for key, title in titles(some).items() if (took := typical(some, key, cpu))}
        size = "" if name in COLD else f", {number(size_of(some) / 1e6)} MB"
        drawn.append(chart(f"{TITLES[name].capitalize()}{size}: processor time", " s", found, "ours"))
    return drawn
