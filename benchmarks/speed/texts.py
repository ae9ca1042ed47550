"""The labelled sets → folders of text files that every contender reads.

Documents are in an order by chance that is the same on every machine (`benchmarks.accuracy.sets.digest`): the
first are a sample of all.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.accuracy.sets import digest, read_gold

ARTICLE, LOWER, CLEAN, WMT, BIG = "article", "lower", "clean", "wmt", "big"
SETS = (ARTICLE, LOWER, CLEAN, WMT, BIG)
TITLES = {
    ARTICLE: "one clean article, cold",
    LOWER: "one article without a capital, cold",
    CLEAN: "clean copy",
    WMT: "machine-translated copy",
    BIG: "one large file",
}
# Bytes of the large file. Source: issue 6.
LARGE = 20_000_000
# Sentences in a paragraph of it, and the seed of their order. Source: news has two or three; any number.
SENTENCES, SEED = 3, 6
# Bytes of an article for the start-up: 325 words, as in earlier measurements. And how many take turns.
ARTICLE_BYTES, ARTICLES = 2_000, 5


@dataclass(frozen=True, slots=True)
class Copy:
    """A set as files, numbered in the order in which they are read.

    Attributes:
        folder: Of the files; there is nothing else in it.
        paths: The files.
        size: Bytes in all.
    """

    folder: Path
    paths: tuple[Path, ...]
    size: int


def written(texts: Iterable[str], folder: Path) -> Copy:
    """Write each text to a file of its own, byte for byte."""
    folder.mkdir(parents=True)
    paths, size = [], 0
    for number, text in enumerate(texts):
        paths.append(folder / f"{number:05}.txt")
        size += paths[-1].write_bytes(text.encode())
    return Copy(folder, tuple(paths), size)


def part(copy: Copy, most: int, folder: Path) -> Copy:
    """Write the first documents of a set, up to `most` bytes of them but one at least; whole paragraphs.

    If the first document is larger by itself, it is cut at the end of a line.
    """
    taken: list[str] = []
    left = most
    for path in copy.paths:
        text = path.read_bytes()
        if len(text) > left and taken:
            break
        if len(text) > left:
            text = text[: text.rfind(b"\n", 0, left) + 1] or text[:left]
        taken.append(text.decode())
        left -= len(text)
    return written(taken, folder)


def ordered(gold: Sequence[dict[str, str]], share: float) -> list[str]:
    """Return the texts of a share of the documents, 0.0 to 1.0, in an order by chance; one at least.

    >>> len(ordered([{"id": str(n), "text": "x"} for n in range(10)], 0.3))
    3
    """
    order = sorted(gold, key=lambda document: digest(document["id"]))
    return [document["text"] for document in order[: max(1, round(len(order) * share))]]


def large(texts: Iterable[str], size: int) -> str:
    """Return one text of `size` bytes or a little less: paragraphs of some sentences of the clean set.

    These are shuffled anew each time round, so that no paragraph is there twice but by chance: whoever keeps
    what it read of a paragraph gains nothing. Words and names do come again more often than in real copy.

    >>> large(["a\\nb\\nc", "d\\ne\\nf"], 20).count("\\n")
    3
    """
    sentences = [line for text in texts for line in text.split("\n") if line.strip()]
    order = random.Random(SEED)
    made: list[str] = []
    length = 0
    while sentences:
        order.shuffle(sentences)
        paragraphs = (" ".join(sentences[at : at + SENTENCES]) for at in range(0, len(sentences), SENTENCES))
        for paragraph in paragraphs:
            length += len(paragraph.encode()) + 1
            if length > size:
                return "".join(made)
            made.append(f"{paragraph}\n")
    return ""


def articles(texts: Iterable[str]) -> list[str]:
    """Return the texts nearest in size to `ARTICLE_BYTES`."""
    return sorted(texts, key=lambda text: (abs(len(text.encode()) - ARTICLE_BYTES), text))[:ARTICLES]


def texts_of(name: str, folder: Path, share: float) -> list[str]:
    """Return the texts of a set.

    Args:
        name: One of `SETS`.
        folder: With `clean_dev.jsonl` and `wmt_dev.jsonl`.
        share: Of the documents, and of the large file's size.
    """
    gold = [dict(one) for one in read_gold(folder / ("wmt_dev.jsonl" if name == WMT else "clean_dev.jsonl"))]
    if name == BIG:
        return [large(ordered(gold, 1.0), round(LARGE * share))]
    if name in (ARTICLE, LOWER):
        found = articles(ordered(gold, 1.0))
        return found if name == ARTICLE else [text.lower() for text in found]
    return ordered(gold, share)


def prepared(name: str, source: Path, share: float, folder: Path) -> Copy:
    """Write a set. In a process of its own: the memory of who measures counts for whom it starts."""
    return written(texts_of(name, source, share), folder)
