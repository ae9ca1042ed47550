"""Corpora → train.spacy, dev.spacy, tests.json, and manifest.json with the checksum of every file read.

python training/ner/prepare.py --corpora ../shared/data/ner --held-out ../shared/seeds --out build/ner
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import spacy
import spacy.about
from augment import training_passages
from corpora import DEV, READERS, TESTS, demonyms
from doubt import doubted
from garble import Sources, load_sources
from passages import UNKNOWN, Passage, Story
from repair import repaired, untitled
from spacy.tokens import Doc, DocBin
from spacy.util import filter_spans

SEED = 20261121
# Augmented copies beside the clean text; one for GMB, which is half of all words and labelled by machine.
COPIES = {"gmb": 1}
CONFUSIONS = "../shared/data/names/derived_confusions/rules_cc0_top3000.json"
# Sentences this long (in words) that a test has, too, are left out of training; shorter ones are phrases.
LEAK_WORDS = 6


def checksums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file below a folder (or of the one file), by relative path."""
    files = sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else [folder]
    return {
        str(p.relative_to(folder) if folder.is_dir() else p.name): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in files
    }


def fingerprint(text: str) -> str:
    """Return the lower-case words of a sentence: what two copies of it share."""
    return " ".join(re.findall(r"\w+", text.lower()))


def unleaked(stories: Iterable[Story], tests: frozenset[str]) -> list[Story]:
    """Return stories without the sentences that a test has, and without a sentence seen before."""
    seen = set(tests)
    kept = []
    for story in stories:
        sentences = []
        for sentence in story.sentences:
            print_ = fingerprint(sentence.text)
            if len(print_.split()) < LEAK_WORDS or print_ not in seen:
                sentences.append(sentence)
                seen.add(print_)
        kept.append(replace(story, sentences=tuple(sentences)))
    return kept


def held_out_words(folder: Path | None) -> frozenset[str]:
    """Return the capitalised words of the texts in a folder, lower case: names that must not be taught."""
    texts = (
        [path.read_text("utf-8", errors="replace") for path in sorted(folder.glob("*.txt"))] if folder else []
    )
    return frozenset(word.lower() for text in texts for word in re.findall(r"\b[A-Z]\w+", text))


def is_for_training(word: str) -> bool:
    """Tell whether an ordinary word may stand for a name in training: half of them; tests take the others."""
    return hashlib.sha256(word.encode()).digest()[0] % 2 == 0


def to_doc(nlp: spacy.language.Language, passage: Passage) -> Doc:
    """Return a passage as spaCy tokenises it; a name that cuts a token takes in the whole token."""
    doc = nlp.make_doc(passage.text)
    found = (doc.char_span(s.start, s.end, label=s.label, alignment_mode="expand") for s in passage.spans)
    spans = filter_spans(span for span in found if span is not None)
    known = [span for span in spans if span.label_ != UNKNOWN]
    unknown = [span for span in spans if span.label_ == UNKNOWN]
    doc.set_ents(known, missing=unknown, default="outside")
    return doc


def write_docs(path: Path, passages: Sequence[Passage]) -> None:
    """Write passages as a spaCy corpus."""
    nlp = spacy.blank("en")
    DocBin(attrs=["ENT_IOB", "ENT_TYPE", "SPACY"], docs=(to_doc(nlp, p) for p in passages)).to_disk(path)


def figures(stories: Iterable[Story]) -> dict[str, int]:
    """Count words and mentions."""
    counts: Counter[str] = Counter()
    for story in stories:
        for passage in story.sentences:
            counts["words"] += len(passage.text.split())
            counts.update(span.label for span in passage.spans)
    return dict(counts)


def without_titles(story: Story) -> Story:
    """Return a test story whose PERSON mentions have no titles, as our labels have none."""
    sentences = []
    for passage in story.sentences:
        spans = (untitled(passage, s) if s.label == "PERSON" else s for s in passage.spans)
        sentences.append(Passage(passage.text, tuple(filter(None, spans))))
    return replace(story, sentences=tuple(sentences))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/data/ner"))
    parser.add_argument("--confusions", type=Path, default=Path(CONFUSIONS))
    parser.add_argument("--held-out", type=Path, help="a folder of .txt files whose names are not taught")
    parser.add_argument(
        "--doubter", type=Path, help="an earlier model: GMB labels it contradicts are not used"
    )
    parser.add_argument("--out", type=Path, default=Path("build/ner"))
    return parser.parse_args()


Corpora = dict[str, list[Story]]


def read_all(readers: Mapping[str, Callable[[Path], list[Story]]], folder: Path) -> Corpora:
    """Read several corpora."""
    return {name: read(folder) for name, read in readers.items()}


def training_stories(args: argparse.Namespace, kept_out: Iterable[Corpora]) -> Corpora:
    """Return the training corpora, repaired, without what tests and development texts have."""
    prints = frozenset(
        fingerprint(sentence.text)
        for corpora in kept_out
        for stories in corpora.values()
        for story in stories
        for sentence in story.sentences
    )
    people = demonyms(args.corpora)
    read = read_all(READERS, args.corpora)
    corpora = {name: unleaked(repaired(stories, people), prints) for name, stories in read.items()}
    return {**corpora, "gmb": doubted(corpora["gmb"], args.doubter)} if args.doubter else corpora


def augmentation_sources(args: argparse.Namespace) -> Sources:
    """Read what names are garbled with."""
    words = json.loads((args.corpora / "names/words.json").read_text("utf-8"))
    return load_sources(
        args.confusions,
        args.corpora / "names/names.json",
        [word for word in words if is_for_training(word) and len(word) > 3],
        held_out_words(args.held_out),
    )


def manifest(args: argparse.Namespace, training: Corpora, tests: Corpora) -> dict[str, object]:
    """Return the exact data: checksums of the files, words and mentions after repair."""
    return {
        "corpora": checksums(args.corpora),
        "confusions": checksums(args.confusions),
        "doubter": checksums(args.doubter) if args.doubter else {},
        "training": {name: figures(stories) for name, stories in training.items()},
        "tests": {name: figures(stories) for name, stories in tests.items()},
        "seed": SEED,
        "spacy": spacy.about.__version__,
    }


def write_json(path: Path, value: object, indent: int | None = None) -> None:
    """Write JSON in UTF-8."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=True) + "\n", "utf-8")


def main() -> None:
    """Prepare everything."""
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    tests, dev = read_all(TESTS, args.corpora), read_all(DEV, args.corpora)
    training = training_stories(args, (tests, dev))
    sources, rng = augmentation_sources(args), random.Random(SEED)
    passages = [
        passage
        for name, stories in training.items()
        for passage in training_passages(stories, sources, COPIES.get(name, 2), rng)
        if passage.text.strip()
    ]
    rng.shuffle(passages)
    write_docs(args.out / "train.spacy", passages)
    people = demonyms(args.corpora)
    dev_stories = [story for stories in dev.values() for story in repaired(stories, people)]
    write_docs(args.out / "dev.spacy", [p for story in dev_stories for p in story.sentences])
    plain = {name: [asdict(without_titles(story)) for story in stories] for name, stories in tests.items()}
    write_json(args.out / "tests.json", plain)
    write_json(args.out / "manifest.json", manifest(args, training, tests), indent=1)


if __name__ == "__main__":
    main()
