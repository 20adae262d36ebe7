"""How much a step changes each weight, measured against the weight itself."""

from collections.abc import Iterator
from typing import Any

import keras

from kb_tensorboard import events, histograms, tags


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
            tf.sqrt(tf.math.divide_no_nan(_change(now, then), _square(now)))
            for now, then in zip(weights, earlier_weights, strict=True)
        ]
        return tf.stack(ratios) / steps if ratios else tf.zeros([0])


def _change(now: Any, then: Any) -> Any:
    """Half the squared norm of the difference, of which only a piece exists at a time."""
    import tensorflow as tf

    now, then = tf.reshape(now, [-1]), tf.reshape(then, [-1])
    if now.shape[0] <= histograms.STACK:
        return _square(now - then)

    def add(start: Any, total: Any) -> tuple[Any, Any]:
        end = start + histograms.STACK
        return end, total + _square(now[start:end] - then[start:end])

    size = now.shape[0]
    start = (tf.constant(0), tf.constant(0.0))
    return tf.while_loop(lambda at, _: at < size, add, start, parallel_iterations=1)[1]


def _square(tensor: Any) -> Any:
    """Half the squared norm, for which no tensor of squares is made."""
    import tensorflow as tf

    return tf.nn.l2_loss(tf.cast(tensor, tf.float32))
