"""Build `normalize/data/names.marisa` and `words.marisa` from the open data. See README.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import marisa_trie
import wordfreq

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import casing  # noqa: E402  (needs the path above)
import corpora  # noqa: E402
import name_sources  # noqa: E402
import roles  # noqa: E402
from normalize.lexicon import DEMONYM, DICTIONARY, LISTED  # noqa: E402

# Zipf frequencies below this are left out: once in 30 million words, mostly misspellings and names.
# Source: wordfreq's own floor for its large list is 1.0.
ZIPF_FLOOR = 1.5


# A name of unrecorded role counts as given above this probability of the role model, as family below the other.
# Source: roles.py; the figures are in README.md.
GIVEN_AT, FAMILY_BELOW = 0.5, 0.8


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


def write_names(levels: casing.Levels, path: Path) -> None:
    """Write the trie of names: two bytes a name, given and family in the first, place in the second."""
    rows = ((name, bytes([given << 4 | family, place])) for name, (given, family, place) in sorted(levels.items()))
    marisa_trie.BytesTrie(rows, order=marisa_trie.LABEL_ORDER).save(str(path))


def english() -> dict[str, int]:
    """Return wordfreq's large English list as Zipf frequencies in tenths (CC BY-SA 4.0): Latin letters only."""
    frequencies = wordfreq.get_frequency_dict("en", wordlist="large")
    tenths = {
        word: round(10 * wordfreq.freq_to_zipf(value))
        for word, value in frequencies.items()
        if word[0].isalpha() and all(letter.isalpha() or letter in "'-" for letter in word)
    }
    return {word: zipf for word, zipf in tenths.items() if zipf >= 10 * ZIPF_FLOOR}


def listed() -> dict[str, int]:
    """Return the flag bits of the words in our own lists; a people's plural in -s is added unless "!" forbids it."""
    flags: dict[str, int] = {}
    for name in ("calendar", "titles", "institutions"):
        flags |= dict.fromkeys(casing.read_list(HERE / f"{name}.txt"), LISTED)
    for entry in casing.read_list(HERE / "demonyms.txt"):
        word = entry.rstrip("!")
        forms = {word} if entry != word or word.endswith(("s", "ese", "men", "ish")) else {word, f"{word}s"}
        for form in forms:
            flags[form] = flags.get(form, 0) | DEMONYM
    return flags


def pack_word(zipf: int, share: float, flags: int) -> bytes:
    """Return a word's two bytes: Zipf frequency in tenths; share of lower case in tenths, flags above it."""
    return bytes([min(zipf, 80), round(10 * share) | flags])


def write_words(levels: casing.Levels, ner: Path, path: Path) -> int:
    """Write the trie of words: frequency, share of lower case (counted, then guessed) and flags."""
    zipf, flags = english(), listed()
    lower, capital = casing.count_case(corpora.all_sentences(ner))
    seen = {word: (lower[word], capital[word]) for word in lower.keys() | capital.keys()}
    words = sorted(zipf.keys() | flags.keys())
    common, proper = casing.spelled({*words, *seen})
    guesses = casing.guess_share(words, casing.Knowledge(zipf, levels, seen, common, proper))
    rows, only_common = [], common - proper
    for word, guess in zip(words, guesses, strict=True):
        low, cap = seen.get(word, (0, 0))
        share = (low + casing.PRIOR_WEIGHT * guess) / (low + cap + casing.PRIOR_WEIGHT)
        bits = flags.get(word, 0) | (DICTIONARY if word in only_common else 0)
        rows.append((word, pack_word(zipf.get(word, 0), share, bits)))
    marisa_trie.BytesTrie(rows, order=marisa_trie.LABEL_ORDER).save(str(path))
    return len(rows)


def main() -> None:
    """Read the arguments, build both tries and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the open data")
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "normalize" / "data")
    arguments = parser.parse_args()
    levels = name_levels(name_sources.all_names(arguments.data))
    write_names(levels, arguments.out / "names.marisa")
    count = write_words(levels, arguments.data / "ner", arguments.out / "words.marisa")
    for path in (arguments.out / "names.marisa", arguments.out / "words.marisa"):
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")
    print(f"{len(levels):,} names, {sum(' ' in name for name in levels):,} of them of several words; {count:,} words")


if __name__ == "__main__":
    main()
