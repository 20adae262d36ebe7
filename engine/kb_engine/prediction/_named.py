"""Datasets by name, whose samples are prepared already."""

from collections.abc import Iterator

import numpy as np
from kb_registry import (
    DataError,
    Dataset,
    DataSpec,
    PreparedRows,
    Registry,
    UnknownNameError,
    structure,
)

from kb_engine.prediction._rows import BATCH_SIZE


def named_dataset(text: str, registry: Registry) -> Dataset | None:
    """The dataset that a text names; None if it must mean a file that doesn't exist.

    Raises:
        KerasBlocksError: The text is a reference to a dataset with a mistake in it.
    """
    try:
        return structure(Dataset, text, registry)
    except UnknownNameError:
        if {"/", ".", "\\"} & set(text):
            return None  # what reads files says that it is missing
        raise


def prepared_rows(dataset: Dataset, trained_on: DataSpec) -> Iterator[PreparedRows]:
    """Yield the test samples of a dataset.

    Raises:
        DataError: They are missing or damaged, were standardized by figures of their own, or
            have another shape than the training's.
    """
    splits = dataset.load(seed=0)
    if splits.preparation is not None and splits.preparation.describe()["kind"] == "table":
        raise DataError(
            f"{splits.spec.name} standardizes its rows by figures of its own.",
            hint="Give the file itself: it is read with what was fitted on the training rows.",
        )
    if splits.spec.input_shape != trained_on.input_shape:
        raise DataError(
            f"{splits.spec.name} holds samples of shape {splits.spec.input_shape}, and the model"
            f" was trained on {trained_on.input_shape}."
        )
    x = splits.test.x
    for first in range(0, len(x), BATCH_SIZE):
        rows = np.arange(first, min(first + BATCH_SIZE, len(x)))
        yield PreparedRows(tuple(rows.tolist()), x[rows])
