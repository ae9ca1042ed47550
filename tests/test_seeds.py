"""The five seed articles: every labelled error is mended, and nothing else is touched but house style."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

import normalize
from normalize.model import Decision, Result, Verdict

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))

# Surface form → what is written, in the order of the machine-translated article.
MENDED = [
    ("Mark Latte", "Mark Rutte"), ("Steve Witkov", "Steve Witkoff"), ("Marko Rubio", "Marco Rubio"),
    ("Suda", "Sudzha"), ("Witkov", "Witkoff"), ("Voldimia Zelenki", "Volodymyr Zelensky"),
    ("Mikolife", "Mykolaiv"), ("Andrze Duda", "Andrzej Duda"),
]  # fmt: skip

pytestmark = pytest.mark.model


@cache
def results() -> dict[str, Result]:
    normalizer = normalize.load()
    return {path.name[:3]: normalizer.read(path.read_bytes(), path.name) for path in SEEDS}


def corrected(result: Result, rule: str) -> list[tuple[str, str]]:
    return [
        (decision.evidence.mention.text, decision.correction.replacement)
        for decision in result.decisions
        if decision.verdict is Verdict.CORRECT and decision.rule == rule and decision.correction
    ]


def findings(result: Result) -> list[Decision]:
    return [one for one in result.decisions if one.verdict in (Verdict.CORRECT, Verdict.REVIEW)]


def test_there_are_five_seeds_as_their_publishers_wrote_them() -> None:
    assert len(SEEDS) == 5
    digest = sha256(b"".join(path.read_bytes() for path in SEEDS)).hexdigest()
    assert digest == "6797d70c4458e77fc9dfe75877fffc0dc9ce3b3e42abd924d450766f996463ec"


def test_every_garbled_name_is_mended() -> None:
    assert corrected(results()["004"], "misspelt") == MENDED


def test_house_style_is_the_only_other_change() -> None:
    assert corrected(results()["004"], "style") == [("Kiev", "Kyiv")]
    for name in ("000", "001", "002", "003"):
        assert results()[name].corrected == results()[name].document.source


def test_clean_articles_bring_no_finding_but_style() -> None:
    for name in ("000", "001", "002", "003"):
        assert all(one.rule == "style" for one in findings(results()[name]))


def test_correcting_twice_is_correcting_once() -> None:
    again = normalize.load()(results()["004"].corrected)
    assert again.corrected == results()["004"].corrected
