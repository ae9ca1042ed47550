"""Right names → wrong ones, to measure with: shares no code, table or word with `garble`.

Three channels: a slip of the hand, a trip through another script, and an ordinary word that looks alike.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from difflib import SequenceMatcher

# Source: the letter rows of a US keyboard, each shifted as on the desk.
ROWS = (("qwertyuiop", 0.0), ("asdfghjkl", 0.25), ("zxcvbnm", 0.75))
KEYS = {
    key: (row, column + shift) for row, (keys, shift) in enumerate(ROWS) for column, key in enumerate(keys)
}

# What five scripts do to an English-looking name. Source: written by hand from the romanisation rules of each
# (Hepburn, Revised Romanisation, pinyin, BGN/PCGN Russian, Arabic without vowel signs).
# Rules in order, "before>after".
RULES = {
    "kana": "th>s ph>f ck>k l>r v>b c>k si>shi ti>chi tu>tsu hu>fu w>u er>a x>kkusu q>k",
    "hangul": "f>p v>b z>j th>d l>r c>k x>ks st>seut",
    "cyrillic": "w>v h>kh th>t j>dzh x>ks y>i ck>k qu>kv ee>i oo>u ff>v c>k ei>ey",
    "arabic": "p>b v>f e>i o>u g>j ch>sh oo>u c>k",
    "pinyin": "th>s r>l v>w d>t b>p g>k ck>k c>k tr>tel st>sit kr>kel br>bul",
}
SCRIPTS = {name: [rule.split(">") for rule in rules.split()] for name, rules in RULES.items()}
AFTER = {"kana": "u", "pinyin": "e", "hangul": "eu"}  # the vowel a script puts after a last consonant


def neighbours(key: str) -> list[str]:
    """Return the keys beside one, in keyboard order; none for what is no plain letter."""
    if key not in KEYS:
        return []
    row, column = KEYS[key]
    return [k for k, (r, c) in KEYS.items() if k != key and abs(r - row) <= 1 and abs(c - column) <= 1.3]


def typing_slip(word: str, rng: random.Random) -> str:
    """Hit a key beside, miss one, hit two, or type two in the wrong order; once, seldom the first letter."""
    at = 0 if rng.random() < 0.1 else rng.randrange(1, len(word))
    letter = word[at]
    near = neighbours(letter.lower())
    slips = [word[:at] + word[at + 1 :], word[:at] + letter * 2 + word[at + 1 :]]
    if near:
        other = rng.choice(near)
        slips += [word[:at] + other + word[at + 1 :], word[:at] + letter + other + word[at + 1 :]]
    if at + 1 < len(word):
        slips.append(word[:at] + word[at + 1] + letter + word[at + 2 :])
    return rng.choice(slips)


def transliterated(word: str, rng: random.Random) -> str:
    """Write a word in another script and back: most of its rules, a vowel changed, a double dropped."""
    script = rng.choice(sorted(SCRIPTS))
    made = word.lower()
    for before, after in SCRIPTS[script]:
        if rng.random() < 0.7:
            made = made.replace(before, after)
    if script in AFTER and made[-1] not in "aeiouyn" and rng.random() < 0.5:
        made += AFTER[script]
    vowels = [at for at, letter in enumerate(made) if letter in "aeiou"]
    if vowels and (made == word.lower() or rng.random() < 0.4):
        at = rng.choice(vowels)
        made = made[:at] + rng.choice([v for v in "aeiou" if v != made[at]]) + made[at + 1 :]
    singles = "".join(b for a, b in zip(" " + made, made, strict=False) if a != b or rng.random() < 0.5)
    return singles or made


def alike(word: str, words: Sequence[str], rng: random.Random) -> str:
    """Return, of 300 ordinary words drawn at random, the one that looks most like a word."""
    drawn = rng.sample(words, min(300, len(words)))
    return max(drawn, key=lambda other: SequenceMatcher(None, word.lower(), other).ratio())


CHANNELS = ("typing", "transliteration", "ordinary")


def wrong(surface: str, channel: str, words: Sequence[str], rng: random.Random) -> str:
    """Return a name with its longest word garbled by one of `CHANNELS`, if that has three letters or more."""
    parts = surface.split(" ")
    at = max(range(len(parts)), key=lambda at: len(parts[at]))
    word = parts[at]
    if len(word) < 3 or not word.isalpha():
        return surface
    for _ in range(8):
        made = {
            "typing": lambda: typing_slip(word, rng),
            "transliteration": lambda: transliterated(word, rng),
            "ordinary": lambda: alike(word, words, rng),
        }[channel]()
        if made.lower() != word.lower():
            break
    shown = made.upper() if word.isupper() else made[:1].upper() + made[1:] if word[0].isupper() else made
    return " ".join([*parts[:at], shown, *parts[at + 1 :]])
