"""From mention to verdict, without NER: what resolve, weigh and decide make of a name where it stands."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import pytest
from fakes import NAMES, changed, decision, normalizer

from normalize.decide import decide
from normalize.model import Entity, Verdict
from normalize.policy import PRESETS


def test_a_full_name_with_one_garbled_word_is_corrected() -> None:
    assert changed("President Trump sent his envoy Steve Witkov to Moscow.") == [
        ("Steve Witkov", "Steve Witkoff")
    ]


def test_a_surname_alone_is_not_expanded() -> None:
    text = "The envoy Steve Witkov landed in Moscow. Later Witkov met Trump."
    assert ("Witkov", "Witkoff") in changed(text)


def test_a_plural_that_would_lose_its_ending_is_left_for_review() -> None:
    text = "The envoy Steve Witkov left. The Witkovs’ house is in New York."
    assert "The Witkovs’ house" in normalizer()(text).corrected


def test_a_listed_variant_is_corrected() -> None:
    assert changed("The Ukrainian president, Zelenskij, spoke.") == [("Zelenskij", "Zelensky")]


def test_house_style_is_written_and_keeps_the_possessive() -> None:
    assert normalizer()("Kiev’s mayor").corrected == "Kyiv’s mayor"


def test_another_person_of_a_listed_surname_form_is_left_for_review() -> None:
    assert decision("Pavlo Zelenskyy baked bread.", "Zelenskyy").verdict is not Verdict.CORRECT


@pytest.mark.parametrize(
    "text", ["“I would never go to Kiev in the winter,” he said.", "The sign read Kiev [sic]."]
)
def test_quotations_and_sic_are_reported_not_rewritten(text: str) -> None:
    one = decision(text, "Kiev")
    assert one.verdict is Verdict.REVIEW
    assert one.held
    assert normalizer()(text).corrected == text


def test_quotations_can_be_corrected_if_asked() -> None:
    evidence = decision("“I would never go to Kiev in the winter,” he said.", "Kiev").evidence
    asked = replace(PRESETS["normal"], quotations="correct")
    assert decide(evidence, asked).verdict is Verdict.CORRECT


def test_a_protected_phrase_stays() -> None:
    one = decision("They ate Chicken Kiev.", "Kiev")
    assert (one.verdict, one.reason) == (Verdict.KEEP, "part of “Chicken Kiev”")


def test_a_name_the_entity_must_not_be_taken_from_is_no_candidate() -> None:
    result = normalizer()("Vladimir Zelensky spoke for Ukraine.")
    assert result.corrected == result.document.source


def test_names_to_leave_are_left() -> None:
    text = "The envoy Witkov of Trump came to Moscow."
    assert normalizer(*NAMES, leave=("Witkov",))(text).corrected == text


def test_hidden_characters_in_a_listed_name_are_taken_out() -> None:
    result = normalizer()("Zelen\u00adsky and Zеlensky")
    assert result.corrected == "Zelensky and Zelensky"
    assert {one.rule for one in result.decisions if one.rule} == {"hidden-characters"}


def test_two_names_as_near_are_for_a_person_to_choose() -> None:
    near = (Entity("a", "person", "Ivan Petrenko"), Entity("b", "person", "Ivan Petrenka"))
    result = normalizer(*near)("The minister Ivan Petrenkk spoke.")
    assert result.corrected == result.document.source


def test_witnesses_add_up_to_the_probability() -> None:
    for one in normalizer()("NATO chief Mark Latte met envoy Steve Witkov in Kiev.").decisions:
        for weighed in one.evidence.candidates:
            total = sum(witness.weight for witness in weighed.witnesses)
            assert weighed.probability == pytest.approx(1 / (1 + exp(-total)), abs=1e-9)


def test_every_decision_says_why() -> None:
    for one in normalizer()("Mark Latte, Jane Doe, Kiev and Water in Sudzha.").decisions:
        assert one.reason


def test_a_gazetteer_in_another_order_decides_the_same() -> None:
    text = "NATO chief Mark Latte met Andrze Duda of Poland in Kiev and Suda, Kursk region."
    assert normalizer(*reversed(NAMES))(text).corrected == normalizer()(text).corrected


def test_a_run_of_names_without_end_is_read_in_parts() -> None:
    crowd = " ".join(["Ober Lhota Novacova"] * 1000)
    text = f"{crowd} Envoy Steve Witkov {crowd}"
    found = normalizer().finder.find(normalizer()(text).document)
    assert max(len(mention.around) for mention in found) < 200
    assert ("Steve Witkov", "Steve Witkoff") in changed(text)
