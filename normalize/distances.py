"""How alike two words are: rapidfuzz, loaded when two words are first compared, and not before."""

from __future__ import annotations


class OSA:
    """Optimal string alignment, as rapidfuzz has it: after the first call, its very function."""

    @staticmethod
    def normalized_similarity(one: str, two: str) -> float:
        """Return how alike two words are, 0.0 to 1.0."""
        from rapidfuzz.distance import OSA as LOADED

        setattr(OSA, "normalized_similarity", staticmethod(LOADED.normalized_similarity))  # noqa: B010
        return LOADED.normalized_similarity(one, two)
