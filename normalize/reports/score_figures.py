"""What is told of how well we did on labelled copy: figures, curve, calibration, mistakes. Values only.

Shares and probabilities are 0.0 to 1.0; rates are by the words of documents in which nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from normalize.model import Witness

# What becomes of a finding: written, told for review, or too improbable to be told.
Fate = Literal["correct", "review", "below"]

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Score:
    """The figures. Shares are 0.0 to 1.0, rounded to four places; rates are edits per 10,000 words.

    Attributes:
        precision: Correct edits of those that are correct, partial, wrong or false.
        recall: Errors mended of those labelled.
        f1: Their harmonic mean.
        recall_with_partial: Counting errors of which some words were mended.
        false_per_10k_negative: On documents without errors; of these, `plain` and `trap` apart.
        false_per_10k_in_positive_docs: On documents with errors, away from these.
        counts: What the figures are made of, by name; what is not there is 0.
        recall_by: "hit/all" by kind of error and by language.
    """

    precision: float
    recall: float
    f1: float
    recall_with_partial: float
    false_per_10k_negative: float
    false_per_10k_negative_plain: float
    false_per_10k_negative_trap: float
    false_per_10k_in_positive_docs: float
    counts: Mapping[str, int]
    recall_by: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Rates:
    """What is beside the score: rates per 100,000 words, and how far the figures can be trusted.

    Attributes:
        false_per_100k_negative: Of false corrections, on documents without errors; `plain`, `trap` apart.
        false_interval: Of `false_per_100k_negative`, 95 %; None without such documents.
        precision_interval: 95 %; None if nothing counts. `recall_interval` likewise.
    """

    false_per_100k_negative: float
    false_per_100k_negative_plain: float
    false_per_100k_negative_trap: float
    false_interval: Interval | None
    precision_interval: Interval | None
    recall_interval: Interval | None


@dataclass(frozen=True, slots=True)
class Told:
    """Corrections and reviews together, as a person meets them.

    Attributes:
        findings: How many there are; `corrections` of them are written, the rest are for review.
        precision: Of their first proposals, put in all at once.
        recall: Errors that these mend.
        offered: Errors whose right form is a first proposal or among the up to three alternatives.
        recall_offered: Their share of all errors.
        on_clean: Findings in documents without errors.
        per_10k_negative: The same per 10,000 words of these documents.
    """

    findings: int
    corrections: int
    precision: float
    recall: float
    offered: int
    recall_offered: float
    on_clean: int
    per_10k_negative: float


@dataclass(frozen=True, slots=True)
class Group:
    """Errors, and corrections, that share the value of a field of the labelled lines.

    Attributes:
        field: `kind`, `lang` and so on; `value` is what it says.
        errors: Labelled errors; of these `mended` are mended, `offered` could be from what was told.
        counted: Corrections that count for precision, of which `correct` are; None where a correction that
            touches no error cannot be told to belong to a group: classes of error.
        clean_words: Words of documents without errors; None for a field of the errors.
        clean_false: False corrections in these.
    """

    field: str
    value: str
    errors: int
    mended: int
    offered: int
    counted: int | None
    correct: int | None
    clean_words: int | None = None
    clean_false: int | None = None

    @property
    def recall(self) -> float | None:
        return self.mended / self.errors if self.errors else None

    @property
    def recall_offered(self) -> float | None:
        return self.offered / self.errors if self.errors else None

    @property
    def precision(self) -> float | None:
        return self.correct / self.counted if self.counted and self.correct is not None else None

    @property
    def false_per_100k(self) -> float | None:
        return (
            1e5 * self.clean_false / self.clean_words
            if self.clean_words and self.clean_false is not None
            else None
        )


@dataclass(frozen=True, slots=True)
class Point:
    """What would come of writing every proposal of at least some probability.

    Attributes:
        threshold: That probability.
        precision: None if nothing counts.
        recall: Errors mended of those labelled.
        correct: Edits that are; `counted` those that count for precision.
        false_per_100k_negative: In documents without errors.
    """

    threshold: float
    precision: float | None
    recall: float
    correct: int
    counted: int
    false_per_100k_negative: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Findings with a probability from `low` up to `high`: what was said, and what was so.

    Attributes:
        findings: How many.
        right: Whose first proposal is right.
        mean: Their mean probability; None without any. `share`, right of all, likewise.
        interval: Of `share`, 95 %.
    """

    low: float
    high: float
    findings: int
    right: int
    mean: float | None
    share: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether probabilities are what they say.

    Attributes:
        findings: Those that were judged; `right` those whose first proposal is right.
        error: Expected calibration error over the bins.
        brier: Mean squared difference of probability and truth.
        bins: Of equal width, from 0.0 to 1.0.
    """

    findings: int
    right: int
    error: float
    brier: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """An error that was not mended, or a correction of what was no error.

    Attributes:
        sort: `false` touches no error; `wrong` and `partial` touch one and do not mend it; `missed`: nothing
            was written there.
        document: Its id.
        is_clean: Whether nothing is wrong in the document.
        start: First code point of `surface` in the text; `end` one past the last.
        before: Up to 60 code points of the text before; `after` likewise.
        written: What stood there afterwards; empty for `missed`.
        right: What should stand there; empty for `false`.
        proposed: The most probable proposal that touches it; empty if there is none. What was `fate` of it.
        is_offered: Whether the right form is among the proposals here and their alternatives.
        probability: Of the proposal; None if it has none.
        entity: Id of what was proposed; may be empty. `alternatives` are the other forms, likeliest first.
        witnesses: What speaks for and against the proposal, strongest first.
        fields: What the labelled line says of it: field and value.
    """

    sort: Literal["false", "wrong", "partial", "missed"]
    document: str
    is_clean: bool
    start: int
    end: int
    before: str
    surface: str
    after: str
    written: str
    right: str
    proposed: str
    fate: Fate | Literal[""]
    is_offered: bool
    probability: float | None
    entity: str
    alternatives: tuple[str, ...]
    reason: str
    held: str
    witnesses: tuple[Witness, ...]
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """How a score came about. Given, never looked up: same in, same out.

    Attributes:
        version: Of normalize.
        gold: The labelled file; `documents` and `words` are in it.
        predictions: The file that was scored; empty if it was ourselves.
        gazetteers: The files, in the order they were given; `entities` how many they list together.
        model: What found the names; empty for none, and for predictions.
        started: When, in ISO 8601; may be empty.
        correct_at: Probability from which a correction is written; `review_at`, from which a person is asked.
    """

    version: str
    gold: str
    documents: int
    words: int
    predictions: str
    gazetteers: tuple[str, ...]
    entities: int
    model: str
    started: str
    correct_at: float
    review_at: float


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """All that is told of a score.

    Attributes:
        origin: How it came about.
        score: The figures; `rates` beside them.
        told: Of corrections and reviews together.
        groups: By field, then by number of errors.
        curve: By rising threshold; None if a finding has no probability. `calibration` likewise.
        calibration: Of what was told: corrections and reviews.
        calibration_all: With the candidates that were too improbable to be told.
        mistakes: Worst first: what was written, by probability; then what was missed.
    """

    origin: Origin
    score: Score
    rates: Rates
    told: Told
    groups: tuple[Group, ...]
    curve: tuple[Point, ...] | None
    calibration: Calibration | None
    calibration_all: Calibration | None
    mistakes: tuple[Mistake, ...]
