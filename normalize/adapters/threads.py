"""How many threads numpy calculates with in a process of ours."""

from __future__ import annotations

import os

# What says so to OpenBLAS, and to all that use OpenMP. Source: OpenBLAS documentation, "Runtime variables".
OPENBLAS, OPENMP = "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"


def calculate_alone() -> None:
    """Have numpy start no threads: we multiply no matrices, and spaCy does it by a library of its own.

    To be called before numpy is loaded. What somebody has set stands. Source: so `import numpy` takes two
    thirds of the CPU on two cores (benchmarks/startup.md); the more cores, the more threads.
    """
    if OPENMP not in os.environ:
        os.environ.setdefault(OPENBLAS, "1")
