"""A file of labelled copy, and a gazetteer → the score of what we would write, or of what others wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from normalize.adapters.check_files import Normalizers
from normalize.adapters.corpus import LineError, row_of, text_of
from normalize.adapters.line_files import read_lines
from normalize.adapters.run_files import Show, run_info
from normalize.adapters.streams import counted, emit, say
from normalize.api import NO_MODEL
from normalize.errors import ReadError, SettingsError, WriteError
from normalize.files import write_atomically
from normalize.formats import parse
from normalize.model import Entity
from normalize.pipeline import normalize
from normalize.reports.score_figures import Fate, Origin, ScoreReport
from normalize.reports.score_formats import format_for, render
from normalize.rewrite import Edit
from normalize.safeguards import selected
from normalize.scoring_found import Found, found_in
from normalize.scoring_report import report
from normalize.settings import Settings

# What a labelled line must have.
NEEDED = ("id", "text", "spans")

# What a label must have.
OF_LABELS = ("start", "end", "surface", "gold", "kind", "label")

# A probability that nothing has.
ABOVE_ALL = 2.0

FoundBy = dict[str, Sequence[Found]]


def run_score(
    gold: str, predictions: str, settings: Settings, show: Show, reports: Sequence[Path] = ()
) -> int:
    """Score what we would write, or the predictions of a file, and tell of it; return the exit code.

    Raises:
        ReadError: A file cannot be read, or a line of it is not what it should be.
        GazetteerError: A gazetteer has faults: all of them are in it.
        SettingsError: A report's suffix names no format, or it is one of the files to read.
        WriteError: A report cannot be written; those before it, and standard output, are.
    """
    formats = [_format(path, [gold, predictions]) for path in reports]
    made = scored(gold, predictions, settings, progress=show.progress)
    emit(render(show.format, made))
    for path, name in zip(reports, formats, strict=True):
        write_atomically(path, "".join(render(name, made)).encode("utf-8", "surrogateescape"))
    return 0


def _format(path: Path, read: Iterable[str]) -> str:
    """Return the format of a report, before anything is read: what is wrong with it shows first."""
    name = format_for(path)
    if any(given and _is_one_file(path, given) for given in read):
        raise SettingsError(f"--report: {path} is a file to read", "name another file")
    if not path.absolute().parent.is_dir():
        raise WriteError(f"{path}: no such file or folder", hint="check the path")
    return name


def _is_one_file(path: Path, given: str) -> bool:
    with suppress(OSError):
        return path.samefile(given)
    return False


def scored(gold: str, predictions: str, settings: Settings, *, progress: bool = False) -> ScoreReport:
    """Return the score of what we would write, or of the predictions of a file, against labelled copy.

    Raises:
        ReadError: A file cannot be read, or a line of it is not what it should be.
        GazetteerError: A gazetteer has faults: all of them are in it.
    """
    documents = labelled(gold)
    known = Normalizers(say)
    needs = replace(settings, model=NO_MODEL) if predictions else settings
    entities = {entity.id: entity for entity in known.of(needs).gazetteer.entities}
    found = (
        predicted(predictions, entities)
        if predictions
        else ours(documents, settings, known, progress=progress)
    )
    if strangers := found.keys() - {document["id"] for document in documents}:
        say(f"warning: {predictions}: {len(strangers):,} ids are not in {gold}")
    forms = {key: entity.forms for key, entity in entities.items()}
    return report(documents, forms, found, _origin(gold, predictions, documents, settings, known))


def labelled(name: str) -> list[dict[str, Any]]:
    """Return the lines of a labelled file.

    Raises:
        ReadError: It cannot be read, or a line is no labelled text.
    """
    documents = list(rows(name, NEEDED))
    for document in documents:
        if text_of(document, "text") is None:
            raise ReadError(f"{name}: {document['id']!r} has no text")
        for span in document["spans"]:
            if missing := [field for field in OF_LABELS if field not in span]:
                hint = f"needed are {', '.join(OF_LABELS)}"
                raise ReadError(f"{name}: a label of {document['id']!r} has no {missing[0]!r}", hint)
    return documents


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


def predicted(name: str, entities: Mapping[str, Entity]) -> FoundBy:
    """Return the edits of a file, and what it leaves for review, by document.

    Raises:
        ReadError: It cannot be read, or a line is no prediction.
    """
    made: FoundBy = {}
    for row in rows(name, ("id", "edits")):
        try:
            corrected = [_predicted(one, "correct", entities) for one in row["edits"] or ()]
            review = [_predicted(one, "review", entities) for one in row.get("review") or ()]
        except (AttributeError, KeyError, TypeError, ValueError):
            hint = "an edit has `start`, `end` and `replacement`, and may have `probability` (0 to 1)"
            raise ReadError(f"{name}: the edits of {row['id']!r} are none", hint=hint) from None
        made[row["id"]] = [*corrected, *review]
    return made


def ours(
    documents: Sequence[dict[str, Any]], settings: Settings, normalizers: Normalizers, *, progress: bool
) -> FoundBy:
    """Return what we would write, what we would ask, and what we would not tell, by document."""
    known = normalizers.of(settings)
    least = settings.min_confidence if "misspelt" in settings.rules else ABOVE_ALL
    made: FoundBy = {}
    for one in counted(documents, len(documents), shown=progress):
        document = parse(text_of(one, "text") or "", str(one["id"]))
        result = normalize(document, known.finder, known.knowledge, settings.policy)
        made[one["id"]] = found_in(selected(result, settings), least)
    return made


def _predicted(row: Mapping[str, Any], fate: Fate, entities: Mapping[str, Entity]) -> Found:
    said, entity = row.get("probability"), str(row.get("entity") or "")
    probability = None if said is None else float(said)
    if probability is not None and not 0.0 <= probability <= 1.0:
        raise ValueError(f"no probability: {said}")
    return Found(
        edit=Edit(int(row["start"]), int(row["end"]), str(row["replacement"])),
        fate=fate,
        probability=probability,
        entity=entity,
        type=entities[entity].type if entity in entities else "",
        reason=str(row.get("reason") or ""),
    )


def _origin(
    gold: str, predictions: str, documents: Sequence[Mapping[str, Any]], settings: Settings, made: Normalizers
) -> Origin:
    run = run_info("check", made.opened(), Show())
    return Origin(
        version=run.version,
        gold=gold,
        documents=len(documents),
        words=sum(len(one["text"].split()) for one in documents),
        predictions=predictions,
        gazetteers=run.gazetteers,
        entities=run.entities,
        model=run.model,
        started=run.started,
        correct_at=settings.policy.correct_at,
        review_at=settings.policy.review_at,
    )
