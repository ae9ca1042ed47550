"""Ways to find the nearest of many name words, for `million_lookup.py`: ours, and what people use today.

Each is two functions: the first is given name words and an empty folder, and stores what it needs; the second
is given the folder, in another process, and returns a search: words → the words nearest to each, best first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

KEPT = 50

Search = Callable[[Sequence[str]], list[list[str]]]


def ours_build(parts: list[str], folder: Path) -> None:
    """Store the tables, one to a file."""
    import numpy as np

    from normalize.neighbours_tables import build

    for name, table in build(parts).items():
        np.save(folder / name, table)


def ours_open(folder: Path) -> Search:
    """Map the tables."""
    import numpy as np

    from normalize.neighbours import Neighbours

    index = Neighbours({file.stem: np.load(file, mmap_mode="r") for file in sorted(folder.glob("*.npy"))})
    return lambda garbled: [[near.letters for near in found] for found in index.search(garbled)]


def list_build(parts: list[str], folder: Path, *, forms: bool = False) -> None:
    """Store the words; also their sounds and skeletons."""
    from normalize.neighbours_tables import forms as forms_of

    rows = [forms_of(part) if forms else (part,) for part in parts]
    (folder / "words.json").write_text(json.dumps(list(zip(*rows, strict=True))), "utf-8")


def all_open(folder: Path, at_once: int = 16) -> Search:
    """Compare with all words by the four likenesses, some sought words at once: what we did before."""
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.distance import OSA, Indel

    from normalize.neighbours import Near
    from normalize.neighbours_tables import forms

    kinds = json.loads((folder / "words.json").read_text("utf-8"))
    scored = ((OSA, 0, 1.0), (Indel, 0, 1.0), (OSA, 1, 1.0), (OSA, 2, 0.5))

    def some(garbled: Sequence[str]) -> list[list[str]]:
        sought = list(zip(*map(forms, garbled), strict=True))
        alike = [
            process.cdist(sought[kind], kinds[kind], scorer=scorer.normalized_similarity, dtype=np.float32)
            for scorer, kind, _ in scored
        ]
        table = sum(share * part for (_, _, share), part in zip(scored, alike, strict=True))
        found = []
        for nth, row in enumerate(np.asarray(table)):
            (close,) = np.nonzero(row >= np.partition(row, -KEPT - 1)[-KEPT - 1])
            best = close[np.argsort(-row[close], kind="stable")]
            numbers = zip(*(part[nth, best].tolist() for part in alike), strict=True)
            near = [Near(kinds[0][at], *told) for at, told in zip(best.tolist(), numbers, strict=True)]
            found.append([one.letters for one in near])
        return found

    return lambda garbled: [
        found for at in range(0, len(garbled), at_once) for found in some(garbled[at : at + at_once])
    ]


def wratio_open(folder: Path) -> Search:
    """Ask rapidfuzz as its README shows: `process.extract`, by WRatio."""
    from rapidfuzz import process

    (parts,) = json.loads((folder / "words.json").read_text("utf-8"))
    return lambda garbled: [
        [word for word, _, _ in process.extract(one, parts, limit=KEPT + 1)] for one in garbled
    ]


def symspell_open(folder: Path) -> Search:
    """SymSpell, two edits: it keeps its index in memory, and builds it anew for each process."""
    from symspellpy import SymSpell, Verbosity

    (parts,) = json.loads((folder / "words.json").read_text("utf-8"))
    index = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    for part in parts:
        index.create_dictionary_entry(part, 1)
    return lambda garbled: [
        [one.term for one in index.lookup(word, Verbosity.ALL, max_edit_distance=2)[: KEPT + 1]]
        for word in garbled
    ]


def fts_build(parts: list[str], folder: Path) -> None:
    """Fill an FTS5 table whose tokens are trigrams."""
    import sqlite3

    with sqlite3.connect(folder / "words.db") as database:
        database.execute("CREATE VIRTUAL TABLE words USING fts5(word, tokenize='trigram')")
        database.executemany("INSERT INTO words VALUES (?)", ((part,) for part in parts))


def fts_open(folder: Path) -> Search:
    """Ask for any of a word's trigrams, best by BM25."""
    import sqlite3

    database = sqlite3.connect(folder / "words.db")
    question = "SELECT word FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"

    def ask(word: str) -> list[str]:
        wanted = " OR ".join(f'"{word[at : at + 3]}"' for at in range(len(word) - 2))
        return [row[0] for row in database.execute(question, (wanted, KEPT + 1))] if wanted else []

    return lambda garbled: [ask(word) for word in garbled]


def spaczz_open(folder: Path) -> Search:
    """spaczz's FuzzyMatcher, one pattern to a word, over a text of the garbled word alone."""
    import spacy
    from spaczz.matcher import FuzzyMatcher

    (parts,) = json.loads((folder / "words.json").read_text("utf-8"))
    nlp = spacy.blank("en")
    matcher = FuzzyMatcher(nlp.vocab, min_r=50)
    for part in parts:
        matcher.add(part, [nlp.make_doc(part)])

    def ask(word: str) -> list[str]:
        found = sorted(matcher(nlp.make_doc(word)), key=lambda match: -match[3])
        return [match[0] for match in found[: KEPT + 1]]

    return lambda garbled: [ask(word) for word in garbled]


def trigrams(word: str) -> set[str]:
    """The trigrams of a word, its ends marked."""
    marked = f"^{word}$"
    return {marked[at : at + 3] for at in range(len(marked) - 2)}


def bm25_build(parts: list[str], folder: Path) -> None:
    """What a search engine keeps of an n-gram field: for each trigram the words that have it, by number."""
    import numpy as np

    owners: dict[str, list[int]] = {}
    for number, part in enumerate(parts):
        for gram in trigrams(part):
            owners.setdefault(gram, []).append(number)
    starts = np.cumsum([0, *(len(some) for some in owners.values())])
    np.save(folder / "postings", np.fromiter((one for some in owners.values() for one in some), np.uint32))
    np.save(folder / "lengths", np.fromiter((len(part) for part in parts), np.float32))
    (folder / "grams.json").write_text(json.dumps(dict(zip(owners, starts.tolist(), strict=False))), "utf-8")
    (folder / "words.json").write_text(json.dumps(parts), "utf-8")


def bm25_open(folder: Path) -> Search:
    """Score every word that shares a trigram by BM25 (k1 1.2, b 0.75), as `match` on an n-gram field does."""
    import numpy as np

    postings, lengths = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("postings", "lengths"))
    starts = json.loads((folder / "grams.json").read_text("utf-8"))
    parts = json.loads((folder / "words.json").read_text("utf-8"))
    ends = dict(zip(starts, [*list(starts.values())[1:], len(postings)], strict=True))
    weight = 2.2 / (1 + 1.2 * (0.25 + 0.75 * lengths / lengths.mean()))

    def ask(word: str) -> list[str]:
        score = np.zeros(len(parts), np.float32)
        for gram in trigrams(word) & starts.keys():
            owners = postings[starts[gram] : ends[gram]]
            score[owners] += np.log1p((len(parts) - len(owners) + 0.5) / (len(owners) + 0.5)) * weight[owners]
        best = np.argpartition(score, -KEPT - 1)[-KEPT - 1 :]
        return [parts[place] for place in best[np.argsort(-score[best])]]

    return lambda garbled: [ask(word) for word in garbled]


# Tool → what it is called, its two halves, the most name words and garbled words that it is tried with.
TOOLS: dict[str, tuple[str, Callable[[list[str], Path], None], Callable[[Path], Search], int, int]] = {
    "ours": ("`normalize.neighbours`", ours_build, ours_open, 10**7, 10**4),
    "all": (
        "all compared (`cdist`, four likenesses)",
        partial(list_build, forms=True),
        all_open,
        10**7,
        10**4,
    ),
    "wratio": ("rapidfuzz `process.extract`, WRatio", list_build, wratio_open, 10**7, 50),
    "bm25": ("trigrams, BM25 (as Elasticsearch)", bm25_build, bm25_open, 10**7, 200),
    "fts5": ("SQLite FTS5, trigrams", fts_build, fts_open, 10**7, 200),
    "symspell": ("symspellpy, two edits", list_build, symspell_open, 10**7, 10**4),
    "spaczz": ("spaczz FuzzyMatcher", list_build, spaczz_open, 20_000, 10),
}
