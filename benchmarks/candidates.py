"""Is the right name word among the nearest? Garbled words of labelled copy, looked up in the index alone.

    python benchmarks/candidates.py [../shared/eval]

A word of an error and the word of the right form at the same place make a pair; split and joined names make
one of their letters together. Pairs whose right word is not in the index (too short) count as missed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from normalize.channel import load_channel
from normalize.gazetteer import load_gazetteer
from normalize.index import AliasIndex
from normalize.keys import fold_letters
from normalize.tokens import words


def pairs(gold: list[Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Yield (garbled letters, right letters, kind) of every error, word by word."""
    for document in gold:
        for span in document["spans"]:
            if span["label"] == "error":
                garbled = [fold_letters(word.text) for word in words(span["surface"])]
                right = [fold_letters(word.text) for word in words(span["gold"])]
                if len(garbled) != len(right):
                    garbled, right = ["".join(garbled)], ["".join(right)]
                for one, other in zip(garbled, right, strict=True):
                    if one != other:
                        yield one, other, span["kind"]


def main() -> None:
    """Print the share of pairs whose right word is among the first so many, by kind."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/eval")
    gold = [json.loads(line) for line in (folder / "wmt_dev.jsonl").read_text("utf-8").splitlines()]
    entities = load_gazetteer([folder / "wmt_gazetteer.yaml"], use_default=False).entities
    index = AliasIndex(entities, load_channel())
    index.near("warm")
    found = sorted(set(pairs(gold)))
    begun = time.process_time()
    index.look_up(one for one, _, _ in found)
    each = 1000 * (time.process_time() - begun) / len(found)
    for kind in ("PERSON", "PLACE", "ORG", ""):
        mine = [(one, other) for one, other, what in found if kind in ("", what)]
        shares = (
            f"{first}: {sum(other in index.near(one)[:first] for one, other in mine) / len(mine):.3f}"
            for first in (1, 10, 20, 50)
        )
        print(f"{kind or 'all':7} {len(mine):4} pairs; among the first " + ", ".join(shares))
    print(f"{len(index.by_part)} name words; {each:.2f} ms of processor time for a word")


if __name__ == "__main__":
    main()
