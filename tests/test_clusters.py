"""What reaches the workers of a cluster: one compiled gazetteer, and settings without paths of the driver."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from normalize.adapters.clusters import Parcel, parcel, unpacked
from normalize.adapters.deciding import decider
from normalize.errors import GazetteerError
from normalize.formats import parse
from normalize.gazetteer import compile_gazetteer
from normalize.settings import Settings, with_values

NAMES = Path(__file__).resolve().parent / "cli" / "names.yaml"
WRONG = "The mayor, Jana Novacova, opened the school in Ober Lhota and in Dolnya Lhota."


@pytest.fixture(autouse=True)
def _surroundings(own_folder: Path) -> None:
    """A cache of our own."""


def wished(*gazetteers: Path) -> Settings:
    return with_values(Settings(), {"gazetteers": gazetteers, "default_gazetteer": False, "model": "none"})


def including(folder: Path) -> Path:
    """Return a gazetteer that includes another."""
    more = "{id: dolni-lhota, type: place, name: Dolní Lhota, variants: [Dolnya Lhota], source: invented}"
    (folder / "more.yaml").write_text(f"entities:\n- {more}\n", "utf-8")
    root = folder / "root.yaml"
    root.write_text(f"include: [more.yaml]\n{NAMES.read_text('utf-8')}", "utf-8")
    return root


def received(sent: Parcel, folder: Path) -> Settings:
    """Return the settings of a worker that got a parcel."""
    folder.mkdir()
    (folder / sent.name).write_bytes(sent.content)
    return unpacked(pickle.loads(pickle.dumps(sent.settings)), folder / sent.name)


def test_a_worker_decides_as_the_driver_does_though_the_sources_are_gone(tmp_path: Path) -> None:
    settings = wished(including(tmp_path))
    document = parse(WRONG, "text")
    here = decider(settings)(document)
    sent = parcel(settings)
    for path in tmp_path.glob("*.yaml"):
        path.unlink()
    there = decider(received(sent, tmp_path / "worker"))(document)
    assert there == here
    right = WRONG.replace("Novacova", "Nováková").replace("Ober", "Horní").replace("Dolnya", "Dolní")
    assert there.corrected == right


def test_a_file_is_named_by_what_it_holds(tmp_path: Path) -> None:
    first, again = parcel(wished(NAMES)), parcel(wished(NAMES))
    other = parcel(wished(including(tmp_path)))
    assert first == again
    assert first.name != other.name
    assert str(tmp_path) not in repr(other.settings)


def test_a_compiled_gazetteer_is_sent_as_it_is(tmp_path: Path) -> None:
    compile_gazetteer([NAMES], tmp_path / "names.map", use_default=False)
    assert parcel(wished(tmp_path / "names.map")).content == (tmp_path / "names.map").read_bytes()


def test_the_shipped_gazetteer_is_sent_like_any_other() -> None:
    sent = parcel(Settings())
    assert not sent.settings.default_gazetteer
    assert len(sent.content) > 100_000


def test_faults_are_told_on_the_driver(tmp_path: Path) -> None:
    (tmp_path / "names.yaml").write_text("entities:\n- {id: a, type: person}\n", "utf-8")
    with pytest.raises(GazetteerError, match="name"):
        parcel(wished(tmp_path / "names.yaml"))
