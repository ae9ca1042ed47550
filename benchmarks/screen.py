"""The screen before NER → how much text it lets NER read, and what is told with it and without.

    python benchmarks/screen.py ../shared/eval/wmt_dev.jsonl=../shared/eval/wmt_gazetteer.yaml \\
        ../shared/eval/clean_dev.jsonl=default
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from itertools import islice
from pathlib import Path

import normalize
from normalize import reader
from normalize.formats import parse
from normalize.model import Document, Mention, Result
from normalize.setting import Elsewhere, Resolved

Told = dict[tuple[int, int, int], tuple[str, str, str]]


def told(result: Result) -> Told:
    """What is told of a text: stretch → verdict, what is written, and the surface form."""
    return {
        (one.correction.segment, one.correction.start, one.correction.end): (
            one.verdict.value,
            one.correction.replacement,
            one.evidence.mention.text,
        )
        for one in result.decisions
        if one.rule and one.correction
    }


def everything(_: Document, elsewhere: Elsewhere, resolved: Resolved, *others: object) -> frozenset[Mention]:
    """Every mention of a document: no screen."""
    return frozenset(mention for mention, _ in resolved)


def compare(source: Path, normalizer: normalize.Normalizer, step: int) -> None:
    """Print what the screen does to a labelled set."""
    screen = reader.stirring
    letters: Counter[str] = Counter()
    changes: list[tuple[str, object, object]] = []
    verdicts: Counter[str] = Counter()

    def counted(document: Document, *others: object) -> frozenset[Mention]:
        mentions = screen(document, *others)  # type: ignore[arg-type]
        found = {mention.segment for mention in mentions}
        letters["all"] += sum(len(one.text) for one in document.segments)
        letters["read"] += sum(len(document.segments[number].text) for number in found)
        letters["texts"] += 1
        letters["texts read"] += bool(found)
        return mentions

    with source.open(encoding="utf-8") as lines:
        for line in islice(lines, 0, None, step):
            gold = json.loads(line)
            document = parse(gold["text"], gold["id"])
            reader.stirring = counted  # type: ignore[assignment]
            with_it = told(normalizer.on(document))
            reader.stirring = everything  # type: ignore[assignment]
            without = told(normalizer.on(document))
            verdicts.update(verdict for verdict, _, _ in with_it.values())
            changes += [
                (gold["id"], without.get(where), with_it.get(where))
                for where in sorted(with_it.keys() | without.keys())
                if with_it.get(where) != without.get(where)
            ]
    reader.stirring = screen
    print(f"{source.name}: NER reads {letters['read'] / letters['all']:.1%} of the text, and any of"
          f" {letters['texts read'] / letters['texts']:.0%} of the texts (read twice where corrected);"
          f" {dict(verdicts)}")  # fmt: skip
    print(f"   {len(changes)} findings are others without it (text, without, with):")
    for change in changes:
        print("  ", *change)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sets", nargs="+", help="labelled copy = gazetteer, or `default`")
    parser.add_argument("--step", type=int, default=1, help="read one text of so many")
    wishes = parser.parse_args()
    for one in wishes.sets:
        source, gazetteer = one.split("=", 1)
        default = gazetteer == "default"
        normalizer = normalize.load(*([] if default else [gazetteer]), default=default)
        compare(Path(source), normalizer, wishes.step)


if __name__ == "__main__":
    main()
