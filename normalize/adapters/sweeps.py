"""How often a process of ours looks for objects that nothing leads to any more."""

from __future__ import annotations

import gc

# New objects after which it looks through the newest; of these looks, one in so many is at older ones, too.
# What a document leaves behind is freed without, but for objects that refer to each other, which are few.
# Source: a quarter of eval/wmt_dev.jsonl by a warm Normalizer takes .91 of the CPU of Python's own setting
# (medians of six runs each, by turns), and the same memory, at 50,000. At twice that no more (86 articles:
# 3.8 s and 4.1, medians of nine), and no sweep, of 16 ms, falls into the first check of an article.
NEW, OLDER, OLDEST = 100_000, 20, 20


def sweep_seldom() -> None:
    """Look seldom: for a process that is ours alone."""
    gc.set_threshold(NEW, OLDER, OLDEST)
