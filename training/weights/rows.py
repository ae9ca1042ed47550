"""Labelled copy → one row for each candidate that the product would weigh, with what it would do.

    python training/weights/rows.py ../shared/eval/wmt_dev.jsonl ../shared/eval/wmt_gazetteer.yaml rows.jsonl

A row: `id` and `group` (the document, and the source text it is a translation of), `start`, `end`,
`form`, `right` (1: writing the form mends an error, 0: it does harm), `doubt` (whether it would be held
for review however probable) and `features`. Candidates that
nobody judged, or that only change case, marks or style, are left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import normalize
from normalize.doubts import doubt
from normalize.features import features
from normalize.formats import parse
from normalize.judging import Judgement, judge
from normalize.model import Weighed
from normalize.offsets import source_range
from normalize.resolve import resolve
from normalize.rewrite import Edit
from normalize.scene import set_scene
from normalize.setting import Setting, kinship, link, rival
from normalize.weigh import WEIGHED, narrow

RIGHT = {Judgement.CORRECT: 1, Judgement.WRONG: 0, Judgement.PARTIAL: 0, Judgement.FALSE: 0}

_open: dict[str, normalize.Normalizer] = {}


def rows(gold: Mapping[str, Any], normalizer: normalize.Normalizer) -> Iterator[dict[str, Any]]:
    """Yield the rows of one labelled document."""
    knowledge = normalizer.knowledge
    forms = {entity.id: entity.forms for entity in normalizer.gazetteer.entities}
    document = parse(gold["text"], gold["id"])
    mentions = normalizer.finder.find(document)
    resolved = [(mention, resolve(mention, knowledge.index, knowledge.lexicon)) for mention in mentions]
    scene, links, kin = set_scene(document, mentions), link(resolved), kinship(resolved)
    for mention, candidates in resolved:
        segment = document.segments[mention.segment]
        setting = Setting(
            scene,
            knowledge.index,
            knowledge.lexicon,
            segment.text,
            mention,
            tuple(map(rival, candidates)),
            links,
            kin,
        )
        for candidate in candidates[:WEIGHED]:
            if candidate.listing:
                continue
            start, end = source_range(segment, candidate.start, candidate.end)
            right = RIGHT.get(judge(gold, Edit(start, end, candidate.form), forms))
            if right is not None:
                numbers = features(candidate, setting)
                narrowed = narrow(mention, (candidate.start, candidate.end), segment.text)
                held = doubt(narrowed, Weighed(candidate, 0.5, ()), knowledge.index, knowledge.lexicon)
                yield {
                    "id": gold["id"],
                    "group": gold.get("doc") or gold["id"],
                    "start": start,
                    "end": end,
                    "surface": gold["text"][start:end],
                    "form": candidate.form,
                    "entity": candidate.entity.id,
                    "right": right,
                    "doubt": bool(held),
                    "features": {key: value for group in numbers.values() for key, value in group.items()},
                }


def _start(gazetteer: str) -> None:
    if gazetteer == "default":
        _open["it"] = normalize.load()
    else:
        _open["it"] = normalize.load(gazetteer, default=False)


def _lines(line: str) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows(json.loads(line), _open["it"]))


def main() -> None:
    """Write the rows of a labelled set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("gazetteer", help="a file, or `default` for the shipped one")
    parser.add_argument("out", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    wishes = parser.parse_args()
    lines = wishes.gold.read_text(encoding="utf-8").splitlines()
    with (
        ProcessPoolExecutor(wishes.jobs, initializer=_start, initargs=(wishes.gazetteer,)) as pool,
        wishes.out.open("w", encoding="utf-8") as out,
    ):
        out.writelines(pool.map(_lines, lines, chunksize=8))


if __name__ == "__main__":
    main()
