"""Decisions into findings: what a report says of each name that someone should know of, in text order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from normalize.keys import match_key
from normalize.model import Decision, Document, Entity, Result, Rule, Verdict, Weighed
from normalize.offsets import PLACEHOLDER, place, source_range
from normalize.reported import Alternative, FileReport, Finding, Severity

# Code points of text shown on either side of a name. Source: a guess; half a line of news copy either way.
EXCERPT = 60

# Other readings shown with a finding. Source: product.md, "up to three alternatives".
ALTERNATIVES = 3

# Folded words on either side that tell equal findings apart.
# Source: Harper, harper-core/src/ignored_lints/lint_context.rs, which takes two.
NEIGHBOURS = 2

# How grave a finding is when it is corrected, and when it is left for review: one step less.
# Two spellings that may both be right, and a name with two owners, are told and fail no run.
# An ignore that is malformed or expired is told louder than one unused: `ignoring.gravity`.
# Source: a choice, so that error means "fix would change this" and warning "a person must".
SEVERITIES: dict[Rule, tuple[Severity, Severity]] = {
    "misspelt": ("error", "warning"),
    "hidden-characters": ("error", "warning"),
    "style": ("warning", "info"),
    "inconsistent": ("info", "info"),
    "ambiguous": ("info", "info"),
    "missing": ("info", "info"),
    "unused-ignore": ("info", "info"),
}

# Probability under which what is left for review is `info`. Source: a choice: more likely wrong than not
# by a wide margin, and worth a look only to one who looks.
GRAVE = 0.4

LINE_BREAK = re.compile(r"\s*[\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]\s*")


def findings(result: Result, path: str) -> tuple[Finding, ...]:
    """Return what should be reported of a document, in text order: corrections, and what is left to a person.

    Args:
        result: Its `document` says the text, its `decisions` the rest.
        path: The file as the user named it; goes into each finding and its fingerprint.
    """
    return tuple(finding for _, finding in told(result, path))


def told(result: Result, path: str) -> tuple[tuple[int, Finding], ...]:
    """Return the same findings, each with the index of its decision among those of the result."""
    every = enumerate(result.decisions)
    news = [(at, one) for at, one in every if one.verdict in (Verdict.CORRECT, Verdict.REVIEW)]
    made = [(at, _finding(result.document, decision, path)) for at, decision in news]
    made.sort(key=lambda one: (one[1].place.start, one[1].place.end))
    return tuple(zip((at for at, _ in made), numbered(finding for _, finding in made), strict=True))


def file_report(result: Result, path: str) -> FileReport:
    """Return a document's findings with its word count and both sources; whoever writes adds `written`."""
    document = result.document
    words = sum(len(segment.text.split()) for segment in document.segments)
    return FileReport(path, words, findings(result, path), source=document.source, corrected=result.corrected)


def severity(rule: Rule, verdict: Verdict, probability: float = 1.0) -> Severity:
    """Return how grave a finding is; what is left for review and improbable is told, and fails no run.

    >>> severity("misspelt", Verdict.CORRECT), severity("misspelt", Verdict.REVIEW)
    ('error', 'warning')
    >>> severity("misspelt", Verdict.REVIEW, 0.1)
    'info'
    """
    corrected, reviewed = SEVERITIES[rule]
    if verdict is Verdict.CORRECT:
        return corrected
    return reviewed if probability >= GRAVE else "info"


def excerpts(text: str, start: int, end: int) -> tuple[str, str]:
    r"""Return up to 60 code points of a text before and after a stretch of it.

    Line breaks are single spaces; what is not text (a URL) is an ellipsis.

    >>> excerpts("NATO chief\n  Mark Latte said", 13, 23)
    ('NATO chief ', ' said')
    """
    sides = text[max(0, start - 2 * EXCERPT) : start], text[end : end + 2 * EXCERPT]
    before, after = (LINE_BREAK.sub(" ", side).replace(PLACEHOLDER, "…") for side in sides)
    return before[-EXCERPT:], after[:EXCERPT]


def numbered(ordered: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings of one file, in text order, with fingerprints: equals are told apart by number."""
    return tuple(_numbered(ordered))


def _numbered(ordered: Iterable[Finding]) -> Iterator[Finding]:
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in ordered:
        identity = _identity(finding)
        yield replace(finding, fingerprint=_digest((*identity, str(seen[identity]))))
        seen[identity] += 1


def placeless(finding: Finding) -> str:
    """Return 16 hexadecimal digits that stay the same wherever the line and its file are moved.

    The first half is the same for findings equal in rule, entity, surface form and the words before it, the
    second for those with the same words after it.
    """
    *name, before, after = _words(finding)
    return _digest([*name, before])[:8] + _digest([*name, after])[8:]


def _identity(finding: Finding) -> tuple[str, ...]:
    """Return what stays the same when a line moves; in the path, backslashes are slashes, `./` is nothing."""
    return (*_words(finding), finding.path.replace("\\", "/").removeprefix("./"))


def _words(finding: Finding) -> tuple[str, ...]:
    before = match_key(finding.before).split()[-NEIGHBOURS:]
    after = match_key(finding.after).split()[:NEIGHBOURS]
    return finding.rule, finding.entity_id, match_key(finding.surface), " ".join(before), " ".join(after)


def _digest(parts: Iterable[str]) -> str:
    """Return 16 hexadecimal digits; paths that are not Unicode are no obstacle."""
    from hashlib import sha256

    return sha256("\x1f".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _chosen(decision: Decision) -> Weighed | None:
    """Return the candidate that the decision is about: the one whose form is written, else the best."""
    candidates = decision.evidence.candidates
    written = decision.correction.replacement if decision.correction else ""
    return next((one for one in candidates if one.candidate.form == written), next(iter(candidates), None))


def _stretch(decision: Decision, chosen: Weighed | None) -> tuple[int, int]:
    """Return what a finding points at, in the segment's text: what is replaced, else what was looked at."""
    if decision.correction:
        return decision.correction.start, decision.correction.end
    if chosen:
        return chosen.candidate.start, chosen.candidate.end
    return decision.evidence.mention.start, decision.evidence.mention.end


def _alternatives(decision: Decision, chosen: Weighed | None) -> tuple[Alternative, ...]:
    """Return up to three other readings, most probable first."""
    written = chosen.candidate.form if chosen else ""
    others = [one for one in decision.evidence.candidates if one.candidate.form != written]
    made = [Alternative(o.candidate.entity.id, o.candidate.form, o.probability) for o in others]
    made.sort(key=lambda one: (-one.probability, one.entity_id, one.replacement))
    return tuple(made[:ALTERNATIVES])


def _finding(document: Document, decision: Decision, path: str) -> Finding:
    """Return one finding, its fingerprint still empty.

    A name that no entity explains (one spelt two ways, unlisted) has an empty entity id and name.
    """
    evidence, chosen = decision.evidence, _chosen(decision)
    entity = chosen.candidate.entity if chosen else Entity("", evidence.mention.type or "person", "")
    segment = document.segments[evidence.mention.segment]
    start, end = _stretch(decision, chosen)
    before, after = excerpts(segment.text, start, end)
    rule, probability = decision.rule or "misspelt", chosen.probability if chosen else 0.0
    return Finding(
        path=path,
        rule=rule,
        severity=severity(rule, decision.verdict, probability),
        verdict=decision.verdict,
        probability=probability,
        entity_id=entity.id,
        entity_type=entity.type,
        entity_name=entity.name,
        surface=segment.text[start:end],
        replacement=_replacement(decision, chosen),
        alternatives=_alternatives(decision, chosen),
        witnesses=chosen.witnesses if chosen else (),
        reason=decision.reason,
        quoted=evidence.quoted,
        held=decision.held,
        fingerprint="",
        place=place(document, *source_range(segment, start, end)),
        before=before,
        after=after,
    )


def _replacement(decision: Decision, chosen: Weighed | None) -> str:
    """Return what is or would be written; empty when nobody knows."""
    if decision.correction:
        return decision.correction.replacement
    return chosen.candidate.form if chosen else ""
