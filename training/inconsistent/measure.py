"""Documents → the pairs of spellings that rule `inconsistent` finds in them, and the factors that fit them.

    python training/inconsistent/measure.py ../shared/eval/wmt_dev.jsonl ../shared/eval/clean_dev.jsonl

A pair of a document with a `reference` is judged by it: the other spelling is right if the reference has it
and has not the rarer one. Pairs of other documents are only shown, for a person to judge. `--half 0` and
`--half 1` read half of the documents each, translations of one text together.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from sklearn.linear_model import LogisticRegression

import normalize
from normalize.decide import decide
from normalize.formats import parse
from normalize.inconsistent import FACTORS, numbers
from normalize.keys import fold_letters
from normalize.likeness import Alike, alike
from normalize.model import Decision, Document
from normalize.resolve import resolve
from normalize.scene import line_of, set_scene
from normalize.setting import elsewhere
from normalize.settle import settle
from normalize.spellings import spellings
from normalize.tokens import words
from normalize.weigh import weigh


def pairs(document: Document, normalizer: normalize.Normalizer) -> list[Alike]:
    """Return the pairs of spellings in a document, by what the other rules leave of it."""
    knowledge = normalizer.knowledge

    def decided(reading: Document) -> tuple[Decision, ...]:
        mentions = normalizer.finder.find(reading)
        resolved = [(mention, resolve(mention, knowledge.index, knowledge.lexicon)) for mention in mentions]
        scene = set_scene([line_of(segment.text) for segment in reading.segments], mentions)
        evidence = weigh(reading, elsewhere(scene, resolved), resolved, knowledge)
        return tuple(decide(one, normalizer.policy) for one in evidence)

    return list(alike(document, spellings(document, settle(document, decided), knowledge), knowledge))


def judged(pair: Alike, gold: Mapping[str, Any]) -> str:
    """Return which spelling the reference has: other, rarer, both or neither; "" without a reference."""
    if not gold.get("reference"):
        return ""
    there = {fold_letters(word.text) for word in words(gold["reference"])}
    found = [name for name in ("rarer", "other") if getattr(pair, name).letters in there]
    return {0: "neither", 1: "".join(found), 2: "both"}[len(found)]


def half(gold: Mapping[str, Any]) -> int:
    """Return which half a document is in, 0 or 1; translations of one text are in one half."""
    return sha256(gold.get("doc", gold["id"]).encode()).digest()[0] % 2


def shown(pair: Alike, gold: Mapping[str, Any], judgement: str) -> str:
    """Return a line for a person."""
    rarer, other = pair.rarer, pair.other
    listed = ", listed" if other.listed else ""
    told = (
        f"{rarer.words[0].mention.run} ({len(rarer.words)}, {rarer.level})",
        f"{other.words[0].mention.run} ({len(other.words)}, {other.level}{listed})",
        f"{rarer.text} → {other.text} {pair.nearness:.2f}",
    )
    return "\t".join((judgement, gold["id"], *told))


def read(path: Path, wanted: int | None) -> Iterator[dict[str, Any]]:
    """Yield the documents of a file, or those of one half."""
    for line in path.read_text("utf-8").splitlines():
        gold = json.loads(line)
        if wanted is None or half(gold) == wanted:
            yield gold


def fitted(rows: list[tuple[Alike, str]]) -> str:
    """Return the factors that fit the judgements, as `inconsistent.FACTORS` has them."""
    values = [[numbers(pair)[name] for name in FACTORS] for pair, _ in rows]
    fit = LogisticRegression(C=1.0).fit(values, [judgement == "other" for _, judgement in rows])
    factors = {name: round(float(one), 2) for name, one in zip(FACTORS, fit.coef_[0], strict=True)}
    return f"usual {fit.intercept_[0]:.2f}, {factors}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--half", type=int, choices=(0, 1))
    wishes = parser.parse_args()
    normalizer = normalize.load()
    rows = []
    for path in wishes.gold:
        number = 0
        for gold in read(path, wishes.half):
            number += len(gold["text"].split())
            for pair in pairs(parse(gold["text"], gold["id"]), normalizer):
                rows.append((pair, judged(pair, gold)))
                print(shown(pair, gold, rows[-1][1]))
        print(f"{path.name}: {number:,} words")
    known = [(pair, judgement) for pair, judgement in rows if judgement]
    print(f"{len(rows)} pairs, {len(known)} judged: {fitted(known) if known else ''}")


if __name__ == "__main__":
    main()
