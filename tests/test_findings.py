"""Decisions into findings: which, in what order, where, how grave, and by which fingerprint."""

from __future__ import annotations

from dataclasses import replace

import pytest

from normalize.findings import EXCERPT, excerpts, file_report, findings, severity
from normalize.model import (
    Candidate,
    Correction,
    Decision,
    Document,
    Entity,
    Evidence,
    Mention,
    Piece,
    Result,
    Rule,
    Segment,
    Verdict,
    Weighed,
    Witness,
)
from normalize.reported import Finding

LUNDE = Entity("mara-lunde", "person", "Mara Lunde")
LINDAU = Entity("mara-lindau", "person", "Mara Lindau")


def document_of(source: str) -> Document:
    """Return a document of one literal segment per line, the line ends left out."""
    pieces, start = [], 0
    for line in source.splitlines(keepends=True):
        text = line.rstrip("\r\n")
        pieces.append(Piece(text, start, start + len(text)))
        start += len(line)
    return Document("a.txt", source, tuple(Segment((piece,), str) for piece in pieces))


def weighed(entity: Entity, form: str, start: int, end: int, probability: float) -> Weighed:
    candidate = Candidate(entity, form, start, end, (), entity.name, 0.9)
    return Weighed(candidate, probability, (Witness("office", "desk chief stands before it", 2.5),))


def decision(
    document: Document, surface: str, form: str, verdict: Verdict = Verdict.CORRECT, occurrence: int = 0
) -> Decision:
    """Return a decision about an occurrence of a surface form, with a rival."""
    places = [
        (number, start)
        for number, segment in enumerate(document.segments)
        for start in range(len(segment.text))
        if segment.text.startswith(surface, start)
    ]
    segment, start = places[occurrence]
    end = start + len(surface)
    mention = Mention(segment, start, end, surface, tokens=(), run=surface, around=(), type="person")
    candidates = (weighed(LUNDE, form, start, end, 0.98), weighed(LINDAU, "Mara Lindau", start, end, 0.01))
    told = verdict in (Verdict.CORRECT, Verdict.REVIEW)
    return Decision(
        Evidence(mention, candidates),
        verdict,
        "sounds the same",
        "misspelt" if told else None,
        Correction(segment, start, end, form) if told else None,
        "a rival is near" if verdict is Verdict.REVIEW else "",
    )


def found(source: str, *decisions: Decision, path: str = "a.txt") -> tuple[Finding, ...]:
    return findings(Result(document_of(source), decisions, source), path)


def test_a_correction_and_a_review_are_findings_and_nothing_else_is() -> None:
    source = "Mara Linde met Mara Linde, Mara Linde and Mara Linde."
    document = document_of(source)
    decisions = [
        decision(document, "Mara Linde", "Mara Lunde", verdict, number)
        for number, verdict in enumerate(Verdict)
    ]
    assert [one.verdict for one in found(source, *decisions)] == [Verdict.CORRECT, Verdict.REVIEW]


def test_findings_stand_in_text_order_with_their_places() -> None:
    source = "\ufeffFirst 😀 line.\r\ndesk chief Mara Linde said\r\nthat Linde left"
    document = document_of(source)
    later, sooner = decision(document, "Linde left", "Lunde"), decision(document, "Mara Linde", "Mara Lunde")
    first, second = found(source, later, sooner)
    assert (first.place.line, first.place.column, first.surface) == (2, 12, "Mara Linde")
    assert (second.place.line, second.place.column) == (3, 6)
    assert source[first.place.start : first.place.end] == first.surface
    assert source.encode()[first.place.byte_start : first.place.byte_end].decode() == first.surface


def test_a_finding_says_what_the_decision_knew() -> None:
    source = "desk chief Mara Linde said"
    (finding,) = found(source, decision(document_of(source), "Mara Linde", "Mara Lunde", Verdict.REVIEW))
    assert (finding.before, finding.after) == ("desk chief ", " said")
    assert (finding.replacement, finding.entity_id, finding.entity_name) == (
        "Mara Lunde",
        "mara-lunde",
        "Mara Lunde",
    )
    assert [(one.entity_id, one.replacement) for one in finding.alternatives] == [
        ("mara-lindau", "Mara Lindau")
    ]
    assert finding.witnesses[0].words == "desk chief stands before it"
    assert (finding.held, finding.is_fixable, finding.severity) == ("a rival is near", False, "warning")


def test_what_is_written_decides_which_candidate_is_meant() -> None:
    source = "Mara Linde said"
    first = decision(document_of(source), "Mara Linde", "Mara Lunde")
    assert first.correction
    turned = replace(first, correction=replace(first.correction, replacement="Mara Lindau"))
    (finding,) = found(source, turned)
    assert (finding.entity_id, finding.probability) == ("mara-lindau", 0.01)
    assert [one.entity_id for one in finding.alternatives] == ["mara-lunde"]


def test_a_part_of_a_mention_may_be_what_is_corrected() -> None:
    source = "desk chief Mara Linde said"
    whole = decision(document_of(source), "chief Mara Linde", "Mara Lunde")
    (finding,) = found(source, replace(whole, correction=Correction(0, 11, 21, "Mara Lunde")))
    assert (finding.surface, finding.place.column) == ("Mara Linde", 12)


def test_a_name_nobody_explains_is_still_told() -> None:
    mention = Mention(0, 0, 4, "Anna", tokens=(), run="Anna", around=())
    review = Decision(
        Evidence(mention, ()), Verdict.REVIEW, "also spelt Ana", "inconsistent", None, "two spellings"
    )
    (finding,) = found("Anna and Ana", review)
    assert (finding.surface, finding.replacement, finding.entity_id, finding.severity) == (
        "Anna",
        "",
        "",
        "info",
    )


@pytest.mark.parametrize(
    ("rule", "corrected", "reviewed"),
    [
        ("misspelt", "error", "warning"),
        ("hidden-characters", "error", "warning"),
        ("style", "warning", "info"),
        ("inconsistent", "info", "info"),
        ("ambiguous", "info", "info"),
        ("missing", "info", "info"),
        ("unused-ignore", "info", "info"),
    ],
)
def test_a_review_is_one_step_less_grave(rule: Rule, corrected: str, reviewed: str) -> None:
    assert (severity(rule, Verdict.CORRECT), severity(rule, Verdict.REVIEW)) == (corrected, reviewed)


def test_excerpts_are_short_and_on_one_line() -> None:
    text = "word " * 40 + "\r\n\tMara Linde\u2028" + "\ufffc said " * 20
    start = text.index("Mara")
    before, after = excerpts(text, start, start + 10)
    assert (len(before), len(after)) == (EXCERPT, EXCERPT)
    assert before.endswith("word ")
    assert after.startswith(" … said … said")
    assert not {"\n", "\r", "\t", "\u2028"} & set(before + after)


def test_a_fingerprint_survives_moving_the_line_and_rewrapping_it() -> None:
    once = "Yesterday the desk chief Mara Linde said so."
    moved = "A new paragraph.\n\nLonger ago the desk  chief Mara Linde said so again."
    (one,) = found(once, decision(document_of(once), "Mara Linde", "Mara Lunde"))
    (other,) = found(moved, decision(document_of(moved), "Mara Linde", "Mara Lunde"))
    assert one.fingerprint == other.fingerprint
    assert len(one.fingerprint) == 16
    assert int(one.fingerprint, 16) >= 0


def test_fingerprints_tell_neighbours_files_and_repeats_apart() -> None:
    source = "the chief Mara Linde said so\nthe chief Mara Linde said so\nold chief Mara Linde said so"
    document = document_of(source)
    decisions = [decision(document, "Mara Linde", "Mara Lunde", occurrence=number) for number in range(3)]
    here, there = found(source, *decisions), found(source, *decisions, path="b.txt")
    assert len({one.fingerprint for one in here + there}) == 6
    assert found(source, *decisions, path="./a.txt") == tuple(replace(one, path="./a.txt") for one in here)


def test_a_path_that_is_not_unicode_has_a_fingerprint() -> None:
    source = "Mara Linde said"
    (finding,) = found(source, decision(document_of(source), "Mara Linde", "Mara Lunde"), path="\udcff.txt")
    assert len(finding.fingerprint) == 16


def test_a_file_report_counts_words_and_keeps_both_sources() -> None:
    source = "Mara Linde said\nso  twice"
    result = Result(document_of(source), (), "Mara Lunde said\nso  twice")
    made = file_report(result, "a.txt")
    assert (made.words, made.source, made.corrected) == (5, source, "Mara Lunde said\nso  twice")
