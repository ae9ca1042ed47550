"""Unihan → how the Han characters of Japanese names are read, for `normalize/data/kanji.txt`.

    apt-get download unicode-data && dpkg -x unicode-data_*.deb unihan
    python training/bilingual/kanji.py unihan/usr/share/unicode normalize/data/kanji.txt

The characters are those that Japanese law allows in names: kJoyoKanji and kJinmeiyoKanji.
Source: Unicode Character Database, Unihan (Unicode License V3), https://www.unicode.org/reports/tr38/.
"""

from __future__ import annotations

import argparse
import bz2
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from normalize.keys import fold_letters

HEADER = (
    "# Character, and its readings in Japanese, Chinese and native, as letters.\n"
    "# Source: Unihan, Copyright (c) 1991-2022 Unicode, Inc., Unicode License V3;\n"
    "# training/bilingual/kanji.py.\n"
)


def rows(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the character, the field and the value of each row of a file of Unihan."""
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("U+"):
                code, field, value = line.rstrip("\n").split("\t")
                yield chr(int(code[2:], 16)), field, value


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="with Unihan_*.txt.bz2")
    parser.add_argument("out", type=Path)
    wishes = parser.parse_args()
    named = {
        character
        for character, field, _ in rows(wishes.folder / "Unihan_OtherMappings.txt.bz2")
        if field in ("kJoyoKanji", "kJinmeiyoKanji")
    }
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for character, field, value in rows(wishes.folder / "Unihan_Readings.txt.bz2"):
        if character in named and field in ("kJapaneseOn", "kJapaneseKun"):
            found[character].update(dict.fromkeys(map(fold_letters, value.split())))
    text = "".join(f"{character} {' '.join(filter(None, found[character]))}\n" for character in sorted(found))
    wishes.out.write_text(HEADER + text, encoding="utf-8")


if __name__ == "__main__":
    main()
