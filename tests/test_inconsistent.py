"""One name spelt two ways in a document is told, and nothing else that only looks like it."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import pytest
from fakes import NAMES, normalizer

from normalize.findings import findings
from normalize.formats import parse
from normalize.inconsistent import inconsistent
from normalize.model import Decision, Entity, Evidence, Verdict
from normalize.policy import PRESETS

# Between the two, so that neither stands beside the other.
FILLER = "The weather was fine all week, and the roads to the coast were full of cars and people."
HOME = (Entity("mark-rutte", "person", "Mark Rutte", ("Rutte",)),)


def told(text: str, *entities: Entity) -> list[Decision]:
    """The findings of rule `inconsistent` in a text, with a gazetteer that lists none of its names."""
    return [one for one in normalizer(*(entities or HOME))(text).decisions if one.rule == "inconsistent"]


def pairs(first: str, second: str) -> list[tuple[str, str]]:
    """What is told of two sentences with others between them: surface form and proposal."""
    return [
        (one.evidence.mention.text, one.correction.replacement)
        for one in told(f"{first} {FILLER} {second}")
        if one.correction
    ]


def test_the_rarer_spelling_is_told_and_the_other_proposed() -> None:
    text = f"Brankovitz spoke. Brankovitz left. {FILLER} Then Brankowitz came. {FILLER} Brankovitz won."
    (one,) = told(text)
    assert one.correction
    assert (one.evidence.mention.text, one.correction.replacement) == ("Brankowitz", "Brankovitz")
    assert (one.verdict, one.evidence.mention.start) == (Verdict.REVIEW, text.index("Brankowitz"))
    assert one.reason.startswith(
        "spelt Brankovitz 3 times here, Brankowitz once; sounds alike (channel cost "
    )
    assert one.held == "one name, two spellings: which is right?"


def test_nothing_is_written_and_the_other_decisions_stay() -> None:
    text = f"Mark Latte met Brankovitz. {FILLER} Brankowitz met Rutte."
    result = normalizer(*HOME)(text)
    assert "Brankowitz" in result.corrected
    assert [one.evidence.mention.start for one in result.decisions] == sorted(
        one.evidence.mention.start for one in result.decisions
    )
    assert [one.evidence.mention.text for one in result.decisions].count("Brankowitz") == 1
    assert any(one.verdict is Verdict.KEEP for one in result.decisions)


def test_each_place_of_the_rarer_spelling_is_told() -> None:
    text = (
        f"Brankovitz spoke. {FILLER} Brankowitz came. {FILLER} Brankowitz left. {FILLER}"
        + 3 * " Brankovitz won."
    )
    assert [one.evidence.mention.text for one in told(text)] == ["Brankowitz", "Brankowitz"]


def test_of_two_that_stand_once_the_first_is_proposed() -> None:
    assert pairs("We met Brankowitz.", "Then Brankovitz left.") == [("Brankovitz", "Brankowitz")]


def test_a_known_name_is_proposed_though_it_comes_later() -> None:
    assert pairs("They drove to Melborne.", "Later Melbourne cheered.") == [("Melborne", "Melbourne")]


def test_a_listed_name_is_proposed_and_its_entity_named() -> None:
    normalize = normalizer(Entity("zbranowice", "place", "Zbranowice"))
    document = parse(f"They saw Sbranovice. {FILLER} Sbranovice burnt. {FILLER} Zbranowice was far.", "a.txt")
    undecided = [
        Decision(Evidence(mention, ()), Verdict.KEEP if mention.listed else Verdict.UNKNOWN, "a test")
        for mention in normalize.finder.find(document)
    ]
    every = inconsistent(document, undecided, normalize.knowledge, normalize.policy)
    found = [one for one in every if one.rule]
    assert [one.evidence.mention.text for one in found] == ["Sbranovice", "Sbranovice"]
    assert {one.evidence.candidates[0].candidate.entity.id for one in found} == {"zbranowice"}


def test_with_the_same_given_name() -> None:
    found = pairs("We met Olaf Brankovitz.", "Then Olaf Brankowitz left.")
    assert found == [("Brankowitz", "Brankovitz")]
    (one,) = told(f"We met Olaf Brankovitz. {FILLER} Then Olaf Brankowitz left.")
    assert "“Olaf” stands beside both" in [w.words for w in one.evidence.candidates[0].witnesses]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Oleg Brankovitz spoke.", "Jane Brankowitz left."),  # two people
        ("Maria Torres spoke.", "Mario Torres left."),
        ("Maria Brankovitz spoke.", "Mario Brankowitz left."),
        ("We saw Viktor Brandt.", "Victor Lindqvist left."),
        ("We met Anna.", "We met Hanna."),  # two names
        ("We went to Austria.", "We went to Australia."),
        ("It came from Iran.", "It went to Iraq."),
        ("We met Johnson.", "We met Johnston."),
        ("Ann Miles spoke.", "Tom Myles left."),
        ("We met Petrov.", "Then Petrova left."),  # of one family
        ("We met Zbranekov.", "Then Zbranekova left."),
        ("We met Zbranek.", "Then Zbraneková left."),
        ("It came from China.", "We like Chinese food."),  # peoples, plurals, possessives
        ("We met the Brankovitz.", "Both Brankovitzes left."),
        ("Zbranovia won.", "The Zbranovian team left."),
        ("We saw Zbranovia’s coast.", "We saw Zbranovia."),
        ("Zbranovice", "ZBRANOWICE BURNS"),  # capitals, acronyms
        ("The ZBRNK spoke.", "The ZBRMK left."),
        ("We met Brk.", "We met Brg."),  # too short
        ("We bought Zbranphone 4.", "We bought ZbranPhone."),  # products
        ("Follow @Brankowitz.", "We met Brankovitz."),
        ("The Brankowitz4 sold.", "We met Brankovitz."),
        ("We met Brankowitz [sic].", "We met Brankovitz. Brankovitz left."),
        ("The colour was nice.", "Color Red won."),  # words
        ("We ate brankowitz.", "Brankovitz ate Brankowitz."),
        ("Jyväskylä is nice.", "Jyvaskyla is nice."),  # marks alone
    ],
)
def test_what_only_looks_like_it_is_passed_over(first: str, second: str) -> None:
    assert pairs(first, second) == []


@pytest.mark.parametrize(
    "text",
    [
        "Brankovitz, also spelt Brankowitz, is a town.",
        "The town of Brankovitz (or Brankowitz) is old.",
        "Present were Brankovitz, Brankowitz and Lindqvist.",
    ],
)
def test_spellings_that_stand_together_are_told_apart_on_purpose(text: str) -> None:
    assert told(text) == []


def test_what_the_gazetteer_says_to_leave_is_left() -> None:
    text = f"We met Brankovitz. {FILLER} Then Brankowitz left."
    quiet = normalizer(*HOME, leave=("Brankowitz",))(text)
    assert [one for one in quiet.decisions if one.rule] == []


def test_two_listed_spellings_are_the_gazetteers_business() -> None:
    one = Entity("kyiv", "place", "Kyiv", ("Kyyiv",), avoid=("Kiev",))
    assert told(f"We saw Kyyiv. {FILLER} We saw Kyiv. {FILLER} We saw Kiev.", one) == []


def test_what_another_rule_found_is_not_told_twice() -> None:
    text = f"Zelenskij spoke. {FILLER} Zelensky left. {FILLER} Zelenskyy won."
    assert told(text, *NAMES) == []


@pytest.mark.parametrize(
    ("quotations", "held"),
    [
        ("keep", "in a direct quotation"),
        ("correct", "one name, two spellings: which is right?"),
    ],
)
def test_in_a_quotation_it_says_so(quotations: str, held: str) -> None:
    said = "“I never once met Mr Brankowitz there,” he said."
    text = f"Brankovitz spoke. {FILLER} {said} {FILLER} Brankovitz left."
    normalize = normalizer(*HOME)
    normalize.policy = replace(PRESETS["normal"], quotations=quotations)  # type: ignore[arg-type]
    (one,) = [one for one in normalize(text).decisions if one.rule == "inconsistent"]
    assert (one.evidence.quoted, one.held) == (True, held)


def test_the_witnesses_add_up_to_the_probability() -> None:
    result = normalizer(*HOME)(f"They drove to Melborne. {FILLER} Melbourne cheered, Melbourne won.")
    (one,) = findings(result, "a.txt")
    total = sum(witness.weight for witness in one.witnesses)
    assert one.probability == pytest.approx(1 / (1 + exp(-total)))
    assert (one.rule, one.severity, one.replacement) == ("inconsistent", "info", "Melbourne")
    assert (one.entity_id, one.entity_name) == ("", "")
    assert "“Melbourne” is a known name, “Melborne” is none" in [one.words for one in one.witnesses]
