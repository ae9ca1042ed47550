"""By hand, where the peers are installed: `python -m pytest benchmarks/accuracy` from the root."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.accuracy.capitals import free, stretches
from benchmarks.accuracy.judge import Figures, choose
from benchmarks.accuracy.model import Edit, Listed, read_gazetteer, settle
from benchmarks.accuracy.peers import OURS, PEERS, open_peer
from benchmarks.accuracy.rows import Row
from benchmarks.accuracy.sets import first_words, halves
from benchmarks.accuracy.table import line

NAMES = """
- {id: a, type: person, name: Ottoline Brandvold, aliases: [Brandvold]}
- {id: b, type: place, name: Kvarnstrand, aliases: []}
"""


@pytest.fixture
def listed(tmp_path: Path) -> Listed:
    path = tmp_path / "names.yaml"
    path.write_text(NAMES, encoding="utf-8")
    return read_gazetteer(path)


def document(name: str, *entities: str, text: str = "") -> dict[str, object]:
    spans = [{"label": "error", "gazetteer_id": one, "gold": one} for one in entities]
    return {"id": name, "text": "some words", "spans": spans, "doc": text or name}


def figures(precision: float, recall: float, f05: float) -> Figures:
    return Figures(precision, recall, f05, 1, 1, 0.0, 1, 1, 1)


def test_a_stretch_is_a_piece_of_a_run_of_capitals() -> None:
    text = "In Novi Sad’s park"
    assert [text[a:b] for a, b in stretches(text)] == ["In Novi", "In Novi Sad", "Novi", "Novi Sad", "Sad"]


def test_what_is_spelt_as_listed_protects_its_words(listed: Listed) -> None:
    text = "Ottoline Brandvold met Ottoline Brandvald"
    kept = [text[a:b] for a, b in free(text, stretches(text), listed)]
    assert kept == ["Ottoline Brandvald", "Brandvald"]


def test_the_surest_edit_stays_and_none_changes_nothing(listed: Listed) -> None:
    text = "Kvarnstrend Kvarnstrand"
    found = [
        Edit(0, 11, "Kvarnstrand", 90.0),
        Edit(0, 23, "Brandvold", 80.0),
        Edit(12, 23, "Brandvold", 99.0),
    ]
    assert settle(text, found, listed) == [found[0]]


def test_texts_that_share_a_source_or_a_wrong_name_are_in_one_half() -> None:
    gold = [document(f"{n}", text=f"t{n // 2}") for n in range(40)]
    gold += [document(f"e{n}", "the same", f"own {n}") for n in range(20)]
    one, other = ({row["id"] for row in half} for half in halves(gold))
    assert one | other == {row["id"] for row in gold}
    assert not one & other
    assert all((f"{n}" in one) == (f"{n + 1}" in one) for n in range(0, 40, 2))
    assert len({f"e{n}" in one for n in range(20)}) == 1
    assert one
    assert other


def test_the_first_words_end_with_a_whole_document() -> None:
    gold = [document(f"{n}") for n in range(5)]
    assert [row["id"] for row in first_words(gold, 3)] == ["0", "1"]


def test_the_threshold_is_that_of_most_recall_where_precision_allows() -> None:
    tried = {80.0: figures(0.5, 0.6, 0.52), 90.0: figures(0.95, 0.3, 0.66), 95.0: figures(1.0, 0.1, 0.36)}
    assert choose(tried) == (90.0, 90.0)
    assert choose({80.0: figures(0.5, 0.6, 0.52), 99.0: figures(0.0, 0.0, 0.0)}) == (None, 80.0)


def test_a_peer_that_did_not_run_is_listed_with_its_error() -> None:
    assert "not run: ImportError: no" in line(Row("x", "X", error="ImportError: no"), 1, 1)


@pytest.mark.parametrize("key", [key for key in PEERS if key not in (OURS, "en-core-web")])
def test_a_peer_mends_a_slip_and_its_lowest_threshold_finds_all(key: str, listed: Listed) -> None:
    peer = open_peer(key)
    known = peer.prepare(listed)
    text = "Mayor Ottoline Brandvoldd said in Kvarnstramd that all was well."

    def found(at: float) -> list[Edit]:
        if peer.predict_all:
            return peer.predict_all([text], known, at)[0]
        assert peer.predict
        return peer.predict(text, known, at)

    low = found(peer.thresholds[0])
    assert {text[edit.start : edit.end] for edit in low} & {
        "Kvarnstramd",
        "Brandvoldd",
        "Ottoline Brandvoldd",
    }
    for at in peer.thresholds[:: len(peer.thresholds) // 3]:
        assert found(at) == [edit for edit in low if edit.score >= at]
