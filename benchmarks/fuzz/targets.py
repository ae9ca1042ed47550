"""The targets of the fuzzer by name: one for every format that is read, and one for every loader."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.fuzz import loaders
from benchmarks.fuzz.promises import promises
from normalize.formats import FORMATS

# Takes a file, returns what became of it, raises what it should not.
Target = Callable[[bytes], str]

LOADERS: dict[str, Target] = {
    "gazetteer": loaders.gazetteer,
    "table": loaders.table,
    "configuration": loaders.configuration,
    "ignores": loaders.ignores,
    "baseline": loaders.baseline,
    "decisions": loaders.decisions,
    "calibration": loaders.calibration,
}
TARGETS: dict[str, Target] = {name: partial(promises, name) for name in FORMATS} | LOADERS
