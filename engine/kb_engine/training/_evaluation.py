"""Keras' `evaluate` on data in memory or not."""

from typing import Any

import keras

from kb_engine.training._memory import OUT_OF_MEMORY
from kb_engine.training.data._arrays import Arrays, count_samples, prepare, reading
from kb_engine.training.data._chunks import lay_out, stream_of_batches
from kb_engine.training.data._order import sequential_order

BATCH_SIZE = 1024
"""Samples at once, or fewer where memory is short; scores depend on it by rounding alone."""


def evaluate(model: keras.Model, data: Arrays) -> dict[str, Any]:
    """Return loss and metrics in inference mode, as `model.evaluate` does.

    Args:
        model: The model, compiled.
        data: `(x, y)` or `(x, y, sample_weight)`, arrays or nests of arrays, or `Samples` that
            aren't in memory.

    Raises:
        ValueError: If the arrays differ in length or hold no sample.
        Exception: What samples that aren't in memory raise when they can't be read.
    """
    arrays = prepare(data)
    batch_size = min(BATCH_SIZE, count_samples(arrays))
    while True:
        try:
            return _evaluate(model, arrays, batch_size)
        except OUT_OF_MEMORY:
            if batch_size == 1:
                raise
            batch_size //= 2


def _evaluate(model: keras.Model, arrays: Arrays, batch_size: int) -> dict[str, Any]:
    layout = lay_out(arrays, batch_size)
    batches = stream_of_batches(arrays, layout, lambda _: sequential_order(layout.samples), int)
    with reading(arrays):
        scores: dict[str, Any] = model.evaluate(
            batches, steps=layout.steps, verbose=0, return_dict=True
        )
    return scores
