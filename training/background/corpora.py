"""Read English sentences, with the case they were printed in, out of the corpora of `data/ner`.

Only texts that may be trained on: the test parts of EWT and GUM, and all of PUD, are left out.
"""

from __future__ import annotations

import csv
import lzma
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

Sentence = list[str]

TOKEN = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*|[^\w\s]")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"')”’]?\s+(?=[\"'(“‘]?[A-Z])|\n\s*\n")


def words_of(text: str) -> Sentence:
    """Split a sentence into words and single marks."""
    return TOKEN.findall(text)


def gmb(ner: Path) -> Iterator[Sentence]:
    """Yield the sentences of the GMB extract (public-domain news; its labels are not read)."""
    with lzma.open(ner / "gmb" / "ner_dataset.csv.xz", "rt", encoding="latin-1", newline="") as file:
        sentence: Sentence = []
        for row in csv.DictReader(file):
            if row["Sentence #"] and sentence:
                yield sentence
                sentence = []
            sentence.append(row["Word"])
        yield sentence


def ewt(ner: Path) -> Iterator[Sentence]:
    """Yield the training sentences of UNER EWT (CC BY-SA)."""
    with lzma.open(ner / "uner_en_ewt" / "en_ewt-ud-train.v0.iob2.xz", "rt", encoding="utf-8") as file:
        yield from (words_of(line[9:]) for line in file if line.startswith("# text = "))


def gum(ner: Path) -> Iterator[Sentence]:
    """Yield the sentences of GUM's training and development documents (CC BY, CC BY-SA)."""
    with tarfile.open(ner / "gum" / "gum_open_genres_conllu.tar.xz") as archive:
        members = {member.name: member for member in archive.getmembers()}
        splits = archive.extractfile(members["splits.md"])
        assert splits is not None
        parts = re.split(r"^## ", splits.read().decode(), flags=re.MULTILINE)
        allowed = {
            document
            for part in parts
            if part.startswith(("train", "dev"))
            for document in re.findall(r"GUM_\w+", part)
        }
        for name, member in members.items():
            file = archive.extractfile(member) if Path(name).stem in allowed else None
            for line in file or ():
                if line.startswith(b"# text = "):
                    yield words_of(line[9:].decode())


def masc(ner: Path) -> Iterator[Sentence]:
    """Yield the sentences of MASC's plain texts (open; no licence file: only counts are kept)."""
    with tarfile.open(ner / "masc" / "masc_ne_and_text.tar.xz") as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member) if member.name.endswith(".txt") else None
            text = file.read().decode("utf-8", "replace") if file else ""
            yield from (words_of(sentence) for sentence in SENTENCE_END.split(text))


def columns(lines: Iterator[str]) -> Iterator[Sentence]:
    """Yield sentences from lines of `token label`, parted by empty lines."""
    sentence: Sentence = []
    for line in lines:
        if line.strip():
            sentence.append(line.split()[0])
        elif sentence:
            yield sentence
            sentence = []
    yield sentence


def crossner(ner: Path) -> Iterator[Sentence]:
    """Yield the sentences of CrossNER (Wikipedia; MIT, text CC BY-SA), its test parts left out."""
    with tarfile.open(ner / "crossner" / "crossner_5domains.tar.xz") as archive:
        for member in archive.getmembers():
            if member.name.endswith(("train.txt", "dev.txt")) and (file := archive.extractfile(member)):
                yield from columns(line.decode() for line in file)


def wikigold(ner: Path) -> Iterator[Sentence]:
    """Yield the sentences of WikiGold (Wikipedia; CC BY)."""
    with lzma.open(ner / "wikigold" / "wikigold.conll.txt.xz", "rt", encoding="utf-8") as file:
        yield from columns(file)


def all_sentences(ner: Path) -> Iterator[Sentence]:
    """Yield every sentence of every corpus."""
    for corpus in (gmb, ewt, gum, masc, crossner, wikigold):
        yield from corpus(ner)
