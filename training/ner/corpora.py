"""Corpus files → stories. One reader per corpus; each takes the folder that holds all of them.

Labels become PERSON, PLACE and ORG; everything else is plain text. Titles, demonyms and uneven labels
are left as the corpus has them: `repair` sees to those.
"""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from files import blocks, lines_of, members
from gum import gum
from passages import Passage, Span, Story, aligned, respaced, tidy, untokenise

STANDARD = {"PER": "PERSON", "LOC": "PLACE", "ORG": "ORG"}
GMB = {"per": "PERSON", "geo": "PLACE", "gpe": "PLACE", "org": "ORG"}
WNUT = {"person": "PERSON", "location": "PLACE", "corporation": "ORG", "group": "ORG"}
MASC = {"Person": "PERSON", "Location": "PLACE", "Organization": "ORG"}
CROSSNER = {
    **dict.fromkeys(("person", "politician", "writer", "musicalartist", "scientist", "researcher"), "PERSON"),
    **dict.fromkeys(("country", "location"), "PLACE"),
    **dict.fromkeys(("organisation", "politicalparty", "band", "university"), "ORG"),
}


def mapped(tag: str, labels: Mapping[str, str]) -> str | None:
    """Return a corpus tag ("I-politician") with our label ("I-PERSON"), or None."""
    label = labels.get(tag[2:])
    return f"{tag[0]}-{label}" if label else None


def two_columns(lines: list[str], labels: Mapping[str, str]) -> Iterator[Passage]:
    """Yield a passage for each block of lines "token tag"."""
    for block in blocks(lines):
        rows = [
            (r[0], r[-1]) for r in (line.split() for line in block) if len(r) >= 2 and r[0] != "-DOCSTART-"
        ]
        if rows:
            yield untokenise([token for token, _ in rows], [mapped(tag, labels) for _, tag in rows])


def grouped(corpus: str, sentences: list[Passage], size: int) -> list[Story]:
    """Return sentences as stories of at most `size`, for corpora that mark no documents."""
    return [
        Story(corpus, f"{corpus}-{at // size}", tuple(sentences[at : at + size]))
        for at in range(0, len(sentences), size)
    ]


def gmb(folder: Path) -> list[Story]:
    """Read the Groningen Meaning Bank extract; demonyms (gpe that is no noun in the singular) go."""
    sentences: list[Passage] = []
    tokens: list[str] = []
    tags: list[str | None] = []
    lines = lines_of(folder / "gmb/ner_dataset.csv.xz", "latin-1")[1:]
    for number, word, pos, tag in csv.reader([*filter(None, lines), "Sentence: end,,,"]):
        if number and tokens:
            sentences.append(untokenise(tokens, tags))
            tokens, tags = [], []
        if word := plain(word):
            tokens.append(word)
            tags.append(None if tag[2:] == "gpe" and pos != "NNP" else mapped(tag, GMB))
    return grouped("gmb", sentences, 8)


def demonyms(folder: Path) -> frozenset[str]:
    """Return the words that GMB tags as geo-political when they are adjectives or plurals ("Iraqi")."""
    seen: Counter[tuple[str, bool]] = Counter()
    rows = csv.reader(filter(None, lines_of(folder / "gmb/ner_dataset.csv.xz", "latin-1")[1:]))
    for _, word, pos, tag in rows:
        if tag[2:] in ("gpe", "geo"):
            seen[word, pos in ("JJ", "NNS", "NNPS")] += 1
    return frozenset(w for w, is_people in seen if is_people and seen[w, True] > 2 * seen[w, False])


def plain(word: str) -> str:
    """Return a word of the GMB file without the bytes that are no letters (C1 codes)."""
    return re.sub(r"[\x80-\x9f]", "", word)


def uner(corpus: str, file: str) -> Callable[[Path], list[Story]]:
    """Return a reader for a Universal NER file."""

    def read(folder: Path) -> list[Story]:
        stories: list[Story] = []
        for block in blocks(lines_of(folder / file)):
            new = [line.split("= ", 1)[1] for line in block if line.startswith("# newdoc id")]
            if new or not stories:
                stories.append(Story(corpus, new[0] if new else corpus, ()))
            text = next(line[9:] for line in block if line.startswith("# text = "))
            rows = [line.split("\t") for line in block if line[0] != "#"]
            tags = [mapped(row[2], STANDARD) for row in rows]
            passage = aligned(text, [row[1] for row in rows], tags)
            last = stories[-1]
            stories[-1] = Story(corpus, last.id, (*last.sentences, passage))
        return stories

    return read


def masc(folder: Path) -> list[Story]:
    """Read MASC's stand-off names; a text with more than one name in ten that cuts a word is left out."""
    archive = folder / "masc/masc_ne_and_text.tar.xz"
    texts = {Path(path).stem: text for path, text in members(archive, ".txt") if "txtfiles" in path}
    stories = []
    for path, xml in members(archive, "-NE.xml"):
        name = Path(path).name.removesuffix("-NE.xml")
        text = texts.get(name, "").replace("\r\n", "\n")
        nodes = ElementTree.fromstring(xml).findall(".//{*}struct")
        spans = [
            Span(int(n.attrib["from"]), int(n.attrib["to"]), MASC[n.attrib["type"]])
            for n in nodes
            if n.attrib["type"] in MASC
        ]
        if spans and sum(not fits(text, span) for span in spans) * 10 <= len(spans):
            stories.append(Story("masc", name, tuple(paragraphs(text, tidy(spans)))))
    return stories


def fits(text: str, span: Span) -> bool:
    """Tell whether a span begins and ends at word edges."""
    if span.end > len(text):
        return False
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    return text[span.start].isalnum() and not before.isalnum() and not after.isalnum()


def paragraphs(text: str, spans: tuple[Span, ...]) -> Iterator[Passage]:
    """Yield the stretches between empty lines that hold words."""
    at = 0
    for piece in re.split(r"(\n\s*\n)", text):
        end = at + len(piece)
        inside = [Span(s.start - at, s.end - at, s.label) for s in spans if at <= s.start and s.end <= end]
        passage = respaced(piece, inside)
        if passage.text:
            yield passage
        at = end


def crossner(folder: Path) -> list[Story]:
    """Read CrossNER's five Wikipedia domains, all three parts of each."""
    sentences = [
        passage
        for _, text in members(folder / "crossner/crossner_5domains.tar.xz", ".txt")
        for passage in two_columns(text.splitlines(), CROSSNER)
    ]
    return grouped("crossner", sentences, 1)


def wikigold(folder: Path) -> list[Story]:
    """Read WikiGold."""
    return grouped(
        "wikigold", list(two_columns(lines_of(folder / "wikigold/wikigold.conll.txt.xz"), STANDARD)), 1
    )


def wnut17(folder: Path) -> list[Story]:
    """Read the train part of WNUT-17."""
    return grouped("wnut17", list(two_columns(lines_of(folder / "wnut17/wnut17train.conll.xz"), WNUT)), 1)


def multiner(folder: Path) -> list[Story]:
    """Read the English side of multiNER."""
    lines = lines_of(folder / "suralk_multiner/Final_English.txt.xz")
    return grouped("multiner", list(two_columns(lines, STANDARD)), 1)


def btc(folder: Path) -> list[Story]:
    """Read the Broad Twitter Corpus; "@" and user name are one token without a label."""
    sentences = []
    for _, text in members(folder / "btc/btc_conll.tar.xz", ".conll"):
        for block in blocks(text.splitlines()):
            rows = [line.split("\t") for line in block if line.count("\t") == 1]
            tokens: list[str] = []
            tags: list[str | None] = []
            for token, tag in rows:
                if tokens and tokens[-1] in "@#":
                    tokens[-1] += token
                    tags[-1] = None
                elif token.strip():
                    tokens.append(token.strip())
                    tags.append(mapped(tag.strip(), STANDARD))
            if tokens:
                sentences.append(untokenise(tokens, tags))
    return grouped("btc", sentences, 1)


READERS: dict[str, Callable[[Path], list[Story]]] = {
    "gmb": gmb,
    "ewt": uner("ewt", "uner_en_ewt/en_ewt-ud-train.v0.iob2.xz"),
    "gum": gum("train"),
    "masc": masc,
    "crossner": crossner,
    "wikigold": wikigold,
    "btc": btc,
    "wnut17": wnut17,
    "multiner": multiner,
}
DEV: dict[str, Callable[[Path], list[Story]]] = {
    "ewt-dev": uner("ewt-dev", "uner_en_ewt/en_ewt-ud-dev.iob2.xz"),
    "gum-dev": gum("dev"),
}
TESTS: dict[str, Callable[[Path], list[Story]]] = {
    "pud": uner("pud", "uner_en_pud/en_pud-ud-test.iob2.xz"),
    "ewt-test": uner("ewt-test", "uner_en_ewt/en_ewt-ud-test.iob2.xz"),
    "gum-test": gum("test"),
}
