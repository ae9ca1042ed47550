"""`normalize fix --interactive`: a person at a terminal decides on each finding; then files are written.

All is asked before anything is written: an interrupted run leaves every file as it was, and no decision.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from normalize import __version__
from normalize.adapters.check_files import Checked, check_or_tell
from normalize.adapters.file_writes import Then, written
from normalize.adapters.inputs import Input
from normalize.adapters.left_out import decided_anew
from normalize.adapters.questions import (
    HELP,
    INDENT,
    Answer,
    Question,
    alternatives,
    answer_of,
    decided,
    not_asked,
    overlaps,
    prompt,
    questions,
    shown,
)
from normalize.adapters.run_files import FAILED, Show, exit_code, prepared, tell
from normalize.adapters.streams import say
from normalize.decisions import Outcome, Reviewed, append, reviewed
from normalize.errors import SettingsError, WriteError
from normalize.findings import file_report
from normalize.model import Decision, Verdict
from normalize.reported import FileReport
from normalize.reports.wording import plural, shown_path
from normalize.rewrite import rewrite
from normalize.safeguards import harmless
from normalize.settings import Settings
from normalize.settle import corrections


@dataclass
class Session:
    """What a person has said so far.

    Attributes:
        colour: Whether the terminal shows colours.
        made: Decisions, by the file to which they are added; None for nowhere.
        is_over: Whether the person quit.
    """

    colour: bool
    made: dict[Path | None, list[Reviewed]] = field(default_factory=lambda: defaultdict(list))
    is_over: bool = False


def run_interactive(files: Sequence[Input | FileReport], then: Then, show: Show) -> int:
    """Ask about files, one after the other, then write them, tell of them, and return the exit code.

    Args:
        files: In the order of the report; those that cannot be read are reports already.
        then: Gives what is to be written of a file that was decided on.
        show: How it is told.

    Raises:
        SettingsError: There is no terminal.
        KeyboardInterrupt: The person stopped, or hung up; nothing was written.
    """
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        way_out = "leave it out, or `--report changes.html` for a page to go through"
        raise SettingsError("--interactive asks a person, and there is no terminal", way_out)
    normalizers = prepared(files, warn=say)
    session = Session(show.colour)
    done: list[tuple[FileReport, Checked | None]] = []
    try:
        for file in files:
            kept: list[Checked] = []
            report = check_or_tell(file, normalizers, partial(_keep, session=session, kept=kept))
            done.append((report, kept[0] if kept else None))
            if session.is_over:
                break
    except KeyboardInterrupt:
        say("\nstopped: every file is as it was")
        raise
    reports = [written(checked, then) if checked else report for report, checked in done]
    code = exit_code("fix", files[: len(reports)], reports)
    is_told = tell("fix", reports, normalizers.opened(), show)
    return code if _recorded(session) and is_told else FAILED


def _keep(checked: Checked, session: Session, kept: list[Checked]) -> FileReport:
    kept.append(ask(checked, session))
    return kept[0].report


def ask(checked: Checked, session: Session) -> Checked:
    """Ask about one file, and return it as it was decided; what nobody was asked about is left for review."""
    asked = questions(checked.result, checked.report.path)
    typed: dict[int, Answer] = {}
    decisions, at = _so_far(checked, asked, typed)
    while at is not None and not session.is_over:
        answer = _answer(asked[at], decisions, (at + 1, len(asked)), session)
        if answer.verb == "undo":
            say(
                f"{INDENT}the question before"
                if typed
                else f"{INDENT}there is nothing before it in this file"
            )
            typed.pop(max(typed, default=-1), None)
        elif answer.verb == "quit":
            session.is_over = True
        else:
            typed[at] = answer
        decisions, at = _so_far(checked, asked, typed)
    session.made[target(checked.input.settings)] += _recorded_as(asked, typed)
    return _with(checked, tuple(decisions))


def _so_far(
    checked: Checked, asked: Sequence[Question], typed: Mapping[int, Answer]
) -> tuple[list[Decision], int | None]:
    """Return the decisions about a file by what was typed, and the next question to ask; None after the last.

    Args:
        checked: The file.
        asked: All that could be asked about it.
        typed: Answers by the index of their question; one may hold for others behind it.
    """
    decisions = list(checked.result.decisions)
    for question in asked:
        decisions[question.at] = not_asked(question.decision)
    standing: dict[tuple[str, str, str], Answer] = {}
    for at, question in enumerate(asked):
        if _is_taken(question, decisions):
            continue
        answer = standing.get(question.name) or typed.get(at)
        if answer is None:
            return decisions, at
        if answer.everywhere:
            standing[question.name] = answer
        decisions[question.at] = decided(question.decision, answer)
    return decisions, None


def _is_taken(question: Question, decisions: Sequence[Decision]) -> bool:
    """Whether something that was accepted is written where the question is about."""
    accepted = [one.correction for one in decisions if one.verdict is Verdict.CORRECT and one.correction]
    return bool(question.decision.correction and overlaps(question.decision.correction, accepted))


def _answer(
    question: Question, decisions: Sequence[Decision], place: tuple[int, int], session: Session
) -> Answer:
    """Show a question until an answer means something."""
    offered = alternatives(question, decisions)
    say("\n" + shown(question, offered, colour=session.colour).rstrip("\n"))
    while True:
        line = _typed(prompt(*place, offered))
        if answer := answer_of(line, offered):
            return answer
        say(HELP.rstrip("\n"))


def _typed(before: str) -> str:
    """Return a line that a person types. A terminal that is closed is an interruption."""
    sys.stderr.write(before)
    sys.stderr.flush()
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:  # what was typed is no text, and so means nothing
        return ""
    if not line:
        raise KeyboardInterrupt
    return line


def _recorded_as(asked: Sequence[Question], typed: Mapping[int, Answer]) -> Iterator[Reviewed]:
    """Yield what was accepted and rejected, in the order of the questions, as it is kept."""
    for at, answer in sorted(typed.items()):
        question = asked[at]
        if answer.verb not in ("accept", "reject"):
            continue
        alike = sum(one.name == question.name for one in asked[at:]) if answer.everywhere else 1
        instead = answer.instead.candidate.form if answer.instead else ""
        outcome: Outcome = "accepted" if answer.verb == "accept" and not instead else "rejected"
        yield replace(reviewed(question.finding, outcome, __version__, instead), places=alike)


def _with(checked: Checked, decisions: tuple[Decision, ...]) -> Checked:
    """Return a file with other decisions about it; what it cannot bear is left for review all the same."""
    document = checked.result.document
    corrected = rewrite(document, corrections(decisions))
    result = harmless(replace(checked.result, decisions=decisions, corrected=corrected))
    report = decided_anew(checked.report, file_report(result, checked.report.path))
    return replace(checked, result=result, report=report)


def target(settings: Settings) -> Path | None:
    """Return the file to which decisions are added; None for nowhere."""
    return (settings.root or Path.cwd()) / settings.decisions if settings.decisions else None


def _recorded(session: Session) -> bool:
    """Add decisions to their files; tell how many, or why not, and return whether all were added."""
    for path, made in session.made.items():
        if path is None or not made:
            continue
        try:
            append(path, made)
        except WriteError as error:
            say(f"error: {error}")
            return False
        say(f"{plural(len(made), 'decision')} added to {shown_path(str(path))}")
    return True
