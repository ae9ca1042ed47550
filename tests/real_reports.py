"""Reports of files that were really read, by a small gazetteer: for tests of where things stand in them."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from normalize.adapters.fixes import with_fixes
from normalize.api import Normalizer, load
from normalize.findings import file_report
from normalize.formats import read
from normalize.reported import FileReport

NAMES = Path(__file__).resolve().parent / "cli" / "names.yaml"

PLAIN = (
    "😀 The mayor, Jana Novacova, who came by train, opened the new school in Ober\n"
    "Lhota on Monday; it stands where the old one had been, as she said, Novacova.\n"
)

# Name of a file → its text, as it may come: each way in which text and source differ.
SOURCES: dict[str, str] = {
    "plain.txt": PLAIN,
    "crlf.txt": PLAIN.replace("\n", "\r\n"),
    "cr.txt": PLAIN.replace("\n", "\r"),
    "mark.txt": f"\ufeffJana Novacova\n{PLAIN}",
    "open end.txt": "Said Jana Novacova",
    "decomposed.txt": "Žižkov (Z\u030ciz\u030ckov): the mayor, Jana Novacova, in Ober\u00a0Lhota.\n",
    "bold.html": "<p title='Jana Novacova'>The <b>mayor</b>, <b>Jana Nova</b>cova, in Ober&nbsp;Lhota: "
    "Jana Novac&oacute;va &amp; Co.</p>\n",
    "bold.md": "# Jana Novacova\n\nThe mayor, **Jana** Novacova, in *Ober Lho*ta.\n",
}


@cache
def normalizer() -> Normalizer:
    return load(NAMES, default=False, model="none", cache_dir=Path(tempfile.mkdtemp()))


def told(name: str, data: bytes | None = None, encoding: str = "") -> FileReport:
    """Return the report of some bytes; without any, of the text of that name in `SOURCES`."""
    document = read(SOURCES[name].encode() if data is None else data, name, encoding=encoding)
    return with_fixes(file_report(normalizer().on(document), name), document)
