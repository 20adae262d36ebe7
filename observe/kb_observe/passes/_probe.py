"""What a fixed batch shows of a model: activations, gradients, parts of the loss."""

from collections.abc import Callable, Mapping
from typing import Any

import keras

from kb_observe.layers import named_weights
from kb_observe.measures import measurable, obstacle
from kb_observe.passes import _activations as activations
from kb_observe.passes._overhearing import announce
from kb_observe.passes._passes import Training, infer, train
from kb_observe.passes._sight import Sight

BATCH = 64
"""Samples that are looked at: more would cost more and show little more."""


class Probe:
    """Looks at one model through one batch, with a traced graph for each of two passes.

    What fails in one pass, or can't be measured, costs itself alone.

    Args:
        model: A built model.
        x: Inputs, in the structure the model takes; the first 64 samples are used.
        y: Targets, in the structure the loss takes. Without them, or if the model isn't
            compiled, there are activations but no gradients.

    Raises:
        Exception: Whatever TensorFlow raises if it makes no tensors of the samples.
    """

    def __init__(self, model: keras.Model, x: Any, y: Any) -> None:
        self._model = model
        self._x, self._y = first_samples(x), first_samples(y)
        self._left_out: dict[str, str] = {}
        self._failures: dict[str, Exception] = {}
        self._passes: dict[str, Callable[[], Any]] = {}

    def read(self) -> Sight:
        """Look at the model as it is now, and tell who overhears it.

        A pass that failed isn't tried again.
        """
        outputs, slopes = self._run("activations", self._infer) or ({}, {})
        with_loss = self._y is not None and self._model.compiled
        back = self._run("gradients", self._train) if with_loss else None
        gradients, statistics, losses = back or ({}, {}, {})
        failures = dict(self._failures)
        left_out = dict(self._left_out)
        sight = Sight(outputs, slopes, gradients, statistics, losses, left_out, failures)
        announce(self._model, sight)
        return sight

    def _run(self, name: str, collect: Callable[[], Any]) -> Any:
        import tensorflow as tf

        if name in self._failures:
            return None
        try:
            if name not in self._passes:
                # TensorFlow warns of functions that are traced anew, though each is another model's
                traced = tf.function(collect, autograph=False).get_concrete_function()
                self._passes[name] = traced
            return self._passes[name]()
        except Exception as error:  # noqa: BLE001 - a model may raise anything
            self._failures[name] = error
            return None

    def _infer(self) -> tuple[dict[str, Any], dict[str, Any]]:
        inference = infer(self._model, self._x)
        found = self._measurable(activations.outputs(inference))
        slopes = activations.slopes(inference)
        return _parts(found), _parts(slopes)

    def _train(self) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        training = train(self._model, self._x, self._y)
        gradients = {f"{tag}/gradient": one for tag, one in training.gradients.items()}
        found = self._measurable(gradients)
        kept = {tag: one for tag, one in training.gradients.items() if f"{tag}/gradient" in found}
        statistics = {
            path: pair for path, pair in training.statistics.items() if all(map(measurable, pair))
        }
        return kept, statistics, self._losses(training)

    def _measurable(self, tensors: Mapping[str, Any]) -> dict[str, Any]:
        why = {tag: obstacle(tensor) for tag, tensor in tensors.items()}
        self._left_out |= {tag: reason for tag, reason in why.items() if reason is not None}
        return {tag: tensor for tag, tensor in tensors.items() if why[tag] is None}

    def _losses(self, training: Training) -> dict[str, Any]:
        parts = {"loss/total": training.loss, "loss/data": training.data_loss}
        for tag, weight in named_weights(self._model):
            if weight.trainable and getattr(weight, "regularizer", None) is not None:
                parts[f"loss/penalty/{tag}"] = weight.regularizer(weight)
        return parts


def _parts(tensors: Mapping[str, Any]) -> dict[str, Any]:
    return {tag: activations.part(tensor) for tag, tensor in tensors.items()}


def first_samples(structure: Any, most: int = BATCH) -> Any:
    """Return the first samples as tensors, in the precision Keras would feed them in.

    Args:
        structure: Arrays in any structure, samples along their first axis; or None.
        most: How many samples.
    """
    import tensorflow as tf

    def convert(values: Any) -> Any:
        tensor = tf.convert_to_tensor(values[:most])
        wide = tensor.dtype.is_floating and tensor.dtype.name != keras.config.floatx()
        return tf.cast(tensor, keras.config.floatx()) if wide else tensor

    return None if structure is None else keras.tree.map_structure(convert, structure)
