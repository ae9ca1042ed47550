"""Labelled copy and edits → figures: how many wrong names were mended, and what was spoilt on the way.

`judging` says what a labelled document is and when an edit is right. The figures and the names of the
counts are those of the project's `eval/score.py`, so that they can be compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from normalize.judging import (
    Forms,
    Judged,
    Judgement,
    Labelled,
    Outcome,
    judge_edits,
    judge_errors,
    overlaps,
    usable,
)
from normalize.judging import judge as judge
from normalize.reports.score_figures import Score as Score
from normalize.rewrite import Edit as Edit

# Judgements that count for precision.
COUNTED = (Judgement.CORRECT, Judgement.PARTIAL, Judgement.WRONG, Judgement.FALSE)


def score(gold: Iterable[Labelled], forms: Forms, edits: Mapping[str, Sequence[Edit]]) -> Score:
    """Score edits against labelled copy.

    Args:
        gold: Labelled documents, each with an `id`.
        forms: Entity id → its name and aliases.
        edits: Document id → edits of its text, in any order; a document without any may be missing.
    """
    counts: Counter[str] = Counter()
    hits: defaultdict[str, list[bool]] = defaultdict(list)
    for document in gold:
        proposed = usable(document["text"], edits.get(document["id"], ()))
        errors = judge_errors(document, proposed, forms)
        counts.update(document_counts(document, proposed, errors))
        for error in errors:
            for label in (f"kind:{error.span['kind']}", f"lang:{document.get('lang', 'en')}"):
                hits[label].append(error.outcome is Outcome.HIT)
    return figures(counts, {label: f"{sum(hit)}/{len(hit)}" for label, hit in sorted(hits.items())})


def document_counts(document: Labelled, edits: Sequence[Edit], errors: Sequence[Judged]) -> Counter[str]:
    """Return what one document adds to the counts of a score.

    Args:
        document: Labelled.
        edits: Those that are `usable`.
        errors: What they made of its labelled errors.
    """
    counts = _word_counts(document)
    counts.update(_error_counts(errors))
    counts.update(_edit_counts(document, judge_edits(document, edits, errors)))
    counts["style_spans"] += sum(span["label"] == "style" for span in document["spans"])
    counts["style_listed"] += sum(_is_listed_style(span) for span in document["spans"])
    return counts


def _is_listed_style(span: Mapping[str, Any]) -> bool:
    return span["label"] == "style" and bool(span.get("listed_alias"))


def _sort_of(document: Labelled) -> str:
    return document.get("negative") or "plain"


def _word_counts(document: Labelled) -> Counter[str]:
    """Count words, split at white space: in documents with labels, without, and the latter by sort."""
    words = len(document["text"].split())
    if document["spans"]:
        return Counter(words_pos=words)
    return Counter({"words_neg": words, f"words_{_sort_of(document)}": words})


def _error_counts(errors: Iterable[Judged]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for error in errors:
        counts.update(["spans", error.outcome.value])
        counts["doubled_or_lost"] += error.is_spoilt
    return counts


def _edit_counts(document: Labelled, made: Iterable[tuple[Edit, Judgement]]) -> Counter[str]:
    """Count edits by judgement; those on a listed style form, and false ones by where they are, apart."""
    counts: Counter[str] = Counter()
    for edit, judgement in made:
        match judgement:
            case Judgement.STYLE:
                on = next(s for s in document["spans"] if s["label"] == "style" and overlaps(edit, s))
                listed = "listed" if on.get("listed_alias") else "unlisted"
                counts.update(["edits_on_style", f"edits_on_style_{listed}"])
            case Judgement.FALSE if document["spans"]:
                counts.update(["edits_false", "false_pos"])
            case Judgement.FALSE:
                counts.update(["edits_false", "false_neg", f"false_{_sort_of(document)}"])
            case _:
                counts[f"edits_{judgement.value}"] += 1
    return counts


def figures(counts: Counter[str], recall_by: Mapping[str, str]) -> Score:
    """Return the figures that counts make; 0.0 where there is nothing to divide by."""
    precision = share(counts["edits_correct"], counted(counts))
    recall = share(counts["hit"], counts["spans"])
    total = precision + recall
    return Score(
        precision=round(precision, 4),
        recall=round(recall, 4),
        f1=round(2 * precision * recall / total, 4) if total else 0.0,
        recall_with_partial=round(share(counts["hit"] + counts["partial"], counts["spans"]), 4),
        false_per_10k_negative=rate(counts["false_neg"], counts["words_neg"]),
        false_per_10k_negative_plain=rate(counts["false_plain"], counts["words_plain"]),
        false_per_10k_negative_trap=rate(counts["false_trap"], counts["words_trap"]),
        false_per_10k_in_positive_docs=rate(counts["false_pos"], counts["words_pos"]),
        counts={name: number for name, number in sorted(counts.items()) if number},
        recall_by=recall_by,
    )


def counted(counts: Counter[str]) -> int:
    """Return how many edits count for precision."""
    return sum(counts[f"edits_{judgement.value}"] for judgement in COUNTED)


def share(part: int, whole: int) -> float:
    """Return a part of a whole, 0.0 if that is nothing."""
    return part / whole if whole else 0.0


def rate(edits: int, words: int, unit: float = 1e4) -> float:
    """Return how many edits there are in so many words, rounded to two places."""
    return round(unit * edits / max(1, words), 2)
