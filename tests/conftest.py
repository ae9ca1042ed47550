"""What tests of the commands share: a folder of their own to work in."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def own_folder(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The folder of a test, empty, that it works in; the cache is shared by all tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path
