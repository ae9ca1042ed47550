"""What people decided of our corrections → a calibration, and how much better it does.

A correction of log-odds x is right with log-odds `slope * x + shift` (Cox 1958, "Two further applications of
a model for binary regression"; Platt 1999 for the fit). Both numbers are pulled to the shipped 1 and 0: what
is made least is

    log loss of the decisions + shift² / (2 · 0.3²) + (slope - 1)² / (2 · 0.15²)

a normal prior over desks (Steyerberg et al. 2004, "Validation and updating of predictive regression
models: a study on sample size and shrinkage"), so that few decisions change little and many win.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum, log, log1p

from normalize.calibration import AS_SHIPPED, FURTHEST, STEEPEST, Calibration
from normalize.decisions import Reviewed
from normalize.weights import probability

# The log-odds of a correction, and whether a person accepted it.
Seen = tuple[float, bool]

# Rules whose findings are guesses with a probability of ours.
GUESSED = ("misspelt", "ambiguous")

# Standard deviation, over desks, of the shift and of the slope.
# Source: training/calibration/README.md for the shift; a guess for the slope, so that at a probability of .88
# it moves as much as the shift.
PRIOR_SHIFT, PRIOR_SLOPE = 0.3, 0.15

# In place of `PRIOR_SLOPE` where the slope shall stay 1: it moves by less than is written.
STAYS = 1e-6

# Decisions from which a slope is tried, and of the rarer outcome among them. Source: a choice; Peduzzi et al.
# (1996) ask for ten of the rarer outcome for each number that is fitted.
ENOUGH, ENOUGH_RARER = 100, 20

# A line that rises less would call nearly everything equally likely. Source: a guess.
FLATTEST = 0.2

# Bands of probability of the same width. Source: Guo et al. (2017), "On calibration of modern neural
# networks", who take 15 for 10,000 predictions; ten for fewer.
BANDS = 10

# Newton's steps at most, and the change, in log-odds, that ends them. Source: a choice; five are usual.
STEPS, STILL = 100, 1e-9

# Decimal places of shift and slope.
PLACES = 4


@dataclass(frozen=True, slots=True)
class Quality:
    """How well probabilities fit the outcomes.

    Attributes:
        log_loss: Mean, in nats; at least 0.0.
        error: Expected calibration error, 0.0 to 1.0: what is said less what comes true, by bands.
    """

    log_loss: float
    error: float


@dataclass(frozen=True, slots=True)
class Band:
    """Decisions whose shipped probability lies from `low` to below `low` + 0.1.

    Attributes:
        decisions: How many, at least one; `accepted`: of them.
        said: Mean of the shipped probabilities.
        calibrated: Mean of the calibrated ones, each by a fit without that decision.
    """

    low: float
    decisions: int
    accepted: int
    said: float
    calibrated: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A calibration, and what it was made of.

    Attributes:
        calibration: The numbers.
        decisions: How many counted; `accepted`: of them.
        before: As shipped; `after` each decision by a fit without it.
        bands: From the least probable.
    """

    calibration: Calibration
    decisions: int
    accepted: int
    before: Quality
    after: Quality
    bands: tuple[Band, ...]


def counting(decisions: Sequence[Reviewed]) -> tuple[Reviewed, ...]:
    """Return the decisions that say something of our probabilities, in their order.

    A listed form is the gazetteer's word, house style no guess, and in a quotation a right correction may
    be rejected.
    """
    return tuple(
        one for one in decisions if one.rule in GUESSED and one.kind == "inferred" and not one.quoted
    )


def fit(seen: Sequence[Seen]) -> Fit:
    """Return the calibration of at least one decision: a shift; and a slope, too, if that is worth it.

    That is with `ENOUGH` decisions, if it lessens the log loss of decisions that the fit did not see.
    """
    accepted = sum(outcome for _, outcome in seen)
    outcomes = [outcome for _, outcome in seen]
    chosen = _line(seen, STAYS)
    unseen = _unseen(seen, chosen, STAYS)
    if len(seen) >= ENOUGH and min(accepted, len(seen) - accepted) >= ENOUGH_RARER:
        steeper = _line(seen, PRIOR_SLOPE)
        told = _unseen(seen, steeper, PRIOR_SLOPE)
        if steeper.slope >= FLATTEST and log_loss(told, outcomes) < log_loss(unseen, outcomes):
            chosen, unseen = steeper, told
    before = [probability(log_odds) for log_odds, _ in seen]
    return Fit(
        _written(chosen),
        len(seen),
        accepted,
        quality(before, outcomes),
        quality(unseen, outcomes),
        _bands(before, unseen, outcomes),
    )


def log_loss(said: Sequence[float], outcomes: Sequence[bool]) -> float:
    """Return the mean log loss of probabilities, in nats.

    >>> round(log_loss([0.5, 0.5], [True, False]), 3)
    0.693
    """
    pairs = zip(said, outcomes, strict=True)
    return -fsum(log(max(one if outcome else 1.0 - one, 1e-15)) for one, outcome in pairs) / len(said)


def quality(said: Sequence[float], outcomes: Sequence[bool]) -> Quality:
    """Return how well probabilities fit the outcomes; at least one of each.

    Source: Naeini, Cooper, Hauskrecht (2015), "Obtaining well calibrated probabilities using Bayesian
    binning", for the expected calibration error.

    >>> quality([0.75, 0.75, 0.75, 0.75], [True, True, True, False]).error
    0.0
    """
    bands = _bands(said, said, outcomes)
    error = fsum(abs(band.decisions * band.said - band.accepted) for band in bands) / len(said)
    return Quality(log_loss(said, outcomes), error)


def _bands(said: Sequence[float], later: Sequence[float], outcomes: Sequence[bool]) -> tuple[Band, ...]:
    """Return the bands of probability that have decisions in them, by what was `said`."""
    by_band: dict[int, list[tuple[float, float, bool]]] = {}
    for one in zip(said, later, outcomes, strict=True):
        by_band.setdefault(min(int(one[0] * BANDS), BANDS - 1), []).append(one)
    return tuple(
        Band(
            number / BANDS,
            len(own),
            sum(outcome for _, _, outcome in own),
            fsum(one for one, _, _ in own) / len(own),
            fsum(one for _, one, _ in own) / len(own),
        )
        for number, own in sorted(by_band.items())
    )


def _line(seen: Sequence[Seen], prior_slope: float) -> Calibration:
    """Return the line of the least loss, by Newton's method, a step halved until it helps.

    The loss is strictly convex, so there is one. Source: Lin, Lin, Weng (2007), "A note on Platt's
    probabilistic outputs for support vector machines", for the halving.
    """
    line = AS_SHIPPED
    for _ in range(STEPS):
        by_shift, by_slope = _solved(_curvature(seen, line, prior_slope), _gradient(seen, line, prior_slope))
        size, loss = 1.0, _loss(seen, line, prior_slope)
        while True:
            moved = Calibration(line.shift - size * by_shift, line.slope - size * by_slope)
            if size < STILL or _loss(seen, moved, prior_slope) <= loss:
                break
            size /= 2
        line = moved
        if max(abs(by_shift), abs(by_slope)) < STILL:
            break
    return line


def _loss(seen: Sequence[Seen], line: Calibration, prior_slope: float) -> float:
    """Return what is made least: the log loss of all decisions, and the cost of leaving the shipped line."""

    def own(log_odds: float, outcome: bool) -> float:
        against = -_at(line, log_odds) if outcome else _at(line, log_odds)
        return max(against, 0.0) + log1p(exp(-abs(against)))

    pull = (line.shift / PRIOR_SHIFT) ** 2 + ((line.slope - 1.0) / prior_slope) ** 2
    return fsum(own(log_odds, outcome) for log_odds, outcome in seen) + pull / 2


def _at(line: Calibration, log_odds: float) -> float:
    return line.slope * log_odds + line.shift


def _gradient(seen: Sequence[Seen], line: Calibration, prior_slope: float) -> tuple[float, float]:
    """Return by how much the loss grows with the shift, and with the slope."""
    missed = [(probability(_at(line, x)) - outcome, x) for x, outcome in seen]
    return (
        fsum(one for one, _ in missed) + line.shift / PRIOR_SHIFT**2,
        fsum(one * x for one, x in missed) + (line.slope - 1.0) / prior_slope**2,
    )


def _curvature(seen: Sequence[Seen], line: Calibration, prior_slope: float) -> tuple[float, float, float]:
    """Return the second derivatives of the loss: by shift twice, by both, by slope twice."""
    spread = [(_spread(line, x), x) for x, _ in seen]
    return (
        fsum(one for one, _ in spread) + 1.0 / PRIOR_SHIFT**2,
        fsum(one * x for one, x in spread),
        fsum(one * x * x for one, x in spread) + 1.0 / prior_slope**2,
    )


def _spread(line: Calibration, log_odds: float) -> float:
    """Return the variance of an outcome, 0.0 to 0.25."""
    said = probability(_at(line, log_odds))
    return said * (1.0 - said)


def _solved(matrix: tuple[float, float, float], right: tuple[float, float]) -> tuple[float, float]:
    """Solve two equations whose matrix, here its upper half, is symmetric and positive definite."""
    first, both, second = matrix
    determinant = first * second - both * both
    one, other = second * right[0] - both * right[1], first * right[1] - both * right[0]
    return one / determinant, other / determinant


def _unseen(seen: Sequence[Seen], line: Calibration, prior_slope: float) -> list[float]:
    """Return the probability of each decision by a fit without it, without fitting anew.

    Source: Rad and Maleki (2020), "A scalable estimate of the out-of-sample prediction error via approximate
    leave-one-out cross-validation", equation 6: one Newton step from the fit to all.
    """
    matrix = _curvature(seen, line, prior_slope)

    def without(log_odds: float, outcome: bool) -> float:
        at = _at(line, log_odds)
        by_shift, by_slope = _solved(matrix, (1.0, log_odds))
        leverage = by_shift + by_slope * log_odds
        step = (probability(at) - outcome) * leverage / (1.0 - _spread(line, log_odds) * leverage)
        return probability(at + step)

    return [without(log_odds, outcome) for log_odds, outcome in seen]


def _written(line: Calibration) -> Calibration:
    """Return a line with as many decimal places as are written, within the bounds of what is read."""
    shift = max(-FURTHEST, min(FURTHEST, line.shift))
    return Calibration(round(shift, PLACES), round(min(STEEPEST, line.slope), PLACES))
