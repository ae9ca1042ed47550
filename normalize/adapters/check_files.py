"""Files and their settings → file reports, one at a time; and corrected files, if these are wished for."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from normalize.adapters.fixes import with_fixes
from normalize.adapters.inputs import Input
from normalize.adapters.left_out import is_wished, kept, today
from normalize.api import NO_MODEL, Normalizer
from normalize.directives import directives, is_off
from normalize.errors import ModelError, ReadError, WriteError
from normalize.files import is_stream, write_atomically
from normalize.findings import file_report
from normalize.formats import encoded, read, write
from normalize.gazetteer import default_path, load_gazetteer
from normalize.model import Document, Result
from normalize.pipeline import normalize
from normalize.reported import FileReport
from normalize.safeguards import harmless, refuse_endless, selected
from normalize.settings import Settings

# What decides which normalizer a file needs: gazetteers, whether the default one, and the model.
Needs = tuple[tuple[Path, ...], bool, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """One file that was read, and what came of it.

    Attributes:
        input: The file.
        data: Its bytes, as read.
        result: The decisions about it.
        report: What is told of it.
    """

    input: Input
    data: bytes
    result: Result
    report: FileReport

    def corrected(self) -> bytes:
        """Return the corrected file; the very bytes that were read if nothing is to correct.

        Raises:
            WriteError: Its encoding cannot hold what is to be written.
        """
        document, source = self.result.document, self.result.corrected
        return self.data if source == document.source else write(document, source)


@dataclass
class Normalizers:
    """One normalizer for all files that need the same; made when first asked for, and kept.

    Attributes:
        warn: Told of a cache that cannot be used.
    """

    warn: Callable[[str], None]
    made: dict[Needs, Normalizer] = field(default_factory=dict)

    def of(self, settings: Settings) -> Normalizer:
        """Return the normalizer for a file with such settings, whatever its policy.

        Raises:
            ReadError: A gazetteer is not there or may not be read.
            GazetteerError: The gazetteers have faults: all of them.
            ModelError: The spaCy pipeline that somebody named is not there.
        """
        needs = (settings.gazetteers, settings.default_gazetteer, settings.model)
        if needs not in self.made:
            _refuse_missing(settings.model)
            gazetteer = load_gazetteer(
                settings.gazetteers, use_default=settings.default_gazetteer, warn=self.warn
            )
            self.made[needs] = Normalizer(gazetteer, settings.policy, settings.model)
        return self.made[needs]

    def gazetteers(self) -> tuple[str, ...]:
        """Return the gazetteers in use, in the order in which they were given."""
        shipped = [str(default_path().name)] if any(default for _, default, _ in self.made) else []
        own = (str(path) for paths, _, _ in self.made for path in paths)
        return tuple(dict.fromkeys([*shipped, *own]))

    def entities(self) -> int:
        """Return how many entities they list together."""
        return len({entity.id for one in self.made.values() for entity in one.gazetteer.entities})


def _refuse_missing(model: str) -> None:
    """Refuse a pipeline that is not there now, not only when the first text comes that needs it.

    Raises:
        ModelError: No package and no folder has that name.
    """
    if model in ("", NO_MODEL) or os.path.exists(model):  # noqa: PTH110 - Path.exists raises for a name too long
        return
    try:
        distribution(model)
    except (PackageNotFoundError, ValueError):
        from normalize.finders.spacy_finder import hint

        fact = f"the spaCy pipeline {model!r} cannot be loaded: it is not installed"
        raise ModelError(fact, hint(model)) from None


def check(file: Input, normalizers: Normalizers) -> Checked:
    """Return what became of one file; nothing is written.

    Raises:
        ReadError: It cannot be read.
        SettingsError: git does not know what was changed in it.
    """
    data, settings = file.read(), file.settings
    document = read(data, file.name, encoding=settings.encoding, fields=settings.fields)
    refuse_endless(document)
    known, day = normalizers.of(settings), today()
    found = directives(document, day)
    if is_off(found, document):
        result = Result(document, (), document.source)
        return Checked(file, data, result, file_report(result, file.name))
    result = normalize(document, known.finder, known.knowledge, settings.policy)
    left = kept(result, file, found, day) if found or is_wished(settings) else None
    result = harmless(selected(left.result if left else result, settings))
    report = with_fixes(_as_written(file_report(result, file.name), document), document)
    return Checked(file, data, result, left.completed(report) if left else report)


def _as_written(report: FileReport, document: Document) -> FileReport:
    """Return a report that says what a file is in, and gives its corrected source as that can hold it."""
    if report.source == report.corrected:
        return report
    corrected = encoded(document, report.corrected).decode(document.encoding)
    return replace(report, corrected=corrected, encoding=document.encoding)


def check_or_tell(
    file: Input | FileReport, normalizers: Normalizers, then: Callable[[Checked], FileReport]
) -> FileReport:
    """Return the report of one file, or what is wrong with it.

    Args:
        file: A file, or the report of one that is not there.
        normalizers: Those that `files` need are made already.
        then: What is done with a file that was checked; it returns the report.

    Raises:
        ModelError: The spaCy pipeline is not installed.
    """
    if isinstance(file, FileReport):
        return file
    try:
        checked = check(file, normalizers)
    except ReadError as error:
        return FileReport(file.name, error=_fact(file, error), hint=error.hint)
    try:
        return then(checked)
    except WriteError as error:
        return replace(checked.report, error=_fact(file, error), hint=error.hint)


def leave(checked: Checked) -> FileReport:
    """Write nothing."""
    return checked.report


def write_in_place(checked: Checked) -> FileReport:
    """Write a file's corrections, if there are any.

    Raises:
        WriteError: It cannot be written, or has changed since it was read.
    """
    data = checked.corrected()
    if checked.input.path is None or data == checked.data:
        return checked.report
    if is_stream(checked.input.path):
        hint = "send it to `-`, and the corrected text goes to standard output"
        raise WriteError(f"{checked.input.path}: no file, so nothing can be written back", hint=hint)
    write_atomically(checked.input.path, data, checked.data)
    return replace(checked.report, written=str(checked.input.path))


def copier(folder: Path) -> Callable[[Checked], FileReport]:
    """Return what writes a file's copy, corrected where that is needed, into a folder.

    The copy lies where the file lies in the folder that was named; one that was named itself keeps its name.
    """
    taken: dict[Path, str] = {}

    def copy(checked: Checked) -> FileReport:
        target = folder / checked.input.inside
        if target in taken:
            fact = f"{target}: is the copy of {taken[target]} already"
            raise WriteError(fact, hint="name the folder above the two, or copy them one by one")
        if checked.input.path and os.path.realpath(target) == os.path.realpath(checked.input.path):
            hint = "name another folder, or leave out --out to correct it where it is"
            raise WriteError(f"{target}: would be a copy of itself", hint=hint)
        taken[target] = checked.input.name
        make_folder(target.parent)
        write_atomically(target, checked.corrected())
        return replace(checked.report, written=str(target))

    return copy


def refuse_folder(folder: Path) -> None:
    """Refuse a folder that cannot be made, or in which nothing can be; it is not made yet.

    Raises:
        WriteError: Something above it, or it, is no folder, or one that we may not write to.
    """
    nearest = next(one for one in (folder.absolute(), *folder.absolute().parents) if os.path.lexists(one))
    is_fit = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    if not is_fit:
        fact = "not permitted" if nearest.is_dir() else f"{nearest} is no folder"
        raise WriteError(f"{folder}: cannot be made ({fact})", hint="name a folder that you may write to")


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, unless they are there.

    Raises:
        WriteError: It cannot be made.
    """
    try:
        for one in (*reversed(folder.parents), folder):  # one by one: `parents=True` recurs, however deep
            if not one.is_dir():
                one.mkdir(exist_ok=True)
    except OSError as error:
        fact = f"{folder}: cannot be made ({error.strerror or error})"
        raise WriteError(fact, hint="name a folder that you may write to") from error


def _fact(file: Input, error: ReadError | WriteError) -> str:
    """Return what is wrong without the name of the file, which the report says already."""
    return error.message.removeprefix(f"{file.name}: ")
