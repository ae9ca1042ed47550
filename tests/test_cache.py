"""The cache: right when shared, and no worse than none when it cannot be used."""

from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest

from normalize import cache
from normalize.cache import KEPT, cached, content_key, user_cache_dir

VALUE = {"names": ["Åvik", "Öst"], "count": 2}


def build() -> str:
    return json.dumps(VALUE, ensure_ascii=False)


def never() -> str:
    raise AssertionError("built although it is cached")


def silent(message: str) -> None:
    raise AssertionError(message)


def test_it_is_built_once(tmp_path: Path) -> None:
    directory = tmp_path / "not" / "there"
    assert cached("k-1", build, json.loads, directory, silent) == VALUE
    assert cached("k-1", never, json.loads, directory, silent) == VALUE
    assert [path.name for path in directory.iterdir()] == ["k-1.txt"]


def test_what_load_refuses_is_built_anew_with_a_warning(tmp_path: Path) -> None:
    cached("k-1", lambda: "[1", str, tmp_path, silent)
    warnings: list[str] = []
    assert cached("k-1", build, json.loads, tmp_path, warnings.append) == VALUE
    assert len(warnings) == 1
    assert cached("k-1", never, json.loads, tmp_path, silent) == VALUE


def test_what_cannot_be_loaded_though_it_was_just_built_is_our_bug(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Expecting"):
        cached("k-1", lambda: "[1", json.loads, tmp_path, silent)


def test_the_key_tells_contents_their_order_and_versions_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [
        content_key("k", 1, b"a", b"b"),
        content_key("k", 1, b"b", b"a"),
        content_key("k", 1, b"ab"),
        content_key("k", 2, b"a", b"b"),
        content_key("m", 1, b"a", b"b"),
    ]
    monkeypatch.setattr(cache, "__version__", "999")
    keys.append(content_key("k", 1, b"a", b"b"))
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-3],
        lambda data: b"",
        lambda data: data.replace(b"st", b"xt"),
        lambda data: b"\xff" * 80,
    ],
)
def test_a_damaged_file_is_built_anew_with_a_warning(tmp_path: Path, damage: Any) -> None:
    cached("k-1", build, json.loads, tmp_path, silent)
    path = tmp_path / "k-1.txt"
    path.write_bytes(damage(path.read_bytes()))
    warnings: list[str] = []
    assert cached("k-1", build, json.loads, tmp_path, warnings.append) == VALUE
    assert len(warnings) == 1
    assert "k-1.txt: the cache is damaged" in warnings[0]
    assert cached("k-1", never, json.loads, tmp_path, silent) == VALUE


def test_a_directory_that_cannot_be_written_costs_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    warnings: list[str] = []
    assert cached("k-1", build, json.loads, file / "below", warnings.append) == VALUE
    assert len(warnings) == 1
    assert "going on without" in warnings[0]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_directory_without_permission_costs_a_warning(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    warnings: list[str] = []
    assert cached("k-1", build, json.loads, tmp_path, warnings.append) == VALUE
    assert len(warnings) == 1


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    warnings: list[str] = []
    assert cached("k-1", build, json.loads, tmp_path, warnings.append) == VALUE
    assert "No space left on device" in warnings[0]
    assert list(tmp_path.iterdir()) == []


def test_what_building_raises_is_raised_and_not_kept(tmp_path: Path) -> None:
    def fail() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        cached("k-1", fail, json.loads, tmp_path, silent)
    assert list(tmp_path.iterdir()) == []


def test_old_files_of_the_same_kind_go(tmp_path: Path) -> None:
    for number in range(KEPT + 5):
        cached(f"k-{number}", build, json.loads, tmp_path, silent)
        os.utime(tmp_path / f"k-{number}.txt", (number, number))
    cached("other-1", build, json.loads, tmp_path, silent)
    cached("k-last", build, json.loads, tmp_path, silent)
    left = {path.name for path in tmp_path.iterdir()}
    assert len(left) == KEPT + 1
    assert {"other-1.txt", "k-last.txt"} <= left


def test_large_files_go_sooner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "ROOM", 100)
    for number in range(4):
        cached(f"k-{number}", lambda: "x" * 40, str, tmp_path, silent)
        os.utime(tmp_path / f"k-{number}.txt", (number, number))
    cached("k-large", lambda: "x" * 400, str, tmp_path, silent)
    assert [path.name for path in tmp_path.iterdir()] == ["k-large.txt"]


def _race(directory: str, barrier: Any, results: Any) -> None:
    warnings: list[str] = []
    value = " ".join(map(str, range(50_000)))
    barrier.wait()
    good = all(
        cached(f"race-{turn}", lambda: value, str, Path(directory), warnings.append) == value
        for turn in range(20)
    )
    results.put((good, warnings))


def test_two_processes_that_build_at_once_both_get_it_right(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(2), context.Queue()
    workers = [context.Process(target=_race, args=(str(tmp_path), barrier, results)) for _ in range(2)]
    for worker in workers:
        worker.start()
    seen = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(timeout=60)
    assert seen == [(True, []), (True, [])]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_the_environment_may_put_the_cache_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NORMALIZE_CACHE_DIR", str(tmp_path))
    assert user_cache_dir() == tmp_path
    monkeypatch.setenv("NORMALIZE_CACHE_DIR", "")
    assert user_cache_dir().name == "normalize"
