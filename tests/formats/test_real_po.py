"""Real PO catalogues: read, left alone, corrected, read again. Skipped where the test data is absent."""

from __future__ import annotations

import random
import re

import polib
import pytest
from real_files import REAL, members, read_all, some_corrections

from normalize import formats
from normalize.model import Correction, Document
from normalize.rewrite import is_faithful, rewrite

WORD = re.compile(r"(?<![\\%{(])\b[A-Za-z]{5,}\b")

pytestmark = REAL


@pytest.fixture(scope="module")
def catalogues() -> list[tuple[bytes, Document]]:
    """All catalogues that can be read, with their bytes."""
    found, faults = read_all(members(".po"))
    assert all("not UTF-8: byte 0xE9" in fault.message for fault in faults.values())
    assert all(name.startswith("omegat--ExportTest1D") for name in faults)
    return found


def as_english(document: Document) -> Document:
    """Return a catalogue as if its header named no language, so that its translations are read."""
    return formats.parse(document.source.replace("Language:", "X-Was:"), document.name, format="po")


def test_nearly_all_can_be_read_and_come_back_the_same(catalogues: list[tuple[bytes, Document]]) -> None:
    assert len(catalogues) == 168, "of 170: two declare no encoding and are in ISO-8859-1"
    for data, document in catalogues:
        assert formats.write(document, document.source) == data, document.name


def test_those_in_another_language_are_left_alone(catalogues: list[tuple[bytes, Document]]) -> None:
    tags = [(re.search(r'^"Language: ([^\\]*)', one.source, re.MULTILINE), one) for _, one in catalogues]
    others = [one for tag, one in tags if tag and not re.match(r"en\b|en_|$", tag[1])]
    assert len(others) > 120
    assert not [one.name for one in others if one.segments]


def test_corrections_come_out_as_intended(catalogues: list[tuple[bytes, Document]]) -> None:
    chance, made = random.Random(5), 0
    for _, document in catalogues[::6]:
        english = as_english(document)
        corrections = some_corrections(english, chance)
        corrected = rewrite(english, corrections)
        assert is_faithful(english, formats.reread(english, corrected), corrections), document.name
        made += len(corrections)
    assert made > 300


def test_another_parser_sees_the_corrected_words_and_no_others(
    catalogues: list[tuple[bytes, Document]],
) -> None:
    made = 0
    for _, document in catalogues[::20]:
        english = as_english(document)
        before = polib.pofile(english.source, check_for_duplicates=False)
        once = [
            Correction(number, match.start(), match.end(), f"{match[0][:2]}q{match[0][3:]}ff")
            for number, segment in enumerate(english.segments)
            for match in list(WORD.finditer(segment.text))[:1]
        ][:40]
        after = polib.pofile(rewrite(english, once), check_for_duplicates=False)
        old, new = [texts(entry) for entry in before], [texts(entry) for entry in after]
        assert [one[:3] for one in old] == [one[:3] for one in new]
        changed = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
        words = {english.segments[one.segment].text[one.start : one.end]: one.replacement for one in once}
        for left, right in changed:
            assert set(WORD.findall(str(right[3:]))) - set(WORD.findall(str(left[3:]))) <= set(words.values())
        made += len(changed)
    assert made > 100


def texts(entry: polib.POEntry) -> tuple[object, ...]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural, entry.msgstr, sorted(entry.msgstr_plural.items())
