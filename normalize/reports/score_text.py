"""A score for a terminal: figures, groups, curve and calibration in plain tables, and how much went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from normalize.reports.score_figures import Calibration, Group, Interval, Mistake, Point, ScoreReport
from normalize.reports.wording import harmless, plural

# Groups of a field that are shown; the others are in the JSON. A guess: a third of a screen.
GROUPS = 12

# Thresholds of the curve that are shown.
SHOWN = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)

# Findings of which curve and calibration are shown: of fewer they say little. A guess.
ENOUGH = 20

# What went wrong, and in what words a person reads it.
SORTS = {
    "false": "false: nothing was wrong there",
    "wrong": "wrong: touched, not mended",
    "partial": "partial: some words mended",
}


def report(made: ScoreReport) -> Iterator[str]:
    """Yield the score in lines; curve and calibration only of enough findings."""
    yield from _figures(made)
    yield from _groups(made.groups)
    if made.curve is not None and made.told.findings >= ENOUGH:
        yield from _curve(made.curve)
    for title, calibration in (
        ("corrections and reviews", made.calibration),
        ("with the candidates below the bar", made.calibration_all),
    ):
        if calibration is not None and calibration.findings >= ENOUGH:
            yield from _calibration(title, calibration)
    yield from _mistakes(made.mistakes)


def _figures(made: ScoreReport) -> Iterator[str]:
    score, rates, told, counts = made.score, made.rates, made.told, made.score.counts
    spans = counts.get("spans", 0)
    yield _row("precision", f"{score.precision:.4f}", interval(rates.precision_interval))
    mended = f"{counts.get('hit', 0):,} of {spans:,}"
    yield _row("recall", f"{score.recall:.4f}", f"{mended}  {interval(rates.recall_interval)}")
    yield _row("f1", f"{score.f1:.4f}")
    yield _row("recall with partial", f"{score.recall_with_partial:.4f}")
    yield _row("with reviews", f"{told.recall:.4f}", "recall, if every first proposal is taken")
    yield _row("", f"{told.precision:.4f}", "precision, likewise")
    of = f"{told.offered:,} of {spans:,}"
    yield _row("right name offered", f"{told.recall_offered:.4f}", f"{of}, first or among the alternatives")
    yield "\nfalse corrections    per 10,000 words  per 100,000 words\n"
    for title, few, many, reach in (
        (
            "nothing is wrong",
            score.false_per_10k_negative,
            rates.false_per_100k_negative,
            rates.false_interval,
        ),
        ("  plain", score.false_per_10k_negative_plain, rates.false_per_100k_negative_plain, None),
        ("  trap", score.false_per_10k_negative_trap, rates.false_per_100k_negative_trap, None),
        ("beside errors", score.false_per_10k_in_positive_docs, None, None),
    ):
        last = "" if many is None else f"{many:>18.2f}  {interval(reach, 2)}"
        yield f"  {title:<18} {few:>16.2f} {last}".rstrip() + "\n"
    clean = f"{told.on_clean:,} in {plural(counts.get('words_neg', 0), 'word')} in which nothing is wrong"
    yield f"  {'findings':<18} {told.per_10k_negative:>16.2f}  {clean}\n"


def _groups(groups: Iterable[Group]) -> Iterator[str]:
    for field, members in groupby(groups, key=lambda one: one.field):
        rows = [one for one in members if one.errors or one.counted]
        if not rows:
            continue
        heads = f"{'errors':>7}{'recall':>8}{'offered':>9}{'written':>9}{'precision':>11}"
        yield f"\n{'by ' + field:<22}{heads}\n"
        for one in rows[:GROUPS]:
            shares = f"{_share(one.recall):>8}{_share(one.recall_offered):>9}"
            written = "–" if one.counted is None else f"{one.counted:,}"
            name = harmless(one.value)[:19]
            yield f"  {name:<20}{one.errors:>7,}{shares}{written:>9}{_share(one.precision):>11}\n"
        if len(rows) > GROUPS:
            yield f"  and {len(rows) - GROUPS:,} more, in --json\n"


def _curve(points: Sequence[Point]) -> Iterator[str]:
    yield "\nat threshold   precision  recall   false per 100,000 words\n"
    for one in points:
        if one.threshold in SHOWN:
            figures = f"{_share(one.precision):>10}{one.recall:>8.3f}{one.false_per_100k_negative:>16.2f}"
            yield f"  {one.threshold:.2f}       {figures}\n"


def _calibration(title: str, made: Calibration) -> Iterator[str]:
    yield f"\ncalibration error    {made.error:.4f}  {title}; Brier {made.brier:.4f}\n"
    yield "  probability     said  right  findings\n"
    for one in made.bins:
        if one.findings:
            shares = f"{_share(one.mean):>8}{_share(one.share):>7}"
            yield f"  {one.low:.1f} to {one.high:.1f}  {shares}{one.findings:>10,}\n"


def _mistakes(mistakes: Iterable[Mistake]) -> Iterator[str]:
    """Yield how many mistakes there are of each sort."""
    numbers = Counter(SORTS.get(one.sort) or why_missed(one) for one in mistakes)
    if numbers:
        yield "\nmistakes\n"
    for words, number in sorted(numbers.items(), key=lambda one: (one[0].startswith("missed"), one[0])):
        yield f"  {number:>6,}  {words}\n"


def why_missed(one: Mistake) -> str:
    """Return why an error was not mended, by what was proposed for it."""
    if not one.fate:
        return "missed: nothing was proposed"
    told = "for review" if one.fate == "review" else "below the bar for review"
    return f"missed: the right name {told}" if one.is_offered else f"missed: only another name, {told}"


def interval(reach: Interval | None, places: int = 4) -> str:
    """Return an interval in words; empty for none."""
    return f"95 % {reach[0]:.{places}f} to {reach[1]:.{places}f}" if reach else ""


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _row(title: str, *cells: str) -> str:
    return "  ".join([f"{title:<19}", *cells]).rstrip() + "\n"
