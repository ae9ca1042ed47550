"""The library: what `import normalize` promises."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from fakes import normalizer

import normalize
from normalize.model import Entity
from normalize.safeguards import HARM


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = ("spacy", "numpy", "yaml", "pydantic")
    code = f"import sys, normalize; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_promised_is_there() -> None:
    for name in normalize.__all__:
        assert getattr(normalize, name)
    with pytest.raises(AttributeError, match="no attribute 'lode'"):
        _ = normalize.lode  # type: ignore[attr-defined]


def test_texts_stream_in_order_one_at_a_time() -> None:
    asked: list[str] = []

    def texts() -> Iterator[str]:
        for text in ("in Kiev", "in Russia", "in Kiev"):
            asked.append(text)
            yield text

    results = normalizer().pipe(texts())
    assert next(results).corrected == "in Kyiv"
    assert asked == ["in Kiev"]
    assert [result.corrected for result in results] == ["in Russia", "in Kyiv"]


def test_an_empty_text_has_no_decisions() -> None:
    result = normalizer()("")
    assert (result.decisions, result.corrected) == ((), "")


def test_other_formats_keep_their_markup() -> None:
    assert normalizer()("<p>In <b>Kie</b>v</p>", format="html").corrected == "<p>In <b>Kyi</b>v</p>"


BRNO = Entity("brno", "place", "Brňo", avoid=("Bruenn",))


def test_what_the_encoding_cannot_hold_is_left_for_review_as_on_the_command_line() -> None:
    result = normalizer(BRNO).read("Caf\u00e9 in Bruenn.".encode("latin-1"), "a.txt", encoding="latin-1")
    assert result.corrected == result.document.source
    assert [one.held for one in result.decisions if one.held] == [
        "'ň' (U+0148) cannot be written in iso8859-1"
    ]
    assert normalizer(BRNO).read("Caf\u00e9 in Bruenn.".encode(), "a.txt").corrected == "Café in Brňo."


def test_what_would_not_read_back_as_intended_is_left_for_review() -> None:
    quoted = Entity("brno", "place", 'Br"no', avoid=("Bruenn",))
    table = 'id\tbody\n1\tSeen in Bruenn.\n2\t"Seen."\n'
    result = normalizer(quoted)(table, format="tsv")
    assert (result.corrected, [one.held for one in result.decisions if one.held]) == (table, [HARM])


def test_text_without_end_is_refused_before_the_pipeline_chokes() -> None:
    with pytest.raises(normalize.NormalizeError, match="200,001 characters of text without a break"):
        normalizer()("x" * 200_001)


def test_fields_are_named_once_for_all_or_for_one_text() -> None:
    feed = '{"note": "in Kiev", "headline": "in Kiev"}'
    known = normalizer()
    of_notes = normalize.Normalizer(known.gazetteer, model="none", fields=["note"])
    assert known(feed, format="json").corrected == feed.replace('line": "in Kiev', 'line": "in Kyiv')
    noted = feed.replace('note": "in Kiev', 'note": "in Kyiv')
    assert known(feed, format="json", fields=["note"]).corrected == noted
    assert known.read(feed.encode(), "feed.json", fields="note").corrected == noted
    assert [one.corrected for one in known.pipe([feed], format="json", fields=("note",))] == [noted]
    assert of_notes(feed, format="json").corrected == noted
    assert of_notes(feed, format="json", fields=["headline"]).corrected != noted


@pytest.mark.model
def test_the_shipped_gazetteer_and_model_are_there() -> None:
    result = normalize.load()("NATO chief Mark Latte met US envoy Steve Witkov in Moscow.")
    assert result.corrected == "NATO chief Mark Rutte met US envoy Steve Witkoff in Moscow."
