"""Rows → the page that is kept, in Markdown, and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.accuracy.judge import Figures
from benchmarks.accuracy.rows import Row

HEAD = (
    "| | Threshold by | Precision | Recall | Edits | False per 10,000 clean words | "
    "False per 100,000 words of clean_dev | CPU s | MB |"
)
COMMON_HEAD = "| | Threshold by | Precision | Recall | Edits | False per 10,000 clean words |"


def rule(head: str) -> str:
    """Return the line under the head of a table: words on the left, figures on the right."""
    columns = head.count("|") - 1
    return "|---|---|" + "---:|" * (columns - 2)


def line(row: Row, whole: int, clean_words: int) -> str:
    """Return a line of the table; † and ‡ mark what was judged on a part only."""
    figures = row.reported
    if row.error or figures is None:
        return f"| {row.title} | not run: {row.error} |" + " |" * (HEAD.count("|") - 3)
    part = "†" if figures.documents < whole else ""
    clean_part = "‡" if row.clean_words < clean_words else ""
    at = "" if row.threshold is None else f": {row.threshold:g}"
    clean = "–" if row.clean is None else f"{row.clean:g}{clean_part}"
    time = f"{row.setup_s:.0f} + {row.run_s:.0f}{part}" if row.peak_mb else "–"
    cells = (
        row.title,
        f"{row.setting}{at}",
        f"{three(figures.precision)}{part}",
        f"{three(figures.recall)}{part}",
        f"{figures.correct} of {figures.edits}",
        f"{figures.false_clean:g}{part}",
        clean,
        time,
        f"{row.peak_mb}" if row.peak_mb else "–",
    )
    return f"| {' | '.join(cells)} |"


def three(share: float) -> str:
    """Return a share with three places, without the zero before the point.

    >>> three(0.9182), three(1.0), three(0.0)
    ('.918', '1.000', '.000')
    """
    return f"{share:.3f}".removeprefix("0")


def common_line(row: Row, figures: Figures) -> str:
    """Return a line of the table over the documents that all peers came to."""
    cells = (
        row.title, row.setting, three(figures.precision), three(figures.recall),
        f"{figures.correct} of {figures.edits}", f"{figures.false_clean:g}",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def parts(found: Sequence[Row], whole: int, clean_words: int) -> Iterable[str]:
    """Yield what of the sets the slow peers came to."""
    for row in {row.key: row for row in found if row.reported}.values():
        assert row.reported
        if row.reported.documents < whole:
            yield f"† {row.title}: {row.reported.documents} documents, {row.reported.words:,} words."
        if 0 < row.clean_words < clean_words:
            yield f"‡ {row.title}: {row.clean_words:,} words of clean_dev."


def page(found: Sequence[Row], shared: Mapping[tuple[str, str], Figures], facts: Mapping[str, Any]) -> str:
    """Return the whole page.

    `facts`: `about`, `command`, `machine`, `notes` (paragraphs), `documents` and `clean_words` of the sets.
    """
    whole, clean_words = facts["documents"], facts["clean_words"]
    told = {name: one for row in found for name, one in (row.versions or {}).items()}
    versions = ", ".join(f"{name} {one}" for name, one in sorted(told.items()))
    table = "\n".join((HEAD, rule(HEAD), *(line(row, whole, clean_words) for row in found)))
    paragraphs = [
        "# Ours and what people would use instead",
        facts["about"],
        f"    {facts['command']}",
        f"{facts['machine']}. {versions}.",
        table,
        *parts(found, whole, clean_words),
        *facts["notes"],
        *common_part(found, shared, whole),
    ]
    return "\n\n".join(paragraphs) + "\n"


def common_part(found: Sequence[Row], shared: Mapping[tuple[str, str], Figures], whole: int) -> Iterable[str]:
    """Yield the part of the page on the documents that all peers came to, if these are not all."""
    size = next(iter(shared.values()), None)
    if size is None or size.documents >= whole:
        return
    yield "## The same documents for all"
    yield (
        f"The {size.documents} documents ({size.words:,} words, {size.errors} errors) that the slowest peer "
        "had time for."
    )
    lines = (common_line(row, shared[key]) for row in found if (key := (row.key, row.setting)) in shared)
    yield "\n".join((COMMON_HEAD, rule(COMMON_HEAD), *lines))


def as_json(
    found: Sequence[Row], shared: Mapping[tuple[str, str], Figures], facts: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the same for JSON."""
    common = [{"key": key, "setting": setting, **asdict(one)} for (key, setting), one in shared.items()]
    return {"facts": dict(facts), "rows": [asdict(row) for row in found], "common": common}
