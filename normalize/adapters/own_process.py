"""What is set up in a process that is ours alone, and never in one that only uses the library."""

from __future__ import annotations

import gc
import os

from normalize.adapters.spacy_commands import put_off

# New objects after which a process looks through the newest for those that nothing leads to any more; of
# these looks, one in so many is at older ones, too. What a document leaves behind is freed without, but for
# objects that refer to each other, which are few.
# Source: a quarter of eval/wmt_dev.jsonl by a warm Normalizer takes .91 of the CPU of Python's own setting
# (medians of six runs each, by turns), and the same memory, at 50,000. At twice that no more (86 articles:
# 3.8 s and 4.1, medians of nine), and no sweep, of 16 ms, falls into the first check of an article.
NEW, OLDER, OLDEST = 100_000, 20, 20

# What says with how many threads to calculate to OpenBLAS, and to all that use OpenMP.
# Source: OpenBLAS documentation, "Runtime variables".
OPENBLAS, OPENMP = "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"


def begin() -> None:
    """Set a process of ours up, before it loads numpy or spaCy."""
    gc.set_threshold(NEW, OLDER, OLDEST)
    calculate_alone()
    put_off()


def calculate_alone() -> None:
    """Have numpy start no threads: we multiply no matrices, and spaCy does it by a library of its own.

    What somebody has set stands. Source: so `import numpy` takes two thirds of the CPU on two cores
    (benchmarks/startup.md); the more cores, the more threads.
    """
    if OPENMP not in os.environ:
        os.environ.setdefault(OPENBLAS, "1")
