"""Counts → how far a share or a rate made of them can be trusted: intervals of 95 %.

They take what was counted for independent; errors of one document are not quite, so they are a little
narrow.
"""

from __future__ import annotations

from math import sqrt

from normalize.reports.score_figures import Interval

# 97.5 % quantile of the standard normal distribution.
Z = 1.959964

# Decimal places of shares. Source: eval/score.py.
PLACES = 4


def share_interval(part: int, whole: int) -> Interval | None:
    """Return the interval of a share; None of nothing. Source: Wilson (1927), as in Brown et al. (2001).

    >>> share_interval(9, 10)
    (0.5958, 0.9821)
    """
    if not whole:
        return None
    share, square = part / whole, Z * Z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    reach = Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return round(max(0.0, middle - reach), PLACES), round(min(1.0, middle + reach), PLACES)


def rate_interval(events: int, words: int, unit: float = 1e5) -> Interval | None:
    """Return the interval of a rate of rare events per `unit` words; None of no words.

    Source: Byar's approximation to the exact interval of a Poisson count, Breslow and Day (1987),
    "Statistical Methods in Cancer Research II", p. 69; for none, the exact upper end, 3.689.

    >>> rate_interval(12, 400_000)
    (1.55, 5.24)
    """
    if not words:
        return None
    low = events * (1 - 1 / (9 * events) - Z / (3 * sqrt(events))) ** 3 if events else 0.0
    more = events + 1
    high = more * (1 - 1 / (9 * more) + Z / (3 * sqrt(more))) ** 3 if events else 3.689
    return round(unit * low / words, 2), round(unit * high / words, 2)
