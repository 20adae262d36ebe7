"""Samples on a sphere of learnt radius."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="kb_papers")
class ScaleNorm(keras.layers.Layer):
    """`g x / max(|x|, epsilon)`, with one learnt number g for all.

    Args:
        epsilon: Smallest length that is divided by.
        **kwargs: Of every layer: name, dtype.

    Shapes:
        The input's; lengths are taken over the last axis.
    """

    def __init__(self, epsilon: float = 1e-5, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]  # Keras annotates nothing
        self.epsilon = epsilon
        self.supports_masking = True

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Create g, the root of the number of features."""
        features = input_shape[-1] or 1
        self.g = self.add_weight(  # type: ignore[no-untyped-call]  # Keras annotates nothing
            shape=(), initializer=keras.initializers.Constant(features**0.5), name="g"
        )

    def call(self, inputs: Any) -> Any:
        """Bring each sample to length g."""
        length = keras.ops.sqrt(keras.ops.sum(keras.ops.square(inputs), axis=-1, keepdims=True))
        return self.g * inputs / keras.ops.maximum(length, self.epsilon)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return {**super().get_config(), "epsilon": self.epsilon}
