"""Gazetteer → the lists of codespell and typos, in the peers' environment.

    python -m benchmarks.speed.lists GAZETTEER FOLDER

The lists are those of the comparison of accuracy: every single edit of a name word that is no other word.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.accuracy.model import read_gazetteer
from benchmarks.accuracy.peers.word_lists import THRESHOLDS, prepare, write_list


def main() -> None:
    """Write both, with words of the least length: what did best by F0.5 in benchmarks/accuracy/RESULTS.md."""
    known, folder = prepare(read_gazetteer(Path(sys.argv[1]))), Path(sys.argv[2])
    write_list(known, THRESHOLDS[0], folder / "codespell.txt", "", "{}->{}\n")
    write_list(known, THRESHOLDS[0], folder / "typos.toml", "[default.extend-words]\n", '"{}" = "{}"\n')


if __name__ == "__main__":
    main()
