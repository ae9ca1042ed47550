"""Right names near one of ours: which sentences are corrected all the same, and what spoke for it.

    nice python benchmarks/adversarial.py [tests/cases/adversarial.yaml] [--model none]

Prints each corrected sentence with surface → replacement, the probability (0.0 to 1.0) and the witnesses with
their weights (logits), and the counts to standard error. `--count` prints the counts alone: the only way to
run it on `adversarial_held.yaml`, which nobody who changes the program may look at.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

import normalize
from normalize.model import Decision, Result

OPEN = Path(__file__).parent.parent / "tests" / "cases" / "adversarial.yaml"


def texts(path: Path) -> list[str]:
    """Return the sentences of a file of cases."""
    return [row["text"] for row in yaml.safe_load(path.read_text(encoding="utf-8"))]


def verdicts(result: Result, verdict: normalize.Verdict) -> list[Decision]:
    """Return the decisions with this verdict."""
    return [decision for decision in result.decisions if decision.verdict is verdict]


def lines(result: Result) -> Iterator[str]:
    """Yield the sentence, and two lines for each correction in it; nothing if there is none."""
    corrected = verdicts(result, normalize.Verdict.CORRECT)
    if corrected:
        yield result.document.source
    for decision in corrected:
        if decision.correction is None:
            continue
        first, change = decision.evidence.candidates[0], decision.correction
        surface = result.document.segments[change.segment].text[change.start : change.end]
        witnesses = "; ".join(f"{one.words} ({one.weight:+.1f})" for one in first.witnesses)
        yield f"  {surface} → {change.replacement}  {first.candidate.entity.id}  {first.probability:.3f}"
        yield f"  {decision.rule}: {witnesses}"


def counts(results: Sequence[Result]) -> str:
    """Say how many sentences have a correction, and how many of the others have a name to review."""
    kept = [result for result in results if not verdicts(result, normalize.Verdict.CORRECT)]
    reviewed = sum(bool(verdicts(result, normalize.Verdict.REVIEW)) for result in kept)
    return f"{len(results)} sentences, {len(results) - len(kept)} corrected, {reviewed} others reviewed"


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", type=Path, nargs="?", default=OPEN)
    parser.add_argument("--count", action="store_true", help="the counts alone")
    parser.add_argument("--model", default="", help="“none”: without NER")
    wishes = parser.parse_args()
    if "held" in wishes.cases.stem and not wishes.count:
        parser.error("this file may only be counted: add --count")
    results = list(normalize.load(model=wishes.model).pipe(texts(wishes.cases)))
    if not wishes.count:
        for result in results:
            for line in lines(result):
                print(line)
    print(f"{wishes.cases.stem}: {counts(results)}", file=sys.stderr)


if __name__ == "__main__":
    main()
