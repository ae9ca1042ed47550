"""Build `normalize/data/names.marisa` and `words.marisa` from the open data. See README.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import marisa_trie
import wordfreq

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import casing  # noqa: E402  (needs the path above)
import corpora  # noqa: E402
import name_sources  # noqa: E402
import roles  # noqa: E402
import spelling  # noqa: E402

from normalize.lexicon import DEMONYM, DICTIONARY, LISTED  # noqa: E402

# Words below this Zipf frequency (once in 30 million) are listed only if the spelling dictionary has them:
# the rest are mostly misspellings and names. Source: by eye; wordfreq's own floor is 1.0.
ZIPF_FLOOR = 1.5


# A name of unrecorded role is given above this probability of the role model, family below the other.
# Source: roles.py; the figures are in README.md.
GIVEN_AT, FAMILY_BELOW = 0.5, 0.8


# From this level on a word that is mostly capitalised is a name, whatever the dictionary says. A guess.
NAME_OF_MANY = 4


def name_levels(known: dict[str, dict[str, int]]) -> casing.Levels:
    """Return (given, family, place) of each name; roles no source records are guessed from the letters."""
    guesses = roles.guess_given(known)
    levels = {}
    for name, kinds in known.items():
        given, family, person = kinds.get("given", 0), kinds.get("family", 0), kinds.get("person", 0)
        guess = guesses.get(name, -1.0)  # -1: recorded, or a place only
        given = max(given, person) if given or guess >= GIVEN_AT else 0
        family = max(family, person) if family or 0 <= guess < FAMILY_BELOW else 0
        levels[name] = (given, family, kinds.get("place", 0))
    return levels


def save(rows: Iterable[tuple[str, bytes]], path: Path) -> None:
    """Write a trie beside its place, then move it there: a running program may have the old one mapped."""
    beside = path.with_suffix(".new")
    marisa_trie.BytesTrie(rows, order=marisa_trie.LABEL_ORDER).save(str(beside))
    beside.replace(path)


def write_names(levels: casing.Levels, path: Path) -> None:
    """Write the trie of names: two bytes a name, given and family in the first, place in the second."""
    save(
        ((name, bytes([given << 4 | family, place])) for name, (given, family, place) in levels.items()), path
    )


def english() -> dict[str, int]:
    """Return wordfreq's large English list (CC BY-SA 4.0), digits left out: Zipf frequencies in tenths."""
    return {
        word: round(10 * wordfreq.freq_to_zipf(frequency))
        for word, frequency in wordfreq.get_frequency_dict("en", wordlist="large").items()
        if word[0].isalpha() and all(letter.isalpha() or letter in "'-" for letter in word)
    }


def listed() -> dict[str, int]:
    """Return the flag bits of the words in our own lists; plurals in -s are added unless "!" forbids."""
    flags: dict[str, int] = {}
    for name in ("calendar", "titles", "institutions"):
        for word in spelling.read_list(HERE / f"{name}.txt"):
            forms = (word, f"{word}s") if len(word) > 3 and word[-1] != "s" else (word,)
            flags |= dict.fromkeys(forms, LISTED)
    for entry in spelling.read_list(HERE / "demonyms.txt"):
        word = entry.rstrip("!")
        forms = {word} if entry != word or word.endswith(("s", "ese", "men", "ish")) else {word, f"{word}s"}
        for form in forms:
            flags[form] = flags.get(form, 0) | DEMONYM
    return flags


def pack_word(zipf: int, share: float, flags: int) -> bytes:
    """Return a word's two bytes: Zipf frequency in tenths; share of lower case in tenths, flags above it."""
    return bytes([min(zipf, 80), round(10 * share) | flags])


def gather_words(levels: casing.Levels, ner: Path) -> tuple[list[str], casing.Knowledge]:
    """Return the words to list (frequent, our own, the dictionary's), and what is known of words."""
    zipf = english()
    lower, capital = casing.count_case(corpora.all_sentences(ner))
    seen = {word: (lower[word], capital[word]) for word in sorted(lower.keys() | capital.keys())}
    common, proper = spelling.spelled({*zipf, *seen})
    frequent = {word for word, tenths in zipf.items() if tenths >= 10 * ZIPF_FLOOR}
    return sorted(frequent | common | listed().keys()), casing.Knowledge(zipf, levels, seen, common, proper)


def is_only_word(word: str, share: float, known: casing.Knowledge) -> bool:
    """Whether the dictionary has a word in lower case only, unless it mostly names people ("Hanks")."""
    if word not in known.common or word in known.proper:
        return False
    return share >= 0.5 or max(known.levels.get(word, (0, 0, 0))) < NAME_OF_MANY


def write_words(words: list[str], known: casing.Knowledge, path: Path) -> None:
    """Write the trie of words: frequency, share of lower case (counted, then guessed) and flags."""
    flags = listed()
    rows = []
    for word, guess in zip(words, casing.guess_share(words, known), strict=True):
        low, cap = known.seen.get(word, (0, 0))
        share = (low + casing.PRIOR_WEIGHT * guess) / (low + cap + casing.PRIOR_WEIGHT)
        bits = flags.get(word, 0) | (DICTIONARY if is_only_word(word, share, known) else 0)
        rows.append((word, pack_word(known.zipf.get(word, 0), share, bits)))
    save(rows, path)


def main() -> None:
    """Read the arguments, build both tries and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the open data")
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "normalize" / "data")
    arguments = parser.parse_args()
    levels = name_levels(name_sources.all_names(arguments.data))
    write_names(levels, arguments.out / "names.marisa")
    words, known = gather_words(levels, arguments.data / "ner")
    write_words(words, known, arguments.out / "words.marisa")
    for path in (arguments.out / "names.marisa", arguments.out / "words.marisa"):
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")
    several = sum(" " in name for name in levels)
    print(f"{len(levels):,} names, {several:,} of them of several words; {len(words):,} words")


if __name__ == "__main__":
    main()
