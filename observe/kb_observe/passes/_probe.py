"""What a fixed batch shows of a model: activations, gradients, parts of the loss."""

from typing import Any, NamedTuple

import keras

from kb_observe.layers import named_weights
from kb_observe.passes import _activations as activations
from kb_observe.passes._passes import Training, infer, train

BATCH = 64
"""Samples that are looked at: more would cost more and show little more."""


class Sight(NamedTuple):
    """What was seen on the probe, as tensors.

    Attributes:
        outputs: What layers put out, by tag.
        slopes: Those of activations, by the path of their layer.
        gradients: Of the loss, by the tag of a weight.
        statistics: Mean and variance of the batch, by the path of a layer with running ones.
        losses: The loss and its parts, by tag.
    """

    outputs: dict[str, Any]
    slopes: dict[str, Any]
    gradients: dict[str, Any]
    statistics: dict[str, tuple[Any, Any]]
    losses: dict[str, Any]


class Probe:
    """Looks at one model through one batch, with a single call of a traced graph.

    Args:
        model: A built model.
        x: Inputs, in the structure the model takes; the first 64 samples are used.
        y: Targets, in the structure the loss takes. Without them, or if the model isn't
            compiled, there are activations but no gradients.
    """

    def __init__(self, model: keras.Model, x: Any, y: Any) -> None:
        import tensorflow as tf

        self._model = model
        self._x, self._y = first_samples(x), first_samples(y)
        self._read = tf.function(self._collect, autograph=False)

    def read(self) -> Sight:
        """Look at the model as it is now."""
        sight: Sight = self._read()
        return sight

    def _collect(self) -> Sight:
        inference = infer(self._model, self._x)
        outputs, slopes = activations.outputs(inference), activations.slopes(inference)
        if self._y is None or not self._model.compiled:
            return Sight(outputs, slopes, {}, {}, {})
        training = train(self._model, self._x, self._y)
        losses = self._losses(training)
        return Sight(outputs, slopes, training.gradients, training.statistics, losses)

    def _losses(self, training: Training) -> dict[str, Any]:
        parts = {"loss/total": training.loss, "loss/data": training.data_loss}
        for tag, weight in named_weights(self._model):
            if weight.trainable and getattr(weight, "regularizer", None) is not None:
                parts[f"loss/penalty/{tag}"] = weight.regularizer(weight)
        return parts


def first_samples(structure: Any) -> Any:
    """Return the first `BATCH` samples as tensors, in the precision Keras would feed them in."""
    import tensorflow as tf

    def convert(values: Any) -> Any:
        tensor = tf.convert_to_tensor(values[:BATCH])
        wide = tensor.dtype.is_floating and tensor.dtype.name != keras.config.floatx()
        return tf.cast(tensor, keras.config.floatx()) if wide else tensor

    return None if structure is None else keras.tree.map_structure(convert, structure)
