"""NER reads only the paragraphs in which something may be told: what is told here is the same without it.

On the labelled sets: `python benchmarks/screen.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

import normalize
from normalize.model import Document, Result
from normalize.reader import Reader, Stirred

ROOT = Path(__file__).parent
SEEDS = sorted((ROOT.parent / "seeds").glob("*.txt"))
CASES = ("adversarial", "corrections", "untouched")

pytestmark = pytest.mark.model


def read_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have NER read every paragraph: no screen."""
    stirred = Reader._stirred

    def everything(reader: Reader, document: Document, *others: object) -> Stirred:
        quiet = dict.fromkeys(range(len(document.segments)), frozenset[str]())
        return {**quiet, **stirred(reader, document, *others)}  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "_stirred", everything)


def told(result: Result) -> list[tuple[str, str, str, str]]:
    return [
        (one.evidence.mention.text, one.verdict.value, one.rule, one.correction.replacement)
        for one in result.decisions
        if one.rule and one.correction
    ]


@cache
def texts() -> tuple[str, ...]:
    rows = [
        row
        for name in CASES
        for row in yaml.safe_load((ROOT / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))
    ]
    return (
        *(path.read_text(encoding="utf-8") for path in SEEDS),
        *(row["text"] for row in rows if isinstance(row, dict) and "text" in row),
    )


def test_what_is_told_is_the_same_without_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    normalizer = normalize.load()
    screened = [told(result) for result in normalizer.pipe(texts())]
    read_all(monkeypatch)
    assert [told(result) for result in normalizer.pipe(texts())] == screened
    assert sum(map(len, screened)) > len(SEEDS)


def test_ner_is_not_asked_where_nothing_may_be_told() -> None:
    normalizer = normalize.load(model="none")
    asked: list[str] = []

    class Heard:
        def spans(self, texts: list[str]) -> list[list[object]]:
            asked.extend(texts)
            return [[] for _ in texts]

    object.__setattr__(normalizer.finder, "tagger", Heard())
    normalizer("The river rose overnight.\n\nNATO chief Mark Latte arrived.\n\nNobody was hurt.")
    assert asked
    assert {"Latte" in text for text in asked} == {True}
