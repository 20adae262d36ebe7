"""What a batch may hold where memory is short."""

from collections.abc import Callable

import keras
import tensorflow as tf

from kb_engine.training._fit import fit
from kb_engine.training.data._arrays import Arrays
from kb_engine.training.safety._failure import NonFiniteLossError

OUT_OF_MEMORY = (tf.errors.ResourceExhaustedError, MemoryError)
"""What TensorFlow and Python raise when there is no more memory."""


def largest_halving_that_fits(
    model: keras.Model,
    data: Arrays,
    batch_size: int,
    largest: Callable[[int], int] = lambda most: most,
) -> int | None:
    """Try one step of at most half as many samples, of a quarter and so on, until one fits.

    Trying is slow, but what a step takes can't be told from the sizes of layers: TensorFlow
    frees, shares and fuses. The model is worth nothing afterwards.

    Args:
        model: The compiled model, in any state.
        data: `(x, y)` in memory or not.
        batch_size: What didn't fit.
        largest: The largest batch size up to a number that may be advised, or zero.

    Returns:
        A batch size with which a step succeeded, or `None` if none fits.
    """
    while batch_size := largest(batch_size // 2):
        few = tuple(part[:batch_size] for part in data)
        try:
            fit(model, few, epochs=1, batch_size=batch_size, seed=0)
        except OUT_OF_MEMORY:
            continue
        except NonFiniteLossError:
            pass  # it fitted
        return batch_size
    return None
