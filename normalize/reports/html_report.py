"""Findings as one self-contained page for an editor: it loads nothing, and runs no script but its own.

All of it can be read without the script, which adds the filter, the order by file and the keys.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files as resources

from jinja2 import Environment, StrictUndefined, Template

from normalize.model import Rule
from normalize.reported import FileReport
from normalize.reports.rows import FileRows, files_of, groups_of
from normalize.reports.run import RunInfo
from normalize.reports.tallies import STATES, fate, is_unread, left_out, tally, totals
from normalize.reports.wording import CHANCES, RULES, harmless, shown_path

# Names that get a bar. Source: a choice; more would push the findings off the first screen.
BARS = 10


def report(files: Sequence[FileReport], run: RunInfo) -> Iterator[str]:
    """Yield the page. Names come by number of findings, then by spelling; files in their order.

    What is unlikely comes last, folded.
    """
    listed = files_of(files, run)
    rows = [row for file in listed for row in file.rows]
    style, script = _part("css"), _part("js")
    yield from _template().generate(
        run=run,
        tally=tally(files),
        left_out=left_out(files),
        totals=totals(files, run),
        fates={state: fate(state, run) for state in STATES},
        groups=groups_of(row for row in rows if row.state != "unlikely"),
        unlikely=groups_of(row for row in rows if row.state == "unlikely"),
        files=listed,
        bars=BARS,
        rules=_rules(listed),
        chances=CHANCES,
        written=[(shown_path(file.path), shown_path(file.written)) for file in files if file.written],
        errors=[_error(file) for file in files if file.error],
        gazetteers=[shown_path(path) for path in run.gazetteers],
        style=style,
        script=script,
        policy=_policy(style, script),
    )


def _rules(files: Sequence[FileRows]) -> dict[Rule, str]:
    """Return the rules that findings were made by, each with what it is about."""
    made = {row.finding.rule for file in files for row in file.rows}
    return {rule: words for rule, words in RULES.items() if rule in made}


def _error(file: FileReport) -> tuple[str, str, str, str]:
    """Return the path of a file, what could not be done, why, and the way out."""
    undone = "could not be read" if is_unread(file) else "could not be written"
    return shown_path(file.path), undone, harmless(file.error), harmless(file.hint)


def _policy(style: str, script: str) -> str:
    """Return a Content Security Policy that lets the page's own style and script run, and loads nothing."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _hash(text: str) -> str:
    """Return a hash as Content Security Policy Level 3, section 2.3.1, writes it."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _part(suffix: str) -> str:
    return resources("normalize.reports").joinpath(f"html_report.{suffix}").read_text("utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_part("jinja"))
