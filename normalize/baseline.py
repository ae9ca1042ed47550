"""Findings that were accepted as they stood: which they are, and the file that keeps them.

One JSON object a line, sorted by file, and the last line always the same, so that git merges two baselines
by line. An entry says of which words it is, not on which line: it survives what is edited elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from normalize.errors import ReadError, SettingsError
from normalize.files import read_bytes
from normalize.findings import placeless
from normalize.keys import match_key
from normalize.reported import Finding

# Where a baseline lies, from the folder of the configuration, unless somebody wishes otherwise.
DEFAULT = Path(".normalize/baseline.json")

# The last line. Its number grows when fingerprints or keys change their meaning.
VERSION = 1
LAST = {"normalize-baseline": VERSION}

CREATE = "`normalize baseline create PATH...`"
TYPES = {"file": str, "surface": str, "rule": str, "entity": str, "fingerprint": str, "count": int}


@dataclass(frozen=True, slots=True, order=True)
class Accepted:
    """Findings of one file that are alike. The fields are the keys of a line, in order.

    Attributes:
        file: From the folder of the baseline, with `/`.
        surface: As it stood in the text.
        rule: Of the findings.
        entity: Id of the entity that was proposed; empty if none was.
        fingerprint: `findings.placeless`: the same wherever the words are moved.
        count: How many there were.
    """

    file: str
    surface: str
    rule: str
    entity: str
    fingerprint: str
    count: int = 1

    @property
    def name(self) -> tuple[str, str, str]:
        """What stays when the words beside it are edited."""
        return self.rule, self.entity, match_key(self.surface)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was accepted, by file.

    Attributes:
        path: Where it is kept.
        by_file: In the order of the file.
    """

    path: Path
    by_file: Mapping[str, tuple[Accepted, ...]]

    @property
    def base(self) -> Path:
        """The folder that files are told from: the baseline's, or the one above a `.normalize`."""
        folder = self.path.parent
        return folder.parent if folder.name == DEFAULT.parent.name else folder


def acceptance(finding: Finding, file: str) -> Accepted:
    """Return what a baseline keeps of a finding."""
    return Accepted(file, finding.surface, finding.rule, finding.entity_id, placeless(finding))


def accepted(findings: Iterable[Finding], file: str) -> tuple[Accepted, ...]:
    """Return what a baseline keeps of the findings of one file, equals counted, in order."""
    counts = Counter(acceptance(finding, file) for finding in findings)
    return tuple(sorted(replace(one, count=number) for one, number in counts.items()))


def known(
    findings: Sequence[Finding], entries: Sequence[Accepted], moved: frozenset[str] = frozenset()
) -> tuple[frozenset[int], tuple[Accepted, ...]]:
    """Return the indices of findings that were accepted, and what was accepted and is there no more.

    First those whose words on both sides are the same; then those of the same name and the words on one
    side, then of the same name, as often as any are left, for what stands beside them was edited; then
    those whose file was renamed.

    Args:
        findings: Of one file, in text order.
        entries: What was accepted in the same file.
        moved: Fingerprints of what was accepted in files that are gone.
    """
    made = [acceptance(finding, "") for finding in findings]
    left = [one.count for one in entries]
    taken: set[int] = set()
    for keys in LIKENESSES:
        index: dict[tuple[str, ...], list[int]] = {}
        for number, entry in enumerate(entries):
            for key in keys(entry):
                index.setdefault(key, []).append(number)
        for at, one in enumerate(made):
            alike = (number for key in keys(one) for number in index.get(key, ()) if left[number])
            found = next(alike, None) if at not in taken else None
            if found is not None:
                taken.add(at)
                left[found] -= 1
    renamed = {at for at, one in enumerate(made) if one.fingerprint in moved}
    stale = tuple(replace(one, count=count) for one, count in zip(entries, left, strict=True) if count)
    return frozenset(taken | renamed), stale


def _whole(one: Accepted) -> tuple[tuple[str, ...], ...]:
    return ((one.fingerprint,),)


def _sides(one: Accepted) -> tuple[tuple[str, ...], ...]:
    half = len(one.fingerprint) // 2
    before, after = one.fingerprint[:half], one.fingerprint[half:]
    return (*one.name, "before", before), (*one.name, "after", after)


def _names(one: Accepted) -> tuple[tuple[str, ...], ...]:
    return (one.name,)


# What two of one file have in common if they are the same, most telling first.
LIKENESSES = (_whole, _sides, _names)


def written(entries: Iterable[Accepted]) -> str:
    """Return the text of a baseline."""
    import json

    lines = [json.dumps(asdict(one), ensure_ascii=False) for one in sorted(entries)]
    return "[\n" + "".join(f"{line},\n" for line in lines) + json.dumps(LAST) + "\n]\n"


def load_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        SettingsError: It is not there, cannot be read, or is no baseline that we know.
    """
    import json

    try:
        entries = _read(json.loads(read_bytes(path).decode("utf-8-sig", "surrogateescape")), path)
    except ReadError as error:
        raise SettingsError(f"{error.message} (a baseline)", f"write it: {CREATE}") from None
    except (ValueError, RecursionError) as error:
        hint = (
            f"if git left its marks in it, keep the lines of both sides; or delete it and write it: {CREATE}"
        )
        raise SettingsError(f"{path}: is no baseline: {error}", hint) from None
    by_file: dict[str, dict[str, Accepted]] = {}
    for one in entries:
        same = by_file.setdefault(one.file, {})
        earlier = same.get(one.fingerprint, one)
        same[one.fingerprint] = max(one, earlier, key=lambda each: each.count)
    return Baseline(path, {file: tuple(same.values()) for file, same in by_file.items()})


def _read(values: Any, path: Path) -> list[Accepted]:
    """Return the entries of a baseline. Raises ValueError if it is none."""
    if not isinstance(values, list) or not values or not isinstance(values[-1], dict):
        raise ValueError("its last line does not say so")
    version = values[-1].get("normalize-baseline")
    if version != VERSION:
        hint = f"write it anew: {CREATE}" if version is None else "update normalize, or write it anew"
        raise SettingsError(f"{path}: is no baseline of version {VERSION}", hint)
    for place, value in enumerate(values[:-1], 1):
        if not isinstance(value, dict) or {key: type(each) for key, each in value.items()} != TYPES:
            raise ValueError(f"entry {place} lacks a key, or has one too many")
    entries = [Accepted(**value) for value in values[:-1]]
    every = "".join(one.file + one.surface + one.rule + one.entity + one.fingerprint for one in entries)
    every.encode("utf-8", "surrogateescape")  # which refuses what could not be written again
    return entries
