"""Rows given to a Keras model by the names of its inputs."""

from typing import TYPE_CHECKING, Any

from kb_registry import Rows

if TYPE_CHECKING:
    import numpy as np


def call(model: Any, rows: Rows) -> "np.ndarray":
    """Return what a model makes of rows, in inference mode."""
    import numpy as np
    import tensorflow as tf

    tensors = {name: tf.constant(values) for name, values in rows.items()}
    outputs = model(tensors if len(tensors) > 1 else next(iter(tensors.values())), training=False)
    return np.asarray(outputs)
