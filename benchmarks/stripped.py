"""The seeds with next to nothing known: entries of their errors keep id, type, name, source and place.

    python benchmarks/stripped.py [../shared/eval]

Asked: 6 of the 8 errors corrected all the same.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from normalize.api import Normalizer
from normalize.gazetteer import Gazetteer, load_gazetteer
from normalize.model import Entity
from normalize.policy import PRESETS
from normalize.scoring import score
from normalize.scoring_found import found_in


def stripped(entity: Entity) -> Entity:
    """Return an entity of which little is known."""
    return Entity(entity.id, entity.type, entity.name, within=entity.within, source=entity.source)


def main() -> None:
    """Print how many errors are mended, and what is written."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/eval")
    gold = [json.loads(line) for line in (folder / "seeds.jsonl").read_text("utf-8").splitlines()]
    wanted = {span["gold"] for document in gold for span in document["spans"] if span["label"] == "error"}
    full = load_gazetteer()
    cut = tuple(stripped(one) if wanted & set(one.forms) else one for one in full.entities)
    normalizer = Normalizer(Gazetteer(cut, full.leave), PRESETS["normal"], "")
    made = {
        document["id"]: [one.edit for one in found_in(normalizer(document["text"])) if one.fate == "correct"]
        for document in gold
    }
    for document in gold:
        for edit in made[document["id"]]:
            print(f"{document['text'][edit.start : edit.end]} → {edit.new}")
    figures = score(gold, {}, made)
    print(f"{len(wanted)} forms cut; recall {figures.recall:.3f}, precision {figures.precision:.3f}")


if __name__ == "__main__":
    main()
