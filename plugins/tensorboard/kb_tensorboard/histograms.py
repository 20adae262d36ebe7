"""Moments and histograms of many tensors, computed in one traced graph.

Tensors of one size are stacked and summarized together, so that the graph of a network with
hundreds of small tensors stays small. A stack holds at most `STACK` values: a larger tensor
stands alone and is never copied, and what it needs beside itself is one number a value for
the bin it falls into.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

BINS = 30
"""As many as TensorBoard draws."""

STACK = 2**18
"""The largest number of values that are copied to be summarized together."""

_WIDTH = 6


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


def measurable(tensor: Any) -> bool:
    """Whether a tensor or variable holds real numbers."""
    import tensorflow as tf

    dtype = tf.as_dtype(tensor.dtype)
    return bool(dtype.is_floating or dtype.is_integer or dtype.is_bool)


def summarize(tensors: Mapping[str, Any]) -> tuple[list[str], Any]:
    """Adds to the graph being traced what `read` needs to know about some tensors.

    Args:
        tensors: Tensors of real numbers by tag, of any shape and size.

    Returns:
        The tags, and a float64 tensor `(len(tags), 6 + BINS)` whose rows correspond to them.
    """
    import tensorflow as tf

    tags: list[str] = []
    tables = [tf.zeros([0, _WIDTH + BINS], tf.float64)]
    for names, rows in _stacks(tensors):
        tags += names
        tables.append(_table(rows))
    return tags, tf.concat(tables, axis=0)


def read(tags: list[str], table: Any) -> dict[str, Summary]:
    """The summaries in a table that `summarize` made, by tag."""
    rows = np.asarray(table)
    return {
        tag: Summary(*row[:_WIDTH].tolist(), counts=row[_WIDTH:])  # type: ignore[misc] # six
        for tag, row in zip(tags, rows, strict=True)
    }


def _stacks(tensors: Mapping[str, Any]) -> list[tuple[list[str], Any]]:
    """Groups tensors of one size and type into matrices with a row for each."""
    import tensorflow as tf

    groups: dict[tuple[Any, int | None, int], list[tuple[str, Any]]] = {}
    for position, (tag, tensor) in enumerate(tensors.items()):
        size, dtype = tensor.shape.num_elements(), _exact(tensor.dtype)
        alone = position if size is None or size > STACK // 2 else -1
        key = (dtype, size, alone)
        groups.setdefault(key, []).append((tag, tf.cast(tf.reshape(tensor, [-1]), dtype)))
    stacks = []
    for (_, size, _), members in groups.items():
        rows = max(1, STACK // size) if size else len(members)
        for start in range(0, len(members), rows):
            tags, values = zip(*members[start : start + rows], strict=True)
            stacked = values[0][tf.newaxis] if len(values) == 1 else tf.stack(values)
            stacks.append((list(tags), stacked))
    return stacks


def _exact(dtype: Any) -> Any:
    import tensorflow as tf

    wide = dtype == tf.float64 or (dtype.is_integer and dtype.size > 2)  # noqa: PLR2004 - bytes
    return tf.float64 if wide else tf.float32


def _table(rows: Any) -> Any:
    """`(n, size)` values to `(n, 6 + BINS)`: finite, missing, mean, std, low, high, counts."""
    import tensorflow as tf

    size = tf.cast(tf.shape(rows)[1], rows.dtype)
    # A sum is finite only if all its terms are, and is cheaper than looking at each of them.
    clean = tf.reduce_all(tf.math.is_finite(tf.reduce_sum(rows, axis=1)))
    filled, missing = tf.cond(
        clean, lambda: (rows, tf.zeros(tf.shape(rows)[:1], rows.dtype)), lambda: _fill(rows)
    )
    finite = size - missing
    low = tf.where(size > 0, tf.reduce_min(filled, axis=1), 0)
    high = tf.where(size > 0, tf.reduce_max(filled, axis=1), 0)
    known = tf.maximum(finite, 1)
    mean = tf.math.divide_no_nan(tf.reduce_sum(filled, axis=1) - missing * low, known)
    squares = _squares(filled, mean) - tf.math.multiply_no_nan(tf.square(low - mean), missing)
    variance = tf.where(high > low, tf.nn.relu(squares) / known, 0)
    moments = tf.stack([finite, missing, mean, tf.sqrt(variance), low, high], axis=1)
    counts = _counts(filled, low, high) - tf.one_hot(0, BINS, dtype=tf.float64) * tf.cast(
        missing[:, tf.newaxis], tf.float64
    )
    return tf.concat([tf.cast(moments, tf.float64), counts], axis=1)


def _squares(rows: Any, mean: Any) -> Any:
    """The sum of the squared distances from the mean, for each row."""
    import tensorflow as tf

    if rows.shape[1] is None or rows.shape[1] > STACK // 2:
        # Less exact if the mean is far from zero, but it needs no second copy of the values.
        size = tf.cast(tf.shape(rows)[1], rows.dtype)
        squares = 2 * tf.nn.l2_loss(rows) - 2 * mean * tf.reduce_sum(rows) + size * mean**2
        return tf.reshape(squares, [1])
    return tf.reduce_sum(tf.square(rows - mean[:, tf.newaxis]), axis=1)


def _fill(rows: Any) -> tuple[Any, Any]:
    """Puts each row's least finite value in the place of what isn't finite."""
    import tensorflow as tf

    finite = tf.math.is_finite(rows)
    infinity = tf.constant(np.inf, rows.dtype)
    low = tf.reduce_min(tf.where(finite, rows, infinity), axis=1, keepdims=True)
    low = tf.where(tf.math.is_finite(low), low, tf.zeros_like(low))
    missing = tf.reduce_sum(tf.cast(~finite, rows.dtype), axis=1)
    return tf.where(finite, rows, low), missing


def _counts(rows: Any, low: Any, high: Any) -> Any:
    import tensorflow as tf

    number = rows.shape[0]
    if number == 1:
        # This operation needs only one integer a value beside the tensor.
        # It refuses an empty range, which a constant tensor has.
        least = tf.maximum(1e-6 * tf.abs(low[0]), tf.constant(1e-37, rows.dtype))
        bounds = tf.stack([low[0], tf.maximum(high[0], low[0] + least)])
        counts = tf.raw_ops.HistogramFixedWidth(values=rows[0], value_range=bounds, nbins=BINS)
        return tf.cast(counts, tf.float64)[tf.newaxis]
    scale = tf.math.divide_no_nan(tf.cast(BINS, rows.dtype), high - low)
    bins = tf.cast((rows - low[:, tf.newaxis]) * scale[:, tf.newaxis], tf.int32)
    bins = tf.clip_by_value(bins, 0, BINS - 1) + BINS * tf.range(number)[:, tf.newaxis]
    size = BINS * number
    counts = tf.math.bincount(tf.reshape(bins, [-1]), minlength=size, maxlength=size)
    return tf.cast(tf.reshape(counts, [number, BINS]), tf.float64)
