"""What a correction brings to light is corrected at once, in the offsets of the document as it was read."""

from __future__ import annotations

import re

from normalize.formats import parse
from normalize.model import (
    Candidate,
    Correction,
    Decision,
    Document,
    Entity,
    Evidence,
    Mention,
    Token,
    Verdict,
    Weighed,
)  # fmt: skip
from normalize.rewrite import rewrite
from normalize.settle import corrections, settle

# What is wrong, what is right, and the name that must stand in the document before anyone dares.
RULES = (("Alfa", "Alphabeta", ""), ("Bta", "Be", "Alphabeta"), ("Gma", "Gamma", "Be"))


def decide(document: Document) -> tuple[Decision, ...]:
    whole = "\n".join(segment.text for segment in document.segments)
    return tuple(
        decision(number, found.start(), wrong, right)
        for number, segment in enumerate(document.segments)
        for found in re.finditer(r"\w+", segment.text)
        for wrong, right, needed in RULES
        if found.group() == wrong and re.search(rf"\b{needed}\b", whole)
    )


def decision(segment: int, start: int, wrong: str, right: str) -> Decision:
    end = start + len(wrong)
    token = Token(wrong, start, end)
    mention = Mention(segment, start, end, wrong, (token,), wrong, (token,))
    candidate = Candidate(Entity(right, "person", right), right, start, end, (), right, 1.0)
    evidence = Evidence(mention, (Weighed(candidate, 1.0, ()),))
    return Decision(evidence, Verdict.CORRECT, "a rule", "misspelt", Correction(segment, start, end, right))


def settled(text: str, format: str = "text") -> str:
    document = parse(text, "x", format=format)
    decisions = settle(document, decide)
    for one in decisions:
        mention = one.evidence.mention
        segment = document.segments[mention.segment].text
        assert segment[mention.start : mention.end] == mention.text == mention.tokens[0].text
        assert (mention.tokens[0].start, mention.tokens[0].end) == (mention.start, mention.end)
        assert one.evidence.candidates[0].candidate.start == mention.start
    return rewrite(document, corrections(decisions))


def test_what_comes_to_light_later_is_corrected_at_once() -> None:
    text = "Gma and Bta met Alfa, then Bta left Gma.\n\nBta again.\n"
    once = settled(text)
    assert once == "Gamma and Be met Alphabeta, then Be left Gamma.\n\nBe again.\n"
    assert settled(once) == once


def test_nothing_comes_to_light_where_nothing_is_corrected() -> None:
    assert settled("Bta met Gma.\n") == "Bta met Gma.\n"


def test_markup_stays_where_it_is() -> None:
    html = "<p><b>Alfa</b> &amp; B<i>t</i>a, Gma</p>"
    assert settled(html, "html") == "<p><b>Alphabeta</b> &amp; B<i>e</i>, Gamma</p>"


def test_decisions_stay_in_text_order() -> None:
    document = parse("Gma, Bta, Alfa, Bta.", "x")
    starts = [one.evidence.mention.start for one in settle(document, decide)]
    assert starts == sorted(starts) == [0, 5, 10, 16]
