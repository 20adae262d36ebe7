"""Moments and histograms of many tensors, computed together.

All of it is plain NumPy: a graph that does the same takes seconds to trace for a network of
fifty layers, and isn't quicker. Tensors are cut into pieces and the pieces laid side by side in
blocks of at most `BLOCK` values, so that many small tensors cost as few operations as a large
one, and a large one needs no memory to speak of beside itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

BINS = 30
"""As many as TensorBoard draws."""

BLOCK = 2**16
"""Values that are looked at together: half a megabyte, which fits into a processor's cache."""

Array = npt.NDArray[Any]


class Summary(NamedTuple):
    """What is kept of one tensor.

    All but `missing` describe its finite values alone. Without any, `counts` is all zero and
    the other numbers mean nothing.

    Attributes:
        finite: Number of finite values.
        missing: Number of NaN and infinite values.
        mean: Mean.
        std: Standard deviation.
        low: The least value.
        high: The greatest.
        counts: `(BINS,)`, how many lie in each of `BINS` equal parts of `[low, high]`.
    """

    finite: float
    missing: float
    mean: float
    std: float
    low: float
    high: float
    counts: npt.NDArray[np.float64]

    @property
    def norm(self) -> float:
        """Euclidean norm of the finite values."""
        return float(np.sqrt(self.finite * (self.mean**2 + self.std**2)))


class _Block(NamedTuple):
    """Pieces of tensors side by side.

    Attributes:
        values: `(n,)`, in double precision.
        starts: `(pieces,)`, where each piece begins.
        lengths: `(pieces,)`, values in each.
        owners: `(pieces,)`, the number of the tensor each belongs to.
    """

    values: Array
    starts: Array
    lengths: Array
    owners: Array

    def spread(self, by_tensor: Array) -> Array:
        """A number for each tensor as one for each of the values."""
        return np.repeat(by_tensor[self.owners], self.lengths)


def measurable(tensor: Any) -> bool:
    """Tell whether a tensor or variable holds real numbers, one beside the other."""
    return obstacle(tensor) is None


def obstacle(tensor: Any) -> str | None:
    """Say what keeps a tensor or variable from being measured, if anything does."""
    import tensorflow as tf

    if isinstance(tensor, tf.SparseTensor | tf.IndexedSlices):
        return "is sparse"
    if isinstance(tensor, tf.RaggedTensor):
        return "is ragged"
    try:
        dtype = tf.as_dtype(tensor.dtype)
    except (AttributeError, TypeError):
        return "isn't a tensor"
    if dtype.is_floating or dtype.is_integer or dtype.is_bool:
        return None
    return {"complex64": "is complex", "complex128": "is complex", "string": "is text"}.get(
        dtype.name, f"is of type {dtype.name}"
    )


def summarize(tensors: Mapping[str, Any]) -> dict[str, Summary]:
    """Measure tensors, all of them together.

    Args:
        tensors: Arrays or eager tensors of real numbers by tag, of any shape, size and type.
    """
    arrays = [np.asarray(tensor).reshape(-1) for tensor in tensors.values()]
    with np.errstate(all="ignore"):  # extremes of double precision overflow; that isn't an error
        table, counts = _measure(arrays)
    return {
        tag: Summary(*moments, counts=row)  # type: ignore[misc] # six numbers, as many as it takes
        for tag, moments, row in zip(tensors, table.tolist(), counts, strict=True)
    }


def _measure(arrays: list[Array]) -> tuple[Array, Array]:
    """Finite, missing, mean, std, low, high `(n, 6)`, and counts `(n, BINS)`."""
    number = len(arrays)
    missing, total, squares = (np.zeros(number) for _ in range(3))
    low, high = np.full(number, np.inf), np.full(number, -np.inf)
    for block in _blocks(arrays):
        sums = np.add.reduceat(block.values, block.starts)
        least = greatest = block.values
        if not np.isfinite(sums).all():  # a sum is finite only if all its terms are
            bad = ~np.isfinite(block.values)
            least, greatest = (np.where(bad, end, block.values) for end in (np.inf, -np.inf))
            sums = np.add.reduceat(np.where(bad, 0.0, block.values), block.starts)
            np.add.at(missing, block.owners, np.add.reduceat(bad.astype(float), block.starts))
        np.add.at(total, block.owners, sums)
        np.minimum.at(low, block.owners, np.minimum.reduceat(least, block.starts))
        np.maximum.at(high, block.owners, np.maximum.reduceat(greatest, block.starts))
    finite = np.array([array.size for array in arrays]) - missing
    mean = total / np.maximum(finite, 1)
    low, high = (np.where(finite > 0, ends, 0.0) for ends in (low, high))
    counts = np.zeros((number + 1) * BINS)
    scale = np.where(high > low, BINS / (high - low), 0.0)
    for block in _blocks(arrays):
        distance = block.values - block.spread(low)
        bins = distance * block.spread(scale)
        distance -= block.spread(mean - low)
        left_out = ~np.isfinite(block.values) if missing.any() else None
        if left_out is not None:
            distance[left_out] = bins[left_out] = 0.0
        np.add.at(squares, block.owners, np.add.reduceat(distance * distance, block.starts))
        np.minimum(bins, BINS - 1, out=bins)
        bins = bins.astype(np.int64)
        bins += block.spread(np.arange(number) * BINS)
        if left_out is not None:
            bins[left_out] = number * BINS
        counts += np.bincount(bins, minlength=counts.size)
    std = np.where(high > low, np.sqrt(squares / np.maximum(finite, 1)), 0.0)
    table = np.stack([finite, missing, mean, std, low, high], axis=1)
    return table, counts.reshape(number + 1, BINS)[:number]


def _blocks(arrays: list[Array]) -> Iterator[_Block]:
    pieces: list[Array] = []
    owners: list[int] = []
    room = BLOCK
    for owner, array in enumerate(arrays):
        start = 0
        while start < array.size:
            piece = array[start : start + room]
            pieces.append(piece)
            owners.append(owner)
            start += piece.size
            room -= piece.size
            if room == 0:
                yield _side_by_side(pieces, owners)
                pieces, owners, room = [], [], BLOCK
    if pieces:
        yield _side_by_side(pieces, owners)


def _side_by_side(pieces: list[Array], owners: list[int]) -> _Block:
    lengths = np.array([piece.size for piece in pieces])
    values = np.concatenate(pieces, dtype=np.float64, casting="unsafe")
    return _Block(values, np.cumsum(lengths) - lengths, lengths, np.array(owners))
