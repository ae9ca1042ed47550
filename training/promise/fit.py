"""Labelled copy → what tells at first sight that a word, a pair, a candidate may come to be told.

    python training/promise/fit.py ../shared/eval/wmt_dev.jsonl=../shared/eval/wmt_gazetteer.yaml \\
        ../shared/eval/clean_dev.jsonl=default

Every text is read with all sieves open; what the product then tells, to correct or to review, is what the
sieves should keep, above all what mends a name. Four folds by text: the shares that a bar keeps are of texts
that the factors have not seen. Prints the factors of `normalize/promise.py`, and for some bars what they
keep; and the same of the factors and bars that are there.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
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
from normalize.judging import Judgement, judge
from normalize.keys import fold_letters
from normalize.model import Mention, Verdict
from normalize.offsets import source_range
from normalize.promise import GLANCE, of_candidate, of_pair, of_word
from normalize.resolve import ALONE, as_name, resolve, sought
from normalize.rewrite import Edit
from normalize.tokens import words

OPEN = replace(GLANCE, least_hope=-math.inf, sufficient=-math.inf, least_promise=-math.inf)

# Shares of what is told that a bar may keep.
SHARES = (0.98, 0.985, 0.99, 0.995)

# Near words of a word that are looked at. Source: `ALONE` in resolve.py.
NEAR = ALONE


@dataclass(frozen=True, slots=True)
class Told:
    """What the product says of a stretch of a segment."""

    start: int
    end: int
    entity: str
    verdict: Verdict
    mends: bool


@dataclass
class Rows:
    """Numbers of words, pairs or candidates, what was told of each, and of which text it is."""

    numbers: list[tuple[float, ...]] = field(default_factory=list)
    told: list[bool] = field(default_factory=list)
    corrected: list[bool] = field(default_factory=list)
    mends: list[bool] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def add(self, numbers: tuple[float, ...], told: Told | None, text: str) -> None:
        self.numbers.append(tuple(map(float, numbers)))
        self.told.append(told is not None)
        self.corrected.append(told is not None and told.verdict is Verdict.CORRECT)
        self.mends.append(told is not None and told.mends)
        self.text.append(text)


def read(
    source: Path, normalizer: normalize.Normalizer, step: int
) -> Iterator[tuple[str, dict[Mention, list[Told]]]]:
    """Yield each text, and what is told of its segment with open sieves, by mention."""
    forms = {entity.id: entity.forms for entity in normalizer.gazetteer.entities}
    with source.open(encoding="utf-8") as lines:
        for line in islice(lines, 0, None, step):
            gold = json.loads(line)
            document = parse(gold["text"], gold["id"])
            result = normalizer.on(document)
            found: dict[int, list[Told]] = {}
            for one in result.decisions:
                if one.rule and one.evidence.candidates and not one.evidence.candidates[0].candidate.listing:
                    best, number = one.evidence.candidates[0].candidate, one.evidence.mention.segment
                    start, end = source_range(document.segments[number], best.start, best.end)
                    mends = judge(gold, Edit(start, end, best.form), forms) is Judgement.CORRECT
                    told = Told(best.start, best.end, best.entity.id, one.verdict, mends)
                    found.setdefault(number, []).append(told)
            texts = enumerate(segment.text for segment in document.segments)
            plain = [one for number, text in texts for one in normalizer.finder.cut(number, text, ())]
            normalizer.knowledge.index.look_up(sought(plain))
            yield gold["id"], {mention: found.get(mention.segment, []) for mention in plain}


def collect(source: Path, normalizer: normalize.Normalizer, step: int) -> tuple[Rows, Rows, Rows]:
    """Return the rows of words, of pairs and of candidates of a labelled set."""
    of_words, of_pairs, of_candidates = Rows(), Rows(), Rows()
    index, lexicon = normalizer.knowledge.index, normalizer.knowledge.lexicon
    for text, mentions in read(source, normalizer, step):
        bare: dict[str, dict[str, Told]] = {}  # garbled word → right words told of it, with none beside it
        for mention, told in mentions.items():
            for one in () if mention.listed else resolve(as_name(mention), index, lexicon, (), OPEN):
                same = (each for each in told if each.entity == one.entity.id)
                here = next((each for each in same if each.start < one.end and one.start < each.end), None)
                of_candidates.add(of_candidate(one, mention, lexicon), here, text)
                if here and len(one.changed) == len(one.pairs):
                    rights = {fold_letters(word.text) for word in words(one.form)}
                    for pair in one.changed:
                        bare.setdefault(pair.surface, {}).update(dict.fromkeys(rights, here))
        seen = {
            (token.text, len(mention.around) == 1)
            for mention in mentions
            if not mention.listed
            for token in mention.tokens
        }
        for word, is_alone in sorted(seen):
            letters = fold_letters(word)
            near = index.neighbours(letters, NEAR) if len(letters) > 2 else ()
            if near:
                right = bare.get(word, {})
                is_listed = letters in index.by_part
                numbers = of_word(word, near, lexicon, is_listed=is_listed, is_alone=is_alone)
                best = max(
                    right.values(), key=lambda one: (one.mends, one.verdict is Verdict.CORRECT), default=None
                )
                of_words.add(numbers, best, text)
                for one in near:
                    numbers = of_pair(word, one, lexicon, is_alone=is_alone)
                    of_pairs.add(numbers, right.get(one.letters), text)
    return of_words, of_pairs, of_candidates


def report(name: str, rows: Rows, shipped: Sequence[float], least: float) -> None:
    """Print factors fitted to some rows, what some bars keep of rows unseen, and what the shipped keep."""
    table, told = np.array(rows.numbers), np.array(rows.told)
    corrected, mends, texts = np.array(rows.corrected), np.array(rows.mends), np.array(rows.text)
    unseen = np.zeros(len(told))
    for some, others in GroupKFold(4).split(table, told, texts):
        fitted = _fitted(table[some], told[some])
        unseen[others] = fitted.decision_function(table[others])
    fitted = _fitted(table, told)
    scale, line = fitted[0], fitted[1]
    factors = line.coef_[0] / scale.scale_
    start = float(line.intercept_[0] - (factors * scale.mean_).sum())
    print(
        f"{name}: {len(told):,} rows, {told.sum():,} told, {corrected.sum():,} of them corrected,"
        f" {mends.sum():,} mend a name"
    )
    keeps = table @ np.array(shipped) >= least
    print(
        f"   as shipped, at {least}: keeps {keeps[told].mean():.1%}, {keeps.mean():.1%} of all;"
        f" lost: {(~keeps & corrected).sum()} corrected, {(~keeps & mends).sum()} that mend"
    )
    print("  ", tuple(round(float(one), 2) for one in factors))
    for share in SHARES:
        bar = np.quantile(unseen[told], 1 - share, method="lower")
        lost, kept = unseen < bar, np.mean(unseen >= bar)
        print(
            f"   bar {bar - start:.2f} keeps {share:.1%}, {kept:.1%} of all;"
            f" lost: {(lost & corrected).sum()} corrected, {(lost & mends).sum()} that mend"
        )


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
            for name in ("numbers", "told", "corrected", "mends", "text"):
                getattr(rows, name).extend(getattr(more, name))
    shipped = (
        ("HOPE", GLANCE.hope, GLANCE.least_hope),
        ("SUFFICES", GLANCE.suffices, GLANCE.sufficient),
        ("PROMISE", GLANCE.promise, GLANCE.least_promise),
    )
    for rows, (name, factors, least) in zip(every, shipped, strict=True):
        report(name, rows, factors, least)


if __name__ == "__main__":
    main()
