"""Snake as Keras sees it."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="kb_snake")
class SnakeLayer(keras.layers.Layer):
    """x + sin²(frequency * x) / frequency, elementwise; any shape in, the same shape out."""

    elementwise = True  # so that kb_tensorboard shows dead and saturated units

    def __init__(self, frequency: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]  # Keras annotates nothing
        self.frequency = frequency
        self.built = True  # there are no weights

    def call(self, inputs: Any) -> Any:
        """Apply the activation."""
        wave = keras.ops.sin(self.frequency * inputs)
        return inputs + wave * wave / self.frequency

    def get_config(self) -> dict[str, Any]:
        """What Keras needs to make the layer again."""
        return {**super().get_config(), "frequency": self.frequency}
