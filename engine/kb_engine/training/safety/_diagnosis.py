"""Finds the first layer whose numbers stop being finite, and says what is likely behind it."""

from typing import Any

import keras
import tensorflow as tf
from attrs import frozen
from kb_observe.passes import listening

LARGE_INPUT = 1e4


@frozen
class Diagnosis:
    """Where a step went wrong, and why.

    Attributes:
        layer: The first layer that went wrong, or `None` if none did.
        cause: What most likely caused it, and what to try.
    """

    layer: str | None
    cause: str


def diagnose(model: keras.Model, batch: Any) -> Diagnosis:
    """Run the step that went wrong in pieces, eagerly, and say which piece it is.

    Args:
        model: The model, in the state before that step.
        batch: What `train_step` was given.
    """
    parts = keras.utils.unpack_x_y_sample_weight(batch)
    for name, part in zip(("inputs", "targets", "sample weights"), parts, strict=True):
        if not _all_finite(part):
            return Diagnosis(None, f"the {name} hold NaN or infinite values: clean the data")
    try:
        return _diagnose_layers(model, *parts)
    except Exception:  # noqa: BLE001 a model with a train_step of its own may fail in any way
        return Diagnosis(None, "its train_step gives no finite loss: lower the learning rate")


def _diagnose_layers(model: keras.Model, x: Any, y: Any, sample_weight: Any) -> Diagnosis:
    with tf.GradientTape() as tape:
        with listening(model) as (calls, _):
            predicted = model(x, training=True)
        loss = model.compute_loss(x, y, predicted, sample_weight, training=True)
    outputs = [(call.layer, call.outputs) for call in calls]
    for layer, output in [*outputs, (model, predicted)]:
        if not _all_finite(output):
            return Diagnosis(layer.name, _growth("activations", model, x))
    if not _all_finite(loss):
        return Diagnosis(
            None,
            "the loss is infinite for finite predictions: check that it suits the targets"
            " and the last activation, or compute it from logits",
        )
    gradients = tape.gradient(loss, model.trainable_variables)
    for variable, gradient in reversed([*zip(model.trainable_variables, gradients, strict=True)]):
        if gradient is not None and not _all_finite(gradient):
            return Diagnosis(variable.path.split("/")[-2], _growth("gradients", model, x))
    return Diagnosis(
        None,
        "activations and gradients are finite, the weights after the update aren't:"
        " lower the learning rate",
    )


def _growth(what: str, model: keras.Model, x: Any) -> str:
    largest_input = max(_largest(tensor) for tensor in keras.tree.flatten(x) if tensor is not None)
    if largest_input > LARGE_INPUT:
        return f"{what} overflow on inputs as large as {largest_input:.2g}: scale the data"
    if int(model.optimizer.iterations) == 0:
        return (
            f"{what} overflow in the first step: choose an initializer that keeps their"
            " variance from layer to layer, or add normalization"
        )
    weights = max(map(_largest, model.trainable_variables), default=0.0)
    return (
        f"{what} overflow, and weights have grown to {weights:.2g}: lower the learning rate"
        " or clip the gradients"
    )


def _all_finite(nest: Any) -> bool:
    tensors = [tf.convert_to_tensor(part) for part in keras.tree.flatten(nest) if part is not None]
    return all(
        bool(tf.reduce_all(tf.math.is_finite(tensor)))
        for tensor in tensors
        if tensor.dtype.is_floating
    )


def _largest(tensor: Any) -> float:
    return float(tf.reduce_max(tf.abs(tf.cast(tensor, tf.float32))))
