"""What training needs beside the model's weights, created before a step is traced."""

from contextlib import suppress
from typing import Any

import keras
import tensorflow as tf
from kb_observe.networks import has_own_train_step

from kb_engine.training.data._arrays import Arrays
from kb_engine.training.state._optimizers import build_optimizer


def create_variables(model: keras.Model, batch: Arrays) -> None:
    """Create the variables of the optimizer and of the metrics.

    Keras creates them while it traces the first step, and TensorFlow traces a function that
    creates variables twice: half of the tracing of a deep network.

    Models whose outputs aren't known, or that have a step of their own, are left to create what
    they need, as are metrics that can't be updated without the step.

    Args:
        model: The compiled model.
        batch: Shapes and types of a batch.
    """
    outputs = _outputs(model)
    if outputs is None or has_own_train_step(model):
        return
    build_optimizer(model)
    x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(batch)
    y_pred = keras.tree.map_structure(_of_any_batch, outputs)
    update = tf.function(model.compute_metrics, autograph=False)
    with suppress(Exception):  # tracing the step will say what is wrong, if anything is
        update.get_concrete_function(x, y, y_pred, sample_weight)


def _of_any_batch(output: Any) -> tf.TensorSpec:
    """A model whose inputs have a fixed batch size may be trained with another one."""
    return tf.TensorSpec((None, *output.shape[1:]) if output.shape else (), output.dtype)


def _outputs(model: keras.Model) -> Any:
    """The symbolic outputs in their structure, or None if there are none."""
    if isinstance(model, keras.Sequential):  # which has no `output` before it is called
        return next(iter(getattr(model, "outputs", ())), None)
    return getattr(model, "output", None)
