"""Small gazetteers and a pipeline without NER, for tests that need no model."""

from __future__ import annotations

import normalize
from normalize.gazetteer import Gazetteer
from normalize.model import Decision, Entity, Verdict

NAMES = (
    Entity("mark-rutte", "person", "Mark Rutte", ("Rutte",), context=("NATO", "secretary general")),
    Entity("steve-witkoff", "person", "Steve Witkoff", ("Witkoff",), context=("envoy", "Trump", "Moscow")),
    Entity("andrzej-duda", "person", "Andrzej Duda", ("Duda",), context=("Poland", "Polish", "president")),
    Entity(
        "volodymyr-zelensky", "person", "Volodymyr Zelensky", ("Zelensky",), ("Zelenskij",), ("Zelenskyy",),
        context=("Ukraine", "Ukrainian", "president"), unlike=("Vladimir",),
    ),
    Entity("kyiv", "place", "Kyiv", avoid=("Kiev",), within=("ukraine",), protect=("Chicken Kiev",)),
    Entity("kursk-oblast", "place", "Kursk Oblast", ("Kursk region",), within=("russia",)),
    Entity("sudzha", "place", "Sudzha", context=("town", "border"), within=("kursk-oblast", "russia")),
    Entity("russia", "place", "Russia"),
    Entity("ukraine", "place", "Ukraine"),
    Entity("uherske-hradiste", "place", "Uherské Hradiště"),
)  # fmt: skip


def normalizer(*entities: Entity, leave: tuple[str, ...] = ()) -> normalize.Normalizer:
    """A normalizer over some entities, those above if none are given, without NER."""
    return normalize.Normalizer(Gazetteer(entities or NAMES, leave), model="none")


def decision(text: str, surface: str, *entities: Entity) -> Decision:
    """The decision about the mention with this surface form; the text holds one."""
    found = [one for one in normalizer(*entities)(text).decisions if one.evidence.mention.text == surface]
    assert len(found) == 1, [one.evidence.mention.text for one in normalizer(*entities)(text).decisions]
    return found[0]


def changed(text: str) -> list[tuple[str, str]]:
    """What is corrected in a text: surface form and replacement."""
    return [
        (one.evidence.mention.text, one.correction.replacement)
        for one in normalizer()(text).decisions
        if one.verdict is Verdict.CORRECT and one.correction
    ]
