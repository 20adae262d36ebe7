"""What training needs beside the model's weights, created before a step is traced."""

from typing import Any

import keras
import tensorflow as tf

from kb_engine.training.arrays import Arrays


def create_variables(model: keras.Model, batch: Arrays) -> None:
    """Create the variables of the optimizer and of the metrics.

    Keras creates them while it traces the first step, and TensorFlow traces a function that
    creates variables twice: half of the time until a deep network begins to train.

    Models that aren't built, or that have a step of their own, are left to create what they need.

    Args:
        model: The compiled model.
        batch: Shapes and types of a batch.
    """
    if not model.built or type(model).train_step is not keras.Model.train_step:
        return
    model.optimizer.build(model.trainable_variables)
    x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(batch)
    outputs = model.compute_output_spec(keras.tree.map_structure(_symbolic, x))
    y_pred = keras.tree.map_structure(_spec, outputs)
    update = tf.function(model.compute_metrics, autograph=False)
    update.get_concrete_function(x, y, y_pred, sample_weight)


def _symbolic(spec: tf.TensorSpec) -> Any:
    return keras.KerasTensor(spec.shape, spec.dtype.name)


def _spec(symbolic: Any) -> tf.TensorSpec:
    return tf.TensorSpec(symbolic.shape, symbolic.dtype)
