"""The screen before NER → how much text it lets NER read, and what is told with it and without; and what
would be told of names that come to no bar before NER has spoken.

    python benchmarks/screen.py ../shared/eval/wmt_dev.jsonl=../shared/eval/wmt_gazetteer.yaml \\
        ../shared/eval/clean_dev.jsonl=default
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from itertools import islice
from pathlib import Path
from unittest.mock import patch

import normalize
from normalize import reader
from normalize.formats import parse
from normalize.model import Document, Mention, Result
from normalize.reader import Reader, Stirred
from normalize.setting import Elsewhere, Resolved

STIRRED = Reader._stirred

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


def everything(reader: Reader, document: Document, *others: object) -> Stirred:
    """Every paragraph, and the runs of each in which something may be told: no screen."""
    quiet = dict.fromkeys(range(len(document.segments)), frozenset[str]())
    return {**quiet, **STIRRED(reader, document, *others)}  # type: ignore[arg-type]


def anywhere(_: Document, elsewhere: Elsewhere, resolved: Resolved, *others: object) -> frozenset[Mention]:
    """Every mention of a document: no screen, and nothing asked of a name before NER has spoken."""
    return frozenset(mention for mention, _ in resolved)


def compare(source: Path, normalizer: normalize.Normalizer, step: int) -> None:
    """Print what the screen does to a labelled set, and what is asked before NER has spoken."""
    letters: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    changes: dict[str, list[tuple[str, object, object]]] = {"screen": [], "bar": []}

    def counted(reader: Reader, document: Document, *others: object) -> Stirred:
        stirred = STIRRED(reader, document, *others)  # type: ignore[arg-type]
        letters["all"] += sum(len(one.text) for one in document.segments)
        letters["read"] += sum(len(document.segments[number].text) for number in stirred)
        letters["texts"] += 1
        letters["texts read"] += bool(stirred)
        return stirred

    with source.open(encoding="utf-8") as lines:
        for line in islice(lines, 0, None, step):
            gold = json.loads(line)
            document = parse(gold["text"], gold["id"])
            with patch.object(Reader, "_stirred", counted):
                with_it = told(normalizer.on(document))
            verdicts.update(verdict for verdict, _, _ in with_it.values())
            with patch.object(Reader, "_stirred", everything):
                changes["screen"] += differences(gold["id"], told(normalizer.on(document)), with_it)
            with patch.object(reader, "stirring", anywhere):
                changes["bar"] += differences(gold["id"], told(normalizer.on(document)), with_it)
    print(f"{source.name}: NER reads {letters['read'] / letters['all']:.1%} of the text, and any of"
          f" {letters['texts read'] / letters['texts']:.0%} of the texts (read twice where corrected);"
          f" {dict(verdicts)}")  # fmt: skip
    for left_out, others in changes.items():
        print(f"   {len(others)} findings are others without the {left_out} (text, without, with):")
        for change in others:
            print("  ", *change)


def differences(text: str, without: Told, with_it: Told) -> list[tuple[str, object, object]]:
    """The findings in which two readings of a text differ."""
    places = sorted(with_it.keys() | without.keys())
    return [(text, without.get(at), with_it.get(at)) for at in places if with_it.get(at) != without.get(at)]


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
