"""Samples seen through a choice of rows or a function, in memory or not.

What is in memory is chosen and computed at once; anything else when samples are asked for.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
from kb_registry import Samples
from numpy.typing import DTypeLike, NDArray

BLOCK_BYTES = 8 * 2**20

Function: TypeAlias = Callable[[NDArray[Any]], NDArray[Any]]
"""Maps samples of shape `(..., *shape)`, each on its own, to others."""


class Selected:
    """Some of the samples."""

    def __init__(self, samples: Samples, rows: NDArray[np.int64]) -> None:
        self.samples, self.rows = samples, rows
        self.shape = (len(rows), *samples.shape[1:])
        self.dtype = samples.dtype

    def __len__(self) -> int:
        """Number of samples."""
        return len(self.rows)

    def __getitem__(self, rows: Any) -> NDArray[Any]:
        """Read some samples."""
        found: NDArray[Any] = self.samples[self.rows[rows]]
        return found


class Mapped:
    """Samples through a function."""

    def __init__(
        self, samples: Samples, function: Function, shape: tuple[int, ...], dtype: DTypeLike
    ) -> None:
        self.samples, self.function = samples, function
        self.shape, self.dtype = (len(samples), *shape), np.dtype(dtype)

    def __len__(self) -> int:
        """Number of samples."""
        return len(self.samples)

    def __getitem__(self, rows: Any) -> NDArray[Any]:
        """Read some samples and compute what becomes of them."""
        return self.function(self.samples[rows])


def selected(samples: Samples, rows: NDArray[np.int64]) -> Samples:
    """Return the samples of these rows."""
    match samples:
        case np.ndarray():
            return samples[rows]
        case Selected():
            return Selected(samples.samples, samples.rows[rows])
    return Selected(samples, rows)


def mapped(samples: Samples, function: Function, dtype: DTypeLike = np.float32) -> Samples:
    """Return what a function makes of the samples, of unchanged shape."""
    if isinstance(samples, np.ndarray):
        return function(samples)
    return Mapped(samples, function, samples.shape[1:], dtype)


def blocks(samples: Samples) -> Iterator[tuple[int, NDArray[Any]]]:
    """Yield all samples in pieces that fit into memory, each with the row of its first."""
    sample_bytes = max(1, samples.dtype.itemsize * int(np.prod(samples.shape[1:])))
    size = max(1, BLOCK_BYTES // sample_bytes)
    for first in range(0, len(samples), size):
        yield first, samples[first : first + size]
