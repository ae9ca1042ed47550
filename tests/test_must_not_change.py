"""Names that are none of our business stay as they are, whatever stands near them.

The full runs, and what they found, are in `benchmarks/untouched.py` and `benchmarks/untouched.md`.
"""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import normalize

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"

# Every n-th name of each kind: some three hundred of each.
EVERY = {"legislator words": 3, "legislators": 2, "people": 33, "towns": 66}

# Names of people and places near ones of ours, places that are English words, and names that are both.
STAYS = """
Senator Cantwell said on Monday that Klobuchar and Sanders would vote against it.
Foreign Minister Johanna Reuter said the mayor of Linz had written to her.
The mayor of Lod said that the water was rising.
Arica, a town in Chile, was without power for a second day.
Tema, a port in Ghana, and Homs, a city in Syria, signed the agreement.
“We are ready,” Marc Rutter, an envoy of Bhutan, told reporters in Geneva.
The delegation was made up of Peter Marlow, Ivan Petrenko and Yoko Tanaka.
Viktor Nikolaev said the club would appeal.
Dr. Nikolayev, a surgeon in Sofia, said the patient was stable.
Natalia Lozovaya won the 100 metres in Minsk.
Bohdan Klychko painted the wall; Elena Mezhevaya sold it.
The mayor of Krynki, a town in Poland, said the border was calm.
Police in Odessa, Texas, arrested two men.
Odessa Young, the Australian actress, stars in the film.
Volchansk, in Russia's Sverdlovsk region, has a tram line.
Stepnogorsk in Kazakhstan housed a biological weapons plant.
The Yuzhny airport in Tashkent reopened.
The Khmelnitsky Uprising of 1648 began there.
The battle of Tiflis was lost in 1795.
Police in Aarhus and Århus mean the same police; so it is in Petah Tiqva.
It was a nice day in Nice, and nice people came.
Split the bill, she said; the vote in Split was split.
Cork floors are popular; Cork is a city in Ireland.
Male voters turned out in Male, the capital of the Maldives.
Perm hair styles were popular in the 1980s, in Perm as elsewhere.
Mocha, latte and espresso were served; coffee left Mocha in Yemen by ship.
Reni Santoni played the part; Reni is a port on the Danube.
Turkey was served at Thanksgiving with gravy.
Chad Smith, the drummer, joined Jordan Henderson and Georgia Stanway.
Reading is good for children, and Bath time is at seven.
Polish remover is flammable; China plates were broken at the wedding.
Hamburger chains raised prices; a Frankfurter costs two dollars.
Lima beans, Havana cigars and Orange juice were sold at auction.
The coach Igor Lvov resigned on Monday.
Pavel Kharkov, a chemist, died in London.
Sergei Chuguev wrote for the paper.
Konstantinovka, a village in Russia's Amur region, was flooded.
Eck en Wiel, a town in the Netherlands, was without power.
Lebanon, Pennsylvania, elected a mayor; Moscow, Idaho, mourned four students.
""".strip().split("\n")

# A form that is not house style, but here another town's name.
NAMESAKES = """
Officials in Odessa, a small town in Kansas, closed the school.
The army of the United States sent troops to Odessa, officials said, and the airport was closed.
""".strip().split("\n")

pytestmark = pytest.mark.model


@cache
def shipped() -> normalize.Normalizer:
    return normalize.load()


@cache
def benchmark() -> ModuleType:
    """The benchmark, whose names and frames are used; it is no package."""
    spec = importlib.util.spec_from_file_location("untouched", ROOT / "benchmarks" / "untouched.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["untouched"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("sentence", STAYS)
def test_a_right_name_stays(sentence: str) -> None:
    assert shipped()(sentence).corrected == sentence


@pytest.mark.parametrize("sentence", NAMESAKES)
def test_a_form_to_avoid_may_be_somebody_else(sentence: str) -> None:
    assert shipped()(sentence).corrected == sentence


@pytest.mark.slow
@pytest.mark.skipif(not DATA.exists(), reason="the lists of names are not part of the repository")
@pytest.mark.parametrize("turn", [0, 1])
@pytest.mark.parametrize("kind", sorted(EVERY))
def test_names_of_the_world_stay(kind: str, turn: int) -> None:
    untouched = benchmark()
    names = untouched.NAMES[kind](DATA)[turn :: EVERY[kind] * 2]
    assert len(names) > 100
    rewritten = [
        f"{one.before} -> {one.after}: {one.sentence}"
        for sentence in untouched.sentences(kind, names, turn)
        for one in untouched.rewritings(shipped(), kind, sentence)
    ]
    assert not rewritten, "\n".join(rewritten)
