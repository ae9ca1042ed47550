"""Gazetteers of ten thousand names to a million: what it takes to compile and to open them.

    python benchmarks/million.py make 1000000 names.jsonl [../shared/data]
    python benchmarks/million.py measure names.jsonl [../shared/eval/wmt_dev.jsonl]

`make` writes entries of real names: places of GeoNames with their other names in Latin letters; then people,
who have each a given and a family name that are common somewhere. A form that an earlier entry has is left
out, since nothing would tell the two apart. `measure` compiles a file, opens the compiled one, and normalizes
articles with it (by capitals alone: no spaCy), each in a process of its own, and prints a row of a table.
"""

from __future__ import annotations

import csv
import json
import lzma
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from normalize.importers.making import free_id, slug, usable
from normalize.keys import match_key

# Other names of a place that are taken, at most; GeoNames has up to hundreds. A guess: as a desk would list.
ALIASES = 4

# Articles that are normalized to measure what one costs.
ARTICLES = 40


def places(folder: Path) -> Iterator[dict[str, object]]:
    """Yield the places of GeoNames, the largest first."""
    with lzma.open(folder / "names" / "geonames" / "cities500.tsv.xz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            others = [other for other in row["alternatenames"].split("|") if other[:1].isupper()]
            name = next(iter(usable([row["name"]])), "")
            yield {
                "type": "place",
                "name": name,
                "aliases": list(usable(others, [name])),
                "source": f"GeoNames {row['geonameid']}",
            }


def people(folder: Path) -> Iterator[dict[str, object]]:
    """Yield people of all common given and family names: first those of one rank, then one rank apart."""
    given, family = _names(folder, "forenames"), _names(folder, "surnames")
    for apart in range(len(family)):
        for number, first in enumerate(given):
            last = family[(number + apart) % len(family)]
            yield {
                "type": "person",
                "name": f"{first} {last}",
                "aliases": [],
                "source": "made of common names",
            }


def _names(folder: Path, kind: str) -> list[str]:
    path = folder / "names" / "popular_names" / f"common-{kind}-by-country.csv.xz"
    with lzma.open(path, "rt", encoding="utf-8-sig") as file:
        told = (row["Romanized Name"].partition(",")[0] for row in csv.DictReader(file))
        return list(usable(one.title() for one in told))


def told_apart(entries: Iterable[dict[str, object]]) -> Iterator[dict[str, object]]:
    """Yield entries with ids of their own, without the forms that an earlier one has."""
    keys: set[str] = set()
    ids: set[str] = set()
    for entry in entries:
        forms = [form for form in (entry["name"], *entry.pop("aliases")) if form]  # type: ignore[misc]
        free = [form for form in forms if match_key(form) not in keys][: ALIASES + 1]
        if not free or free[0] != entry["name"] or not slug(free[0]):
            continue
        keys.update(map(match_key, free))
        id_ = free_id(free[0], [str(entry["source"]).split()[-1]], ids)
        ids.add(id_)
        yield {"id": id_, **entry, **({"aliases": free[1:]} if free[1:] else {})}


def make(size: int, out: Path, folder: Path) -> None:
    """Write the first entries: as many as have `size` forms together."""
    forms = written = 0
    with out.open("w", encoding="utf-8") as file:
        for entry in told_apart(chain(_spread(places(folder), size), people(folder))):
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            forms, written = forms + 1 + len(entry.get("aliases", ())), written + 1  # type: ignore[arg-type]
            if forms >= size:
                break
    print(f"{out}: {written:,} entries with {forms:,} names")


def _spread(entries: Iterator[dict[str, object]], size: int) -> Iterator[dict[str, object]]:
    """Yield so many places that about half of the names are people's."""
    return islice(entries, size // 5)


def measure(path: Path, articles: Path) -> None:
    """Print a row of the table: entries, compiling, size, opening, and normalizing an article."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "names.compiled"
        compiled = _run("compile", str(path), str(out))
        opened = [_run("open", str(out)) for _ in range(5)]
        read = _run("read", str(out), str(articles))
        size = out.stat().st_size / 1e6
    least = min(opened, key=lambda one: one["seconds"])
    cells = [
        f"{least['names']:,}", f"{least['entities']:,}", f"{compiled['seconds']:.1f} s",
        f"{compiled['memory']:,.0f} MB", f"{size:,.1f} MB", f"{1000 * least['seconds']:.1f} ms",
        f"{least['memory']:,.0f} MB", f"{1000 * read['seconds']:.0f} ms", f"{1000 * read['longest']:.0f} ms",
        f"{read['memory']:,.0f} MB, {read['files']:,.0f} MB of it mapped files",
    ]  # fmt: skip
    print("| " + " | ".join(cells) + " |")


def _run(*arguments: str) -> dict[str, float]:
    """Return what a process of its own measured."""
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _tell(seconds: float, **facts: float) -> None:
    """Print figures, with the most memory that the process had and how much of files it has, in megabytes."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    states = (line.split() for line in Path("/proc/self/status").read_text("ascii").splitlines())
    files = next(int(state[1]) / 1024 for state in states if state[0] == "RssFile:")
    print(json.dumps({"seconds": seconds, "memory": memory, "files": files, **facts}))


def compiling(path: Path, out: Path) -> None:
    """Compile a gazetteer, alone."""
    from normalize.gazetteer import compile_gazetteer

    begun = time.process_time()
    compile_gazetteer([path], out, use_default=False)
    _tell(time.process_time() - begun)


def opening(path: Path) -> None:
    """Open a compiled gazetteer, and look two names up."""
    from normalize.gazetteer import load_gazetteer

    begun = time.process_time()
    tables = load_gazetteer([path], use_default=False).tables
    assert "nobody at all" not in tables.listed
    assert tables.listed["shanghai"][0].entity.name == "Shanghai"
    _tell(time.process_time() - begun, entities=len(tables.entities), names=len(tables.listed))


def reading(path: Path, articles: Path) -> None:
    """Normalize articles, without spaCy, after one that is not counted."""
    from normalize.api import load

    texts = [json.loads(line)["text"] for line in islice(articles.open(encoding="utf-8"), ARTICLES + 1)]
    normalizer = load(path, default=False, model="none")
    normalizer(texts[0])
    each = []
    for text in texts[1:]:
        begun = time.process_time()
        normalizer(text)
        each.append(time.process_time() - begun)
    _tell(sum(each) / len(each), longest=max(each))


def main() -> None:
    """Do what the first argument says."""
    what, *rest = sys.argv[1:]
    if what == "make":
        make(int(rest[0]), Path(rest[1]), Path(rest[2] if len(rest) > 2 else "../shared/data"))
    elif what == "measure":
        measure(Path(rest[0]), Path(rest[1] if len(rest) > 1 else "../shared/eval/wmt_dev.jsonl"))
    else:
        {"compile": compiling, "open": opening, "read": reading}[what](*map(Path, rest))


if __name__ == "__main__":
    main()
