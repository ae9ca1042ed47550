"""The cases: sentences before and after, with everything that is shipped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import normalize

CASES = Path(__file__).parent / "cases"

pytestmark = pytest.mark.model


@cache
def shipped() -> normalize.Normalizer:
    return normalize.load()


def cases(name: str) -> list[Any]:
    rows = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["label"]) for row in rows]


@pytest.mark.parametrize("case", cases("corrections"))
def test_a_garbled_name_is_corrected(case: dict[str, str]) -> None:
    assert shipped()(case["before"]).corrected == case["after"]


@pytest.mark.parametrize("case", cases("corrections"))
def test_correcting_twice_is_correcting_once(case: dict[str, str]) -> None:
    assert shipped()(case["after"]).corrected == case["after"]


@pytest.mark.parametrize("case", cases("untouched"))
def test_what_is_right_stays(case: dict[str, str]) -> None:
    assert shipped()(case["text"]).corrected == case["text"]


@pytest.mark.xfail(strict=True, reason="known failures, each with its reason in the file")
@pytest.mark.parametrize("case", cases("known_failures"))
def test_a_known_failure(case: dict[str, str]) -> None:
    assert shipped()(case["before"]).corrected == case["after"]
