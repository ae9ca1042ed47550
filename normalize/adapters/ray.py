"""A Ray dataset → the same with its texts corrected, by the function that a Parquet corpus goes through.

    from normalize.adapters.ray import corrected

    corrected(ray.data.read_parquet("articles"), "body").write_parquet("corrected")

Workers get the settings, a few hundred bytes, and one compiled gazetteer by the object store; the first on
a node writes it where the others map it. The package with its model is installed there. Source: Ray 2.60,
`Dataset.map_batches`, `ray.put`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from normalize.adapters.clusters import parcel, unpacked
from normalize.cache import user_cache_dir, write_whole
from normalize.settings import PLAIN, Settings

if TYPE_CHECKING:
    import pyarrow as pa
    from ray import ObjectRef
    from ray.data import Dataset


def corrected(dataset: Dataset, field: str = "text", settings: Settings = PLAIN, **options: Any) -> Dataset:
    """Return a dataset with `corrected`, `edits`, `review` and `error` after the columns it has.

    Nothing is computed yet.

    Args:
        dataset: Of Arrow blocks, as what reads Parquet, JSON Lines or CSV returns.
        field: The column of text; null stays null.
        settings: Gazetteers are read here, on the driver; a model other than the shipped one must be
            installed on every worker.
        options: Of `map_batches`: `batch_size`, `concurrency`, `memory` and so on.

    Raises:
        ReadError: A gazetteer is not there.
        GazetteerError: The gazetteers have faults: all of them.
    """
    import ray

    sent = parcel(settings)
    given = {"field": field, "settings": sent.settings, "name": sent.name, "gazetteer": ray.put(sent.content)}
    return dataset.map_batches(
        _corrected, batch_format="pyarrow", zero_copy_batch=True, fn_kwargs=given, **options
    )


def _corrected(
    table: pa.Table, field: str, settings: Settings, name: str, gazetteer: ObjectRef[bytes]
) -> pa.Table:
    """Return a batch corrected, on a worker."""
    import pyarrow as pa

    from normalize.adapters.record_batches import added_schema, corrected_batches

    there = unpacked(settings, _laid_down(name, gazetteer))
    return pa.Table.from_batches(
        corrected_batches(table.to_batches(), field, there), added_schema(table.schema, field)
    )


def _laid_down(name: str, gazetteer: ObjectRef[bytes]) -> Path:
    """Return where the compiled gazetteer is on this node, in its cache; who finds none there writes it."""
    import ray

    path = user_cache_dir() / name
    if not path.exists():
        content = ray.get(gazetteer)
        write_whole(path, lambda out: out.write(content))
    return path
