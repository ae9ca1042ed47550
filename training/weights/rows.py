"""Labelled copy → one row for each candidate that the product would weigh, with what it would do.

    python training/weights/rows.py ../shared/eval/wmt_dev.jsonl ../shared/eval/wmt_gazetteer.yaml rows.jsonl

A row: `id` and `group` (the document, and the source text it is a translation of), `start`, `end`,
`form`, `right` (1: writing the form mends an error, 0: it does harm), `doubt` (whether it would be held
for review however probable) and `features`. Candidates that
nobody judged, or that only change case, marks or style, are left out. With `--source` the product also hears
what each line was translated from, and a row says what that says of the candidate: `said`, the numbers of
`normalize/bilingual.py`, `borne_out` and `is_latin`. With `--reference` it reads what a person made of each
source, in which every correction is taken to be wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import normalize
from normalize.bilingual import echo, numbers, rival
from normalize.doubts import doubt
from normalize.features import features
from normalize.judging import Judgement, judge
from normalize.knowledge import Knowledge
from normalize.model import Candidate, Document, Mention, Weighed
from normalize.offsets import source_range
from normalize.originals import Original, originals
from normalize.resolve import resolve
from normalize.rewrite import Edit
from normalize.scene import line_of, set_scene
from normalize.setting import Setting, elsewhere
from normalize.setting import rival as rival_of
from normalize.weigh import WEIGHED, narrow

sys.path.insert(0, str(Path(__file__).parents[2]))
from benchmarks.bilingual import document as labelled

RIGHT = {Judgement.CORRECT: 1, Judgement.WRONG: 0, Judgement.PARTIAL: 0, Judgement.FALSE: 0}

_open: dict[str, normalize.Normalizer] = {}


def rows(
    gold: Mapping[str, Any], normalizer: normalize.Normalizer, *, is_bilingual: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield the rows of one labelled document."""
    knowledge = normalizer.knowledge
    forms = {entity.id: entity.forms for entity in normalizer.gazetteer.entities}
    document = labelled(gold, with_source=is_bilingual)
    heard = originals(document, knowledge.index)
    named = {number: one.meant for number, one in heard.items()}
    mentions = normalizer.finder.find(document)
    resolved = [
        (one, resolve(one, knowledge.index, knowledge.lexicon, named.get(one.segment, ()))[:WEIGHED])
        for one in mentions
    ]
    said = _said(document, resolved, heard, knowledge)
    scene = set_scene([line_of(segment.text) for segment in document.segments], mentions)
    against = elsewhere(scene, resolved)
    for mention, candidates in resolved:
        segment = document.segments[mention.segment]
        setting = Setting(
            against,
            knowledge.index,
            knowledge.lexicon,
            segment.text,
            mention,
            tuple(map(rival_of, candidates)),
        )
        for candidate in candidates:
            if candidate.listing:
                continue
            start, end = source_range(segment, candidate.start, candidate.end)
            right = RIGHT.get(judge(gold, Edit(start, end, candidate.form), forms))
            if right is not None:
                groups = features(candidate, setting)
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
                    "features": {key: value for group in groups.values() for key, value in group.items()},
                    **said.get((mention.segment, candidate), {}),
                }


def _said(
    document: Document,
    resolved: Sequence[tuple[Mention, Sequence[Candidate]]],
    heard: Mapping[int, Original],
    knowledge: Knowledge,
) -> dict[tuple[int, Candidate], dict[str, Any]]:
    """Return what the source says of each candidate, by its segment."""
    every = [(mention.segment, one) for mention, some in resolved for one in some if not one.listing]
    with_it = [(at, one, document.segments[at].text) for at, one in every if at in heard]
    channel, lexicon = knowledge.index.channel, knowledge.lexicon
    echoes = [(at, one, echo(one, heard[at], text, channel, lexicon)) for at, one, text in with_it]
    others: dict[int, list[tuple[Candidate, float]]] = defaultdict(list)
    for segment, one, told in echoes:
        others[segment].append((one, told.right))
    return {
        (segment, one): {
            "said": numbers(told, rival(one, others[segment])),
            "borne_out": told.is_borne_out,
            "is_latin": told.is_latin,
        }
        for segment, one, told in echoes
    }


def references(lines: Sequence[str]) -> list[str]:
    """Return labelled documents in what a person made of each source, line for line; without labels."""
    found: dict[str, str] = {}
    for gold in map(json.loads, lines):
        if gold["reference"].count("\n") == gold["source"].count("\n"):
            told = {**gold, "text": gold["reference"], "spans": [], "ignore": []}
            found.setdefault(gold["source"], json.dumps(told))
    return list(found.values())


def _start(gazetteer: str) -> None:
    if gazetteer == "default":
        _open["it"] = normalize.load()
    else:
        _open["it"] = normalize.load(gazetteer, default=False)


def _lines(line: str, *, is_bilingual: bool) -> str:
    found = rows(json.loads(line), _open["it"], is_bilingual=is_bilingual)
    return "".join(json.dumps(row) + "\n" for row in found)


def main() -> None:
    """Write the rows of a labelled set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("gazetteer", help="a file, or `default` for the shipped one")
    parser.add_argument("out", type=Path)
    parser.add_argument("--source", action="store_true", help="hear what each line was translated from")
    parser.add_argument("--reference", action="store_true", help="read what a person wrote: all of it right")
    parser.add_argument("--jobs", type=int, default=2)
    wishes = parser.parse_args()
    lines = wishes.gold.read_text(encoding="utf-8").splitlines()
    lines = references(lines) if wishes.reference else lines
    with (
        ProcessPoolExecutor(wishes.jobs, initializer=_start, initargs=(wishes.gazetteer,)) as pool,
        wishes.out.open("w", encoding="utf-8") as out,
    ):
        out.writelines(pool.map(partial(_lines, is_bilingual=wishes.source), lines, chunksize=8))


if __name__ == "__main__":
    main()
