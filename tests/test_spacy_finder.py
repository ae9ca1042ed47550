"""Names found in paragraphs: the shipped pipeline, the clean-up, and pipelines that are not there."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import spacy

from normalize.errors import ModelError
from normalize.finders import spacy_finder
from normalize.finders.cleanup import agreed, types_by_surface, with_repeats, without_edges, without_title
from normalize.finders.spacy_finder import WRAP, SpacyFinder, load, origins
from normalize.finders.spans import NameSpan
from normalize.shipped import files


def shown(texts: list[str], found: list[list[NameSpan]]) -> list[list[tuple[str, str]]]:
    """Return what spans cover, and their types."""
    return [[(t[s.start : s.end], s.type) for s in spans] for t, spans in zip(texts, found, strict=True)]


@pytest.fixture(scope="module")
def finder() -> SpacyFinder:
    return SpacyFinder()


def test_importing_the_finder_does_not_import_spacy() -> None:
    code = "import sys, normalize.finders.spacy_finder; print('spacy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_titles_are_no_part_of_a_person() -> None:
    text = "Deputy Prime Minister Ilse Haverkamp and King Olav spoke."
    assert without_title(text, NameSpan(0, 36, "person")) == NameSpan(22, 36, "person")
    assert without_title(text, NameSpan(41, 50, "person")) == NameSpan(46, 50, "person")


def test_a_surname_that_is_also_a_title_stays() -> None:
    assert without_title("Larry King", NameSpan(6, 10, "person")) == NameSpan(6, 10, "person")


def test_titles_stay_in_places_and_organisations() -> None:
    text = "President Hotel"
    assert without_title(text, NameSpan(0, 15, "org")) == NameSpan(0, 15, "org")


@pytest.mark.parametrize(
    ("text", "span", "kept"),
    [
        ("Haverkamp's plan", (0, 11), "Haverkamp"),
        ("“Haverkamp” said", (0, 11), "Haverkamp"),
        ("in Tirana, where", (3, 10), "Tirana"),
        ("J. R. Smith Jr. said", (0, 15), "J. R. Smith Jr."),
    ],
)
def test_genitives_quotes_and_commas_are_cut_off(text: str, span: tuple[int, int], kept: str) -> None:
    cut = without_edges(text, NameSpan(*span, "person"))
    assert text[cut.start : cut.end] == kept


def test_a_full_name_votes_for_its_surname() -> None:
    texts = ["Ilse Haverkamp met Tom Haverkamp in Haverkamp."]
    found = [[NameSpan(0, 14, "person"), NameSpan(19, 32, "person"), NameSpan(36, 45, "place")]]
    assert types_by_surface(texts, found)["Haverkamp"] == "person"


def test_one_surface_form_has_one_type_in_a_document() -> None:
    texts = ["Orvane is far.", "Orvane fell.", "Orvane said no."]
    found = [[NameSpan(0, 6, "place")], [NameSpan(0, 6, "place")], [NameSpan(0, 6, "person")]]
    assert shown(texts, agreed(texts, found)) == [[("Orvane", "place")]] * 3


def test_repeats_that_were_missed_are_found() -> None:
    texts = ["Ilse Haverkamp spoke.", "Then Haverkamp left; the Haverkamps stayed."]
    found = agreed(texts, [[NameSpan(0, 14, "person")], []])
    assert shown(texts, found)[1] == [("Haverkamp", "person")]


def test_an_ordinary_word_is_no_repeat() -> None:
    texts = ["Anna Field spoke in a field.", "Field work goes on."]
    found = agreed(texts, [[NameSpan(0, 10, "person")], []])
    assert shown(texts, found) == [[("Anna Field", "person")], []]


def test_repeats_do_not_overlap_what_was_found() -> None:
    spans = with_repeats(
        "New Orvane, Orvane", [NameSpan(0, 10, "place")], {"Orvane": "place", "New": "place"}
    )
    assert spans == [NameSpan(0, 10, "place"), NameSpan(12, 18, "place")]


@pytest.mark.parametrize(
    "text", ["a\nb", "a \r\n b\t\tc", "  a  b", "plain text", "", "\n", "a\u00a0b\n\nc\n"]
)
def test_offsets_survive_white_space(text: str) -> None:
    joined = WRAP.sub(" ", text)
    places = origins(text)
    assert len(places) == len(joined)
    assert all(text[at] == char or text[at].isspace() for at, char in zip(places, joined, strict=True))


def test_a_pipeline_that_is_not_there_says_how_to_get_it() -> None:
    with pytest.raises(ModelError, match="xx_no_such_pipeline") as caught:
        SpacyFinder("xx_no_such_pipeline").spans(["Anna Berg spoke."])
    assert "python -m spacy download xx_no_such_pipeline" in caught.value.hint


def test_a_pipeline_without_names_is_refused(tmp_path: Path) -> None:
    import spacy

    spacy.blank("en").to_disk(tmp_path)
    with pytest.raises(ModelError, match="names no people or places"):
        load(str(tmp_path))


def test_another_pipelines_labels_are_mapped(tmp_path: Path) -> None:
    import spacy

    nlp = spacy.blank("en")
    patterns = [
        ("PER", "Ilse"),
        ("GPE", "Orvane"),
        ("FAC", "Orvane Bridge"),
        ("ORG", "Acme"),
        ("NORP", "Belgian"),
    ]
    nlp.add_pipe("entity_ruler").add_patterns([{"label": k, "pattern": v} for k, v in patterns])
    nlp.to_disk(tmp_path)
    texts = ["Ilse of Acme, a Belgian, saw Orvane and Orvane Bridge."]
    expected = [("Ilse", "person"), ("Acme", "org"), ("Orvane", "place"), ("Orvane Bridge", "place")]
    assert shown(texts, SpacyFinder(str(tmp_path)).spans(texts)) == [expected]


@pytest.mark.model
def test_right_names_are_found(finder: SpacyFinder) -> None:
    texts = ["Finance Minister Claudia Brandt flew from Toronto to Nairobi on Monday to meet James Okafor."]
    expected = [
        ("Claudia Brandt", "person"),
        ("Toronto", "place"),
        ("Nairobi", "place"),
        ("James Okafor", "person"),
    ]
    assert shown(texts, finder.spans(texts)) == [expected]


@pytest.mark.model
def test_garbled_names_are_found(finder: SpacyFinder) -> None:
    texts = [
        "Chancellor Ollaf Sholts arrived in Buenos Airis on Friday.",
        "The talks in Nairoby were led by Klaudia Brandd, officials said.",
    ]
    first, second = shown(texts, finder.spans(texts))
    assert first == [("Ollaf Sholts", "person"), ("Buenos Airis", "place")]
    assert second == [("Nairoby", "place"), ("Klaudia Brandd", "person")]


@pytest.mark.model
def test_spans_are_slices_in_order_without_overlaps(finder: SpacyFinder) -> None:
    texts = [
        "",
        "Nothing here.",
        "In Toronto,\nJames\n  Okafor met\tClaudia Brandt’s team; Okafor left Toronto.",
    ]
    found = finder.spans(texts)
    assert found[:2] == [[], []]
    assert all(a.end <= b.start for a, b in zip(found[2], found[2][1:], strict=False))
    surfaces = [texts[2][span.start : span.end] for span in found[2]]
    assert surfaces == ["Toronto", "James\n  Okafor", "Claudia Brandt", "Okafor", "Toronto"]


@pytest.mark.model
def test_the_same_text_gives_the_same_names(finder: SpacyFinder) -> None:
    texts = ["James Okafor left Toronto.", "Okafor was seen in Nairobi."]
    again = pickle.loads(pickle.dumps(finder))
    assert again.spans(texts) == finder.spans(texts) == finder.spans(texts)


@pytest.mark.model
def test_threads_may_share_a_finder_that_forgets_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy_finder, "LETTERS_KEPT", 0)
    finder = SpacyFinder()
    texts = [[f"James Okafor{number} left Toronto for Nairobi."] for number in range(40)]
    alone = [finder.spans(some) for some in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(finder.spans, texts)) == alone


def test_the_shipped_pipeline_divides_words_as_it_was_trained_to() -> None:
    plain = spacy.load(files("normalize") / "data" / "ner").tokenizer
    ours = load("").tokenizer
    assert ours.rules == plain.rules
    text = "Mr. Kovalenko didn't go to St. Ives (U.S.A.), see https://example.org/a?c=d — he's in Ruse."
    assert [word.text for word in ours(text)] == [word.text for word in plain(text)]
