"""A coverage-guided fuzzer over every reader and loader: `python -m benchmarks.fuzz --minutes 30`."""
