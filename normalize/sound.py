"""Letters → how they sound, roughly, whatever language wrote them: forms to compare, never to show."""

from __future__ import annotations

import re
from functools import lru_cache

# Spellings of one sound in the romanisations that meet in English news copy.
# Source: BGN/PCGN romanisations of Russian, Ukrainian and Arabic; Hepburn; Hanyu pinyin; Polish and
# German spelling. Longest first; each is one pass over the word.
_UNITS = {
    "shch": "S", "tsch": "C", "sch": "S", "szcz": "S", "dzh": "J", "sh": "S", "sz": "S", "ch": "C",
    "cz": "C", "tch": "C", "zh": "Z", "rz": "Z", "kh": "h", "gh": "g", "ph": "f", "th": "t", "ts": "z",
    "tz": "z", "dj": "J", "dz": "J", "ck": "k", "qu": "kv", "q": "k", "x": "ks", "w": "v", "ff": "f",
    "iy": "i", "ij": "i", "yi": "i", "ya": "ia", "ja": "ia", "yu": "iu", "ju": "iu", "ye": "e", "je":
    "e", "yo": "io", "jo": "io", "ee": "i", "oo": "u", "ou": "u", "ei": "i", "ey": "i", "ie": "i", "ai":
    "ei", "ay": "ei", "au": "o", "aw": "o", "y": "i", "j": "J",
}  # fmt: skip
_UNIT = re.compile("|".join(sorted(_UNITS, key=lambda unit: (-len(unit), unit))))
_SOFT_C = re.compile(r"c(?=[ei])")
_REPEAT = re.compile(r"(.)\1+")
_FINAL_F = re.compile(r"(?<=[aeiou])f$")
_FINAL_H = re.compile(r"(?<=[aeiou])h$")

# One letter for consonants that scripts and ears confuse; vowels go.
# Source: the confusions most frequent in training/channel (r/l, b/v/w/f/p, s/z/sh/zh/ts, g/k/h, d/t, m/n).
_CLASSES = str.maketrans("bvfpSZCJszgkhdtrlmn", "bbbbssssssgggttrrnn", "aeiou")


@lru_cache(maxsize=1 << 16)
def sound_form(letters: str) -> str:
    """Return a spelling of the sounds of a name, from letters a to z.

    >>> sound_form("sholts") == sound_form("scholz"), sound_form("witkov") == sound_form("witkoff")
    (True, True)
    """
    soft = _SOFT_C.sub("s", letters)
    units = _UNIT.sub(lambda unit: _UNITS[unit.group()], soft).replace("c", "k")
    once = _REPEAT.sub(r"\1", units)
    return _FINAL_H.sub("", _FINAL_F.sub("v", once))


@lru_cache(maxsize=1 << 16)
def skeleton(letters: str) -> str:
    """Return the classes of the consonants of a name; empty for a name of vowels alone.

    >>> skeleton("latte"), skeleton("rutte")
    ('rt', 'rt')
    """
    return _REPEAT.sub(r"\1", sound_form(letters).translate(_CLASSES))
