"""What a fixed batch shows of a model: activations, gradients, parts of the loss."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import keras
import numpy as np

from kb_tensorboard.shown import _activations as activations
from kb_tensorboard.shown import _histograms as histograms
from kb_tensorboard.shown import _passes as passes
from kb_tensorboard.shown import _statistics as statistics
from kb_tensorboard.shown._weights import describe, spread
from kb_tensorboard.writing import _events as events
from kb_tensorboard.writing import _tags as tags

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


class ProbeReader:
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
        self._x, self._y = _batch(x), _batch(y)
        self._running = statistics.running(model)
        self._read = tf.function(self._collect, autograph=False)

    def read(self) -> Sight:
        """Looks at the model as it is now."""
        sight: Sight = self._read()
        return sight

    def values(self, sight: Sight, weights: Mapping[str, Any]) -> Iterator[events.Value]:
        """Histograms and curves of what was seen, beside the weights at that time."""
        gradients = {f"{tag}/gradient": gradient for tag, gradient in sight.gradients.items()}
        batches = dict(_by_tag(sight.statistics))
        squares = 0.0
        for tag, summary in histograms.summarize(sight.outputs | gradients | batches).items():
            yield from describe(tag, summary)
            if tag in gradients:
                squares += summary.norm**2
                yield events.scalar(f"{tag}/norm", summary.norm)
            elif tag in batches:
                yield from spread(tag, summary)
            else:
                yield events.scalar(f"{tag}/std", summary.std)
        for tag, number in self._numbers(sight, weights):
            yield events.scalar(tag, number)
        if squares:
            yield events.scalar("training/gradient_norm", math.sqrt(squares))

    def _numbers(self, sight: Sight, weights: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
        for path, slope in sight.slopes.items():
            yield from activations.rest(path, np.asarray(slope))
        for path, (mean, variance) in sight.statistics.items():
            _, mean_tag, variance_tag = self._running[path]
            yield f"{mean_tag}/drift", statistics.drift_of_mean(weights[mean_tag], mean, variance)
            drift = statistics.drift_of_variance(weights[variance_tag], variance)
            yield f"{variance_tag}/drift", drift
        for tag, loss in sight.losses.items():
            yield tag, float(loss)

    def _collect(self) -> Sight:
        inference = passes.infer(self._model, self._x)
        outputs, slopes = activations.outputs(inference), activations.slopes(inference)
        if self._y is None or not self._model.compiled:
            return Sight(outputs, slopes, {}, {}, {})
        training = passes.train(self._model, self._x, self._y)
        losses = self._losses(training)
        return Sight(outputs, slopes, training.gradients, training.statistics, losses)

    def _losses(self, training: passes.Training) -> dict[str, Any]:
        parts = {"loss/total": training.loss, "loss/data": training.data_loss}
        for tag, weight in tags.named_weights(self._model):
            if weight.trainable and getattr(weight, "regularizer", None) is not None:
                parts[f"loss/penalty/{tag}"] = weight.regularizer(weight)
        return parts


def _by_tag(statistics: Mapping[str, tuple[Any, Any]]) -> Iterator[tuple[str, Any]]:
    for path, (mean, variance) in statistics.items():
        yield f"{path}/batch_mean", mean
        yield f"{path}/batch_variance", variance


def of_validation(model: keras.Model) -> tuple[Any, Any] | None:
    """The data that `fit` is about to validate with, if they are arrays.

    Other sources of data could notice that somebody else reads from them.
    """
    # Keras hands its data to no callback, so this asks what `fit` keeps while it validates.
    adapter = getattr(getattr(model, "_eval_epoch_iterator", None), "data_adapter", None)
    match getattr(adapter, "_inputs", None):
        case (x, y, *_):
            return x, y
    return None


def _batch(structure: Any) -> Any:
    """The first samples as tensors, in the precision Keras would feed them in."""
    import tensorflow as tf

    def convert(values: Any) -> Any:
        tensor = tf.convert_to_tensor(values[:BATCH])
        wide = tensor.dtype.is_floating and tensor.dtype.name != keras.config.floatx()
        return tf.cast(tensor, keras.config.floatx()) if wide else tensor

    return None if structure is None else keras.tree.map_structure(convert, structure)
