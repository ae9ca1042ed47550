"""Clean copy → how much context speaks: where names stand that are spelt rightly, against look-alikes.

    python training/weights/context.py ../shared/eval/clean_dev.jsonl

A name's surroundings do not depend on its spelling, so the surroundings of rightly spelt names stand for
those of garbled ones; those of words that only look like a name, for chance. A logistic regression over the
context numbers of `normalize.features`, shrunk by SHRINK, gives log-odds for each unit.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

import normalize
from normalize.features import _context
from normalize.formats import parse
from normalize.model import Candidate
from normalize.resolve import resolve
from normalize.scene import line_of, set_scene
from normalize.setting import Setting, elsewhere, rival
from normalize.weigh import WEIGHED

# A text about a subject holds the context of all its names, look-alikes of them included, more often than
# clean copy at large does. Source: a guess, on the careful side.
SHRINK = 0.7


def main() -> None:
    """Print the factors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clean", type=Path)
    parser.add_argument("--documents", type=int, default=500)
    wishes = parser.parse_args()
    lines = wishes.clean.read_text(encoding="utf-8").splitlines()
    random.Random(0).shuffle(lines)
    normalizer = normalize.load(model="none")
    knowledge, rows, labels = normalizer.knowledge, [], []
    for line in lines[: wishes.documents]:
        document = parse(json.loads(line)["text"], "")
        mentions = normalizer.finder.find(document)
        scene = set_scene([line_of(one.text) for one in document.segments], mentions)
        resolved = [(mention, resolve(mention, knowledge.index, knowledge.lexicon)) for mention in mentions]
        against = elsewhere(scene, resolved)
        for mention, candidates in resolved:
            text = document.segments[mention.segment].text
            rivals = tuple(map(rival, candidates))
            setting = Setting(against, knowledge.index, knowledge.lexicon, text, mention, rivals)
            right = [knowledge.index.by_id[one] for one in mention.listed if one in knowledge.index.by_id]
            found = [
                Candidate(entity, mention.text, mention.start, mention.end, (), entity.name, 1.0)
                for entity in right[:1]
            ] or list(candidates[:WEIGHED])
            for candidate in found:
                if candidate.entity.context:
                    rows.append(_context(candidate, setting))
                    labels.append(int(bool(right)))
    names = sorted(rows[0])
    model = LogisticRegression(C=1.0).fit(np.array([[row[name] for name in names] for row in rows]), labels)
    print(f"{sum(labels)} rightly spelt, {len(labels) - sum(labels)} look-alikes")
    print(json.dumps({n: round(SHRINK * float(w), 2) for n, w in zip(names, model.coef_[0], strict=True)}))


if __name__ == "__main__":
    main()
