"""Files and their settings → what was decided about them, and what is told of it, one at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from normalize.adapters.fixes import with_fixes
from normalize.adapters.inputs import Input
from normalize.adapters.left_out import is_wished, kept, today
from normalize.api import NO_MODEL, Normalizer
from normalize.directives import directives, is_off
from normalize.errors import ModelError, ReadError, WriteError
from normalize.findings import file_report
from normalize.formats import encoded, read, write
from normalize.gazetteer import default_path, load_gazetteer, together
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


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened for a run, for its reports.

    Attributes:
        gazetteers: In the order in which they were given.
        entities: How many they list together.
        models: Names of spaCy pipelines; empty for the shipped one.
        warnings: What is to be told of caches.
    """

    gazetteers: tuple[str, ...] = ()
    entities: int = 0
    models: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()


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
        needs = needs_of(settings)
        if needs not in self.made:
            _refuse_missing(settings.model)
            gazetteer = load_gazetteer(
                settings.gazetteers, use_default=settings.default_gazetteer, warn=self.warn
            )
            self.made[needs] = Normalizer(gazetteer, settings.policy, settings.model)
        return self.made[needs]

    def opened(self, warnings: Sequence[str] = ()) -> Opened:
        """Return what was opened until now."""
        shipped = [str(default_path().name)] if any(default for _, default, _ in self.made) else []
        own = (str(path) for paths, _, _ in self.made for path in paths)
        return Opened(
            gazetteers=tuple(dict.fromkeys([*shipped, *own])),
            entities=together([one.gazetteer for one in self.made.values()]),
            models=frozenset(model for _, _, model in self.made),
            warnings=tuple(warnings),
        )


def needs_of(settings: Settings) -> Needs:
    """Return what decides which normalizer a file with such settings needs."""
    return (settings.gazetteers, settings.default_gazetteer, settings.model)


def _refuse_missing(model: str) -> None:
    """Refuse a pipeline that is not there now, not only when the first text comes that needs it.

    Raises:
        ModelError: No package and no folder has that name.
    """
    if model in ("", NO_MODEL) or os.path.exists(model):  # noqa: PTH110 - Path.exists raises for a name too long
        return
    from importlib.metadata import PackageNotFoundError, distribution

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
        return unreadable(file, error)
    try:
        return then(checked)
    except WriteError as error:
        return unwritten(checked, error)


def unreadable(file: Input, error: ReadError) -> FileReport:
    """Return the report of a file that cannot be read."""
    return FileReport(file.name, error=_fact(file, error), hint=error.hint)


def unwritten(checked: Checked, error: WriteError) -> FileReport:
    """Return the report of a file that cannot be written."""
    return replace(checked.report, error=_fact(checked.input, error), hint=error.hint)


def _fact(file: Input, error: ReadError | WriteError) -> str:
    """Return what is wrong without the name of the file, which the report says already."""
    return error.message.removeprefix(f"{file.name}: ")
