"""Predictions for samples in memory or not, in inference mode."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras
    from kb_registry import Samples

BATCH_SIZE = 1024
"""Rows predicted together."""


def predict_rows(model: "keras.Model", x: "Samples") -> Iterator[Any]:
    """Yield predictions for some rows after the other, in order, each `(rows, ...)`.

    Args:
        model: A model with one input and one output.
        x: `(samples, ...)`, in memory or on the disk.

    Raises:
        DataError: The samples can't be read.
    """
    for first in range(0, len(x), BATCH_SIZE):
        batch = np.asarray(x[np.arange(first, min(first + BATCH_SIZE, len(x)))], np.float32)
        yield model.predict_on_batch(batch)


def predict_all(model: "keras.Model", x: "Samples") -> Any:
    """Return the predictions for all rows, `(samples, ...)`.

    Raises:
        DataError: The samples can't be read.
    """
    return np.concatenate(list(predict_rows(model, x)))
