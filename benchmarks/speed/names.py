"""The shipped gazetteer → one file with what the peers read of it: no includes, no context."""

from __future__ import annotations

import json
from pathlib import Path


def write_names(path: Path) -> None:
    """Write type and forms of each entity, as JSON, which is YAML, too."""
    from normalize.gazetteer import load_gazetteer

    entities = [
        {
            "id": one.id, "type": one.type, "name": one.name, "aliases": list(one.aliases),
            "avoid": list(one.avoid),
        }
        for one in load_gazetteer(()).entities
    ]  # fmt: skip
    path.write_text(json.dumps({"entities": entities}, ensure_ascii=False), "utf-8")
