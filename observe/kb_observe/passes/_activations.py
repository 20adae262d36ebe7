"""The outputs of a network's layers, and the slopes of its activations."""

from collections.abc import Callable
from typing import Any

import keras

from kb_observe.measures import measurable
from kb_observe.passes._calls import Call
from kb_observe.passes._passes import Inference

LARGEST = 2**20
"""Values of one activation that are looked at; larger ones use fewer samples."""

_ACTIVATIONS = (
    keras.layers.Activation,
    keras.layers.ELU,
    keras.layers.LeakyReLU,
    keras.layers.PReLU,
    keras.layers.ReLU,
    keras.layers.Softmax,
)
_OVER_AN_AXIS = (
    keras.activations.glu,
    keras.activations.log_softmax,
    keras.activations.sparsemax,
)
_RESHAPING = (keras.layers.Flatten, keras.layers.Reshape, keras.layers.Permute)


def outputs(inference: Inference) -> dict[str, Any]:
    """Return the outputs of layers by tag, without those that repeat what went in.

    They aren't all measurable: a layer may give text, for example.
    """
    found: dict[str, Any] = {}
    seen: set[int] = set()
    for call in inference.layers:
        seen.update(id(tensor) for tensor in keras.tree.flatten(call.inputs))
        if isinstance(call.layer, _RESHAPING):
            continue
        for tensor in keras.tree.flatten(call.outputs):
            if tensor is not None and id(tensor) not in seen:
                seen.add(id(tensor))
                found[_free(f"{call.path}/output", found)] = tensor
    return found


def slopes(inference: Inference) -> dict[str, Any]:
    """Return how much each output of an activation moves with its own input, by the layer's path.

    An activation is what Keras applies as one, and every layer that says by an attribute
    `elementwise = True` that it applies a function to each value by itself.
    """
    named = [call for call in inference.layers if _is_activation(call.layer)]
    found = {}
    functions = [(call, call.layer.call) for call in named]
    functions += [(call, call.layer.activation) for call in inference.activations]
    for call, applied in functions:
        if not (measurable(call.inputs) and measurable(call.outputs)):
            continue
        function = getattr(call.layer, "activation", None)
        if function is keras.activations.linear or function in _OVER_AN_AXIS:
            continue
        softmax = function is keras.activations.softmax or isinstance(
            call.layer if function is None else function, keras.layers.Softmax
        )
        slope = _slope(call, applied, softmax=softmax)
        if slope is not None:
            found[call.path] = slope
    return found


def part(tensor: Any) -> Any:
    """Return as many of the first samples of a tensor as are looked at."""
    size = tensor.shape.num_elements()
    if not tensor.shape.rank or size is None or size <= LARGEST:
        return tensor
    return tensor[: max(1, LARGEST * tensor.shape[0] // size)]


def _is_activation(layer: Any) -> bool:
    return isinstance(layer, _ACTIVATIONS) or getattr(layer, "elementwise", False) is True


def _slope(call: Call, function: Callable[[Any], Any], *, softmax: bool) -> Any:
    """The slope at each output, or None if it doesn't depend on the input."""
    import tensorflow as tf

    if softmax:
        return call.outputs * (1 - call.outputs)
    if tf.executing_eagerly():  # where nothing was recorded, so that the function is called anew
        with tf.GradientTape() as tape:
            tape.watch(call.inputs)
            outputs = function(call.inputs)
        gradient = tape.gradient(outputs, call.inputs)
    else:
        [gradient] = tf.gradients(call.outputs, [call.inputs])
    return None if gradient is None else tf.abs(gradient)


def _free(tag: str, taken: dict[str, Any]) -> str:
    number = sum(other == tag or other.startswith(f"{tag}_") for other in taken)
    return f"{tag}_{number}" if number else tag
