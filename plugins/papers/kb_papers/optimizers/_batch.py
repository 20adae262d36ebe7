"""A batch whose gradient can be taken again, for other weights."""

from typing import Any

import keras


class Batch:
    """A batch of a training step, and all that the model drew and counted by before it.

    Args:
        model: The model, compiled.
        data: What its `train_step` is given.
    """

    def __init__(self, model: keras.Model, data: Any) -> None:
        self._model = model
        self._data = data
        self._before = [(v, keras.ops.copy(v.value)) for v in model.non_trainable_variables]

    def gradients(self, weights: list[tuple[Any, Any]]) -> list[Any]:
        """The loss' gradients for weights of other values than they have.

        The pass leaves no trace: statistics and seeds stay as they are, and masks that layers
        draw are those that they drew before.

        Args:
            weights: Each weight with the value to take the gradient at.

        Returns:
            A gradient for each weight; None where the loss doesn't depend on it.
        """
        import tensorflow as tf

        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(self._data)
        model, values = self._model, [value for _, value in weights]
        with tf.GradientTape() as tape:
            tape.watch(values)
            with keras.StatelessScope([*self._before, *weights], collect_losses=True):
                predicted = model(x, training=True)
                loss = model.compute_loss(x, y, predicted, sample_weight, training=True)
            loss = model.optimizer.scale_loss(loss)
        return list(tape.gradient(loss, values))
