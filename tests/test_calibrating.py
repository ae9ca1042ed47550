"""Decisions → a calibration: a known shift is found, few decisions change little, unseen is unseen."""

from __future__ import annotations

import random

import pytest

from normalize.calibrating import (
    ENOUGH,
    PRIOR_SHIFT,
    PRIOR_SLOPE,
    Seen,
    _line,
    _unseen,
    counting,
    fit,
    log_loss,
)
from normalize.calibration import AS_SHIPPED, Calibration
from normalize.decisions import Kind, Reviewed
from normalize.weights import probability


def desk(number: int, shift: float, slope: float = 1.0, seed: int = 1) -> list[Seen]:
    """Decisions of a desk whose corrections are right with log-odds `slope * ours + shift`."""
    dice = random.Random(seed)
    odds = [dice.gauss(1.5, 1.5) for _ in range(number)]
    return [(one, dice.random() < probability(slope * one + shift)) for one in odds]


@pytest.mark.parametrize("shift", [-1.5, -0.5, 0.0, 1.0])
def test_a_known_shift_is_found(shift: float) -> None:
    found = fit(desk(1500, shift)).calibration
    assert found.shift == pytest.approx(shift, abs=0.3)
    assert found.slope == pytest.approx(1.0, abs=0.25)


def test_a_known_slope_is_found() -> None:
    found = fit(desk(2000, -0.5, slope=0.6)).calibration
    assert found.slope == pytest.approx(0.6, abs=0.1)
    assert found.shift == pytest.approx(-0.5, abs=0.2)


def test_one_decision_changes_little() -> None:
    """A correction at .95 that is rejected takes all others at .95 to above .94."""
    sure = 2.944
    rejected = fit([(sure, False)]).calibration
    assert -0.1 < rejected.shift < -0.05
    assert probability(sure + rejected.adds(sure)) > 0.94
    assert 0.0 < fit([(sure, True)]).calibration.shift < 0.01


def test_the_more_decisions_the_further_from_the_shipped() -> None:
    shifts = [fit([(1.0, False)] * number).calibration.shift for number in (1, 3, 10, 30, 100)]
    assert shifts == sorted(shifts, reverse=True)
    assert shifts[0] > -0.1
    assert shifts[-1] < -2.0


def test_decisions_that_fit_change_nearly_nothing() -> None:
    assert abs(fit([(0.0, True), (0.0, False)] * 20).calibration.shift) < 0.001


def test_a_slope_is_asked_for_enough_decisions_of_both_outcomes() -> None:
    crooked = desk(2000, -0.5, slope=0.4)
    assert fit(crooked[: ENOUGH - 1]).calibration.slope == 1.0
    assert fit(crooked[:400]).calibration.slope < 0.8
    accepted = [one for one in crooked if one[1]]
    assert fit(accepted[:300]).calibration.slope == 1.0


def test_more_of_what_we_say_is_never_less_of_what_we_mean() -> None:
    """Decisions that run against our log-odds do not turn the line around: corrections keep their order."""
    perverse = [(2.0, False), (-2.0, True)] * 200
    assert fit(perverse).calibration.slope > 0.0


@pytest.mark.parametrize("prior", [1e-6, PRIOR_SLOPE])
def test_what_the_fit_did_not_see_is_as_if_it_were_fitted_anew(prior: float) -> None:
    seen = desk(60, -1.0, slope=0.7)
    told = _unseen(seen, _line(seen, prior), prior)
    for at, (odds, _) in enumerate(seen):
        line = _line([*seen[:at], *seen[at + 1 :]], prior)
        assert told[at] == pytest.approx(probability(line.slope * odds + line.shift), abs=0.002)


def test_the_line_is_where_the_loss_is_least() -> None:
    seen = desk(80, 0.7, slope=1.3)

    def loss(line: Calibration) -> float:
        said = [probability(line.slope * odds + line.shift) for odds, _ in seen]
        pull = (line.shift / PRIOR_SHIFT) ** 2 + ((line.slope - 1.0) / PRIOR_SLOPE) ** 2
        return len(seen) * log_loss(said, [outcome for _, outcome in seen]) + pull / 2

    best = _line(seen, PRIOR_SLOPE)
    for shift, slope in ((0.01, 0.0), (-0.01, 0.0), (0.0, 0.01), (0.0, -0.01)):
        assert loss(Calibration(best.shift + shift, best.slope + slope)) > loss(best)


def test_what_fits_better_says_so() -> None:
    made = fit(desk(600, -1.5))
    assert made.after.error < made.before.error / 3
    assert made.after.log_loss < made.before.log_loss
    assert sum(band.decisions for band in made.bands) == made.decisions == 600
    assert sum(band.accepted for band in made.bands) == made.accepted
    for band in made.bands:
        assert band.low <= band.said <= band.low + 0.1


def test_extremes_are_within_the_bounds_of_what_is_read() -> None:
    assert fit([(60.0, False)] * 300).calibration == Calibration(-10.0, 1.0)
    assert fit([(-60.0, True)] * 300).calibration == Calibration(10.0, 1.0)
    assert fit([(0.0, True), (0.0, False)]).calibration == AS_SHIPPED


def of(rule: str, kind: Kind = "inferred", *, quoted: bool = False) -> Reviewed:
    return Reviewed("rejected", rule, "a", "Nowak", "Novák", kind, 0.5, 0.0, quoted=quoted)


def test_only_decisions_on_guesses_of_ours_count() -> None:
    guesses = (of("misspelt"), of("ambiguous"))
    others = (
        of("misspelt", "listed"),
        of("style", "listed"),
        of("inconsistent"),
        of("misspelt", quoted=True),
    )
    assert counting([*others, *guesses]) == guesses
