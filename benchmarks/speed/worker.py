"""One reader over some files, in a process of its own.

    python -m benchmarks.speed.worker KEY GAZETTEER FILE…

An empty GAZETTEER is the shipped one. It prints JSON: `run_cpu_s` and `run_wall_s`, the seconds from when it
was ready; `edits`, how much it found.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.accuracy.worker import seconds

# Makes itself ready with a gazetteer; returns what reads texts and tells how many edits it found.
Reader = Callable[[str], Callable[[Sequence[str]], int]]

# The best thresholds by F0.5 on the development half. Source: benchmarks/accuracy/RESULTS.md.
PAIR_AT, SPACZZ_AT = 84.0, 90.0
# Read before the clock runs, so that what is opened when it is first needed is open: garbled, with capitals.
FIRST = "The minister said that Ioana Papiscu would come to Brosav on Friday."


def ours(gazetteer: str) -> Callable[[Sequence[str]], int]:
    """This package, called with texts."""
    import normalize

    chosen = [gazetteer] if gazetteer else []
    normalizer = normalize.load(*chosen, default=not gazetteer)
    return lambda texts: sum(result.corrected != result.document.source for result in normalizer.pipe(texts))


def ner(gazetteer: str) -> Callable[[Sequence[str]], int]:
    """The pipeline that this package ships, over the same segments, all in one stream."""
    from normalize.finders.spacy_finder import load
    from normalize.formats import parse

    nlp = load("")

    def read(texts: Sequence[str]) -> int:
        segments = (segment.text for text in texts for segment in parse(text, "<text>").segments)
        return sum(len(doc.ents) for doc in nlp.pipe(segments))

    return read


def pair(gazetteer: str) -> Callable[[Sequence[str]], int]:
    """spaCy NER, line by line in one stream; rapidfuzz over every mention, each surface form once."""
    from benchmarks.accuracy.model import POSSESSIVE, read_gazetteer
    from benchmarks.accuracy.peers.ner import LABELS, RATIO, lines

    names = RATIO.prepare(read_gazetteer(Path(gazetteer)))

    def read(texts: Sequence[str]) -> int:
        every = ((line, (number, at)) for number, text in enumerate(texts) for at, line in lines(text))
        mentions: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for doc, (number, at) in names.pipeline.pipe(every, as_tuples=True):
            for one in doc.ents:
                if one.label_ in LABELS:
                    end = one.end_char - (2 if POSSESSIVE.search(one.text) else 0)
                    mentions[number].append((at + one.start_char, at + end))
        return sum(len(names.nearest.edits(texts[at], found, PAIR_AT)) for at, found in mentions.items())

    return read


def spaczz(gazetteer: str) -> Callable[[Sequence[str]], int]:
    """spaczz, as in the comparison of accuracy."""
    from benchmarks.accuracy.model import read_gazetteer
    from benchmarks.accuracy.peers.spaczz_matcher import predict, prepare

    names = prepare(read_gazetteer(Path(gazetteer)))
    return lambda texts: sum(len(predict(text, names, SPACZZ_AT)) for text in texts)


READERS: dict[str, Reader] = {"ours-library": ours, "ner": ner, "ner-rapidfuzz": pair, "spaczz": spaczz}


def main() -> None:
    """Get ready, then read, by the clock."""
    key, gazetteer, *paths = sys.argv[1:]
    read = READERS[key](gazetteer)
    read([FIRST])
    texts = [Path(path).read_bytes().decode() for path in paths]
    cpu, wall = seconds(), time.perf_counter()
    edits = read(texts)
    told = {"run_cpu_s": seconds() - cpu, "run_wall_s": time.perf_counter() - wall, "edits": edits}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
