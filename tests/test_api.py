"""The library: what `import normalize` promises."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from fakes import normalizer

import normalize


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


@pytest.mark.model
def test_the_shipped_gazetteer_and_model_are_there() -> None:
    result = normalize.load()("NATO chief Mark Latte met US envoy Steve Witkov in Moscow.")
    assert result.corrected == "NATO chief Mark Rutte met US envoy Steve Witkoff in Moscow."
