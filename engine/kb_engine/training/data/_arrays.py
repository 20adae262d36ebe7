"""Arrays as Keras' `fit` would see them: structure, precision and weights."""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

import keras
import numpy as np
import tensorflow as tf
from kb_registry import Samples

Arrays: TypeAlias = Any
"""`(x,)`, `(x, y)` or `(x, y, sample_weight)`, each an array or a nest of arrays and `None`s.

Prepared, it is what Keras hands to `train_step`: a single array of inputs without targets stands
alone.
"""


class Column:
    """An array, in memory or not, that gives its samples in the precision Keras feeds them in.

    Nothing is copied but what is picked.

    Attributes:
        shape: Number of samples, then the shape of one.
        dtype: Type of what is picked.
        failure: Why samples couldn't be read, once that has happened.
    """

    def __init__(self, array: Any) -> None:
        lazy = hasattr(array, "shape") and not hasattr(array, "__array__")
        self._samples: Samples = array if lazy else np.asarray(array)
        if not self._samples.shape:
            raise ValueError(f"an array with a row for each sample is needed, got {array!r}")
        self.shape = tuple(self._samples.shape)
        given = tf.as_dtype(self._samples.dtype)
        self.dtype = tf.as_dtype(keras.config.floatx()) if given.is_floating else given
        self.failure: Exception | None = None

    def pick(self, rows: Any) -> Any:
        """Return the samples of these rows, in the shape of `rows`."""
        try:
            if self.dtype == tf.string:
                return np.asarray(self._samples[rows])
            picked = _aligned((*rows.shape, *self.shape[1:]), self.dtype.as_numpy_dtype)
            if isinstance(self._samples, np.ndarray) and self._samples.dtype == picked.dtype:
                np.take(self._samples, rows, axis=0, out=picked, mode="clip")  # "raise" would copy
            else:
                picked[...] = self._samples[rows]
        except Exception as error:
            self.failure = error
            raise
        return picked


ALIGNMENT = 64
"""Bytes on whose multiples an array must begin for TensorFlow to take it over without a copy."""


def _aligned(shape: tuple[int, ...], dtype: Any) -> Any:
    size = math.prod(shape) * np.dtype(dtype).itemsize
    memory = np.empty(size + ALIGNMENT, np.uint8)
    first = -memory.ctypes.data % ALIGNMENT
    return memory[first : first + size].view(dtype).reshape(shape)


def columns(arrays: Arrays) -> list[Column]:
    """Return the columns among prepared arrays, without the `None`s."""
    return [column for column in keras.tree.flatten(arrays) if column is not None]


def each_column(function: Callable[[Any], Any], arrays: Arrays) -> Any:
    """Return the structure of arrays or batches with something else in each place.

    `None` stays what it is.
    """
    return keras.tree.map_structure(
        lambda column: None if column is None else function(column), arrays
    )


@contextmanager
def reading(*data: Arrays) -> Iterator[None]:
    """Raise what kept samples from being read as it was, and not as TensorFlow retells it."""
    try:
        yield
    except tf.errors.OpError:
        for column in columns(data):
            if column.failure is not None:
                raise column.failure from None
        raise


def prepare(data: Arrays, class_weight: Mapping[int, float] | None = None) -> Arrays:
    """Return the data as columns, in Keras' structure and weighted as Keras does.

    Args:
        data: `(x,)`, `(x, y)` or `(x, y, sample_weight)`. As in Keras, weights without targets
            don't count.
        class_weight: Weight of each class, one where a class isn't named.

    Raises:
        ValueError: If the arrays differ in length, hold no sample, are weighted twice, or
            sample_weight is nested in another way than y.
    """
    x, y, sample_weight = (*data, None, None)[:3]
    if class_weight is not None:
        if sample_weight is not None:
            raise ValueError("class_weight and sample_weight can't both be given")
        sample_weight = _weights_of_classes(y, class_weight)
    elif sample_weight is not None and keras.tree.is_nested(y):
        sample_weight = _one_weight_per_output(y, sample_weight)
    packed = keras.utils.pack_x_y_sample_weight(x, y, sample_weight)
    arrays: Arrays = each_column(Column, keras.tree.lists_to_tuples(packed))
    count_samples(arrays)
    return arrays


def count_samples(arrays: Arrays) -> int:
    """Return how many samples the arrays hold.

    Raises:
        ValueError: If the arrays differ in length or hold no sample.
    """
    counts = {int(column.shape[0]) for column in columns(arrays)}
    if not counts:
        raise ValueError("there is nothing to train on but None")
    if len(counts) > 1:
        raise ValueError(f"arrays must hold the same number of samples, got {sorted(counts)}")
    (samples,) = counts
    if samples == 0:
        raise ValueError("there is no sample to train on")
    return samples


def _weights_of_classes(y: Any, class_weight: Mapping[int, float]) -> Any:
    if y is None or keras.tree.is_nested(y):
        raise ValueError("class_weight needs the targets of a single output")
    labels = np.asarray(y)
    if labels.ndim > 1:
        one_hot = labels.shape[-1] > 1
        labels = labels.argmax(axis=-1) if one_hot else labels.squeeze(axis=-1)
    classes, positions = np.unique(np.round(labels).astype(np.int64), return_inverse=True)
    weights = [class_weight.get(int(label), 1.0) for label in classes]
    return np.asarray(weights, keras.config.floatx())[positions]


def _one_weight_per_output(y: Any, sample_weight: Any) -> Any:
    if not keras.tree.is_nested(sample_weight):
        return keras.tree.map_structure(lambda _: sample_weight, y)
    try:
        keras.tree.assert_same_structure(y, sample_weight)
    except (TypeError, ValueError):
        targets, weights = (_outline(nest) for nest in (y, sample_weight))
        raise ValueError(
            "sample_weight must be one array, or an array or None for each output:"
            f" y is {targets}, sample_weight {weights}"
        ) from None
    return sample_weight


def _outline(nest: Any) -> Any:
    return keras.tree.map_structure(lambda leaf: None if leaf is None else "array", nest)
