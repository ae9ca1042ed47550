"""How sure we must be before we write or ask: the policy, and the presets users choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from normalize.calibration import AS_SHIPPED, Calibration

Quotations = Literal["keep", "correct"]


@dataclass(frozen=True, slots=True)
class Policy:
    """How sure we must be, and of what.

    Attributes:
        correct_at: Probability from which a correction is written, 0.0 to 1.0; above 1.0, none is.
        review_at: Probability from which a person is asked, 0.0 to 1.0; below, nothing is said.
        margin: A rival whose probability is less than this below the best one's blocks, 0.0 to 1.0.
        quotations: Whether names in direct quotations are kept or corrected.
        style: Whether correct forms that are not house style are rewritten.
        calibration: What our log-odds come to at this desk.
    """

    correct_at: float
    review_at: float
    margin: float
    quotations: Quotations = "keep"
    style: bool = True
    calibration: Calibration = AS_SHIPPED


# Source: `correct_at` and `review_at` by the tables in training/weights/README.md; the margins are guesses.
PRESETS: Mapping[str, Policy] = {
    "strict": Policy(correct_at=0.9, review_at=0.5, margin=0.3),
    "normal": Policy(correct_at=0.76, review_at=0.06, margin=0.2),
    "review": Policy(correct_at=1.01, review_at=0.05, margin=0.2),
}
