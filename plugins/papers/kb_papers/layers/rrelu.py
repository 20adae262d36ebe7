"""A rectifier with a random slope."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="kb_papers")
class RReLU(keras.layers.Layer):
    """Divides negative inputs by a random number in training, by its mean in inference.

    Args:
        lower: Smallest divisor.
        upper: Largest divisor.
        seed: Of the draws.
        **kwargs: Of every layer: name, dtype.

    Shapes:
        The input's.
    """

    elementwise = True  # so that kb_tensorboard shows dead and saturated units

    def __init__(
        self, lower: float = 3.0, upper: float = 8.0, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]  # Keras annotates nothing
        self.lower = lower
        self.upper = upper
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: Any, training: bool | None = None) -> Any:  # noqa: FBT001 - Keras' signature
        """Bend the inputs."""
        divisor: Any = (self.lower + self.upper) / 2
        if training:
            divisor = keras.random.uniform(
                keras.ops.shape(inputs),
                self.lower,
                self.upper,
                dtype=inputs.dtype,
                seed=self.seed_generator,
            )
        return keras.ops.where(inputs >= 0, inputs, inputs / divisor)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        own = {"lower": self.lower, "upper": self.upper, "seed": self.seed}
        return {**super().get_config(), **own}
