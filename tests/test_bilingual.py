"""What a segment was translated from, as evidence: names of our own."""

from __future__ import annotations

from dataclasses import replace

import pytest

import normalize
from normalize.bilingual import WITNESS
from normalize.channel import load_channel
from normalize.finders import Finder, NoTagger
from normalize.formats import parse
from normalize.index import AliasIndex
from normalize.knowledge import Knowledge
from normalize.lexicon import load_lexicon
from normalize.model import Correction, Decision, Document, Entity, Verdict
from normalize.originals import hear
from normalize.pipeline import normalize as run
from normalize.policy import PRESETS
from normalize.settle import as_corrected
from normalize.weights import load_weights

RUSSIAN = Entity(
    "p:orlovich",
    "person",
    "Demyan Orlovich",
    native=(("ru", "Демьян Орлович"), ("ja", "デミヤン・オルロビッチ")),
)
WIFE = Entity("p:orlovicheva", "person", "Inga Orlovicheva", native=(("ru", "Инга Орловичева"),))
TOWN = Entity("l:pskova", "place", "Zatonsk", native=(("ru", "Затонск"), ("zh", "扎通斯克")))
ENTITIES = (RUSSIAN, WIFE, TOWN)


def decisions(text: str, source: str, entities: tuple[Entity, ...] = ENTITIES) -> tuple[Decision, ...]:
    index = AliasIndex(entities, load_channel())
    knowledge = Knowledge(index, load_lexicon(), load_weights())
    read = parse(text, "a")
    segments = tuple(replace(one, translated_from=source) for one in read.segments)
    document: Document = replace(read, segments=segments)
    return run(document, Finder(index, NoTagger()), knowledge, PRESETS["normal"]).decisions


def chance(text: str, source: str) -> float:
    """Return how likely the first candidate that something has is right; 0.0 without any."""
    found = (one.evidence.candidates for one in decisions(text, source) if one.rule != "missing")
    return next((candidates[0].probability for candidates in found if candidates), 0.0)


@pytest.mark.parametrize(
    ("source", "entity", "shown"),
    [
        ("Приехал Демьян Орлович.", "p:orlovich", "Демьян Орлович"),
        ("Вчера Орловича не было.", "p:orlovich", "Орловича"),
        ("Орловичева приехала.", "p:orlovicheva", "Орловичева"),
        ("Он родился в Затонске.", "l:pskova", "Затонске"),
        ("オルロビッチ氏は語った。", "p:orlovich", "オルロビッチ"),
        ("他来自扎通斯克市。", "l:pskova", "扎通斯克"),
    ],
)
def test_native_names_are_found_in_any_script_and_inflected(source: str, entity: str, shown: str) -> None:
    named = hear(source, AliasIndex(ENTITIES, load_channel())).named
    assert named == {entity: shown}


def test_other_words_are_no_native_names() -> None:
    named = hear("Орлы и затоны, 扎克 и другие.", AliasIndex(ENTITIES, load_channel())).named
    assert dict(named) == {}


def test_the_name_in_the_source_raises_the_right_candidate() -> None:
    text = "The minister Orlovish left."
    plain, heard = chance(text, ""), chance(text, "Министр Орлович ушёл.")
    assert heard > plain


def test_another_name_in_the_source_lowers_it() -> None:
    text = "The minister Orlovish left."
    assert chance(text, "Министр Орловиш ушёл.") < chance(text, "Министр Орлович ушёл.")


def test_it_says_so_in_words_and_the_weights_add_up() -> None:
    best = next(
        one.evidence.candidates[0]
        for one in decisions("The minister Orlovish left.", "Министр Орлович ушёл.")
        if one.evidence.candidates
    )
    (witness,) = [one for one in best.witnesses if one.name == WITNESS]
    assert witness.words == "the source has “Орлович”, Demyan Orlovich"
    total = sum(one.weight for one in best.witnesses)
    assert normalize.weights.probability(total) == pytest.approx(best.probability)


def test_a_name_that_the_translation_lacks_is_for_review() -> None:
    found = [
        one for one in decisions("He was born there.", "Он родился в Затонске.") if one.rule == "missing"
    ]
    (one,) = found
    assert one.verdict is Verdict.REVIEW
    assert one.correction is None
    assert "“Затонске”, Zatonsk" in one.reason


@pytest.mark.parametrize(
    "text", ["He was born in Zatonsk.", "He was born in Zatonks.", "He is from Zatonskoye."]
)
def test_a_name_that_is_there_in_any_form_is_not_missing(text: str) -> None:
    assert "missing" not in [one.rule for one in decisions(text, "Он родился в Затонске.")]


def test_a_corrected_segment_keeps_its_source() -> None:
    read = parse("Mr Orlovish left.", "a")
    document = replace(read, segments=(replace(read.segments[0], translated_from="Орлович ушёл."),))
    corrected = as_corrected(document, [Correction(0, 3, 11, "Orlovich")])
    assert [(one.text, one.translated_from) for one in corrected.segments] == [
        ("Mr Orlovich left.", "Орлович ушёл.")
    ]


def test_without_a_source_nothing_is_missing() -> None:
    assert "missing" not in [one.rule for one in decisions("He was born there.", "")]
