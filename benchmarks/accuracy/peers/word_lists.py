"""codespell and typos, told of every name's misspellings: lists made here, programs as they are.

A list holds all that is one edit away from a word of a listed name, if it is no English word, no word of a
name, and one edit away from that word alone.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

from wordfreq import iter_wordlist

from benchmarks.accuracy.model import Edit, Listed, Peer, settle

# The threshold is the length of the name word, in letters: one edit of a short word makes another word, or
# another name. Source: a guess.
THRESHOLDS = tuple(float(letters) for letters in range(4, 13))


@dataclass(frozen=True, slots=True)
class Known:
    """Misspelling, in lower case → name word; and the gazetteer they are made from."""

    misspellings: dict[str, str]
    listed: Listed


def edited(word: str) -> Iterator[str]:
    """Yield everything one deletion, swap, substitution or insertion of a letter away, in lower case."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in ascii_lowercase)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in ascii_lowercase)


def misspellings(listed: Listed) -> dict[str, str]:
    """Return what is one edit away from one name word only, in lower case → that word."""
    right = {word.casefold() for word in listed.words} | set(iter_wordlist("en"))
    found: dict[str, str] = {}
    for word in listed.words:
        if len(word) < THRESHOLDS[0] or not word.isalpha():
            continue
        for wrong in set(edited(word.casefold())) - right:
            found[wrong] = word if found.get(wrong, word) == word else ""
    return {wrong: word for wrong, word in found.items() if word}


def prepare(listed: Listed) -> Known:
    """Make the misspellings."""
    return Known(misspellings(listed), listed)


def write_list(known: Known, threshold: float, path: Path, head: str, row: str) -> None:
    """Write the misspellings of the words that are long enough, a row each."""
    rows = (row.format(*pair) for pair in known.misspellings.items() if len(pair[1]) >= threshold)
    with path.open("w", encoding="utf-8") as out:
        out.write(head)
        out.writelines(rows)


def run(program: str, *arguments: str) -> str:
    """Run a program of this environment and return what it prints; 0, 2 and 65 say that it worked."""
    path = Path(sys.executable).parent / program
    done = subprocess.run([path, *arguments], capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 2, 65):
        raise RuntimeError(f"{program}: {done.returncode}: {done.stderr[-300:]}")
    return done.stdout


def write_texts(texts: Sequence[str], folder: Path) -> list[Path]:
    """Write each text to a file of its own, as it is."""
    folder.mkdir()
    paths = [folder / f"{number}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text.encode())
    return paths


def by_codespell(texts: Sequence[str], known: Known, threshold: float) -> list[list[Edit]]:
    """Let codespell write, with our list and without its own, and compare word by word."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_list(known, threshold, folder / "list", "", "{}->{}\n")
        paths = write_texts(texts, folder / "texts")
        run("codespell", "-D", f"{folder}/list", "-w", "-q", "31", f"{folder}/texts")
        corrected = [path.read_bytes().decode() for path in paths]
    return [
        settle(text, [edit for edit in changes(text, after) if edit.score >= threshold], known.listed)
        for text, after in zip(texts, corrected, strict=True)
    ]


def changes(before: str, after: str) -> list[Edit]:
    """Return the words that differ; the score is the length of the new word, in letters."""
    old, new = re.finditer(r"\w+", before), re.finditer(r"\w+", after)
    return [
        Edit(word.start(), word.end(), other.group(), float(len(other.group())))
        for word, other in zip(old, new, strict=True)
        if word.group() != other.group()
    ]


def by_typos(texts: Sequence[str], known: Known, threshold: float) -> list[list[Edit]]:
    """Ask typos what it would write; its own list of ordinary words is left out of account."""
    ours = {word.casefold() for word in known.listed.words}
    found: list[list[Edit]] = [[] for _ in texts]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_list(known, threshold, folder / "list", "[default.extend-words]\n", '"{}" = "{}"\n')
        write_texts(texts, folder / "texts")
        options = ("--isolated", "--no-ignore", "--no-check-filenames", "-j", "1", "--format", "json")
        told = run("typos", "--config", f"{folder}/list", *options, f"{folder}/texts")
    for row in map(json.loads, told.splitlines()):
        if row["type"] == "typo" and len(row["corrections"]) == 1:
            number, new = int(Path(row["path"]).stem), row["corrections"][0]
            if new.casefold() in ours and len(new) >= threshold:
                start = offset(texts[number], row["line_num"], row["byte_offset"])
                found[number].append(Edit(start, start + len(row["typo"]), new, float(len(new))))
    return [settle(text, edits, known.listed) for text, edits in zip(texts, found, strict=True)]


def offset(text: str, line: int, byte: int) -> int:
    """Return the code point of a place that is told by its line, from one, and byte, from zero.

    >>> offset("one\\nthe élan", 2, 7)
    10
    """
    lines = text.split("\n")
    before = sum(len(one) + 1 for one in lines[: line - 1])
    return before + len(lines[line - 1].encode()[:byte].decode())


CODESPELL = Peer(
    "codespell, list of single edits",
    ("codespell", "wordfreq"),
    THRESHOLDS,
    prepare,
    predict_all=by_codespell,
)
TYPOS = Peer("typos, list of single edits", ("typos", "wordfreq"), THRESHOLDS, prepare, predict_all=by_typos)
