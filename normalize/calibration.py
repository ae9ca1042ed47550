"""What our log-odds come to at one desk: two numbers of a small file, and the witness that says them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from normalize.errors import SettingsError
from normalize.model import Witness

# The name of the witness: what it says is no evidence about a candidate, but about all of them.
WITNESS = "calibration"

# What a calibration file is, in its key `calibration`; grows when the meaning of a key changes.
FORMAT = 1

# No calibration multiplies by more, or adds more. Source: a choice, against slips of the pen; ten log-odds
# are odds of 22,000 to 1.
STEEPEST, FURTHEST = 5.0, 10.0

WAY_OUT = "make it anew with `normalize calibrate DECISIONS --out FILE`"


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising line from our log-odds to those of a desk: `slope * log-odds + shift`.

    Attributes:
        shift: In log-odds; above 0.0 where corrections are right more often than we say.
        slope: Above 0.0; below 1.0 where we are too sure of ourselves both ways.
    """

    shift: float = 0.0
    slope: float = 1.0

    def adds(self, log_odds: float) -> float:
        """Return what is added to our log-odds.

        >>> Calibration(shift=-0.5, slope=0.9).adds(2.0)
        -0.7
        """
        return round(self.slope * log_odds + self.shift - log_odds, 12)

    def before(self, log_odds: float) -> float:
        """Return our log-odds of which a desk's are made.

        >>> Calibration(shift=-0.5, slope=0.5).before(0.5)
        2.0
        """
        return (log_odds - self.shift) / self.slope


AS_SHIPPED = Calibration()


def calibrated(
    witnesses: tuple[Witness, ...], calibration: Calibration, *, is_inferred: bool
) -> tuple[Witness, ...]:
    """Return the witnesses of a candidate, with one more that says what a calibration adds to their sum.

    A form that the gazetteer lists is no guess of ours: what it starts from is not calibrated.
    """
    if calibration == AS_SHIPPED or not is_inferred:
        return witnesses
    weight = calibration.adds(uncalibrated(witnesses))
    return (*witnesses, Witness(WITNESS, "calibration of your desk", weight))


def uncalibrated(witnesses: Sequence[Witness]) -> float:
    """Return the log-odds of a candidate as the shipped weights have it."""
    return sum(one.weight for one in witnesses if one.name != WITNESS)


def load_calibration(path: Path) -> Calibration:
    """Read a calibration file.

    Raises:
        SettingsError: It cannot be read, or is no calibration.
    """
    import json

    try:
        row = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror or error})", WAY_OUT) from None
    except (ValueError, RecursionError):
        raise SettingsError(f"{path}: is not JSON", WAY_OUT) from None
    if not isinstance(row, dict) or row.get("calibration") != FORMAT:
        raise SettingsError(f"{path}: is no calibration, or one of another version of normalize", WAY_OUT)
    shift, slope = (_number(row, key, path) for key in ("shift", "slope"))
    if not 0.0 < slope <= STEEPEST or abs(shift) > FURTHEST:
        fact = f"`slope` must be above 0.0 and at most {STEEPEST}, `shift` within ±{FURTHEST}"
        raise SettingsError(f"{path}: {fact}", WAY_OUT)
    return Calibration(shift, slope)


def _number(row: dict[str, Any], key: str, path: Path) -> float:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= sys.float_info.max:
        raise SettingsError(f"{path}: `{key}` must be a number", WAY_OUT)
    return float(value)
