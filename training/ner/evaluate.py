"""A trained pipeline and tests.json → figures.json and a table: by type, by test, and on garbled names.

PYTHONPATH=.:training/ner python training/ner/evaluate.py --model build/ner/model/model-best
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import spacy
from garble_for_tests import CHANNELS, wrong
from passages import LABELS, Passage, Span, Story, join, replaced

from normalize.finders.spacy_finder import SpacyFinder

SEED = 7
PARAGRAPH = 70  # words; sentences are joined up to here, as in training
TYPE_LABELS = {"person": "PERSON", "place": "PLACE", "org": "ORG"}

Finds = Callable[[Sequence[str]], list[list[Span]]]


def stories_of(path: Path) -> dict[str, list[Story]]:
    """Read the tests that `prepare` wrote."""
    tests = json.loads(path.read_text("utf-8"))
    return {
        name: [Story(s["corpus"], s["id"], tuple(passage_of(p) for p in s["sentences"])) for s in stories]
        for name, stories in tests.items()
    }


def passage_of(plain: dict[str, object]) -> Passage:
    """Return a passage from its JSON."""
    return Passage(str(plain["text"]), tuple(Span(**span) for span in plain["spans"]))  # type: ignore[attr-defined]


def paragraphs(story: Story) -> list[Passage]:
    """Return a story's sentences joined to paragraphs of at most `PARAGRAPH` words."""
    made: list[Passage] = []
    held: list[Passage] = []
    for sentence in story.sentences:
        if held and sum(len(p.text.split()) for p in [*held, sentence]) > PARAGRAPH:
            made.append(join(held))
            held = []
        held.append(sentence)
    return [*made, join(held)] if held else made


def model_alone(model: str) -> Finds:
    """Return a finder that reports what the pipeline says and no more."""
    nlp = spacy.load(model)

    def find(texts: Sequence[str]) -> list[list[Span]]:
        return [[Span(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(texts)]

    return find


def with_cleanup(model: str) -> Finds:
    """Return the finder of the package: the pipeline and the document clean-up."""
    finder = SpacyFinder(model)

    def find(texts: Sequence[str]) -> list[list[Span]]:
        return [[Span(s.start, s.end, TYPE_LABELS[s.type]) for s in spans] for spans in finder.spans(texts)]

    return find


def percent(part: float, whole: float) -> float:
    """Return a share in percent with one decimal; 0 of nothing."""
    return round(100 * part / whole, 1) if whole else 0.0


def touches(span: Span, others: Iterable[Span]) -> bool:
    """Tell whether any other span shares a character with one."""
    return any(other.start < span.end and span.start < other.end for other in others)


def scored(documents: Sequence[Sequence[Passage]], find: Finds) -> dict[str, object]:
    """Return precision, recall, F of exact spans by label, and the share of mentions touched, in percent."""
    right: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    guessed: Counter[str] = Counter()
    touched = typed = mentions = 0
    for document in documents:
        for passage, spans in zip(document, find([p.text for p in document]), strict=True):
            gold.update(s.label for s in passage.spans)
            guessed.update(s.label for s in spans)
            right.update(s.label for s in set(passage.spans) & set(spans))
            for span in passage.spans:
                if span.label != "ORG":
                    mentions += 1
                    touched += touches(span, spans)
                    typed += touches(span, [s for s in spans if s.label == span.label])
    result: dict[str, object] = {
        label: prf(right[label], guessed[label], gold[label]) for label in LABELS if gold[label]
    }
    return {
        **result,
        "touched": percent(touched, mentions),
        "touched with its label": percent(typed, mentions),
    }


def prf(right: int, guessed: int, gold: int) -> list[float]:
    """Return precision, recall and F in percent, and the number of mentions."""
    return [percent(right, guessed), percent(right, gold), percent(2 * right, guessed + gold), gold]


def garbled(
    document: Sequence[Passage], channel: str, words: Sequence[str], rng: random.Random
) -> list[Passage]:
    """Return a document in which every person and place has a wrong word; only those are marked."""
    made = []
    for passage in document:
        surfaces = [passage.text[s.start : s.end] for s in passage.spans]
        new = [
            wrong(t, channel, words, rng) if s.label != "ORG" else t
            for s, t in zip(passage.spans, surfaces, strict=True)
        ]
        changed = replaced(passage, [("", surface, "") for surface in new])
        kept = [s for s, old, now in zip(changed.spans, surfaces, new, strict=True) if old != now]
        made.append(Passage(changed.text, tuple(kept)))
    return made


def figures(
    tests: dict[str, list[Story]], finds: dict[str, Finds], words: Sequence[str]
) -> dict[str, object]:
    """Return all figures: by finder and test, clean and for each channel."""
    result: dict[str, object] = {}
    for finder, find in finds.items():
        for test, stories in tests.items():
            documents = [paragraphs(story) for story in stories]
            row: dict[str, object] = scored(documents, find)
            for channel in CHANNELS:
                rng = random.Random(SEED)
                wrong_ones = [garbled(document, channel, words, rng) for document in documents]
                score = scored(wrong_ones, find)
                row[channel] = [score["touched"], score["touched with its label"]]
            result[f"{test}, {finder}"] = row
    return result


def words_for_tests(path: Path, held_out: Path | None) -> list[str]:
    """Return the ordinary words that training did not use (and that no held-out text has as a name)."""
    from prepare import held_out_words, is_for_training

    held = held_out_words(held_out)
    words = json.loads(path.read_text("utf-8"))
    return [w for w in words if re.fullmatch("[a-z]{4,}", w) and not is_for_training(w) and w not in held]


def table(result: dict[str, Any]) -> list[str]:
    """Return the figures as the two tables of the model card, in Markdown."""
    clean = [
        "| Test | PERSON P / R / F | PLACE P / R / F | ORG P / R / F | touched |",
        "|---|---|---|---|---|",
    ]
    wrong_ones = ["| Garbled test | " + " | ".join(CHANNELS) + " |", "|---|" + "---|" * len(CHANNELS)]
    for name, row in result.items():
        cells = [f"{row[label][0]} / {row[label][1]} / **{row[label][2]}**" for label in LABELS]
        clean.append(f"| {name} | {' | '.join(cells)} | {row['touched']} % |")
        wrong_ones.append(f"| {name} | " + " | ".join(f"{row[channel][0]} %" for channel in CHANNELS) + " |")
    return [*clean, "", *wrong_ones]


def main() -> None:
    """Print the figures, and write them as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="normalize/data/ner")
    parser.add_argument("--tests", type=Path, default=Path("build/ner/tests.json"))
    parser.add_argument("--words", type=Path, default=Path("../shared/data/ner/names/words.json"))
    parser.add_argument("--held-out", type=Path)
    parser.add_argument("--out", type=Path, default=Path("build/ner/figures.json"))
    args = parser.parse_args()
    finds = {"model alone": model_alone(args.model), "with clean-up": with_cleanup(args.model)}
    result = figures(stories_of(args.tests), finds, words_for_tests(args.words, args.held_out))
    args.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print("\n".join(table(result)))


if __name__ == "__main__":
    main()
