"""What people decided of findings ↔ JSON Lines: one decision a line, nothing of the article but the name.

`docs/calibration.md` is the contract; a report or a desk's own tool may write such lines as well.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from normalize.calibration import uncalibrated
from normalize.errors import ReadError, WriteError
from normalize.files import read_bytes
from normalize.reported import Finding

Outcome = Literal["accepted", "rejected"]
Kind = Literal["inferred", "listed"]

# Decimal places of probabilities and log-odds, as in the JSON report.
PLACES = 4

# In bytes; about a million decisions. A guess.
LARGEST = 200_000_000


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a person decided of one finding. The fields are the keys of a line, in order.

    Attributes:
        outcome: accepted: what we proposed was written; rejected: it was not, whatever was written instead.
        rule: Of the finding.
        entity_id: Of the entity that was proposed.
        surface: As it stood in the text.
        replacement: What was proposed.
        kind: inferred from spelling and context, or listed as a wrong form by the gazetteer.
        probability: As it was shown, 0.0 to 1.0.
        log_odds: As the shipped weights have it, whatever calibration was in force.
        quoted: Whether it stood in a direct quotation.
        instead: What the person chose instead; empty for nothing.
        places: How many places of the file were decided with it; this one included.
        fingerprint: Of the finding; the last decision about it counts. Empty: each counts.
        version: Of normalize.
    """

    outcome: Outcome
    rule: str
    entity_id: str
    surface: str
    replacement: str
    kind: Kind
    probability: float
    log_odds: float
    quoted: bool = False
    instead: str = ""
    places: int = 1
    fingerprint: str = ""
    version: str = ""


# What every line must have; the rest may be missing.
NEEDED = ("outcome", "rule", "surface", "replacement", "kind", "log_odds")


def reviewed(finding: Finding, outcome: Outcome, version: str, instead: str = "") -> Reviewed:
    """Return what is recorded when somebody accepts or rejects a finding."""
    is_listed = any(one.name == "listed" for one in finding.witnesses)
    return Reviewed(
        outcome,
        finding.rule,
        finding.entity_id,
        finding.surface,
        finding.replacement,
        "listed" if is_listed else "inferred",
        round(finding.probability, PLACES),
        round(uncalibrated(finding.witnesses), PLACES),
        quoted=finding.quoted,
        instead=instead,
        fingerprint=finding.fingerprint,
        version=version,
    )


def append(path: Path, made: Sequence[Reviewed]) -> None:
    """Add decisions to the end of a file, all in one write, so that those of two people do not mingle.

    The file and its folder are made if they are not there. A last line without its end gets one.

    Raises:
        WriteError: It cannot be written.
    """
    if not made:
        return
    lines = "".join(f"{json.dumps(asdict(one), ensure_ascii=False)}\n" for one in made)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+", buffering=0) as file, _locked(file.fileno()):
            file.write(_line_end(file.fileno()) + lines.encode("utf-8", "backslashreplace"))
            os.fsync(file.fileno())
    except OSError as error:
        fact = f"{path}: cannot be written ({error.strerror or error})"
        raise WriteError(
            fact, hint="name another file with --decisions, or none with --no-decisions"
        ) from None


@contextlib.contextmanager
def _locked(file: int) -> Iterator[None]:
    """Wait until nobody else appends; where files cannot be locked, trust to appending in one write.

    Source: POSIX.1-2017, write(): with O_APPEND, no write comes between finding the end and writing there.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with contextlib.suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_EX)
    yield  # closing the file unlocks it


def _line_end(file: int) -> bytes:
    """Return the line end that the last line of a file lacks; nothing if it has one or there is none."""
    size = os.fstat(file).st_size
    if not size:
        return b""
    os.lseek(file, -1, os.SEEK_END)
    return b"" if os.read(file, 1) == b"\n" else b"\n"


def load_decisions(paths: Iterable[Path]) -> tuple[Reviewed, ...]:
    """Return the decisions of some files, in order; of several about one finding, the last.

    Raises:
        ReadError: A file cannot be read, or a line of it is no decision.
    """
    found: dict[object, Reviewed] = {}
    for path in paths:
        for number, data in enumerate(read_bytes(path, LARGEST).splitlines(), 1):
            if data.strip():
                one = _read(data, f"{path}:{number}")
                found.pop(one.fingerprint, None)
                found[one.fingerprint or (path, number)] = one
    return tuple(found.values())


def _read(data: bytes, where: str) -> Reviewed:
    """Return the decision of one line; keys that we do not know are left out."""
    try:
        row = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ReadError(
            f"{where}: not JSON", hint="one object to a line; delete what is half a line"
        ) from None
    if not isinstance(row, dict):
        raise ReadError(f"{where}: not a JSON object", hint="one object to a line")
    if missing := [key for key in NEEDED if key not in row]:
        raise ReadError(f"{where}: no `{missing[0]}`", hint=f"needed are {', '.join(NEEDED)}")
    if wrong := _wrong(row):
        raise ReadError(
            f"{where}: `{wrong}` is {row[wrong]!r}", hint="docs/calibration.md says what it may be"
        )
    known: dict[str, Any] = {one.name: row[one.name] for one in fields(Reviewed) if one.name in row}
    return Reviewed(**{"entity_id": "", "probability": 0.0, **known})


def _wrong(row: Mapping[str, Any]) -> str:
    """Return the first key of a line whose value it cannot have; empty if all is well."""
    checks: dict[str, Callable[[Any], bool]] = {
        "outcome": lambda value: value in get_args(Outcome),
        "kind": lambda value: value in get_args(Kind),
        "log_odds": _is_number,
        "probability": _is_number,
        "quoted": lambda value: isinstance(value, bool),
        "places": lambda value: isinstance(value, int),
        "fingerprint": lambda value: isinstance(value, str),
    }
    return next((key for key, fits in checks.items() if key in row and not fits(row[key])), "")


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value) <= sys.float_info.max
