"""What a document costs beside NER alone on the same document: one process, warm, one after the other.

    python benchmarks/throughput.py ../shared/eval [--step 8]

NER alone is our own pipeline over all segments of the document. `benchmarks.speed` compares whole processes
instead, where NER alone gets all documents at once.
"""

from __future__ import annotations

import argparse
import json
import time
from itertools import islice
from pathlib import Path

import normalize
from normalize.formats import parse

# Documents that each reads in turn.
TURN = 16


def cost(normalizer: normalize.Normalizer, texts: list[str]) -> tuple[float, float]:
    """Return the CPU seconds of ours and of NER alone on some documents, in turns."""
    tagger = normalizer.finder.tagger
    normalizer(texts[0])
    tagger.spans(["Mr Smith went"])
    ours = alone = 0.0
    for first in range(0, len(texts), TURN):
        some = texts[first : first + TURN]
        start = time.process_time()
        for text in some:
            normalizer(text)
        between = time.process_time()
        for text in some:
            tagger.spans([segment.text for segment in parse(text, "a.txt").segments])
        ours, alone = ours + between - start, alone + time.process_time() - between
    return ours, alone


def main() -> None:
    """Print a line for each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("eval", type=Path)
    parser.add_argument("--step", type=int, default=8, help="read one clean document of so many")
    wishes = parser.parse_args()
    garbled = normalize.load(wishes.eval / "wmt_gazetteer.yaml", default=False)
    for name, normalizer, step in (("wmt_dev", garbled, 1), ("clean_dev", normalize.load(), wishes.step)):
        with (wishes.eval / f"{name}.jsonl").open(encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in islice(lines, 0, None, step)]
        ours, alone = cost(normalizer, texts)
        share = alone / ours
        print(f"{name}: {len(texts)} documents, ours {ours:.1f} s, NER alone {alone:.1f} s, {share:.2f}")


if __name__ == "__main__":
    main()
