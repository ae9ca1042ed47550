"""What counts as mended and as spoilt; where the labelled copy is at hand, the same figures as its scorer."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from normalize.judging import Judgement, fold, judge, words_of
from normalize.rewrite import Edit
from normalize.scoring import score

EVAL = Path(__file__).resolve().parents[2] / "shared" / "eval"
FORMS = {"p:novak": ("Jana Nováková", "J. Nováková", "Jana Novakova-Bell"), "l:brod": ("Havlíčkův Brod",)}

needs_eval = pytest.mark.skipif(
    not (EVAL / "score.py").exists() or importlib.util.find_spec("unidecode") is None,
    reason="the labelled copy, or Unidecode, by which its scorer folds letters, is not at hand",
)


def document(text: str, *spans: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    """Return a labelled document; a span is surface, gold and label."""
    made = [
        {"start": text.index(surface), "end": text.index(surface) + len(surface), "surface": surface,
         "gold": gold, "kind": "PERSON", "label": label, "gazetteer_id": "p:novak"}
        for surface, gold, label in spans
    ]  # fmt: skip
    return {"id": "d", "text": text, "spans": made, **more}


def judged(text: str, surface: str, gold: str, replaced: str, replacement: str) -> Judgement:
    start = text.index(replaced)
    edit = Edit(start, start + len(replaced), replacement)
    return judge(document(text, (surface, gold, "error")), edit, FORMS)


@pytest.mark.parametrize(
    ("replaced", "replacement", "expected"),
    [
        ("Jana Novacova", "Jana Nováková", Judgement.CORRECT),
        ("Novacova", "Nováková", Judgement.CORRECT),
        ("Novacova", "NOVAKOVA", Judgement.CORRECT),
        ("Jana Novacova", "Nováková", Judgement.PARTIAL),
        ("Novacova", "Jana Nováková", Judgement.PARTIAL),
        ("Novacova", "Novotná", Judgement.WRONG),
        ("minister", "Minister", Judgement.COSMETIC),
        ("minister", "Ministr", Judgement.FALSE),
        ("the minister Jana Novacova", "Jana Nováková", Judgement.PARTIAL),
        ("said", "said", Judgement.VOID),
    ],
)
def test_an_edit_is_judged_by_what_the_text_then_says(
    replaced: str, replacement: str, expected: Judgement
) -> None:
    text = "Then the minister Jana Novacova said no."
    assert judged(text, "Jana Novacova", "Jana Nováková", replaced, replacement) is expected


def test_a_doubled_first_name_is_no_hit() -> None:
    text = "Then Jana Novacova said no."
    assert judged(text, "Novacova", "Nováková", "Novacova", "Jana Nováková") is Judgement.WRONG


def test_a_surname_that_is_the_same_part_of_an_alias_is_a_hit() -> None:
    assert judged(
        "Mrs Novacova-Bel said", "Novacova-Bel", "Nováková-Bellová", "Novacova-Bel", "Novakova-Bell"
    ) is (Judgement.CORRECT)


def test_edits_on_house_style_and_on_stretches_nobody_judged_count_for_neither() -> None:
    made = document(
        "Kladno, Kladna and Klatno", ("Kladna", "Kladno", "style"), ignore=[{"start": 19, "end": 25}]
    )
    assert judge(made, Edit(8, 14, "Kladno"), {}) is Judgement.STYLE
    assert judge(made, Edit(19, 25, "Kladno"), {}) is Judgement.IGNORED


def test_an_edit_out_of_range_or_over_another_counts_for_nothing() -> None:
    made = document("Jana Novacova said.", ("Novacova", "Nováková", "error"))
    edits = [Edit(5, 13, "Nováková"), Edit(8, 16, "x"), Edit(15, 99, "x")]
    assert score([made], FORMS, {"d": edits}).counts["edits_correct"] == 1
    assert score([made], FORMS, {"d": edits}).precision == 1.0


def test_false_edits_are_counted_by_ten_thousand_words_of_documents_without_errors() -> None:
    plain = {"id": "a", "text": "word " * 500, "spans": [], "negative": "plain"}
    trap = {"id": "b", "text": "trap " * 250, "spans": [], "negative": "trap"}
    figures = score(
        [plain, trap], {}, {"a": [Edit(0, 4, "ward")], "b": [Edit(0, 4, "tramp"), Edit(5, 9, "x")]}
    )
    assert figures.false_per_10k_negative == 40.0
    assert figures.false_per_10k_negative_plain == 20.0
    assert figures.false_per_10k_negative_trap == 80.0


def test_nothing_to_score_is_no_error() -> None:
    assert score([], {}, {}).f1 == 0.0


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("eval_score", EVAL / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def labelled(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EVAL / name).read_text("utf-8").splitlines()]


def rows() -> dict[str, dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return {row["id"]: row for row in yaml.load((EVAL / "wmt_gazetteer.yaml").read_text("utf-8"), loader)}


def attempts(
    made: Mapping[str, Any], names: Sequence[str], chance: random.Random
) -> Iterator[dict[str, Any]]:
    """Yield edits on and beside labels and anywhere: right, half right, doubled, overlapping, senseless."""
    text = made["text"]
    for span in made["spans"]:
        start = max(0, span["start"] - chance.choice([0, 0, 0, 3, 9]))
        end = span["end"] + chance.choice([0, 0, 0, -1, 4, 12])
        words = span["gold"].split()
        new = chance.choice([
            span["gold"], span["gold"], text[start:span["start"]] + span["gold"] + text[span["end"]:end],
            words[-1], " ".join([*words, *words]), f"Mr {span['gold']}", span["surface"], span["gold"] + "’s",
            chance.choice(names), " ".join([words[0], chance.choice(names)]), "",
        ])  # fmt: skip
        if chance.random() < 0.7:
            yield {"start": start, "end": end, "replacement": new}
    for _ in range(chance.randrange(6)):
        start = chance.randrange(len(text) + 5)
        new = chance.choice([chance.choice(names), text[start : start + 6].upper(), "x"])
        yield {"start": start, "end": start + chance.randrange(9), "replacement": new}


@needs_eval
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["wmt_dev.jsonl", "seeds.jsonl"])
def test_the_figures_are_those_of_the_labelled_copy_s_own_scorer(name: str, seed: int) -> None:
    entries, gold, chance = rows(), labelled(name), random.Random(seed)
    names = [row["name"] for row in entries.values()]
    edits = {made["id"]: list(attempts(made, names, chance)) for made in gold}
    expected, _ = scorer().score(gold, entries, edits)
    forms = {key: (row["name"], *(row.get("aliases") or ())) for key, row in entries.items()}
    mine = {
        key: [Edit(one["start"], one["end"], one["replacement"]) for one in made]
        for key, made in edits.items()
    }
    figures = score(gold, forms, mine).as_dict()
    expected["counts"] = {key: number for key, number in expected["counts"].items() if number}
    assert figures == expected
    if name.startswith("wmt"):
        assert figures["counts"]["hit"] > 50
        assert figures["counts"]["doubled_or_lost"] > 20


@needs_eval
def test_words_fold_as_the_scorer_folds_them() -> None:
    theirs = scorer()
    for made in labelled("wmt_dev.jsonl"):
        assert list(words_of(made["text"])) == theirs.words(made["text"])
    for row in rows().values():
        for form in (row["name"], *(row.get("aliases") or ())):
            assert fold(form) == theirs.fold(form)
