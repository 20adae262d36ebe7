"""Numbers brought to mean 0 and standard deviation 1."""

from typing import Any

import numpy as np
from kb_registry import Samples, Split, Splits
from numpy.typing import NDArray

from kb_keras.datasets.samples._views import blocks, mapped

Numbers = NDArray[Any]

PIECE_ROWS = 64


def standardized(splits: Splits, *, columns: int, targets: bool) -> Splits:
    """Subtract the mean and divide by the standard deviation, feature by feature.

    Both are taken from the training samples alone, so that validation and test stay unseen.
    What doesn't vary among these is only centred.

    Args:
        splits: Samples of shape `(samples, features)`, in double precision.
        columns: How many of the first features to standardize.
        targets: Whether to standardize the targets too, rather than to leave them as they are.

    Returns:
        The same in single precision.
    """
    mean, deviation = _moments(splits.train.x)
    mean[columns:], deviation[columns:] = 0, 1
    centre, spread = _moments(splits.train.y) if targets else (0, 1)

    def scale(x: Numbers) -> Numbers:
        scaled: Numbers = np.empty(x.shape, np.float32)
        rows, found = x.reshape(-1, x.shape[-1]), scaled.reshape(-1, x.shape[-1])
        for first in range(0, len(rows), PIECE_ROWS):  # what is between stays in the cache
            piece = slice(first, first + PIECE_ROWS)
            np.divide(rows[piece] - mean, deviation, out=found[piece], casting="same_kind")
        return scaled

    return Splits(
        splits.spec,
        *(
            Split(mapped(part.x, scale), _targets(part.y, centre, spread))
            for part in splits.by_name().values()
        ),
    )


def _moments(values: Samples) -> tuple[Numbers, Numbers]:
    count = len(values)
    mean = np.asarray(sum(block.sum(axis=0) for _, block in blocks(values)) / count)
    squares = sum(((block - mean) ** 2).sum(axis=0) for _, block in blocks(values))
    deviation = np.sqrt(squares / count)
    return mean, np.where(deviation > 0, deviation, 1)


def _targets(y: Numbers, centre: Any, spread: Any) -> Numbers:
    labels = y.dtype.kind == "i"
    return y if labels else ((y - centre) / spread).astype(np.float32)
