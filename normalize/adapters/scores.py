"""A file of labelled copy, and a gazetteer → the score of what we would write, or of what others wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from normalize.adapters.batches import decider
from normalize.adapters.corpus import LineError, edits, row_of, text_of
from normalize.adapters.line_files import read_lines
from normalize.adapters.streams import say
from normalize.errors import ReadError
from normalize.formats import parse
from normalize.gazetteer import load_gazetteer
from normalize.model import Verdict
from normalize.rewrite import Edit
from normalize.scoring import Score
from normalize.scoring import score as scored
from normalize.settings import Settings

# What a labelled line must have.
NEEDED = ("id", "text", "spans")


def run_score(gold: str, predictions: str, settings: Settings) -> Score:
    """Score what we would write, or the predictions of a file, against labelled copy.

    Raises:
        ReadError: A file cannot be read, or a line of it is not what it should be.
        GazetteerError: A gazetteer has faults: all of them are in it.
    """
    documents = list(rows(gold, NEEDED))
    gazetteer = load_gazetteer(settings.gazetteers, use_default=settings.default_gazetteer, warn=say)
    forms = {entity.id: entity.forms for entity in gazetteer.entities}
    made = predicted(predictions) if predictions else ours(documents, settings)
    if strangers := made.keys() - {document["id"] for document in documents}:
        say(f"warning: {predictions}: {len(strangers):,} ids are not in {gold}")
    return scored(documents, forms, made)


def rows(name: str, needed: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file.

    Raises:
        ReadError: It cannot be read, or a line is no object with the fields that are needed.
    """
    for number, data in enumerate(read_lines(name), 1):
        if not data.strip():
            continue
        try:
            row = row_of(data)
        except LineError as error:
            raise ReadError(f"{name}:{number}: {error.message}", error.hint) from None
        if missing := [field for field in needed if field not in row]:
            raise ReadError(
                f"{name}:{number}: no field {missing[0]!r}", hint=f"needed are {', '.join(needed)}"
            )
        yield row


def predicted(name: str) -> dict[str, list[Edit]]:
    """Return the edits of a file, by document.

    Raises:
        ReadError: It cannot be read, or a line is no prediction.
    """
    made = {}
    for row in rows(name, ("id", "edits")):
        try:
            made[row["id"]] = [_edit(one) for one in row["edits"] or ()]
        except (KeyError, TypeError, ValueError):
            hint = "an edit has `start`, `end` and `replacement`"
            raise ReadError(f"{name}: the edits of {row['id']!r} are none", hint=hint) from None
    return made


def ours(documents: list[dict[str, Any]], settings: Settings) -> dict[str, list[Edit]]:
    """Return what we would write, by document."""
    decide = decider(settings)
    results = ((one["id"], decide(parse(text_of(one, "text") or "", one["id"]))) for one in documents)
    return {key: [_edit(one) for one in edits(result, Verdict.CORRECT)] for key, result in results}


def table(made: Score) -> Iterator[str]:
    """Yield the figures in lines."""
    counts = made.counts
    yield f"precision            {made.precision:.4f}\n"
    yield f"recall               {made.recall:.4f}  ({counts.get('hit', 0)} of {counts.get('spans', 0)})\n"
    yield f"f1                   {made.f1:.4f}\n"
    yield f"recall with partial  {made.recall_with_partial:.4f}\n"
    yield "false edits per 10,000 words\n"
    yield f"  nothing is wrong   {made.false_per_10k_negative:.2f}\n"
    yield f"    plain            {made.false_per_10k_negative_plain:.2f}\n"
    yield f"    trap             {made.false_per_10k_negative_trap:.2f}\n"
    yield f"  beside errors      {made.false_per_10k_in_positive_docs:.2f}\n"
    for title, group in (("recall by", made.recall_by), ("counts", counts)):
        yield f"{title}\n"
        yield from (f"  {key:<22} {value}\n" for key, value in group.items())


def _edit(row: dict[str, Any]) -> Edit:
    return Edit(int(row["start"]), int(row["end"]), str(row["replacement"]))
