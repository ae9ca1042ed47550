"""Ask a spelling dictionary, and our own lists, how English words are written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spylls.hunspell import Dictionary


def spelled(words: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return which words the American spelling dictionary has in lower case, and which with a capital.

    Source: en_US of spylls 0.1.7 (SCOWL, permissive), looked up with its inflections.
    """
    is_listed = Dictionary.from_files("en_US").lookuper
    common: set[str] = set()
    proper: set[str] = set()
    for word in words:
        if is_listed(word, capitalization=False):
            common.add(word)
        if is_listed(word.capitalize(), capitalization=False):
            proper.add(word)
    return common, proper


def read_list(path: Path) -> set[str]:
    """Return the words of a list of our own: white space between, lines from # on are remarks."""
    lines = (line.partition("#")[0] for line in path.read_text(encoding="utf-8").splitlines())
    return {word for line in lines for word in line.split()}
