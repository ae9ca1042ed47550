"""`normalize gazetteer import`, `add`, `alias`, `variant`, `leave`, `test`, `stats`; `normalize learn`."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from normalize.cli_options import Names, Texts
from normalize.cli_wishes import paths, wishes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalize.gazetteer_edit import Change
    from normalize.settings import Settings


class EntityKind(StrEnum):
    person = "person"
    place = "place"
    org = "org"


def _repeated(name: str, help: str, metavar: str = "TEXT") -> Any:
    return typer.Option(name, metavar=metavar, help=f"{help} (repeatable).", show_default=False)


Id = Annotated[str, typer.Argument(metavar="ID", help="The entry's id.")]
Into = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", show_default=False, help="The gazetteer; the configured one."),
]


def gazetteer_import(
    importer: Annotated[str, typer.Argument(metavar="FORM", help="geonames, wikidata-csv, csv or skos.")],
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The list; also .gz, .xz, .bz2, .zip.")],
    *,
    into: Annotated[
        Path | None,
        typer.Option(
            "--into", metavar="FILE", help="Add to this gazetteer; also .jsonl.", show_default=False
        ),
    ] = None,
    kind: Annotated[
        EntityKind | None, typer.Option("--type", help="What they are.", show_default=False)
    ] = None,
    min_population: Annotated[int, typer.Option("--min-population", min=0, metavar="N")] = 0,
    country: Annotated[str, typer.Option("--country", metavar="CODES", help="As in `UA,RU`.")] = "",
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", show_default=False)] = None,
    licence: Annotated[str, typer.Option("--licence", metavar="TEXT", help="Goes into `source`.")] = "",
    alternates: Annotated[
        bool, typer.Option("--alternates", help="Other names in Latin letters become aliases (geonames).")
    ] = False,
    names: Names,
) -> int:
    """Import a list of names: what is new goes to standard output, or into a gazetteer."""
    from itertools import islice

    from normalize.adapters.streams import emit, say
    from normalize.gazetteer import load_gazetteer
    from normalize.gazetteer_edit import AddEntries
    from normalize.gazetteer_rows import add_lines
    from normalize.gazetteer_sources import form_of
    from normalize.gazetteer_text import HEAD, entry_text, row
    from normalize.importers import Wishes, entities
    from normalize.importers.countries import codes
    from normalize.importers.sieve import WRITTEN, Sieve

    settings = _settings(names)
    wanted = Wishes(kind.value if kind else None, min_population, codes(country), licence, alternates)
    known = [*settings.gazetteers, *([into] if into and into.exists() else [])]
    sieve = Sieve(load_gazetteer(known, use_default=settings.default_gazetteer, warn=say))
    found = islice(sieve.sift(entities(importer, source, wanted)), limit)
    if into is None:
        emit(_parts(HEAD, (entry_text(row(entity)) for entity in found)))
    elif form_of(into):
        add_lines(into, found)
    elif rows := tuple(row(entity) for entity in found):
        _edit(into, AddEntries(rows), settings)
    for line in sieve.tally.told():
        say(line)
    return 0 if sieve.tally.counts[WRITTEN] else 1


def gazetteer_add(
    id_: Id,
    *,
    kind: Annotated[EntityKind, typer.Option("--type", help="What it is.", show_default=False)],
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="In house style.", show_default=False)],
    alias: Annotated[Texts, _repeated("--alias", "Another correct form")] = None,
    variant: Annotated[Texts, _repeated("--variant", "A known wrong form")] = None,
    avoid: Annotated[Texts, _repeated("--avoid", "Correct, but not house style")] = None,
    context: Annotated[Texts, _repeated("--context", "What stands near it")] = None,
    within: Annotated[Texts, _repeated("--in", "A place that contains it", "ID")] = None,
    native: Annotated[Texts, _repeated("--native", "In another script", "uk=NAME")] = None,
    unlike: Annotated[Texts, _repeated("--not", "What it must never become")] = None,
    source: Annotated[str, typer.Option("--source", metavar="TEXT", help="Of the facts.")] = "",
    file: Into = None,
    names: Names,
) -> int:
    """Add an entry to a gazetteer, where its id belongs; all else in the file stays as it is."""
    from normalize.gazetteer_edit import AddEntries
    from normalize.gazetteer_text import row
    from normalize.model import Entity

    entity = Entity(
        id=id_,
        type=kind.value,
        name=name,
        aliases=tuple(alias or ()),
        variants=tuple(variant or ()),
        avoid=tuple(avoid or ()),
        context=tuple(context or ()),
        within=tuple(within or ()),
        native=_native(native),
        unlike=tuple(unlike or ()),
        source=source,
    )
    return _edited(file, AddEntries((row(entity),)), names)


def gazetteer_alias(
    id_: Id,
    form: Annotated[str, typer.Argument(metavar="FORM", help="Another correct form.")],
    *,
    file: Into = None,
    names: Names,
) -> int:
    """Add a correct form to an entry; it is left alone from now on."""
    from normalize.gazetteer_edit import AddForm

    return _edited(file, AddForm(id_, "aliases", form), names)


def gazetteer_variant(
    id_: Id,
    form: Annotated[str, typer.Argument(metavar="FORM", help="A known wrong form.")],
    *,
    file: Into = None,
    names: Names,
) -> int:
    """Add a wrong form to an entry; it is corrected from now on."""
    from normalize.gazetteer_edit import AddForm

    return _edited(file, AddForm(id_, "variants", form), names)


def gazetteer_leave(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A real name that is not ours to correct.")],
    *,
    file: Into = None,
    names: Names,
) -> int:
    """Add a name that is none of our business; it is never changed, and never written."""
    from normalize.gazetteer_edit import AddLeave

    return _edited(file, AddLeave(name), names)


def gazetteer_test(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE...]", help="Gazetteers; without any, the configured ones."),
    ] = None,
    *,
    corpus: Annotated[
        Path | None,
        typer.Option("--corpus", metavar="DIR", show_default=False, help="Show what they newly flag in it."),
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option("--against", metavar="OTHER", show_default=False, help="Instead of without them."),
    ] = None,
    names: Names,
) -> int:
    """Hold entries to the sentences under their `tests`; or show what gazetteers change over a corpus.

    Exit code 1 if a sentence is not kept, or the corpus has a difference.
    """
    from normalize.adapters.gazetteer_tests import Rooms, compared, kept
    from normalize.adapters.streams import emit, say

    rooms = Rooms(_settings(names), paths(files), paths(against), say)
    lines = compared(rooms, corpus, say) if corpus else kept(rooms, say)
    number = 0

    def counted() -> Iterator[str]:
        nonlocal number
        for line in lines:
            number += 1
            yield f"{line}\n"

    emit(counted())
    return 1 if number else 0


def gazetteer_stats(
    *,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    names: Names,
) -> int:
    """Show what the gazetteer covers: by type, field, language, source and country."""
    from normalize.adapters.streams import emit, say
    from normalize.gazetteer import load_gazetteer
    from normalize.gazetteer_stats import as_json, stats, table

    settings = _settings(names)
    gazetteer = load_gazetteer(settings.gazetteers, use_default=settings.default_gazetteer, warn=say)
    found = stats(gazetteer)
    emit([json.dumps(as_json(found), ensure_ascii=False) + "\n"] if json_ else table(found))
    return 0


def learn(
    archive: Annotated[list[str], typer.Argument(metavar="DIR...", help="Folders of copy that is right.")],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Not standard output.", show_default=False)
    ] = None,
    min_documents: Annotated[
        int, typer.Option("--min-documents", min=1, metavar="N", help="That a name must be in.")
    ] = 3,
    names: Names,
) -> int:
    """Count the names of an archive, and write those that are none of our business as a gazetteer."""
    from normalize.adapters.learning import learnt_lines
    from normalize.adapters.streams import emit, say
    from normalize.files import write_atomically

    lines = learnt_lines(paths(archive), _settings(names), min_documents, say)
    if out is None:
        emit(lines)
    else:
        write_atomically(out, "".join(lines).encode("utf-8"))
        say(f"wrote {out}")
    return 0


def _native(given: Texts) -> tuple[tuple[str, str], ...]:
    from normalize.errors import SettingsError

    pairs = [text.partition("=") for text in given or ()]
    for language, sign, name in pairs:
        if not (language and sign and name):
            raise SettingsError(f"--native: {language!r} is no name in a language", "as in uk=Київ")
    return tuple((language, name) for language, _, name in pairs)


def _parts(head: str, entries: Iterator[str]) -> Iterator[str]:
    """Yield the text of a new gazetteer, a blank line between entries."""
    yield head
    yield next(entries, "")
    yield from (f"\n{entry}" for entry in entries)


def _edited(file: Path | None, change: Change, names: Names) -> int:
    from normalize.errors import SettingsError

    settings = _settings(names)
    if file is None and len(settings.gazetteers) != 1:
        known = ", ".join(map(str, settings.gazetteers)) or "none"
        raise SettingsError(f"which gazetteer is it? Configured: {known}", "name it: --file names.yaml")
    _edit(file or settings.gazetteers[0], change, settings)
    return 0


def _edit(file: Path, change: Change, settings: Settings) -> None:
    from normalize.adapters.streams import say
    from normalize.gazetteer_edit import edit_file, save

    place, text, before = edit_file(file, change, settings.gazetteers, use_default=settings.default_gazetteer)
    save(place, text, before)
    say(f"wrote {place}")


def _settings(names: Names) -> Settings:
    return wishes(names).settings(Path.cwd())
