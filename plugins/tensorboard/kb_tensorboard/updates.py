"""How much a step changes each weight, measured against the weight itself."""

from collections.abc import Iterator
from typing import Any

import keras

from kb_tensorboard import events, tags


class UpdateReader:
    """Compares the weights of one model before and after a call of its training function.

    Remembering costs no memory by itself: the weights' buffers are kept, and TensorFlow makes
    new ones when it trains.
    """

    def __init__(self, model: keras.Model) -> None:
        import tensorflow as tf

        self._optimizer = model.optimizer
        self._weights = {tag: w for tag, w in tags.named_weights(model) if w.trainable}
        self._before: list[Any] | None = None
        self._compare = tf.function(self._ratios, autograph=False)

    def remember(self) -> None:
        """Keeps the weights as they are before the call."""
        self._before = self._now()

    def values(self) -> Iterator[events.Value]:
        """The norm of the change over the norm of the weight, per step, since `remember`."""
        before, self._before = self._before, None
        if before is not None:
            ratios = self._compare(before).numpy()
            for tag, ratio in zip(self._weights, ratios, strict=True):
                yield events.scalar(f"{tag}/update_ratio", ratio)

    def _now(self) -> list[Any]:
        import tensorflow as tf

        variables = [self._optimizer.iterations, *self._weights.values()]
        return [tf.convert_to_tensor(variable.value) for variable in variables]

    def _ratios(self, before: list[Any]) -> Any:
        import tensorflow as tf

        (step, *weights), (earlier_step, *earlier_weights) = self._now(), before
        steps = tf.cast(tf.maximum(step - earlier_step, 1), tf.float32)
        ratios = [
            tf.math.divide_no_nan(
                tf.norm(tf.cast(now - then, tf.float32)), tf.norm(tf.cast(now, tf.float32))
            )
            for now, then in zip(weights, earlier_weights, strict=True)
        ]
        return tf.stack(ratios) / steps if ratios else tf.zeros([0])
