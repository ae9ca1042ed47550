"""What importers share: ids from names, scripts of names, forms that a gazetteer may have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Sequence
from functools import cache

from normalize.keys import fold_letters, match_key

# Scripts that write one language, or all but; names in other scripts are of no told language ("und").
# Source: ISO 15924 for the codes, CLDR likely subtags for the languages.
SCRIPTS = {
    "CYRILLIC": "und-Cyrl", "ARABIC": "und-Arab", "HEBREW": "und-Hebr", "CJK": "und-Hani", "HIRAGANA": "ja",
    "KATAKANA": "ja", "KATAKANA-HIRAGANA": "ja", "HANGUL": "ko", "GREEK": "el", "GEORGIAN": "ka",
    "ARMENIAN": "hy", "THAI": "th", "DEVANAGARI": "und-Deva", "BENGALI": "und-Beng", "TAMIL": "ta",
    "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml", "GUJARATI": "gu", "GURMUKHI": "pa-Guru",
    "ORIYA": "or", "SINHALA": "si", "MYANMAR": "my", "KHMER": "km", "LAO": "lo", "ETHIOPIC": "und-Ethi",
    "TIBETAN": "bo", "THAANA": "dv", "SYRIAC": "und-Syrc", "MONGOLIAN": "mn-Mong",
}  # fmt: skip

# Zero-width joiner and non-joiner, which Persian and Indian scripts write words with.
JOINERS = re.compile("[\u200c\u200d]")


def slug(name: str) -> str:
    """Return the words of a name in letters a to z and digits, joined by hyphens: the beginning of an id.

    >>> slug("Łódź"), slug("Deir al-Balah"), slug("Суджа")
    ('lodz', 'deir-al-balah', '')
    """
    words = (
        "".join(letter for letter in word if letter.isascii())
        if not word.isascii() or any(letter.isdigit() for letter in word)
        else fold_letters(word)
        for word in match_key(name).split()
    )
    return "-".join(word for word in words if word)


def free_id(name: str, others: Iterable[str], taken: Container[str]) -> str:
    """Return an id that nobody has: of the name, or the name and the first of `others` that helps.

    The last of `others` should be unique, as the id in its source is. Empty without letters.
    """
    base = slug(name)
    if not base or base not in taken:
        return base
    return next((f"{base}-{slug(other)}" for other in others if f"{base}-{slug(other)}" not in taken), "")


def script_code(name: str) -> str:
    """Return the language code of a name by its script: "" for Latin and for scripts we do not know.

    >>> script_code("Суджа"), script_code("ルッテ"), script_code("Sudzha")
    ('und-Cyrl', 'ja', '')
    """
    scripts = [_script(letter) for letter in name if letter.isalpha()]
    known = [SCRIPTS[script] for script in scripts if script in SCRIPTS]
    if not known or "LATIN" in scripts:
        return ""
    return "ja" if "ja" in known else known[0]


@cache
def _script(letter: str) -> str:
    """Return the first word of a letter's name, which is its script; empty for a letter without a name."""
    return unicodedata.name(letter, "").partition(" ")[0]


def usable(forms: Iterable[str], other_than: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the forms that a gazetteer may list, composed, each once: printable, with a letter a to z.

    Args:
        forms: In their order.
        other_than: Forms that are listed already.
    """
    return _each_once(forms, other_than, lambda form: form.isprintable() and bool(fold_letters(form)))


def writable(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names in any script that a gazetteer may list, composed, each once."""
    return _each_once(names, (), lambda name: JOINERS.sub("", name).isprintable() and bool(match_key(name)))


def _each_once(forms: Iterable[str], listed: Sequence[str], is_fit: Callable[[str], bool]) -> tuple[str, ...]:
    composed = (unicodedata.normalize("NFC", " ".join(form.split())) for form in forms)
    fit = (form for form in composed if is_fit(form) and form not in listed)
    return tuple(dict.fromkeys(fit))


def by_script(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the names that are not in Latin letters, with language codes by their script."""
    foreign = (name for name in names if not name.isascii())
    return tuple((code, name) for name in writable(foreign) if (code := script_code(name)))


def number_of(text: str) -> int:
    """Return a number of people as tables have it; 0 for what is none.

    >>> number_of("1,234"), number_of("")
    (1234, 0)
    """
    digits = text.replace(",", "").replace(" ", "")
    return int(digits) if digits.isdecimal() else 0
