"""Ours and what people would use instead, on the same copy and names: `python -m benchmarks.accuracy`."""
