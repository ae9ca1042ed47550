"""What the entries of all gazetteers say → the faults between them.

Works on what stands in the files, not on entities, so that an entry with a fault of its own is
still compared with the others, and every fault is found in one run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from unicodedata import normalize

from normalize.errors import Fault
from normalize.gazetteer_yaml import Loc, Tree, Value
from normalize.keys import match_key

# The fields that list forms: correct ones first.
CORRECT = ("name", "aliases")
FORMS = (*CORRECT, "avoid", "variants")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that an entry says of itself.

    Attributes:
        field: The key it stands under.
        text: As it stands there, composed.
        line: From one, as `column`.
    """

    field: str
    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Listing:
    """An entry as it stands in a file, whether or not it has faults.

    Attributes:
        path: The file.
        rank: Of the file, from zero, in the order in which they were read.
        id: Its id.
        type: Its type, known or not; empty if it has none.
        place: The id itself, for faults of the whole entry.
        said: Its forms and what tells it apart, in the order of the file.
    """

    path: str
    rank: int
    id: str
    type: str
    place: Said
    said: tuple[Said, ...]

    def of(self, *fields: str) -> Iterator[Said]:
        return (said for said in self.said if said.field in fields)

    def fault(self, said: Said, message: str, hint: str) -> Fault:
        return Fault(self.path, said.line, said.column, message, hint)


def listings(tree: Tree, base: Loc, values: Sequence[Value], rank: int) -> Iterator[Listing]:
    """Yield the entries of a file that have an id."""
    for number, value in enumerate(values):
        if not isinstance(value, dict) or not isinstance(value.get("id"), str):
            continue
        loc = (*base, number)
        said = tuple(_said(tree, loc, value))
        kind = value.get("type")
        own = next(one for one in said if one.field == "id")
        yield Listing(tree.path, rank, own.text, kind if isinstance(kind, str) else "", own, said)


def _said(tree: Tree, loc: Loc, entry: Mapping[str, Value]) -> Iterator[Said]:
    for field, value in entry.items():
        if isinstance(value, str):
            yield Said(field, normalize("NFC", value), *tree.places[(*loc, field)])
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, str) and item.strip():
                    yield Said(field, normalize("NFC", item), *tree.places[(*loc, field, number)])


def own_faults(entries: Sequence[Listing]) -> Iterator[Fault]:
    """Yield what is wrong within one gazetteer: ids given twice, entries that contradict themselves."""
    first: dict[str, Listing] = {}
    for entry in entries:
        if entry.id in first:
            place = _place(first[entry.id], first[entry.id].place, entry)
            fact = f"the id {entry.id!r} is given twice, first on {place}"
            yield entry.fault(entry.place, fact, "give one of them another id, or join the two")
        first.setdefault(entry.id, entry)
        yield from _repeated(entry)
        yield from _contradicted(entry)


def _repeated(entry: Listing) -> Iterator[Fault]:
    first: dict[str, Said] = {}
    for said in entry.of(*FORMS):
        before = first.setdefault(said.text, said)
        if before is said:
            continue
        if "variants" in (before.field, said.field) and before.field != said.field:
            fact = f"the variant {said.text!r} is a correct form of the same entry: its `{before.field}`"
            if said.field != "variants":
                fact = f"{said.text!r} is listed as correct, and on line {before.line} as a variant"
            yield entry.fault(said, fact, "a form is correct or wrong: delete one")
        else:
            fact = f"{said.text!r} is listed twice, first under `{before.field}` on line {before.line}"
            yield entry.fault(said, fact, "delete one of them")


def _contradicted(entry: Listing) -> Iterator[Fault]:
    own = {match_key(said.text): said for said in entry.of(*FORMS)}
    for said in entry.of("not"):
        if form := own.get(match_key(said.text)):
            fact = f"{said.text!r} is never this entry, and its own `{form.field}` on line {form.line}"
            yield entry.fault(said, fact, "delete one of them")


def shared_faults(entries: Sequence[Listing]) -> Iterator[Fault]:
    """Yield what is wrong between entries of different ids."""
    correct: dict[str, list[tuple[Listing, Said]]] = defaultdict(list)
    for entry in entries:
        for key, said in {match_key(said.text): said for said in entry.of(*CORRECT, "avoid")}.items():
            correct[key].append((entry, said))
    for key, holders in correct.items():
        if key and len(holders) > 1:
            yield from _undivided(holders)
    for entry in entries:
        for said in entry.of("variants"):
            others = correct.get(match_key(said.text), ())
            yield from (
                _later(
                    (entry, said),
                    (other, form),
                    f"{said.text!r} is a variant of {entry.id!r} and a correct form of {other.id!r}",
                    "what is correct somewhere is not wrong: delete the variant",
                )
                for other, form in others
                if other.id != entry.id
            )


def _undivided(holders: Sequence[tuple[Listing, Said]]) -> Iterator[Fault]:
    """Yield a fault for each form of two entities of a type that nothing tells apart."""
    seen: dict[tuple[str, frozenset[str]], tuple[Listing, Said]] = {}
    for entry, said in sorted(holders, key=lambda holder: (holder[0].rank, holder[1].line)):
        mark = (entry.type, frozenset(match_key(one.text) for one in entry.of("context", "in")))
        before = seen.setdefault(mark, (entry, said))
        if before[0].id != entry.id:
            yield _later(
                (entry, said),
                before,
                f"{said.text!r} is listed for both {before[0].id!r} and {entry.id!r}, "
                "and nothing tells them apart",
                "give one of them `context` or `in`, or delete the form from one",
            )


def _later(one: tuple[Listing, Said], other: tuple[Listing, Said], fact: str, hint: str) -> Fault:
    """Return a fault at the later of two places, which names the earlier."""
    first, last = sorted((one, other), key=lambda pair: (pair[0].rank, pair[1].line, pair[1].column))
    return last[0].fault(last[1], f"{fact} ({_place(*first, last[0])})", hint)


def _place(entry: Listing, said: Said, other: Listing) -> str:
    """Return where something stands, for a reader who is at another entry."""
    return f"line {said.line}" if entry.path == other.path else f"{entry.path}:{said.line}"


def place_faults(entries: Sequence[Listing]) -> Iterator[Fault]:
    """Yield what is wrong with `in`: ids nobody has, what is no place, and circles."""
    by_id = {entry.id: entry for entry in reversed(entries)}
    for entry in entries:
        for said in entry.of("in"):
            whole = by_id.get(said.text)
            if whole is None:
                yield entry.fault(said, f"no entry has the id {said.text!r}", _nearest(said.text, by_id))
            elif whole.type in ("person", "org"):
                fact = f"{said.text!r} is a{'n' * (whole.type == 'org')} {whole.type}, and nothing is in that"
                yield entry.fault(said, fact, "name places in `in`, people and organisations in `context`")
    yield from _circles(by_id)


def _nearest(text: str, ids: Iterable[str]) -> str:
    from rapidfuzz import fuzz, process

    near = process.extractOne(text, sorted(ids), scorer=fuzz.ratio, score_cutoff=70)
    return f"did you mean {near[0]!r}?" if near else "add that place, or load the gazetteer it is in"


def _circles(by_id: Mapping[str, Listing]) -> Iterator[Fault]:
    """Yield one fault for each circle of places, at the `in` that leads back to its least id."""
    within = {
        name: {said.text for said in by_id[name].of("in") if said.text in by_id} for name in sorted(by_id)
    }
    while circle := _circle(within):
        least = circle.index(min(circle))
        way = [*circle[least:], *circle[:least]]
        last, first = by_id[way[-1]], way[0]
        within[last.id].remove(first)
        said = next(said for said in last.of("in") if said.text == first)
        told = " is in ".join([*way, first])
        yield last.fault(said, f"a circle of places: {told}", "a place is in a larger one: delete one `in`")


def _circle(within: Mapping[str, Iterable[str]]) -> list[str]:
    """Return ids each of which is in the next, and the last in the first; empty if there are none."""
    try:
        TopologicalSorter(within).prepare()
    except CycleError as error:
        return list(error.args[1][:0:-1])
    return []
