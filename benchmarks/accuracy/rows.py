"""What the peers found → the rows of the table."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.accuracy.judge import PRECISION, Figures, choose, through
from benchmarks.accuracy.passes import CLEAN, DEVELOPMENT, REPORTED, Course, judged, outcome, tried
from benchmarks.accuracy.peers import OURS, PEERS

STRICT, BALANCED, OWN = f"precision ≥ {PRECISION:.2f}".replace("0.", "."), "F0.5", "as shipped"


@dataclass(frozen=True, slots=True)
class Row:
    """One peer with one threshold.

    Attributes:
        key: The peer, on the command line.
        title: The peer, in words.
        setting: What its threshold was chosen by.
        threshold: On the peer's own scale; None where it has none.
        development: Figures on the half it was chosen on; None where there was no choice.
        reported: Figures on the other half.
        clean: False edits per 100,000 words of clean copy, if any; `clean_words` of it were judged.
        clean_words: See `clean`.
        setup_s: Processor time to get ready, and `run_s` to read the reported half, in seconds.
        run_s: See `setup_s`.
        peak_mb: Most memory held, over the reported half and clean copy, in megabytes; 0 where unknown.
        versions: Package → version.
        error: Why there are no figures; empty otherwise.
    """

    key: str
    title: str
    setting: str = ""
    threshold: float | None = None
    development: Figures | None = None
    reported: Figures | None = None
    clean: float | None = None
    clean_words: int = 0
    setup_s: float = 0.0
    run_s: float = 0.0
    peak_mb: int = 0
    versions: Mapping[str, str] | None = None
    error: str = ""


def rows(course: Course, ours: Mapping[str, Path]) -> list[Row]:
    """Return the rows of all peers that were run, and of the predictions in files (title → file)."""
    found = [row for key in PEERS for row in peer_rows(course, key)]
    return [*found, *(file_row(course, title, path) for title, path in ours.items())]


def peer_rows(course: Course, key: str) -> Iterator[Row]:
    """Yield the rows of one peer: for either choice of the threshold, one if they agree."""
    passes = {over: outcome(course, key, over) for over in (DEVELOPMENT, REPORTED, CLEAN)}
    errors = [one["error"] for one in passes.values() if one and "error" in one]
    if errors:
        titles = [one["title"] for one in passes.values() if one and one.get("title")]
        yield Row(key, titles[0] if titles else key, error=errors[0])
    elif key == OURS and passes[REPORTED]:
        yield _row(course, key, passes, OWN, None)
    elif passes[REPORTED]:
        strict, balanced = choose(tried(course, key))
        if strict == balanced:
            yield _row(course, key, passes, f"{STRICT} and {BALANCED}", strict)
            return
        if strict is not None:
            yield _row(course, key, passes, STRICT, strict)
        yield _row(course, key, passes, BALANCED, balanced)


def _row(course: Course, key: str, passes: Mapping[str, Any], setting: str, at: float | None) -> Row:
    reported, clean = passes[REPORTED], passes[CLEAN]
    rate, clean_words = clean_rate(course, clean["edits"] if clean else {}, at)
    return Row(
        key,
        reported["title"],
        setting,
        at,
        tried(course, key).get(at) if at is not None else None,
        judged(course, REPORTED, reported["edits"], at),
        rate,
        clean_words,
        reported["setup_s"],
        reported["run_s"],
        max(reported["peak_mb"], clean["peak_mb"] if clean else 0),
        reported["versions"],
    )


def clean_rate(course: Course, edits: Mapping[str, Any], at: float | None) -> tuple[float | None, int]:
    """Return false edits per 100,000 words, and the words that were judged."""
    figures = judged(course, CLEAN, edits, at)
    if not figures.words:
        return None, 0
    return round(1e5 * figures.edits / figures.words, 1), figures.words


def file_row(course: Course, title: str, path: Path) -> Row:
    """Return the row of a file of predictions, which may hold those of both sets."""
    reported, clean = (predictions(path, course, over) for over in (REPORTED, CLEAN))
    rate, clean_words = clean_rate(course, clean, None)
    figures = judged(course, REPORTED, reported)
    return Row(path.name, title, "its own", reported=figures, clean=rate, clean_words=clean_words)


def predictions(path: Path, course: Course, over: str) -> dict[str, Any]:
    """Return the edits of a file of predictions, for one set; a set of which it has nothing stays empty."""
    told = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            told[row["id"]] = row.get("edits") or []
    ids = [one["id"] for one in course.sets[over]]
    return {one: told.get(one, []) for one in ids} if told.keys() & set(ids) else {}


def common(
    course: Course, found: Collection[Row], ours: Mapping[str, Path]
) -> dict[tuple[str, str], Figures]:
    """Return figures by peer and setting on the reported documents that every peer had time for."""
    done: dict[str, dict[str, Any]] = {}
    for row in found:
        if not row.error:
            told = outcome(course, row.key, REPORTED)
            path = ours.get(row.title)
            done[row.key] = told["edits"] if told else predictions(path, course, REPORTED) if path else {}
    shared = set.intersection(*(set(edits) for edits in done.values())) if done else set()
    gold = [one for one in course.sets[REPORTED] if one["id"] in shared]
    return {
        (row.key, row.setting): course.judge.figures(gold, through(done[row.key], row.threshold))
        for row in found
        if not row.error
    }
