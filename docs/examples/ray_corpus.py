"""A Parquet corpus → the same corrected, on Ray: run it again, and rows that are done stay.

    python ray_corpus.py IN OUT --id-column id --text-field body --gazetteer names.yaml

Ray notes in OUT.done which rows are written, by their ids, which must be unlike; a run that is done notes
all of them, and a further run has nothing to do.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import ray
from ray.data.checkpoint import CheckpointConfig

from normalize.adapters.ray import corrected
from normalize.errors import NormalizeError
from normalize.settings import Settings, with_values


def main() -> None:
    """Correct every row that is not done."""
    wished = _wished()
    settings = with_values(
        Settings(),
        {
            "gazetteers": tuple(path.absolute() for path in wished.gazetteer),
            "default_gazetteer": not wished.gazetteer or wished.with_default_gazetteer,
            "preset": wished.preset,
            "model": wished.model,
        },
    )
    ray.data.DataContext.get_current().checkpoint_config = CheckpointConfig(
        id_column=wished.id_column,
        checkpoint_path=f"{wished.target}.done",
        delete_checkpoint_on_success=False,
    )
    done = corrected(
        ray.data.read_parquet(wished.source), wished.text_field, settings, batch_size=wished.batch_size
    )
    done.write_parquet(wished.target)


def _wished() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Correct a Parquet corpus on Ray.")
    parser.add_argument("source", metavar="IN")
    parser.add_argument("target", metavar="OUT")
    parser.add_argument("--id-column", required=True)
    parser.add_argument("--text-field", default="text")
    parser.add_argument("--gazetteer", type=Path, action="append", default=[])
    parser.add_argument("--with-default-gazetteer", action="store_true")
    parser.add_argument("--preset", default="normal", choices=("strict", "normal", "review"))
    parser.add_argument("--model", default="", help="'none' for none; empty for the shipped one")
    parser.add_argument("--batch-size", type=int, default=1024, help="rows that are held at once")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        main()
    except NormalizeError as error:
        sys.exit(f"error: {error}")
