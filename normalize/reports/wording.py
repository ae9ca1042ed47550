"""Words that several reports share: how a name, a change, a path and the totals are shown to a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from normalize.reported import Alternative, Finding
from normalize.reports.run import Counts, RunInfo

# Characters that would turn the direction of what follows them on the page.
# Source: Unicode Annex #9, explicit directional formatting characters.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# An alternative less probable than this is not shown to people. Source: a guess; it would read 0.00.
WORTH_SHOWING = 0.005


def revealed(text: str, odd: Callable[[str], bool]) -> str:
    """Return a text with some of its characters written as their code points.

    >>> revealed("Wit\u00adkoff", lambda letter: letter == "\u00ad")
    'Wit‹U+00AD›koff'
    """
    return "".join(f"‹U+{ord(letter):04X}›" if odd(letter) else letter for letter in text)


def harmless(text: str) -> str:
    """Return a text that cannot steer a terminal or turn its line around: such characters are spelt out."""
    return text if text.isprintable() else revealed(text, _steers)


def shown_surface(finding: Finding) -> str:
    """Return the surface form with everything visible that makes it differ from the replacement.

    A soft hyphen is always spelt out, a Cyrillic letter where the finding is about it.
    """
    about_it = finding.rule == "hidden-characters"

    def odd(letter: str) -> bool:
        foreign = about_it and not letter.isascii() and letter not in finding.replacement
        return foreign or unicodedata.category(letter) in ("Cc", "Cf", "Cs")

    return revealed(finding.surface, odd)


def change(finding: Finding) -> str:
    """Return "Mark Latte → Mark Rutte", or the surface alone when nobody knows what it should be."""
    surface = shown_surface(finding)
    return f"{surface} → {harmless(finding.replacement)}" if finding.replacement else surface


def shown_path(path: str) -> str:
    """Return a path for people: bytes that are not UTF-8 as U+FFFD, nothing that steers a terminal."""
    return harmless(path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


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


def totals(counts: Counts, run: RunInfo) -> str:
    """Return the totals in one sentence.

    >>> totals(Counts(2, 1, 3, 0, 1204), RunInfo("0.1.0"))
    '2 to correct, 1 to review in 3 files (1,204 words)'
    """
    corrected = "corrected" if run.command == "fix" else "to correct"
    found = f"{counts.corrected:,} {corrected}, {counts.review:,} to review"
    failed = f"; {plural(counts.errors, 'file')} with errors" if counts.errors else ""
    return f"{found} in {plural(counts.files, 'file')} ({plural(counts.words, 'word')}){failed}"


def origin(run: RunInfo) -> str:
    """Return how the run was made, in one line: version, gazetteer, model, date."""
    listed = f"{', '.join(run.gazetteers)} ({run.entities:,} entities)" if run.gazetteers else ""
    parts = (f"normalize {run.version} {run.command}", listed, run.model, run.started)
    return " · ".join(part for part in parts if part)


def _steers(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs") or letter in BIDI_CONTROLS
