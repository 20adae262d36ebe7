"""Branches that are left out at random."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="kb_papers")
class StochasticDepth(keras.layers.Layer):
    """Sets whole samples to zero in training, each with probability `rate`.

    The others are scaled by `1 / (1 - rate)`, so that inference needs no factor.

    Args:
        rate: Share of samples set to zero.
        seed: Of the draws.
        **kwargs: Of every layer: name, dtype.

    Shapes:
        The input's, `(batch, ...)`.
    """

    def __init__(self, rate: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]  # Keras annotates nothing
        self.rate = rate
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: Any, training: bool | None = None) -> Any:  # noqa: FBT001 - Keras' signature
        """Drop samples."""
        if not training or self.rate == 0:
            return inputs
        mask = (keras.ops.shape(inputs)[0],) + (1,) * (len(inputs.shape) - 1)
        return keras.random.dropout(inputs, self.rate, noise_shape=mask, seed=self.seed_generator)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}
