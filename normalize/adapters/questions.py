"""A result → what is asked of a person, and what becomes of a decision by the answer. Values only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from normalize import __version__
from normalize.findings import ALTERNATIVES, findings, numbered
from normalize.model import Correction, Decision, Result, Verdict, Weighed
from normalize.reported import FileReport, Finding
from normalize.reports import RunInfo, report
from normalize.reports.wording import WORTH_SHOWING, harmless

INDENT = "    "

Verb = Literal["accept", "reject", "skip", "undo", "quit"]


@dataclass(frozen=True, slots=True)
class Question:
    """A finding to decide on.

    Attributes:
        at: Of its decision, among those of the result.
        decision: As we would have it.
        finding: The same, as it is told.
    """

    at: int
    decision: Decision
    finding: Finding

    @property
    def name(self) -> tuple[str, str, str]:
        """What must be the same for an answer to hold for another question: what a person saw of it."""
        return self.finding.entity_id, self.finding.surface, self.finding.replacement


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says to a question.

    Attributes:
        verb: accept what is proposed, or `instead`; reject it, skip it for now, undo the
            answer before, or quit.
        everywhere: Whether it holds for the rest of the file, too.
        instead: The alternative that is to be written.
    """

    verb: Verb
    everywhere: bool = False
    instead: Weighed | None = None


# Source: `git add --patch`, whose users know q and ?.
ANSWERS = {
    "a": Answer("accept"),
    "r": Answer("reject"),
    "s": Answer("skip"),
    "A": Answer("accept", everywhere=True),
    "R": Answer("reject", everywhere=True),
    "u": Answer("undo"),
    "q": Answer("quit"),
}

HELP = """\
    a      accept: write it
    1-3    write that alternative instead
    r      reject: leave the text as it is, for it is right
    s      skip: leave it, and say nothing about it
    A, R   accept, or reject, the same name with the same correction in the rest of this file
    u      undo: back to the question before, in this file
    q      quit: write what was accepted so far, ask no more
    Ctrl-C stop: leave every file as it was
"""

HELD = {"reject": "rejected when asked", "skip": "skipped when asked"}
NOT_ASKED = "not asked any more"


def questions(result: Result, path: str) -> list[Question]:
    """Return what is to be asked about a file, in text order: everything that could be written."""
    could = [
        (at, one)
        for at, one in enumerate(result.decisions)
        if one.correction and one.verdict in (Verdict.CORRECT, Verdict.REVIEW)
    ]
    alone = [(at, one, findings(replace(result, decisions=(one,)), path)[0]) for at, one in could]
    alone.sort(key=lambda made: (made[2].place.start, made[2].place.end))
    told = numbered(finding for _, _, finding in alone)
    return [Question(at, one, finding) for (at, one, _), finding in zip(alone, told, strict=True)]


def alternatives(question: Question, decisions: Sequence[Decision]) -> tuple[Weighed, ...]:
    """Return up to three other things that may be written, most probable first.

    Args:
        question: What is asked.
        decisions: All about the file; where another of them writes, or would, an alternative does not.
    """
    others = [one.correction for at, one in enumerate(decisions) if at != question.at and one.correction]
    seen = {question.finding.replacement, question.finding.surface}
    found: list[Weighed] = []
    candidates = question.decision.evidence.candidates
    for one in sorted(candidates, key=lambda one: (-one.probability, one.candidate.entity.id)):
        correction = _instead(question.decision, one)
        if one.candidate.form in seen or one.probability < WORTH_SHOWING or overlaps(correction, others):
            continue
        seen.add(one.candidate.form)
        found.append(one)
    return tuple(found[:ALTERNATIVES])


def overlaps(correction: Correction, others: Iterable[Correction]) -> bool:
    """Return whether a correction writes where another one does."""
    return any(
        one.segment == correction.segment and one.start < correction.end and correction.start < one.end
        for one in others
    )


def answer_of(line: str, offered: Sequence[Weighed]) -> Answer | None:
    """Return what a line that was typed means; None if it means nothing."""
    typed = line.strip()
    if typed.isdecimal() and 1 <= int(typed) <= len(offered):
        return Answer("accept", instead=offered[int(typed) - 1])
    return ANSWERS.get(typed)


def decided(decision: Decision, answer: Answer) -> Decision:
    """Return a decision as a person has it."""
    if answer.verb == "accept":
        correction = _instead(decision, answer.instead) if answer.instead else decision.correction
        return replace(decision, verdict=Verdict.CORRECT, held="", correction=correction)
    held = HELD["reject"] if answer.verb == "reject" else decision.held or HELD["skip"]
    return replace(decision, verdict=Verdict.REVIEW, held=held)


def not_asked(decision: Decision) -> Decision:
    """Return a decision nobody was asked about: it is left for review."""
    return replace(decision, verdict=Verdict.REVIEW, held=decision.held or NOT_ASKED)


def _instead(decision: Decision, chosen: Weighed) -> Correction:
    candidate = chosen.candidate
    return Correction(decision.evidence.mention.segment, candidate.start, candidate.end, candidate.form)


def shown(question: Question, offered: Sequence[Weighed], *, colour: bool) -> str:
    """Return a question as a person sees it: the finding with its line and evidence, then the choice."""
    alone = replace(question.finding, alternatives=())
    run = RunInfo(__version__, command="fix", colour=colour, detail="verbose")
    about = next(iter(report("text", [FileReport(alone.path, findings=(alone,))], run)))
    owner = f"{INDENT}{alone.entity_name}, {alone.entity_type}, {alone.entity_id}" if alone.entity_id else ""
    lines = [about.rstrip("\n"), *([harmless(owner)] if owner else [])]
    for number, one in enumerate(offered, 1):
        of = f"{one.candidate.entity.name}, {one.candidate.entity.type}"
        lines.append(harmless(f"{INDENT}{number}: {one.candidate.form} ({one.probability:.2f}; {of})"))
    return "\n".join(lines) + "\n"


def prompt(number: int, of: int, offered: Sequence[Weighed]) -> str:
    """Return the line before which a person types.

    >>> prompt(1, 3, [])
    '1 of 3: a accept, r reject, s skip, A/R all alike here, u undo, q quit, ? help: '
    """
    numbers = {0: "", 1: "1 instead, "}.get(len(offered), f"1-{len(offered)} instead, ")
    keys = f"a accept, {numbers}r reject, s skip, A/R all alike here, u undo, q quit, ? help"
    return f"{number} of {of}: {keys}: "
