"""An activation that learns whether to activate."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="kb_papers")
class AconC(keras.layers.Layer):
    """`(p1 - p2) x sigmoid(beta (p1 - p2) x) + p2 x`, with learnt p1, p2 and beta.

    Each is a vector over the last axis, the channels; they start at 1, 0 and `beta`.

    Args:
        beta: Where beta starts.
        **kwargs: Of every layer: name, dtype.

    Shapes:
        The input's.
    """

    elementwise = True  # so that kb_tensorboard shows dead and saturated units

    def __init__(self, beta: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]  # Keras annotates nothing
        self.beta_start = beta
        self.supports_masking = True

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Create p1, p2 and beta."""
        self.p1 = self._channelwise("p1", 1.0, input_shape)
        self.p2 = self._channelwise("p2", 0.0, input_shape)
        self.beta = self._channelwise("beta", self.beta_start, input_shape)

    def _channelwise(self, name: str, start: float, input_shape: tuple[int | None, ...]) -> Any:
        initializer = keras.initializers.Constant(start)
        return self.add_weight(shape=(input_shape[-1],), initializer=initializer, name=name)  # type: ignore[no-untyped-call]  # Keras annotates nothing

    def call(self, inputs: Any) -> Any:
        """Bend the inputs."""
        difference = (self.p1 - self.p2) * inputs
        return difference * keras.ops.sigmoid(self.beta * difference) + self.p2 * inputs

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return {**super().get_config(), "beta": self.beta_start}
