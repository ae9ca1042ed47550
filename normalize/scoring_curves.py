"""What was found in labelled copy → precision and recall at every threshold, and calibration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from normalize.judging import (
    Forms,
    Judgement,
    Labelled,
    judge,
    judge_edits,
    judge_errors,
    labelled,
    overlaps,
    usable,
)
from normalize.reports.score_figures import Bin, Calibration, Point
from normalize.scoring import counted, document_counts, rate, share
from normalize.scoring_found import Found
from normalize.scoring_intervals import PLACES, share_interval

# Candidates less probable have no part in curve and calibration. Source: of the 3,670 candidates of
# eval/wmt_dev.jsonl 2,974 are below, and 10 of these are right; they would hide how others are calibrated.
FROM = 0.05

# Thresholds of the curve: every hundredth.
THRESHOLDS = tuple(hundredths / 100 for hundredths in range(round(100 * FROM), 100))

# Bins of equal width. Source: Naeini et al. (2015) take ten; Guo et al. (2017), "On Calibration of Modern
# Neural Networks", 15 of many more samples.
BINS = 10

# Judgements that say whether a proposal is right; house style, and what nobody judged, does not.
TELLING = (Judgement.CORRECT, Judgement.PARTIAL, Judgement.WRONG, Judgement.FALSE)

FoundBy = Mapping[str, Sequence[Found]]


def curve(gold: Iterable[Labelled], found: FoundBy, forms: Forms) -> tuple[Point, ...]:
    """Return what would come of writing every first proposal from a threshold on, thresholds rising.

    Args:
        gold: Labelled documents.
        found: By document; all with a probability.
        forms: Entity id → its name and aliases.
    """
    totals: list[Counter[str]] = [Counter() for _ in THRESHOLDS]
    for document in gold:
        ordered = sorted(found.get(document["id"], ()), key=_improbability)
        numbers = [sum(_probability(one) >= threshold for one in ordered) for threshold in THRESHOLDS]
        at = 0
        for number, same in groupby(numbers):
            counts = _counts(document, ordered[:number], forms)
            for _ in same:
                totals[at].update(counts)
                at += 1
    return tuple(_point(threshold, counts) for threshold, counts in zip(THRESHOLDS, totals, strict=True))


def verdicts(document: Labelled, found: Sequence[Found], forms: Forms) -> list[tuple[float, bool]]:
    """Return the probability of each proposal and whether it is right, of those that can be right or wrong.

    One that mends only a part of a name is right if with the proposals that are at least as probable it
    mends the whole.
    """
    made = []
    for one in found:
        judgement = judge(document, one.edit, forms)
        if judgement in TELLING:
            is_right = judgement is Judgement.CORRECT or (
                judgement is not Judgement.FALSE and _is_right_in_company(document, one, found, forms)
            )
            made.append((_probability(one), is_right))
    return made


def calibration(said: Sequence[tuple[float, bool]]) -> Calibration:
    """Return how true some probabilities are.

    The expected calibration error is the mean, over bins of equal width, weighted by their findings, of
    the distance between the mean probability and the share that is right. An edge is in the bin above.

    >>> calibration([(0.9, True), (0.9, False), (0.1, False)]).error
    0.3

    Args:
        said: Probability, and whether it was right.
    """
    members: dict[int, list[tuple[float, bool]]] = {at: [] for at in range(BINS)}
    for probability, is_right in said:
        members[min(int(probability * BINS), BINS - 1)].append((probability, is_right))
    bins = tuple(_bin(at, one) for at, one in members.items())
    off = sum(abs(one.right - sum(p for p, _ in members[at])) for at, one in enumerate(bins))
    square = sum((probability - is_right) ** 2 for probability, is_right in said)
    return Calibration(
        findings=len(said),
        right=sum(is_right for _, is_right in said),
        error=round(off / len(said), PLACES) if said else 0.0,
        brier=round(square / len(said), PLACES) if said else 0.0,
        bins=bins,
    )


def _bin(at: int, members: Sequence[tuple[float, bool]]) -> Bin:
    number, right = len(members), sum(is_right for _, is_right in members)
    return Bin(
        low=at / BINS,
        high=(at + 1) / BINS,
        findings=number,
        right=right,
        mean=round(sum(probability for probability, _ in members) / number, PLACES) if number else None,
        share=round(right / number, PLACES) if number else None,
        interval=share_interval(right, number),
    )


def _is_right_in_company(document: Labelled, one: Found, found: Sequence[Found], forms: Forms) -> bool:
    shared = [span for span in labelled(document, "error") if overlaps(one.edit, span)]
    company = [
        other.edit
        for other in found
        if _probability(other) >= _probability(one) and any(overlaps(other.edit, span) for span in shared)
    ]
    edits = usable(document["text"], company)
    return (one.edit, Judgement.CORRECT) in judge_edits(document, edits, judge_errors(document, edits, forms))


def _counts(document: Labelled, found: Sequence[Found], forms: Forms) -> Counter[str]:
    edits = usable(document["text"], [one.edit for one in found])
    return document_counts(document, edits, judge_errors(document, edits, forms))


def _point(threshold: float, counts: Counter[str]) -> Point:
    of, correct = counted(counts), counts["edits_correct"]
    return Point(
        threshold=threshold,
        precision=round(correct / of, PLACES) if of else None,
        recall=round(share(counts["hit"], counts["spans"]), PLACES),
        correct=correct,
        counted=of,
        false_per_100k_negative=rate(counts["false_neg"], counts["words_neg"], 1e5),
    )


def _probability(one: Found) -> float:
    return one.probability or 0.0


def _improbability(one: Found) -> float:
    return -_probability(one)
