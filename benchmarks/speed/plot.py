"""Figures → horizontal bars, as SVG that needs nothing else: for a page of Markdown, light or dark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from benchmarks.speed.figures import number

# Units of the drawing. Source: the width of a README, and what is legible in it.
WIDTH, LABELS, ROW, HEAD, RIGHT = 760, 230, 20, 34, 70
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-weight:600}.axis{stroke:#d0d7de}"
    ".tick{fill:#656d76;font-size:10px}.bar{fill:#8c959f}.ours{fill:#0969da}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.axis{stroke:#30363d}.tick{fill:#8d96a0}"
    ".bar{fill:#6e7681}.ours{fill:#4493f8}}"
)


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars on one axis of tenfolds.

    Attributes:
        title: Above it.
        unit: After each figure.
        rows: (label, figure, whether it is ours), figures above 0.
    """

    title: str
    unit: str
    rows: Sequence[tuple[str, float, bool]]

    @property
    def height(self) -> int:
        """In units of the drawing."""
        return HEAD + ROW * len(self.rows) + 22


@dataclass(frozen=True, slots=True)
class Axis:
    """From a power of ten to another: `low` and `high` are the exponents."""

    low: int
    high: int

    def x(self, figure: float) -> float:
        """Return where a figure is from the left.

        >>> Axis(0, 2).x(10) - LABELS
        230.0
        """
        share = (log10(figure) - self.low) / (self.high - self.low)
        return LABELS + share * (WIDTH - LABELS - RIGHT)


def axis_of(figures: Iterable[float]) -> Axis:
    """Return the axis that holds some figures: the bar of the least is at least half a tenfold long.

    >>> axis_of([0.4, 45.0]), axis_of([2.0])
    (Axis(low=-1, high=2), Axis(low=-1, high=1))
    """
    exponents = [log10(figure) for figure in figures]
    return Axis(floor(min(exponents) - 0.5), ceil(max(exponents)))


def svg(charts: Sequence[Chart]) -> str:
    """Return the drawing: one chart below the other."""
    drawn = [chart for chart in charts if chart.rows]
    height = sum(chart.height for chart in drawn)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}">',
        f"<style>{STYLE}</style>",
    ]
    top = 0
    for chart in drawn:
        parts += [f'<g transform="translate(0 {top})">', *chart_parts(chart), "</g>"]
        top += chart.height
    return "\n".join([*parts, "</svg>"]) + "\n"


def chart_parts(chart: Chart) -> Iterator[str]:
    """Yield the elements of one chart."""
    axis = axis_of(figure for _, figure, _ in chart.rows)
    bottom = HEAD + ROW * len(chart.rows)
    yield f'<text class="title" x="0" y="16">{escape(chart.title)}</text>'
    for exponent in range(axis.low, axis.high + 1):
        figure, x = 10.0**exponent, axis.x(10.0**exponent)
        yield f'<line class="axis" x1="{x:.1f}" y1="{HEAD - 6}" x2="{x:.1f}" y2="{bottom}"/>'
        yield f'<text class="tick" x="{x:.1f}" y="{bottom + 12}" text-anchor="middle">{figure:g}</text>'
    for row, (label, figure, is_ours) in enumerate(chart.rows):
        y, x = HEAD + ROW * row, axis.x(figure)
        yield f'<text x="{LABELS - 8}" y="{y + 11}" text-anchor="end">{escape(label)}</text>'
        yield (
            f'<rect class="{"ours" if is_ours else "bar"}" x="{LABELS}" y="{y}" width="{x - LABELS:.1f}" '
            f'height="{ROW - 6}" rx="2"/>'
        )
        yield f'<text x="{x + 6:.1f}" y="{y + 11}">{number(figure)}{escape(chart.unit)}</text>'


def plain(title: str) -> str:
    """Return a title without the marks of Markdown.

    >>> plain("**ours**, `normalize check`")
    'ours, normalize check'
    """
    return title.replace("*", "").replace("`", "")


def chart(title: str, unit: str, figures: Mapping[str, float], ours: str) -> Chart:
    """Return a chart, least figure first; titles that begin with `ours` are ours."""
    order = sorted(figures.items(), key=lambda one: (one[1], one[0]))
    return Chart(title, unit, [(plain(label), one, plain(label).startswith(ours)) for label, one in order])
