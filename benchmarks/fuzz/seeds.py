"""What the fuzzer begins with: small right files of every kind."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

from normalize.formats import FORMATS, SUFFIXES

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "formats"
FOUND = ROOT / "tests" / "fuzz_cases"

# In bytes, how long a file of an archive may be, and how many of a format are taken. A guess: enough of the
# format in each, and short enough for a thousand changes a second.
LARGEST, MOST = 4_000, 60

_GAZETTEER = """version: 1
leave: [Kyiv Post]
entities:
- id: olga-hartwik
  type: person
  name: Olga Hartwik
  aliases: [Hartwik]
  variants: [Olga Hartwick]
  avoid: ['O. Hartwik']
  context: [minister, "of Brno"]
  native: {uk: Ольга, de: [Olga, Holga]}
  not: [Olga Hartwich]
  protect: [Hartwik Street]
  tests:
    flag:
    - 'Olga Hartvik said so'
    pass: [Olga Hartwich said so]
  source: made up
- {id: brno, type: place, name: Brno, in: [czechia], source: 'x: y'}
- id: czechia
  type: place
  name: Czechia
  source: >-
    made
    up
"""
_LINES = (
    '{"id": "brno", "type": "place", "name": "Brno", "aliases": ["Bruna"], "native": {"uk": "Брно"}}\n'
    '{"type": "person", "name": "Ina Kaldre", "in": ["brno"], "variants": ["Ina Kaldra"]}\n'
)
_ROWS = "id,type,name,aliases,in,native_uk\nbrno,place,Brno,Bruna|Brunna,,Брно\n,person,Ina Kaldre,,brno,\n"
_SETTINGS = """gazetteers = ["a.yaml"]
exclude = ["drafts/", "*.po", "!b.po", "/c/**/d"]
select = ["misspelt", "style"]
min-confidence = 0.5
encoding = "cp1252"
max-file-size = "20 MB"
preset = "strict"
correct-at = 0.9
fields = ["title", "body[].value"]
quotations = "keep"
style = true
fail-on = "never"
baseline = "b.json"
decisions = false
"""
_OVERRIDES = """
[[overrides]]
files = ["*.srt", "wire/"]
margin = 0.1
"""
_IGNORES = """# why
- {text: Olga Hartwik, reason: a nurse}
- text: [Olga, 'Hartwik']
  rule: [misspelt, style]
  entry: olga-hartwik
  files: ["drafts/", "!b", '*.po']
  reason: it is so
  expires: 2027-01-01
"""
_BASELINE = (
    '[\n{"file": "a/b.txt", "surface": "Olga Hartwick", "rule": "misspelt", "entity": "olga-hartwik", '
    '"fingerprint": "0123456789abcdef", "count": 2},\n{"normalize-baseline": 1}\n]\n'
)
_DECISIONS = (
    '{"outcome": "accepted", "rule": "misspelt", "entity_id": "olga", "surface": "Olga", "replacement": "O", '
    '"kind": "inferred", "probability": 0.9, "log_odds": 2.2, "quoted": false, "instead": "", "places": 1, '
    '"fingerprint": "0123456789abcdef", "version": "0.1.0"}\n'
    '{"outcome": "rejected", "rule": "style", "surface": "", "replacement": "A", '
    '"kind": "listed", "log_odds": -2}\n'
)
_CALIBRATION = '{"calibration": 1, "shift": -0.5, "slope": 1.25, "decisions": 100}\n'

LOADED: dict[str, tuple[str, ...]] = {
    "gazetteer": (_GAZETTEER, '{"version": 1, "entities": [{"id": "a", "type": "place", "name": "A"}]}'),
    "table": (_LINES, _ROWS),
    "configuration": (
        _SETTINGS + _OVERRIDES,
        "[tool.normalize]\n" + _SETTINGS + "[[tool.normalize.overrides]]\nfiles = ['a']\n",
    ),
    "ignores": (_IGNORES,),
    "baseline": (_BASELINE,),
    "decisions": (_DECISIONS,),
    "calibration": (_CALIBRATION,),
}


def seeds(target: str, archive: Path | None) -> Iterator[bytes]:
    """Yield what a target begins with.

    Args:
        target: Its name.
        archive: A tar archive of real files; those of the format that are small are taken, too.
    """
    yield from (text.encode() for text in LOADED.get(target, ()))
    if target in FORMATS:
        cases = sorted(CASES.glob("*/before*"))
        yield from (path.read_bytes() for path in cases if SUFFIXES.get(path.suffix) == target)
    yield from (path.read_bytes() for path in sorted(FOUND.glob(f"{target}/*")))
    if target in FORMATS and archive:
        yield from _members(archive, target)


def _members(archive: Path, format: str) -> Iterator[bytes]:
    """Yield small files of a format, spread evenly over those of an archive."""
    with tarfile.open(archive) as opened:
        small = [
            member
            for member in opened
            if member.isfile()
            and member.size <= (LARGEST if format != "docx" else 4 * LARGEST)
            and SUFFIXES.get(Path(member.name).suffix.lower()) == format
        ]
        for member in small[:: max(1, len(small) // MOST)]:
            if file := opened.extractfile(member):
                yield file.read()
