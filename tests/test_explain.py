"""What would have changed a verdict."""

from __future__ import annotations

import pytest
from fakes import normalizer

from normalize.adapters.explain import hinges
from normalize.model import Decision, Verdict


def decided(text: str) -> Decision:
    return next(one for one in normalizer()(text).decisions if one.evidence.candidates)


def test_a_correction_hangs_on_the_witnesses_it_cannot_spare() -> None:
    decision = decided("NATO chief Mark Latte said so.")
    assert decision.verdict is Verdict.CORRECT
    total = sum(witness.weight for witness in decision.evidence.candidates[0].witnesses)
    told = hinges(decision, 1 / (1 + 2.718281828 ** -(total - 0.01)))
    strongest = max(decision.evidence.candidates[0].witnesses, key=lambda witness: witness.weight)
    assert told.startswith("for review without: ")
    assert strongest.words in told


def test_a_correction_with_much_to_spare_hangs_on_nothing() -> None:
    assert hinges(decided("The Kiev mayor said so."), 0.01) == "no witness decides it alone"


def test_what_is_left_says_how_much_it_lacks() -> None:
    decision = decided("“Mark Latte [sic] said so.")
    assert decision.verdict is Verdict.REVIEW
    assert hinges(decision, 0.01) == "sure enough to be corrected but for that"
    assert hinges(decision, 0.9999).endswith(" log-odds short of being corrected")


@pytest.mark.parametrize("bar", [0.0, 1.01])
def test_a_bar_that_never_or_always_corrects_hangs_on_nothing(bar: float) -> None:
    assert hinges(decided("NATO chief Mark Latte said so."), bar) == ""
