"""How a network's activations are distributed, and which of its units are at rest."""

from collections.abc import Iterator
from typing import Any

import keras

from kb_tensorboard.passes import Call, Inference

_FLAT = 0.01
"""A slope below which hardly anything is learned through an activation."""

_ACTIVATIONS = (
    keras.layers.Activation,
    keras.layers.ELU,
    keras.layers.LeakyReLU,
    keras.layers.PReLU,
    keras.layers.ReLU,
    keras.layers.Softmax,
)
_RESHAPING = (keras.layers.Flatten, keras.layers.Reshape, keras.layers.Permute)


def outputs(inference: Inference) -> dict[str, Any]:
    """The outputs of layers by tag, without those that repeat what went in."""
    found: dict[str, Any] = {}
    seen: set[int] = set()
    for call in inference.layers:
        seen.update(id(tensor) for tensor in keras.tree.flatten(call.inputs))
        if isinstance(call.layer, _RESHAPING):
            continue
        for tensor in keras.tree.flatten(call.outputs):
            if id(tensor) not in seen:
                seen.add(id(tensor))
                found[_free(f"{call.path}/output", found)] = tensor
    return found


def rest(inference: Inference) -> Iterator[tuple[str, Any]]:
    """The share of dead units and of saturated outputs of each activation.

    A unit is dead if its activation's slope is zero for every sample, and an output is
    saturated where the slope is below 0.01.
    """
    import tensorflow as tf

    named = [call for call in inference.layers if isinstance(call.layer, _ACTIVATIONS)]
    for call in named + inference.activations:
        function = getattr(call.layer, "activation", None)
        if function is keras.activations.linear:
            continue
        slope = _slope(call, softmax=function is keras.activations.softmax)
        if slope is not None:
            units = tf.reduce_max(slope, axis=list(range(len(slope.shape) - 1)))
            yield f"{call.path}/dead", _share(units == 0)
            yield f"{call.path}/saturated", _share(slope < _FLAT)


def _slope(call: Call, *, softmax: bool) -> Any:
    """How much each output moves with its own input, or None if it doesn't depend on it."""
    import tensorflow as tf

    if softmax or isinstance(call.layer, keras.layers.Softmax):
        return call.outputs * (1 - call.outputs)
    [gradient] = tf.gradients(call.outputs, [call.inputs])
    return None if gradient is None else tf.abs(gradient)


def _share(truths: Any) -> Any:
    import tensorflow as tf

    return tf.reduce_mean(tf.cast(truths, tf.float32))


def _free(tag: str, taken: dict[str, Any]) -> str:
    number = sum(other == tag or other.startswith(f"{tag}_") for other in taken)
    return f"{tag}_{number}" if number else tag
