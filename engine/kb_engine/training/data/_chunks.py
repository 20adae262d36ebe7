"""Data cut into chunks: some tens of batches that one call trains on."""

import itertools
import math
import weakref
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import keras
import numpy as np
import tensorflow as tf
from attrs import frozen

from kb_engine.training.data._arrays import Arrays, columns, count_samples, each_column
from kb_engine.training.data._order import Indices

CHUNK_BYTES = 16 * 2**20
CHUNK_STEPS = 64

Order: TypeAlias = Callable[[int], Indices]
"""Gives the order of the samples in an epoch."""


@frozen
class Layout:
    """How an epoch's samples fall into batches, and these into chunks.

    Attributes:
        samples: Number of samples in an epoch.
        batch_size: Samples in a full batch; never more than there are.
        chunk_steps: Batches in a full chunk.
        traced_size: Batch size known while a step is traced; `None` where some batch has
            another than the one asked for.
        epoch_steps: Batches in an epoch: one pass over the samples, or fewer where Keras'
            `max_steps_per_epoch` says so. The next epoch then begins where this one ends.
    """

    samples: int
    batch_size: int
    chunk_steps: int
    traced_size: int | None
    epoch_steps: int

    @property
    def steps(self) -> int:
        """Batches in a pass over the samples, the last partial one included."""
        return math.ceil(self.samples / self.batch_size)

    @property
    def partial(self) -> int:
        """Samples in the last, partial batch; zero where all batches are full."""
        return self.samples % self.batch_size

    def cut(self, order: Indices, first: int = 0) -> Iterator[tuple[Indices, int, Indices]]:
        """Yield a pass' chunks as `(full batches, how many of them count, partial batch)`.

        Every chunk has the shape of the largest, because XLA compiles once per shape: the
        last is filled up with batches that don't count.

        Args:
            order: Order of the samples.
            first: Batch to begin with.
        """
        full = self.samples // self.batch_size
        batches = order[: full * self.batch_size].reshape(full, self.batch_size)
        for begin in range(first, self.steps, self.chunk_steps):
            chunk = batches[begin : begin + self.chunk_steps]
            filled = np.zeros((self.chunk_steps, self.batch_size), np.int64)
            filled[: len(chunk)] = chunk
            ends = begin + self.chunk_steps >= self.steps
            yield filled, len(chunk), order[full * self.batch_size :] if ends else order[:0]

    def passes(self, order: Order, first_epoch: int) -> Iterator[tuple[Indices, int]]:
        """Yield, endlessly, the order of a pass and the batch it begins with."""
        number, first = divmod(first_epoch * self.epoch_steps, self.steps)
        for each in itertools.count(number):
            yield order(each), first
            first = 0


def lay_out(arrays: Arrays, batch_size: int, *, chunk_steps: int | None = None) -> Layout:
    """Return the layout of the data, with chunks that stay within `CHUNK_BYTES`.

    Args:
        arrays: What `arrays.prepare` returned.
        batch_size: Samples in a batch, as asked for.
        chunk_steps: Batches in a chunk, where something else than memory decides.

    Raises:
        ValueError: If the batch size is less than one.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    samples = count_samples(arrays)
    traced_size = None if samples % batch_size else batch_size
    batch_size = min(batch_size, samples)
    if chunk_steps is None:
        sample_bytes = sum(math.prod(c.shape[1:]) * c.dtype.size for c in columns(arrays))
        within_memory = max(1, CHUNK_BYTES // max(1, sample_bytes * batch_size))
        chunk_steps = min(CHUNK_STEPS, within_memory, samples // batch_size)
    steps = math.ceil(samples / batch_size)
    epoch_steps = min(steps, keras.config.max_steps_per_epoch() or steps)
    return Layout(samples, batch_size, chunk_steps, traced_size, epoch_steps)


def stream(
    arrays: Arrays, layout: Layout, order: Order, first_epoch: Callable[[], int]
) -> tf.data.Dataset:
    """Return the chunks of one epoch after the other, each gathered while the last one trains.

    Args:
        arrays: What `arrays.prepare` returned.
        layout: How the samples fall into batches and chunks.
        order: Order of the samples in an epoch.
        first_epoch: Asked when iteration begins, because Keras' callbacks may still change
            the epoch to begin with when `fit` has already been given its data.

    Returns:
        An endless dataset of `(full batches, how many of them count, partial batch)`; the
        full batches have the shape `(chunk_steps, batch_size, ...)`.
    """

    def chunks() -> Iterator[tuple[Arrays, int, Arrays]]:
        for samples, first in layout.passes(order, first_epoch()):
            for full, count, partial in layout.cut(samples, first):
                yield _pick(arrays, full), count, _pick(arrays, partial)

    signature = (
        _specs(arrays, layout.chunk_steps, layout.batch_size),
        tf.TensorSpec((), tf.int32),
        _specs(arrays, None),
    )
    return _prefetched(chunks, signature)


def stream_of_batches(
    arrays: Arrays, layout: Layout, order: Order, first_epoch: Callable[[], int]
) -> tf.data.Dataset:
    """Return the same samples in the same order, batch by batch, for Keras' own functions."""

    def batches() -> Iterator[Arrays]:
        for samples, begin in layout.passes(order, first_epoch()):
            for first in range(begin * layout.batch_size, layout.samples, layout.batch_size):
                yield _pick(arrays, samples[first : first + layout.batch_size])

    return _prefetched(batches, _specs(arrays, None))


class _Stream:
    """What a generator yields, from the start again whenever it is asked for element 0."""

    def __init__(self, generate: Callable[[], Iterator[Any]], specs: list[tf.TensorSpec]) -> None:
        self._generate = generate
        self._types = [spec.dtype.as_numpy_dtype for spec in specs]
        self._elements = generate()

    def element(self, index: int) -> list[Any]:
        if index == 0:
            self._elements = self._generate()
        parts = _parts(next(self._elements))
        return [np.asarray(part, kind) for part, kind in zip(parts, self._types, strict=True)]


_streams: dict[int, _Stream] = {}
"""The streams of datasets in use. TensorFlow never lets go of a function that it calls in Python,
so there is one such function for all streams, and it holds on to none of them."""

_numbers = itertools.count()


def _element(number: int, index: int) -> list[Any]:
    return _streams[number].element(index)


def _prefetched(generate: Callable[[], Iterator[Any]], signature: Any) -> tf.data.Dataset:
    """Return what a generator yields, anew for every iteration, each while the last one trains.

    `Dataset.from_generator` does the same, but also tells malloc to give every larger buffer
    back to the system at once, for the whole process: steps then spend a fifth of their time
    on getting memory. There is nothing here to tune, and to end TensorFlow's tuning with every
    iteration takes some 50 ms of waiting.
    """
    specs: list[tf.TensorSpec] = _parts(signature)
    number = next(_numbers)
    _streams[number] = _Stream(generate, specs)

    def element(index: tf.Tensor) -> Any:
        parts = tf.numpy_function(_element, [number, index], [spec.dtype for spec in specs])
        for part, spec in zip(parts, specs, strict=True):
            part.set_shape(spec.shape)
        following_part = iter(parts)
        return each_column(lambda _: next(following_part), signature)

    # Dataset.counter() would leave its function in the default graph, for good
    options = tf.data.Options()
    options.autotune.enabled = False
    dataset = tf.data.Dataset.range(tf.int64.max).map(element).prefetch(1).with_options(options)
    weakref.finalize(dataset, _streams.pop, number)
    return dataset


def _parts(nest: Any) -> list[Any]:
    return [part for part in keras.tree.flatten(nest) if part is not None]


def _specs(arrays: Arrays, *leading: int | None) -> Arrays:
    return each_column(
        lambda column: tf.TensorSpec((*leading, *column.shape[1:]), column.dtype), arrays
    )


def _pick(arrays: Arrays, rows: Indices) -> Arrays:
    return each_column(lambda column: column.pick(rows), arrays)
