"""The labelled sets → a development half, which everybody may look at, and a half that is reported.

A text and all its translations are in the same half, and so are all texts with an error in the same entity:
no wrong name of the reported half is in the development half. Which half is told by the MD5 of an id, so that
it is the same on every machine; the order of documents likewise, so that the first hundred are a sample.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import md5
from pathlib import Path
from typing import Any

Gold = Mapping[str, Any]


def read_gold(path: Path) -> list[Gold]:
    """Return the documents of a labelled set, in the order of the file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def digest(text: str) -> int:
    """Return a number that a text always has."""
    return int(md5(text.encode(), usedforsecurity=False).hexdigest(), 16)


def groups(gold: Sequence[Gold]) -> dict[str, str]:
    """Return for every document id the name of its group: the first id of those it hangs together with."""
    parent: dict[str, str] = {}

    def top(one: str) -> str:
        while parent.setdefault(one, one) != one:
            one = parent[one]
        return one

    for document in gold:
        errors = [span for span in document["spans"] if span["label"] == "error"]
        ties = [f"entity {span.get('gazetteer_id') or span['gold']}" for span in errors]
        for tie in (f"text {document.get('doc') or document['id']}", *ties):
            first, second = sorted((top(document["id"]), top(tie)))
            parent[second] = first
    members: dict[str, list[str]] = {}
    for document in gold:
        members.setdefault(top(document["id"]), []).append(document["id"])
    return {one: min(ids) for ids in members.values() for one in ids}


def halves(gold: Sequence[Gold]) -> tuple[list[Gold], list[Gold]]:
    """Return the development half and the reported half, each in an order that tells nothing."""
    group = groups(gold)
    order = sorted(gold, key=lambda document: digest(document["id"]))
    reported = [document for document in order if digest(group[document["id"]]) % 2]
    chosen = {document["id"] for document in reported}
    return [document for document in order if document["id"] not in chosen], reported


def first_words(gold: Sequence[Gold], most: int) -> list[Gold]:
    """Return the first documents, up to the one with which they have `most` words."""
    taken: list[Gold] = []
    count = 0
    for document in gold:
        if count >= most:
            break
        taken.append(document)
        count += words([document])
    return taken


def words(gold: Sequence[Gold]) -> int:
    """Count the words of some documents, split at white space."""
    return sum(len(document["text"].split()) for document in gold)
