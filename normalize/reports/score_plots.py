"""Curve and bins → where they stand in a plot: the arithmetic of the page's SVG, none of its drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from normalize.reports.score_figures import Point

# Thresholds that are marked on the curve and have a row in its table.
MARKED = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)


@dataclass(frozen=True, slots=True)
class Frame:
    """A square plot of shares, 0.0 to 1.0 both ways, in units of the drawing.

    Attributes:
        left: Where 0.0 is from the left; `top` where 1.0 is from the top.
        size: Of both axes.
    """

    left: float = 44
    top: float = 12
    size: float = 280

    def x(self, share: float) -> str:
        """Return where a share is from the left.

        >>> Frame().x(0.5)
        '184.0'
        """
        return f"{self.left + self.size * share:.1f}"

    def y(self, share: float) -> str:
        """Return where a share is from the top; 1.0 is at the top."""
        return f"{self.top + self.size * (1 - share):.1f}"

    def length(self, share: float) -> str:
        """Return how long a share is."""
        return f"{self.size * share:.1f}"


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve of recall (across) and precision (up).

    Attributes:
        line: Both, point by point, thresholds rising.
        marks: The points that are marked with their threshold.
    """

    line: tuple[tuple[float, float], ...]
    marks: tuple[Point, ...]


def points_of(curve: Iterable[Point]) -> Curve | None:
    """Return a curve to draw; None if fewer than two points have a precision."""
    drawn = [one for one in curve if one.precision is not None]
    if len(drawn) < 2:
        return None
    line = tuple((one.recall, one.precision or 0.0) for one in drawn)
    return Curve(line, tuple(one for one in drawn if one.threshold in MARKED))


def shown_points(curve: Sequence[Point]) -> list[Point]:
    """Return the points that have a row in the table."""
    return [one for one in curve if one.threshold in MARKED]
