"""Letters → how they sound, roughly, whatever language wrote them: forms to compare, never to show."""

from __future__ import annotations

import re
from functools import lru_cache

from normalize.patterns import later

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


# Hanyu pinyin without tones, as its table of initials and finals has it, and Hepburn romaji.
# Source: ISO 7098 and ALA-LC; common knowledge.
_PINYIN = later(
    r"(?:(?:[bpm]|f(?!i(?!$)))(?:a|ai|an|ang|ao|ei|en|eng|i|ian|iao|ie|in|ing|iu|o|ou|u)"
    r"|[dtnl](?:a|ai|an|ang|ao|e|ei|en|eng|i|ia|ian|iang|iao|ie|in|ing|iu|ong|ou|u|uan|ue|ui|un|uo|v|ve)"
    r"|[gkh](?:a|ai|an|ang|ao|e|ei|en|eng|ong|ou|u|ua|uai|uan|uang|ui|un|uo)"
    r"|[jqx](?:i|ia|ian|iang|iao|ie|in|ing|iong|iu|u|uan|ue|un)"
    r"|(?:zh|ch|sh|[zcsr])(?:a|ai|an|ang|ao|e|ei|en|eng|i|ong|ou|u|ua|uai|uan|uang|ui|un|uo)"
    r"|y(?:a|an|ang|ao|e|i|in|ing|ong|ou|u|uan|ue|un)|w(?:a|ai|an|ang|ei|en|eng|o|u)"
    r"|a|ai|an|ang|ao|e|ei|en|eng|er|o|ou)+"
)
_ROMAJI = later(
    r"(?:(?:[kgnbpmrh]y?|sh?|ch|ts|[tdzjwyf])?(?:aa?|ii?|uu?|ei?|e|ou?|oo|oh)(?:n(?![aiueo])|(?=([kstpc])\1))?(?:(?<=[aiueo])[kstp](?=[kstp]))?)+"
)


@lru_cache(maxsize=1 << 16)
def is_pinyin(letters: str) -> bool:
    """Whether letters can be read as pinyin."""
    return bool(_PINYIN.fullmatch(letters))


@lru_cache(maxsize=1 << 16)
def is_romaji(letters: str) -> bool:
    """Whether letters can be read as romanised Japanese."""
    return bool(_ROMAJI.fullmatch(letters))
