"""Labelled copy and what was found in it → all that is told of how well we did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from normalize.judging import Forms, Labelled, Outcome, judge_edits, judge_errors, overlaps, usable
from normalize.reports.score_figures import Calibration, Origin, Point, Rates, Score, ScoreReport, Told
from normalize.rewrite import Edit
from normalize.scoring import counted, rate, score, share
from normalize.scoring_curves import FROM, calibration, curve, verdicts
from normalize.scoring_found import Found, edits_of, fitting
from normalize.scoring_groups import Reading, groups
from normalize.scoring_intervals import PLACES, rate_interval, share_interval
from normalize.scoring_mistakes import mistakes
from normalize.scoring_offers import is_offered

FoundBy = Mapping[str, Sequence[Found]]


def report(gold: Sequence[Labelled], forms: Forms, found: FoundBy, origin: Origin) -> ScoreReport:
    """Return the whole score.

    Args:
        gold: Labelled documents, each with an `id`.
        forms: Entity id → its name and aliases.
        found: Document id → what was found in it, in any order; a document without any may be missing.
        origin: How it came about.
    """
    fits = {one["id"]: fitting(one, found.get(one["id"], ())) for one in gold}
    readings = [_reading(document, fits[document["id"]], forms) for document in gold]
    made = score(gold, forms, {key: edits_of(some, "correct") for key, some in fits.items()})
    curved, told, every = _curves(gold, fits, forms)
    return ScoreReport(
        origin=origin,
        score=made,
        rates=_rates(made),
        told=_told(readings, score(gold, forms, {key: _told_edits(some) for key, some in fits.items()})),
        groups=groups(readings),
        curve=curved,
        calibration=told,
        calibration_all=every,
        mistakes=mistakes(readings, forms),
    )


def _reading(document: Labelled, found: tuple[Found, ...], forms: Forms) -> Reading:
    edits = usable(document["text"], edits_of(found, "correct"))
    errors = judge_errors(document, edits, forms)
    told = [one for one in found if one.is_told]
    offered = (
        error.outcome is Outcome.HIT or is_offered(document, error.span, told, forms) for error in errors
    )
    judged = judge_edits(document, edits, errors)
    return Reading(document, found, tuple(errors), tuple(judged), tuple(offered))


def _told_edits(found: Sequence[Found]) -> list[Edit]:
    return edits_of(found, "correct", "review")


def _curves(
    gold: Sequence[Labelled], found: FoundBy, forms: Forms
) -> tuple[tuple[Point, ...] | None, Calibration | None, Calibration | None]:
    """Return the curve, the calibration of what was told and of all; Nones if a probability is missing."""
    some = [one for many in found.values() for one in many]
    if not some or any(one.probability is None for one in some):
        return None, None, None
    likely = {key: [one for one in many if one.is_told or _is_likely(one)] for key, many in found.items()}
    told = {key: [one for one in many if one.is_told] for key, many in likely.items()}
    said = [
        [pair for document in gold for pair in verdicts(document, kept[document["id"]], forms)]
        for kept in (told, likely)
    ]
    return curve(gold, likely, forms), calibration(said[0]), calibration(said[1])


def _is_likely(one: Found) -> bool:
    return one.probability is not None and one.probability >= FROM


def _told(readings: Sequence[Reading], accepted: Score) -> Told:
    """Return the figures of what was told.

    Args:
        readings: The documents.
        accepted: The score of all first proposals that were told.
    """
    told = [one for reading in readings for one in reading.found if one.is_told]
    offered = sum(sum(reading.offered) for reading in readings)
    errors = sum(len(reading.errors) for reading in readings)
    on_clean = sum(1 for reading in readings if reading.is_clean for one in _noise(reading))
    return Told(
        findings=len(told),
        corrections=sum(one.fate == "correct" for one in told),
        precision=accepted.precision,
        recall=accepted.recall,
        offered=offered,
        recall_offered=round(share(offered, errors), PLACES),
        on_clean=on_clean,
        per_10k_negative=rate(on_clean, accepted.counts.get("words_neg", 0)),
    )


def _noise(reading: Reading) -> Iterator[Found]:
    """Yield what was told in stretches that somebody judged."""
    unjudged = reading.document.get("ignore") or ()
    for one in reading.found:
        if one.is_told and not any(overlaps(one.edit, stretch) for stretch in unjudged):
            yield one


def _rates(made: Score) -> Rates:
    counts = made.counts
    number = {
        name: counts.get(name, 0)
        for name in (
            "false_neg", "words_neg", "false_plain", "words_plain", "false_trap", "words_trap",
            "edits_correct", "hit", "spans",
        )
    }  # fmt: skip
    return Rates(
        false_per_100k_negative=rate(number["false_neg"], number["words_neg"], 1e5),
        false_per_100k_negative_plain=rate(number["false_plain"], number["words_plain"], 1e5),
        false_per_100k_negative_trap=rate(number["false_trap"], number["words_trap"], 1e5),
        false_interval=rate_interval(number["false_neg"], number["words_neg"]),
        precision_interval=share_interval(number["edits_correct"], counted(Counter(counts))),
        recall_interval=share_interval(number["hit"], number["spans"]),
    )
