"""The tables of embedding layers, as TensorBoard's projector reads them."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from kb_observe.layers import named_layers
from kb_observe.networks import role
from tensorboard.plugins.projector import projector_config_pb2

from kb_tensorboard.writing._files import replace

ROWS = 10_000
"""Rows of a table that are written; the projector works on no more."""


def embedding_tables(model: Any) -> dict[str, Any]:
    """The variables that embedding layers look rows up in, by the layer's path."""
    found = {}
    for path, layer in named_layers(model):
        table = getattr(layer, "embeddings", None) if role(layer) == "embedding" else None
        if len(getattr(table, "shape", ())) == 2:  # noqa: PLR2004 - rows and their values
            found[path] = table
    return found


def write_embeddings(
    folder: str, tables: Mapping[str, Any], labels: Mapping[str, Sequence[str]]
) -> None:
    """Writes tables, the names of their rows, and what tells the projector of them.

    Args:
        folder: The folder of the run that shows them.
        tables: Variables or arrays `(rows, values)`, by the layer's path.
        labels: A name for each row, by the layer's path, where there are any.

    Raises:
        ValueError: If a table has another number of rows than names.
        tensorflow.errors.OpError: If the folder can't be written to.
    """
    config = projector_config_pb2.ProjectorConfig()
    for path, table in tables.items():
        rows = np.asarray(table)
        shown = config.embeddings.add(tensor_name=path)
        shown.tensor_path = f"embeddings/{path.replace('/', '.')}.tsv"
        replace(f"{folder}/{shown.tensor_path}", _table(rows[:ROWS]))
        if path in labels:
            names = list(map(str, labels[path]))
            if len(names) != len(rows):
                raise ValueError(f"{path} has {len(rows)} rows, but {len(names)} names were given")
            shown.metadata_path = f"embeddings/{path.replace('/', '.')}.names.tsv"
            replace(f"{folder}/{shown.metadata_path}", _column(names[:ROWS]))
    replace(f"{folder}/projector_config.pbtxt", str(config).encode())


def _table(rows: Any) -> bytes:
    lines = io.StringIO()
    np.savetxt(lines, rows.astype(np.float32), fmt="%.7g", delimiter="\t")
    return lines.getvalue().encode()


def _column(names: Sequence[str]) -> bytes:
    return "".join(" ".join(name.split()) + "\n" for name in names).encode()
