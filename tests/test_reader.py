"""A corrected document is read again as far as its corrections reach, and decided on as if read whole."""

from __future__ import annotations

import pytest
from fakes import normalizer
from hypothesis import given, settings
from hypothesis import strategies as st
from test_screen import texts

import normalize
from normalize import pipeline, reader
from normalize.model import Document, Evidence, Result
from normalize.reader import Reader

NORMALIZER = normalizer()

NAMES = """
    Mark Latte Lutte Rutte Ruta Ruette Steve Witkov Witkow Witkoff Vitkoff Andrze Andrzej Duda Dudda Voldimia
    Volodymyr Vladimir Zelenki Zelenskiy Zelensky Selensky Kiev Sudja Suzha Sudzha
""".split()
SENTENCES = """
    NATO chief {} spoke.|President {} of Ukraine spoke.|The envoy {} arrived.|{} left.|They met {}.
    Is {} a vladimir?|The Polish president {} spoke.|The town of {} is in the Kursk region.
    Mr {} said.|{} “met” Moscow’s man.
""".replace("\n", "|").split("|")


class Anew(Reader):
    """Reads everything again."""

    def evidence(self, document: Document) -> tuple[Evidence, ...]:
        self._last = None
        return super().evidence(document)


def anew(normalizer: normalize.Normalizer, text: str) -> Result:
    """What is decided if everything is read again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "Reader", Anew)
        return normalizer(text)


def paragraphs() -> st.SearchStrategy[str]:
    names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=2).map(" ".join)
    told = st.tuples(st.sampled_from(SENTENCES), names).map(lambda pair: pair[0].strip().format(pair[1]))
    return st.lists(told, min_size=1, max_size=5).map("\n\n".join)


def test_a_correction_brings_another_to_light_elsewhere() -> None:
    text = "Mr Witkov said so.\n\nThe envoy Vitkoff arrived."
    assert NORMALIZER(text).corrected == "Mr Witkoff said so.\n\nThe envoy Witkoff arrived."
    assert NORMALIZER("Mr Witkov said so.").corrected == "Mr Witkov said so."


@given(paragraphs())
@settings(max_examples=300, deadline=None)
def test_all_is_decided_as_if_everything_was_read_again(text: str) -> None:
    assert NORMALIZER(text) == anew(NORMALIZER, text)


@pytest.mark.model
def test_all_is_decided_with_ner_as_if_everything_was_read_again() -> None:
    normalizer = normalize.load()
    together = "\n\n".join(texts())
    for text in (*texts(), together):
        assert normalizer(text) == anew(normalizer, text)


def test_only_what_a_correction_reaches_is_weighed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    weighed: list[set[int]] = []
    weigh = reader.weigh

    def counted(document: Document, elsewhere: object, resolved: reader.Resolved, *others: object) -> object:
        weighed.append({mention.segment for mention, candidates in resolved})
        return weigh(document, elsewhere, resolved, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "weigh", counted)
    others = ["The town of Suda fell."] * 50
    NORMALIZER("\n\n".join(["Mr Witkov said so.", "The envoy Vitkoff arrived.", *others]))
    assert [len(segments) for segments in weighed[:2]] == [52, 2], weighed
