"""Labelled copy → what tells at first sight that a word, a pair, a candidate may come to be told.

    python training/promise/fit.py ../shared/eval/wmt_dev.jsonl=../shared/eval/wmt_gazetteer.yaml \\
        ../shared/eval/clean_dev.jsonl=default

Every text is read with all sieves open; what the product then tells, to correct or to review, is what the
sieves should keep. Four folds by text: the shares that a bar keeps are of texts that the factors have not
seen. Prints the factors of `normalize/promise.py`, and for some bars what they keep.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import normalize
from normalize import reader
from normalize.formats import parse
from normalize.keys import fold_letters
from normalize.model import Mention, Verdict
from normalize.promise import GLANCE, of_candidate, of_pair, of_word
from normalize.resolve import ALONE, as_name, resolve, sought
from normalize.tokens import words

OPEN = replace(GLANCE, least_hope=-math.inf, sufficient=-math.inf, least_promise=-math.inf)

# Shares of what is told that a bar may keep.
SHARES = (0.98, 0.985, 0.99, 0.995)

# Near words of a word that are looked at. Source: `ALONE` in resolve.py.
NEAR = ALONE

Told = dict[tuple[int, str], Verdict]


@dataclass
class Rows:
    """Numbers of words, pairs or candidates, whether each was told, and of which text it is."""

    numbers: list[tuple[float, ...]] = field(default_factory=list)
    told: list[bool] = field(default_factory=list)
    corrected: list[bool] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def add(self, numbers: tuple[float, ...], verdict: Verdict | None, text: str) -> None:
        self.numbers.append(tuple(map(float, numbers)))
        self.told.append(verdict is not None)
        self.corrected.append(verdict is Verdict.CORRECT)
        self.text.append(text)


def read(
    source: Path, normalizer: normalize.Normalizer, step: int
) -> Iterator[tuple[str, dict[Mention, list[tuple[int, int, str, Verdict]]]]]:
    """Yield each text, and what is told of it with open sieves: stretch, entity and verdict by mention."""
    with source.open(encoding="utf-8") as lines:
        for line in islice(lines, 0, None, step):
            gold = json.loads(line)
            document = parse(gold["text"], gold["id"])
            result = normalizer.on(document)
            found: dict[int, list[tuple[int, int, str, Verdict]]] = {}
            for one in result.decisions:
                if one.rule and one.evidence.candidates and not one.evidence.candidates[0].candidate.listing:
                    best = one.evidence.candidates[0].candidate
                    told = (best.start, best.end, best.entity.id, one.verdict)
                    found.setdefault(one.evidence.mention.segment, []).append(told)
            texts = enumerate(segment.text for segment in document.segments)
            plain = [one for number, text in texts for one in normalizer.finder.cut(number, text, ())]
            normalizer.knowledge.index.look_up(sought(plain))
            yield gold["id"], {mention: found.get(mention.segment, []) for mention in plain}


def collect(source: Path, normalizer: normalize.Normalizer, step: int) -> tuple[Rows, Rows, Rows]:
    """Return the rows of words, of pairs and of candidates of a labelled set."""
    of_words, of_pairs, of_candidates = Rows(), Rows(), Rows()
    index, lexicon = normalizer.knowledge.index, normalizer.knowledge.lexicon
    for text, mentions in read(source, normalizer, step):
        bare: dict[str, dict[str, Verdict]] = {}  # garbled word → right words told of it, with none beside it
        for mention, told in mentions.items():
            for one in () if mention.listed else resolve(as_name(mention), index, lexicon, (), OPEN):
                verdict = next(
                    (
                        v
                        for s, e, entity, v in told
                        if entity == one.entity.id and s < one.end and one.start < e
                    ),
                    None,
                )
                of_candidates.add(of_candidate(one, mention, lexicon), verdict, text)
                if verdict and len(one.changed) == len(one.pairs):
                    rights = {fold_letters(word.text) for word in words(one.form)}
                    for pair in one.changed:
                        bare.setdefault(pair.surface, {}).update(dict.fromkeys(rights, verdict))
        seen = {
            (token.text, len(mention.around) == 1)
            for mention in mentions
            if not mention.listed
            for token in mention.tokens
        }
        for word, is_alone in sorted(seen):
            letters = fold_letters(word)
            near = index.neighbours(letters) if len(letters) > 2 else ()
            if near:
                right = bare.get(word, {})
                is_listed = letters in index.by_part
                numbers = of_word(word, near, lexicon, is_listed=is_listed, is_alone=is_alone)
                best = min(right.values(), key=lambda v: v is not Verdict.CORRECT, default=None)
                of_words.add(numbers, best, text)
                for one in near[:NEAR]:
                    numbers = of_pair(word, one, lexicon, is_alone=is_alone)
                    of_pairs.add(numbers, right.get(one.letters), text)
    return of_words, of_pairs, of_candidates


def report(name: str, rows: Rows) -> None:
    """Print factors fitted to some rows, and what some bars keep of rows unseen."""
    table, told = np.array(rows.numbers), np.array(rows.told)
    corrected, texts = np.array(rows.corrected), np.array(rows.text)
    unseen = np.zeros(len(told))
    for some, others in GroupKFold(4).split(table, told, texts):
        fitted = _fitted(table[some], told[some])
        unseen[others] = fitted.decision_function(table[others])
    fitted = _fitted(table, told)
    scale, line = fitted[0], fitted[1]
    factors = line.coef_[0] / scale.scale_
    start = float(line.intercept_[0] - (factors * scale.mean_).sum())
    print(f"{name}: {len(told):,} rows, {told.sum():,} told, {corrected.sum():,} of them corrected")
    print("  ", tuple(round(float(one), 2) for one in factors))
    for share in SHARES:
        bar = np.quantile(unseen[told], 1 - share, method="lower")
        lost = int((unseen[corrected] < bar).sum())
        kept = np.mean(unseen >= bar)
        print(f"   bar {bar - start:.2f} keeps {share:.1%}, {kept:.1%} of all; corrected lost: {lost}")


def _fitted(table: np.ndarray, told: np.ndarray):  # type: ignore[no-untyped-def]
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=300)).fit(table, told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sets", nargs="+", help="labelled copy = gazetteer, or `default`")
    parser.add_argument("--step", type=int, default=1, help="read one text of so many")
    wishes = parser.parse_args()
    reader.GLANCE = reader.CLOSE_LOOK = OPEN
    every = Rows(), Rows(), Rows()
    for one in wishes.sets:
        source, gazetteer = one.split("=", 1)
        default = gazetteer == "default"
        normalizer = normalize.load(*([] if default else [gazetteer]), default=default)
        for rows, more in zip(every, collect(Path(source), normalizer, wishes.step), strict=True):
            for name in ("numbers", "told", "corrected", "text"):
                getattr(rows, name).extend(getattr(more, name))
    for name, rows in zip(("HOPE", "SUFFICES", "PROMISE"), every, strict=True):
        report(name, rows)


if __name__ == "__main__":
    main()
