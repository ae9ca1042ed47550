"""`normalize explain`, `regions`, `gazetteer check`, `gazetteer show` and `init`: to look, and to begin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from normalize.cli_options import Colour, Names
from normalize.cli_wishes import listed, paths, wishes

if TYPE_CHECKING:
    from normalize.settings import Settings


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A sentence or more; `-` for standard input.")],
    *,
    json_: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    names: Names,
) -> int:
    """Show every candidate for every name with its evidence, and why the verdict is what it is."""
    from normalize.adapters.check_files import Normalizers
    from normalize.adapters.explain import explained, explained_json
    from normalize.adapters.streams import emit, say, standard_input
    from normalize.formats import parse, read
    from normalize.gazetteer_native import as_json as native_json
    from normalize.gazetteer_native import natives
    from normalize.pipeline import normalize

    settings = _settings(names)
    known = Normalizers(say).of(settings)
    document = read(standard_input().read(), "<stdin>") if text == "-" else parse(text, "<text>")
    result = normalize(document, known.finder, known.knowledge, settings.policy)
    entities = known.gazetteer.entities
    native = [one for segment in document.segments for one in natives(segment.text, entities)]
    if json_:
        told = {"native": [native_json(one) for one in native]} if native else {}
        emit([_json(explained_json(result) | told)])
    else:
        bar = settings.policy.correct_at
        emit(explained(result, bar) if result.decisions or not native else ())
        emit(f"{one}\n" for one in native)
    return 0


def regions(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `check` would read.")],
    *,
    json_: Annotated[bool, typer.Option("--json", help="For machines: stretches in code points.")] = False,
    encoding: Annotated[str, typer.Option("--encoding", metavar="NAME", show_default=False)] = "",
    fields: Annotated[
        list[str] | None,
        typer.Option("--fields", metavar="NAME", show_default=False, help="Fields or columns that are text."),
    ] = None,
    color: Annotated[Colour, typer.Option("--color", help="Colours instead of marks.")] = Colour.auto,
) -> int:
    """Show a file with marks: ⟦not read⟧, and ⟪quoted⟫, which is read and reported but not rewritten.

    Of a .docx, whose source nobody sees, what is read is shown, one paragraph to a line.
    """
    from normalize.adapters.regions import marked, paragraphs
    from normalize.adapters.regions import regions as stretches
    from normalize.adapters.streams import emit, wants_colour
    from normalize.files import read_bytes
    from normalize.formats import parse, read
    from normalize.settings import settings_for

    settings = settings_for(file)
    document = read(
        read_bytes(file, settings.max_file_size),
        str(file),
        encoding=encoding or settings.encoding,
        fields=listed(fields) or settings.fields,
    )
    if json_:
        rows = [{"region": one.region, "start": one.start, "end": one.end} for one in stretches(document)]
        emit([_json({"file": str(file), "format": document.format, "regions": rows})])
    else:
        shown = parse(paragraphs(document), document.name) if document.package else document
        emit(marked(shown, colour=wants_colour(color)))
    return 0


def gazetteer_check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE...]", help="Gazetteers; without any, the shipped one."),
    ] = None,
) -> int:
    """Check gazetteers together, beside the shipped one: every fault with its line, and what is unwise.

    A file that another one includes stands for that one.
    """
    from normalize.adapters.streams import emit, say
    from normalize.gazetteer import default_path
    from normalize.gazetteer_lint import check
    from normalize.gazetteer_roots import roots
    from normalize.reports.wording import plural

    given = roots(paths(files))
    is_own = any(path.exists() and path.samefile(default_path()) for path in given)
    checkup = check(given or [default_path()], use_default=bool(given) and not is_own)
    emit(f"{one}\n" for one in (*checkup.faults, *checkup.notices))
    faults, notes = plural(len(checkup.faults), "fault"), plural(len(checkup.notices), "note")
    say(f"{checkup.entries:,} entries, {faults}, {notes}")
    return 2 if checkup.faults else 0


def gazetteer_show(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="An id, a form, or words of one.")],
    *,
    json_: Annotated[bool, typer.Option("--json", help="For machines: one entry to a line.")] = False,
    names: Names,
) -> int:
    """Look up an entry. Exit code 1 if there is none."""
    from normalize.adapters.entries import described, entry
    from normalize.adapters.streams import emit, say
    from normalize.gazetteer import load_gazetteer
    from normalize.gazetteer_lint import show

    settings = _settings(names)
    gazetteer = load_gazetteer(settings.gazetteers, use_default=settings.default_gazetteer, warn=say)
    found = show(gazetteer, query)
    if json_:
        emit(_json(entry(entity)) for entity in found)
    else:
        emit(line for entity in found for line in described(entity))
    if not found:
        say(f"no entry answers to {query!r}")
    return 0 if found else 1


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to; the current folder.")] = Path(),
) -> int:
    """Write a configuration, a small gazetteer and a hook snippet to start from; never over a file."""
    from normalize.adapters.starter import start
    from normalize.adapters.streams import emit

    emit(f"{'wrote' if written else 'left'} {path}\n" for path, written in start(folder))
    return 0


def _settings(names: Names) -> Settings:
    return wishes(names).settings(Path.cwd())


def _json(value: object) -> str:
    return f"{json.dumps(value, ensure_ascii=False)}\n"
