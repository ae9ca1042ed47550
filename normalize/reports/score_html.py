"""A score as one self-contained page, worst mistakes first: it runs no script and loads nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files as resources
from itertools import groupby

from jinja2 import Environment, StrictUndefined, Template

from normalize.reports.score_figures import Group, Mistake, ScoreReport
from normalize.reports.score_plots import Frame, points_of, shown_points
from normalize.reports.score_text import SORTS, interval, why_missed
from normalize.reports.wording import harmless, shown_path

# Mistakes of a section that are shown; the others are in the JSON. A guess: more, and browsers are slow.
SHOWN = 400

# Groups of a field that are shown; those of a field with more than `OPEN` when asked for. Guesses: a screen.
GROUPS, OPEN = 60, 12

# Code points of text on either side of a name. Source: findings.EXCERPT, which no report may import.
EXCERPT = 60

TITLES = {
    "kind": "Kind of name",
    "class": "Class of error",
    "error_class": "Class of error",
    "lang": "Language",
    "system": "System",
    "domain": "Domain",
    "year": "Year",
}


def report(made: ScoreReport) -> Iterator[str]:
    """Yield the page: figures, groups, curve, calibration, then the mistakes, worst first."""
    written, missed = _parted(made.mistakes)
    style = _part("html_report.css") + _part("score_html.css")
    yield from _template().generate(
        made=made,
        gold=shown_path(made.origin.gold),
        predictions=shown_path(made.origin.predictions),
        gazetteers=[shown_path(path) for path in made.origin.gazetteers],
        words_clean=made.score.counts.get("words_neg", 0),
        groups=_grouped(made.groups),
        titles=TITLES,
        shown_groups=GROUPS,
        open_groups=OPEN,
        frame=Frame(),
        curve=points_of(made.curve or ()),
        curve_rows=shown_points(made.curve or ()),
        sections=(("Written and wrong", "written", written), ("Missed", "missed", missed)),
        shown=SHOWN,
        sorts=SORTS,
        why_missed=why_missed,
        interval=interval,
        safe_text=harmless,
        lead_in=lead_in,
        lead_out=lead_out,
        style=style,
        policy=_policy(style),
    )


def _parted(mistakes: Sequence[Mistake]) -> tuple[list[Mistake], list[Mistake]]:
    """Return what was written and is wrong, and what was missed, each in its order."""
    return (
        [one for one in mistakes if one.sort != "missed"],
        [one for one in mistakes if one.sort == "missed"],
    )


def _grouped(groups: Sequence[Group]) -> list[tuple[str, list[Group]]]:
    """Return each field with its groups that have errors or corrections in them; no field without any."""
    fields = ((field, list(members)) for field, members in groupby(groups, key=lambda one: one.field))
    kept = ((field, [one for one in some if one.errors or one.counted]) for field, some in fields)
    return [(field, some) for field, some in kept if some]


def lead_in(before: str) -> str:
    """Return the text before a name, cut between words where it was cut.

    >>> lead_in("x" * 40 + " said the minister in")
    '… said the minister in'
    """
    return f"… {before.partition(' ')[2]}" if len(before) >= EXCERPT else before


def lead_out(after: str) -> str:
    """Return the text after a name, likewise."""
    return f"{after.rpartition(' ')[0]} …" if len(after) >= EXCERPT else after


def _policy(style: str) -> str:
    """Return a Content Security Policy that lets the page's own style be, and nothing else.

    Source: Content Security Policy Level 3, section 2.3.1, for the hash.
    """
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _part(name: str) -> str:
    return resources("normalize.reports").joinpath(name).read_text("utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_part("score_html.jinja"))
