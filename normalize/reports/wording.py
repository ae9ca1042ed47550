"""Words that several reports share: how a name, a change, a path and a probability are shown to a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from normalize.model import Rule
from normalize.offsets import LINE_END
from normalize.reported import Alternative, Finding
from normalize.reports.run import RunInfo

# Characters that would turn the direction of what follows them on the page.
# Source: Unicode Annex #9, explicit directional formatting characters.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# An alternative less probable than this is not shown to people. Source: a guess; it would read 0.00.
WORTH_SHOWING = 0.005

# From which probability on something is called what.
# Source: Intelligence Community Directive 203 (2015), Analytic Standards, D.6.e.(2)(a).
CHANCES = (
    (0.95, "almost certain"),
    (0.80, "very likely"),
    (0.55, "likely"),
    (0.45, "about even"),
    (0.20, "unlikely"),
    (0.05, "very unlikely"),
    (0.0, "almost no chance"),
)

# Probability under which a word of `CHANCES` says that something is more likely wrong.
EVEN = 0.45

# What each rule is about, for those who read a report and not the manual. Source: product.md, "Findings".
RULES: dict[Rule, str] = {
    "misspelt": "a garbled form of a listed name",
    "style": "a correct form that the house does not use",
    "inconsistent": "one name spelt two ways in one text",
    "ambiguous": "two listed names are too close to choose between",
    "hidden-characters": "characters inside a name that nobody sees, or of another script",
    "missing": "a name of the source that the translation lacks",
    "unused-ignore": "an ignore that ignores nothing, or cannot be read",
}


def revealed(text: str, odd: Callable[[str], bool]) -> str:
    """Return a text with some of its characters written as their code points.

    >>> revealed("Wit\u00adkoff", lambda letter: letter == "\u00ad")
    'Wit‹U+00AD›koff'
    """
    return "".join(f"‹U+{ord(letter):04X}›" if odd(letter) else letter for letter in text)


def harmless(text: str) -> str:
    """Return a text that cannot steer a terminal or turn its line around: such characters are spelt out.

    A line end is a space.
    """
    return text if text.isprintable() else revealed(on_one_line(text), _steers)


def on_one_line(text: str) -> str:
    """Return a text on one line: a name may go on in the next line of its file, as in a subtitle.

    >>> on_one_line("Mark\\r\\nLatte")
    'Mark Latte'
    """
    return LINE_END.sub(" ", text)


def shown_surface(finding: Finding) -> str:
    """Return the surface form with everything visible that makes it differ from the replacement.

    A soft hyphen is always spelt out, a Cyrillic letter where the finding is about it. A line end is a space.
    """
    about_it = finding.rule == "hidden-characters"

    def odd(letter: str) -> bool:
        foreign = about_it and not letter.isascii() and letter not in finding.replacement
        return foreign or unicodedata.category(letter) in ("Cc", "Cf", "Cs")

    return revealed(on_one_line(finding.surface), odd)


def change(finding: Finding) -> str:
    """Return "Mark Latte → Mark Rutte", or the surface alone when nobody knows what it should be."""
    surface = shown_surface(finding)
    return f"{surface} → {harmless(finding.replacement)}" if finding.replacement else surface


def shown_path(path: str) -> str:
    """Return a path for people: bytes that are not UTF-8 as U+FFFD, nothing that steers a terminal."""
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return shown if shown.isprintable() else revealed(shown, _steers)


def before_of(finding: Finding, limit: int = 60) -> str:
    """Return at most `limit` code points of the text before, cut between words, with … where it is cut."""
    text = harmless(finding.before.lstrip())
    if len(finding.before) < min(limit, 60):
        return text
    words = text[-limit:].partition(" ")[2]
    return f"… {words}"


def after_of(finding: Finding, limit: int = 60) -> str:
    """Return at most `limit` code points of the text after, cut between words, with … where it is cut."""
    text = harmless(finding.after.rstrip())
    if len(finding.after) < min(limit, 60):
        return text
    words = text[:limit].rpartition(" ")[0]
    return f"{words} …"


def alternatives_of(finding: Finding) -> list[Alternative]:
    """Return the other readings that are worth a person's time, most probable first."""
    return [other for other in finding.alternatives if other.probability >= WORTH_SHOWING]


def chance(probability: float) -> str:
    """Return a probability, 0.0 to 1.0, in words; it is rounded first, as the number beside it is.

    >>> chance(0.98), chance(0.62), chance(0.44), chance(0.0)
    ('almost certain', 'likely', 'unlikely', 'almost no chance')
    """
    return next(words for least, words in CHANCES if round(probability, 2) >= least)


def is_minor(finding: Finding) -> bool:
    """Return whether a finding is told for the careful alone: left for review, and failing no run.

    House style held outside quotations is not minor: whoever asked for it should know what stood in its way.
    """
    is_style = finding.rule == "style" and not finding.quoted
    return finding.severity == "info" and not finding.is_fixable and not is_style


def is_unlikely(finding: Finding) -> bool:
    """Return whether a finding is minor because its replacement is more likely wrong than right."""
    return is_minor(finding) and bool(finding.replacement) and round(finding.probability, 2) < EVEN


def range_of(findings: Sequence[Finding]) -> str:
    """Return the probability of some findings: "0.98", or "0.91–0.98" when they differ."""
    shown = sorted(f"{finding.probability:.2f}" for finding in findings)
    low, high = shown[0], shown[-1]
    return low if low == high else f"{low}–{high}"


def plural(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> plural(1, "file"), plural(1204, "word")
    ('1 file', '1,204 words')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def origin(run: RunInfo) -> str:
    """Return how the run was made, in one line: version, gazetteer, model, date."""
    listed = f"{', '.join(run.gazetteers)} ({run.entities:,} entities)" if run.gazetteers else ""
    parts = (f"normalize {run.version} {run.command}", listed, run.model, run.started)
    return " · ".join(part for part in parts if part)


def _steers(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs") or letter in BIDI_CONTROLS
