"""Correct names of people and places that machine translation garbled in news copy."""

__version__ = "0.1.0"
