"""Files of decisions → a fit, the table that a person reads of it, and the file to configure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from normalize import __version__
from normalize.calibrating import Fit, counting, fit
from normalize.calibration import FORMAT
from normalize.decisions import load_decisions
from normalize.errors import ReadError, SettingsError
from normalize.reports.wording import plural
from normalize.settings import settings_for
from normalize.weights import log_odds, probability

# Decisions below which a calibration is called a first guess. Source: training/calibration/README.md, where
# twenty to sixty better the log loss of some desks and worsen that of others.
FEW = 100

# Decimal places of the figures in the file.
PLACES = 4

# Shipped probabilities whose calibrated ones are told. Source: a choice; the bars of `normal` and `strict`.
TOLD = (0.5, 0.6, 0.9)


def configured_decisions() -> Path:
    """Return where the configuration of the current folder keeps decisions.

    Raises:
        SettingsError: It keeps none.
    """
    settings = settings_for(Path.cwd())
    if settings.decisions is None:
        raise SettingsError("the configuration keeps no decisions", "name a file of them")
    return (settings.root or Path.cwd()) / settings.decisions


def fitted(paths: Iterable[Path], say: Callable[[str], None]) -> tuple[Fit, int]:
    """Return the fit to the decisions of some files, and how many of these it leaves out.

    Args:
        paths: JSON Lines as `fix --interactive` writes them.
        say: Told what makes the fit doubtful.

    Raises:
        ReadError: A file cannot be read, or none has a decision that counts.
    """
    paths = list(paths)
    found = load_decisions(paths)
    counted = counting(found)
    if not counted:
        names = ", ".join(map(str, paths))
        raise ReadError(
            f"{names}: no decision on a form that was inferred",
            hint="decide with `normalize fix --interactive`",
        )
    made = fit([(one.log_odds, one.outcome == "accepted") for one in counted])
    versions = Counter(one.version for one in counted if one.version not in ("", __version__))
    if versions:
        told = ", ".join(f"{number:,} by {name}" for name, number in sorted(versions.items()))
        say(f"warning: log-odds of another version may mean something else: {told}; this is {__version__}")
    if made.decisions < FEW:
        say(f"warning: {plural(made.decisions, 'decision')} say little; this is a first guess")
    if made.after.log_loss > made.before.log_loss:
        say("warning: decisions that a fit did not see fit worse than before: better do without it")
    return made, len(found) - len(counted)


def table(made: Fit, left_out: int) -> Iterator[str]:
    """Yield what a person reads: how probable we said corrections are, and how many were accepted."""
    rejected = made.decisions - made.accepted
    rest = f"; {left_out:,} more do not count: listed, of house style, or in a quotation" if left_out else ""
    yield f"{plural(made.decisions, 'decision')}, {made.accepted:,} accepted, {rejected:,} rejected{rest}\n\n"
    yield "we said     decisions  accepted  mean said  calibrated\n"
    for band in made.bands:
        share = band.accepted / band.decisions
        yield (
            f"{band.low:.2f}-{band.low + 0.1:.2f}   {band.decisions:>9,}  {share:>8.2f}"
            f"  {band.said:>9.2f}  {band.calibrated:>10.2f}\n"
        )
    before, after = made.before, made.after
    yield f"\nexpected calibration error  {before.error:.3f} before, {after.error:.3f} after\n"
    yield f"log loss                    {before.log_loss:.3f} before, {after.log_loss:.3f} after\n"
    yield "(after: each decision by a fit that did not see it)\n\n"
    calibration = made.calibration
    yield f"shift {calibration.shift:+.2f}, slope {calibration.slope:.2f}: {', '.join(_examples(made))}\n"


def _examples(made: Fit) -> Iterator[str]:
    """Yield what becomes of some probabilities."""
    for said in TOLD:
        odds = log_odds(said)
        yield f"{said:.2f} becomes {probability(odds + made.calibration.adds(odds)):.2f}"


def calibration_text(made: Fit) -> str:
    """Return the content of a calibration file: the two numbers, and what they were made of."""

    def rounded(figures: dict[str, float]) -> dict[str, float]:
        return {key: round(value, PLACES) for key, value in figures.items()}

    row = {
        "calibration": FORMAT,
        **asdict(made.calibration),
        "decisions": made.decisions,
        "accepted": made.accepted,
        "before": rounded(asdict(made.before)),
        "after": rounded(asdict(made.after)),
        "version": __version__,
    }
    return json.dumps(row, indent=2) + "\n"
