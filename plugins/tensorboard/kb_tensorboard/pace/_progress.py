"""Where training stands, read from the variables that Keras itself keeps."""

import functools
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import keras


class Progress(NamedTuple):
    """A look at a model in training.

    Attributes:
        step: As `count_steps` has it.
        learning_rate: The rate the next step will use, also under a schedule.
        sums: By metric, the sum of its values over the samples of this epoch and their weight.
    """

    step: int
    learning_rate: float | None
    sums: Mapping[str, tuple[float, float]]


class ProgressReader:
    """Reads the progress of one model with a single call of a traced graph."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._metrics: list[Any] = []
        self._means: dict[str, Any] = {}
        self._read: Any = None

    @property
    def prepared(self) -> bool:
        """Whether the graph is traced, so that `read` is as quick as it ever gets."""
        return self._read is not None and _all_metrics(self._model) == self._metrics

    def read(self) -> Progress:
        """Reads the variables as they are now."""
        import tensorflow as tf

        if not self.prepared:
            # Keras makes the metrics of a model no earlier than at its first batch.
            self._metrics, self._means = _all_metrics(self._model), _means(self._model)
            self._read = tf.function(self._collect, autograph=False).get_concrete_function()
        step, rate, *sums = self._read().numpy().tolist()
        return Progress(
            step=int(step),
            learning_rate=None if math.isnan(rate) else rate,
            sums=dict(zip(self._means, zip(sums[::2], sums[1::2], strict=True), strict=True)),
        )

    def _collect(self) -> Any:
        import tensorflow as tf

        rate = getattr(getattr(self._model, "optimizer", None), "learning_rate", None)
        numbers = [
            count_steps(self._model),
            math.nan if rate is None else getattr(rate, "value", rate),
        ]
        for mean in self._means.values():
            numbers += [mean.total.value, mean.count.value]
        return tf.stack([tf.cast(number, tf.float64) for number in numbers])


def count_steps(model: Any) -> Any:
    """`optimizer.iterations` as a tensor, or zero without an optimizer.

    A model that steps with optimizers of its own, as adversarial networks do, leaves the one it
    is compiled with unused. So of all that are its attributes the furthest counts.
    """
    import tensorflow as tf

    held = [getattr(model, "optimizer", None), *vars(model).values()]
    optimizers = {id(one): one for one in held if isinstance(one, keras.optimizers.Optimizer)}
    # Of a variable on several devices Keras makes no tensor.
    steps = [
        tf.convert_to_tensor(keras.ops.convert_to_tensor(one.iterations))
        for one in optimizers.values()
    ]
    return functools.reduce(tf.maximum, steps) if steps else 0


def accumulated(optimizer: Any) -> int:
    """How many batches are one step of an optimizer, or of the one that it wraps."""
    while optimizer is not None:
        if batches := getattr(optimizer, "gradient_accumulation_steps", None):
            return int(batches)
        optimizer = getattr(optimizer, "inner_optimizer", None)
    return 1


def _all_metrics(model: Any) -> list[Any]:
    return [inner for metric in model.metrics for inner in [metric, *_inner(metric)]]


def _means(model: Any) -> dict[str, Any]:
    """The metrics that are a sum over a weight, by the name Keras logs; the loss is one of them.

    Many others have a total and a count as well, but show something else than their ratio.
    """
    found: dict[str, Any] = {}
    for metric in model.metrics:
        inner = _inner(metric)
        # Those that were compiled are named after the model's outputs by what holds them.
        found |= dict(zip(metric.result(), inner, strict=True)) if inner else {metric.name: metric}
    mean = keras.metrics.Mean
    return {
        name: metric
        for name, metric in found.items()
        if isinstance(metric, mean) and type(metric).result is mean.result
    }


def _inner(metric: Any) -> list[Any]:
    return list(getattr(metric, "metrics", []))
