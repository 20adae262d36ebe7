"""Where training stands, read from the variables that Keras itself keeps."""

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
        self._means: dict[str, Any] = {}
        self._read: Any = None

    @property
    def prepared(self) -> bool:
        """Whether the graph is traced, so that `read` is as quick as it ever gets."""
        return self._read is not None and _means(self._model).keys() == self._means.keys()

    def read(self) -> Progress:
        """Reads the variables as they are now."""
        import tensorflow as tf

        if not self.prepared:
            # Keras makes the metrics of a model no earlier than at its first batch.
            self._means = _means(self._model)
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
    held = [getattr(model, "optimizer", None), *vars(model).values()]
    optimizers = {id(one): one for one in held if isinstance(one, keras.optimizers.Optimizer)}
    steps = [keras.ops.cast(one.iterations, "int64") for one in optimizers.values()]
    return keras.ops.max(keras.ops.stack(steps)) if steps else 0


def _means(model: Any) -> dict[str, Any]:
    """The metrics of a model that are a sum over a weight, by name; the loss is one of them."""
    found: dict[str, Any] = {}
    pending = list(model.metrics)
    while pending:
        metric = pending.pop(0)
        if hasattr(metric, "total") and hasattr(metric, "count"):
            found.setdefault(metric.name, metric)
        else:
            pending += getattr(metric, "metrics", [])
    return found
