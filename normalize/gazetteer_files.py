"""Gazetteer files in YAML or JSON → what they say, checked: every fault of every file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from normalize.errors import Fault
from normalize.gazetteer_checks import Listing, listings, own_faults, place_faults, shared_faults
from normalize.gazetteer_include import Source, parts
from normalize.gazetteer_schema import Checked, check_values
from normalize.gazetteer_yaml import Tree, read_bytes
from normalize.model import Entity


def check_files(
    files: Sequence[Source],
) -> tuple[list[Checked], list[Listing], tuple[Fault, ...]]:
    """Return what the files say, which entries count, and every fault: files in order, then places."""
    trees = [read_bytes(data, name) for name, data in files]
    together = parts(trees)
    checked = [check_values(tree) for tree in trees]
    entries: list[Listing] = []
    faults = [*together.faults, *chain.from_iterable(map(_faults_of, trees, checked))]
    for group in together.groups:
        own = [
            entry for at in group for entry in listings(trees[at], checked[at].base, checked[at].values, at)
        ]
        faults += own_faults(own)
        ids = {entry.id for entry in own}
        entries = [*(entry for entry in entries if entry.id not in ids), *own]
    is_whole = together.is_whole and all(tree.is_whole for tree in trees)
    faults += chain(shared_faults(entries), place_faults(entries) if is_whole else ())
    return checked, entries, _in_order(faults, [name for name, _ in files])


def joined(checked: Sequence[Checked]) -> tuple[list[Entity], list[str]]:
    """Return the entities of files, of which a later one wins, by id; and the names to leave."""
    entities = {entity.id: entity for file in checked for entity in file.entries if entity is not None}
    return [entities[id_] for id_ in sorted(entities)], sorted(
        {name for file in checked for name in file.leave}
    )


def _faults_of(tree: Tree, file: Checked) -> Iterator[Fault]:
    """Yield the faults of a file's YAML, and those of its values that stand elsewhere."""
    spots = {(fault.line, fault.column) for fault in tree.faults}
    yield from tree.faults
    yield from (fault for fault in file.faults if (fault.line, fault.column) not in spots)


def _in_order(faults: Sequence[Fault], names: Sequence[str]) -> tuple[Fault, ...]:
    """Return the faults once each, sorted by place."""
    rank = {name: number for number, name in enumerate(names)}
    unique = dict.fromkeys(faults)
    return tuple(
        sorted(unique, key=lambda fault: (rank[fault.path], fault.line, fault.column, fault.message))
    )
