"""The comparison, in one command.

    nice -n 15 python -m benchmarks.accuracy ../shared/eval --out benchmarks/accuracy/RESULTS.md

`--venv` is made if it is not there, with `requirements.txt` in it. What the peers find is kept in `--work`:
`--only ours` runs one again, `--only none` none, and the table has all.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import venv
from pathlib import Path
from typing import Any

from benchmarks.accuracy.judge import Judge
from benchmarks.accuracy.passes import CLEAN, DEVELOPMENT, REPORTED, ROOT, Course, all_passes
from benchmarks.accuracy.peers import PEERS
from benchmarks.accuracy.rows import common, rows
from benchmarks.accuracy.sets import first_words, halves, read_gold, words
from benchmarks.accuracy.table import as_json, page

HERE = Path(__file__).parent
# What repeats the page; what else was done is in its notes.
COMMAND = "python -m benchmarks.accuracy ../shared/eval --out benchmarks/accuracy/RESULTS.md"


def wishes() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("eval", type=Path, help="the folder with wmt_dev.jsonl, clean_dev.jsonl and score.py")
    parser.add_argument("--out", type=Path, default=HERE / "RESULTS.md", help="the page; JSON lies beside it")
    parser.add_argument("--venv", type=Path, default=ROOT / "build/peers", help="the peers' environment")
    parser.add_argument("--work", type=Path, default=ROOT / "build/accuracy", help="what the peers found")
    parser.add_argument("--gazetteer", type=Path, default=ROOT / "gazetteer.yaml", help="for clean_dev")
    parser.add_argument(
        "--seconds", type=float, default=120, help="processor time for a pass; a peer has three"
    )
    parser.add_argument("--clean-words", type=int, default=100_000, help="how much of clean_dev, at least")
    parser.add_argument("--only", default=",".join(PEERS), help=f"some of {', '.join(PEERS)}; or none")
    parser.add_argument(
        "--ours", action="append", default=[], metavar="TITLE=FILE", help="predictions made elsewhere"
    )
    parser.add_argument("--note", action="append", default=[], help="a paragraph for the page")
    return parser.parse_args()


def environment(folder: Path) -> list[str]:
    """Make the peers' environment, if need be; return a line for each requirement that would not install."""
    if folder.exists():
        return []
    venv.create(folder, with_pip=True, symlinks=True)
    failed = []
    for line in (HERE / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            command = [f"{folder}/bin/pip", "install", "-q", "-c", f"{HERE}/requirements.txt", line]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                failed.append(f"`{line}` did not install: {done.stderr.strip().splitlines()[-1][:200]}")
    return failed


def course(wish: argparse.Namespace) -> Course:
    """Return what the peers are sent over."""
    development, reported = halves(read_gold(wish.eval / "wmt_dev.jsonl"))
    clean = first_words(halves(read_gold(wish.eval / "clean_dev.jsonl"))[1], wish.clean_words)
    labelled = wish.eval / "wmt_gazetteer.yaml"
    wish.work.mkdir(parents=True, exist_ok=True)
    return Course(
        {DEVELOPMENT: development, REPORTED: reported, CLEAN: clean},
        {DEVELOPMENT: labelled, REPORTED: labelled, CLEAN: wish.gazetteer},
        Judge(wish.eval / "score.py", labelled),
        str((wish.venv / "bin/python").absolute()),
        wish.work,
        wish.seconds,
    )


def facts(track: Course, notes: list[str]) -> dict[str, Any]:
    """Return what the page says besides the figures."""
    reported, clean = track.sets[REPORTED], track.sets[CLEAN]
    errors = sum(span["label"] == "error" for one in reported for span in one["spans"])
    about = (
        f"`wmt_dev.jsonl` with `wmt_gazetteer.yaml`: thresholds from the development half "
        f"({len(track.sets[DEVELOPMENT])} documents), figures on the other half ({len(reported)} documents, "
        f"{words(reported):,} words, {errors} errors). `clean_dev.jsonl` with the shipped gazetteer: "
        f"a sample of {words(clean):,} words."
    )
    return {
        "about": about,
        "command": COMMAND,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "notes": [*(HERE / "notes.md").read_text(encoding="utf-8").strip().split("\n\n"), *notes],
        "documents": len(reported),
        "clean_words": words(clean),
    }


def main() -> None:
    """Run the peers that are asked for, and write the table of all that ever ran."""
    wish = wishes()
    notes = environment(wish.venv)
    track = course(wish)
    for key in (one for one in wish.only.split(",") if one != "none"):
        all_passes(track, key)
    ours = {title: Path(path) for title, path in (one.rsplit("=", 1) for one in wish.ours)}
    found = rows(track, ours)
    shared, told = common(track, found, ours), facts(track, [*notes, *wish.note])
    wish.out.write_text(page(found, shared, told), encoding="utf-8")
    written = json.dumps(as_json(found, shared, told), indent=1, ensure_ascii=False)
    wish.out.with_suffix(".json").write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
