"""What a batch may hold where memory is short."""

import keras
import tensorflow as tf

from kb_engine.training.arrays import Arrays
from kb_engine.training.failure import NonFiniteLossError
from kb_engine.training.fit import fit

OUT_OF_MEMORY = (tf.errors.ResourceExhaustedError, MemoryError)
"""What TensorFlow and Python raise when there is no more memory."""


def largest_halving_that_fits(
    model: keras.Model, data: Arrays, batch_size: int, *, devices: int = 1
) -> int | None:
    """Try one step of half as many samples, of a quarter and so on, until one fits.

    Trying is slow, but what a step takes can't be told from the sizes of layers: TensorFlow
    frees, shares and fuses. The model is worth nothing afterwards.

    Args:
        model: The compiled model, in any state.
        data: `(x, y)` in memory or not.
        batch_size: What didn't fit.
        devices: How many share a batch, each an equal part of it.

    Returns:
        A batch size of which a step was done, or `None` if not even one sample per device fits.
    """
    share = batch_size // devices
    while share := share // 2:
        batch_size = share * devices
        few = tuple(part[:batch_size] for part in data)
        try:
            fit(model, few, epochs=1, batch_size=batch_size, seed=0)
        except OUT_OF_MEMORY:
            continue
        except NonFiniteLossError:
            pass  # it fitted
        return batch_size
    return None
