"""GUM's CoNLL-U → stories: its noun phrases cut to the names of people, places and organisations in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from files import blocks, members
from passages import Passage, Story, aligned

Rows = list[list[str]]

GUM = {"person": "PERSON", "place": "PLACE", "organization": "ORG"}

# GUM's own split: https://github.com/amir-zeldes/gum/blob/master/splits.md (copied in the archive).
# Its licence file does not list the genres speech and textbook, so they are left out everywhere.
GUM_GENRES = ("news", "interview", "voyage", "bio", "academic", "court")


def gum(split: str) -> Callable[[Path], list[Story]]:
    """Return a reader for GUM's documents of one split: "train", "dev" or "test"."""

    def read(folder: Path) -> list[Story]:
        archive = folder / "gum/gum_open_genres_conllu.tar.xz"
        listing = next(text for _, text in members(archive, "splits.md"))
        parts = {name: set(re.findall(r"GUM_\w+", body)) for name, body in sections(listing)}
        stories = []
        for path, text in members(archive, ".conllu"):
            name = Path(path).stem
            where = next((part for part in ("dev", "test") if name in parts[part]), "train")
            if name.split("_")[1] in GUM_GENRES and where == split:
                stories.append(Story(f"gum-{split}", name, tuple(gum_sentences(text))))
        return stories

    return read


def sections(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield heading and body of each second-level section."""
    for section in re.split(r"^## ", markdown, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        yield heading.strip(), body


def gum_sentences(text: str) -> Iterator[Passage]:
    """Yield the sentences of a GUM document with its named people, places and organisations."""
    for block in blocks(text.splitlines()):
        sentence = next((line[9:] for line in block if line.startswith("# text = ")), None)
        rows = [line.split("\t") for line in block if line[0] != "#"]
        rows = [row for row in rows if row[0].isdigit()]
        if sentence and rows:
            tags: list[str | None] = [None] * len(rows)
            for first, last, label in sorted(gum_names(rows), key=lambda name: name[0] - name[1]):
                if not any(tags[first : last + 1]):
                    tags[first : last + 1] = [f"B-{label}"] + [f"I-{label}"] * (last - first)
            yield aligned(sentence, [row[1] for row in rows], tags)


def gum_names(rows: Rows) -> Iterator[tuple[int, int, str]]:
    """Yield first row, last row and label of each entity whose head is a proper noun, cut to its name."""
    open_at: dict[str, list[tuple[int, str]]] = {}
    for at, row in enumerate(rows):
        entity = re.search(r"(?:^|\|)Entity=([^|]*)", row[9])
        for opened, bare, closed in re.findall(r"\(([^()]+)(\))?|([^()]+)\)", entity[1] if entity else ""):
            group, *rest = (opened or closed).split("-")
            if opened:
                open_at.setdefault(group, []).append((at, rest[0] if rest else ""))
            if (bare or closed) and open_at.get(group):
                first, kind = open_at[group].pop()
                name = name_in(rows, first, at) if kind in GUM else None
                if name:
                    yield *name, GUM[kind]


def name_in(rows: Rows, first: int, last: int) -> tuple[int, int] | None:
    """Return the name in a noun phrase: the run of proper nouns about its head, "of the" between allowed."""
    ids = {row[0] for row in rows[first : last + 1]}
    head = next((at for at in range(first, last + 1) if rows[at][6] not in ids), None)
    if head is None or not rows[head][4].startswith("NNP"):
        return None
    left = right = head
    while left > first and is_name_part(rows[left - 1]):
        left -= 1
    while right < last and is_name_part(rows[right + 1]):
        right += 1
    if right + 2 <= last and rows[right + 1][1] == "of":
        after = right + 2 + (rows[right + 2][1] == "the")
        if after <= last and is_name_part(rows[after]):
            right = after
            while right < last and is_name_part(rows[right + 1]):
                right += 1
    while rows[left][1] in "-–":
        left += 1
    while rows[right][1] in "-–":
        right -= 1
    return left, right


def is_name_part(row: list[str]) -> bool:
    """Tell whether a token belongs to a name: a proper noun, or a hyphen, initial or capital in it."""
    return (
        row[4].startswith("NNP") or row[1] in "-–" or (row[4] in ("JJ", "NN", "CD") and row[1][:1].isupper())
    )
