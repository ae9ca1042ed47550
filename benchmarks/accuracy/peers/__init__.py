"""The peers, by the name the command line knows them by → module and attribute; imported when one runs."""

from __future__ import annotations

from importlib import import_module

from benchmarks.accuracy.model import Peer

PEERS = {
    "ratio": "capital_runs:RATIO",
    "wratio": "capital_runs:WRATIO",
    "unknown-ratio": "capital_runs:UNKNOWN",
    "title-ratio": "ner:TITLE",
    "ner-ratio": "ner:RATIO",
    "ner-wratio": "ner:WRATIO",
    "ner-unknown-ratio": "ner:UNKNOWN",
    "en-core-web": "ner:EN_CORE_WEB",
    "fuzzy": "spacy_fuzzy:FUZZY",
    "spaczz": "spaczz_matcher:SPACZZ",
    "symspell": "symspell:SYMSPELL",
    "codespell": "word_lists:CODESPELL",
    "typos": "word_lists:TYPOS",
    "nomenklatura": "nomenklatura_names:LOGIC_V2",
    "ours": "ours:OURS",
}
# It runs where `normalize` is installed, the others in the environment of the peers.
OURS = "ours"


def open_peer(key: str) -> Peer:
    """Import one peer. Raises what its import raises: `ImportError` where a package is missing."""
    module, attribute = PEERS[key].split(":")
    peer: Peer = getattr(import_module(f"benchmarks.accuracy.peers.{module}"), attribute)
    return peer
