"""One peer over one set, in a process of its own: `python -m benchmarks.accuracy.worker < job.json`.

The job: `peer`, `gazetteer`, `threshold` (null: the lowest), `seconds`, `documents` (id and text), `out`.
What is written to `out`: `title`; `edits` by document, as far as the processor time of `seconds` went;
`setup_s` and `run_s` of processor time; `peak_mb`; `versions`. Or `error`.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.accuracy.model import Edit, Peer, read_gazetteer
from benchmarks.accuracy.peers import open_peer

WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def seconds() -> float:
    """Return the processor time of this process and of the programs it ran, in seconds."""
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, WHO))


def peak() -> float:
    """Return the most memory that this process or one it ran has held, in megabytes. On Linux."""
    return max(resource.getrusage(who).ru_maxrss for who in WHO) / 1024


def predict(peer: Peer, names: Any, job: dict[str, Any]) -> dict[str, list[Edit]]:
    """Return the edits of the documents that there was time for, by document."""
    threshold = peer.thresholds[0] if job["threshold"] is None else job["threshold"]
    documents: Sequence[dict[str, str]] = job["documents"]
    if peer.predict_all:
        made = peer.predict_all([one["text"] for one in documents], names, threshold)
        return {one["id"]: edits for one, edits in zip(documents, made, strict=True)}
    assert peer.predict
    done: dict[str, list[Edit]] = {}
    end = seconds() + job["seconds"]
    for one in documents:
        if seconds() > end:
            break
        done[one["id"]] = peer.predict(one["text"], names, threshold)
    return done


def versions(packages: Sequence[str]) -> dict[str, str]:
    """Return the version of each package."""
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "?"
    return found


def work(peer: Peer, job: dict[str, Any]) -> dict[str, Any]:
    """Run one job."""
    start = seconds()
    names = peer.prepare(read_gazetteer(Path(job["gazetteer"])))
    ready = seconds()
    made = predict(peer, names, job)
    return {
        "thresholds": peer.thresholds,
        "edits": {one: [asdict(edit) for edit in edits] for one, edits in made.items()},
        "setup_s": round(ready - start, 2),
        "run_s": round(seconds() - ready, 2),
        "peak_mb": round(peak()),
        "versions": versions(peer.packages),
    }


def main() -> None:
    """Do the job on standard input; what goes wrong is written down, so that the other peers go on."""
    job = json.load(sys.stdin)
    done: dict[str, Any] = {"title": job["peer"]}
    try:
        peer = open_peer(job["peer"])
        done["title"] = peer.title
        done |= work(peer, job)
    except (
        Exception
    ) as error:  # other people's code, of which we know nothing: the table names what it raised
        done["error"] = f"{type(error).__name__}: {(str(error).strip().splitlines() or [''])[0][:160]}"
    Path(job["out"]).write_text(json.dumps(done, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
