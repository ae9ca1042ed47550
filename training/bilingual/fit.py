"""Rows of labelled copy, and what it was translated from → what a source segment says of a candidate.

    python training/bilingual/fit.py --gold ../shared/eval/wmt_dev.jsonl \\
        --gazetteer ../shared/eval/wmt_gazetteer.yaml \\
        --rows wmt.jsonl --clean clean.jsonl --source source.jsonl --right reference.jsonl shipped.jsonl

The rows are those of `training/weights/rows.py`; of `--source` with `--source`, of `--right` also with
`--reference`, by the labelled gazetteer and by the shipped one. Five folds by source text, as there: the
log-odds of every row are of trees that saw no translation of its text, and so are the factors that are added
them. Prints precision and recall without the source and with it, and the factors fitted to all rows, for
`normalize/bilingual.py`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.optimize import brentq, minimize
from scipy.special import expit

from normalize.policy import PRESETS
from normalize.scoring import score

sys.path.insert(0, str(Path(__file__).parents[1] / "weights"))
import fit as weights

# Languages whose names are in another script.
OTHER_SCRIPT = ("ja", "ru", "uk", "zh")

# Candidates less likely than this, in log-odds, are never told, whatever the source says.
HOPELESS = -9.0

# How strongly factors are held back, for numbers of a spread of one. Source: of 1, 3, 5 and 10 none is better
# than another.
HELD_BACK = 5.0

# What a candidate in a reference counts, beside one in machine translation. Source: .05, .1, .2 and .4 were
# tried; the more, the fewer wrong corrections of references, and the less recall elsewhere.
RIGHT_SHARE = 0.2

# What is less likely than this is not told. Source: normalize/policy.py.
TOLD = PRESETS["normal"].review_at

# Bars that are tried.
BARS = tuple(round(0.5 + 0.02 * step, 2) for step in range(24))

# Precisions at which recalls are compared.
PRECISIONS = (0.93, 0.94, 0.95, 0.96, 0.97)


def factors(
    table: np.ndarray, odds: np.ndarray, labels: np.ndarray, shares: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Return the factors that, added to some log-odds, fit labels best; the first is of what is always 1.

    Of what is told as many are right as the probabilities say.

    Args:
        table: What the factors stand before, a row each.
        odds: Log-odds of the trees.
        labels: 1 for what is right.
        shares: What each counts for the factors; `counts` likewise for what is told.
    """
    spread = table.std(axis=0)
    spread[spread == 0] = 1.0
    even = table / spread

    def loss(wanted: np.ndarray) -> tuple[float, np.ndarray]:
        said = odds + even @ wanted
        held = np.r_[0.0, wanted[1:]]
        value = np.sum(shares * (np.logaddexp(0, said) - labels * said)) + HELD_BACK * np.sum(held**2)
        return float(value), even.T @ (shares * (expit(said) - labels)) + 2 * HELD_BACK * held

    fitted = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B").x / spread
    said = odds + table @ fitted
    told = counts * (said >= weights.log_odds(TOLD))
    fitted[0] += brentq(lambda shift: np.sum(told * (expit(said + shift) - labels)), -5, 5)
    return np.asarray(fitted)


def by_folds(
    table: np.ndarray,
    odds: np.ndarray,
    labels: np.ndarray,
    shares: np.ndarray,
    counts: np.ndarray,
    folds: np.ndarray,
) -> np.ndarray:
    """Return log-odds with what factors say that saw no row of a row's fold."""
    hopeful, both = odds > HOPELESS, odds.copy()
    for fold in range(weights.FOLDS):
        fitted = factors(*(part[hopeful & (folds != fold)] for part in (table, odds, labels, shares, counts)))
        both[folds == fold] += table[folds == fold] @ fitted
    return np.where(hopeful, both, odds)


def curve(
    documents: Sequence[Mapping[str, Any]],
    forms: Mapping[str, Sequence[str]],
    rows: Sequence[dict[str, Any]],
    odds: np.ndarray,
) -> list[tuple[float, float, float, float]]:
    """Return bar, precision, recall and false corrections per 10,000 clean words of some documents."""
    ids = {one["id"] for one in documents}
    here = [place for place, row in enumerate(rows) if row["id"] in ids]
    found = []
    for bar in BARS:
        edits = weights.chosen([rows[place] for place in here], expit(odds[here]), bar)
        told = score(documents, forms, edits)
        found.append((bar, told.precision, told.recall, told.false_per_10k_negative))
    return found


def report(title: str, found: Sequence[tuple[float, float, float, float]]) -> None:
    """Print the most recall at each precision."""
    best = (max((one for one in found if one[1] >= least), key=lambda one: one[2], default=None)
            for least in PRECISIONS)  # fmt: skip
    told = ("—" if one is None else f"{one[2]:.3f} (bar {one[0]:.2f}, false {one[3]:.2f})" for one in best)
    print(f"{title}: " + "; ".join(told))
    here = next(one for one in found if one[0] == PRESETS["normal"].correct_at)
    print("  at the bar {:.2f}: precision {:.3f}, recall {:.3f}, false {:.2f}".format(*here))


def corrected(rows: list[dict[str, Any]], odds: np.ndarray) -> int:
    """Return how many corrections the bar of `normal` lets through."""
    edits = weights.chosen(rows, expit(odds), PRESETS["normal"].correct_at)
    return sum(map(len, edits.values()))


def main() -> None:
    """Fit and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name in ("--gold", "--gazetteer", "--rows", "--clean", "--source"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--right", type=Path, nargs="*", default=[], help="rows of references")
    parser.add_argument("--apart", action="store_true", help="no fold has an entity in error of another")
    wishes = parser.parse_args()
    gold = [json.loads(line) for line in wishes.gold.read_text("utf-8").splitlines()]
    listed = yaml.load(wishes.gazetteer.read_bytes(), Loader=yaml.CSafeLoader)
    forms = {entry["id"]: [entry["name"], *entry.get("aliases", [])] for entry in listed}
    rows, clean, heard = map(weights.read_rows, (wishes.rows, wishes.clean, wishes.source))
    garbled, right = len(heard), [weights.read_rows(path) for path in wishes.right]
    heard += [row for some in right for row in some]
    if wishes.apart:
        group = weights.groups(gold)
        rows, heard = ([{**row, "group": group[row["id"]]} for row in some] for some in (rows, heard))
    names = sorted(set(rows[0]["features"]) - set(weights.LINEAR))
    plain, odds = without_and_with(rows, clean, heard, names)
    table = np.array([list(row["said"].values()) for row in heard])
    labels = np.array([row["right"] for row in heard], float)
    shares = np.where(np.arange(len(heard)) < garbled, 1.0, RIGHT_SHARE)
    folds = np.array([weights.fold_of(row) for row in heard])
    latin, both = np.array([row["is_latin"] for row in heard]), odds.copy()
    # The trees are too sure of names in Latin letters: there references count for what is told, too.
    counts = np.where(latin, shares, shares == 1)
    for group in (latin, ~latin):
        both[group] = by_folds(*(part[group] for part in (table, odds, labels, shares, counts, folds)))
    sure = [{**row, "doubt": row["doubt"] and not row["borne_out"]} for row in heard]
    languages = sorted({one["lang"] for one in gold})
    print("recall at a precision of", ", ".join(map(str, PRECISIONS)))
    groups = [("another script", OTHER_SCRIPT), ("Latin script", tuple({*languages} - {*OTHER_SCRIPT}))]
    for name, some in (*groups, *((language, (language,)) for language in languages)):
        documents = [one for one in gold if one["lang"] in some]
        report(f"{name}, without the source", curve(documents, forms, rows, plain))
        report(f"{name}, with it", curve(documents, forms, sure[:garbled], both[:garbled]))
    first = garbled
    for path, some in zip(wishes.right, right, strict=True):
        here = slice(first, first := first + len(some))
        without, with_it = corrected(some, odds[here]), corrected(sure[here], both[here])
        print(f"{path}: corrected without the source {without}, with it {with_it}")
    for name, group in (("LATIN", latin), ("OTHERS", ~latin)):
        hopeful = group & (odds > HOPELESS)
        fitted = factors(*(part[hopeful] for part in (table, odds, labels, shares, counts)))
        told = dict(zip(heard[0]["said"], fitted.round(2).tolist(), strict=True))
        print(f"{name} = {told}")
        print(f"said at most: {np.max(table[group] @ fitted):.1f}")


def without_and_with(
    rows: list[dict[str, Any]], clean: list[dict[str, Any]], heard: list[dict[str, Any]], names: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds of two sets of rows, of trees fitted to the first that saw none of a row's fold."""
    plain, odds = np.zeros(len(rows)), np.zeros(len(heard))
    for fold in range(weights.FOLDS):
        seen = ([row for row in part if weights.fold_of(row) != fold] for part in (rows, clean))
        models = weights.fit(*seen, names)
        for part, said in ((rows, plain), (heard, odds)):
            unseen = [place for place, row in enumerate(part) if weights.fold_of(row) == fold]
            said[unseen] = weights.said_by(models, weights.matrix([part[place] for place in unseen], names))
    slope, shift = weights.line(np.array([row["right"] for row in rows]), plain)
    context = np.array(
        [sum(row["features"][name] * by for name, by in weights.LINEAR.items()) for row in heard]
    )
    return np.clip(slope * plain + shift, -12, 8), np.clip(slope * odds + shift + context, -12, 8)


if __name__ == "__main__":
    main()
