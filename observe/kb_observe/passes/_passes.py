"""Passes through a model that leave no trace in it.

Keras' stateless scope catches every assignment a layer makes, be it to running statistics or
to the state of a random generator. So training continues as if nobody had looked, to the last
bit. All of this happens while a graph is traced.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple

import keras

from kb_observe.layers import named_weights, running_statistics
from kb_observe.passes._calls import Call, listening


class Inference(NamedTuple):
    """A pass as in prediction.

    Attributes:
        outputs: What the model predicts.
        layers: The calls of layers, from the input on.
        activations: The calls of activation functions that layers apply themselves.
    """

    outputs: Any
    layers: list[Call]
    activations: list[Call]


class Training(NamedTuple):
    """A pass as in training.

    Attributes:
        loss: The sum of all parts.
        data_loss: What remains of it without penalties.
        gradients: By the tag of a trainable weight.
        statistics: Mean and variance of each channel of the batch, by the path of a layer that
            has running ones.
    """

    loss: Any
    data_loss: Any
    gradients: dict[str, Any]
    statistics: dict[str, tuple[Any, Any]]


def infer(model: keras.Model, x: Any) -> Inference:
    """Predict, with running statistics and without dropout."""
    with keras.StatelessScope(), _unseen(), listening(model) as (layers, activations):
        outputs = model(x, training=False)
    return Inference(outputs, _here(layers), _here(activations))


def train(model: keras.Model, x: Any, y: Any) -> Training:
    """Do what a training step does, up to the gradients."""
    import tensorflow as tf

    weights = {tag: w for tag, w in named_weights(model) if w.trainable}
    values = [tf.convert_to_tensor(weight.value) for weight in weights.values()]
    mapping = list(zip(weights.values(), values, strict=True))
    with tf.GradientTape() as tape:
        tape.watch(values)
        scope = keras.StatelessScope(state_mapping=mapping, collect_losses=True)
        with scope, _unseen(), _forgetting(model) as normalizations:
            predictions = model(x, training=True)
            loss = model.compute_loss(x=x, y=y, y_pred=predictions, training=True)
            penalty = sum(tf.cast(part, loss.dtype) for part in model.losses)
    gradients = zip(weights, tape.gradient(loss, values), strict=True)
    found = {tag: tf.convert_to_tensor(g) for tag, g in gradients if g is not None}
    seen = {
        path: (scope.get_current_value(layer.moving_mean), variance)
        for path, layer in normalizations.items()
        if (variance := scope.get_current_value(layer.moving_variance)) is not None
    }
    return Training(loss, loss - penalty, found, seen)


def can_be_called(model: keras.Model) -> bool:
    """Tell whether a model has a `call`; some have a training step of their own and none."""
    return type(model).call is not keras.Model.call


def _unseen() -> AbstractContextManager[None]:
    """Keeps what a model writes with `tf.summary` out of the files that its training writes."""
    import tensorflow as tf

    quiet: AbstractContextManager[None] = tf.summary.record_if(condition=False)
    return quiet


@contextmanager
def _forgetting(model: keras.Model) -> Iterator[dict[str, Any]]:
    """Let running statistics become those of the batch alone.

    The layer's own way to compute statistics is used, with masks and corrections and all.
    """
    found = {path: running.layer for path, running in running_statistics(model).items()}
    momenta = {path: layer.momentum for path, layer in found.items()}
    try:
        for layer in found.values():
            layer.momentum = 0.0
        yield found
    finally:
        for path, layer in found.items():
            layer.momentum = momenta[path]


def _here(calls: list[Call]) -> list[Call]:
    """The calls whose tensors exist outside of loops such as those of recurrent layers."""
    import tensorflow as tf

    graph = tf.compat.v1.get_default_graph()

    def visible(call: Call) -> bool:
        found = keras.tree.flatten((call.inputs, call.outputs))
        return all(getattr(tensor, "graph", graph) is graph for tensor in found)

    return [call for call in calls if visible(call)]
