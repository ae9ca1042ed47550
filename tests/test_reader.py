"""A corrected document is read again as far as its corrections reach, and decided on as if read whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from fakes import normalizer
from hypothesis import given, settings
from hypothesis import strategies as st
from test_screen import texts

import normalize
from normalize import pipeline, reader, weigh
from normalize.formats import parse
from normalize.model import Document, Evidence, Result
from normalize.reader import Reader
from normalize.resolve import resolve
from normalize.scene import line_of, set_scene
from normalize.setting import elsewhere, reached

NORMALIZER = normalizer()

NAMES = """
    Mark Latte Lutte Rutte Ruta Ruette Steve Witkov Witkow Witkoff Vitkoff Andrze Andrzej Duda Dudda Voldimia
    Volodymyr Vladimir Zelenki Zelenskij Zelenskiy Zelensky Selensky Selenski Ukrane Kiev Sudja Suzha Sudzha
""".split()
SENTENCES = (
    """
    NATO chief {} spoke.|President {} of Ukraine spoke.|The envoy {} arrived.|{} left.|{} won.|They met {}.
    Is {} a vladimir?|The Polish president {} spoke.|The town of {} is in the Kursk region.
    Mr {} said.|{} “met” Moscow’s man.
""".strip()
    .replace("\n", "|")
    .split("|")
)


class Anew(Reader):
    """Reads everything again, also where nothing spoke for anything before."""

    def evidence(self, document: Document) -> tuple[Evidence, ...]:
        self._last, self._silent = None, ()
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


@pytest.mark.parametrize(
    ("first", "second"),
    [("They met Zelenskij.", "Selensky won."), ("The envoy Zelenskij arrived.", "Selenski won.")],
)
def test_a_correction_brings_another_to_light_elsewhere(first: str, second: str) -> None:
    assert "Selensk" not in NORMALIZER(f"{first}\n\n{second}").corrected
    assert NORMALIZER(second).corrected == second


@given(paragraphs())
@settings(max_examples=300, deadline=None)
def test_all_is_decided_as_if_everything_was_read_again(text: str) -> None:
    assert NORMALIZER(text) == anew(NORMALIZER, text)


@given(paragraphs())
@settings(max_examples=50, deadline=None)
def test_all_is_decided_the_same_if_little_is_done_at_once(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weigh, "CANDIDATES_AT_ONCE", 1)
        few = NORMALIZER(text)
    assert few == NORMALIZER(text)


@pytest.mark.model
def test_all_is_decided_with_ner_as_if_everything_was_read_again() -> None:
    normalizer = normalize.load()
    together = "\n\n".join(texts())
    for text in (*texts(), together):
        assert normalizer(text) == anew(normalizer, text)


def test_only_what_a_correction_reaches_is_weighed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    weighed: list[set[int]] = []
    whole = reader.weigh

    def counted(document: Document, elsewhere: object, resolved: reader.Resolved, *others: object) -> object:
        weighed.append({mention.segment for mention, candidates in resolved})
        return whole(document, elsewhere, resolved, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "weigh", counted)
    others = ["The town of Suda fell."] * 50
    NORMALIZER("\n\n".join(["Mr Witkov said so.", "The envoy Vitkoff arrived.", *others]))
    assert [len(segments) for segments in weighed[:2]] == [52, 2], weighed


@pytest.mark.model
def test_a_name_in_a_run_of_many_words_is_found() -> None:
    many = " ".join(["Lorem", "Ipsum"] * 30)
    text = f"{many} NATO Chief Mark Latte {many}"
    assert normalize.load()(text).corrected == text.replace("Latte", "Rutte")


def test_what_is_told_elsewhere_reaches_a_candidate() -> None:
    document = parse("Mark Latte spoke.", "a.txt")
    index, lexicon = NORMALIZER.knowledge.index, NORMALIZER.knowledge.lexicon
    (mention,) = NORMALIZER.finder.find(document)
    resolved = [(mention, resolve(mention, index, lexicon))]
    entity = next(one.entity for _, some in resolved for one in some if one.form == "Mark Rutte")
    before = elsewhere(set_scene([line_of(document.segments[0].text)], ()), ())
    assert reached(resolved, before, before, index) == set()
    context = entity.context[0]
    assert not before.scene.anywhere(entity.context)
    scenes = [
        replace(before.scene, counts=before.scene.counts + Counter(latte=1)),
        replace(before.scene, lower=frozenset({"latte"})),
        replace(before.scene, present=Counter({entity.id: 1})),
        set_scene([line_of(document.segments[0].text), line_of(f"A {context} is here.")], ()),
    ]
    others = [
        replace(before, links={(entity.id, "latte"): frozenset({(0, 5)})}),
        replace(before, kin={entity.id: frozenset({"lutte"})}),
    ]
    for after in (*(replace(before, scene=scene) for scene in scenes), *others):
        assert reached(resolved, before, after, index) == {0}, after
    unlike = replace(before.scene, counts=before.scene.counts + Counter(moscow=1))
    assert reached(resolved, before, replace(before, scene=unlike), index) == set()
