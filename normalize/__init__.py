"""Correct names of people and places that machine translation garbled in news copy.

    import normalize

    normalizer = normalize.load()
    result = normalizer("NATO chief Mark Latte arrived.")
    print(result.corrected)

Importing this package imports neither spaCy nor numpy; the first text does.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, which takes a third as long to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from normalize.api import Normalizer, load
    from normalize.errors import NormalizeError
    from normalize.model import Decision, Result, Verdict
    from normalize.policy import PRESETS, Policy
    from normalize.reported import Finding

__version__ = "0.1.0"

__all__ = [
    "PRESETS", "Decision", "Finding", "NormalizeError", "Normalizer", "Policy", "Result", "Verdict",
    "__version__", "load",
]  # fmt: skip

_HOMES = {
    "Normalizer": "api", "load": "api", "NormalizeError": "errors", "Decision": "model",
    "Finding": "reported", "Result": "model", "Verdict": "model", "PRESETS": "policy", "Policy": "policy",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import what is asked for, and only then."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"normalize.{_HOMES[name]}"), name)
