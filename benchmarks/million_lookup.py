"""The nearest name words among ten thousand names to a million: ours beside others, each in a process alone.

    python benchmarks/million_lookup.py [10000 100000 1000000] [--only ours,bm25] [--data ../shared/data]
        [--eval ../shared/eval]
    python benchmarks/million_lookup.py --at-once 1 4 8 20 64

The names are those of the labelled set's gazetteer, so that the right word is among them, and a sample of
GeoNames (places with all their names in Latin letters, divisions of both orders), of the places of Ukraine,
of rigour's person names and of yente's. Every tool gets the same: the distinct words of the names, as letters
a to z; it is asked for the 50 nearest to each garbled word of `wmt_dev.jsonl`. Times are of the processor.
Memory is what is resident, mapped files included, less that of Python and what it imports. Slow tools are
asked for fewer words, and left out where they would take hours. symspellpy and spaczz are no dependencies:
`pip install --no-deps symspellpy editdistpy spaczz`. Prints a table.

`--at-once` compares us with what we did before, for the labelled set's gazetteer alone: so many words at
once, the quickest of five.
"""

from __future__ import annotations

import csv
import json
import lzma
import random
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from candidates import pairs
from million_tools import KEPT, TOOLS, Search, all_open, ours_open

from normalize.gazetteer import load_gazetteer
from normalize.keys import fold_letters
from normalize.tokens import PARTICLES, words

# Seconds that all look-ups may take to be done five times more, of which the quickest counts, 64 at a time.
BRIEF = 5.0


def latin(name: str) -> bool:
    """Whether all letters of a name are of the Latin blocks up to Latin Extended-B."""
    letters = [letter for letter in name if letter.isalpha()]
    return bool(letters) and max(letters) < "\u0250"


def pool(data: Path) -> list[str]:
    """Return all names there are, in a random order that is always the same."""
    found: dict[str, None] = {}
    others: dict[str, None] = {}
    with lzma.open(data / "names/geonames/cities500.tsv.xz", "rt", encoding="utf-8") as file:
        for line in list(file)[1:]:
            fields = line.rstrip("\n").split("\t")
            found[fields[1]] = None
            others.update(dict.fromkeys(fields[7].split("|")))
    for level in ("admin1", "admin2"):
        with lzma.open(data / f"names/geonames/{level}.json.xz", "rt", encoding="utf-8") as file:
            found.update(dict.fromkeys(unit["name"] for unit in json.load(file)))
    with lzma.open(data / "names/rigour_person_names/person_names.txt.xz", "rt", encoding="utf-8") as file:
        for line in file:
            found.update(dict.fromkeys(name.title() for name in line.partition(" => ")[0].split(", ")))
    with lzma.open(data / "names/katottg_ua/katottg.tsv.xz", "rt", encoding="utf-8") as file:
        found.update(dict.fromkeys(line.rstrip("\n").split("\t")[4] for line in file))
    with (data / "match/yente_negatives_global_10k.csv").open(encoding="utf-8", newline="") as file:
        found.update(dict.fromkeys(row["full_name"] for row in csv.DictReader(file)))
    names = [name for name in (found | others) if latin(name)]
    random.Random(1).shuffle(names)
    return names


def name_words(names: Iterable[str]) -> set[str]:
    """Return the words of names by which the index finds them: as letters, pairs also joined."""
    made: set[str] = set()
    for name in names:
        written = [word.text for word in words(name)]
        letters = [fold_letters(word) for word in written]
        made.update(one for word, one in zip(written, letters, strict=True) if word.lower() not in PARTICLES)
        if len(letters) == 2:
            made.add("".join(letters))
    return {one for one in made if len(one) > 2}


def resident() -> float:
    """Memory that this process holds, mapped files included, in MB."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines())
    return int(fields["VmRSS"].split()[0]) / 1000


def measure(tool: str, folder: Path, asked: list[tuple[str, str]]) -> dict[str, Any]:
    """Open what a tool built, and ask it for the right words."""
    _, building, opening, _, _ = TOOLS[tool]
    with tempfile.TemporaryDirectory() as small:  # what it imports is no part of what it keeps
        building([f"rutte{letter}{other}" for letter in "abcdefghij" for other in "abcdefghij"], Path(small))
        opening(Path(small))(["rutte"])
    before, begun = resident(), time.process_time()
    search = opening(folder)
    opened = time.process_time() - begun
    search([asked[0][0]])
    sought = sorted({garbled for garbled, _ in asked})
    begun = time.process_time()
    found = dict(zip(sought, search(sought), strict=True))
    each = time.process_time() - begun
    if each < BRIEF:  # other work of the machine counts as little as can be
        batches = [sought[at : at + 64] for at in range(0, len(sought), 64)]
        each = sum(min(timed(search, batch) for _ in range(5)) for batch in batches)
    right = [meant in [one for one in found[garbled] if one != garbled][:KEPT] for garbled, meant in asked]
    return {
        "open": opened,
        "memory": resident() - before,
        "each": each / len(sought),
        "right": right,
    }


def alone(*arguments: object) -> dict[str, Any]:
    """Run a step in a process of its own, and return what it tells."""
    command = [sys.executable, __file__, *map(str, arguments)]
    told: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    return told


def step(what: str, tool: str, folder: Path) -> dict[str, Any]:
    """Build or measure, in the process that was started for it."""
    if what == "measure":
        asked = json.loads((folder / "asked.json").read_text("utf-8"))
        return measure(tool, folder / tool, [(garbled, right) for garbled, right in asked[: TOOLS[tool][4]]])
    parts = (folder / "parts.txt").read_text("utf-8").split("\n")
    begun = time.process_time()
    TOOLS[tool][1](parts, folder / tool)
    return {"build": time.process_time() - begun}


def row(tool: str, folder: Path, count: int, ours: list[bool]) -> str:
    """Build and measure one tool: a row of the table.

    Args:
        tool: Which of `TOOLS`.
        folder: Where the name words and the asked ones are.
        count: How many name words.
        ours: Which of the pairs we found; filled in when the tool is ours.
    """
    (folder / tool).mkdir()
    built = alone("build", tool, folder)["build"]
    size = sum(file.stat().st_size for file in (folder / tool).iterdir()) / 1e6
    told = alone("measure", tool, folder)
    right = told["right"]
    if tool == "ours":
        ours.extend(right)
    cells = (
        TOOLS[tool][0], f"{count:,}", f"{built:.1f} s", f"{size:.0f} MB", f"{1000 * told['open']:,.1f} ms",
        f"{told['memory']:.0f} MB", f"{1000 * told['each']:.2f} ms", f"{len(right)}",
        f"{sum(right) / len(right):.3f}", f"{sum(ours[: len(right)]) / len(right):.3f}" if ours else "",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def labelled(folder: Path) -> tuple[list[tuple[str, str]], set[str]]:
    """Return the pairs of garbled and right words, shuffled always alike, and the words of the gazetteer."""
    gold = [json.loads(line) for line in (folder / "wmt_dev.jsonl").read_text("utf-8").splitlines()]
    asked = sorted({(garbled, right) for garbled, right, _ in pairs(gold)})
    random.Random(2).shuffle(asked)
    entities = load_gazetteer([folder / "wmt_gazetteer.yaml"], use_default=False).entities
    return asked, name_words(form for entity in entities for form in entity.forms)


def beside(options: Namespace) -> Iterator[str]:
    """Yield how long a word takes with us, and took before, looked up with others."""
    asked, listed = labelled(options.eval)
    sought = sorted({garbled for garbled, _ in asked})[:320]
    yield f"{len(listed):,} name words; milliseconds a word, before and now"
    with tempfile.TemporaryDirectory() as made:
        for tool in ("ours", "all"):
            (Path(made) / tool).mkdir()
            TOOLS[tool][1](sorted(listed), Path(made) / tool)
        ours, before = ours_open(Path(made) / "ours"), all_open(Path(made) / "all", max(options.at_once))
        for count in options.at_once:
            batches = [sought[at : at + count] for at in range(0, len(sought), count)]
            told = [
                1000 / len(sought) * sum(min(timed(search, batch) for _ in range(5)) for batch in batches)
                for search in (before, ours)
            ]
            yield f"{count} at once: {told[0]:.2f}, {told[1]:.2f}: {told[0] / told[1]:.1f} times as fast"


def timed(search: Search, sought: list[str]) -> float:
    """Seconds of the processor that a search takes."""
    begun = time.process_time()
    search(sought)
    return time.process_time() - begun


def told_by(options: Namespace) -> Iterator[str]:
    """Yield the lines of the table, a size after the other."""
    asked, listed = labelled(options.eval)
    names = pool(options.data)
    yield f"{len(names):,} names, {len(asked)} pairs of words"
    yield "| | name words | build | files | open | memory | a word | pairs | right among 50 | ours of these |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for size in options.names:
        parts = sorted(listed | name_words(names[:size]))
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            (folder / "parts.txt").write_text("\n".join(parts), "utf-8")
            (folder / "asked.json").write_text(json.dumps(asked), "utf-8")
            ours: list[bool] = []
            for tool in options.only.split(","):
                if len(parts) <= TOOLS[tool][3]:
                    yield row(tool, folder, len(parts), ours)


def main() -> None:
    """Print the table; or, where it starts itself, what a step tells."""
    if sys.argv[1:2] in (["build"], ["measure"]):
        print(json.dumps(step(sys.argv[1], sys.argv[2], Path(sys.argv[3]))))
        return
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("names", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--at-once", type=int, nargs="+", default=[])
    parser.add_argument("--only", default=",".join(TOOLS))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--eval", type=Path, default=Path("../shared/eval"))
    options = parser.parse_args()
    for line in beside(options) if options.at_once else told_by(options):
        print(line, flush=True)


if __name__ == "__main__":
    main()
