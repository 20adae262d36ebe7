"""What a fixed batch shows of a model: activations, gradients, parts of the loss."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import keras

from kb_tensorboard import activations, events, histograms, passes, statistics, tags
from kb_tensorboard.histograms import Summary
from kb_tensorboard.weights import describe, spread

BATCH = 64
"""Samples that are looked at: more would cost more and show little more."""


class Sight(NamedTuple):
    """What was seen on the probe.

    Attributes:
        tensors: Summaries of activations, gradients and batch statistics, by tag.
        numbers: What is a number at once, by tag.
    """

    tensors: dict[str, Summary]
    numbers: dict[str, float]


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
        self._tags: list[str] = []
        self._numbers: list[str] = []
        self._spread: set[str] = set()
        self._read = tf.function(self._collect, autograph=False)

    def read(self) -> Sight:
        """Looks at the model as it is now."""
        table, numbers = self._read()
        pairs = zip(self._numbers, numbers.numpy().tolist(), strict=True)
        return Sight(histograms.read(self._tags, table.numpy()), dict(pairs))

    def values(self, sight: Sight) -> Iterator[events.Value]:
        """Histograms and curves of what was seen."""
        squares = 0.0
        for tag, summary in sight.tensors.items():
            yield from describe(tag, summary)
            if tag.endswith("/gradient"):
                squares += summary.norm**2
                yield events.scalar(f"{tag}/norm", summary.norm)
            elif tag in self._spread:
                yield from spread(tag, summary)
            else:
                yield events.scalar(f"{tag}/std", summary.std)
        for tag, number in sight.numbers.items():
            yield events.scalar(tag, number)
        if squares:
            yield events.scalar("training/gradient_norm", math.sqrt(squares))

    def _collect(self) -> tuple[Any, Any]:
        import tensorflow as tf

        inference = passes.infer(self._model, self._x)
        tensors = activations.outputs(inference)
        numbers = dict(activations.rest(inference))
        if self._y is not None and self._model.compiled:
            training = passes.train(self._model, self._x, self._y)
            drift = statistics.compare(training)
            self._spread = set(drift.batches)
            tensors |= drift.batches
            tensors |= {f"{tag}/gradient": g for tag, g in training.gradients.items()}
            numbers |= drift.distances | self._losses(training)
        tensors = {tag: t for tag, t in tensors.items() if histograms.measurable(t)}
        self._tags, table = histograms.summarize(tensors)
        self._numbers = list(numbers)
        values = [tf.cast(number, tf.float64) for number in numbers.values()]
        return table, tf.stack(values) if values else tf.zeros([0], tf.float64)

    def _losses(self, training: passes.Training) -> dict[str, Any]:
        parts = {"loss/total": training.loss, "loss/data": training.data_loss}
        for tag, weight in tags.named_weights(self._model):
            if weight.trainable and getattr(weight, "regularizer", None) is not None:
                parts[f"loss/penalty/{tag}"] = weight.regularizer(weight)
        return parts


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
