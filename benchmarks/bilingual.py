"""What the source text of a bilingual file is worth: the product with it and without it, by language.

    python -m benchmarks.bilingual ../shared/eval

The weights are the shipped ones, which have seen these documents: only the difference tells.
`training/bilingual` has it on documents unseen.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

import normalize
from normalize.formats import parse
from normalize.model import Document
from normalize.offsets import source_range
from normalize.rewrite import Edit
from normalize.scoring import score

# Languages of wmt_dev.jsonl whose names are in another script.
OTHER_SCRIPT = ("ja", "ru", "uk", "zh")

# Bars at which precision and recall are told.
BARS = (0.5, 0.6, 0.65, 0.7, 0.76, 0.8, 0.85, 0.9)


def document(gold: Mapping[str, Any], *, with_source: bool) -> Document:
    """Return a labelled text, line by line, each line with what it was translated from."""
    read = parse(gold["text"], gold["id"])
    if not with_source:
        return read
    lines = gold["source"].split("\n")
    segments = (
        replace(one, translated_from=lines[gold["text"].count("\n", 0, one.pieces[0].start)])
        for one in read.segments
    )
    return replace(read, segments=tuple(segments))


def told(
    gold: Sequence[Mapping[str, Any]], normalizer: normalize.Normalizer, *, with_source: bool
) -> dict[str, list[tuple[float, Edit]]]:
    """Return what the product would write, by document, each with its probability."""
    found: dict[str, list[tuple[float, Edit]]] = {}
    for one in gold:
        read = document(one, with_source=with_source)
        found[one["id"]] = [
            (
                decision.evidence.candidates[0].probability,
                Edit(*source_range(read.segments[c.segment], c.start, c.end), c.replacement),
            )
            for decision in normalizer.on(read).decisions
            if (c := decision.correction) and decision.rule == "misspelt" and not _is_held(decision.held)
        ]
    return found


def _is_held(reason: str) -> bool:
    """Whether something else than too little probability holds a correction back."""
    return bool(reason) and not reason.startswith("not sure enough")


def rows(
    gold: Sequence[Mapping[str, Any]],
    forms: Mapping[str, Sequence[str]],
    edits: Mapping[str, list[tuple[float, Edit]]],
) -> Iterable[str]:
    """Yield a line for each bar: precision, recall, false corrections per 10,000 clean words."""
    for bar in BARS:
        kept = {one["id"]: [edit for chance, edit in edits[one["id"]] if chance >= bar] for one in gold}
        figures = score(gold, forms, kept)
        false = figures.false_per_10k_negative
        yield f"{bar:.2f}  {figures.precision:.3f}  {figures.recall:.3f}  {false:.2f}"


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1])
    gold = [json.loads(line) for line in (folder / "wmt_dev.jsonl").read_text("utf-8").splitlines()]
    listed = yaml.load((folder / "wmt_gazetteer.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    forms = {entry["id"]: [entry["name"], *entry.get("aliases", [])] for entry in listed}
    normalizer = normalize.load(folder / "wmt_gazetteer.yaml", default=False)
    for with_source in (False, True):
        edits = told(gold, normalizer, with_source=with_source)
        for name, languages in (
            ("another script", OTHER_SCRIPT),
            ("Latin script", ("cs", "de", "ha", "is", "liv")),
        ):
            some = [one for one in gold if one["lang"] in languages]
            print(f"{'with' if with_source else 'without'} the source, {name}: bar, precision, recall, false")
            print("\n".join(rows(some, forms, edits)))


if __name__ == "__main__":
    main()
